"""Tokens that prove, once and for a while, that mail to an address was read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from bosonline.domain.errors import Rejected
from bosonline.domain.identity.email import Email
from bosonline.domain.identity.ids import UserId

TokenHash = NewType("TokenHash", str)
"""The SHA-256 of a token, in hex: all that is ever stored of one."""

MOST_MAILS_AN_HOUR = 5
"""How many tokens of one purpose an account is sent within an hour, whoever asks."""


class Purpose(StrEnum):
    """What a one-time token is good for."""

    VERIFY_EMAIL = "verify-email"
    CHANGE_EMAIL = "change-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105  # the name of a purpose

    @property
    def life(self) -> timedelta:
        """How long the token is good."""
        return timedelta(minutes=30) if self is Purpose.RESET_PASSWORD else timedelta(days=3)


class OneTimeTokenInvalid(Rejected):
    """The token is not known, was used, has run out, or was for another address."""

    code = "one-time-token-invalid"
    text = "This link is not valid any more; ask for a new one"
    field = "token"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeToken:
    """One token, which was sent to `email`."""

    hash: TokenHash
    purpose: Purpose
    user: UserId
    email: Email
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        """The instant from which on it is good for nothing."""
        return self.created_at + self.purpose.life


def hash_of(token: str) -> TokenHash:
    """What is stored of a token."""
    return TokenHash(sha256(token.encode("utf-8", "surrogatepass")).hexdigest())
