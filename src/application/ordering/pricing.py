"""What a cart costs on a form, for whoever asks and for whoever orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.application.ordering.ports import Taken
from bosonline.domain.errors import Conflict
from bosonline.domain.forms import FormContent
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import CartItem, Conditions, Line, PaymentMethod, check_minimum, flat_shipping, pieces
from bosonline.domain.shipping import RatesUnavailable
from bosonline.domain.stores import StoreSettings


class Terms(Protocol):
    """By whose terms goods are sold: the store's, and those of a form where they are sold on one."""

    @property
    def store(self) -> StoreId: ...

    @property
    def settings(self) -> StoreSettings: ...

    @property
    def content(self) -> FormContent | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTerms:
    """The terms of a store that sells without a form."""

    store: StoreId
    settings: StoreSettings
    content: FormContent | None = None


class FormClosed(Conflict):
    """Nobody can order on this form now."""

    code = "form-closed"
    text = "This form does not take orders at the moment"


def lines_of(cart: Sequence[CartItem], found: Sequence[Taken]) -> tuple[Line, ...]:
    """The lines of a cart, whose variants were found; `BelowMinimum` for less than the seller sells."""
    by_sku = {one.sku: one for one in found}
    check_minimum(pieces(cart), {one.sku: one.min_qty for one in found})
    return tuple(line_of(item, by_sku[item.sku]) for item in cart)


def conditions_of(
    terms: Terms,
    method: PaymentMethod,
    *,
    district_code: str | None,
    courier: str | None,
    at: datetime,
    shipping: Money | None = None,
) -> Conditions:
    """What the price of an order by these terms depends on beside its lines; `RatesUnavailable`.

    Where nothing was chosen (`shipping`), the seller's own price counts.
    """
    if shipping is None:
        shipping = flat_shipping(terms.content, terms.settings, district_code or "")
    if shipping is None:
        raise RatesUnavailable
    return Conditions(
        shipping=shipping,
        payment_method=method,
        cod_basis_points=terms.settings.cod_fee_basis_points,
        today=terms.settings.local(at).date(),
        district_code=district_code,
        courier=courier,
    )


def line_of(item: CartItem, one: Taken) -> Line:
    """A line of an order: the item, as its variant is at this moment."""
    return Line(
        variant=one.variant,
        sku=one.sku,
        product_name=one.product_name,
        name=one.name,
        qty=item.qty,
        price=one.price_at(item.qty) if item.price is None else item.price,
        cost_price=one.cost_price,
        weight=one.weight,
    )
