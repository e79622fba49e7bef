"""The platform tells its sellers something; they read it."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.platform_ports import NoticeDesk, Notices, OpenNoticesWork
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import UserId
from bosonline.domain.stores import Notice, NoticeContent, NoticeId, NoticeKind, NoticeNotFound, NoticeRemoved


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWritten:
    """A notice as the platform's admin typed it; without `published_from` it is told from now on."""

    title: str
    text: str
    title_en: str | None = None
    text_en: str | None = None
    published_from: datetime | None = None
    published_until: datetime | None = None
    pinned: bool = False

    def content(self, *, otherwise_from: datetime) -> NoticeContent:
        """What is told, and from when where nothing else is said."""
        return NoticeContent(
            title=self.title,
            text=self.text,
            title_en=self.title_en,
            text_en=self.text_en,
            published_from=self.published_from or otherwise_from,
            published_until=self.published_until,
            pinned=self.pinned,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNotice:
    """The platform has something to tell."""

    work: OpenNoticesWork
    clock: Clock

    def __call__(self, *, by: UserId, kind: NoticeKind, written: NoticeWritten, once: Once | None = None) -> Notice:
        """The notice, or `NoticeInvalid`."""
        at = self.clock()
        with self.work(None, once) as work:
            notice = Notice(kind=kind, content=written.content(otherwise_from=at), created_at=at)
            notice = work.notices.add(notice)
            work.record(notice.added(by=by))
            work.commit(notice)
        return notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNotice:
    """A notice is written anew, as a whole."""

    work: OpenNoticesWork
    clock: Clock

    def __call__(
        self, *, by: UserId, kind: NoticeKind, notice: NoticeId, written: NoticeWritten, seen_version: int | None = None
    ) -> Notice:
        """The notice, told from when it was where nothing else is said.

        `NoticeInvalid`, `NoticeNotFound` or `PreconditionFailed`.
        """
        with self.work() as work:
            known = _seen(work.notices, kind, notice, seen_version)
            content = written.content(otherwise_from=known.content.published_from)
            became, news = known.changed_to(content, by=by, at=self.clock())
            if became != known:
                became = work.notices.save(became)
                work.record(news)
                work.commit()
        return became


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNotice:
    """A notice is told no more, and nothing is left of it."""

    work: OpenNoticesWork
    clock: Clock

    def __call__(
        self, *, by: UserId, kind: NoticeKind, notice: NoticeId, seen_version: int | None = None
    ) -> NoticeRemoved:
        """What was removed; `NoticeNotFound` or `PreconditionFailed`."""
        with self.work() as work:
            known = _seen(work.notices, kind, notice, seen_version)
            news = known.removed(by=by, at=self.clock())
            work.notices.remove(known)
            work.record(news)
            work.commit()
        return news


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNotices:
    """A page of what is published at this moment."""

    notices: NoticeDesk
    clock: Clock

    def __call__(self, *, kind: NoticeKind, listing: Listing, reader: UserId) -> Listed:
        """The rows, with what this user has read, and how many there are in all."""
        return self.notices.page(kind, listing, reader=reader, at=self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoticeRead:
    """A user has read a notice."""

    work: OpenNoticesWork
    clock: Clock

    def __call__(self, *, kind: NoticeKind, notice: NoticeId, reader: UserId) -> Notice:
        """The notice; `NoticeNotFound`, also where it is not published at this moment."""
        at = self.clock()
        with self.work() as work:
            found = work.notices.get(kind, notice)
            if not found.is_published(at):
                raise NoticeNotFound
            work.notices.mark_read(notice, reader, at=at)
            work.commit()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticeboard:
    """Everything that can be done with announcements and tips."""

    add: AddNotice
    change: ChangeNotice
    remove: RemoveNotice
    list: ListNotices
    mark_read: MarkNoticeRead


def _seen(notices: Notices, kind: NoticeKind, notice: NoticeId, seen_version: int | None) -> Notice:
    found = notices.get(kind, notice)
    if seen_version not in (None, found.version):
        raise PreconditionFailed
    return found
