"""What an order would cost, for a buyer who has not ordered yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.personal_data import PhoneHash
from bosonline.application.ordering.vouchers import DraftCart, PriceCart, unlike
from bosonline.application.promotions.ports import VoucherDesk
from bosonline.domain.money import Money
from bosonline.domain.ordering import Quote, VouchersNotTaken, quote


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOrder:
    """The figures that the checkout would come to at this moment; nothing is taken and nothing used up.

    `shipping` is what a courier asks for, where the seller has no price of their own. Raises what `PriceCart` does,
    `PhoneInvalid`, `VouchersNotTaken`, `VoucherKindTwice`, and for a voucher that does not count the first check that
    fails (`VoucherRefused`).
    """

    price: PriceCart
    vouchers: VoucherDesk
    phones: PhoneReader
    phone_hash: PhoneHash

    def __call__(
        self, *, subdomain: str, form: str, cart: DraftCart, codes: Sequence[str] = (), shipping: Money | None = None
    ) -> Quote:
        front = self.price.front(subdomain=subdomain, form=form)
        lines, conditions = self.price(front, cart, takes_vouchers=False, shipping=shipping)
        typed = unlike(codes)
        if not typed:
            return quote(lines, conditions)
        if not front.content.takes_vouchers:
            raise VouchersNotTaken
        phone = None if cart.phone is None else self.phones.read(cart.phone, field="customer.phone")
        buyer = None if phone is None else self.phone_hash(front.store, phone)
        return quote(lines, conditions, self.vouchers.candidates(front.store, typed, buyer=buyer))
