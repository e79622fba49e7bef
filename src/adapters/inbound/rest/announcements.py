"""What the platform tells its sellers: announcements and tips, written by its admins, read by members of stores."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Flag,
    Inside,
    ListOf,
    Moment,
    Page,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.application.identity.ports import Listed
from bosonline.application.stores import Noticeboard, NoticeWritten
from bosonline.domain.stores import Notice, NoticeId, NoticeInvalid, NoticeKind, NoticeNotFound, NoticeRemoved
from bosonline.domain.stores.notice import TEXT_LENGTH, TITLE_LENGTH

_MEMBERS = ("title", "text", "title_en", "text_en", "published_from", "published_until", "pinned")


class NoticeBody(Body):
    title = Text(required=True, least=1, most=TITLE_LENGTH)
    text = Text(required=True, least=1, most=TEXT_LENGTH, multiline=True)
    title_en = Text(least=1, most=TITLE_LENGTH, load_default=None, allow_none=True)
    text_en = Text(least=1, most=TEXT_LENGTH, multiline=True, load_default=None, allow_none=True)
    published_from = Moment(load_default=None, allow_none=True)
    published_until = Moment(load_default=None, allow_none=True)
    pinned = Flag(load_default=False)


class NoticesQuery(Page):
    sort_by = Choice(["published_from", "title"], load_default="published_from")
    category = Choice(["title", "text"], load_default="title")


class NoticeAnswer(Answer):
    id = WholeNumber(required=True)
    title = Text(required=True, most=TITLE_LENGTH)
    text = Text(required=True, most=TEXT_LENGTH, multiline=True)
    title_en = Text(required=True, most=TITLE_LENGTH, allow_none=True)
    text_en = Text(required=True, most=TEXT_LENGTH, multiline=True, allow_none=True)
    published_from = Text(required=True)
    published_until = Text(required=True, allow_none=True)
    pinned = Flag(required=True)


class AnnouncementRow(NoticeAnswer):
    read = Flag(required=True)


class NoticeWrittenAnswer(Answer):
    message = Text(required=True)
    data = Inside(NoticeAnswer, required=True)


class RemovedAnswer(Answer):
    id = WholeNumber(required=True)
    title = Text(required=True, most=TITLE_LENGTH)


class NoticeRemovedAnswer(Answer):
    message = Text(required=True)
    data = Inside(RemovedAnswer, required=True)


class ReadAnswer(Answer):
    id = WholeNumber(required=True)
    read = Flag(required=True)


class NoticeReadAnswer(Answer):
    message = Text(required=True)
    data = Inside(ReadAnswer, required=True)


class TipList(Answer):
    data = ListOf(Inside(NoticeAnswer), required=True)
    total = WholeNumber(required=True)


class AnnouncementList(Answer):
    data = ListOf(Inside(AnnouncementRow), required=True)
    total = WholeNumber(required=True)


EXAMPLE = {
    "title": "Libur pengiriman 1 Januari",
    "text": "Kurir tidak menjemput paket pada 1 Januari.\nPesanan dikirim mulai 2 Januari.",
    "title_en": "No pick-ups on 1 January",
    "text_en": "Couriers do not collect parcels on 1 January.\nOrders are shipped from 2 January on.",
    "published_from": "2025-12-20T08:00:00+07:00",
    "published_until": "2026-01-02T00:00:00+07:00",
    "pinned": True,
}
TIP_EXAMPLE = {
    "title": "Follow up dalam satu jam",
    "text": "Pembeli yang dihubungi dalam satu jam lebih sering membayar.",
}
_KEPT = {
    **EXAMPLE,
    "id": 7,
    "published_from": "2025-12-20T01:00:00+00:00",
    "published_until": "2026-01-01T17:00:00+00:00",
}
_TIP_KEPT = {
    **TIP_EXAMPLE,
    "id": 8,
    "title_en": None,
    "text_en": None,
    "published_from": "2026-01-05T03:00:00+00:00",
    "published_until": None,
    "pinned": False,
}


def announcements(facade: Noticeboard) -> Api:
    """The operations of announcements and tips."""
    api = Api("store")
    _reading(api, facade)
    admin = Api("admin")
    _writing_announcements(admin, facade)
    _writing_tips(admin, facade)
    api.operations.extend(admin.operations)
    return api


def _reading(api: Api, facade: Noticeboard) -> None:
    @api.get(
        "/store/announcements",
        query=NoticesQuery,
        answer=AnnouncementList,
        render=_announcements,
        answer_example={"data": [{**_KEPT, "read": False}], "total": 1},
    )
    def announcement(call: Call) -> Listed:
        """Announcement

        What the platform announces at this moment, pinned ones first; `read` says whether the signed-in user has
        marked one as read. Texts are plain: what looks like markup is to be shown as it stands. `title_en` and
        `text_en` are null where there is no English.
        """
        return facade.list(kind=NoticeKind.ANNOUNCEMENT, listing=listing_of(call.query), reader=call.account.user)

    @api.put(
        "/store/announcements/<id:id>/read",
        answer=NoticeReadAnswer,
        render=_read,
        answer_example={"message": "Announcement read", "data": {"id": 7, "read": True}},
        refusals=(NoticeNotFound,),
    )
    def announcement_read(call: Call, notice: int) -> Notice:
        """Announcement (read mark)

        Remember that the signed-in user has read it; once more changes nothing.
        """
        return facade.mark_read(kind=NoticeKind.ANNOUNCEMENT, notice=NoticeId(notice), reader=call.account.user)

    @api.get(
        "/store/tips",
        query=NoticesQuery,
        answer=TipList,
        render=_tips,
        answer_example={"data": [_TIP_KEPT], "total": 1},
    )
    def tips(call: Call) -> Listed:
        """Tips

        What the platform advises sellers at this moment, pinned tips first; texts are plain as those of announcements.
        """
        return facade.list(kind=NoticeKind.TIP, listing=listing_of(call.query), reader=call.account.user)


def _writing_announcements(api: Api, facade: Noticeboard) -> None:
    kind = NoticeKind.ANNOUNCEMENT

    @api.post(
        "/admin/announcements",
        body=NoticeBody,
        answer=NoticeWrittenAnswer,
        render=_announced,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Announcement created", "data": _KEPT},
        refusals=(NoticeInvalid,),
    )
    def add_announcement(call: Call) -> Notice:
        """Announcements

        Tell every seller something, in Indonesian and perhaps in English too, as plain text: markup is kept as it was
        typed and shown so. It is published from now on where no `published_from` is given, and for good where no
        `published_until` is.
        """
        return facade.add(by=call.account.user, kind=kind, written=NoticeWritten(**call.body), once=call.once)

    @api.put(
        "/admin/announcements/<id:id>",
        body=NoticeBody,
        answer=NoticeWrittenAnswer,
        render=_announcement_changed,
        example=EXAMPLE,
        answer_example={"message": "Announcement updated", "data": _KEPT},
        refusals=(NoticeInvalid, NoticeNotFound),
        versioned=True,
    )
    def change_announcement(call: Call, notice: int) -> Notice:
        """Announcement (write)

        Write it anew, as a whole; only `published_from` stays as it was where it is left out. Those who have read it
        are not told again.
        """
        return _change(facade, call, kind, notice)

    @api.delete(
        "/admin/announcements/<id:id>",
        answer=NoticeRemovedAnswer,
        render=_removed,
        answer_example={"message": "Announcement deleted", "data": {"id": 7, "title": EXAMPLE["title"]}},
        refusals=(NoticeNotFound,),
        versioned=True,
    )
    def remove_announcement(call: Call, notice: int) -> NoticeRemoved:
        """Announcement (delete)

        Take it back for good, with the marks of those who have read it.
        """
        return _remove(facade, call, kind, notice)


def _writing_tips(api: Api, facade: Noticeboard) -> None:
    kind = NoticeKind.TIP

    @api.post(
        "/admin/tips",
        body=NoticeBody,
        answer=NoticeWrittenAnswer,
        render=_advised,
        status=201,
        example=TIP_EXAMPLE,
        answer_example={"message": "Tip created", "data": _TIP_KEPT},
        refusals=(NoticeInvalid,),
    )
    def add_tip(call: Call) -> Notice:
        """Tips

        Advise every seller; the members are those of an announcement.
        """
        return facade.add(by=call.account.user, kind=kind, written=NoticeWritten(**call.body), once=call.once)

    @api.put(
        "/admin/tips/<id:id>",
        body=NoticeBody,
        answer=NoticeWrittenAnswer,
        render=_tip_changed,
        example=TIP_EXAMPLE,
        answer_example={"message": "Tip updated", "data": _TIP_KEPT},
        refusals=(NoticeInvalid, NoticeNotFound),
        versioned=True,
    )
    def change_tip(call: Call, notice: int) -> Notice:
        """Tip (write)

        Write it anew, as a whole; only `published_from` stays as it was where it is left out.
        """
        return _change(facade, call, kind, notice)

    @api.delete(
        "/admin/tips/<id:id>",
        answer=NoticeRemovedAnswer,
        render=_removed,
        answer_example={"message": "Tip deleted", "data": {"id": 8, "title": TIP_EXAMPLE["title"]}},
        refusals=(NoticeNotFound,),
        versioned=True,
    )
    def remove_tip(call: Call, notice: int) -> NoticeRemoved:
        """Tip (delete)

        Take it back for good.
        """
        return _remove(facade, call, kind, notice)


def _change(facade: Noticeboard, call: Call, kind: NoticeKind, notice: int) -> Notice:
    return facade.change(
        by=call.account.user,
        kind=kind,
        notice=NoticeId(notice),
        written=NoticeWritten(**call.body),
        seen_version=call.seen_version,
    )


def _remove(facade: Noticeboard, call: Call, kind: NoticeKind, notice: int) -> NoticeRemoved:
    return facade.remove(by=call.account.user, kind=kind, notice=NoticeId(notice), seen_version=call.seen_version)


def _announced(notice: Notice) -> Tagged:
    return _told(notice, "Announcement created")


def _announcement_changed(notice: Notice) -> Tagged:
    return _told(notice, "Announcement updated")


def _advised(notice: Notice) -> Tagged:
    return _told(notice, "Tip created")


def _tip_changed(notice: Notice) -> Tagged:
    return _told(notice, "Tip updated")


def _told(notice: Notice, message: str) -> Tagged:
    return Tagged({"message": message, "data": _row({"id": notice.id, **asdict(notice.content)})}, notice.version)


def _removed(removed: NoticeRemoved) -> dict[str, Any]:
    message = {NoticeKind.ANNOUNCEMENT: "Announcement deleted", NoticeKind.TIP: "Tip deleted"}[removed.kind]
    return {"message": message, "data": {"id": removed.notice, "title": removed.title}}


def _read(notice: Notice) -> dict[str, Any]:
    return {"message": "Announcement read", "data": {"id": notice.id, "read": True}}


def _announcements(listed: Listed) -> dict[str, Any]:
    return {"data": [{**_row(row), "read": row["is_read"]} for row in listed.rows], "total": listed.total}


def _tips(listed: Listed) -> dict[str, Any]:
    return {"data": [_row(row) for row in listed.rows], "total": listed.total}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], **{name: row[name] for name in _MEMBERS}}
