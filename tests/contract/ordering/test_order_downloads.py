"""Orders as files, on every backend: what the list shows, to the rupiah, masked as there, and gone with a buyer."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.adapters.outbound.sql.tables.worker import jobs as jobs_table
from bosonline.application.catalog import Download
from bosonline.application.ordering import (
    DownloadOrders,
    Draft,
    OrderFilter,
    OrderSheet,
    WriteOrders,
    download_orders,
    order_sheets,
)
from bosonline.application.spreadsheets import SheetFormat
from bosonline.application.stores import JobBoard, JobShown
from bosonline.application.stores.job_ports import LeaseLost
from bosonline.domain.errors import Forbidden
from bosonline.domain.identity import Action, Member, Module, Role
from bosonline.domain.ordering import Invoice, Status
from bosonline.domain.stores import JobNotFound, JobState
from bosonline.testing.backends import Backend
from bosonline.testing.jobs import job_desk_of, job_queue_of, jobs_on
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import COFFEE, FORM, SPOON, Stall, a_checkout, coffee_stall, order_desk_of
from bosonline.testing.shops import store_desk_of
from bosonline.testing.stores import audited

PHONES = [f"0813111133{number:02d}" for number in range(5)]
TOTALS = ("goods", "shipping", "cod_fee", "insurance", "other_fees", "unique_code")


@pytest.fixture
def stall(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> Stall:
    """A store with five orders, one of them cancelled, that are read two at a time; and a neighbour's."""
    monkeypatch.setattr(order_sheets, "BATCH", 2)
    if backend.name != "memory":  # the database is that of other tests too, and a worker takes any job
        with backend.database.writing.begin() as connection:
            connection.execute(jobs_table.delete())
    made = coffee_stall(backend, on_hand=100)
    for number, phone in enumerate(PHONES):
        order(made, phone, number + 1)
    order(coffee_stall(backend), "081377770000", 1)
    return made


def order(stall: Stall, phone: str, qty: int) -> Invoice:
    stall.backend.clock.advance(minutes=1)
    asked = a_checkout((COFFEE, qty), (SPOON, 1), phone=phone)
    asked = replace(asked, name=f"=Budi {qty}", note="@cepat", source={"utm_source": "ig"}, post_code="10160")
    invoice = stall.check_out(asked).invoice
    if qty == 2:
        stall.move(invoice, Status.CANCELLED)
    return invoice


def clerk(stall: Stall) -> Member:
    return replace(stall.member, role=Role.CS, rights=frozenset({(Module.ORDER, Action.READ)}))


def download(
    stall: Stall, sheet: OrderSheet = OrderSheet.ORDERS, *, by: Member | None = None, **shown: Any
) -> Download | JobShown:
    use_case = DownloadOrders(
        desk=order_desk_of(stall.backend),
        stores=store_desk_of(stall.backend),
        spreadsheets=FileSpreadsheets(),
        work=stall.backend.work,
        clock=stall.backend.clock,
    )
    return use_case(member=by or stall.member, sheet=sheet, shown=OrderFilter(**shown), form=SheetFormat.CSV)


def rows(found: Download | JobShown) -> list[dict[str, str]]:
    assert isinstance(found, Download)
    with found.file:
        return table(found.file.read())


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def board(stall: Stall) -> JobBoard:
    write = WriteOrders(desk=order_desk_of(stall.backend), spreadsheets=FileSpreadsheets())
    return jobs_on(stall.backend, {sheet.value: write for sheet in OrderSheet})


def asked_aside(stall: Stall, monkeypatch: pytest.MonkeyPatch, **more: Any) -> JobShown:
    with monkeypatch.context() as patched:
        patched.setattr(download_orders, "AT_ONCE", 2)
        found = download(stall, **more)
    assert isinstance(found, JobShown)
    return found


def done_by(jobs: JobBoard, stall: Stall, shown: JobShown, by: Member | None = None) -> bytes:
    """What the file holds that a member finds at the job."""
    token = jobs.read(member=by or stall.member, job=shown.job.id).token
    assert token is not None
    return b"".join(jobs.fetch(token=token).content.chunks)


@pytest.mark.parametrize("shown", [{}, {"status": "cancelled"}, {"keyword": "0813"}, {"sku": "TAK-ADA"}])
def test_the_sums_are_those_of_the_list(stall: Stall, shown: Mapping[str, Any]) -> None:
    """Each order once, in the order of the list; the parts of each make up its total."""
    found = rows(download(stall, **shown))
    listed = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(**shown), limit=100).rows
    recap = stall.ordering.recap_orders(member=stall.member, shown=OrderFilter(**shown))

    assert [row["invoice"] for row in found] == [row["invoice"] for row in listed]
    assert sum(int(row["total"]) for row in found) == sum(row["total"] for row in listed)
    assert sum(int(row["total"]) for row in found) == sum(one.total.idr for one in recap)
    assert sum(int(row["paid"]) for row in found) == sum(one.paid.idr for one in recap)
    for row in found:
        parts = sum(int(row[name]) for name in TOTALS) - int(row["product_discount"]) - int(row["shipping_discount"])
        assert parts == int(row["total"])


def test_an_order_is_told_as_the_detail_tells_it(stall: Stall) -> None:
    row = rows(download(stall))[0]
    told = stall.ordering.read_order(member=stall.member, invoice=Invoice(row["invoice"]))

    assert row["created_at"] == (told["created_at"] + timedelta(hours=7)).strftime("%Y-%m-%d %H:%M")
    assert (row["customer_name"], row["note"]) == ("'=Budi 5", "'@cepat")
    assert (row["customer_phone"], row["post_code"]) == (PHONES[-1], "10160")
    assert (row["source"], row["quarantined"]) == ("utm_source=ig", "no")
    assert (row["region"], row["street"]) == (told["address"]["region"], told["address"]["street"])
    assert (row["items"], row["qty"], row["form"]) == ("2", "6", told["form"])
    (entry,) = [one for one in audited(stall.backend, stall.member.store) if one.act == "orders-downloaded"]
    assert (entry.about, entry.facts) == ("pesanan", {"format": "csv", "phones": "seen"})


