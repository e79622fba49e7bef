"""What every adapter of the ports of announcements and tips must do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import UserId
from bosonline.domain.stores import Notice, NoticeContent, NoticeKind, NoticeNotFound
from bosonline.testing.backends import Backend
from bosonline.testing.platform import notice_desk_of

SITI, BUDI = UserId(1), UserId(2)
NEWS, TIP = NoticeKind.ANNOUNCEMENT, NoticeKind.TIP
NEWEST = Listing(sort_by="published_from", category="title")


def add(backend: Backend, title: str = "Libur", *, kind: NoticeKind = NEWS, **members: Any) -> Notice:
    """Keep a notice that is told from now on, where nothing else is said."""
    content = NoticeContent(**{"title": title, "text": "Kurir libur", "published_from": backend.clock(), **members})
    with backend.work() as work:
        kept: Notice = work.notices.add(Notice(kind=kind, content=content, created_at=backend.clock()))
        work.commit()
    return kept


def titles(backend: Backend, listing: Listing = NEWEST, *, kind: NoticeKind = NEWS) -> list[object]:
    """The titles of what is told now."""
    return [row["title"] for row in notice_desk_of(backend).page(kind, listing, reader=SITI, at=backend.clock()).rows]


class NoticesContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_notice_comes_back_as_it_was_added(self, backend: Backend) -> None:
        """With every member, under its kind alone."""
        until = backend.clock() + timedelta(days=3)
        kept = add(backend, title_en="Holiday", text_en="No pick-ups", published_until=until, pinned=True)

        with backend.work() as work:
            assert work.notices.get(NEWS, kept.id) == kept
            with pytest.raises(NoticeNotFound):
                work.notices.get(TIP, kept.id)
        assert (kept.id > 0, kept.version) == (True, 1)

    def test_the_version_that_was_changed_counts(self, backend: Backend) -> None:
        """Whoever comes second has to look again."""
        kept = add(backend)
        changed = replace(kept, content=replace(kept.content, title="Masuk", title_en="Open", text_en="We are back"))
        with backend.work() as work:
            saved = work.notices.save(changed)
            work.commit()

        assert saved == replace(changed, version=2)
        with backend.work() as work:
            assert work.notices.get(NEWS, kept.id) == saved
        with pytest.raises(ChangedMeanwhile), backend.work() as work:
            work.notices.save(changed)
        with pytest.raises(ChangedMeanwhile), backend.work() as work:
            work.notices.remove(kept)

    def test_what_is_removed_is_gone_with_its_marks(self, backend: Backend) -> None:
        """And nothing else."""
        kept, other = add(backend), add(backend, "Baru")
        with backend.work() as work:
            for one in (kept, other):
                work.notices.mark_read(one.id, SITI, at=backend.clock())
            work.notices.remove(kept)
            work.commit()

        with pytest.raises(NoticeNotFound), backend.work() as work:
            work.notices.get(NEWS, kept.id)
        (row,) = notice_desk_of(backend).page(NEWS, NEWEST, reader=SITI, at=backend.clock()).rows
        assert (row["id"], row["is_read"]) == (other.id, True)

    def test_only_what_is_published_is_listed(self, backend: Backend) -> None:
        """From its beginning, until its end, which is not part of it."""
        now, hour = backend.clock(), timedelta(hours=1)
        add(backend, "now")
        add(backend, "later", published_from=now + hour)
        add(backend, "passing", published_from=now - hour, published_until=now + hour)
        add(backend, "tip", kind=TIP)

        assert titles(backend) == ["now", "passing"]
        backend.clock.advance(hours=1)
        assert titles(backend) == ["later", "now"]
        assert titles(backend, kind=TIP) == ["tip"]

    def test_marks_are_of_one_reader(self, backend: Backend) -> None:
        """However often they are made."""
        kept = add(backend)
        for _ in range(2):
            with backend.work() as work:
                work.notices.mark_read(kept.id, SITI, at=backend.clock())
                work.commit()

        def is_read(reader: UserId) -> object:
            (row,) = notice_desk_of(backend).page(NEWS, NEWEST, reader=reader, at=backend.clock()).rows
            return row["is_read"]

        assert (is_read(SITI), is_read(BUDI)) == (True, False)

    def test_the_list_is_sorted_searched_and_cut(self, backend: Backend) -> None:
        """Pinned ones stand above the rest, whatever the order."""
        for title, pinned in (("B", False), ("A", True), ("C", False), ("D", True)):
            add(backend, title, pinned=pinned, text=f"Teks {title.lower()}_")
            backend.clock.advance(minutes=1)

        assert titles(backend) == ["D", "A", "C", "B"]
        assert titles(backend, replace(NEWEST, sort_by="title", descending=False)) == ["A", "D", "B", "C"]
        assert titles(backend, replace(NEWEST, start=1, limit=2)) == ["A", "C"]
        assert titles(backend, replace(NEWEST, keyword="c")) == ["C"]
        searched = replace(NEWEST, category="text", keyword="B_", limit=1)
        page = notice_desk_of(backend).page(NEWS, searched, reader=SITI, at=backend.clock())
        assert ([row["title"] for row in page.rows], page.total) == (["B"], 1)
        assert set(page.rows[0]) == {
            "id",
            "title",
            "text",
            "title_en",
            "text_en",
            "published_from",
            "published_until",
            "pinned",
            "is_read",
        }
