"""What was typed on a form, as the use cases of ordering take it."""

from collections.abc import Sequence
from typing import TypedDict

from bosonline.adapters.inbound.pages.form_state import FormState
from bosonline.adapters.inbound.pages.form_steps import Errors, answers_of, bumps_of, items_of, method_of
from bosonline.application.ordering import CartToSend, Checkout, Draft, DraftCart, LoadedForm
from bosonline.application.ordering.choosing import Choice
from bosonline.application.shipping.rates import Offer
from bosonline.domain.ordering import PaymentMethod, Secret
from bosonline.domain.ordering.editing import flat_shipping
from bosonline.domain.ordering.suspicion import Suspicion

_DISTRICT = len("31.71.01")


class Region(TypedDict, total=False):
    """Where to; a village lies in the district that its code begins with."""

    district_code: str
    village_code: str
    post_code: str


def to_send(loaded: LoadedForm, state: FormState) -> CartToSend | None:
    """What couriers are asked the price of; None where the seller has one, or where there is nothing to ask yet."""
    front, district, items = loaded.front, state.get("district")[:_DISTRICT], items_of(loaded, state)
    if not district or not items or flat_shipping(front.content, front.settings, district) is not None:
        return None
    return CartToSend(
        items=items,
        bumps=bumps_of(loaded, state),
        district_code=district,
        payment_method=_method(loaded, state),
    )


def courier_key(offer: Offer) -> str:
    """What an offer is known by on the page; its quote is another one each time."""
    return f"{offer.rate.courier_code}/{offer.rate.service_code}"


def chosen_offer(offers: Sequence[Offer], state: FormState) -> Offer | None:
    """The courier's service that was chosen, or else the first."""
    first = offers[0] if offers else None
    return next((offer for offer in offers if courier_key(offer) == state.get("courier")), first)


def cart_of(loaded: LoadedForm, state: FormState, *, has_phone: bool, courier: str | None = None) -> DraftCart:
    """What the order would be priced by, as far as it is known."""
    return DraftCart(
        items=items_of(loaded, state),
        bumps=bumps_of(loaded, state),
        payment_method=_method(loaded, state),
        phone=state.get("phone") if has_phone else None,
        district_code=state.get("district")[:_DISTRICT] or None,
        shipping=Choice(courier=courier),
    )


def checkout_of(
    loaded: LoadedForm, state: FormState, *, seen_total: int, offer: Offer | None, noticed: Sequence[Suspicion]
) -> Checkout:
    """The order, of a form that is filled in rightly; `seen_total` is what the buyer was shown."""
    rate = None if offer is None else offer.rate
    return Checkout(
        name=state.get("name"),
        phone=state.get("phone"),
        email=state.get("email") or None,
        street=state.get("street"),
        **_region(state),
        items=items_of(loaded, state),
        bumps=bumps_of(loaded, state),
        payment_method=_method(loaded, state),
        vouchers=[state.get("voucher")],
        note=state.get("note"),
        answers=answers_of(loaded, state),
        source=state.source,
        shipping=Choice()
        if offer is None or rate is None
        else Choice(courier=rate.courier_code, service=rate.service_code, quote_id=offer.quote_id),
        expected_total=seen_total,
        noticed=noticed,
        abandoned=None if state.token is None else Secret(state.token),
    )


def draft_of(loaded: LoadedForm, state: FormState, wrong: Errors) -> Draft:
    """What is right of what was typed: a record is made of half a form too."""
    right = FormState(
        form=state.form,
        began=state.began,
        values={name: value for name, value in state.values.items() if name not in wrong},
    )
    return Draft(
        name=right.get("name"),
        phone=right.get("phone"),
        email=right.get("email") or None,
        street=right.get("street"),
        **(_region(right) if right.get("district") else {}),
        items=items_of(loaded, right),
        bumps=bumps_of(loaded, right),
        payment_method=method_of(loaded, right),
        shipping=_preferred(right),
        note=right.get("note"),
        answers=answers_of(loaded, right),
        source=state.source,
    )


def _method(loaded: LoadedForm, state: FormState) -> PaymentMethod:
    return method_of(loaded, state) or loaded.payment_methods[0]


def _region(state: FormState) -> Region:
    code, post = state.get("district"), state.get("post")
    region = Region(district_code=code[:_DISTRICT])
    if len(code) > _DISTRICT:
        region["village_code"] = code
    if post:
        region["post_code"] = post
    return region


def _preferred(state: FormState) -> Choice:
    """The courier's service that was marked on the page, without a promise of its price."""
    courier, _, service = state.get("courier").partition("/")
    return Choice(courier=courier, service=service) if service else Choice()
