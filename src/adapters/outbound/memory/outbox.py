"""The outbox and the rota in memory."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import uuid4

from bosonline.adapters.outbound.codec import plain
from bosonline.adapters.outbound.memory.database import MemoryDatabase, Posted
from bosonline.application.ports import Claim, Clock, DeadLetter, Failure, Letter


class MemoryOutbox:
    """The events that were recorded and are not delivered yet."""

    def __init__(self, database: MemoryDatabase, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def claim(self, *, limit: int, lease: timedelta) -> Claim:
        """Take letters that are due until the lease ends."""
        name, now = str(uuid4()), self._clock()
        with self._database.turn:
            due = [
                (posted.due_at, key)
                for key, posted in self._database.outbox.items()
                if posted.dead_at is None and posted.due_at <= now
            ]
            keys = [key for _, key in sorted(due)[:limit]]
            for key in keys:
                posted = self._database.outbox[key]
                posted.attempts += posted.lease is not None
                posted.lease, posted.due_at = name, now + lease
            return Claim(lease=name, letters=tuple(_letter(key, self._database.outbox[key]) for key in keys))

    def settle(
        self,
        lease: str,
        *,
        delivered: Collection[int] = (),
        failed: Collection[Failure] = (),
        untouched: Collection[int] = (),
    ) -> None:
        """End the lease on these letters."""
        now = self._clock()
        with self._database.turn:
            held = {key: posted for key, posted in self._database.outbox.items() if posted.lease == lease}
            for key in held.keys() & set(delivered):
                del self._database.outbox[key]
            for key in held.keys() & set(untouched):
                held[key].lease, held[key].due_at = None, now
            for failure in failed:
                if failure.letter in held:
                    posted = held[failure.letter]
                    posted.lease, posted.error, posted.attempts = None, failure.error, posted.attempts + 1
                    posted.due_at = failure.again_at or now
                    posted.dead_at = now if failure.again_at is None else None

    def dead(self) -> Sequence[DeadLetter]:
        """The letters that were given up, the oldest first."""
        with self._database.turn:
            found = [
                DeadLetter(
                    id=key,
                    store=posted.store,
                    topic=type(posted.event).__name__,
                    attempts=posted.attempts,
                    error=posted.error,
                    dead_at=posted.dead_at,
                )
                for key, posted in self._database.outbox.items()
                if posted.dead_at is not None
            ]
        return sorted(found, key=lambda letter: (letter.dead_at, letter.id))

    def revive(self) -> int:
        """Make every dead letter due again; how many there were."""
        with self._database.turn:
            dead = [posted for posted in self._database.outbox.values() if posted.dead_at is not None]
            for posted in dead:
                posted.dead_at, posted.attempts, posted.due_at = None, 0, self._clock()
        return len(dead)


class MemoryRota:
    """Whose turn it is, for one process."""

    def __init__(self, database: MemoryDatabase, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def take(self, duty: str, *, lease: timedelta) -> str | None:
        """A turn at the duty if it is due."""
        now = self._clock()
        with self._database.turn:
            if duty in self._database.rota and self._database.rota[duty][1] > now:
                return None
            turn = str(uuid4())
            self._database.rota[duty] = (turn, now + lease)
            return turn

    def done(self, duty: str, turn: str, *, again_in: timedelta) -> None:
        """End the turn; the duty is due again after this time."""
        with self._database.turn:
            if self._database.rota.get(duty, ("",))[0] == turn:
                self._database.rota[duty] = ("", self._clock() + again_in)


def _letter(key: int, posted: Posted) -> Letter:
    return Letter(
        id=key,
        store=posted.store,
        topic=type(posted.event).__name__,
        payload=plain(posted.event),
        attempts=posted.attempts,
    )
