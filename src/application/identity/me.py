"""Who I am."""

from dataclasses import dataclass

from bosonline.application.identity.ports import BoscodTokens, People, boscod_token
from bosonline.domain.identity import Account, Standing, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The signed-in user, and their standing at this moment."""

    user: User
    standing: Standing
    boscod: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMe:
    """The signed-in user."""

    people: People
    boscod: BoscodTokens

    def __call__(self, *, account: Account) -> Me:
        user, standing = self.people.of(account.user)
        return Me(user=user, standing=standing, boscod=boscod_token(self.boscod, standing))
