"""The bodies and answers of the forms' operations."""

from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Flag,
    Inside,
    JsonSchema,
    ListOf,
    MapOf,
    Moment,
    Page,
    Query,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.patterns import SKU
from bosonline.domain.forms import FieldKind, FieldUse, FormStatus, SuccessKind, WhenSoldOut
from bosonline.domain.forms.content import MAX_PRICE, MAX_QTY
from bosonline.domain.forms.fields import HELP_LENGTH
from bosonline.domain.forms.look import BUTTON_LENGTH, DESCRIPTION_LENGTH, HEADLINE_LENGTH, PLAIN_COLOUR
from bosonline.domain.forms.pattern import PATTERN_LENGTH
from bosonline.domain.forms.success import WHATSAPP_TEXT_LENGTH
from bosonline.domain.images import FILE_NAME
from bosonline.domain.stores import PaymentMethod

_MAX_ID = 2**53 - 1
_STATUSES = [status.value for status in FormStatus]
_USES = [use.value for use in FieldUse]


class FormItemBody(Body):
    sku = Text(required=True, most=64, pattern=SKU)
    price = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    min_qty = WholeNumber(least=1, most=MAX_QTY, load_default=1)
    max_qty = WholeNumber(least=1, most=MAX_QTY, load_default=None)
    default_qty = WholeNumber(least=1, most=MAX_QTY, load_default=None)


class FormFieldBody(Body):
    name = Text(required=True, most=40, pattern="[a-z][a-z0-9_]{0,39}")
    label = Text(required=True, least=1, most=120)
    type = Choice([kind.value for kind in FieldKind], load_default=FieldKind.TEXT.value)
    required = Flag(load_default=False)
    options = ListOf(Text(least=1, most=120), most=50, load_default=list)
    pattern = Text(most=PATTERN_LENGTH, load_default="")
    help = Text(most=HELP_LENGTH, load_default="")


class BuiltInBody(Body):
    email = Choice(_USES, load_default=FieldUse.OPTIONAL.value)
    note = Choice(_USES, load_default=FieldUse.OPTIONAL.value)
    post_code = Choice(_USES, load_default=FieldUse.OPTIONAL.value)


class TextsBody(Body):
    headline = Text(most=HEADLINE_LENGTH, load_default="")
    description = Text(most=DESCRIPTION_LENGTH, multiline=True, load_default="")
    button = Text(most=BUTTON_LENGTH, load_default="")


class ThemeBody(Body):
    colour = Text(most=7, pattern="#[0-9a-fA-F]{6}", load_default=PLAIN_COLOUR)
    logo = Text(most=120, pattern=FILE_NAME, load_default=None)


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
    whatsapp_text = Text(most=WHATSAPP_TEXT_LENGTH, multiline=True, load_default="")


class FormBody(Body):
    name = Text(required=True, least=1, most=120)
    slug = Text(most=80, pattern="[a-z0-9]+(?:-[a-z0-9]+)*", load_default=None)
    status = Choice(_STATUSES, load_default=None)
    items = ListOf(Inside(FormItemBody), most=100, load_default=list)
    products = ListOf(Inside(FormItemBody), most=100, load_default=list)
    built_in = Inside(BuiltInBody, load_default=None)
    fields_asked = ListOf(Inside(FormFieldBody), most=30, load_default=list, data_key="fields")
    payment_methods = ListOf(Choice([method.value for method in PaymentMethod]), required=True, least=1, most=4)
    couriers = ListOf(Text(most=20, pattern="[a-z0-9_-]{1,20}"), most=50, load_default=list)
    flat_shipping = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    cs = ListOf(Inside(AttendantBody), most=100, load_default=list)
    bumps = ListOf(Inside(BumpBody), most=5, load_default=list)
    voucher = Flag(load_default=True)
    texts = Inside(TextsBody, load_default=None)
    theme = Inside(ThemeBody, load_default=None)
    pixels = MapOf(Text(least=1, most=64), most=10, load_default=dict)
    closes_at = Moment(load_default=None)
    when_sold_out = Choice([kind.value for kind in WhenSoldOut], load_default=WhenSoldOut.SHOW.value)
    success_page = Inside(SuccessPageBody, load_default=None)


class FormEditBody(FormBody):
    id = WholeNumber(load_default=None)
    url = Text(most=2000, load_default=None)
    created_at = Text(load_default=None)
    version = WholeNumber(load_default=None)


class FormQuery(Query):
    version = WholeNumber(least=1, most=2**31 - 1, load_default=None)


class StatusBody(Body):
    status = Choice(_STATUSES, required=True)


class FormsQuery(Page):
    sort_by = Choice(["created_at", "name"], load_default="created_at")
    category = Choice(["name", "slug"], load_default="name")
    status = Choice(_STATUSES, load_default=None)


