"""Orders on paper: what stands on it, on how many pages, and that no text breaks it."""

import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bosonline.adapters.outbound import paper
from bosonline.adapters.outbound.paper import ReportlabPress
from bosonline.adapters.outbound.paper.invoice import invoice_of
from bosonline.adapters.outbound.paper.label import label_of
from bosonline.adapters.outbound.paper.packing_list import packing_list_of
from bosonline.adapters.outbound.paper.printing import printed
from bosonline.adapters.outbound.paper.sheets import shapes
from bosonline.adapters.outbound.paper.type import Barcode, Box, printable
from bosonline.application.ordering import PressBusy, Printout, Sender
from bosonline.domain.ordering import PaperKind, PaperSize
from bosonline.domain.stores import Language, Zone

AT = datetime(2026, 1, 5, 3, tzinfo=UTC)
SENDER = Sender(
    name="Kopi Siti", phone="081234567890", contact="Rahmat", address="Jl. Gudang 12", region="Cibinong, Bogor"
)
LAYOUTS = {PaperKind.INVOICE: invoice_of, PaperKind.LABEL: label_of, PaperKind.PACKING_LIST: packing_list_of}


def an_order(*, lines: int = 1, text: str = "Biji Kopi", **members: Any) -> dict[str, Any]:
    items = [
        {
            "sku": f"SKU-{number}", "product_name": text, "name": "Halus", "qty": 2, "price": 45_000, "hpp": 1,
            "weight": 625, "subtotal": 90_000, "discount": 0,
        }
        for number in range(lines)
    ]  # fmt: skip
    totals = dict.fromkeys(("insurance", "cod_fee", "other_fees", "shipping_discount"), 0)
    totals |= {"goods": 90_000 * lines, "shipping": 15_000, "product_discount": 5_000, "unique_code": 417}
    totals["total"] = 90_000 * lines + 10_417
    return {
        "invoice": "INV0821",
        "created_at": AT,
        "due_at": AT,
        "status": "processing",
        "payment_status": "unpaid",
        "payment_method": "bank_transfer",
        "customer_name": text,
        "customer_phone": "+6281311112222",
        "address": {"street": text, "region": "Gambir, Jakarta Pusat", "post_code": "10130"},
        "items": items,
        "qty": 2 * lines,
        "totals": totals,
        "paid": 0,
        "courier_code": "jne",
        "service_code": "reg",
        "awb": "JX123",
        "bank_accounts": [{"id": 1, "bank_name": "BCA", "account_name": "SITI", "account_number": "1234567890"}],
        "note": text,
        "fields": {"Giling": text},
        "order_url": "https://example.com/o/x",
        **members,
    }


def a_printout(
    *orders: dict[str, Any], kind: PaperKind = PaperKind.INVOICE, size: PaperSize = PaperSize.A4
) -> Printout:
    return Printout(
        kind=kind, size=size, language=Language.INDONESIAN, zone=Zone.WIB, sender=SENDER, orders=orders or [an_order()]
    )


def parts(told: Any) -> Iterator[Any]:
    if isinstance(told, Iterable) and not isinstance(told, str):
        for one in told:
            yield from parts(one)
    elif hasattr(told, "_cellvalues"):
        yield from parts(told._cellvalues)
    else:
        yield told


def story(order: dict[str, Any], kind: PaperKind, language: Language = Language.INDONESIAN) -> list[Any]:
    printout = replace(a_printout(order, kind=kind), language=language)
    return list(parts(LAYOUTS[kind](order, printout, shapes(PaperSize.A4, kind))))


def words(order: dict[str, Any], kind: PaperKind, language: Language = Language.INDONESIAN) -> str:
    found = (part if isinstance(part, str) else getattr(part, "text", "") for part in story(order, kind, language))
    return "\n".join(found)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def codes(order: dict[str, Any], kind: PaperKind) -> list[str]:
    return [part._text for part in story(order, kind) if isinstance(part, Barcode)]


