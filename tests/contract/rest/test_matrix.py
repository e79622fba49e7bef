"""Every operation, called by everybody: who is let in is what the table of access says, and nothing else happens."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.access import ACCESS, Open
from bosonline.adapters.inbound.rest.application import operations_of
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.cli import sample_data
from bosonline.container import Container, create_app, open_container, utc_now
from bosonline.domain.identity import (
    EVERY_RIGHT,
    ApiKeyId,
    Email,
    Member,
    NewApiKey,
    Rights,
    Role,
    Session,
    SessionId,
    StaffId,
    StoreId,
    UserId,
    checked_email,
    hash_of,
    told,
)
from bosonline.domain.identity.session import Client
from bosonline.domain.images import UploadKind, keys_of
from bosonline.domain.ordering import Invoice, Proof
from bosonline.domain.phone import Phone
from bosonline.settings import Settings
from bosonline.testing.backends import TestClock
from bosonline.testing.jobs import job
from bosonline.testing.matrix import RANDOM, REFUSED, Caller, Slot, World, code_of, slots_of
from bosonline.testing.matrix import told as said
from bosonline.testing.postgresql import database_on
from bosonline.testing.selling import nobody_looks
from bosonline.testing.snapshots import spread_ids
from bosonline.testing.uploads import DOCUMENTED, LOGO, keep_uploads

POSTGRESQL = os.environ.get("BOSONLINE_TEST_POSTGRESQL")
OF_A_STORE = sorted(key for key, access in ACCESS.items() if access not in (Open.PUBLIC, Open.PLATFORM))
OF_THE_PLATFORM = {
    "PUT /store/announcements/{id}/read",
    "GET /boscod/wilayah/cities/{province_id}",
    "GET /boscod/wilayah/districts/{city_id}",
}
"""Operations that speak of what the platform, or a courier, shows to every store."""

RIGHTS: list[Rights] = [frozenset({right}) for right in sorted(EVERY_RIGHT)]


class Casting:
    """Puts people, their sessions and their keys into a database."""

    def __init__(self, container: Container, clock: TestClock) -> None:
        self.container, self.clock = container, clock

    def user(self, name: str, *, is_platform_admin: bool = False) -> UserId:
        with self.container.work() as work:
            user = work.users.add(
                name=name,
                email=Email(f"{name.replace(' ', '-')}@example.com"),
                phone=Phone("+6281377778888"),
                password_hash="-",
                at=self.clock(),
                email_verified_at=self.clock(),
                is_platform_admin=is_platform_admin,
            )
            work.commit()
        assert user is not None
        return user

    def hired(self, store: StoreId, name: str, role: Role, rights: Rights = frozenset()) -> Member:
        user = self.user(name)
        with self.container.work(store) as work:
            staff: StaffId = work.staff.add(store=store, user=user, role=role, rights=rights, at=self.clock())
            work.commit()
        return Member(store=store, user=user, staff=staff, name=name, role=role, rights=rights)

    def token(self, user: UserId, *, ended: bool = False) -> str:
        session = Session.begin(
            SessionId(self.container.secrets().identifier()), user=user, client=Client(), at=self.clock()
        )
        with self.container.work() as work:
            work.sessions.add(session, hash_of(session.id))
            if ended:
                work.sessions.end(user, at=self.clock(), only=session.id)
            work.commit()
        access: str = self.container.tokens().access(user, session.id, at=self.clock())
        return access

    def key(self, owner: Member, rights: Rights, *, revoked: bool = False) -> str:
        secret = f"bos_{self.container.secrets().token()}"
        key = NewApiKey.of(secret, name="Kasir", scopes=rights, by=owner, at=self.clock())
        with self.container.work(owner.store) as work:
            made: ApiKeyId = work.api_keys.add(key)
            work.api_keys.note_use(made, at=self.clock())
            if revoked:
                work.api_keys.revoke(made, at=self.clock())
            work.commit()
        return secret

    def switch_off(self, member: Member, by: Member) -> None:
        with self.container.work(member.store) as work:
            found = work.staff.get(member.staff)
            found.switch(on=False, by=by)
            work.staff.save(found)
            work.commit()


def cast(casting: Casting, owner: Member) -> Iterator[Caller]:
    """Everybody who may stand at the door of the owner's store."""
    store = owner.store
    admin = casting.hired(store, "admin", Role.ADMIN)
    off = casting.hired(store, "switched off", Role.ADMIN)
    casting.switch_off(off, owner)
    yield Caller(name="owner", token=casting.token(owner.user), is_admin=True)
    yield Caller(name="admin", token=casting.token(admin.user), is_admin=True)
    yield Caller(name="nobody", kept_out="unauthenticated")
    yield Caller(name="ended session", token=casting.token(admin.user, ended=True), kept_out="session-ended")
    yield Caller(name="switched off", token=casting.token(off.user), kept_out="staff-switched-off")
    yield Caller(name="revoked key", token=casting.key(owner, EVERY_RIGHT, revoked=True), kept_out="api-key-invalid")
    yield Caller(name="key of one switched off", token=casting.key(off, EVERY_RIGHT), kept_out="staff-switched-off")
    yield Caller(name="stranger", token=casting.token(casting.user("stranger")), serves=False)
    platform = casting.user("platform", is_platform_admin=True)
    yield Caller(name="platform admin", token=casting.token(platform), serves=False, is_platform_admin=True)
    for rights in [frozenset(), *RIGHTS]:
        name = told(rights) or "no right"
        clerk = casting.hired(store, f"cs {name}", Role.CS, rights)
        yield Caller(name=f"cs: {name}", token=casting.token(clerk.user), rights=rights)
        yield Caller(name=f"key: {name}", token=casting.key(owner, rights), rights=rights, is_key=True)
    weak = casting.hired(store, "maker", Role.CS)
    yield Caller(name="key beyond its maker", token=casting.key(weak, EVERY_RIGHT), is_key=True)


