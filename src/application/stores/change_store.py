"""A seller sets their store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bosonline.application.identity.ports import PhoneReader
from bosonline.application.images import demand_uploaded
from bosonline.application.ports import Clock
from bosonline.application.stores.ports import OpenStoresWork, RegionSearch
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import AuditEntry, Member
from bosonline.domain.phone import Phone
from bosonline.domain.stores import FlatRate, RegionUnknown, Store, StoreProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWritten:
    """What a seller typed of their store; `rest` has the logo and the settings by their names, and may leave out."""

    name: str
    phone: str
    rest: Mapping[str, Any] = field(default_factory=dict)

    def upon(self, present: StoreProfile, phone: Phone) -> StoreProfile:
        """This, and for what is left out what is there; what is wrong with a setting is refused."""
        settings = {name: value for name, value in self.rest.items() if name != "logo"}
        return StoreProfile(
            name=self.name,
            phone=phone,
            logo=self.rest.get("logo", present.logo),
            settings=replace(present.settings, **settings),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStore:
    """Name, phone, logo and every setting, as a whole: either all of it holds, or nothing changes."""

    work: OpenStoresWork
    clock: Clock
    phones: PhoneReader
    regions: RegionSearch

    def __call__(self, *, member: Member, written: StoreWritten, seen_version: int | None = None) -> Store:
        """The store as it now stands.

        `StoreNameInvalid`, `PhoneInvalid`, `LogoInvalid`, `SettingOutOfRange`, `FlatRateTwice`, `RegionUnknown` (of a
        flat rate), `ImageUnknown` (of a new logo), and `PreconditionFailed` where it is not the version that the caller
        saw.
        """
        phone = self.phones.read(written.phone)
        self._demand_places(written.rest.get("flat_rates", ()))
        with self.work(member.store) as work:
            store = work.stores.get()
            if seen_version not in (None, store.version):
                raise PreconditionFailed
            changed = store.change(written.upon(store.profile, phone), by=member.author, at=self.clock())
            if "logo" in changed.changed and store.logo is not None:
                demand_uploaded(work, [store.logo], field="logo")
            if changed.changed:
                work.stores.save(store)
                work.record(changed)
                work.audit(
                    AuditEntry(
                        act="store-changed",
                        by=member.author,
                        at=changed.at,
                        about=f"store {store.id}",
                        facts={"changed": ", ".join(changed.changed)},
                    )
                )
                work.commit(store)
        return store

    def _demand_places(self, rates: Sequence[FlatRate]) -> None:
        for at, rate in enumerate(rates):
            if rate.area is not None and self.regions.place(rate.area) is None:
                raise RegionUnknown(region=rate.area, field=f"flat_rates.{at}.area")
