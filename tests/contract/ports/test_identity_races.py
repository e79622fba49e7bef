"""What must hold when many do the same at the same instant, and how much of the database a request takes."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bosonline.application.identity import SignedIn
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import Action, Client, Module
from bosonline.domain.identity.password import FREE_GUESSES
from bosonline.testing.backends import Backend
from bosonline.testing.identity import PASSWORD, TestIdentity, cheap_hasher, hire, open_store


def at_once(times: int, act: Callable[[], object]) -> list[object]:
    """What each of so many threads got or was refused, all let loose together."""
    gate, outcomes = threading.Barrier(times), list[object]()

    def run() -> None:
        gate.wait()
        try:
            outcomes.append(act())
        except Refusal as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@contextmanager
def statements(backend: Backend) -> Iterator[list[str]]:
    """The SQL that is executed meanwhile."""
    seen: list[str] = []
    database = backend.database
    # On PostgreSQL the engines are one with several options, which share their listeners.
    engines = {database.writing, database.single, database.snapshot} if database.is_sqlite else {database.writing}

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            seen.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def test_of_a_thousand_uses_of_a_token_one_wins_and_stays_signed_in(backend: Backend) -> None:
    known = TestIdentity(backend)
    user = known.add_user()
    token = known.log_in().refresh_token

    outcomes = at_once(1000, lambda: known.identity.refresh(refresh_token=token))

    (winner,) = (outcome for outcome in outcomes if isinstance(outcome, SignedIn))
    assert Counter(outcome for outcome in outcomes if outcome is not winner) == {"token-rotated": 999}
    assert known.identity.authenticate(access_token=winner.access_token).user == user
    again = known.identity.refresh(refresh_token=winner.refresh_token)
    assert known.identity.authenticate(access_token=again.access_token).user == user


def test_a_token_that_comes_too_late_from_many_sides_ends_the_family_once(backend: Backend) -> None:
    known = TestIdentity(backend)
    known.add_user()
    token = known.log_in().refresh_token
    heir = known.identity.refresh(refresh_token=token)
    backend.clock.advance(seconds=11)

    outcomes = Counter(at_once(20, lambda: known.identity.refresh(refresh_token=token)))

    assert set(outcomes) <= {"token-reused", "session-ended"}
    assert outcomes["token-reused"] >= 1
    with pytest.raises(Refusal) as refusal:
        known.identity.authenticate(access_token=heir.access_token)
    assert refusal.value.code == "session-ended"


@pytest.mark.parametrize("username", ["siti@example.com", "nobody@example.com"])
def test_many_guesses_at_once_count_one_by_one(backend: Backend, username: str) -> None:
    known = TestIdentity(backend)
    known.add_user()

    outcomes = Counter(at_once(100, lambda: known.log_in(username=username, password="wrong")))

    assert outcomes == {"login-refused": FREE_GUESSES, "guessed-too-often": 100 - FREE_GUESSES}


class CountingHasher:
    """The real one, which counts its work."""

    def __init__(self) -> None:
        self.work = Counter[str]()
        self._hasher = cheap_hasher()

    def hash(self, password: str, /) -> str:
        self.work["hash"] += 1
        return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str, /) -> bool:
        self.work["verify"] += 1
        return self._hasher.verify(stored, password)

    def is_outdated(self, stored: str, /) -> bool:
        return self._hasher.is_outdated(stored)


@pytest.mark.parametrize("known_one", [True, False])
def test_known_and_unknown_accounts_cost_the_same_hashes(backend: Backend, *, known_one: bool) -> None:
    hasher = CountingHasher()
    known = TestIdentity(backend, hasher)
    if known_one:
        known.add_user()
    hasher.work.clear()

    with pytest.raises(Refusal):
        known.log_in(password="wrong")
    known.identity.register(
        name="Siti", email="siti@example.com", phone="081234567890", password=PASSWORD, language="id"
    )

    assert hasher.work == {"verify": 1, "hash": 1}


def test_a_password_is_hashed_anew_when_the_cost_has_changed(backend: Backend) -> None:
    user = TestIdentity(backend).add_user()
    costlier = TestIdentity(backend, cheap_hasher(memory_kib=16))

    costlier.log_in()

    with backend.work() as work:
        assert "m=16," in work.users.get(user).password_hash
    costlier.log_in()


def test_a_password_that_changes_while_it_is_verified_signs_nobody_in(backend: Backend) -> None:
    known = TestIdentity(backend)
    user = known.add_user()

    class Slow(CountingHasher):
        def verify(self, stored: str | None, password: str, /) -> bool:
            with backend.work() as work:
                siti = work.users.get(user)
                siti.password_hash = self.hash("teh-poci-di-sore-hari")
                work.users.save(siti)
                work.commit()
            return super().verify(stored, password)

    with pytest.raises(Refusal) as refusal:
        TestIdentity(backend, Slow()).log_in()
    assert refusal.value.code == "login-refused"


def test_a_token_costs_one_statement(backend: Backend) -> None:
    if backend.name == "memory":
        pytest.skip("there are no statements in memory")
    known = TestIdentity(backend)
    store = open_store(backend, known.add_user(email="owner@example.com"))
    hire(backend, store, known.add_user(), rights=frozenset({(Module.ORDER, Action.READ)}))
    token = known.log_in().access_token

    with statements(backend) as seen:
        account = known.identity.authenticate(access_token=token)

    assert account.member is not None
    assert account.member.may(Module.ORDER, Action.READ)
    assert [statement.split()[0] for statement in seen] == ["SELECT"]


@pytest.mark.parametrize("username", ["siti@example.com", "nobody@example.com", "081234567890", "081111111111"])
def test_refused_logins_take_the_same_statements(backend: Backend, username: str) -> None:
    if backend.name == "memory":
        pytest.skip("there are no statements in memory")
    known = TestIdentity(backend)
    known.add_user()

    with statements(backend) as seen, pytest.raises(Refusal):
        known.identity.log_in(username=username, password="wrong", client=Client())

    lock = [] if backend.name == "sqlite" else ["SELECT"]
    assert [statement.split()[0] for statement in seen] == ["SELECT", *lock, "SELECT", "INSERT"]


def test_the_platforms_admin_is_made_by_its_operator(backend: Backend) -> None:
    known = TestIdentity(backend)
    made = {"name": "Root", "email": "Root@Example.com", "phone": "081234567890", "password": PASSWORD}

    user = known.identity.create_platform_admin(**made)

    account = known.identity.authenticate(access_token=known.log_in(username="root@example.com").access_token)
    assert (account.user, account.is_platform_admin, account.member) == (user, True, None)
    with pytest.raises(Refusal) as refusal:
        known.identity.create_platform_admin(**made)
    assert refusal.value.code == "email-taken"
