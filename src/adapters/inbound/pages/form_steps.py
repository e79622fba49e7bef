"""The steps of an order form: what each asks, and what is wrong with what was typed."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bosonline.adapters.inbound.pages.form_state import FormState
from bosonline.adapters.inbound.rest.patterns import EMAIL, POST_CODE
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering import LoadedForm
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import FieldUse
from bosonline.domain.ordering import CartItem, Offer, PaymentMethod, check_answers
from bosonline.domain.stores import Level, Place

NAME_LENGTH, STREET_LENGTH, NOTE_LENGTH = 120, 500, 1000
_MOST_PIECES = 10_000

_is_email = re.compile(EMAIL, re.ASCII).fullmatch
_is_post_code = re.compile(POST_CODE, re.ASCII).fullmatch


class Step(StrEnum):
    """Where a buyer stands, in this order."""

    GOODS = "goods"
    PLACE = "place"
    PAY = "pay"
    CONFIRM = "confirm"


Errors = dict[str, str]
"""What is wrong, by the name of the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Hold what was typed against the form, step by step; `words` are in the `language` of the reader."""

    loaded: LoadedForm
    phones: PhoneReader
    place: Callable[[str], Place | None]
    words: Mapping[str, str]
    language: str

    def through(self, step: Step, state: FormState) -> Errors:
        """What is wrong with all steps before this one."""
        found: Errors = {}
        for one, check in ((Step.GOODS, self._goods), (Step.PLACE, self._place), (Step.PAY, self._pay)):
            if one is step:
                break
            check(state, found)
        return found

    def has_phone(self, state: FormState) -> bool:
        """Whether there is a number that a seller could call."""
        found: Errors = {}
        self._phone(state, found)
        return not found

    def _goods(self, state: FormState, found: Errors) -> None:
        if not items_of(self.loaded, state):
            found[first_quantity(self.loaded)] = self.words["choose_goods"]
        for offer in self.loaded.offers:
            self._quantity(offer, state, found)
        if not state.get("name"):
            found["name"] = self.words["name_missing"]
        elif len(state.get("name")) > NAME_LENGTH or "\n" in state.get("name"):
            found["name"] = self.words["too_long"].format(most=NAME_LENGTH)
        self._phone(state, found)
        if state.get("email") and not _is_email(state.get("email")):
            found["email"] = self.words["email_wrong"]
        self._built_in("email", state, found)

    def _phone(self, state: FormState, found: Errors) -> None:
        try:
            self.phones.read(state.get("phone"))
        except Refusal as refusal:
            missing = not state.get("phone")
            found["phone"] = self.words["phone_missing"] if missing else tell_refusal(refusal, self.language)

    def _built_in(self, name: str, state: FormState, found: Errors) -> None:
        if uses_of(self.loaded)[name] is FieldUse.REQUIRED and not state.get(name):
            found[name] = self.words["needed"]

    def _quantity(self, offer: Offer, state: FormState, found: Errors) -> None:
        name = f"qty.{offer.goods.sku}"
        qty = quantity(state.get(name))
        if qty is None:
            found[name] = self.words["not_a_quantity"]
        elif qty and offer.is_sold_out:
            found[name] = self.words["sold_out_item"]
        elif offer.max_qty is not None and qty > offer.max_qty:
            found[name] = self.words["at_most"].format(most=offer.max_qty)
        elif 0 < qty < least_of(self.loaded, offer):
            found[name] = self.words["at_least"].format(least=least_of(self.loaded, offer))

    def _place(self, state: FormState, found: Errors) -> None:
        place = self.chosen(state)
        if place is None:
            found["district"] = self.words["district_missing"]
        street = state.get("street")
        if len(street) < 3:
            found["street"] = self.words["street_missing"]
        elif len(street) > STREET_LENGTH:
            found["street"] = self.words["too_long"].format(most=STREET_LENGTH)
        if state.get("post") and not _is_post_code(state.get("post")):
            found["post"] = self.words["post_wrong"]
        self._built_in("post", state, found)

    def chosen(self, state: FormState) -> Place | None:
        """The district or village that was chosen."""
        place = self.place(state.get("district")) if state.get("district") else None
        return place if place is not None and place.level in (Level.DISTRICT, Level.VILLAGE) else None

    def _pay(self, state: FormState, found: Errors) -> None:
        if method_of(self.loaded, state) is None:
            found["method"] = self.words["method_missing"]
        if len(state.get("note")) > NOTE_LENGTH:
            found["note"] = self.words["too_long"].format(most=NOTE_LENGTH)
        self._built_in("note", state, found)
        for asked in self.loaded.front.content.fields:
            try:
                check_answers((asked,), {asked.name: state.get(f"q.{asked.name}")})
            except Refusal as refusal:
                found[f"q.{asked.name}"] = tell_refusal(refusal, self.language)


def quantity(text: str) -> int | None:
    """How many; nothing means none, None that it is no number."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _MOST_PIECES else None


