"""The store: the tenant that everything else belongs to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum

from bosonline.domain.errors import Conflict, Rejected
from bosonline.domain.identity import Author, StaffId, StoreId, UserId
from bosonline.domain.phone import Phone
from bosonline.domain.stores.settings import StoreSettings
from bosonline.domain.stores.subdomain import Subdomain

NAME_LENGTH = 120
OLD_NAME_KEPT = timedelta(days=30)
"""How long a former subdomain leads to the store, and is nobody else's."""

MOST_OLD_NAMES = 5
REASON_LENGTH = 500
FILE_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}"
_NOT_KEPT = StoreId(0)
_FILE_NAME = re.compile(FILE_NAME, re.ASCII)


class StoreStatus(StrEnum):
    """Whether a store sells."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class StoreNameInvalid(Rejected):
    """A store has a name of a reasonable length."""

    code = "store-name-invalid"
    text = "A store's name has 1 to 120 characters"
    field = "name"


class LogoInvalid(Rejected):
    """A logo is named by the file that an upload gave."""

    code = "logo-invalid"
    text = "A logo is the file_name that uploading an image gave"
    field = "logo"


class StoreStatusUnfit(Conflict):
    """What was asked takes a store of another status."""

    code = "store-status-unfit"
    text = "This takes a store that is {needed}; this one is {status}"


class SuspensionReasonInvalid(Rejected):
    """A seller is told why the store is suspended."""

    code = "suspension-reason-invalid"
    text = "A reason has 1 to 500 characters"
    field = "reason"


class SubdomainChangedTooOften(Conflict):
    """Each former name stays with the store for a while, and a store may have only so many."""

    code = "subdomain-changed-too-often"
    text = "Your store still holds {most} former names; change it again after {until}"
    field = "subdomain"


class StaffUnknown(Rejected):
    """Somebody was named who does not serve in the store; the fact `staff` lists them."""

    code = "staff-unknown"
    text = "Your store has no such staff: {told}"

    @classmethod
    def of(cls, staff: Iterable[StaffId], *, field: str) -> "StaffUnknown":
        """The refusal that names these; `field` is the member that named them."""
        listed = sorted(staff)
        return cls(field=field, staff=listed, told=", ".join(map(str, listed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOpened:
    """A user has opened a store."""

    store: StoreId
    owner: UserId
    subdomain: Subdomain
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreChanged:
    """A store was set anew; `changed` names what is not as it was."""

    store: StoreId
    changed: tuple[str, ...]
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSuspended:
    """The platform lets a store sell no more."""

    store: StoreId
    reason: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRestored:
    """The platform lets a store sell again."""

    store: StoreId
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubdomainChanged:
    """A store is reached by another name; the former one leads to it until then."""

    store: StoreId
    was: Subdomain
    now: Subdomain
    until: datetime
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OldName:
    """A former subdomain of a store."""

    name: Subdomain
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProfile:
    """Everything that a seller sets at once."""

    name: str
    phone: Phone
    logo: str | None
    settings: StoreSettings


@dataclass(slots=True, kw_only=True)
class Store:
    """A store and what it has set; `id` is 0 until the store is kept, `suspended_for` tells its owner why."""

    id: StoreId = _NOT_KEPT
    owner: UserId
    name: str
    phone: Phone
    subdomain: Subdomain
    logo: str | None = None
    status: StoreStatus = StoreStatus.OPEN
    suspended_for: str | None = None
    settings: StoreSettings = field(default_factory=StoreSettings)
    created_at: datetime
    version: int = 0

    def __post_init__(self) -> None:
        self.name = _checked_name(self.name)

    @property
    def profile(self) -> StoreProfile:
        """What the seller has set."""
        return StoreProfile(name=self.name, phone=self.phone, logo=self.logo, settings=self.settings)

    def change(self, profile: StoreProfile, *, by: Author, at: datetime) -> StoreChanged:
        """Set everything anew; `StoreNameInvalid` or `LogoInvalid`."""
        name = _checked_name(profile.name)
        if profile.logo is not None and not _FILE_NAME.fullmatch(profile.logo):
            raise LogoInvalid
        before = self.profile
        self.name, self.phone, self.logo, self.settings = name, profile.phone, profile.logo, profile.settings
        changed = (*_differing(before, self.profile, but="settings"), *_differing(before.settings, self.settings))
        return StoreChanged(store=self.id, changed=changed, by=by, at=at)

    def rename(self, subdomain: Subdomain, *, former: Iterable[OldName], by: Author, at: datetime) -> SubdomainChanged:
        """Be reached by another name; `SubdomainChangedTooOften` where too many `former` ones are still held."""
        held = sorted(one.until for one in former if one.until > at and one.name != subdomain)
        if len(held) >= MOST_OLD_NAMES:
            raise SubdomainChangedTooOften(most=MOST_OLD_NAMES, until=self._told(held[-MOST_OLD_NAMES]))
        was, self.subdomain = self.subdomain, subdomain
        return SubdomainChanged(store=self.id, was=was, now=subdomain, until=at + OLD_NAME_KEPT, by=by, at=at)

    def suspend(self, *, reason: str, by: UserId, at: datetime) -> StoreSuspended:
        """Sell no more until it is restored; `StoreStatusUnfit` unless open, `SuspensionReasonInvalid`."""
        self._demand(StoreStatus.OPEN)
        reason = reason.strip()
        if not 1 <= len(reason) <= REASON_LENGTH:
            raise SuspensionReasonInvalid
        self.status, self.suspended_for = StoreStatus.SUSPENDED, reason
        return StoreSuspended(store=self.id, reason=reason, by=by, at=at)

    def restore(self, *, by: UserId, at: datetime) -> StoreRestored:
        """Sell again; `StoreStatusUnfit` unless suspended."""
        self._demand(StoreStatus.SUSPENDED)
        self.status, self.suspended_for = StoreStatus.OPEN, None
        return StoreRestored(store=self.id, by=by, at=at)

    def opened(self) -> StoreOpened:
        """The news of this store, once it is kept."""
        return StoreOpened(store=self.id, owner=self.owner, subdomain=self.subdomain, at=self.created_at)

    def _demand(self, status: StoreStatus) -> None:
        if self.status is not status:
            raise StoreStatusUnfit(needed=status.value, status=self.status.value)

    def _told(self, at: datetime) -> str:
        return self.settings.local(at).isoformat(timespec="minutes")


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH:
        raise StoreNameInvalid
    return name


def _differing(before: StoreProfile | StoreSettings, after: StoreProfile | StoreSettings, but: str = "") -> list[str]:
    names = (part.name for part in fields(before) if part.name != but)
    return [name for name in names if getattr(before, name) != getattr(after, name)]
