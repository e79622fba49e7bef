"""What every adapter of the ports about staff, API keys and the audit log must do."""

from datetime import timedelta

import pytest

from bosonline.application.identity.ports import AuditFilter, AuditPage, Listing, StaffPage
from bosonline.application.ports import REQUEST
from bosonline.domain.identity import (
    EVERY_RIGHT,
    Action,
    ApiKeyId,
    ApiKeyInvalid,
    AuditEntry,
    Author,
    Member,
    Module,
    NewApiKey,
    Rights,
    Role,
    StaffId,
    StaffSwitchedOff,
    StoreId,
    UserId,
    hash_of,
)
from bosonline.testing.backends import Backend
from bosonline.testing.identity import (
    add_user,
    an_owner,
    audit_log_of,
    hire,
    key_presences_of,
    key_ring_of,
    open_store,
    staff_desk_of,
)

READ_ORDERS: Rights = frozenset({(Module.ORDER, Action.READ)})
READ_BOTH: Rights = READ_ORDERS | {(Module.PRODUCT, Action.READ)}
BY_NAME = Listing(sort_by="name", descending=False, category="name")
ALICE = Author(StaffId(5), "Alice")


class StaffDeskContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def page(self, backend: Backend, store: StoreId, listing: Listing = BY_NAME, role: Role | None = None) -> StaffPage:
        """A page of the staff."""
        return staff_desk_of(backend).page(store, listing, role=role)

    def staffed(self, backend: Backend) -> StoreId:
        """A store with an owner, an admin and two CS, and a neighbour with one of its own."""
        store = open_store(backend, add_user(backend, email="siti@example.com", name="Siti"))
        for name, role, rights in (("Rudi", Role.ADMIN, frozenset()), ("Alice", Role.CS, READ_ORDERS)):
            hire(backend, store, self.user(backend, name), role=role, rights=rights)
        hire(backend, store, self.user(backend, "Bob_"), rights=READ_BOTH)
        other = open_store(backend, add_user(backend, email="budi@example.com", name="Budi"))
        hire(backend, other, self.user(backend, "Alina"))
        return store

    def user(self, backend: Backend, name: str) -> UserId:
        """Somebody of this name."""
        return add_user(backend, email=f"{name.lower().strip('_')}@example.com", name=name)

    def test_the_staff_of_one_store_is_listed_with_what_each_may_do(self, backend: Backend) -> None:
        """Owner and admin may do everything; nobody of another store is there."""
        found = self.page(backend, self.staffed(backend))

        everything = tuple(sorted(EVERY_RIGHT))
        assert found.total == 4
        assert [(row.name, row.role, row.rights) for row in found.rows] == [
            ("Alice", Role.CS, tuple(sorted(READ_ORDERS))),
            ("Bob_", Role.CS, tuple(sorted(READ_BOTH))),
            ("Rudi", Role.ADMIN, everything),
            ("Siti", Role.OWNER, everything),
        ]
        assert (found.rows[0].email, found.rows[0].phone) == ("alice@example.com", "+6281234567890")
        assert (found.rows[0].is_active, found.rows[0].version) == (True, 1)

    def test_a_page_of_one_role_in_either_direction(self, backend: Backend) -> None:
        """By name, by address, by when they were taken on."""
        store = self.staffed(backend)
        latest = Listing(sort_by="hired_at", descending=True, category="name", limit=1)
        by_mail = Listing(sort_by="email", descending=True, category="name", start=1, limit=2)

        assert [row.name for row in self.page(backend, store, latest, Role.CS).rows] == ["Bob_"]
        assert self.page(backend, store, latest, Role.CS).total == 2
        assert [row.name for row in self.page(backend, store, by_mail).rows] == ["Rudi", "Bob_"]
        assert self.page(backend, store, BY_NAME, Role.OWNER).total == 1

    @pytest.mark.parametrize(
        ("category", "keyword", "names"),
        [
            ("name", "ALI", ["Alice"]),
            ("email", "@example", ["Alice", "Bob_", "Rudi", "Siti"]),
            ("email", "rudi@", ["Rudi"]),
            ("phone", "812", ["Alice", "Bob_", "Rudi", "Siti"]),
            ("name", "_", ["Bob_"]),
            ("name", "%", []),
        ],
    )
    def test_a_keyword_is_looked_for_in_one_column(
        self, backend: Backend, category: str, keyword: str, names: list[str]
    ) -> None:
        """In whatever case, and taken literally."""
        listing = Listing(sort_by="name", descending=False, category=category, keyword=keyword)

        found = self.page(backend, self.staffed(backend), listing)

        assert ([row.name for row in found.rows], found.total) == (names, len(names))

    def test_who_was_removed_is_listed_no_more(self, backend: Backend) -> None:
        """Who is switched off still is."""
        store = self.staffed(backend)
        alice, bob = (row.staff for row in self.page(backend, store).rows[:2])
        with backend.work(store) as work:
            gone, off = work.staff.get(alice), work.staff.get(bob)
            gone.remove(at=backend.clock(), by=an_owner())
            off.switch(on=False, by=an_owner())
            work.staff.save(gone)
            work.staff.save(off)
            work.commit()

        found = self.page(backend, store, BY_NAME, Role.CS)

        assert [(row.name, row.is_active, row.version) for row in found.rows] == [("Bob_", False, 2)]


class ApiKeysContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def make(self, backend: Backend, by: Member, *, word: str = "one", name: str = "Kasir") -> ApiKeyId:
        """A new key, whose secret ends with a word."""
        key = NewApiKey.of(f"bos_{word}", name=name, scopes=READ_BOTH, by=by, at=backend.clock())
        with backend.work(by.store) as work:
            made: ApiKeyId = work.api_keys.add(key)
            work.commit()
        return made

    def alice(self, backend: Backend) -> Member:
        """A member of customer service in a store of its own, who may read orders."""
        store = open_store(backend, add_user(backend), zone="Asia/Makassar")
        user = add_user(backend, email="alice@example.com", name="Alice")
        staff = hire(backend, store, user, rights=READ_ORDERS)
        return Member(store=store, user=user, staff=staff, name="Alice", role=Role.CS, rights=READ_ORDERS)

    def test_a_key_is_found_by_the_hash_of_its_secret_with_its_maker(self, backend: Backend) -> None:
        """And acts with no more rights than the maker has."""
        alice = self.alice(backend)
        key = self.make(backend, alice)

        presence = key_presences_of(backend).of(hash_of("bos_one"))

        assert presence is not None
        assert (presence.key, presence.store, presence.name) == (key, alice.store, "Kasir")
        assert (presence.scopes, presence.last_used_at, presence.revoked_at) == (READ_BOTH, None, None)
        member = presence.admit().member
        assert member is not None
        assert (member.name, member.staff, member.rights) == ("Kasir", alice.staff, READ_ORDERS)
        assert (member.store, member.role, member.zone) == (alice.store, Role.CS, "Asia/Makassar")
        assert key_presences_of(backend).of(hash_of("bos_two")) is None

    def test_a_key_dies_with_its_makers_place(self, backend: Backend) -> None:
        """Switched off or removed, at once."""
        alice = self.alice(backend)
        self.make(backend, alice)
        presences = key_presences_of(backend)
        with backend.work(alice.store) as work:
            member = work.staff.get(alice.staff)
            member.switch(on=False, by=an_owner())
            work.staff.save(member)
            work.commit()
        switched_off = presences.of(hash_of("bos_one"))
        with backend.work(alice.store) as work:
            member = work.staff.get(alice.staff)
            member.remove(at=backend.clock(), by=an_owner())
            work.staff.save(member)
            work.commit()
        removed = presences.of(hash_of("bos_one"))
        open_store(backend, alice.user)
        moved = presences.of(hash_of("bos_one"))

        assert switched_off is not None
        assert removed is not None
        assert moved is not None
        with pytest.raises(StaffSwitchedOff):
            switched_off.admit()
        for presence in (removed, moved):
            with pytest.raises(ApiKeyInvalid):
                presence.admit()

    def test_a_key_is_revoked_once_and_by_its_own_store(self, backend: Backend) -> None:
        """Another store is told that there is none."""
        alice = self.alice(backend)
        key = self.make(backend, alice)
        other = open_store(backend, add_user(backend, email="budi@example.com"))

        revoked = []
        for store in (other, alice.store, alice.store):
            with backend.work(store) as work:
                revoked.append(work.api_keys.revoke(key, at=backend.clock()))
                work.commit()

        assert revoked == [None, "Kasir", None]
        presence = key_presences_of(backend).of(hash_of("bos_one"))
        assert presence is not None
        assert presence.revoked_at == backend.clock()
        with pytest.raises(ApiKeyInvalid):
            presence.admit()

    def test_the_good_keys_of_one_store_are_counted_and_listed(self, backend: Backend) -> None:
        """With who made them and when they were used, never with what could be used."""
        alice = self.alice(backend)
        first, second = self.make(backend, alice), self.make(backend, alice, word="two", name="Laporan")
        gone = self.make(backend, alice, word="three")
        other = an_owner(open_store(backend, add_user(backend, email="budi@example.com")))
        foreign = Member(store=other.store, user=alice.user, staff=other.staff, name="Budi", role=Role.OWNER)
        self.make(backend, foreign, word="four")
        backend.clock.advance(minutes=1)
        with backend.work(alice.store) as work:
            work.api_keys.revoke(gone, at=backend.clock())
            work.api_keys.note_use(second, at=backend.clock())
            work.commit()

        with backend.work(alice.store) as work:
            counted = work.api_keys.count()
        found = key_ring_of(backend).page(alice.store, Listing(sort_by="name", descending=False, category="name"))

        assert (counted, found.total) == (2, 2)
        assert [(row["id"], row["name"], row["hint"], row["last_used_at"]) for row in found.rows] == [
            (first, "Kasir", "bos_one", None),
            (second, "Laporan", "bos_two", backend.clock()),
        ]
        assert [(row["made_by"], row["scopes"]) for row in found.rows] == [("Alice", tuple(sorted(READ_BOTH)))] * 2
        assert not any("hash" in row for row in found.rows)


class AuditLogContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def entry(self, backend: Backend, act: str = "staff-added", *, about: str = "staff 5") -> AuditEntry:
        """Something that Alice did now."""
        return AuditEntry(act=act, by=ALICE, at=backend.clock(), about=about, facts={"role": "cs"})

    def add(self, backend: Backend, store: StoreId | None, *entries: AuditEntry) -> None:
        """Work that is answered for."""
        with backend.work(store) as work:
            for entry in entries:
                work.audit(entry)
            work.commit()

    def page(
        self,
        backend: Backend,
        shown: AuditFilter | None = None,
        *,
        newest_first: bool = False,
        start: int = 0,
        limit: int = 10,
        after: tuple[object, int] | None = None,
    ) -> AuditPage:
        """A page of the log of store 1."""
        return audit_log_of(backend).page(
            StoreId(1),
            shown or AuditFilter(),
            newest_first=newest_first,
            start=start,
            limit=limit,
            after=after,  # type: ignore[arg-type]
        )

    def test_an_entry_tells_who_did_what_when_and_from_which_request(self, backend: Backend) -> None:
        """It belongs to the work's store unless it names another."""
        asked = REQUEST.set("r-1")
        try:
            self.add(backend, StoreId(1), self.entry(backend))
        finally:
            REQUEST.reset(asked)
        named = AuditEntry(
            act="password-changed",
            by=Author(None, "Budi"),
            at=backend.clock() + timedelta(seconds=1),
            store=StoreId(1),
            request="r-2",
        )
        self.add(backend, None, named, AuditEntry(act="nowhere", by=ALICE, at=backend.clock()))
        self.add(backend, StoreId(2), self.entry(backend))

        found = self.page(backend)

        assert found.total == 2
        assert [(row.entry.act, row.entry.by, row.entry.request) for row in found.rows] == [
            ("staff-added", ALICE, "r-1"),
            ("password-changed", Author(None, "Budi"), "r-2"),
        ]
        first = found.rows[0].entry
        assert (first.at, first.about, dict(first.facts)) == (backend.clock(), "staff 5", {"role": "cs"})

    def test_work_that_is_undone_leaves_no_entry(self, backend: Backend) -> None:
        """The entry is part of the same transaction."""
        with backend.work(StoreId(1)) as work:
            work.audit(self.entry(backend))

        assert self.page(backend).total == 0

    def test_an_entry_is_written_once_however_often_the_work_commits(self, backend: Backend) -> None:
        """What was written is not written again."""
        with backend.work(StoreId(1)) as work:
            work.audit(self.entry(backend))
            work.commit()
        with backend.work(StoreId(1)) as work:
            work.commit()

        assert self.page(backend).total == 1

    def test_filters(self, backend: Backend) -> None:
        """By act, by record, by person, by time."""
        began = backend.clock()
        for hour, (act, about) in enumerate((("a", "staff 5"), ("b", "staff 5"), ("a", "staff 6"))):
            self.add(backend, StoreId(1), self.entry(backend, act, about=about))
            backend.clock.advance(hours=1)
            assert hour < 3
        second = began + timedelta(hours=1)

        def acts(shown: AuditFilter) -> list[tuple[str, str]]:
            found = self.page(backend, shown)
            assert found.total == len(found.rows)
            return [(row.entry.act, row.entry.about) for row in found.rows]

        assert acts(AuditFilter(act="a")) == [("a", "staff 5"), ("a", "staff 6")]
        assert acts(AuditFilter(act="a", about="staff 6")) == [("a", "staff 6")]
        assert acts(AuditFilter(staff=StaffId(6))) == []
        assert acts(AuditFilter(staff=StaffId(5), since=second)) == [("b", "staff 5"), ("a", "staff 6")]
        assert acts(AuditFilter(since=began, until=second)) == [("a", "staff 5")]

    def test_pages_follow_each_other_while_entries_come_in(self, backend: Backend) -> None:
        """Even where several have the same instant: none twice, none left out."""
        for number in range(5):
            self.add(backend, StoreId(1), self.entry(backend, f"act-{number}"))
        first = self.page(backend, newest_first=True, limit=2)
        self.add(backend, StoreId(1), self.entry(backend, "later"))

        second = self.page(backend, newest_first=True, limit=2, after=first.next_after)
        third = self.page(backend, newest_first=True, limit=2, after=second.next_after)

        pages = [[row.entry.act for row in page.rows] for page in (first, second, third)]
        assert pages == [["act-4", "act-3"], ["act-2", "act-1"], ["act-0"]]
        assert (first.total, second.total, third.total, third.next_after) == (5, None, None, None)
        assert [row.entry.act for row in self.page(backend, start=4, limit=1).rows] == ["act-4"]
