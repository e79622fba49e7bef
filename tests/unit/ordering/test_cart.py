"""A cart is held against what the form offers and asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Rejected
from bosonline.domain.forms import Bump, FieldKind, FormContent, FormField, FormItem
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    AnswerMissing,
    AnswerNotADate,
    AnswerNotAnOption,
    AnswerNotANumber,
    AnswerNotTrueOrFalse,
    BelowMinimum,
    CartItem,
    NotOnOffer,
    PaymentMethod,
    PaymentMethodNotTaken,
    QuestionUnknown,
    TooMany,
    check_answers,
    check_method,
    check_minimum,
    digest,
    fill_cart,
    pieces,
)
from bosonline.domain.phone import Phone

BEANS, POWDER = Sku("BEANS"), Sku("POWDER")
CONTENT = FormContent(
    items=(FormItem(sku=BEANS, price=Money(45_000), max_qty=10), FormItem(sku=POWDER)),
    payment_methods=(PaymentMethod.COD,),
    bumps=(Bump(sku=POWDER, price=Money(30_000)),),
)
skus = st.sampled_from([BEANS, POWDER, Sku("OTHER")])
carts = st.lists(st.builds(CartItem, sku=skus, qty=st.integers(1, 12)), max_size=6)


@given(items=carts, bumps=st.lists(st.integers(-1, 2), max_size=3))
def test_a_cart_holds_what_was_asked_for_at_the_forms_prices_or_says_which_member_is_wrong(
    items: list[CartItem], bumps: list[int]
) -> None:
    wanted = pieces(items)
    fits = set(wanted) <= {BEANS, POWDER} and wanted.get(BEANS, 0) <= 10 and set(bumps) <= {0}

    if not fits:
        with pytest.raises(Rejected) as refused:
            fill_cart(CONTENT, items, bumps)
        assert str(refused.value.facts["field"]).startswith(("items.", "bumps."))
        return
    cart = fill_cart(CONTENT, items, bumps)
    bumped = len(set(bumps))
    assert pieces(cart).get(BEANS, 0) == wanted.get(BEANS, 0)
    assert pieces(cart).get(POWDER, 0) == wanted.get(POWDER, 0) + bumped
    assert [item.price for item in cart if item.sku == BEANS] in ([], [Money(45_000)])
    assert sum(item.price == Money(30_000) for item in cart) == bumped


@pytest.mark.parametrize(
    ("items", "bumps", "refusal", "field"),
    [
        ([CartItem(sku=Sku("OTHER"), qty=1)], [], NotOnOffer, "items.0.sku"),
        ([CartItem(sku=BEANS, qty=11)], [], TooMany, "items.0.qty"),
        ([CartItem(sku=BEANS, qty=6), CartItem(sku=BEANS, qty=5)], [], TooMany, "items.1.qty"),
        ([CartItem(sku=BEANS, qty=1)], [1], NotOnOffer, "bumps.0"),
    ],
)
def test_what_the_form_does_not_offer_is_refused_by_name(
    items: list[CartItem], bumps: list[int], refusal: type[Rejected], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        fill_cart(CONTENT, items, bumps)
    assert refused.value.facts["field"] == field


def test_less_than_the_minimum_is_refused() -> None:
    check_minimum({BEANS: 5}, {BEANS: 5})
    with pytest.raises(BelowMinimum):
        check_minimum({BEANS: 4}, {BEANS: 5})


def test_a_method_that_the_form_does_not_take_is_refused() -> None:
    check_method(CONTENT, PaymentMethod.COD)
    with pytest.raises(PaymentMethodNotTaken):
        check_method(CONTENT, PaymentMethod.BANK_TRANSFER)


@pytest.mark.parametrize(
    ("kind", "good", "bad", "refusal"),
    [
        (FieldKind.NUMBER, "-12", "12.5", AnswerNotANumber),
        (FieldKind.CHOICE, "halus", "kasar", AnswerNotAnOption),
        (FieldKind.CHECKBOX, "true", "on", AnswerNotTrueOrFalse),
        (FieldKind.DATE, "2026-02-28", "2026-02-30", AnswerNotADate),
    ],
)
def test_an_answer_fits_its_question(kind: FieldKind, good: str, bad: str, refusal: type[Rejected]) -> None:
    options = ("halus",) if kind is FieldKind.CHOICE else ()
    asked = (FormField(name="q", label="Q", kind=kind, options=options),)

    assert check_answers(asked, {"q": f" {good} "}) == {"q": good}
    assert check_answers(asked, {"q": "  "}) == {}
    with pytest.raises(refusal) as refused:
        check_answers(asked, {"q": bad})
    assert refused.value.facts["field"] == "fields.q"


def test_a_required_answer_must_be_there_and_no_other_may() -> None:
    asked = (FormField(name="q", label="Q", is_required=True),)
    with pytest.raises(AnswerMissing):
        check_answers(asked, {"q": " "})
    with pytest.raises(QuestionUnknown):
        check_answers(asked, {"q": "x", "other": "y"})


@given(items=carts)
def test_a_submission_is_the_same_whatever_the_order_of_its_items(items: list[CartItem]) -> None:
    def of(cart: list[CartItem], street: str = "Jl. Melati 5") -> str:
        return digest(form=1, phone=Phone("+6281311112222"), cart=cart, method=PaymentMethod.COD, street=street)

    assert of(items) == of(items[::-1]) == of(items, "jl.  melati 5")
    assert of(items) != of([*items, CartItem(sku=BEANS, qty=1)])
    assert of(items) != of(items, "Jl. Melati 6")
