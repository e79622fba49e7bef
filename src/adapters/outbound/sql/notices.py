"""Announcements and tips, and who has read them."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.tables.metadata import Instant
from bosonline.adapters.outbound.sql.tables.stores import notice_reads, notices
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import UserId
from bosonline.domain.stores import Notice, NoticeContent, NoticeId, NoticeKind, NoticeNotFound

_CONTENT = ("title", "text", "title_en", "text_en", "published_from", "published_until", "pinned")
_ADD = insert(notices).returning(notices.c.id)
_GET = select(notices).where(notices.c.id == bindparam("of_notice"), notices.c.kind == bindparam("of_kind"))
_IS = (notices.c.id == bindparam("of_notice"), notices.c.version == bindparam("was"))
_SAVE = update(notices).where(*_IS)
_REMOVE = delete(notices).where(*_IS)
_REMOVE_READS = delete(notice_reads).where(notice_reads.c.notice_id == bindparam("of_notice"))
_NOW = bindparam("now", type_=Instant)
_LIST = ListStatements(
    select(
        notices.c.id,
        *(notices.c[name] for name in _CONTENT),
        notice_reads.c.at.is_not(None).label("is_read"),
    )
    .select_from(notices)
    .outerjoin(
        notice_reads,
        and_(notice_reads.c.user_id == bindparam("reader"), notice_reads.c.notice_id == notices.c.id),
    )
    .where(
        notices.c.kind == bindparam("of_kind"),
        notices.c.published_from <= _NOW,
        or_(notices.c.published_until.is_(None), notices.c.published_until > _NOW),
    ),
    {"published_from": notices.c.published_from, "title": notices.c.title, "text": notices.c.text},
    notices.c.id,
    first=(notices.c.pinned.desc(),),
)


def _mark(dialect: Any) -> Any:
    return dialect.insert(notice_reads).on_conflict_do_nothing(
        index_elements=[notice_reads.c.user_id, notice_reads.c.notice_id]
    )


_MARK = {True: _mark(sqlite), False: _mark(postgresql)}


class SqlNotices:
    """Announcements and tips, in one transaction."""

    def __init__(self, execute: Callable[..., Any], *, is_sqlite: bool) -> None:
        self._execute, self._is_sqlite = execute, is_sqlite

    def add(self, notice: Notice, /) -> Notice:
        values = {"kind": notice.kind.value, "created_at": notice.created_at, "version": 1, **asdict(notice.content)}
        return notice.kept(NoticeId(self._execute(_ADD, values).scalar_one()))

    def get(self, kind: NoticeKind, notice: NoticeId, /) -> Notice:
        row = self._execute(_GET, {"of_notice": notice, "of_kind": kind.value}).one_or_none()
        if row is None:
            raise NoticeNotFound
        return Notice(
            id=NoticeId(row.id),
            kind=NoticeKind(row.kind),
            content=NoticeContent(**{name: row._mapping[name] for name in _CONTENT}),
            created_at=row.created_at,
            version=row.version,
        )

    def save(self, notice: Notice, /) -> Notice:
        saved = replace(notice, version=notice.version + 1)
        values = {"of_notice": notice.id, "was": notice.version, "version": saved.version, **asdict(notice.content)}
        if not self._execute(_SAVE, values).rowcount:
            raise ChangedMeanwhile
        return saved

    def remove(self, notice: Notice, /) -> None:
        if not self._execute(_REMOVE, {"of_notice": notice.id, "was": notice.version}).rowcount:
            raise ChangedMeanwhile
        self._execute(_REMOVE_READS, {"of_notice": notice.id})

    def mark_read(self, notice: NoticeId, user: UserId, /, *, at: datetime) -> None:
        self._execute(_MARK[self._is_sqlite], {"notice_id": notice, "user_id": user, "at": at})


class SqlNoticeDesk:
    """Notices as sellers read them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, kind: NoticeKind, listing: Listing, /, *, reader: UserId, at: datetime) -> Listed:
        found = _LIST.read(self._database, listing, {"of_kind": kind.value, "reader": reader, "now": at})
        rows = [{**row, "is_read": bool(row["is_read"])} for row in found.rows]
        return Listed(rows=rows, total=found.total)