def test_an_invoice_tells_every_part_of_the_sum_and_how_to_pay() -> None:
    told = words(an_order(), PaperKind.INVOICE)

    for part in ("Rp90.000", "Rp15.000", "-Rp5.000", "Rp417", "Rp100.417", "BELUM DIBAYAR", "BCA 1234567890"):
        assert part in told
    assert "Asuransi" not in told
    assert "05/01/2026 10.00 WIB" in told
    assert codes(an_order(), PaperKind.INVOICE) == ["INV0821"]


def test_an_invoice_of_a_part_payment_tells_what_is_left_and_one_that_is_paid_asks_for_nothing() -> None:
    part = words(an_order(payment_status="partially_paid", paid=417), PaperKind.INVOICE)
    paid = words(an_order(payment_status="paid", paid=100_417), PaperKind.INVOICE)

    assert "Sisa tagihan" in part
    assert "Transfer Rp100.000" in part
    assert "LUNAS" in paid
    assert "Transfer" not in paid


@pytest.mark.parametrize(
    ("method", "state", "told"),
    [
        ("cod", "cod_due", "Have Rp100.417 in cash"),
        ("qris", "unpaid", "https://example.com/o/x"),
        ("bank_transfer", "unpaid", "Pay before 05/01/2026 10.00 WIB"),
    ],
)
def test_each_method_has_its_own_way_to_pay(method: str, state: str, told: str) -> None:
    order = an_order(payment_method=method, payment_status=state)

    assert told in words(order, PaperKind.INVOICE, Language.ENGLISH)


def test_a_label_tells_the_courier_all_that_is_needed() -> None:
    order = an_order(payment_method="cod", payment_status="cod_due")
    told = words(order, PaperKind.LABEL)

    for part in ("JNE REG", "Resi: JX123", "COD – TAGIH Rp100.417", "081311112222", "Gambir, Jakarta Pusat", "10130"):
        assert part in told
    for part in ("Kopi Siti · Rahmat · 081234567890", "Jl. Gudang 12, Cibinong, Bogor", "1,25 kg"):
        assert part in told
    assert codes(order, PaperKind.LABEL) == ["JX123", "INV0821"]


def test_a_label_of_what_is_paid_tells_to_collect_nothing() -> None:
    assert "jangan tagih" in words(an_order(payment_status="paid"), PaperKind.LABEL)
    assert "TAGIH Rp" not in words(an_order(payment_status="paid"), PaperKind.LABEL)
    collected = an_order(payment_method="cod", payment_status="cod_collected", paid=100_417)
    assert "TAGIH Rp" not in words(collected, PaperKind.LABEL)


def test_what_is_missing_is_said() -> None:
    order = an_order(
        courier_code=None, service_code=None, awb=None, customer_name="", customer_phone=None,
        address={"street": "", "region": "Gambir", "post_code": None},
    )  # fmt: skip
    told = words(order, PaperKind.LABEL)

    for part in ("Kurir belum dipilih", "Belum ada resi", "(data pribadi dihapus)"):
        assert part in told
    assert codes(order, PaperKind.LABEL) == ["INV0821"]
    for kind in PaperKind:
        assert pages(printed(a_printout(order, kind=kind))) == 1


def test_a_packing_list_has_a_box_for_every_line() -> None:
    order = an_order(lines=7)
    told = words(order, PaperKind.PACKING_LIST)

    assert sum(isinstance(part, Box) for part in story(order, PaperKind.PACKING_LIST)) == 7
    for part in ("SKU SKU-6", "2 ×", "Jumlah barang: 14", "8,75 kg", "Giling: Biji Kopi"):
        assert part in told


@pytest.mark.parametrize(
    ("kind", "size", "count"),
    [
        (PaperKind.INVOICE, PaperSize.A4, 5),
        (PaperKind.LABEL, PaperSize.A4, 2),
        (PaperKind.LABEL, PaperSize.A6, 5),
        (PaperKind.PACKING_LIST, PaperSize.THERMAL_80, 5),
    ],
)
def test_each_order_begins_a_page_and_four_labels_share_one(kind: PaperKind, size: PaperSize, count: int) -> None:
    orders = [an_order(invoice=f"INV000{number}") for number in range(5)]

    assert pages(printed(a_printout(*orders, kind=kind, size=size))) == count


