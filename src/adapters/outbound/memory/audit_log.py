"""The audit log in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.application.identity.ports import AuditFilter, AuditPage, AuditRow
from bosonline.domain.identity import AuditEntry, StoreId


def add_entries(
    shelf: Shelf[int, AuditRow],
    next_id: Callable[[], int],
    store: StoreId | None,
    request: str | None,
    entries: Sequence[AuditEntry],
) -> None:
    """Add to the log; store and request are those of entries that name none."""
    for entry in entries:
        row = AuditRow(
            id=next_id(),
            entry=replace(
                entry,
                store=entry.store if entry.store is not None else store,
                request=entry.request or request,
                facts=dict(entry.facts),
            ),
        )
        shelf.put(row.id, row)


class MemoryAuditLog:
    """The log as it is read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(
        self,
        store: StoreId,
        shown: AuditFilter,
        *,
        newest_first: bool,
        start: int,
        limit: int,
        after: tuple[datetime, int] | None,
    ) -> AuditPage:
        rows = [row for row in self._database.read("audit_log").values() if _is_shown(row.entry, store, shown)]
        rows.sort(key=_place, reverse=newest_first)
        total = None if after is not None else len(rows)
        if after is not None:
            rows = [row for row in rows if (_place(row) < after if newest_first else _place(row) > after)]
            start = 0
        found = rows[start : start + limit]
        more = len(rows) > start + limit
        return AuditPage(rows=found, total=total, next_after=_place(found[-1]) if more else None)


def _place(row: AuditRow) -> tuple[datetime, int]:
    return row.entry.at, row.id


def _is_shown(entry: AuditEntry, store: StoreId, shown: AuditFilter) -> bool:
    asked = {"act": (shown.act, entry.act), "staff": (shown.staff, entry.by.staff), "about": (shown.about, entry.about)}
    if entry.store != store or any(wanted not in (None, found) for wanted, found in asked.values()):
        return False
    is_early = shown.since is not None and entry.at < shown.since
    return not (is_early or (shown.until is not None and entry.at >= shown.until))
