"""What a buyer wants, before it is an order: held against what the form offers and asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Rejected
from bosonline.domain.forms import BuiltInFields, FieldKind, FieldUse, FormContent, FormField
from bosonline.domain.money import Money
from bosonline.domain.phone import Phone
from bosonline.domain.stores import PaymentMethod

_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class NotOnOffer(Rejected):
    """The form does not sell this."""

    code = "not-on-offer"
    text = "This form does not offer {sku}"


class TooMany(Rejected):
    """The form sells less of this to one buyer."""

    code = "above-maximum-quantity"
    text = "This form sells at most {max_qty} of {sku}"


class BelowMinimum(Rejected):
    """A variant is sold from a minimum quantity on."""

    code = "below-minimum-quantity"
    text = "{sku} is sold from {min_qty} pieces on"
    field = "items"


class PaymentMethodNotTaken(Rejected):
    """The form does not take this method."""

    code = "payment-method-not-taken"
    text = "This form takes: {taken}"
    field = "payment_method"


class QuestionUnknown(Rejected):
    """An answer to something that the form does not ask."""

    code = "question-unknown"
    text = "This form does not ask {label}"


class AnswerMissing(Rejected):
    """One of the seller's own questions must be answered, and is not."""

    code = "answer-missing"
    text = "{label}: please answer this"


class AnswerNotANumber(Rejected):
    """The question takes a whole number."""

    code = "answer-not-a-number"
    text = "{label}: a whole number is needed"


class AnswerNotAnOption(Rejected):
    """The question takes one of its options; they are in the fact `options`."""

    code = "answer-not-an-option"
    text = "{label}: choose one of the options"


class AnswerNotTrueOrFalse(Rejected):
    """The question is a box to tick."""

    code = "answer-not-true-or-false"
    text = "{label}: true or false is needed"


class AnswerNotADate(Rejected):
    """The question takes a date."""

    code = "answer-not-a-date"
    text = "{label}: a date is needed, like 2026-01-31"


class AnswerDoesNotFit(Rejected):
    """The question takes answers of a certain look, which the facts `pattern` and `help` tell."""

    code = "answer-does-not-fit"
    text = "{label}: this is not written as it is asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartItem:
    """Some of one variant; `price` stands where the form sets one of its own."""

    sku: Sku
    qty: int
    price: Money | None = None


def fill_cart(content: FormContent, items: Sequence[CartItem], bumps: Sequence[int]) -> list[CartItem]:
    """The items and the order bumps (by their position) that the form offers, at the form's prices.

    Raises `NotOnOffer`, `TooMany` or `BelowMinimum`, naming the member at fault.
    """
    cart: dict[Sku, CartItem] = {}
    for at, item in enumerate(items):
        offer = content.item(item.sku)
        if offer is None:
            raise NotOnOffer(field=f"items.{at}.sku", sku=item.sku)
        qty = item.qty + (cart[item.sku].qty if item.sku in cart else 0)
        if offer.max_qty is not None and qty > offer.max_qty:
            raise TooMany(field=f"items.{at}.qty", sku=item.sku, max_qty=offer.max_qty)
        cart[item.sku] = CartItem(sku=item.sku, qty=qty, price=offer.price)
    check_minimum({sku: item.qty for sku, item in cart.items()}, {item.sku: item.min_qty for item in content.items})
    chosen = []
    for at, bump in enumerate(dict.fromkeys(bumps)):
        if not 0 <= bump < len(content.bumps):
            raise NotOnOffer(field=f"bumps.{at}", sku=str(bump))
        chosen.append(CartItem(sku=content.bumps[bump].sku, qty=1, price=content.bumps[bump].price))
    return [*cart.values(), *chosen]


def pieces(cart: Sequence[CartItem]) -> dict[Sku, int]:
    """How many of each variant; the same one may stand in a cart twice, at two prices."""
    wanted: dict[Sku, int] = {}
    for item in cart:
        wanted[item.sku] = wanted.get(item.sku, 0) + item.qty
    return wanted


