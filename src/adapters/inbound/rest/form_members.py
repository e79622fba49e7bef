"""What a form says, between its body and its values."""

from collections.abc import Mapping, Sequence
from typing import Any

from bosonline.domain.catalog import Sku
from bosonline.domain.forms import (
    Attendant,
    BuiltInFields,
    Bump,
    CourierCode,
    FieldKind,
    FieldUse,
    FormContent,
    FormField,
    FormItem,
    SuccessKind,
    SuccessPage,
    Texts,
    Theme,
    WhenSoldOut,
)
from bosonline.domain.identity import StaffId
from bosonline.domain.money import Money
from bosonline.domain.stores import PaymentMethod

Members = Mapping[str, Any]


def content_of(body: Members) -> FormContent:
    """What a body says of a form."""
    page, asks = body["success_page"], body["built_in"]
    return FormContent(
        items=items_of(body["items"]),
        payment_methods=tuple(PaymentMethod(method) for method in body["payment_methods"]),
        built_in=BuiltInFields(**{name: FieldUse(use) for name, use in asks.items()}) if asks else BuiltInFields(),
        fields=tuple(_field_of(one) for one in body["fields_asked"]),
        couriers=tuple(CourierCode(code) for code in body["couriers"]),
        flat_shipping=_amount(body["flat_shipping"]),
        attendants=tuple(Attendant(staff=StaffId(one["staff_id"]), weight=one["weight"]) for one in body["cs"]),
        bumps=tuple(Bump(sku=Sku(one["sku"]), price=Money(one["price"]), text=one["text"]) for one in body["bumps"]),
        takes_vouchers=body["voucher"],
        texts=Texts(**(body["texts"] or {})),
        theme=Theme(**(body["theme"] or {})),
        pixels=body["pixels"],
        closes_at=body["closes_at"],
        when_sold_out=WhenSoldOut(body["when_sold_out"]),
        success_page=SuccessPage() if page is None else success_page_of(page),
    )


def items_of(members: Sequence[Members]) -> tuple[FormItem, ...]:
    """Items, or whole products, on offer."""
    return tuple(FormItem(**{**one, "sku": Sku(one["sku"]), "price": _amount(one["price"])}) for one in members)


def success_page_of(members: Members) -> SuccessPage:
    """What buyers see after ordering."""
    return SuccessPage(**{**members, "kind": SuccessKind(members["kind"])})


def members_of(content: FormContent) -> dict[str, Any]:
    """What a form says, as its body takes it."""
    asks, texts, theme = content.built_in, content.texts, content.theme
    return {
        "items": [_item(one) for one in content.items],
        "built_in": {"email": asks.email, "note": asks.note, "post_code": asks.post_code},
        "fields": [_field(one) for one in content.fields],
        "payment_methods": list(content.payment_methods),
        "couriers": list(content.couriers),
        "flat_shipping": _idr(content.flat_shipping),
        "cs": [{"staff_id": one.staff, "weight": one.weight} for one in content.attendants],
        "bumps": [{"sku": one.sku, "price": one.price.idr, "text": one.text} for one in content.bumps],
        "voucher": content.takes_vouchers,
        "texts": {"headline": texts.headline, "description": texts.description, "button": texts.button},
        "theme": {"colour": theme.colour, "logo": theme.logo},
        "pixels": dict(content.pixels),
        "closes_at": content.closes_at and content.closes_at.isoformat(),
        "when_sold_out": content.when_sold_out,
        "success_page": success_members(content.success_page),
    }


def success_members(page: SuccessPage) -> dict[str, Any]:
    """What buyers see after ordering, as its body takes it."""
    return {
        "kind": page.kind,
        "title": page.title,
        "text": page.text,
        "url": page.url,
        "whatsapp": page.whatsapp,
        "whatsapp_text": page.whatsapp_text,
    }


def _field_of(one: Members) -> FormField:
    return FormField(
        name=one["name"],
        label=one["label"],
        kind=FieldKind(one["type"]),
        is_required=one["required"],
        options=tuple(one["options"]),
        pattern=one["pattern"],
        help=one["help"],
    )


def _field(asked: FormField) -> dict[str, Any]:
    return {
        "name": asked.name,
        "label": asked.label,
        "type": asked.kind,
        "required": asked.is_required,
        "options": list(asked.options),
        "pattern": asked.pattern,
        "help": asked.help,
    }


def _item(item: FormItem) -> dict[str, Any]:
    return {
        "sku": item.sku,
        "price": _idr(item.price),
        "min_qty": item.min_qty,
        "max_qty": item.max_qty,
        "default_qty": item.default_qty,
    }


def _amount(idr: int | None) -> Money | None:
    return None if idr is None else Money(idr)


def _idr(amount: Money | None) -> int | None:
    return None if amount is None else amount.idr
