"""The seller makes vouchers, changes them, and gives them up."""

from dataclasses import dataclass
from datetime import date

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock, Once
from bosonline.application.promotions.ports import (
    OpenPromotionsWork,
    PromotionsWork,
    VoucherDesk,
    VoucherFilter,
)
from bosonline.application.stores.ports import RegionSearch, StoreDesk
from bosonline.domain.errors import NotFound, PreconditionFailed
from bosonline.domain.identity import AuditEntry, Member, StoreId
from bosonline.domain.promotions import (
    Voucher,
    VoucherCodeFixed,
    VoucherItemUnknown,
    VoucherKind,
    VoucherNotFound,
    VoucherStatus,
    VoucherTerms,
    code_key,
)
from bosonline.domain.stores import RegionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedVoucher:
    """A voucher, and how it stands today in the zone of its store."""

    voucher: Voucher
    status: VoucherStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreToday:
    """The day that it is in a store, or `NotFound`."""

    stores: StoreDesk
    clock: Clock

    def __call__(self, store: StoreId) -> date:
        found = self.stores.get(store)
        if found is None:
            raise NotFound
        return found.settings.local(self.clock()).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVouchers:
    """A page of a store's vouchers, as they stand today."""

    desk: VoucherDesk
    today: StoreToday

    def __call__(
        self,
        *,
        store: StoreId,
        listing: Listing,
        is_active: bool | None = None,
        kind: VoucherKind | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> Listed:
        """The rows and how many there are in all."""
        shown = VoucherFilter(
            today=self.today(store), is_active=is_active, kind=kind, valid_from=valid_from, valid_until=valid_until
        )
        return self.desk.page(store, listing, shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadVoucher:
    """One voucher with its terms; or `VoucherNotFound`."""

    desk: VoucherDesk
    today: StoreToday

    def __call__(self, *, store: StoreId, code: str) -> DatedVoucher:
        voucher = self.desk.find(store, code)
        if voucher is None:
            raise VoucherNotFound
        return DatedVoucher(voucher=voucher, status=voucher.status(self.today(store)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateVoucher:
    """A store promises one more discount."""

    work: OpenPromotionsWork
    regions: RegionSearch
    clock: Clock

    def __call__(self, *, member: Member, code: str, terms: VoucherTerms, once: Once | None = None) -> DatedVoucher:
        """The voucher; `VoucherCodeInvalid`, `VoucherCodeTaken`, `VoucherInvalid`, `VoucherItemUnknown`,
        `RegionUnknown`.
        """
        at = self.clock()
        voucher = Voucher.of(code, terms, store=member.store, at=at)
        _demand_provinces(self.regions, terms)
        with self.work(member.store, once) as work:
            _demand_items(work, terms)
            voucher = work.vouchers.add(voucher)
            work.record(voucher.created())
            work.audit(AuditEntry(act="voucher-created", by=member.author, at=at, about=f"voucher {voucher.code}"))
            dated = _dated(work, voucher, self.clock)
            work.commit(dated)
        return dated


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeVoucher:
    """Write a voucher anew; what orders took off by it stays theirs.

    Raises `VoucherNotFound`, `PreconditionFailed`, `VoucherCodeFixed`, `VoucherInUse`, `VoucherStockBelowUsed`,
    `VoucherClosed`, and what `CreateVoucher` refuses about terms.
    """

    work: OpenPromotionsWork
    regions: RegionSearch
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        code: str,
        terms: VoucherTerms,
        new_code: str | None = None,
        seen_version: int | None = None,
    ) -> DatedVoucher:
        at = self.clock()
        if new_code is not None and code_key(new_code) != code_key(code):
            raise VoucherCodeFixed
        terms.check()
        _demand_provinces(self.regions, terms)
        with self.work(member.store) as work:
            voucher = _get(work, code, seen_version)
            _demand_items(work, terms, known=voucher.terms)
            was_used = work.vouchers.was_used(voucher.id)
            voucher, changed = voucher.change(terms, was_used=was_used, by=member.author, at=at)
            if changed is not None:
                voucher = work.vouchers.save(voucher)
                work.record(changed)
                work.audit(AuditEntry(act="voucher-changed", by=member.author, at=at, about=f"voucher {voucher.code}"))
                work.commit()
            return _dated(work, voucher, self.clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchVoucher:
    """Let buyers use a voucher, or no longer: `VoucherNotFound`, `PreconditionFailed`, `VoucherClosed`."""

    work: OpenPromotionsWork
    clock: Clock

    def __call__(self, *, member: Member, code: str, is_on: bool, seen_version: int | None = None) -> DatedVoucher:
        at = self.clock()
        with self.work(member.store) as work:
            voucher, switched = _get(work, code, seen_version).switch(on=is_on, by=member.author, at=at)
            dated = _dated(work, voucher, self.clock)
            if switched is not None:
                dated = _dated(work, work.vouchers.save(voucher), self.clock)
                act = f"voucher-switched-{'on' if is_on else 'off'}"
                work.record(switched)
                work.audit(AuditEntry(act=act, by=member.author, at=at, about=f"voucher {voucher.code}"))
                work.commit()
        return dated


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveVoucher:
    """Give a voucher up. One that an order ever used is closed and kept for it; any other is gone.

    The closed voucher, or None. Raises `VoucherNotFound`, `PreconditionFailed` and `VoucherClosed`.
    """

    work: OpenPromotionsWork
    clock: Clock

    def __call__(self, *, member: Member, code: str, seen_version: int | None = None) -> Voucher | None:
        at = self.clock()
        with self.work(member.store) as work:
            voucher = _get(work, code, seen_version)
            closed, removed = voucher.close(by=member.author, at=at)
            kept = None
            if work.vouchers.was_used(voucher.id):
                kept = work.vouchers.save(closed)
            else:
                work.vouchers.remove(voucher.id)
                removed = voucher.removed(is_kept=False, by=member.author, at=at)
            work.record(removed)
            work.audit(AuditEntry(act="voucher-removed", by=member.author, at=at, about=f"voucher {voucher.code}"))
            work.commit()
        return kept


def _dated(work: PromotionsWork, voucher: Voucher, clock: Clock) -> DatedVoucher:
    today = work.stores.get().settings.local(clock()).date()
    return DatedVoucher(voucher=voucher, status=voucher.status(today))


def _get(work: PromotionsWork, code: str, seen_version: int | None) -> Voucher:
    voucher = work.vouchers.get(code)
    if seen_version not in (None, voucher.version):
        raise PreconditionFailed
    return voucher


def _demand_items(work: PromotionsWork, terms: VoucherTerms, known: VoucherTerms | None = None) -> None:
    """Whether the store sells what the terms name; what they named before may have gone since."""
    named = frozenset(terms.items) - frozenset(known.items if known is not None else ())
    missing = named - work.products.on_sale(named) if named else frozenset()
    if missing:
        raise VoucherItemUnknown.of(missing)


def _demand_provinces(regions: RegionSearch, terms: VoucherTerms) -> None:
    for at, code in enumerate(terms.provinces):
        if regions.place(code) is None:
            raise RegionUnknown(field=f"provinces.{at}", region=code)