class FormIdsBody(Body):
    ids = ListOf(WholeNumber(least=1, most=_MAX_ID), required=True, least=1, most=50)


class Percent(WholeNumber):
    """A share in percent, with one decimal."""

    def json_schema(self) -> JsonSchema:
        return {"type": "number", "minimum": 0}


class DeletedForm(Answer):
    id = WholeNumber(required=True)


class FormDeletedAnswer(Answer):
    message = Text(required=True)
    data = Inside(DeletedForm, required=True)


class FormRow(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    slug = Text(required=True)
    url = Text(required=True, most=2000)
    status = Choice(_STATUSES, required=True)
    created_at = Text(required=True)


class FormAnswer(FormRow):
    version = WholeNumber(required=True)
    items = ListOf(Inside(FormItemBody), required=True)
    built_in = Inside(BuiltInBody, required=True)
    fields_asked = ListOf(Inside(FormFieldBody), required=True, data_key="fields")
    payment_methods = ListOf(Choice([method.value for method in PaymentMethod]), required=True)
    couriers = ListOf(Text(), required=True)
    flat_shipping = WholeNumber(required=True, allow_none=True)
    cs = ListOf(Inside(AttendantBody), required=True)
    bumps = ListOf(Inside(BumpBody), required=True)
    voucher = Flag(required=True)
    texts = Inside(TextsBody, required=True)
    theme = Inside(ThemeBody, required=True)
    pixels = MapOf(Text(), required=True)
    closes_at = Text(required=True, allow_none=True)
    when_sold_out = Choice([kind.value for kind in WhenSoldOut], required=True)
    success_page = Inside(SuccessPageBody, required=True)


class FormWritten(Answer):
    message = Text(required=True)
    data = Inside(FormAnswer, required=True)


class SuccessPageWritten(Answer):
    message = Text(required=True)
    data = Inside(SuccessPageBody, required=True)


class CountedFormRow(FormRow):
    views = WholeNumber(required=True)
    abandoned = WholeNumber(required=True)
    orders = WholeNumber(required=True)
    conversion = Percent(required=True, allow_none=True)
    revenue = WholeNumber(required=True)


class FormCopiedAnswer(Answer):
    id = WholeNumber(required=True)
    ok = Flag(required=True)
    form = Inside(FormAnswer)
    code = Text()
    message = Text(most=1000)


class FormsCopied(Answer):
    message = Text(required=True)
    data = ListOf(Inside(FormCopiedAnswer), required=True)


class FormList(Answer):
    data = ListOf(Inside(CountedFormRow), required=True)
    total = WholeNumber(required=True)


EXAMPLE = {
    "name": "Kopi Arabica",
    "slug": "kopi-arabica",
    "status": "draft",
    "items": [{"sku": "ESB-006-01", "price": 45000, "min_qty": 1, "max_qty": 10, "default_qty": 1}],
    "fields": [
        {
            "name": "note",
            "label": "Catatan",
            "type": "text",
            "required": False,
            "options": [],
            "pattern": "",
            "help": "Misalnya warna atau ukuran",
        }
    ],
    "payment_methods": ["cod"],
    "couriers": ["idx"],
    "flat_shipping": 15000,
    "bumps": [{"sku": "ESB-006-02", "price": 40000, "text": "Tambah satu?"}],
    "voucher": True,
    "pixels": {"meta": "123", "tiktok": "ABC"},
    "success_page": {"kind": "text", "title": "Terima kasih", "text": "Pesanan kami proses", "whatsapp": True},
}
SUCCESS_PAGE_EXAMPLE = {
    "kind": "text",
    "title": "Terima kasih",
    "text": "Pesanan kami proses",
    "url": None,
    "whatsapp": True,
    "whatsapp_text": "Halo {toko}, saya {nama} sudah memesan {produk}, nomor {invoice}",
}
ROW_EXAMPLE = {
    "id": 7,
    "name": "Kopi Arabica",
    "slug": "kopi-arabica",
    "url": "http://127.0.0.1:8080/s/kopisiti/f/kopi-arabica",
    "status": "draft",
    "created_at": "2026-01-01T03:00:00+00:00",
}
COUNTED_EXAMPLE = {
    **ROW_EXAMPLE,
    "views": 200,
    "abandoned": 9,
    "orders": 25,
    "conversion": 12.5,
    "revenue": 2625000,
}
FORM_EXAMPLE = {
    **EXAMPLE,
    **ROW_EXAMPLE,
    "version": 1,
    "cs": [],
    "built_in": {"email": "optional", "note": "optional", "post_code": "optional"},
    "texts": {"headline": "", "description": "", "button": ""},
    "theme": {"colour": "#0f766e", "logo": None},
    "closes_at": None,
    "when_sold_out": "show",
    "success_page": SUCCESS_PAGE_EXAMPLE,
}