def test_long_orders_go_on_over_the_page_and_a_roll_is_torn_off_once() -> None:
    order = an_order(lines=100)

    assert 3 <= pages(printed(a_printout(order))) <= 6
    assert pages(printed(a_printout(order, size=PaperSize.A6))) > 6
    assert pages(printed(a_printout(order, size=PaperSize.THERMAL_80))) == 1
    assert pages(printed(a_printout(order, kind=PaperKind.LABEL, size=PaperSize.A6))) == 1


def test_a_printout_carries_its_type() -> None:
    pdf = printed(a_printout())

    assert pdf.startswith(b"%PDF-")
    assert b"/FontFile2" in pdf
    assert b"BitstreamVeraSans" in pdf


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Siti – “Nur” café Rp5.000 · ×", "Siti – “Nur” café Rp5.000 · ×"),
        ("𝓑𝓾𝓭𝓲 Việt Ŝiti", "Budi Viet Siti"),
        ("👑 Ratu 👩‍👩‍👧 ❤️", "Ratu"),
        ("محمد علي 王", "? ? ?"),
        ("a\r\n\tb\x00\u202ec\u200d", "a bc"),
        ("", ""),
    ],
)
def test_text_is_shown_in_signs_that_the_type_has(text: str, shown: str) -> None:
    assert printable(text) == shown


@settings(max_examples=40, deadline=None)
@given(
    text=st.one_of(st.text(max_size=300), st.sampled_from(["W" * 500, "<b>&amp;", "محمد " * 60, "a\n" * 250])),
    kind=st.sampled_from(PaperKind),
    size=st.sampled_from(PaperSize),
)
def test_no_text_breaks_the_paper(text: str, kind: PaperKind, size: PaperSize) -> None:
    order = an_order(text=text, awb=text[:40], courier_code=text[:20])

    assert pages(printed(a_printout(order, kind=kind, size=size))) >= 1


def test_those_for_whom_there_is_no_place_to_wait_are_sent_away() -> None:
    press = ReportlabPress(waiting=1, seconds=60)
    pdfs: list[bytes] = []
    with press._turn:
        waiting = [threading.Thread(target=lambda: pdfs.append(press(a_printout()))) for _ in range(2)]
        for thread in waiting:
            thread.start()
        while press._places._value:
            pass
        with pytest.raises(PressBusy):
            press(a_printout())
    for thread in waiting:
        thread.join(60)

    assert len(pdfs) == 2
    assert press(a_printout())


def test_who_has_waited_long_enough_is_sent_away() -> None:
    press = ReportlabPress(seconds=0.01)
    with press._turn, pytest.raises(PressBusy):
        press(a_printout())

    assert press(a_printout())


def test_a_run_is_a_process_that_leaves_nothing_behind() -> None:
    ran = f"{sys.executable} -c 'import sys, bosonline.adapters.outbound.paper; print(\"reportlab\" in sys.modules)'"
    before = set(psutil.Process().children())

    assert pages(ReportlabPress()(a_printout(an_order(), an_order(invoice="INV0822")))) == 2

    assert set(psutil.Process().children()) == before
    assert subprocess.check_output(shlex.split(ran), text=True).strip() == "False"  # our own command


def test_a_run_that_takes_too_long_is_ended_and_the_next_one_has_its_turn() -> None:
    press = ReportlabPress(printed_within=0.01)
    before = set(psutil.Process().children())

    with pytest.raises(PressBusy):
        press(a_printout())

    assert set(psutil.Process().children()) == before
    assert not press._turn.locked()


def test_a_run_that_dies_is_no_empty_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "_RUN", (sys.executable, "-c", "raise SystemExit(1)"))

    with pytest.raises(subprocess.CalledProcessError):
        ReportlabPress()(a_printout())
