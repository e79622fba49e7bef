"""A person with an account."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.errors import Conflict, Rejected
from bosonline.domain.identity.email import Email
from bosonline.domain.identity.ids import UserId
from bosonline.domain.phone import Phone

NAME_LENGTH = 120
LANGUAGES = ("id", "en")
"""The languages that mails to users exist in; the first is told where nobody chose."""


class EmailTaken(Conflict):
    """Another account has this address."""

    code = "email-taken"
    text = "Another account has this e-mail address"
    field = "email"


class PhoneTaken(Conflict):
    """Another account has proved that this number is its own."""

    code = "phone-taken"
    text = "Another account has verified this phone number"
    field = "phone"


class UserNameInvalid(Rejected):
    """Nobody's name."""

    code = "user-name-invalid"
    text = "A name has 1 to 120 characters"
    field = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerificationAsked:
    """An account was opened; its address is to be verified by a mail, in this language, that carries the token."""

    user: UserId
    token: str
    language: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountKnownAlready:
    """Somebody registered with the address of an account that exists; its owner is to be told, and helped in."""

    user: UserId
    token: str
    language: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetAsked:
    """Somebody forgot a password; `user` is None where the address is nobody's, and then nothing is to be sent."""

    user: UserId | None
    token: str
    language: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged:
    """The password is another one; the owner of the account is to be told, in case it was not them."""

    user: UserId
    language: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerified:
    """The user has shown that mail to the address arrives."""

    user: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeAsked:
    """A user wants another address: it is to be proved by a mail that carries the token, and the present one told.

    Where the address is another account's, that account's owner is told instead.
    """

    user: UserId
    token: str
    at: datetime


def erased_email(user: UserId) -> Email:
    """What stands for the address of an account that was erased; no mail can be sent there."""
    return Email(f"erased-{user}@erased.invalid")


@dataclass(slots=True, kw_only=True)
class User:
    """A person with an account; `password_hash` is opaque here.

    `new_email` takes the place of `email` once it is proved; `language` is that of mails to them where
    the request that they follow from asked for none.
    """

    id: UserId
    name: str
    email: Email
    phone: Phone
    password_hash: str
    email_verified_at: datetime | None = None
    phone_verified_at: datetime | None = None
    is_platform_admin: bool = False
    closed_at: datetime | None = None
    new_email: Email | None = None
    language: str = LANGUAGES[0]
    created_at: datetime
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the account may be used at all."""
        return self.closed_at is None

    def verify_email(self, *, at: datetime) -> EmailVerified | None:
        """Note that the address is the user's; None when that was known."""
        if self.email_verified_at is not None:
            return None
        self.email_verified_at = at
        return EmailVerified(user=self.id, at=at)

    def verify_phone(self, *, at: datetime) -> None:
        """Note that the number is the user's, from when on it serves to log in."""
        self.phone_verified_at = self.phone_verified_at or at

    def rename(self, name: str) -> None:
        """Go by another name; or `UserNameInvalid`."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= NAME_LENGTH:
            raise UserNameInvalid
        self.name = name

    def want_email(self, email: Email, *, token: str, at: datetime) -> EmailChangeAsked | None:
        """Wish for another address, which is to be proved first; None where there is nothing new to prove.

        The present address takes back a wish for another.
        """
        if email == self.email:
            self.new_email = None
            return None
        if email == self.new_email:
            return None
        self.new_email = email
        return EmailChangeAsked(user=self.id, token=token, at=at)

    def prove_email(self, email: Email, *, at: datetime) -> EmailVerified | None:
        """Take the new address, which is proved now; None where it is not the one that was wished for last."""
        if self.new_email is None or email != self.new_email:
            return None
        self.email, self.email_verified_at, self.new_email = email, at, None
        return EmailVerified(user=self.id, at=at)

    def change_phone(self, phone: Phone) -> None:
        """Take another number, which is to be verified anew."""
        if phone != self.phone:
            self.phone, self.phone_verified_at = phone, None

    def change_password(self, password_hash: str, *, language: str | None, at: datetime) -> PasswordChanged:
        """Take another password."""
        self.password_hash = password_hash
        return PasswordChanged(user=self.id, language=language, at=at)
