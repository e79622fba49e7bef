"""Vouchers and the ledger of their uses, in memory."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.promotions.ports import VoucherFilter, VoucherUse
from bosonline.domain.catalog import Product
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.promotions import (
    Candidate,
    Voucher,
    VoucherCodeTaken,
    VoucherId,
    VoucherNotFound,
    VoucherStatus,
    code_key,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptUse:
    """A row of the ledger."""

    store: StoreId
    invoice: str
    use: VoucherUse
    buyer: str
    at: datetime
    given_back_at: datetime | None = None
    honoured_at: datetime | None = None


UseKey = tuple[StoreId, str, VoucherId]


class MemoryVouchers:
    """The vouchers of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], next_id: Callable[[], int], store: StoreId) -> None:
        self._shelf: Shelf[VoucherId, Voucher] = shelf("vouchers")
        self._uses: Shelf[UseKey, KeptUse] = shelf("voucher_uses")
        self._next_id, self._store = next_id, store

    def add(self, voucher: Voucher, /) -> Voucher:
        if _find(self._shelf.values(), self._store, voucher.code) is not None:
            raise VoucherCodeTaken
        kept = voucher.kept(VoucherId(self._next_id()))
        self._shelf.put(kept.id, kept)
        return kept

    def get(self, code: str, /) -> Voucher:
        found = _find(self._shelf.values(), self._store, code)
        if found is None:
            raise VoucherNotFound
        return found

    def was_used(self, voucher: VoucherId, /) -> bool:
        return any(use.store == self._store and use.use.voucher == voucher for use in self._uses.values())

    def save(self, voucher: Voucher, /) -> Voucher:
        was = self._shelf.get(voucher.id)
        if was is None or (was.store, was.version) != (self._store, voucher.version):
            raise ChangedMeanwhile
        kept = replace(voucher, used=was.used, version=voucher.version + 1)
        self._shelf.put(kept.id, kept)
        return kept

    def remove(self, voucher: VoucherId, /) -> None:
        self._shelf.remove(voucher)