def items_of(loaded: LoadedForm, state: FormState) -> list[CartItem]:
    """What was chosen of the goods."""
    wanted = ((offer, quantity(state.get(f"qty.{offer.goods.sku}"))) for offer in loaded.offers)
    return [CartItem(sku=Sku(offer.goods.sku), qty=qty) for offer, qty in wanted if qty]


def bumps_of(loaded: LoadedForm, state: FormState) -> list[int]:
    """The order bumps that were ticked, by their position; one that is sold out by now is none."""
    return [at for at, bump in loaded.bumps.items() if state.get(f"bump.{at}") and not bump.is_sold_out]


def method_of(loaded: LoadedForm, state: FormState) -> PaymentMethod | None:
    """The way to pay that was chosen and is open; the only one needs no choosing."""
    if len(loaded.payment_methods) == 1:
        return loaded.payment_methods[0]
    return next((one for one in loaded.payment_methods if one.value == state.get("method")), None)


def least_of(loaded: LoadedForm, offer: Offer) -> int:
    """The fewest pieces that are sold here."""
    item = loaded.front.content.item(offer.goods.sku)
    return max(1 if item is None else item.min_qty, offer.goods.min_qty)


def first_items(loaded: LoadedForm) -> dict[str, str]:
    """What is in the basket as the page begins: what the seller put there, or else a little of the first goods."""
    content = loaded.front.content
    shown = [offer for offer in loaded.offers if not offer.is_sold_out]
    items = ((offer, content.item(offer.goods.sku)) for offer in shown)
    wanted = {f"qty.{offer.goods.sku}": str(item.default_qty) for offer, item in items if item and item.default_qty}
    return wanted or {f"qty.{shown[0].goods.sku}": str(least_of(loaded, shown[0]))}


def first_quantity(loaded: LoadedForm) -> str:
    """The field of the first item that there is."""
    shown = next((one for one in loaded.offers if not one.is_sold_out), loaded.offers[0])
    return f"qty.{shown.goods.sku}"


def answers_of(loaded: LoadedForm, state: FormState) -> dict[str, str]:
    """The answers to the seller's own questions."""
    given = {asked.name: state.get(f"q.{asked.name}") for asked in loaded.front.content.fields}
    return {name: answer for name, answer in given.items() if answer}


def uses_of(loaded: LoadedForm) -> dict[str, FieldUse]:
    """Whether the fields are asked that a form can do without, by their name on the page."""
    built_in = loaded.front.content.built_in
    return {"email": built_in.email, "note": built_in.note, "post": built_in.post_code}


def fields_of(loaded: LoadedForm, step: Step) -> Sequence[str]:
    """The names of all that a step asks."""
    content = loaded.front.content
    match step:
        case Step.GOODS:
            goods = (f"qty.{offer.goods.sku}" for offer in loaded.offers)
            return [*goods, *(f"bump.{at}" for at in loaded.bumps), "name", "phone", *_asked(loaded, "email")]
        case Step.PLACE:
            return ["place", "district", "street", *_asked(loaded, "post")]
        case Step.PAY:
            own = (f"q.{asked.name}" for asked in content.fields)
            return ["method", "courier", "voucher", *_asked(loaded, "note"), *own]
        case Step.CONFIRM:
            return []


def _asked(loaded: LoadedForm, name: str) -> Sequence[str]:
    return () if uses_of(loaded)[name] is FieldUse.HIDDEN else (name,)


def step_of(loaded: LoadedForm, names: Iterable[str]) -> Step:
    """The first step that asks one of these."""
    wrong = set(names)
    steps = (step for step in Step if wrong.intersection(fields_of(loaded, step)))
    return next(steps, Step.CONFIRM)


def field_at_fault(refusal: Refusal, items: Sequence[CartItem]) -> str | None:
    """The field of the page that a refusal of the checkout is about, where it is about one."""
    named = refusal.facts.get("field", refusal.field)
    if not isinstance(named, str):
        return None
    head, _, rest = named.partition(".")
    if head == "items":
        at = rest.partition(".")[0]
        return f"qty.{items[int(at)].sku}" if at.isdigit() and int(at) < len(items) else None
    if head == "fields":
        return f"q.{rest}"
    return _FIELDS.get(named)


_FIELDS = {
    "customer.name": "name",
    "customer.phone": "phone",
    "customer.email": "email",
    "address.street": "street",
    "address.district_code": "district",
    "address.village_code": "district",
    "address.post_code": "post",
    "district_code": "district",
    "payment_method": "method",
    "voucher_code": "voucher",
    "voucher_codes": "voucher",
    "form": "voucher",
    "courier_code": "courier",
    "service_code": "courier",
    "quote_id": "courier",
    "note": "note",
}
