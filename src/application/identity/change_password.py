"""Proving an address, and choosing another password."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.application.identity.passwords import TakePassword
from bosonline.application.identity.ports import IdentityWork, OpenWork, PasswordHasher, Secrets
from bosonline.application.identity.signing_in import target_of
from bosonline.application.ports import Clock
from bosonline.domain.identity import (
    Account,
    AuditEntry,
    Author,
    Client,
    Email,
    EmailInvalid,
    EmailTaken,
    OneTimeToken,
    OneTimeTokenInvalid,
    PasswordResetAsked,
    PasswordWrong,
    Purpose,
    User,
    UserId,
    checked_email,
    hash_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyEmail:
    """Take the token that was sent to an address as proof that it is its user's; or `OneTimeTokenInvalid`.

    An address that the user wished for becomes theirs, unless another account has it by now.
    """

    work: OpenWork
    clock: Clock

    def __call__(self, *, token: str) -> None:
        at = self.clock()
        with self.work() as work:
            sent = self._use(work, token, at)
            user = work.users.get(sent.user)
            if sent.purpose is Purpose.CHANGE_EMAIL:
                self._take(work, user, sent.email, at)
            elif user.email != sent.email:
                raise OneTimeTokenInvalid
            else:
                verified = user.verify_email(at=at)
                if verified is not None:
                    work.users.save(user)
                    work.record(verified)
            work.commit()

    def _use(self, work: IdentityWork, token: str, at: datetime) -> OneTimeToken:
        for purpose in (Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL):
            sent = work.one_time_tokens.use(hash_of(token), purpose, at=at)
            if sent is not None:
                return sent
        raise OneTimeTokenInvalid

    def _take(self, work: IdentityWork, user: User, email: Email, at: datetime) -> None:
        verified = user.prove_email(email, at=at)
        if verified is None:
            raise OneTimeTokenInvalid
        try:
            work.users.save(user)
        except EmailTaken as taken:
            raise OneTimeTokenInvalid from taken
        work.record(verified)
        work.audit(_entry(work, user, "email-changed", at))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """Choose another password; every other session of the user ends.

    The present password is asked for, and a wrong one counts as a guess. Raises `PasswordWrong`, `PasswordWeak`,
    `GuessedTooOften`.
    """

    work: OpenWork
    hasher: PasswordHasher
    take_password: TakePassword
    clock: Clock

    def __call__(
        self, *, account: Account, current_password: str, new_password: str, client: Client, language: str | None
    ) -> None:
        user, attempt = self._count(account, client)
        if not self.hasher.verify(user.password_hash, current_password):
            raise PasswordWrong(field="current_password")
        password_hash = self.take_password(
            password=new_password, email=user.email, name=user.name, field="new_password"
        )
        at = self.clock()
        with self.work() as work:
            work.login_attempts.succeeded(attempt)
            work.record(user.change_password(password_hash, language=language, at=at))
            work.users.save(user)
            work.sessions.end(user.id, at=at, but=account.session)
            work.one_time_tokens.void(user.id, Purpose.RESET_PASSWORD, at=at)
            work.audit(_entry(work, user, "password-changed", at))
            work.commit()

    def _count(self, account: Account, client: Client) -> tuple[User, int]:
        at = self.clock()
        with self.work() as work:
            user = work.users.get(account.user)
            target = target_of(user, user.email)
            work.login_attempts.guesses(target, at=at).admit(at)
            attempt = work.login_attempts.add(target, user=user.id, client=client, at=at)
            work.commit()
        return user, attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPasswordReset:
    """Have a token for a new password sent to an address; what happens does not tell whether it has an account."""

    work: OpenWork
    secrets: Secrets
    clock: Clock

    def __call__(self, *, email: str, language: str | None) -> None:
        token, at = self.secrets.token(), self.clock()
        with self.work() as work:
            user = self._find(work, email)
            work.record(PasswordResetAsked(user=user, token=token, language=language, at=at))
            work.commit()

    def _find(self, work: IdentityWork, email: str) -> UserId | None:
        try:
            return work.users.id_of_email(checked_email(email))
        except EmailInvalid:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPasswordReset:
    """Choose a password with the token that was sent; every session of the user ends.

    That the mail was read proves the address, too. Raises `OneTimeTokenInvalid` or `PasswordWeak`; a token that was
    given with a weak password is still good.
    """

    work: OpenWork
    take_password: TakePassword
    clock: Clock

    def __call__(self, *, token: str, password: str, language: str | None) -> None:
        user = self._open(token)
        password_hash = self.take_password(password=password, email=user.email, name=user.name)
        with self.work() as work:
            at = self.clock()
            if work.one_time_tokens.use(hash_of(token), Purpose.RESET_PASSWORD, at=at) is None:
                raise OneTimeTokenInvalid
            work.record(user.change_password(password_hash, language=language, at=at))
            verified = user.verify_email(at=at)
            if verified is not None:
                work.record(verified)
            work.users.save(user)
            work.sessions.end(user.id, at=at)
            work.one_time_tokens.void(user.id, Purpose.RESET_PASSWORD, at=at)
            work.audit(_entry(work, user, "password-reset", at))
            work.commit()

    def _open(self, token: str) -> User:
        """The user whose token it is, without using it up: hashing takes too long for a transaction."""
        with self.work() as work:
            sent = work.one_time_tokens.use(hash_of(token), Purpose.RESET_PASSWORD, at=self.clock())
            user = work.users.get(sent.user) if sent else None
            if sent is None or user is None or user.email != sent.email or not user.is_open:
                raise OneTimeTokenInvalid
        return user


def _entry(work: IdentityWork, user: User, act: str, at: datetime) -> AuditEntry:
    """For the audit log of the store that the user owns or serves, if any."""
    place = work.standings.of(user.id).place
    return AuditEntry(
        act=act,
        by=Author(None if place is None else place.staff, user.name),
        at=at,
        about=f"user {user.id}",
        store=None if place is None else place.store,
    )
