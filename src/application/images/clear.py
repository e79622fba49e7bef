"""What nobody uses is cleared away."""

from dataclasses import dataclass
from datetime import timedelta

from bosonline.application.files import Files
from bosonline.application.images.ports import OpenImagesWork, UploadRounds
from bosonline.application.ports import Clock
from bosonline.domain.identity import StoreId
from bosonline.domain.images import UploadKind, keys_of

IDLE_FOR = timedelta(hours=24)
"""How long an image may be named by nothing."""

AT_A_TIME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearUploads:
    """Remove the files that were given up, store by store; what a crash interrupts, the next round ends."""

    work: OpenImagesWork
    files: Files
    rounds: UploadRounds
    clock: Clock

    def __call__(self) -> int:
        """Give up what was idle for a day, and remove it; how many images there were. `FilesUnavailable`."""
        return sum(self._clear(store) for store in self.rounds.stores())

    def given_up_by(self, *, store: StoreId) -> int:
        """Remove what a store has given up already; how many there were. `FilesUnavailable`."""
        return self._remove_given_up(store)

    def all_of(self, *, store: StoreId, kind: UploadKind) -> int:
        """Remove all of a kind that a store has, whether it is named or not; how many there were."""
        with self.work(store) as work:
            work.uploads.give_up(kind, at=self.clock())
            work.commit()
        return self._remove_given_up(store)

    def _clear(self, store: StoreId) -> int:
        now = self.clock()
        with self.work(store) as work:
            work.uploads.give_up_idle(at=now, idle_before=now - IDLE_FOR)
            work.commit()
        return self._remove_given_up(store)

    def _remove_given_up(self, store: StoreId) -> int:
        removed = 0
        while True:
            with self.work(store) as work:
                given_up = work.uploads.given_up(limit=AT_A_TIME)
            for kind, name in given_up:
                for key in keys_of(store, kind, name):
                    self.files.remove(key)
            with self.work(store) as work:
                work.uploads.remove([name for _, name in given_up])
                work.commit()
            removed += len(given_up)
            if len(given_up) < AT_A_TIME:
                return removed