class MemoryVoucherUses:
    """The ledger of uses of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], store: StoreId) -> None:
        self._vouchers: Shelf[VoucherId, Voucher] = shelf("vouchers")
        self._uses: Shelf[UseKey, KeptUse] = shelf("voucher_uses")
        self._store = store

    def take(self, codes: Collection[str], /, *, buyer: str) -> Sequence[Candidate]:
        taken = []
        for code in codes:
            voucher = _find(self._vouchers.values(), self._store, code)
            taken.append(_candidate(code, voucher, self._uses.values(), buyer))
            if voucher is not None and voucher.used < voucher.terms.stock:
                self._count(voucher.id, 1)
        return taken

    def note(self, invoice: str, uses: Collection[VoucherUse], /, *, buyer: str, at: datetime) -> None:
        for use in uses:
            voucher = self._vouchers.get(use.voucher)
            if voucher is not None and _used_by(buyer, voucher, self._uses.values()) >= voucher.terms.limit:
                raise ChangedMeanwhile
            key = (self._store, invoice, use.voucher)
            self._uses.put(key, KeptUse(store=self._store, invoice=invoice, use=use, buyer=buyer, at=at))

    def give_back(self, invoice: str, /, *, at: datetime) -> None:
        for key, kept in self._of(invoice):
            if kept.given_back_at is None:
                self._uses.put(key, replace(kept, given_back_at=at))
                self._count(kept.use.voucher, -1)

    def take_again(self, invoice: str, /, *, at: datetime) -> None:
        for key, kept in self._of(invoice):
            if kept.given_back_at is None:
                continue
            if self._has_use_left(kept):
                self._uses.put(key, replace(kept, given_back_at=None, honoured_at=None))
                self._count(kept.use.voucher, 1)
            else:
                self._uses.put(key, replace(kept, honoured_at=at))

    def _has_use_left(self, kept: KeptUse) -> bool:
        voucher = self._vouchers.get(kept.use.voucher)
        if voucher is None or voucher.used >= voucher.terms.stock:
            return False
        return _used_by(kept.buyer, voucher, self._uses.values()) < voucher.terms.limit

    def _of(self, invoice: str) -> list[tuple[UseKey, KeptUse]]:
        return [(key, kept) for key, kept in self._uses.items() if key[:2] == (self._store, invoice)]

    def _count(self, voucher: VoucherId, by: int) -> None:
        kept = self._vouchers.get(voucher)
        if kept is not None:
            self._vouchers.put(voucher, replace(kept, used=kept.used + by))


class MemoryVoucherDesk:
    """Vouchers as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, shown: VoucherFilter, /) -> Listed:
        names = self._names(store)
        found = (voucher for voucher in self._of_store(store) if _is_shown(voucher, shown))
        page = listed(listing, (_row(voucher, shown.today, names) for voucher in found))
        return Listed(
            rows=[{name: value for name, value in row.items() if name != "id"} for row in page.rows], total=page.total
        )

    def find(self, store: StoreId, code: str, /) -> Voucher | None:
        return _find(self._of_store(store), store, code)

    def candidates(self, store: StoreId, codes: Collection[str], /, *, buyer: str | None) -> Sequence[Candidate]:
        return [_candidate(code, self.find(store, code), self._uses(), buyer) for code in codes]

    def listed(self, store: StoreId, /, *, today: date, buyer: str | None, limit: int) -> Sequence[Candidate]:
        found = [
            voucher
            for voucher in self._of_store(store)
            if voucher.terms.is_listed
            and voucher.status(today) is not VoucherStatus.OFF
            and today <= voucher.terms.ends_on
        ]
        found.sort(key=lambda voucher: code_key(voucher.code))
        return [_candidate(voucher.code, voucher, self._uses(), buyer) for voucher in found[:limit]]

    def _of_store(self, store: StoreId) -> list[Voucher]:
        return [voucher for voucher in self._database.read("vouchers").values() if voucher.store == store]

    def _uses(self) -> list[KeptUse]:
        return list(self._database.read("voucher_uses").values())

    def _names(self, store: StoreId) -> dict[str, str]:
        products: Iterable[Product] = self._database.read("products").values()
        return {
            variant.sku: product.name for product in products if product.store == store for variant in product.variants
        }


def _find(vouchers: Iterable[Voucher], store: StoreId, code: str) -> Voucher | None:
    named = (store, code_key(code))
    return next((one for one in vouchers if (one.store, code_key(one.code)) == named), None)


def _candidate(code: str, voucher: Voucher | None, uses: Iterable[KeptUse], buyer: str | None) -> Candidate:
    by_buyer = 0 if voucher is None or buyer is None else _used_by(buyer, voucher, uses)
    return Candidate(code=code, voucher=voucher, used_by_buyer=by_buyer)


def _used_by(buyer: str, voucher: Voucher, uses: Iterable[KeptUse]) -> int:
    of_buyer = (use for use in uses if (use.buyer, use.use.voucher) == (buyer, voucher.id))
    return sum(use.given_back_at is None for use in of_buyer)


def _is_shown(voucher: Voucher, shown: VoucherFilter) -> bool:
    is_active = voucher.status(shown.today) is VoucherStatus.ACTIVE
    return (
        shown.is_active in (None, is_active)
        and shown.kind in (None, voucher.terms.kind)
        and (shown.valid_from is None or voucher.terms.ends_on >= shown.valid_from)
        and (shown.valid_until is None or voucher.terms.starts_on <= shown.valid_until)
    )


def _row(voucher: Voucher, today: date, names: dict[str, str]) -> dict[str, Any]:
    terms = voucher.terms
    return {
        "id": voucher.id,
        "code": voucher.code,
        "description": terms.description,
        "type": terms.kind.value,
        "start_date": terms.starts_on,
        "end_date": terms.ends_on,
        "status": voucher.status(today).value,
        "used": voucher.used,
        "stock": terms.stock,
        "items": [{"product_name": names.get(sku, ""), "sku": sku} for sku in terms.items],
    }
