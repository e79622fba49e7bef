"""Who acts: a signed-in user, or a member of a store with the rights of this moment."""

from dataclasses import dataclass
from typing import NewType

from bosonline.domain.errors import Forbidden
from bosonline.domain.identity.ids import StaffId, StoreId, UserId
from bosonline.domain.identity.rights import Action, Module, Right, Rights, Role, held

SessionId = NewType("SessionId", str)
ApiKeyId = NewType("ApiKeyId", int)


class SuspendedStore(Forbidden):
    """The platform has suspended the store, and the fact `reason` says why."""

    code = "store-suspended"
    text = "The platform has suspended your store ({reason}); ask its support"


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something, as histories keep it: a member of staff, or a part of the system by its name."""

    staff: StaffId | None
    name: str


BUYER = Author(None, "buyer")
SYSTEM = Author(None, "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user acting in one store; `zone` is the store's, in which days begin and end.

    `suspended_for` says why the platform has suspended the store, if it has.
    """

    store: StoreId
    user: UserId
    staff: StaffId
    name: str
    role: Role
    rights: Rights = frozenset()
    zone: str = "Asia/Jakarta"
    suspended_for: str | None = None

    @property
    def author(self) -> Author:
        """This member as histories keep it."""
        return Author(self.staff, self.name)

    @property
    def is_admin(self) -> bool:
        """Whether this is the owner or an admin, who have every right."""
        return self.role in (Role.OWNER, Role.ADMIN)

    @property
    def held(self) -> Rights:
        """Every right that the member has."""
        return held(self.role, self.rights)

    def may(self, module: Module, action: Action) -> bool:
        """Whether the right is granted; owner and admin have every right."""
        return self.is_admin or (module, action) in self.rights

    def demand_store(self) -> None:
        """Refuse with `SuspendedStore` where the platform has suspended the store."""
        if self.suspended_for is not None:
            raise SuspendedStore(reason=self.suspended_for)

    def demand(self, right: Right) -> None:
        """Refuse with `Forbidden` unless the right is granted."""
        if not self.may(*right):
            raise Forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A signed-in user in one session; `member` is set for those who own or serve a store.

    Where a program acts by an API key, `key` names it, and the session is no session that could be ended.
    """

    user: UserId
    session: SessionId
    name: str
    is_platform_admin: bool = False
    member: Member | None = None
    key: ApiKeyId | None = None
