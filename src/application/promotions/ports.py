"""What the use cases of promotions need from outside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bosonline.application.catalog.ports import Products
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Once, UnitOfWork
from bosonline.application.stores.ports import StoreRecords
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.promotions import Candidate, Voucher, VoucherId, VoucherKind


class Vouchers(Protocol):
    """The vouchers of the work's store."""

    def add(self, voucher: Voucher, /) -> Voucher:
        """Keep a new voucher, which comes back with its id; `VoucherCodeTaken`."""
        ...

    def get(self, code: str, /) -> Voucher:
        """The voucher, which nobody uses or changes before the work ends; or `VoucherNotFound`."""
        ...

    def was_used(self, voucher: VoucherId, /) -> bool:
        """Whether an order ever used it, given back or not."""
        ...

    def save(self, voucher: Voucher, /) -> Voucher:
        """Keep what changed; it comes back with its next version, or `ChangedMeanwhile`. Uses are not counted here."""
        ...

    def remove(self, voucher: VoucherId, /) -> None:
        """Forget a voucher that no order ever used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherUse:
    """One voucher that an order used, and what it took off."""

    voucher: VoucherId
    code: str
    amount: Money


class VoucherUses(Protocol):
    """The ledger of uses of the work's store. `buyer` is the keyed hash of a phone; an order uses a voucher once."""

    def take(self, codes: Collection[str], /, *, buyer: str) -> Sequence[Candidate]:
        """Take one use of each of these, in their order; of any number that try, no more are given than there are.

        A voucher comes as it was before this use; one that is used up comes as such, and none is taken.
        """
        ...

    def note(self, invoice: str, uses: Collection[VoucherUse], /, *, buyer: str, at: datetime) -> None:
        """Write down the uses that were taken for an order, one or two.

        `ChangedMeanwhile` where the buyer has used one as often as they may since it was looked at.
        """
        ...

    def give_back(self, invoice: str, /, *, at: datetime) -> None:
        """Give back what an order has used and not given back yet."""
        ...

    def take_again(self, invoice: str, /, *, at: datetime) -> None:
        """Take for an order again what it gave back.

        Where a voucher has no use left, for anybody or for this buyer, the ledger notes that its discount was
        honoured without one.
        """
        ...


class PromotionsWork(UnitOfWork, Protocol):
    """A transaction on the vouchers of one store."""

    @property
    def vouchers(self) -> Vouchers: ...

    @property
    def products(self) -> Products: ...

    @property
    def stores(self) -> StoreRecords: ...


class OpenPromotionsWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> PromotionsWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherFilter:
    """Which vouchers a list shows on a day of the store; None asks for all.

    `is_active`: those that buyers can use that day, or all others. `valid_from` and `valid_until`: those that are
    valid on some day from then, or until then.
    """

    today: date
    is_active: bool | None = None
    kind: VoucherKind | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class VoucherDesk(Protocol):
    """Vouchers as they are read."""

    def page(self, store: StoreId, listing: Listing, shown: VoucherFilter, /) -> Listed:
        """Vouchers as rows, by `code`, `description`, `type` or `status`, searched by `code` or `description`.

        A row has `code, description, type, start_date, end_date, status, used, stock`, and `items` as a list of
        `product_name` and `sku`.
        """
        ...

    def find(self, store: StoreId, code: str, /) -> Voucher | None:
        """One voucher, or None."""
        ...

    def candidates(self, store: StoreId, codes: Collection[str], /, *, buyer: str | None) -> Sequence[Candidate]:
        """The vouchers of these codes, in their order, with how often the buyer (if one is named) has used each."""
        ...

    def listed(self, store: StoreId, /, *, today: date, buyer: str | None, limit: int) -> Sequence[Candidate]:
        """Those that buyers are shown: listed, switched on and not ended; by code."""
        ...
