"""What every adapter of the ports of stores must do."""

from dataclasses import asdict, replace
from datetime import time, timedelta

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import Author, Role, StaffId, StoreId, UserId
from bosonline.domain.money import Money
from bosonline.domain.payments import Bank, BankAccount
from bosonline.domain.phone import Phone
from bosonline.domain.stores import (
    Coordinates,
    DistrictCode,
    FlatRate,
    Language,
    Onboarding,
    QuarantineLimits,
    Step,
    Store,
    StoreProfile,
    StoreSettings,
    Subdomain,
    Warehouse,
    Zone,
)
from bosonline.testing.backends import Backend
from bosonline.testing.identity import add_user, an_owner, hire, open_store
from bosonline.testing.shops import store_desk_of

PHONE = Phone("+6281234567890")


def new_store(backend: Backend, *, owner: int = 1, subdomain: str = "kopisiti") -> Store:
    """A store that is not kept yet, with settings of its own."""
    settings = StoreSettings(
        zone=Zone.WITA,
        language=Language.ENGLISH,
        payment_deadline=timedelta(hours=6),
        duplicate_window=timedelta(seconds=90),
        cod_fee_basis_points=250,
        unique_codes=True,
        quiet_from=time(21, 30),
    )
    return Store(
        owner=UserId(owner),
        name="Kopi Siti",
        phone=PHONE,
        subdomain=Subdomain(subdomain),
        settings=settings,
        created_at=backend.clock(),
    )


def keep(backend: Backend, store: Store) -> Store:
    """Keep it."""
    with backend.work() as work:
        work.stores.add(store)
        work.commit()
    return store


class StoresContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_store_comes_back_as_it_was_added(self, backend: Backend) -> None:
        """To a work of its own, and to readers."""
        store = keep(backend, new_store(backend))

        with backend.work(store.id) as work:
            assert work.stores.get() == store
        assert store_desk_of(backend).get(store.id) == store
        assert (store.id > 0, store.version) == (True, 1)

    def test_a_store_that_is_not_there(self, backend: Backend) -> None:
        """Is not found, and None to readers."""
        with pytest.raises(NotFound), backend.work(StoreId(999_999)) as work:
            work.stores.get()
        assert store_desk_of(backend).get(StoreId(999_999)) is None

    @pytest.mark.parametrize(("owner", "subdomain"), [(1, "tehbudi"), (2, "kopisiti")])
    def test_an_owner_and_a_name_have_one_store(self, backend: Backend, owner: int, subdomain: str) -> None:
        """The second loses the race."""
        keep(backend, new_store(backend))

        with pytest.raises(ChangedMeanwhile):
            keep(backend, new_store(backend, owner=owner, subdomain=subdomain))

    def test_what_changed_is_kept(self, backend: Backend) -> None:
        """Once: whoever loaded it before loses the race."""
        kept = keep(backend, new_store(backend))
        with backend.work(kept.id) as work:
            store, stale = work.stores.get(), work.stores.get()
            profile = StoreProfile(
                name="Kopi Siti Bogor",
                phone=Phone("+6281311112222"),
                logo="logo-1.webp",
                settings=replace(
                    store.settings,
                    flat_rates=(FlatRate(area="32", price=Money(15_000)), FlatRate(price=Money(30_000))),
                    quarantine=QuarantineLimits(orders_per_phone=5),
                ),
            )
            changed = store.change(profile, by=Author(StaffId(1), "Siti"), at=backend.clock())
            work.stores.save(store)
            with pytest.raises(ChangedMeanwhile):
                work.stores.save(stale)
            work.commit()

        assert changed.changed == ("name", "phone", "logo", "quarantine", "flat_rates")
        assert store_desk_of(backend).get(kept.id) == store
        assert (store.profile, store.version) == (profile, 2)

    def test_a_name_that_is_taken_is_not_saved(self, backend: Backend) -> None:
        """Where two stores take one name at once."""
        keep(backend, new_store(backend, owner=2, subdomain="tehbudi"))
        kept = keep(backend, new_store(backend))

        kept.rename(Subdomain("tehbudi"), former=(), by=Author(None, "Siti"), at=backend.clock())

        with pytest.raises(ChangedMeanwhile), backend.work(kept.id) as work:
            work.stores.save(kept)

    def test_names_are_found_by_their_beginning(self, backend: Backend) -> None:
        """And no others."""
        for owner, name in enumerate(("kopi", "kopi-2", "kopisiti", "teh-kopi"), 1):
            keep(backend, new_store(backend, owner=owner, subdomain=name))

        with backend.work() as work:
            assert work.stores.subdomains_beginning("kopi", at=backend.clock()) == {"kopi", "kopi-2", "kopisiti"}

    def test_the_steps_of_the_onboarding(self, backend: Backend) -> None:
        """Each is done by what it asks for, of this store alone."""
        other = keep(backend, new_store(backend, owner=2, subdomain="tehbudi"))
        store = keep(backend, new_store(backend))
        desk = store_desk_of(backend)
        assert desk.onboarding(store.id) == Onboarding(frozenset({Step.STORE}))

        with backend.work(store.id) as work:
            work.warehouses.add(_warehouse(backend))
            work.bank_accounts.add(
                BankAccount.of(
                    Bank("014", "BCA"),
                    store=store.id,
                    account_name="SITI",
                    account_number="1234567890",
                    created_at=backend.clock(),
                )
            )
            work.commit()

        assert desk.onboarding(store.id).done == {Step.STORE, Step.WAREHOUSE, Step.BANK_ACCOUNT}
        assert desk.onboarding(other.id).done == {Step.STORE}

    def test_a_work_enters_the_store_that_it_opened(self, backend: Backend) -> None:
        """And keeps things there from then on; its events are that store's."""
        store = new_store(backend)
        with backend.work() as work:
            work.stores.add(store)
            work.enter_store(store.id)
            warehouse = work.warehouses.add(_warehouse(backend))
            work.record(store.opened())
            work.commit()

        assert warehouse == replace(_warehouse(backend), id=warehouse.id, version=1)
        assert Step.WAREHOUSE in store_desk_of(backend).onboarding(store.id).done
        (letter,) = backend.outbox.claim(limit=10, lease=timedelta(minutes=1)).letters
        assert (letter.topic, letter.store) == ("StoreOpened", store.id)

    def test_warehouses_of_the_store_alone(self, backend: Backend) -> None:
        """They come back as they were kept, the oldest first, in pages, and to their own store."""
        store, other = (keep(backend, new_store(backend, owner=n, subdomain=f"toko-{n}")) for n in (1, 2))
        point = Coordinates(latitude=-6_595_038, longitude=106_816_635)
        with backend.work(store.id) as work:
            first = work.warehouses.add(_warehouse(backend))
            second = work.warehouses.add(
                replace(_warehouse(backend), name="Gudang Depok", is_default=False, coordinates=point, post_code=None)
            )
            work.commit()

        with backend.work(store.id) as work:
            assert work.warehouses.all() == [first, second]
        with backend.work(other.id) as work:
            assert work.warehouses.all() == []
            with pytest.raises(ChangedMeanwhile):
                work.warehouses.save(first)
            with pytest.raises(ChangedMeanwhile):
                work.warehouses.remove(second)
        listing = Listing(sort_by="name", category="name", keyword="depok")
        found = store_desk_of(backend).warehouses(store.id, listing)
        assert (found.total, found.rows) == (1, [asdict(second)])
        assert store_desk_of(backend).warehouses(other.id, listing).total == 0

    def test_a_warehouse_is_changed_and_given_up_once(self, backend: Backend) -> None:
        """By whoever saw it last; and a store never has two defaults."""
        store = keep(backend, new_store(backend))
        with backend.work(store.id) as work:
            first = work.warehouses.add(_warehouse(backend))
            second = work.warehouses.add(replace(_warehouse(backend), is_default=False))
            changed = work.warehouses.save(replace(first, name="Gudang Baru"))
            with pytest.raises(ChangedMeanwhile):
                work.warehouses.save(replace(first, name="Gudang Lain"))
            with pytest.raises(ChangedMeanwhile):
                work.warehouses.remove(first)
            work.commit()

        with pytest.raises(ChangedMeanwhile), backend.work(store.id) as work:
            work.warehouses.save(replace(second, is_default=True))
        with pytest.raises(ChangedMeanwhile), backend.work(store.id) as work:
            work.warehouses.add(_warehouse(backend))
        with backend.work(store.id) as work:
            work.warehouses.remove(second)
            work.commit()
        with backend.work(store.id) as work:
            assert work.warehouses.all() == [changed]
            assert (changed.name, changed.version) == ("Gudang Baru", 2)

    def test_the_roster_knows_the_stores_own_staff(self, backend: Backend) -> None:
        """And nobody else."""
        siti, budi = add_user(backend), add_user(backend, email="budi@example.com")
        alice, removed = add_user(backend, email="alice@example.com"), add_user(backend, email="rudi@example.com")
        store, other = open_store(backend, siti), open_store(backend, budi)
        serving, gone = hire(backend, store, alice), hire(backend, store, removed, role=Role.CS)
        with backend.work(store) as work:
            member = work.staff.get(gone)
            member.remove(at=backend.clock(), by=an_owner())
            work.staff.save(member)
            work.commit()

        asked = [serving, gone, StaffId(999_999)]
        with backend.work(store) as work:
            assert work.roster.serving(asked) == {serving}
        with backend.work(other) as work:
            assert work.roster.serving(asked) == frozenset()


def _warehouse(backend: Backend) -> Warehouse:
    return Warehouse(
        name="Gudang Bogor",
        contact_name="Siti",
        phone=PHONE,
        address="Jl. Raya 1",
        district=DistrictCode("32.01.01"),
        post_code="16911",
        is_default=True,
        created_at=backend.clock(),
    )
