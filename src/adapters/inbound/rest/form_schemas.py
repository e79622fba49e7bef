"""The bodies and answers of the forms' operations."""

from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Flag,
    Inside,
    ListOf,
    MapOf,
    Page,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.patterns import SKU
from bosonline.domain.forms import FieldKind, FormStatus, SuccessKind
from bosonline.domain.forms.content import MAX_PRICE, MAX_QTY
from bosonline.domain.stores import PaymentMethod

_MAX_ID = 2**53 - 1
_STATUSES = [status.value for status in FormStatus]


class FormItemBody(Body):
    sku = Text(required=True, most=64, pattern=SKU)
    price = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    max_qty = WholeNumber(least=1, most=MAX_QTY, load_default=None)


class FormFieldBody(Body):
    name = Text(required=True, most=40, pattern="[a-z][a-z0-9_]{0,39}")
    label = Text(required=True, least=1, most=120)
    type = Choice([kind.value for kind in FieldKind], load_default=FieldKind.TEXT.value)
    required = Flag(load_default=False)
    options = ListOf(Text(least=1, most=120), most=50, load_default=list)


class BumpBody(Body):
    sku = Text(required=True, most=64, pattern=SKU)
    price = WholeNumber(required=True, most=MAX_PRICE.idr)
    text = Text(most=255, load_default="")


class AttendantBody(Body):
    staff_id = WholeNumber(required=True, least=1, most=_MAX_ID)
    weight = WholeNumber(least=1, most=100, load_default=1)


class SuccessPageBody(Body):
    kind = Choice([kind.value for kind in SuccessKind], load_default=SuccessKind.TEXT.value)
    title = Text(most=120, load_default="")
    text = Text(most=5000, multiline=True, load_default="")
    url = Text(most=2000, load_default=None)
    whatsapp = Flag(load_default=True)


class FormBody(Body):
    name = Text(required=True, least=1, most=120)
    slug = Text(most=80, pattern="[a-z0-9]+(?:-[a-z0-9]+)*", load_default=None)
    status = Choice(_STATUSES, load_default=FormStatus.DRAFT.value)
    items = ListOf(Inside(FormItemBody), required=True, least=1, most=100)
    fields_asked = ListOf(Inside(FormFieldBody), most=30, load_default=list, data_key="fields")
    payment_methods = ListOf(Choice([method.value for method in PaymentMethod]), required=True, least=1, most=4)
    couriers = ListOf(Text(most=20, pattern="[a-z0-9_-]{1,20}"), most=50, load_default=list)
    flat_shipping = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    cs = ListOf(Inside(AttendantBody), most=100, load_default=list)
    bumps = ListOf(Inside(BumpBody), most=5, load_default=list)
    voucher = Flag(load_default=True)
    pixels = MapOf(Text(least=1, most=64), most=10, load_default=dict)
    success_page = Inside(SuccessPageBody, load_default=None)


class StatusBody(Body):
    status = Choice(_STATUSES, required=True)


class FormsQuery(Page):
    sort_by = Choice(["created_at", "name"], load_default="created_at")
    category = Choice(["name", "slug"], load_default="name")
    status = Choice(_STATUSES, load_default=None)


class FormRow(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    slug = Text(required=True)
    url = Text(required=True, most=2000)
    status = Choice(_STATUSES, required=True)
    created_at = Text(required=True)


class FormAnswer(FormRow):
    items = ListOf(Inside(FormItemBody), required=True)
    fields_asked = ListOf(Inside(FormFieldBody), required=True, data_key="fields")
    payment_methods = ListOf(Choice([method.value for method in PaymentMethod]), required=True)
    couriers = ListOf(Text(), required=True)
    flat_shipping = WholeNumber(required=True, allow_none=True)
    cs = ListOf(Inside(AttendantBody), required=True)
    bumps = ListOf(Inside(BumpBody), required=True)
    voucher = Flag(required=True)
    pixels = MapOf(Text(), required=True)
    success_page = Inside(SuccessPageBody, required=True)


class FormWritten(Answer):
    message = Text(required=True)
    data = Inside(FormAnswer, required=True)


class FormList(Answer):
    data = ListOf(Inside(FormRow), required=True)
    total = WholeNumber(required=True)


EXAMPLE = {
    "name": "Kopi Arabica",
    "slug": "kopi-arabica",
    "status": "draft",
    "items": [{"sku": "ESB-006-01", "price": 45000, "max_qty": 10}],
    "fields": [{"name": "note", "label": "Catatan", "type": "text", "required": False, "options": []}],
    "payment_methods": ["cod"],
    "couriers": ["idx"],
    "flat_shipping": 15000,
    "bumps": [{"sku": "ESB-006-02", "price": 40000, "text": "Tambah satu?"}],
    "voucher": True,
    "pixels": {"meta": "123", "tiktok": "ABC"},
    "success_page": {"kind": "text", "title": "Terima kasih", "text": "Pesanan kami proses", "whatsapp": True},
}
ROW_EXAMPLE = {
    "id": 7,
    "name": "Kopi Arabica",
    "slug": "kopi-arabica",
    "url": "http://127.0.0.1:8080/s/kopisiti/f/kopi-arabica",
    "status": "draft",
    "created_at": "2026-01-01T03:00:00+00:00",
}
FORM_EXAMPLE = {
    **EXAMPLE,
    **ROW_EXAMPLE,
    "cs": [],
    "success_page": {
        "kind": "text",
        "title": "Terima kasih",
        "text": "Pesanan kami proses",
        "url": None,
        "whatsapp": True,
    },
}
