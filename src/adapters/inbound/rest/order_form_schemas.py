"""The answer of a form that is loaded to be drawn."""

from bosonline.adapters.inbound.rest.fields import Answer, Choice, Flag, Inside, ListOf, MapOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.images import IMAGE_EXAMPLE, ImageAnswer
from bosonline.adapters.inbound.texts import LANGUAGES
from bosonline.adapters.inbound.texts.buying import FORM_WORDS
from bosonline.domain.forms import FieldKind, FieldUse, SuccessKind
from bosonline.domain.forms.look import DESCRIPTION_LENGTH
from bosonline.domain.ordering import Availability, PaymentMethod

_STOCK = [one.value for one in Availability]
_USES = [use.value for use in FieldUse]


class ShownFormAnswer(Answer):
    slug = Text(required=True)
    name = Text(required=True)
    version = WholeNumber(required=True)


class ShownStoreAnswer(Answer):
    name = Text(required=True)
    subdomain = Text(required=True)
    logo = Inside(ImageAnswer, required=True, allow_none=True)
    whatsapp_url = Text(required=True, most=2000)


class WhyAnswer(Answer):
    code = Choice(["form-closed", "form-sold-out"], required=True)
    message = Text(required=True, most=1000)


class ShownProductAnswer(Answer):
    sku = Text(required=True)
    name = Text(required=True)
    description = Text(required=True, most=10_000, multiline=True)
    images = ListOf(Inside(ImageAnswer), required=True)


class TierAnswer(Answer):
    min_qty = WholeNumber(required=True)
    price = WholeNumber(required=True)


class OfferedAnswer(Answer):
    sku = Text(required=True)
    product = Text(required=True)
    name = Text(required=True)
    price = WholeNumber(required=True)
    publish_rate = WholeNumber(required=True, allow_none=True)
    weight = WholeNumber(required=True)
    stock = Choice(_STOCK, required=True)
    left = WholeNumber(required=True, allow_none=True)


class ShownItemAnswer(OfferedAnswer):
    wholesale = ListOf(Inside(TierAnswer), required=True)
    min_qty = WholeNumber(required=True)
    max_qty = WholeNumber(required=True, allow_none=True)
    default_qty = WholeNumber(required=True, allow_none=True)


class ShownBumpAnswer(OfferedAnswer):
    position = WholeNumber(required=True)
    text = Text(required=True)


class AskedAnswer(Answer):
    name = Text(required=True)
    label = Text(required=True)
    type = Choice([kind.value for kind in FieldKind], required=True)
    required = Flag(required=True)
    options = ListOf(Text(), required=True)
    pattern = Text(required=True)
    help = Text(required=True)


class AskedAlwaysAnswer(Answer):
    email = Choice(_USES, required=True)
    note = Choice(_USES, required=True)
    post_code = Choice(_USES, required=True)


class SaidAnswer(Answer):
    headline = Text(required=True)
    description = Text(required=True, most=DESCRIPTION_LENGTH, multiline=True)
    button = Text(required=True)


class ThemeAnswer(Answer):
    colour = Text(required=True)
    text_colour = Text(required=True)
    strong_colour = Text(required=True)
    logo = Inside(ImageAnswer, required=True, allow_none=True)


class BankAnswer(Answer):
    id = WholeNumber(required=True)
    bank = Text(required=True)


class MethodAnswer(Answer):
    method = Choice([method.value for method in PaymentMethod], required=True)
    fee_basis_points = WholeNumber(required=True)
    bank_accounts = ListOf(Inside(BankAnswer), required=True)


class ShippingAnswer(Answer):
    flat = WholeNumber(required=True, allow_none=True)
    couriers = ListOf(Text(), required=True)


class AfterwardsAnswer(Answer):
    kind = Choice([kind.value for kind in SuccessKind], required=True)


class LoadedFormAnswer(Answer):
    form = Inside(ShownFormAnswer, required=True)
    store = Inside(ShownStoreAnswer, required=True)
    state = Choice(["open", "sold_out", "closed"], required=True)
    reason = Inside(WhyAnswer, required=True, allow_none=True)
    products = ListOf(Inside(ShownProductAnswer), required=True)
    items = ListOf(Inside(ShownItemAnswer), required=True)
    bumps = ListOf(Inside(ShownBumpAnswer), required=True)
    built_in = Inside(AskedAlwaysAnswer, required=True)
    fields_asked = ListOf(Inside(AskedAnswer), required=True, data_key="fields")
    texts = Inside(SaidAnswer, required=True)
    theme = Inside(ThemeAnswer, required=True)
    pixels = MapOf(Text(), required=True)
    closes_at = Text(required=True, allow_none=True)
    payment_methods = ListOf(Inside(MethodAnswer), required=True)
    shipping = Inside(ShippingAnswer, required=True)
    voucher = Flag(required=True)
    success_page = Inside(AfterwardsAnswer, required=True)
    language = Choice(list(LANGUAGES), required=True)
    words = MapOf(Text(), required=True)


_GOODS = {"product": "ESB-006", "weight": 250, "publish_rate": 60000, "stock": "available", "left": None}
EXAMPLE = {
    "form": {"slug": "kopi-arabica", "name": "Kopi Arabica", "version": 2},
    "store": {
        "name": "Kopi Siti",
        "subdomain": "kopisiti",
        "logo": None,
        "whatsapp_url": "https://wa.me/6281234567890?text=Kopi%20Arabica",
    },
    "state": "open",
    "reason": None,
    "products": [
        {"sku": "ESB-006", "name": "Kopi Arabica", "description": "<p>Dari Gayo</p>", "images": [IMAGE_EXAMPLE]}
    ],
    "items": [
        {
            **_GOODS,
            "sku": "ESB-006-01",
            "name": "Bubuk",
            "price": 45000,
            "wholesale": [{"min_qty": 10, "price": 42000}],
            "min_qty": 1,
            "max_qty": 10,
            "default_qty": None,
        }
    ],
    "bumps": [
        {
            **_GOODS,
            "position": 0,
            "sku": "ESB-006-02",
            "name": "Biji",
            "price": 40000,
            "stock": "low",
            "left": 3,
            "text": "Tambah satu?",
        }
    ],
    "built_in": {"email": "optional", "note": "optional", "post_code": "optional"},
    "fields": [
        {
            "name": "note",
            "label": "Catatan",
            "type": "text",
            "required": False,
            "options": [],
            "pattern": "",
            "help": "",
        }
    ],
    "texts": {"headline": "Kopi dari Gayo", "description": "<p>Segar</p>", "button": "Pesan sekarang"},
    "theme": {"colour": "#7c2d12", "text_colour": "#ffffff", "strong_colour": "#7c2d12", "logo": None},
    "pixels": {"meta": "1234567890"},
    "closes_at": None,
    "payment_methods": [
        {"method": "cod", "fee_basis_points": 300, "bank_accounts": []},
        {"method": "bank_transfer", "fee_basis_points": 0, "bank_accounts": [{"id": 3, "bank": "BCA"}]},
    ],
    "shipping": {"flat": 15000, "couriers": []},
    "voucher": True,
    "success_page": {"kind": "text"},
    "language": "id",
    "words": FORM_WORDS["id"],
}
