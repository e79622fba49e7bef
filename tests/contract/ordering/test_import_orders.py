"""Orders that come as a sheet, on memory, SQLite and PostgreSQL: all or none, and none twice."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest

from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.application.ordering import OrderFilter, OrdersImported, TooManyRows
from bosonline.application.ordering.blocklist import BlockBuyer
from bosonline.application.ordering.order_sheets import OrdersAsked, OrderSheet, rows_of
from bosonline.application.spreadsheets import Cell, CellsWrong, Sheet, SheetFormat, SpreadsheetUnreadable
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile, Forbidden
from bosonline.domain.identity import Action, Email, Module, Role, StaffId
from bosonline.domain.phone import Phone
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, PHONE_HASH, SPOON, Stall, coffee_stall, order_desk_of
from bosonline.testing.shops import REGIONS
from bosonline.testing.typing_orders import import_orders_on

HEAD = "reference,customer_name,customer_phone,street,district_code,payment_method,shipping,note,sku,qty"
BUDI = f"SHP-1,Budi,'081311112222,Jl. Melati 5,31.71.01,bank_transfer,15000,'=cepat,{COFFEE},2"
SPOONS = f"SHP-1,,,,,,,,{SPOON},1"
RINA = f"SHP-2,Rina,+62 813-3333-4444,Jl. Mawar 1,31.71.01,COD,0,,{COFFEE},1"
FILE = (BUDI, RINA, SPOONS)
MOMENT = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def stall(backend: Backend) -> Stall:
    return coffee_stall(backend)


def sheet(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def imported(stall: Stall, content: bytes, **more: Any) -> OrdersImported:
    return import_orders_on(stall.backend)(member=more.pop("member", stall.member), content=content, **more)


def orders_of(stall: Stall) -> int:
    return order_desk_of(stall.backend).size(stall.member.store, OrderFilter(), most=1000).orders


def orders_in(stall: Stall, done: OrdersImported) -> list[Mapping[str, Any]]:
    return [stall.ordering.read_order(member=stall.member, invoice=one.invoice) for one in done.invoices]


def hire(stall: Stall, name: str) -> StaffId:
    with stall.backend.work(stall.member.store) as work:
        email, phone, at = Email(f"{name.lower()}-{stall.subdomain}@example.com"), Phone("+6281311110000"), MOMENT
        user = work.users.add(name=name, email=email, phone=phone, password_hash="-", at=at)
        rights = frozenset({(Module.ORDER, Action.READ)})
        staff = work.staff.add(store=stall.member.store, user=user, role=Role.CS, rights=rights, at=at)
        work.commit()
    return StaffId(staff)


def at_fault(refused: pytest.ExceptionInfo[CellsWrong]) -> set[tuple[int, str, str]]:
    cells: Any = refused.value.facts["cells"]
    return {(cell["row"], cell["column"], cell["code"]) for cell in cells}


def test_rows_of_a_reference_are_one_order(stall: Stall) -> None:
    done = imported(stall, sheet(*FILE))

    assert (done.rows, done.orders, done.made, done.known) == (3, 2, 2, 0)
    budi, rina = (stall.ordering.read_order(member=stall.member, invoice=one.invoice) for one in done.invoices)
    assert [(line["sku"], line["qty"]) for line in budi["items"]] == [(COFFEE, 2), (SPOON, 1)]
    assert (budi["customer_phone"], budi["note"], budi["total"]) == ("+6281311112222", "=cepat", 120_000)
    assert budi["source"] == {"reference": "SHP-1", "channel": "import"}
    assert (rina["customer_phone"], rina["payment_method"], rina["totals"]["shipping"]) == ("+6281333334444", "cod", 0)
    assert (stall.stock(COFFEE).reserved, stall.stock(SPOON).reserved) == (3, 1)


def test_the_same_file_makes_nothing_twice(stall: Stall) -> None:
    imported(stall, sheet(*FILE))

    again = imported(stall, sheet(*FILE, RINA.replace("SHP-2", "SHP-3")))

    assert (again.made, again.known, orders_of(stall)) == (1, 2, 3)
    other = coffee_stall(stall.backend)
    assert imported(other, sheet(*FILE)).made == 2


def test_a_trial_makes_nothing(stall: Stall) -> None:
    done = imported(stall, sheet(*FILE), is_dry_run=True)
    assert (done.made, done.is_dry_run, orders_of(stall), stall.stock(COFFEE).reserved) == (2, True, 0, 0)


def test_everything_that_is_wrong_is_told_by_row_and_column(stall: Stall) -> None:
    rows = (
        BUDI.replace("'081311112222", "123"),
        RINA.replace("31.71.01", "99.99.99").replace("COD", "barter"),
        f"SHP-3,Tono,081355556666,,31.71.01,cod,0,,{COFFEE},0",
        f",Tono,081355556666,Jl. A,31.71.01,cod,0,,{COFFEE},1",
    )
    with pytest.raises(CellsWrong) as refused:
        imported(stall, sheet(*rows))
    assert at_fault(refused) == {(4, "qty", "out-of-range"), (5, "reference", "required")}

    with pytest.raises(CellsWrong) as refused:
        imported(stall, sheet(rows[0], rows[1], rows[2].replace(",0", ",1")))
    assert at_fault(refused) == {
        (2, "customer_phone", "phone-invalid"),
        (3, "payment_method", "not-a-choice"),
        (4, "street", "required"),
    }
    with pytest.raises(CellsWrong) as refused:
        imported(stall, sheet(BUDI, SPOONS.replace("SHP-1,,", "SHP-1,Tono,")))
    assert at_fault(refused) == {(3, "customer_name", "differs")}
    assert orders_of(stall) == 0


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (RINA.replace(f"{COFFEE},1", f"{COFFEE},9"), (4, "sku", "out-of-stock")),
        (RINA.replace(COFFEE, "TAK-ADA"), (4, "sku", "out-of-stock")),
    ],
)
def test_one_order_that_cannot_be_made_stops_all(stall: Stall, row: str, fault: tuple[int, str, str]) -> None:
    with pytest.raises(CellsWrong) as refused:
        imported(stall, sheet(BUDI, SPOONS, row))

    assert at_fault(refused) == {fault}
    assert (orders_of(stall), stall.stock(COFFEE).reserved, stall.stock(SPOON).reserved) == (0, 0, 0)


def test_the_download_of_lines_comes_back_with_its_buyers(stall: Stall) -> None:
    """The columns of a downloaded sheet of lines are all understood; it says the invoice, which is the reference."""
    first = imported(stall, sheet(*FILE))
    asked = OrdersAsked(shown=OrderFilter(), contacts=True, zone="Asia/Jakarta")
    desk, store = order_desk_of(stall.backend), stall.member.store
    lines = list(rows_of(OrderSheet.ITEMS, desk, store, asked))
    buyers = {row["invoice"]: row for row in rows_of(OrderSheet.ORDERS, desk, store, asked)}
    names = [column.name for column in OrderSheet.ITEMS.columns]
    own = ("customer_name", "customer_phone", "street", "payment_method", "shipping")
    rows: list[list[Cell]] = [
        [*(line[name] for name in names), *(buyers[line["invoice"]][name] for name in own), "31.71.01"]
        for line in lines
    ]
    columns = (
        *OrderSheet.ITEMS.columns,
        *(replace(OrderSheet.ITEMS.columns[0], name=n) for n in (*own, "district_code")),
    )
    for form in SheetFormat:
        other = coffee_stall(stall.backend)
        with FileSpreadsheets().write(Sheet("pesanan", columns, rows), form) as file:
            done = imported(other, file.read())
        assert (done.rows, done.made) == (3, 2)
        assert {one.reference for one in done.invoices} == {one.invoice for one in first.invoices}


def test_what_is_no_sheet_of_orders(stall: Stall) -> None:
    with pytest.raises(SpreadsheetUnreadable):
        imported(stall, b"\x00\x01")
    with pytest.raises(SpreadsheetUnreadable):
        imported(stall, sheet("x", head="mantra"))
    with pytest.raises(TooManyRows):
        imported(stall, sheet(*(RINA.replace("SHP-2", f"R{at}") for at in range(1001))))
    assert orders_of(stall) == 0


def test_prices_take_the_right_to_update(stall: Stall) -> None:
    weak = replace(stall.member, role=Role.CS, rights=frozenset({(Module.ORDER, Action.CREATE)}))
    priced = sheet(f"{RINA},1", head=f"{HEAD},price")
    with pytest.raises(Forbidden):
        imported(stall, priced, member=weak)
    assert imported(stall, sheet(RINA), member=weak).made == 1
    (one,) = imported(stall, sheet(f"{RINA},1".replace("SHP-2", "SHP-9"), head=f"{HEAD},price")).invoices
    assert stall.ordering.read_order(member=stall.member, invoice=one.invoice)["totals"]["goods"] == 1


def test_repetitions_are_marked_and_the_blocklist_holds_back(stall: Stall) -> None:
    backend = stall.backend
    block = BlockBuyer(
        work=backend.work, phones=PhonenumbersReader(), phone_hash=PHONE_HASH, regions=REGIONS, clock=backend.clock
    )
    block(member=stall.member, phone="081311112222")
    again = RINA.replace("SHP-2", "SHP-3")

    budi, rina, once_more = orders_in(stall, imported(stall, sheet(BUDI, RINA, again)))

    assert [one["quarantine_reasons"] for one in (budi, rina, once_more)] == [["phone-blocked"], [], []]
    assert [one["duplicate_of"] for one in (budi, rina, once_more)] == [None, None, rina["invoice"]]


def test_who_looks_after_an_order_is_named_or_chosen(stall: Stall) -> None:
    dewi, eka = hire(stall, "Dewi"), hire(stall, "Eka")
    rows = (f"{BUDI},", f"{SPOONS},{eka}", f"{RINA},")

    budi, rina = orders_in(stall, imported(stall, sheet(*rows, head=f"{HEAD},staff_id")))

    assert (budi["cs"], budi["cs_reason"]) == ({"staff_id": eka, "name": "Eka"}, "by hand")
    assert (rina["cs"], rina["cs_reason"]) == ({"staff_id": dewi, "name": "Dewi"}, "even")
    nobody = sheet(f"{RINA},{eka + 1000}".replace("SHP-2", "SHP-9"), head=f"{HEAD},staff_id")
    with pytest.raises(CellsWrong) as refused:
        imported(stall, nobody)
    assert at_fault(refused) == {(2, "staff_id", "staff-unknown")}


def test_the_same_file_twice_at_once(databases: list[Backend]) -> None:
    for backend in databases:
        stall, together = coffee_stall(backend), Barrier(2)

        def send(_: int, stall: Stall = stall, together: Barrier = together) -> int:
            together.wait(60)
            for _try in range(5):
                try:
                    return imported(stall, sheet(*FILE)).made
                except ChangedMeanwhile:
                    continue
            raise AssertionError

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(send, range(2))) == [0, 2]
        assert (orders_of(stall), stall.stock(Sku(COFFEE)).reserved) == (2, 3)
