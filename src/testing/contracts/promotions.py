"""What every adapter of the ports of promotions must do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.promotions.ports import VoucherFilter, VoucherUse
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.promotions import Candidate, Voucher, VoucherCodeTaken, VoucherKind, VoucherNotFound
from bosonline.domain.stores import PaymentMethod
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, open_stall
from bosonline.testing.vouchers import fixed, percent, terms, voucher_desk_of

STORE, OTHER_STORE = StoreId(1), StoreId(2)
TODAY, DAY = date(2026, 6, 1), timedelta(days=1)


def add(
    backend: Backend, code: str = "HEMAT", *, store: StoreId = STORE, is_on: bool = True, **changes: Any
) -> Voucher:
    """Keep a voucher with these terms."""
    voucher = Voucher.of(code, terms(**{"limit": 50, **changes}), store=store, at=backend.clock())
    with backend.work(store) as work:
        kept: Voucher = work.vouchers.add(replace(voucher, is_on=is_on))
        work.commit()
    return kept


def use(backend: Backend, *codes: str, invoice: str, buyer: str = "a", amount: int = 500) -> list[Candidate]:
    """Take a use of each voucher for an order; what was found."""
    with backend.work(STORE) as work:
        found: list[Candidate] = list(work.voucher_uses.take(codes, buyer=buyer))
        uses = [_use(one.voucher, amount) for one in found if one.voucher is not None]
        work.voucher_uses.note(invoice, uses, buyer=buyer, at=backend.clock())
        work.commit()
    return found


def give_back(backend: Backend, invoice: str) -> None:
    """Give back what an order used."""
    with backend.work(STORE) as work:
        work.voucher_uses.give_back(invoice, at=backend.clock())
        work.commit()


def take_again(backend: Backend, invoice: str) -> None:
    """Take again what an order gave back."""
    with backend.work(STORE) as work:
        work.voucher_uses.take_again(invoice, at=backend.clock())
        work.commit()


def used(backend: Backend, code: str = "HEMAT", *, store: StoreId = STORE) -> int:
    """How many uses a voucher has that were not given back."""
    found = voucher_desk_of(backend).find(store, code)
    assert found is not None
    return found.used


def by_buyer(backend: Backend, buyer: str, code: str = "HEMAT") -> int:
    """How often a buyer has used it."""
    return voucher_desk_of(backend).candidates(STORE, [code], buyer=buyer)[0].used_by_buyer


def _use(voucher: Voucher, amount: int) -> VoucherUse:
    return VoucherUse(voucher=voucher.id, code=voucher.code, amount=Money(amount))


class VouchersContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_voucher_comes_back_with_all_its_terms(self, backend: Backend) -> None:
        """To readers and within a work, by its code in whatever case, in its own store alone."""
        kept = add(
            backend,
            "Hemat-1",
            kind=VoucherKind.PRODUCT,
            discount=percent(15, 10_000),
            items=(Sku("KOPI"),),
            min_purchase=Money(50_000),
            min_qty=2,
            payment_methods=(PaymentMethod.COD,),
            provinces=("31", "32"),
            couriers=("idx",),
            is_listed=False,
        )

        assert (kept.id > 0, kept.version, kept.used) == (True, 1, 0)
        for code in ("Hemat-1", "HEMAT-1", "hemat-1"):
            assert voucher_desk_of(backend).find(STORE, code) == kept
            with backend.work(STORE) as work:
                assert work.vouchers.get(code) == kept
        assert voucher_desk_of(backend).find(OTHER_STORE, "Hemat-1") is None
        with pytest.raises(VoucherNotFound), backend.work(OTHER_STORE) as work:
            work.vouchers.get("Hemat-1")

    def test_a_store_has_a_code_once(self, backend: Backend) -> None:
        """In whatever case; another store may have it too."""
        add(backend)
        add(backend, store=OTHER_STORE)

        with pytest.raises(VoucherCodeTaken):
            add(backend, "hemat")

    def test_what_changed_is_kept(self, backend: Backend) -> None:
        """Under its next version, by one who saw the present one; uses are not counted there."""
        kept = add(backend)
        use(backend, "HEMAT", invoice="INV1")
        changed = replace(kept, terms=terms(stock=7, description="Lain"), is_on=False, closed_at=backend.clock())
        with backend.work(STORE) as work:
            saved = work.vouchers.save(changed)
            work.commit()

        assert (saved.version, saved.terms.stock) == (2, 7)
        assert voucher_desk_of(backend).find(STORE, "HEMAT") == replace(changed, used=1, version=2)
        with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
            work.vouchers.save(kept)
        with pytest.raises(ChangedMeanwhile), backend.work(OTHER_STORE) as work:
            work.vouchers.save(replace(saved, store=OTHER_STORE))

    def test_one_that_was_never_used_is_forgotten(self, backend: Backend) -> None:
        """Whether an order used it is known, also when it was given back."""
        kept = add(backend)
        other = add(backend, "LAIN")
        use(backend, "LAIN", invoice="INV1")
        give_back(backend, "INV1")

        with backend.work(STORE) as work:
            assert (work.vouchers.was_used(kept.id), work.vouchers.was_used(other.id)) == (False, True)
            work.vouchers.remove(kept.id)
            work.commit()
        assert voucher_desk_of(backend).find(STORE, "HEMAT") is None
        assert add(backend, "HEMAT").id != kept.id


class VoucherUsesContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_use_is_taken_and_counted(self, backend: Backend) -> None:
        """The voucher comes as it was before, with what the buyer has used of it."""
        kept = add(backend)

        assert use(backend, "hemat", invoice="INV1") == [Candidate(code="hemat", voucher=kept, used_by_buyer=0)]
        assert use(backend, "HEMAT", invoice="INV2") == [
            Candidate(code="HEMAT", voucher=replace(kept, used=1), used_by_buyer=1)
        ]
        assert use(backend, "HEMAT", invoice="INV3", buyer="b")[0].used_by_buyer == 0
        assert (used(backend), by_buyer(backend, "a"), by_buyer(backend, "b"), by_buyer(backend, "c")) == (3, 2, 1, 0)

    def test_two_are_taken_in_the_order_asked_for(self, backend: Backend) -> None:
        """What is not there is told so, and takes nothing."""
        first, second = add(backend, "B"), add(backend, "A")
        add(backend, "C", store=OTHER_STORE)

        found = use(backend, "A", "B", invoice="INV1")
        assert [one.voucher for one in found] == [second, first]
        found = use(backend, "B", "C", invoice="INV2")
        assert [one.voucher and one.voucher.code for one in found] == ["B", None]
        assert (used(backend, "A"), used(backend, "B")) == (1, 2)
        assert used(backend, "C", store=OTHER_STORE) == 0

    def test_no_more_are_taken_than_there_are(self, backend: Backend) -> None:
        """One that is used up comes as such."""
        add(backend, stock=1)
        use(backend, "HEMAT", invoice="INV1")

        with backend.work(STORE) as work:
            (found,) = work.voucher_uses.take(["HEMAT"], buyer="b")
            assert found.voucher is not None
            assert (found.voucher.used, found.voucher.terms.stock) == (1, 1)
            work.commit()
        assert used(backend) == 1

    def test_a_buyer_uses_it_no_more_often_than_one_may(self, backend: Backend) -> None:
        """Also where that was not so yet when it was taken."""
        add(backend, "A", limit=1)
        add(backend, "B")
        use(backend, "A", "B", invoice="INV1", amount=700)

        with pytest.raises(ChangedMeanwhile):
            use(backend, "B", "A", invoice="INV2")
        assert (used(backend, "A"), used(backend, "B"), by_buyer(backend, "a", "B")) == (1, 1, 1)
        use(backend, "B", "A", invoice="INV3", buyer="b")
        assert (used(backend, "A"), used(backend, "B")) == (2, 2)

    def test_a_use_that_came_to_nothing_was_never_taken(self, backend: Backend) -> None:
        """Leaving the work without a commit undoes it."""
        add(backend)
        with backend.work(STORE) as work:
            work.voucher_uses.take(["HEMAT"], buyer="a")

        assert used(backend) == 0

    def test_uses_are_given_back_once(self, backend: Backend) -> None:
        """Those of one order, however often that is asked."""
        add(backend, "A")
        add(backend, "B")
        use(backend, "A", "B", invoice="INV1")
        use(backend, "A", invoice="INV2", buyer="b")
        for _ in range(2):
            give_back(backend, "INV1")
        give_back(backend, "INV99")

        assert (used(backend, "A"), used(backend, "B")) == (1, 0)
        assert (by_buyer(backend, "a", "A"), by_buyer(backend, "b", "A")) == (0, 1)

    def test_uses_are_taken_again(self, backend: Backend) -> None:
        """And may be given back again."""
        add(backend, "A")
        add(backend, "B")
        use(backend, "A", "B", invoice="INV1")
        give_back(backend, "INV1")
        for _ in range(2):
            take_again(backend, "INV1")

        assert (used(backend, "A"), used(backend, "B"), by_buyer(backend, "a", "A")) == (1, 1, 1)
        give_back(backend, "INV1")
        assert (used(backend, "A"), used(backend, "B")) == (0, 0)

    @pytest.mark.parametrize("buyer", ["a", "b"])
    def test_one_that_cannot_be_taken_again_is_honoured(self, backend: Backend, buyer: str) -> None:
        """Somebody else had the last use, or the buyer theirs: the discount stays, and nothing is ever given back."""
        add(backend, stock=1 if buyer == "b" else 5, limit=1)
        use(backend, "HEMAT", invoice="INV1")
        give_back(backend, "INV1")
        use(backend, "HEMAT", invoice="INV2", buyer=buyer)

        take_again(backend, "INV1")
        assert used(backend) == 1
        give_back(backend, "INV1")
        assert (used(backend), by_buyer(backend, buyer)) == (1, 1)


class VoucherDeskContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_list_tells_how_each_stands_that_day(self, backend: Backend) -> None:
        """Off, scheduled, active, ended and used up; sorted by that as by the rest."""
        self._one_of_each(backend)

        assert [(row["code"], row["status"]) for row in page(backend, sort_by="status").rows] == [
            ("MATI", 0),
            ("NANTI", 1),
            ("AKTIF", 2),
            ("LEWAT", 3),
            ("HABIS", 4),
        ]
        assert codes(backend, sort_by="code") == ["AKTIF", "HABIS", "LEWAT", "MATI", "NANTI"]
        assert codes(backend, sort_by="type")[0] == "AKTIF"
        assert codes(backend, sort_by="description", descending=True)[0] == "AKTIF"
        assert page(backend, store=OTHER_STORE).total == 0

    def test_a_list_shows_what_is_asked_for(self, backend: Backend) -> None:
        """By state, kind, days and words; the total counts all."""
        self._one_of_each(backend)

        assert codes(backend, is_active=True) == ["AKTIF"]
        assert codes(backend, is_active=False) == ["HABIS", "LEWAT", "MATI", "NANTI"]
        assert codes(backend, kind=VoucherKind.PRODUCT) == ["HABIS", "LEWAT", "MATI", "NANTI"]
        assert codes(backend, valid_from=TODAY + 10 * DAY) == ["NANTI"]
        assert codes(backend, valid_until=TODAY - 5 * DAY) == ["LEWAT"]
        assert codes(backend, valid_from=TODAY, valid_until=TODAY) == ["AKTIF", "HABIS", "MATI"]
        assert codes(backend, keyword="ati") == ["MATI"]
        assert codes(backend, category="description", keyword="ONGKIR_") == []
        assert codes(backend, category="description", keyword="ONGKIR") == ["AKTIF"]
        two = page(backend, start=1, limit=2)
        assert ([row["code"] for row in two.rows], two.total) == (["HABIS", "LEWAT"], 5)

    def test_a_row_names_the_products(self, backend: Backend) -> None:
        """A variant that is not there any more has no name."""
        stall = open_stall(backend)
        stall.add_goods(COFFEE)
        add(backend, store=stall.member.store, items=(COFFEE, Sku("LAMA")))

        (row,) = page(backend, store=stall.member.store).rows
        assert row == {
            "code": "HEMAT",
            "description": "Diskon ongkir 20rb",
            "type": "ongkir",
            "start_date": date(2026, 1, 1),
            "end_date": date(2026, 12, 31),
            "status": 2,
            "used": 0,
            "stock": 100,
            "items": [{"product_name": "Barang KOPI", "sku": "KOPI"}, {"product_name": "", "sku": "LAMA"}],
        }

    def test_buyers_are_shown_what_is_listed(self, backend: Backend) -> None:
        """Switched on and not ended, by code, as many as are asked for; with what the buyer has used."""
        self._one_of_each(backend)
        add(backend, "RAHASIA", is_listed=False)
        add(backend, "LAIN", store=OTHER_STORE)
        use(backend, "AKTIF", invoice="INV1")
        desk = voucher_desk_of(backend)

        shown = desk.listed(STORE, today=TODAY, buyer="a", limit=10)
        assert [(one.code, one.used_by_buyer) for one in shown] == [("AKTIF", 1), ("HABIS", 0), ("NANTI", 0)]
        assert [one.code for one in desk.listed(STORE, today=TODAY, buyer=None, limit=1)] == ["AKTIF"]
        found = desk.candidates(STORE, ["lain", "rahasia"], buyer=None)
        assert [one.voucher and one.voucher.code for one in found] == [None, "RAHASIA"]

    def _one_of_each(self, backend: Backend) -> None:
        around: dict[str, Any] = {"starts_on": TODAY - DAY, "ends_on": TODAY + DAY}
        goods: dict[str, Any] = {"description": "Barang", "kind": VoucherKind.PRODUCT, "discount": fixed(500)}
        add(backend, "NANTI", **{**goods, "starts_on": TODAY + DAY, "ends_on": TODAY + 20 * DAY})
        add(backend, "LEWAT", **{**goods, "starts_on": TODAY - 20 * DAY, "ends_on": TODAY - DAY})
        add(backend, "MATI", is_on=False, **{**goods, **around})
        add(backend, "HABIS", **{**goods, **around, "stock": 1})
        use(backend, "HABIS", invoice="INV0", buyer="z")
        add(backend, "AKTIF", **around)


def page(backend: Backend, *, store: StoreId = STORE, **asked: Any) -> Listed:
    """A page of vouchers as they stand on the day, by code where nothing else is asked for."""
    shown = {name: asked.pop(name) for name in ("is_active", "kind", "valid_from", "valid_until") if name in asked}
    usual: dict[str, Any] = {"sort_by": "code", "category": "code", "descending": False}
    listing = Listing(**{**usual, **asked})
    return voucher_desk_of(backend).page(store, listing, VoucherFilter(today=TODAY, **shown))


def codes(backend: Backend, **asked: Any) -> list[str]:
    """The codes on such a page."""
    return [str(row["code"]) for row in page(backend, **asked).rows]
