"""Announcements and tips, and who has read them, in memory."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import found_and_sorted
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import UserId
from bosonline.domain.stores import Notice, NoticeId, NoticeKind, NoticeNotFound

ReadMark = tuple[UserId, NoticeId]


class MemoryNotices:
    """Announcements and tips, in one transaction."""

    def __init__(
        self, shelf: Shelf[NoticeId, Notice], reads: Shelf[ReadMark, datetime], next_id: Callable[[], int]
    ) -> None:
        self._shelf, self._reads, self._next_id = shelf, reads, next_id

    def add(self, notice: Notice, /) -> Notice:
        kept = notice.kept(NoticeId(self._next_id()))
        self._shelf.put(kept.id, kept)
        return kept

    def get(self, kind: NoticeKind, notice: NoticeId, /) -> Notice:
        found = self._shelf.get(notice)
        if found is None or found.kind is not kind:
            raise NoticeNotFound
        return found

    def save(self, notice: Notice, /) -> Notice:
        self._demand_known(notice)
        saved = replace(notice, version=notice.version + 1)
        self._shelf.put(saved.id, saved)
        return saved

    def remove(self, notice: Notice, /) -> None:
        self._demand_known(notice)
        self._shelf.remove(notice.id)
        for mark in [mark for mark, _ in self._reads.items() if mark[1] == notice.id]:
            self._reads.remove(mark)

    def mark_read(self, notice: NoticeId, user: UserId, /, *, at: datetime) -> None:
        if self._reads.get((user, notice)) is None:
            self._reads.put((user, notice), at)

    def _demand_known(self, notice: Notice) -> None:
        known = self._shelf.get(notice.id)
        if known is None or known.version != notice.version:
            raise ChangedMeanwhile


class MemoryNoticeDesk:
    """Notices as sellers read them."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, kind: NoticeKind, listing: Listing, /, *, reader: UserId, at: datetime) -> Listed:
        told: Iterable[Notice] = self._database.read("notices").values()
        reads = self._database.read("notice_reads")
        rows: list[dict[str, Any]] = [
            {"id": one.id, **asdict(one.content), "is_read": reads.get((reader, one.id)) is not None}
            for one in told
            if one.kind is kind and one.is_published(at)
        ]
        found = sorted(found_and_sorted(listing, rows), key=lambda row: not row["pinned"])
        return Listed(rows=found[listing.start : listing.start + listing.limit], total=len(found))