def build(url: str, folder: Path) -> tuple[World, Container]:
    """The product on an empty database, with the sample store and a neighbour's; the folder takes its files."""
    settings = Settings(database_url=url, sqlite_synchronous="OFF", auth_rate=0, public_rate=0, var=folder)
    container, clock = open_container(settings), TestClock(utc_now())
    container.clock.override(clock)
    container.witness.override(nobody_looks)
    database = container.database()
    metadata.drop_all(database.writing)
    metadata.create_all(database.writing)
    spread_ids(database)
    sample_data.load(container)
    casting = Casting(container, clock)
    with container.work() as work:
        siti = work.users.of_email(checked_email(sample_data.OWNER[1]))
        assert siti is not None
        place = work.standings.of(siti.id).place
        assert place is not None
    owner = Member(store=place.store, user=siti.id, staff=place.staff, name=siti.name, role=Role.OWNER)
    keep_uploads(container.work, owner.store, clock(), DOCUMENTED, LOGO)
    with container.work(owner.store) as work:
        work.jobs.add(job(clock(), store=owner.store, by=owner.author))
        proof = Proof(number=1, file_name="1-0.png", digest="0" * 64, by=owner.author, at=clock())
        work.proofs.add(Invoice("INV0821"), proof)
        work.commit()
    for key in keys_of(owner.store, UploadKind.PROOF, proof.file_name):
        container.files().put(key, b"a picture")
    tono = casting.user("tono")
    container.stores().open(owner=tono, name="Teh Tono", phone="081377770001", subdomain="tehtono")
    app = create_app(settings, container)
    callers = list(cast(casting, owner))
    world = World(
        app=app,
        operations={operation.key: operation for operation in operations_of(app)},
        database=database,
        store=owner.store,
        callers=callers,
        owner=callers[0],
        neighbour=Caller(name="neighbour", token=casting.token(tono), is_admin=True),
    )
    return world, container


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, World]]:
    """Worlds by the name of their database, made when they are asked for."""
    made: dict[str, World] = {}
    with ExitStack() as stack:

        class Worlds(dict[str, World]):
            def __missing__(self, name: str) -> World:
                if name == "sqlite":
                    url = f"sqlite:///{tmp_path_factory.mktemp('matrix') / 'world.db'}"
                else:
                    assert POSTGRESQL is not None
                    url = stack.enter_context(database_on(POSTGRESQL, "matrix"))
                world, container = build(url, tmp_path_factory.mktemp("files"))
                stack.callback(container.database().dispose)
                stack.callback(world.snapshot.close)
                self[name] = world
                return world

        yield Worlds(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, worlds: dict[str, World]) -> World:
    """The world on each database."""
    if request.param == "postgresql" and POSTGRESQL is None:
        pytest.skip("BOSONLINE_TEST_POSTGRESQL does not name a PostgreSQL server")
    return worlds[request.param]


