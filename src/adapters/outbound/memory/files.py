"""Files in memory."""

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from bosonline.application.files import OpenFile, checked_key
from bosonline.application.ports import Clock


def _utc_now() -> datetime:
    return datetime.now(UTC)


class MemoryFiles:
    """Files that last as long as the process."""

    def __init__(self, clock: Clock = _utc_now) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[bytes, datetime]] = {}
        self._guard = threading.Lock()

    def put(self, key: str, content: bytes | Iterable[bytes], /) -> int:
        whole = content if isinstance(content, bytes) else b"".join(content)
        with self._guard:
            self._kept[checked_key(key)] = (whole, self._clock())
        return len(whole)

    def open(self, key: str, /) -> OpenFile | None:
        found = self._kept.get(checked_key(key))
        return None if found is None else OpenFile(len(found[0]), iter([found[0]]))

    def size(self, key: str, /) -> int | None:
        found = self._kept.get(checked_key(key))
        return None if found is None else len(found[0])

    def remove(self, key: str, /) -> None:
        with self._guard:
            self._kept.pop(checked_key(key), None)

    def older_than(self, before: datetime, folder: str, /) -> Iterator[str]:
        with self._guard:
            kept = [(key, at) for key, (_, at) in self._kept.items() if key.startswith(f"{checked_key(folder)}/")]
        return (key for key, at in kept if at < before)
