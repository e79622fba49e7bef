"""What was looked at goes into the audit log behind the reader's back: a read waits for no write."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bosonline.application.ports import REQUEST
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import AuditEntry, StoreId

WRITTEN_AFTER_SECONDS = 1.0
AGAIN_AFTER_SECONDS = 5.0
ONCE_IN = timedelta(hours=1)
"""How long the same look by the same person is not noted again."""

REMEMBERED = 10_000
WAITING_AT_MOST = 50_000

_log = structlog.get_logger(__name__)


class QuietWitness:
    """Gathers entries, and writes them together a second later, one transaction for each store.

    A process that dies takes at most the last second with it. While the database is away entries wait; should ever
    more come than can wait, the loss is logged.
    """

    def __init__(self, open_work: Callable[[StoreId | None], Any], *, after: float = WRITTEN_AFTER_SECONDS) -> None:
        self._open_work, self._after = open_work, after
        self._guard = threading.Lock()
        self._waiting: list[AuditEntry] = []
        self._seen: OrderedDict[tuple[object, ...], datetime] = OrderedDict()
        self._timer: threading.Timer | None = None

    def __call__(self, entry: AuditEntry) -> None:
        """Note the entry, unless the same about the same record was noted within the hour."""
        with self._guard:
            if entry.about and self._is_known(entry):
                return
            if len(self._waiting) >= WAITING_AT_MOST:
                _log.error("a look was not noted", act=entry.act, about=entry.about)
                return
            self._waiting.append(replace(entry, request=entry.request or REQUEST.get()))
            self._write_in(self._after)

    def write(self) -> None:
        """Write what waits, now."""
        with self._guard:
            timer, self._timer = self._timer, None
            waiting, self._waiting = self._waiting, []
        if timer is not None:
            timer.cancel()
        by_store: dict[StoreId | None, list[AuditEntry]] = defaultdict(list)
        for entry in waiting:
            by_store[entry.store].append(entry)
        for store, entries in by_store.items():
            self._write(store, entries)

    def _is_known(self, entry: AuditEntry) -> bool:
        what = (entry.store, entry.by, entry.act, entry.about)
        before = self._seen.pop(what, None)
        is_known = before is not None and entry.at - before < ONCE_IN
        self._seen[what] = before if before is not None and is_known else entry.at
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return is_known

    def _write(self, store: StoreId | None, entries: list[AuditEntry]) -> None:
        try:
            with self._open_work(store) as work:
                for entry in entries:
                    work.audit(entry)
                work.commit()
        except Unavailable:
            with self._guard:
                self._waiting[:0] = entries
                self._write_in(AGAIN_AFTER_SECONDS, is_again=True)
        except Exception:
            # It must not end the thread unseen, and would fail again.
            _log.exception("looks were not noted", entries=len(entries))

    def _write_in(self, seconds: float, *, is_again: bool = False) -> None:
        if self._timer is None:
            self._timer = threading.Timer(seconds, self.write)
            self._timer.daemon = is_again  # a process that ends waits for the first attempt, and for no other
            self._timer.start()
