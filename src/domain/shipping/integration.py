"""A store's own account with an outside party: its credentials are sealed, and never shown again."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bosonline.domain.errors import NotFound, Unavailable
from bosonline.domain.identity import Author

HINT_LENGTH = 4


class Party(StrEnum):
    """Whom a store can have an account with."""

    BOSCOD = "boscod"


class PartyUnknown(NotFound):
    """No such party is known here."""


class CredentialsUnreadable(Unavailable):
    """The credentials were sealed under a secret that this installation does not have any more."""

    code = "credentials-unreadable"
    text = "Your credentials for {party} can no longer be read; set them again by PUT /store/integrations/{party}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """What a store set for a party; sealed texts are None where nothing is set.

    `hint` is the end of the token, by which its owner knows it. `webhook_round` counts how often the address of
    webhooks was made anew.
    """

    party: Party
    token: str | None = field(default=None, repr=False)
    webhook_key: str | None = field(default=None, repr=False)
    hint: str | None = None
    webhook_round: int = 0
    set_at: datetime
    by: Author

    def renewed(self) -> "Integration":
        """With another address of webhooks; the former one is good no more."""
        return replace(self, webhook_round=self.webhook_round + 1)


def hint_of(token: str) -> str:
    """The end of a token, and nothing of one that is too short to show a part of."""
    return "..." + (token[-HINT_LENGTH:] if len(token) >= HINT_LENGTH * 4 else "")


def party_of(word: str) -> Party:
    """The party that is called so; or `PartyUnknown`."""
    try:
        return Party(word)
    except ValueError:
        raise PartyUnknown from None