def test_the_matrix_has_every_operation(world: World) -> None:
    assert set(world.operations) == set(ACCESS)
    assert len(world.callers) >= 2 * (len(EVERY_RIGHT) + 1)


@pytest.mark.parametrize("key", sorted(ACCESS))
def test_who_is_refused_is_what_the_table_says_and_changes_nothing(world: World, key: str) -> None:
    wrong: list[str] = []
    for caller in world.callers:
        refusal = caller.refusal_of(key)
        if refusal is None:
            continue
        answer = world.call(key, caller)
        if (answer.status_code, code_of(answer)) != (REFUSED[refusal], refusal):
            wrong.append(f"{caller.name} is to be told {refusal}, and is told {answer.status_code} {answer.text[:200]}")
        if not world.snapshot.is_untouched():
            wrong.append(f"{caller.name} changed something")
            world.snapshot.undo()

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", sorted(ACCESS))
def test_who_is_let_in_is_what_the_table_says(world: World, key: str) -> None:
    wrong: list[str] = []
    is_public = ACCESS[key] is Open.PUBLIC
    for caller in world.callers[:3] if is_public else world.callers:  # where no token is looked at, few are many
        if caller.refusal_of(key) is not None:
            continue
        answer = world.call(key, caller)
        code = code_of(answer)
        if not is_public and (code in REFUSED or answer.status_code == 401):
            wrong.append(f"{caller.name} is to be let in, and is told {answer.status_code} {code}")
        if code == "validation-failed" and world.operations[key].example is not None:
            wrong.append(f"the documented example is not what is read: {answer.text[:300]}")
        world.snapshot.undo()

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("key", OF_A_STORE)
def test_a_foreign_id_is_answered_as_one_that_nothing_has(world: World, key: str) -> None:
    wrong: list[str] = []
    for slot in slots_of(world.operations[key]):
        absent = said(world.call(key, world.neighbour, slot, RANDOM[slot.kind]), RANDOM[slot.kind])
        world.snapshot.undo()
        for foreign in world.known[slot.kind]:
            answer = said(world.call(key, world.neighbour, slot, foreign), foreign)
            if answer != absent:
                wrong.append(f"{slot.where} {slot.name}={foreign}: {answer} instead of {absent}")
            if not world.snapshot.is_untouched():
                if world.snapshot.rows(world.store) != world.rows_of_the_store:
                    wrong.append(f"{slot.where} {slot.name}={foreign} changed what is another's")
                world.snapshot.undo()

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", [key for key in OF_A_STORE if "{" in key and key not in OF_THE_PLATFORM])
def test_the_ids_that_are_tried_are_those_of_records(world: World, key: str) -> None:
    """Otherwise the test above would hold of anything."""
    for slot in slots_of(world.operations[key]):
        if slot.where != "path":
            continue
        absent = said(world.call(key, world.owner, slot, RANDOM[slot.kind]), RANDOM[slot.kind])
        assert any(differs(world, key, slot, foreign, absent) for foreign in world.known[slot.kind]), key


def differs(world: World, key: str, slot: Slot, identifier: str, absent: Any) -> bool:
    """Whether the owner is told something else of this identifier than of one that nothing has."""
    answer = said(world.call(key, world.owner, slot, identifier), identifier)
    world.snapshot.undo()
    return bool(answer != absent)


def test_a_world_that_was_changed_is_brought_back(world: World) -> None:
    assert world.call("POST /store/api-keys", world.owner).status_code == 201
    assert not world.snapshot.is_untouched()

    world.snapshot.undo()

    assert world.snapshot.is_untouched()


def test_a_door_that_stands_open_is_found(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(ACCESS, "GET /store/staff", Open.MEMBER)  # the table now says more than the door does

    with pytest.raises(AssertionError, match="cs: no right is to be let in"):
        test_who_is_let_in_is_what_the_table_says(world, "GET /store/staff")
