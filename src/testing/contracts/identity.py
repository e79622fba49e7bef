"""What every adapter of the ports of identity must do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Thread

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import (
    Action,
    Client,
    Email,
    EmailTaken,
    Guesses,
    Module,
    OneTimeToken,
    PhoneTaken,
    Purpose,
    RefreshToken,
    Role,
    ServesAlready,
    Session,
    SessionEnded,
    SessionId,
    StaffNotFound,
    StoreId,
    TokenHash,
    UserId,
)
from bosonline.domain.identity.session import SESSION_LIFE
from bosonline.domain.phone import Phone
from bosonline.testing.backends import Backend
from bosonline.testing.identity import add_user, an_owner, devices_of, hire, open_store, people_of, presences_of

STORE, OTHER_STORE = StoreId(1), StoreId(2)
USER, OTHER_USER = UserId(1), UserId(2)
TOKEN, NEXT_TOKEN = TokenHash("a" * 64), TokenHash("b" * 64)
CLIENT = Client(ip="203.0.113.7", user_agent="Firefox 140")


def add_session(
    backend: Backend, user: UserId, name: str = "s1", token: TokenHash = TOKEN, client: Client = CLIENT
) -> Session:
    """A session that begins now."""
    session = Session.begin(SessionId(name), user=user, client=client, at=backend.clock())
    with backend.work() as work:
        work.sessions.add(session, token)
        work.commit()
    return session


class UsersContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_what_was_added_comes_back(self, backend: Backend) -> None:
        """By its id and by its address."""
        user = add_user(backend)

        with backend.work() as work:
            found, by_email = work.users.get(user), work.users.of_email(Email("siti@example.com"))
            assert work.users.id_of_email(Email("siti@example.com")) == user

        assert (found.name, found.email, found.phone.e164) == ("Siti", "siti@example.com", "+6281234567890")
        assert (found.is_platform_admin, found.is_open, found.created_at) == (False, True, backend.clock())
        assert by_email == found

    def test_an_address_has_one_account(self, backend: Backend) -> None:
        """The second is told None, and nothing is added or changed."""
        first = add_user(backend)

        with backend.work() as work:
            second = work.users.add(
                name="Else",
                email=Email("siti@example.com"),
                phone=Phone("+6281111111111"),
                password_hash="other",
                at=backend.clock(),
            )
            work.commit()

        assert second is None
        with backend.work() as work:
            kept = work.users.of_email(Email("siti@example.com"))
        assert (kept.id, kept.name) == (first, "Siti")

    def test_of_many_at_once_one_gets_the_address(self, backend: Backend) -> None:
        """However many register at the same instant."""

        def add(number: int) -> UserId | None:
            with backend.work() as work:
                user: UserId | None = work.users.add(
                    name=str(number),
                    email=Email("siti@example.com"),
                    phone=Phone("+6281234567890"),
                    password_hash="-",
                    at=backend.clock(),
                )
                work.commit()
            return user

        with ThreadPoolExecutor(4) as pool:
            added = list(pool.map(add, range(12)))

        assert sum(user is not None for user in added) == 1

    def test_nobody_is_not_found(self, backend: Backend) -> None:
        """Neither by id nor by address nor by number."""
        with backend.work() as work:
            with pytest.raises(NotFound):
                work.users.get(UserId(404))
            assert work.users.id_of_email(Email("nobody@example.com")) is None
            assert work.users.of_email(Email("nobody@example.com")) is None
            assert work.users.of_phone(Phone("+6281234567890")) is None

    def test_a_number_names_an_account_once_it_is_verified(self, backend: Backend) -> None:
        """Before that anybody might have written it."""
        user = add_user(backend)

        with backend.work() as work:
            assert work.users.of_phone(Phone("+6281234567890")) is None
            found = work.users.get(user)
            found.verify_phone(at=backend.clock())
            work.users.save(found)
            work.commit()

        with backend.work() as work:
            assert work.users.of_phone(Phone("+6281234567890")).id == user

    def test_a_number_is_verified_by_one_account(self, backend: Backend) -> None:
        """The second is refused."""
        users = [add_user(backend, email=f"user{number}@example.com") for number in range(2)]
        with backend.work() as work:
            first = work.users.get(users[0])
            first.verify_phone(at=backend.clock())
            work.users.save(first)
            work.commit()

        with backend.work() as work:
            second = work.users.get(users[1])
            second.verify_phone(at=backend.clock())
            with pytest.raises(PhoneTaken):
                work.users.save(second)

    def test_an_address_cannot_be_taken_over(self, backend: Backend) -> None:
        """By changing to it."""
        add_user(backend)
        other = add_user(backend, email="phone-else@example.com")

        with backend.work() as work:
            user = work.users.get(other)
            user.want_email(Email("siti@example.com"), token="t", at=backend.clock())
            user.prove_email(Email("siti@example.com"), at=backend.clock())
            with pytest.raises(EmailTaken):
                work.users.save(user)

    def test_saving_keeps_everything_once(self, backend: Backend) -> None:
        """A second save from the same load lost the race."""
        user = add_user(backend)
        with backend.work() as work:
            mine, stale = work.users.get(user), work.users.get(user)
            mine.name, mine.password_hash, mine.closed_at = "Siti Rahma", "new", backend.clock()
            mine.verify_email(at=backend.clock())
            mine.new_email, mine.language = Email("rahma@example.com"), "en"
            work.users.save(mine)
            with pytest.raises(ChangedMeanwhile):
                work.users.save(stale)
            work.commit()

        with backend.work() as work:
            assert work.users.get(user) == mine

    def test_an_account_that_is_in_hand_does_not_change(self, backend: Backend) -> None:
        """A login that has just seen the password must not be overtaken by its reset."""
        user, order = add_user(backend), list[str]()

        def change() -> None:
            with backend.work() as work:
                siti = work.users.get(user)
                siti.password_hash = "new"
                work.users.save(siti)
                work.commit()
            order.append("changed")

        changing = Thread(target=change)
        with backend.work() as work:
            work.users.get(user)
            changing.start()
            changing.join(0.5)
            order.append("let go")
        changing.join()

        assert order == ["let go", "changed"]


class SessionsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_session_is_found_by_its_token(self, backend: Backend) -> None:
        """With all that was said when it began."""
        session = add_session(backend, add_user(backend))

        with backend.work() as work:
            assert work.sessions.of_token(TOKEN) == (
                session,
                RefreshToken(hash=TOKEN, session=session.id, issued_at=backend.clock()),
            )
            assert work.sessions.of_token(NEXT_TOKEN) is None

    def test_a_token_is_spent_once(self, backend: Backend) -> None:
        """And remembers when."""
        session = add_session(backend, add_user(backend))
        token = RefreshToken(hash=TOKEN, session=session.id, issued_at=backend.clock())

        with backend.work() as work:
            spent = [work.sessions.spend(token, at=backend.clock()) for _ in range(2)]
            work.commit()

        assert spent == [True, False]
        with backend.work() as work:
            assert work.sessions.of_token(TOKEN)[1].spent_at == backend.clock()

    def test_of_many_at_once_one_spends_it(self, backend: Backend) -> None:
        """Each in a transaction of its own."""
        session = add_session(backend, add_user(backend))
        token = RefreshToken(hash=TOKEN, session=session.id, issued_at=backend.clock())

        def spend(_: int) -> bool:
            with backend.work() as work:
                spent: bool = work.sessions.spend(token, at=backend.clock())
                work.commit()
            return spent

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(spend, range(40))) == 1

    def test_rotation_keeps_the_successor_and_prolongs_the_session(self, backend: Backend) -> None:
        """And tokens that could not be used anyway are forgotten."""
        session = add_session(backend, add_user(backend))
        backend.clock.advance(days=30, seconds=1)
        with backend.work() as work:
            successor = session.succeed(NEXT_TOKEN, at=backend.clock())
            work.sessions.rotate(session, successor)
            work.commit()

        with backend.work() as work:
            assert work.sessions.of_token(NEXT_TOKEN) == (session, successor)
            assert work.sessions.of_token(TOKEN) is None
        assert session.expires_at == backend.clock() + SESSION_LIFE

    def test_an_ended_session_does_not_rotate(self, backend: Backend) -> None:
        """Whoever ended it between load and save wins."""
        user = add_user(backend)
        session = add_session(backend, user)
        with backend.work() as work:
            work.sessions.end(user, at=backend.clock())
            work.commit()

        with pytest.raises(SessionEnded), backend.work() as work:
            work.sessions.rotate(session, session.succeed(NEXT_TOKEN, at=backend.clock()))

    def test_sessions_end_by_one_by_others_and_by_all(self, backend: Backend) -> None:
        """Only living ones of that user count, and nobody else's end."""
        user, other = add_user(backend), add_user(backend, email="other@example.com")
        for number in range(4):
            add_session(backend, user, f"s{number}", TokenHash(f"{number:064}"))
        add_session(backend, other, "theirs", NEXT_TOKEN)
        at = backend.clock()

        with backend.work() as work:
            counts = [
                work.sessions.end(user, at=at, only=SessionId("theirs")),
                work.sessions.end(user, at=at, only=SessionId("s0")),
                work.sessions.end(user, at=at, only=SessionId("s0")),
                work.sessions.end(user, at=at, but=SessionId("s1")),
                work.sessions.end(user, at=at),
                work.sessions.end(user, at=at),
            ]
            work.commit()

        assert counts == [0, 1, 0, 2, 1, 0]
        with backend.work() as work:
            assert work.sessions.of_token(NEXT_TOKEN)[0].ended_at is None

    def test_use_is_noted_forwards_only(self, backend: Backend) -> None:
        """An older note that comes late changes nothing."""
        session = add_session(backend, add_user(backend))
        began = backend.clock()

        with backend.work() as work:
            work.sessions.note_use(session.id, at=began + timedelta(minutes=2))
            work.sessions.note_use(session.id, at=began + timedelta(minutes=1))
            work.commit()

        with backend.work() as work:
            assert work.sessions.of_token(TOKEN)[0].last_used_at == began + timedelta(minutes=2)


class LoginAttemptsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_guesses_are_counted_by_target_within_the_hour(self, backend: Backend) -> None:
        """With the first, the last, and how many since the last right one."""
        began = backend.clock()
        for target, succeeds in (("a", False), ("a", False), ("b", False), ("a", True), ("a", False), ("a", False)):
            self._attempt(backend, target, succeeds=succeeds)
            backend.clock.advance(minutes=10)

        with backend.work() as work:
            assert work.login_attempts.guesses("a", at=began + timedelta(minutes=59)) == Guesses(
                failed=4, in_a_row=2, first_at=began, last_at=began + timedelta(minutes=50)
            )
            assert work.login_attempts.guesses("a", at=began + timedelta(minutes=60)).failed == 3
            assert work.login_attempts.guesses("a", at=began + timedelta(minutes=110)) == Guesses()
            assert work.login_attempts.guesses("c", at=began) == Guesses()

    def test_of_many_at_once_each_sees_those_before(self, backend: Backend) -> None:
        """Otherwise a thousand guesses at once would count as one."""

        def guess(_: int) -> int:
            with backend.work() as work:
                failed: int = work.login_attempts.guesses("a", at=backend.clock()).failed
                work.login_attempts.add("a", user=None, client=CLIENT, at=backend.clock())
                work.commit()
            return failed

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(guess, range(40))) == list(range(40))

    def _attempt(self, backend: Backend, target: str, *, succeeds: bool) -> None:
        with backend.work() as work:
            attempt = work.login_attempts.add(target, user=USER, client=CLIENT, at=backend.clock())
            if succeeds:
                work.login_attempts.succeeded(attempt)
            work.commit()


class OneTimeTokensContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_token_is_good_once(self, backend: Backend) -> None:
        """For its purpose alone."""
        token = self._add(backend, TOKEN)

        with backend.work() as work:
            used = [
                work.one_time_tokens.use(TOKEN, purpose, at=backend.clock())
                for purpose in (Purpose.VERIFY_EMAIL, Purpose.RESET_PASSWORD, Purpose.RESET_PASSWORD)
            ]
            unknown = work.one_time_tokens.use(NEXT_TOKEN, Purpose.RESET_PASSWORD, at=backend.clock())
            work.commit()

        assert used == [None, token, None]
        assert unknown is None

    def test_of_many_at_once_one_uses_it(self, backend: Backend) -> None:
        """Each in a transaction of its own."""
        self._add(backend, TOKEN)

        def use(_: int) -> bool:
            with backend.work() as work:
                used = work.one_time_tokens.use(TOKEN, Purpose.RESET_PASSWORD, at=backend.clock())
                work.commit()
            return used is not None

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(use, range(20))) == 1

    def test_a_token_runs_out(self, backend: Backend) -> None:
        """At the very end of its life it is good no more."""
        token = self._add(backend, TOKEN)

        with backend.work() as work:
            assert work.one_time_tokens.use(TOKEN, token.purpose, at=token.expires_at) is None
            assert work.one_time_tokens.use(TOKEN, token.purpose, at=token.expires_at - timedelta(seconds=1)) == token

    def test_a_token_that_comes_again_counts_from_then(self, backend: Backend) -> None:
        """Unless it was used: it stays used."""
        self._add(backend, TOKEN)
        backend.clock.advance(hours=1)
        again = self._add(backend, TOKEN)

        for expected in (again, None):
            with backend.work() as work:
                assert work.one_time_tokens.use(TOKEN, again.purpose, at=backend.clock()) == expected
                work.commit()
            self._add(backend, TOKEN)

    def test_tokens_are_counted_by_user_and_purpose(self, backend: Backend) -> None:
        """But for the one in hand."""
        began = backend.clock()
        self._add(backend, TOKEN)
        backend.clock.advance(minutes=10)
        self._add(backend, NEXT_TOKEN)
        self._add(backend, TokenHash("c" * 64), purpose=Purpose.VERIFY_EMAIL)
        self._add(backend, TokenHash("d" * 64), user=OTHER_USER)

        def count(since: datetime, but: str) -> int:
            with backend.work() as work:
                counted: int = work.one_time_tokens.count(USER, Purpose.RESET_PASSWORD, since=since, but=TokenHash(but))
            return counted

        assert count(began - timedelta(minutes=1), "x") == 2
        assert count(began - timedelta(minutes=1), TOKEN) == 1
        assert count(began, "x") == 1

    def test_what_was_voided_is_no_good(self, backend: Backend) -> None:
        """And nothing else is."""
        self._add(backend, TOKEN)
        theirs = self._add(backend, NEXT_TOKEN, user=OTHER_USER)

        with backend.work() as work:
            work.one_time_tokens.void(USER, Purpose.RESET_PASSWORD, at=backend.clock())
            work.commit()

        with backend.work() as work:
            assert work.one_time_tokens.use(TOKEN, Purpose.RESET_PASSWORD, at=backend.clock()) is None
            assert work.one_time_tokens.use(NEXT_TOKEN, Purpose.RESET_PASSWORD, at=backend.clock()) == theirs

    def _add(
        self,
        backend: Backend,
        token: TokenHash,
        *,
        user: UserId = USER,
        purpose: Purpose = Purpose.RESET_PASSWORD,
    ) -> OneTimeToken:
        kept = OneTimeToken(
            hash=token, purpose=purpose, user=user, email=Email("siti@example.com"), created_at=backend.clock()
        )
        with backend.work() as work:
            work.one_time_tokens.add(kept)
            work.commit()
        return kept


class StaffContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_member_comes_back_to_its_own_store_alone(self, backend: Backend) -> None:
        """Another store is told that there is nobody."""
        rights = frozenset({(Module.ORDER, Action.READ), (Module.ORDER, Action.UPDATE), (Module.PRODUCT, Action.READ)})
        user = add_user(backend)
        staff = hire(backend, STORE, user, rights=rights)

        with backend.work(STORE) as work:
            member = work.staff.get(staff)
        assert (member.store, member.user, member.role, member.rights) == (STORE, user, Role.CS, rights)
        assert member.is_active
        with pytest.raises(StaffNotFound), backend.work(OTHER_STORE) as work:
            work.staff.get(staff)

    def test_nobody_serves_two_stores(self, backend: Backend) -> None:
        """Until the first has let them go."""
        user = add_user(backend)
        staff = hire(backend, STORE, user)
        with pytest.raises(ServesAlready):
            hire(backend, OTHER_STORE, user)

        with backend.work(STORE) as work:
            member = work.staff.get(staff)
            member.remove(at=backend.clock(), by=an_owner())
            work.staff.save(member)
            work.commit()

        hire(backend, OTHER_STORE, user)
        with pytest.raises(StaffNotFound), backend.work(STORE) as work:
            work.staff.get(staff)

    def test_saving_keeps_everything_once(self, backend: Backend) -> None:
        """A second save from the same load lost the race."""
        staff = hire(backend, STORE, add_user(backend))
        with backend.work(STORE) as work:
            mine, stale = work.staff.get(staff), work.staff.get(staff)
            mine.grant(Role.CS, frozenset({(Module.REPORT, Action.READ)}), by=an_owner())
            mine.switch(on=False, by=an_owner())
            work.staff.save(mine)
            with pytest.raises(ChangedMeanwhile):
                work.staff.save(stale)
            work.commit()

        with backend.work(STORE) as work:
            assert work.staff.get(staff) == mine


class StandingsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_user_without_a_store(self, backend: Backend) -> None:
        """Has no place."""
        user = add_user(backend)

        with backend.work() as work:
            standing = work.standings.of(user)

        assert (standing.user, standing.name, standing.email, standing.place) == (
            user,
            "Siti",
            "siti@example.com",
            None,
        )
        assert standing.is_open

    def test_a_place_in_a_store(self, backend: Backend) -> None:
        """Is told with role, rights, and the store's name and zone, the same by every way to ask."""
        owner, served = add_user(backend), add_user(backend, email="alice@example.com")
        store = open_store(backend, owner)
        rights = frozenset({(Module.ORDER, Action.READ)})
        staff = hire(backend, store, served, rights=rights)
        add_session(backend, served)

        with backend.work() as work:
            standing = work.standings.of(served)

        place = standing.place
        assert place is not None
        assert (place.staff, place.role, place.rights, place.is_active) == (staff, Role.CS, rights, True)
        assert (place.store, place.store_name, place.zone) == (store, "Kopi Siti", "Asia/Jakarta")
        assert place.store_is_open
        user, known = people_of(backend).of(served)
        presence = presences_of(backend).of(SessionId("s1"))
        assert (user.id, known) == (served, standing)
        assert presence is not None
        assert presence.standing == standing

    def test_the_place_is_lost_with_the_membership(self, backend: Backend) -> None:
        """And the account stays."""
        store = open_store(backend, add_user(backend))
        served = add_user(backend, email="alice@example.com")
        staff = hire(backend, store, served)
        with backend.work(store) as work:
            member = work.staff.get(staff)
            member.remove(at=backend.clock(), by=an_owner())
            work.staff.save(member)
            work.commit()

        assert people_of(backend).of(served)[1].place is None

    @pytest.mark.parametrize("status", ["suspended", "closed"])
    def test_a_store_that_is_not_open(self, backend: Backend, status: str) -> None:
        """Is told as such."""
        owner = add_user(backend)
        open_store(backend, owner, status=status)

        place = people_of(backend).of(owner)[1].place

        assert place is not None
        assert not place.store_is_open

    def test_nobody_is_not_found(self, backend: Backend) -> None:
        """Neither a user nor a session."""
        with pytest.raises(NotFound), backend.work() as work:
            work.standings.of(UserId(404))
        with pytest.raises(NotFound):
            people_of(backend).of(UserId(404))
        assert presences_of(backend).of(SessionId("404")) is None

    def test_a_presence_tells_the_state_of_the_session(self, backend: Backend) -> None:
        """Alive or ended."""
        user = add_user(backend)
        session = add_session(backend, user)
        alive = presences_of(backend).of(session.id)
        with backend.work() as work:
            work.sessions.end(user, at=backend.clock())
            work.commit()
        ended = presences_of(backend).of(session.id)

        assert alive is not None
        assert ended is not None
        assert (alive.session, alive.last_used_at, alive.expires_at) == (
            session.id,
            session.last_used_at,
            session.expires_at,
        )
        assert (alive.ended_at, ended.ended_at) == (None, backend.clock())


class DevicesContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_living_sessions_of_the_user_are_listed(self, backend: Backend) -> None:
        """Not those that ended or ran out, nor another's."""
        user, other = add_user(backend), add_user(backend, email="other@example.com")
        add_session(backend, user, "old", TokenHash("0" * 64))
        backend.clock.advance(days=29)
        add_session(backend, user, "ended", TokenHash("1" * 64))
        with backend.work() as work:
            work.sessions.end(user, at=backend.clock(), only=SessionId("ended"))
            work.commit()
        session = add_session(backend, user, "new", TokenHash("2" * 64))
        add_session(backend, other, "theirs", TokenHash("3" * 64))

        before, after = (
            devices_of(backend).sessions(user, Listing(sort_by="began_at", category="ip"), at=at)
            for at in (backend.clock(), backend.clock() + timedelta(days=1))
        )

        assert ([row["id"] for row in before.rows], before.total) == (["new", "old"], 2)
        assert [dict(row) for row in after.rows] == [
            {
                "id": "new",
                "ip": CLIENT.ip,
                "user_agent": CLIENT.user_agent,
                "began_at": session.began_at,
                "last_used_at": session.last_used_at,
            }
        ]

    def test_lists_are_cut_sorted_and_searched(self, backend: Backend) -> None:
        """What is searched for is text, whatever signs it has."""
        user = add_user(backend)
        agents = ["Firefox 100%", "Chrome 1_0", "firefox \\ 2", "Chrome 110"]
        for number, agent in enumerate(agents):
            client = Client(ip=f"10.0.0.{number}", user_agent=agent)
            add_session(backend, user, f"s{number}", TokenHash(f"{number:064}"), client)
            backend.clock.advance(seconds=1)

        def found(**asked: object) -> tuple[list[str], int]:
            listing = Listing(**{"sort_by": "began_at", "category": "user_agent", **asked})  # type: ignore[arg-type]
            listed = devices_of(backend).sessions(user, listing, at=backend.clock())
            return [str(row["id"]) for row in listed.rows], listed.total

        assert found() == (["s3", "s2", "s1", "s0"], 4)
        assert found(descending=False, start=1, limit=2) == (["s1", "s2"], 4)
        assert found(sort_by="last_used_at", start=9) == ([], 4)
        assert found(keyword="FIREFOX") == (["s2", "s0"], 2)
        assert found(keyword="0%") == (["s0"], 1)
        assert found(keyword="1_0") == (["s1"], 1)
        assert found(keyword="\\") == (["s2"], 1)
        assert found(keyword="0.0.3", category="ip") == (["s3"], 1)

    def test_attempts_at_the_account_are_listed(self, backend: Backend) -> None:
        """Right and wrong, the newest first."""
        user = add_user(backend)
        for number in range(3):
            with backend.work() as work:
                attempt = work.login_attempts.add("a", user=user, client=CLIENT, at=backend.clock())
                if number == 1:
                    work.login_attempts.succeeded(attempt)
                work.login_attempts.add("b", user=None, client=CLIENT, at=backend.clock())
                work.commit()
            backend.clock.advance(seconds=1)

        listed = devices_of(backend).login_attempts(user, Listing(sort_by="at", category="ip", limit=2))

        assert ([bool(row["succeeded"]) for row in listed.rows], listed.total) == ([False, True], 3)
        assert listed.rows[0]["at"] == backend.clock() - timedelta(seconds=1)
