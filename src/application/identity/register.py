"""Opening an account."""

from dataclasses import dataclass

from bosonline.application.identity.passwords import TakePassword
from bosonline.application.identity.ports import OpenWork, PhoneReader, Secrets
from bosonline.application.ports import Clock
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import (
    LANGUAGES,
    AccountKnownAlready,
    EmailTaken,
    EmailVerificationAsked,
    UserId,
    checked_email,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Open an account, and ask its owner by mail to verify the address.

    For an address that has an account nothing changes but that its owner gets another mail; the caller cannot tell
    the two apart. Raises `EmailInvalid`, `PhoneInvalid` or `PasswordWeak`.
    """

    work: OpenWork
    take_password: TakePassword
    phones: PhoneReader
    secrets: Secrets
    clock: Clock

    def __call__(self, *, name: str, email: str, phone: str, password: str, language: str | None) -> None:
        address, number = checked_email(email), self.phones.read(phone)
        password_hash = self.take_password(password=password, email=address, name=name)
        token, at = self.secrets.token(), self.clock()
        with self.work() as work:
            user = work.users.add(
                name=name,
                email=address,
                phone=number,
                password_hash=password_hash,
                at=at,
                language=language or LANGUAGES[0],
            )
            if user is not None:
                work.record(EmailVerificationAsked(user=user, token=token, language=language, at=at))
            else:
                known = work.users.id_of_email(address)
                if known is None:
                    raise ChangedMeanwhile
                work.record(AccountKnownAlready(user=known, token=token, language=language, at=at))
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePlatformAdmin:
    """Open the account of somebody who runs the platform, as its operator may; the address counts as verified.

    Raises what `Register` does, and `EmailTaken`.
    """

    work: OpenWork
    take_password: TakePassword
    phones: PhoneReader
    clock: Clock

    def __call__(self, *, name: str, email: str, phone: str, password: str) -> UserId:
        address, number = checked_email(email), self.phones.read(phone)
        password_hash = self.take_password(password=password, email=address, name=name)
        at = self.clock()
        with self.work() as work:
            user = work.users.add(
                name=name,
                email=address,
                phone=number,
                password_hash=password_hash,
                at=at,
                email_verified_at=at,
                is_platform_admin=True,
            )
            if user is None:
                raise EmailTaken
            work.commit()
        return user


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPhone:
    """Note, on the operator's word, that a number belongs to the account; it then serves to log in.

    Raises `EmailInvalid`, `NotFound`, or `PhoneTaken` when another account has verified the number.
    """

    work: OpenWork
    clock: Clock

    def __call__(self, *, email: str) -> None:
        with self.work() as work:
            user = work.users.of_email(checked_email(email))
            if user is None:
                raise NotFound
            user.verify_phone(at=self.clock())
            work.users.save(user)
            work.commit()
