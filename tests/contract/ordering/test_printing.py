"""Who prints what of which orders, on every backend."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bosonline.application.ordering import Printout
from bosonline.domain.errors import Forbidden
from bosonline.domain.identity import Action, AuditEntry, Member, Module, Role
from bosonline.domain.ordering import (
    Invoice,
    LabelOfQuarantined,
    OrdersUnknown,
    PaperKind,
    PaperNotDue,
    PaperSize,
    Status,
)
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, SPOON, Stall, a_checkout, coffee_stall


class Recorder:
    """A press that keeps what it is given, and a witness of it."""

    def __init__(self) -> None:
        self.printed: list[Printout] = []
        self.noted: list[AuditEntry] = []

    def __call__(self, printout: Printout, /) -> bytes:
        self.printed.append(printout)
        return b"%PDF-"


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store whose form sells coffee."""
    return coffee_stall(backend)


@pytest.fixture
def press() -> Recorder:
    """What was printed."""
    return Recorder()


def order(stall: Stall, *steps: Status, number: int = 0) -> Invoice:
    invoice = stall.check_out(a_checkout((COFFEE, 2), (SPOON, 1), phone=f"0813 1111 33{number:02d}")).invoice
    for status in steps:
        stall.move(invoice, status)
    return invoice


def print_of(
    stall: Stall, press: Recorder, invoices: Sequence[Invoice], kind: PaperKind, by: Member | None = None
) -> Any:
    use_case = replace(stall.ordering.print_orders, press=press, witness=press.noted.append)
    return use_case(member=by or stall.member, invoices=invoices, kind=kind, size=PaperSize.A4)


def test_orders_are_printed_as_named_and_once_with_all_that_the_desk_tells(stall: Stall, press: Recorder) -> None:
    first, second = order(stall), order(stall, number=1)

    print_of(stall, press, [second, first, second], PaperKind.INVOICE)

    (printout,) = press.printed
    read = stall.ordering.read_order
    whole = [dict(read(member=stall.member, invoice=invoice)) for invoice in (second, first)]
    assert [one["invoice"] for one in printout.orders] == [second, first]
    for told, row in zip(whole, printout.orders, strict=True):
        printed = dict(row)
        assert printed.pop("order_url") == f"https://example.com/o/{told['secret']}"
        assert printed == {name: told[name] for name in printed}
        assert {"items", "totals", "paid", "address", "bank_accounts", "note", "fields", "awb"} <= printed.keys()
    (entry,) = press.noted
    assert (entry.act, entry.facts["invoices"]) == ("orders-printed", f"{second}, {first}")
    assert printout.sender.name == "Kopi Siti"


def test_what_is_not_there_is_named_and_nothing_is_printed(stall: Stall, press: Recorder) -> None:
    known, other = order(stall), order(coffee_stall(stall.backend))
    unknown = Invoice("INV99999999")

    with pytest.raises(OrdersUnknown) as refused:
        print_of(stall, press, [known, unknown], PaperKind.INVOICE)
    assert refused.value.facts["field"] == "invoices.1"
    assert refused.value.facts["invoices"] == [unknown]
    if other != known:
        with pytest.raises(OrdersUnknown):
            print_of(stall, press, [other], PaperKind.INVOICE)
    assert (press.printed, press.noted) == ([], [])


def test_labels_are_of_orders_that_may_be_sent(stall: Stall, press: Recorder) -> None:
    pending, due = order(stall), order(stall, Status.PROCESSING, number=1)

    with pytest.raises(PaperNotDue) as refused:
        print_of(stall, press, [due, pending], PaperKind.LABEL)
    assert refused.value.facts["field"] == "invoices.1"
    print_of(stall, press, [due], PaperKind.LABEL)
    stall.move(due, Status.CANCELLED)
    with pytest.raises(PaperNotDue):
        print_of(stall, press, [due], PaperKind.PACKING_LIST)
    print_of(stall, press, [due, pending], PaperKind.INVOICE)
    assert len(press.printed) == 2


def test_what_is_in_quarantine_gets_no_label(stall: Stall, press: Recorder) -> None:
    invoice = order(stall, Status.PROCESSING)
    with stall.backend.work(stall.member.store) as work:
        held = work.orders.get(invoice)
        held.is_quarantined = True
        work.orders.save(held)
        work.commit()

    with pytest.raises(LabelOfQuarantined):
        print_of(stall, press, [invoice], PaperKind.LABEL)
    print_of(stall, press, [invoice], PaperKind.PACKING_LIST)


def test_who_sees_no_phones_prints_them_masked_and_no_labels(stall: Stall, press: Recorder) -> None:
    invoice = order(stall, Status.PROCESSING)
    reader = replace(stall.member, role=Role.CS, rights=frozenset({(Module.ORDER, Action.READ)}))

    with pytest.raises(Forbidden):
        print_of(stall, press, [invoice], PaperKind.LABEL, reader)
    print_of(stall, press, [invoice], PaperKind.INVOICE, reader)

    (printed,) = press.printed[0].orders
    assert printed["customer_phone"] == printed["customer"]["phone"] == "+6281******300"


def test_many_orders_become_one_file(stall: Stall) -> None:
    invoices = [order(stall, Status.PROCESSING, number=number) for number in range(3)]

    for kind in PaperKind:
        for size in PaperSize:
            pdf = stall.ordering.print_orders(member=stall.member, invoices=invoices, kind=kind, size=size)
            assert pdf.startswith(b"%PDF-")