def goods_key(wanted: Mapping[Sku, int]) -> str:
    """By what the same goods are known again: 128 bits, told in hexadecimal digits."""
    told = "\n".join(sorted(f"{sku}:{qty}" for sku, qty in wanted.items()))
    return sha256(told.encode()).hexdigest()[:32]


def check_minimum(wanted: Mapping[Sku, int], minimum: Mapping[Sku, int]) -> None:
    """Refuse with `BelowMinimum` what is less than the seller sells."""
    for sku, qty in wanted.items():
        if qty < minimum[sku]:
            raise BelowMinimum(sku=sku, min_qty=minimum[sku])


def check_method(content: FormContent, method: PaymentMethod) -> None:
    """Refuse with `PaymentMethodNotTaken` what the form does not take."""
    if method not in content.payment_methods:
        raise PaymentMethodNotTaken(taken=", ".join(content.payment_methods))


def check_built_in(built_in: BuiltInFields, *, email: str | None, note: str, post_code: str | None) -> None:
    """Refuse with `AnswerMissing` or `QuestionUnknown` what was left out, or given, against the form."""
    given = {"customer.email": email, "note": note.strip(), "address.post_code": post_code}
    for field, use in zip(given, (built_in.email, built_in.note, built_in.post_code), strict=True):
        if use is FieldUse.REQUIRED and not given[field]:
            raise AnswerMissing(field=field, label=field.rpartition(".")[2])
        if use is FieldUse.HIDDEN and given[field]:
            raise QuestionUnknown(field=field, label=field.rpartition(".")[2])


def check_answers(
    fields: Sequence[FormField], answers: Mapping[str, str], *, is_complete: bool = True
) -> dict[str, str]:
    """The answers to the seller's own questions, in their order; blank ones count as not given.

    Where the buyer is still typing (not `is_complete`), any may be missing, or look otherwise than it will.
    """
    for name in answers.keys() - {asked.name for asked in fields}:
        raise QuestionUnknown(field=f"fields.{name}", label=name)
    given = {}
    for asked in fields:
        answer = answers.get(asked.name, "").strip()
        if answer:
            _check_answer(asked, answer)
            if is_complete and not asked.fits(answer):
                raise AnswerDoesNotFit(
                    field=f"fields.{asked.name}", label=asked.label, pattern=asked.pattern, help=asked.help
                )
            given[asked.name] = answer
        elif asked.is_required and is_complete:
            raise AnswerMissing(field=f"fields.{asked.name}", label=asked.label)
    return given


def digest(
    *,
    form: int | None,
    phone: Phone,
    cart: Sequence[CartItem],
    method: PaymentMethod,
    street: str,
    vouchers: Sequence[str] = (),
    service: tuple[str | None, str | None] = (None, None),
) -> str:
    """What makes a submission the same one: the form, the buyer, the goods, how it is paid, the street, the vouchers,
    and the courier's service where one was chosen.

    `vouchers` are what their codes are known by.
    """
    goods = sorted(f"{sku}:{qty}" for sku, qty in pieces(cart).items())
    whither = (" ".join(street.lower().split()), *sorted(vouchers), *filter(None, service))
    told = "\n".join((str(form), phone.e164, *goods, method, *whither))
    return sha256(told.encode()).hexdigest()


def _check_answer(asked: FormField, answer: str) -> None:
    facts = {"field": f"fields.{asked.name}", "label": asked.label}
    match asked.kind:
        case FieldKind.NUMBER if not _NUMBER.fullmatch(answer):
            raise AnswerNotANumber(**facts)
        case FieldKind.CHOICE if answer not in asked.options:
            raise AnswerNotAnOption(**facts, options=list(asked.options))
        case FieldKind.CHECKBOX if answer not in ("true", "false"):
            raise AnswerNotTrueOrFalse(**facts)
        case FieldKind.DATE if not _is_date(answer):
            raise AnswerNotADate(**facts)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
