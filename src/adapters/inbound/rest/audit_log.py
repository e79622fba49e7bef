"""What was done in a store, by whom, and from which request."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.cursors import Cursor, encode
from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Choice,
    Day,
    Flag,
    Inside,
    ListOf,
    MapOf,
    Query,
    Text,
    WholeNumber,
)
from bosonline.application.identity import ReadAuditLog
from bosonline.application.identity.ports import AuditFilter, AuditPage, AuditRow
from bosonline.domain.identity import Member, StaffId


class AuditLogQuery(Query):
    start = WholeNumber(load_default=0, most=1_000_000_000)
    limit = WholeNumber(load_default=10, least=1, most=100)
    sort_by = Choice(["at"], load_default="at")
    sort_dir = Choice(["asc", "desc"], load_default="desc")
    category = Choice(["act", "about"], load_default="act")
    keyword = Text(most=120, load_default=None)
    staff_id = WholeNumber(least=1, load_default=None)
    start_date = Day(load_default=None)
    end_date = Day(load_default=None)
    cursor = Cursor()


class ByAnswer(Answer):
    staff_id = WholeNumber(required=True, allow_none=True)
    name = Text(required=True)


class AuditEntryAnswer(Answer):
    id = WholeNumber(required=True)
    at = Text(required=True)
    act = Text(required=True)
    by = Inside(ByAnswer, required=True)
    about = Text(required=True)
    facts = MapOf(Text(most=2000), required=True)
    request_id = Text(required=True, allow_none=True)


class AuditLogAnswer(Answer):
    data = ListOf(Inside(AuditEntryAnswer), required=True)
    total = WholeNumber()
    total_capped = Flag()
    next_cursor = Text(required=True, allow_none=True, most=1200)


_EXAMPLE = {
    "id": 31,
    "at": "2026-01-05T03:00:00+00:00",
    "act": "staff-changed",
    "by": {"staff_id": 1, "name": "Siti Rahma"},
    "about": "staff 5",
    "facts": {"was": "cs", "role": "cs", "granted": "order update", "taken": ""},
    "request_id": "0199c1f2-3a4b-7c5d-8e6f-0123456789ab",
}


def audit_log(read: ReadAuditLog) -> Api:
    """The operation that reads the audit log."""
    api = Api("store")

    @api.get(
        "/store/audit-log",
        query=AuditLogQuery,
        answer=AuditLogAnswer,
        render=_page,
        answer_example={"data": [_EXAMPLE], "total": 1, "next_cursor": None},
    )
    def show_audit_log(call: Call) -> AuditPage:
        """Audit log

        Who did what, when, and from which request: staff and rights, API keys, passwords, bank accounts, settings,
        exports, and who saw buyers' personal data. `keyword` is a whole `act` (`staff-removed`) or, with `category`
        `about`, a record (`staff 5`, an invoice). `total` is exact up to 10,000; with `cursor` nothing is counted.
        """
        place = call.query["cursor"]
        return read(
            member=call.member,
            shown=_filter(call.member, call.query),
            newest_first=call.query["sort_dir"] == "desc",
            start=call.query["start"],
            limit=call.query["limit"],
            after=place and (place.value, place.id),
        )

    return api


def _filter(member: Member, query: dict[str, Any]) -> AuditFilter:
    first, last, staff = query["start_date"], query["end_date"], query["staff_id"]
    return AuditFilter(
        **{query["category"]: query["keyword"]},
        staff=None if staff is None else StaffId(staff),
        since=first and _midnight(member, first),
        until=last and _midnight(member, last + timedelta(days=1)),
    )


def _midnight(member: Member, day: Any) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(member.zone)).astimezone(UTC)


def _page(page: AuditPage) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": [_row(row) for row in page.rows]}
    if page.total is not None:
        answer["total"] = page.total
    if page.is_capped:
        answer["total_capped"] = True
    answer["next_cursor"] = page.next_after and encode(*page.next_after)
    return answer


def _row(row: AuditRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "id": row.id,
        "at": entry.at,
        "act": entry.act,
        "by": {"staff_id": entry.by.staff, "name": entry.by.name},
        "about": entry.about,
        "facts": dict(entry.facts),
        "request_id": entry.request,
    }
