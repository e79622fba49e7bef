"""What an outbox and a rota must do, whatever they keep their rows in."""

from dataclasses import dataclass
from datetime import timedelta

from bosonline.application.ports import Failure
from bosonline.domain.identity import StoreId
from bosonline.testing.backends import Backend

LEASE = timedelta(minutes=5)
STORE = StoreId(7)


@dataclass(frozen=True, slots=True)
class SomethingHappened:
    """An event of no capability."""

    what: str


def post(backend: Backend, *names: str) -> None:
    """Record events in one transaction of a store."""
    with backend.work(STORE) as work:
        for name in names:
            work.record(SomethingHappened(name))
        work.commit()


class OutboxContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_what_was_recorded_can_be_claimed(self, backend: Backend) -> None:
        """A letter tells store, topic and payload."""
        post(backend, "a")

        (letter,) = backend.outbox.claim(limit=10, lease=LEASE).letters

        assert (letter.store, letter.topic, letter.payload) == (STORE, "SomethingHappened", {"what": "a"})
        assert letter.attempts == 0

    def test_what_was_rolled_back_cannot(self, backend: Backend) -> None:
        """An event of a transaction that was left without commit never happened."""
        with backend.work(STORE) as work:
            work.record(SomethingHappened("never"))

        assert backend.outbox.claim(limit=10, lease=LEASE).letters == ()

    def test_a_claimed_letter_is_nobody_elses_until_its_lease_ends(self, backend: Backend) -> None:
        """Then it comes again, and the lost lease counts as an attempt."""
        post(backend, "a")
        (first,) = backend.outbox.claim(limit=10, lease=LEASE).letters

        backend.clock.advance(minutes=4)
        assert backend.outbox.claim(limit=10, lease=LEASE).letters == ()
        backend.clock.advance(minutes=1)
        (again,) = backend.outbox.claim(limit=10, lease=LEASE).letters

        assert (again.id, again.attempts) == (first.id, 1)

    def test_the_longest_due_come_first_and_no_more_than_asked(self, backend: Backend) -> None:
        """Batches follow the order in which the events were recorded."""
        for name in "abcde":
            post(backend, name)
            backend.clock.advance(seconds=1)

        batches = [backend.outbox.claim(limit=2, lease=LEASE).letters for _ in range(4)]

        assert [[letter.payload["what"] for letter in batch] for batch in batches] == [
            ["a", "b"],
            ["c", "d"],
            ["e"],
            [],
        ]

    def test_a_delivered_letter_is_gone(self, backend: Backend) -> None:
        """It does not come back when its lease would have ended."""
        post(backend, "a", "b")
        claim = backend.outbox.claim(limit=10, lease=LEASE)

        backend.outbox.settle(claim.lease, delivered=[letter.id for letter in claim.letters])
        backend.clock.advance(hours=1)

        assert backend.outbox.claim(limit=10, lease=LEASE).letters == ()

    def test_a_failed_letter_comes_again_at_its_time(self, backend: Backend) -> None:
        """With one attempt more, and not before."""
        post(backend, "a")
        claim = backend.outbox.claim(limit=10, lease=LEASE)
        again_at = backend.clock() + timedelta(hours=1)

        failure = Failure(letter=claim.letters[0].id, error="the other side is down", again_at=again_at)
        backend.outbox.settle(claim.lease, failed=[failure])

        assert backend.outbox.claim(limit=10, lease=LEASE).letters == ()
        backend.clock.advance(hours=1)
        (again,) = backend.outbox.claim(limit=10, lease=LEASE).letters
        assert again.attempts == 1

    def test_an_untouched_letter_is_due_at_once_as_it_was(self, backend: Backend) -> None:
        """Giving a letter back is no attempt."""
        post(backend, "a")
        claim = backend.outbox.claim(limit=10, lease=LEASE)

        backend.outbox.settle(claim.lease, untouched=[claim.letters[0].id])

        (again,) = backend.outbox.claim(limit=10, lease=LEASE).letters
        assert again.attempts == 0

    def test_who_has_lost_the_lease_settles_nothing(self, backend: Backend) -> None:
        """Another relay has the letters by then."""
        post(backend, "a", "b", "c")
        lost = backend.outbox.claim(limit=10, lease=LEASE)
        ids = [letter.id for letter in lost.letters]
        backend.clock.advance(minutes=5)
        held = backend.outbox.claim(limit=10, lease=LEASE)

        late = Failure(letter=ids[1], error="late", again_at=None)
        backend.outbox.settle(lost.lease, delivered=[ids[0]], failed=[late], untouched=[ids[2]])

        assert backend.outbox.dead() == []
        assert backend.outbox.claim(limit=10, lease=LEASE).letters == ()
        backend.outbox.settle(held.lease, untouched=ids)
        assert sorted(letter.id for letter in backend.outbox.claim(limit=10, lease=LEASE).letters) == ids

    def test_a_letter_that_is_given_up_is_dead_until_it_is_revived(self, backend: Backend) -> None:
        """It is listed with its error, and a revived one has all its attempts again."""
        post(backend, "a", "b")
        claim = backend.outbox.claim(limit=1, lease=LEASE)
        failure = Failure(letter=claim.letters[0].id, error="ValueError: broken", again_at=None)
        backend.outbox.settle(claim.lease, failed=[failure])

        (dead,) = backend.outbox.dead()
        assert (dead.id, dead.store, dead.topic) == (claim.letters[0].id, STORE, "SomethingHappened")
        assert (dead.error, dead.attempts, dead.dead_at) == ("ValueError: broken", 1, backend.clock())
        backend.clock.advance(days=30)
        assert [letter.payload["what"] for letter in backend.outbox.claim(limit=10, lease=LEASE).letters] == ["b"]

        assert backend.outbox.revive() == 1
        assert backend.outbox.dead() == []
        (revived,) = backend.outbox.claim(limit=10, lease=LEASE).letters
        assert (revived.id, revived.attempts) == (dead.id, 0)


class RotaContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_duty_that_was_never_done_is_due(self, backend: Backend) -> None:
        """And while somebody is at it, it is nobody else's turn."""
        assert backend.rota.take("tidy", lease=LEASE) is not None
        assert backend.rota.take("tidy", lease=LEASE) is None
        assert backend.rota.take("count", lease=LEASE) is not None

    def test_a_duty_that_is_done_is_due_again_after_its_time(self, backend: Backend) -> None:
        """Counted from the end of the turn."""
        turn = backend.rota.take("tidy", lease=LEASE)
        assert turn is not None
        backend.rota.done("tidy", turn, again_in=timedelta(hours=1))

        backend.clock.advance(minutes=59)
        assert backend.rota.take("tidy", lease=LEASE) is None
        backend.clock.advance(minutes=1)
        assert backend.rota.take("tidy", lease=LEASE) is not None

    def test_a_turn_that_never_ended_lapses(self, backend: Backend) -> None:
        """Whoever had it can no longer end it."""
        lost = backend.rota.take("tidy", lease=LEASE)
        assert lost is not None
        backend.clock.advance(minutes=5)
        held = backend.rota.take("tidy", lease=LEASE)
        assert held not in {None, lost}

        backend.rota.done("tidy", lost, again_in=timedelta(0))

        assert backend.rota.take("tidy", lease=LEASE) is None