def test_lines_come_with_their_orders(stall: Stall) -> None:
    found = rows(download(stall, OrderSheet.ITEMS, status="pending"))
    orders = rows(download(stall, status="pending"))

    assert [row["invoice"] for row in found] == [row["invoice"] for row in orders for _ in range(2)]
    assert sum(int(row["subtotal"]) for row in found) == sum(int(row["goods"]) for row in orders)
    assert (found[0]["sku"], found[0]["qty"], found[1]["sku"]) == ("KOPI", "5", "SENDOK")
    assert int(found[0]["hpp"]) == int(found[0]["price"]) // 2
    assert not any("phone" in name or "customer" in name for name in found[0])


def test_what_buyers_left_is_there_once_they_are_quiet(stall: Stall) -> None:
    draft = Draft(phone="0813 5555 6666", name="Ragu")
    kept = stall.ordering.drafts.keep(subdomain=stall.subdomain, form=FORM, draft=draft)

    assert rows(download(stall, OrderSheet.ABANDONED)) == []
    stall.backend.clock.advance(days=1)
    (row,) = rows(download(stall, OrderSheet.ABANDONED, status="cancelled"))
    assert (row["invoice"], row["status"], row["customer_phone"]) == (kept.invoice, "abandoned", "081355556666")
    assert kept.invoice not in [one["invoice"] for one in rows(download(stall))]


def test_who_sees_no_phones_gets_them_masked_and_finds_none(stall: Stall) -> None:
    listed = stall.ordering.list_orders(member=clerk(stall), shown=OrderFilter(), limit=100).rows
    found = rows(download(stall, by=clerk(stall)))

    assert [row["customer_phone"].lstrip("'") for row in found] == [row["customer_phone"] for row in listed]
    assert all("*" in row["customer_phone"] for row in found)
    with pytest.raises(Forbidden):
        download(stall, by=clerk(stall), category="customer_phone", keyword="0813")
    assert rows(download(stall, by=clerk(stall), keyword="0813")) == []


@pytest.mark.parametrize("sheet", [OrderSheet.ORDERS, OrderSheet.ITEMS])
def test_many_rows_are_a_job_with_the_same_file(
    stall: Stall, monkeypatch: pytest.MonkeyPatch, sheet: OrderSheet
) -> None:
    """Also the days of the filter are those that were asked for."""
    since: dict[str, Any] = {"created_from": stall.backend.clock() - timedelta(minutes=4), "status": Status.PENDING}
    whole = rows(download(stall, sheet, **since))
    jobs, shown = board(stall), asked_aside(stall, monkeypatch, sheet=sheet, **since)

    assert jobs.run_next()
    assert table(done_by(jobs, stall, shown)) == whole
    done = jobs.read(member=stall.member, job=shown.job.id).job
    assert (done.state, done.outcome, done.of) == (JobState.DONE, {"rows": len(whole)}, len(whole))


def test_lines_count_where_orders_are_few(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_orders, "AT_ONCE", 9)

    assert len(rows(download(stall))) == 5
    assert isinstance(download(stall, OrderSheet.ITEMS), JobShown)
    monkeypatch.setattr(download_orders, "AT_ONCE", 10)
    assert len(rows(download(stall, OrderSheet.ITEMS))) == 10


def test_a_file_with_phones_takes_the_right_to_see_them(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that was asked without it masks them, whoever fetches its file."""
    jobs, clear = board(stall), asked_aside(stall, monkeypatch)
    masked = asked_aside(stall, monkeypatch, by=clerk(stall))
    assert jobs.run_next()
    assert jobs.run_next()

    assert jobs.read(member=clerk(stall), job=clear.job.id).token is None
    assert PHONES[0].encode() in done_by(jobs, stall, clear)
    assert all("*" in row["customer_phone"] for row in table(done_by(jobs, stall, masked)))
    assert jobs.read(member=clerk(stall), job=masked.job.id).token is not None


def test_files_end_with_the_erasure_of_a_buyer(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are made, that are being made, and that wait: nobody gets one that holds who was erased."""
    jobs = board(stall)
    done, running, waiting = (asked_aside(stall, monkeypatch, keyword="0813") for _ in range(3))
    assert jobs.run_next()
    token = jobs.read(member=stall.member, job=done.job.id).token
    assert token is not None
    queue = job_queue_of(stall.backend)
    leased = queue.claim(lease=timedelta(minutes=10))
    assert leased is not None
    personal_data_on(stall.backend).erase(member=stall.member, phone=PHONES[1])

    with pytest.raises(JobNotFound):
        jobs.fetch(token=token)
    assert jobs.clear() == 1
    found = [job_desk_of(stall.backend).find(stall.member.store, shown.job.id) for shown in (done, running, waiting)]
    assert [job and job.state for job in found] == [JobState.DONE, JobState.FAILED, JobState.FAILED]
    assert [job and job.outcome.get("code") for job in found[1:]] == ["job-overtaken"] * 2
    assert all(job is not None and job.asked == {} and job.keys == () for job in found)
    assert not jobs.run_next()
    with pytest.raises(LeaseLost):
        queue.tell(leased, done=1, of=None, lease=timedelta(minutes=10))
