"""What a buyer sends is held against the built-in fields, the patterns and the quantities of the form."""

from typing import Any

import pytest

from bosonline.domain.catalog import Sku
from bosonline.domain.forms import BuiltInFields, FieldUse, FormContent, FormField, FormItem
from bosonline.domain.ordering import (
    AnswerDoesNotFit,
    AnswerMissing,
    BelowMinimum,
    CartItem,
    PaymentMethod,
    QuestionUnknown,
    check_answers,
    check_built_in,
    fill_cart,
)

GIVEN: dict[str, Any] = {"email": "budi@example.com", "note": "cepat", "post_code": "10110"}
NOTHING: dict[str, Any] = {"email": None, "note": " ", "post_code": None}
PLATE = FormField(name="plat", label="Plat", pattern="[A-Z]{1,2} [0-9]{1,4}", help="Seperti B 1234")


@pytest.mark.parametrize(
    ("name", "field"), [("email", "customer.email"), ("note", "note"), ("post_code", "address.post_code")]
)
def test_built_in_fields_are_asked_as_the_form_says(name: str, field: str) -> None:
    check_built_in(BuiltInFields(), **GIVEN)
    check_built_in(BuiltInFields(), **NOTHING)
    with pytest.raises(AnswerMissing) as missing:
        check_built_in(BuiltInFields(**{name: FieldUse.REQUIRED}), **NOTHING)
    with pytest.raises(QuestionUnknown) as unknown:
        check_built_in(BuiltInFields(**{name: FieldUse.HIDDEN}), **GIVEN)

    assert missing.value.facts["field"] == unknown.value.facts["field"] == field
    check_built_in(BuiltInFields(**{name: FieldUse.REQUIRED}), **GIVEN)
    check_built_in(BuiltInFields(**{name: FieldUse.HIDDEN}), **NOTHING)


def test_answers_look_as_the_pattern_wants_them() -> None:
    assert check_answers([PLATE], {"plat": " B 1234 "}) == {"plat": "B 1234"}
    with pytest.raises(AnswerDoesNotFit) as refused:
        check_answers([PLATE], {"plat": "b1234"})
    assert refused.value.facts["help"] == "Seperti B 1234"
    assert check_answers([PLATE], {"plat": "b12"}, is_complete=False) == {"plat": "b12"}


def test_an_item_is_taken_from_its_smallest_quantity_on() -> None:
    content = FormContent(items=(FormItem(sku=Sku("A"), min_qty=3),), payment_methods=(PaymentMethod.COD,))

    with pytest.raises(BelowMinimum):
        fill_cart(content, [CartItem(sku=Sku("A"), qty=2)], [])
    assert fill_cart(content, [CartItem(sku=Sku("A"), qty=2), CartItem(sku=Sku("A"), qty=1)], [])[0].qty == 3
