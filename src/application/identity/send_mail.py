"""Mails that follow from what happened: each use case takes one event, which may come more than once."""

from dataclasses import dataclass
from datetime import timedelta

from bosonline.application.identity.mails import Mails
from bosonline.application.identity.ports import Mailer, OpenWork
from bosonline.application.ports import Clock
from bosonline.domain.identity import (
    AccountKnownAlready,
    EmailChangeAsked,
    EmailVerificationAsked,
    OneTimeToken,
    PasswordChanged,
    PasswordResetAsked,
    Purpose,
    StaffInvited,
    User,
    UserId,
    hash_of,
)
from bosonline.domain.identity.one_time import MOST_MAILS_AN_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepToken:
    """Make a one-time token good from now on, of which only the hash is kept; the user to send it to.

    It proves the account's address, or, to change that, the address that the user wishes for.
    None where nothing is to be sent: the account is closed, was sent as many within the hour as anybody is, or wishes
    for no other address any more.
    """

    work: OpenWork
    clock: Clock

    def __call__(self, *, user: UserId, purpose: Purpose, token: str) -> User | None:
        at = self.clock()
        with self.work() as work:
            owner = work.users.get(user)
            email = owner.new_email if purpose is Purpose.CHANGE_EMAIL else owner.email
            if email is None:
                return None
            kept = OneTimeToken(hash=hash_of(token), purpose=purpose, user=user, email=email, created_at=at)
            others = work.one_time_tokens.count(user, purpose, since=at - timedelta(hours=1), but=kept.hash)
            if not owner.is_open or others >= MOST_MAILS_AN_HOUR:
                return None
            work.one_time_tokens.add(kept)
            work.commit()
        return owner


@dataclass(frozen=True, slots=True, kw_only=True)
class SendVerificationMail:
    """Ask a new user to prove the address. `Unavailable` when the mail cannot be handed over."""

    keep: KeepToken
    mails: Mails
    mailer: Mailer

    def __call__(self, event: EmailVerificationAsked, /) -> None:
        user = self.keep(user=event.user, purpose=Purpose.VERIFY_EMAIL, token=event.token)
        if user is not None and user.email_verified_at is None:
            self.mailer.send(self.mails.verification(user, event.token, event.language))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendKnownAccountMail:
    """Tell the owner of an account that somebody registered with its address."""

    keep: KeepToken
    mails: Mails
    mailer: Mailer

    def __call__(self, event: AccountKnownAlready, /) -> None:
        user = self.keep(user=event.user, purpose=Purpose.RESET_PASSWORD, token=event.token)
        if user is not None:
            self.mailer.send(self.mails.known_already(user, event.token, event.language))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPasswordResetMail:
    """Let a user who forgot the password choose a new one."""

    keep: KeepToken
    mails: Mails
    mailer: Mailer

    def __call__(self, event: PasswordResetAsked, /) -> None:
        if event.user is None:
            return
        user = self.keep(user=event.user, purpose=Purpose.RESET_PASSWORD, token=event.token)
        if user is not None:
            self.mailer.send(self.mails.reset(user, event.token, event.language))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPasswordChangedMail:
    """Tell a user that the password is another one."""

    work: OpenWork
    mails: Mails
    mailer: Mailer

    def __call__(self, event: PasswordChanged, /) -> None:
        with self.work() as work:
            user = work.users.get(event.user)
        self.mailer.send(self.mails.password_changed(user, event.language))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEmailChangeMails:
    """Ask a user to prove the address that they wish for, and tell the present one.

    Where another account has the address, its owner is told that somebody wishes for it, and is sent no token.
    """

    keep: KeepToken
    work: OpenWork
    mails: Mails
    mailer: Mailer

    def __call__(self, event: EmailChangeAsked, /) -> None:
        user = self.keep(user=event.user, purpose=Purpose.CHANGE_EMAIL, token=event.token)
        if user is None or user.new_email is None:
            return
        with self.work() as work:
            owner = work.users.of_email(user.new_email)
        if owner is None:
            self.mailer.send(self.mails.new_address(user, user.new_email, event.token))
        else:
            self.mailer.send(self.mails.address_wanted(owner))
        self.mailer.send(self.mails.address_changing(user, user.new_email))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendInvitationMail:
    """Tell somebody that a store has taken them on; nothing is sent to one who serves no longer."""

    keep: KeepToken
    work: OpenWork
    mails: Mails
    mailer: Mailer

    def __call__(self, event: StaffInvited, /) -> None:
        with self.work() as work:
            place = work.standings.of(event.user).place
        if place is None or place.staff != event.staff:
            return
        user = self.keep(user=event.user, purpose=Purpose.VERIFY_EMAIL, token=event.token)
        if user is not None:
            self.mailer.send(self.mails.invitation(user, place.store_name, event.token, event.language))
