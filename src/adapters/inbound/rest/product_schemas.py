"""The bodies and answers of the catalog's operations, as the published documentation spells them."""

from datetime import datetime

from bosonline.adapters.inbound.rest.cursors import Cursor
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.images import IMAGE_EXAMPLE, ImageAnswer
from bosonline.adapters.inbound.rest.patterns import SKU
from bosonline.application.catalog.ports import PRODUCT_ORDERS
from bosonline.domain.catalog.measures import MAX_LENGTH, MAX_PRICE, MAX_STOCK, MAX_WEIGHT
from bosonline.domain.catalog.product import DESCRIPTION_LENGTH, MAX_VARIANTS, NAME_LENGTH
from bosonline.domain.catalog.wholesale import MAX_TIERS

_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
_FILE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,119}"
_MAX_ID = 2**53 - 1
MAX_QTY = 1_000_000


PRODUCT_COLUMNS = {**{name: name for name in PRODUCT_ORDERS if name != "on_hand"}, "stok": "on_hand"}
"""What the list of products can be sorted by, and what that is called behind it."""


class ImageBody(Body):
    file_name = Text(required=True, most=120, pattern=_FILE_NAME)


class AttributeBody(Body):
    name = Text(required=True, least=1, most=80)
    items = ListOf(Text(least=1, most=80), required=True, least=1, most=50)
    priority = WholeNumber(least=1, most=100, load_default=1)


class TierBody(Body):
    min_qty = WholeNumber(required=True, least=1, most=MAX_QTY)
    price = WholeNumber(required=True, most=MAX_PRICE.idr)


class VariantBody(Body):
    name = Text(required=True, least=1, most=NAME_LENGTH)
    sku = Text(required=True, most=64, pattern=SKU)
    stok = WholeNumber(most=MAX_STOCK, load_default=None)
    varian_stok = WholeNumber(most=MAX_STOCK, load_default=None)
    stok_seen = WholeNumber(most=MAX_STOCK, load_default=None)
    min_qty = WholeNumber(least=1, most=MAX_QTY, load_default=1)
    wholesale = ListOf(Inside(TierBody), most=MAX_TIERS, load_default=list)
    weight = WholeNumber(least=1, most=MAX_WEIGHT, load_default=None)
    length = WholeNumber(most=MAX_LENGTH, load_default=None)
    height = WholeNumber(most=MAX_LENGTH, load_default=None)
    width = WholeNumber(most=MAX_LENGTH, load_default=None)
    price = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    publish_rate = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    hpp = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    status = Choice([1, 0], load_default=1)


class AttendantBody(Body):
    cs_id = WholeNumber(required=True, least=1, most=_MAX_ID)


class ProductBody(Body):
    sku = Text(most=64, pattern=SKU, load_default=None)
    name = Text(required=True, least=1, most=NAME_LENGTH)
    description = Text(most=DESCRIPTION_LENGTH, multiline=True, load_default="")
    path_url = Text(most=NAME_LENGTH, pattern=_SLUG, load_default=None)
    category_id = WholeNumber(least=1, most=_MAX_ID, load_default=None)
    weight = WholeNumber(required=True, least=1, most=MAX_WEIGHT)
    length = WholeNumber(most=MAX_LENGTH, load_default=0)
    height = WholeNumber(most=MAX_LENGTH, load_default=0)
    width = WholeNumber(most=MAX_LENGTH, load_default=0)
    publish_rate = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    price = WholeNumber(required=True, most=MAX_PRICE.idr)
    hpp = WholeNumber(most=MAX_PRICE.idr, load_default=0)
    qty = WholeNumber(most=MAX_STOCK, load_default=None)
    stok_seen = WholeNumber(most=MAX_STOCK, load_default=None)
    min_qty = WholeNumber(least=1, most=MAX_QTY, load_default=1)
    wholesale = ListOf(Inside(TierBody), most=MAX_TIERS, load_default=list)
    image = ListOf(Inside(ImageBody), most=20, load_default=list)
    attributes = ListOf(Inside(AttributeBody), most=5, load_default=list)
    varian_items = ListOf(Inside(VariantBody), most=MAX_VARIANTS, load_default=list)
    product_cs = ListOf(Inside(AttendantBody), most=100, load_default=list)
    order_status = Choice([1, 0], load_default=1)


class ProductsQuery(Page):
    sort_by = Choice(list(PRODUCT_COLUMNS), load_default="created_at")
    category = Choice(["name", "sku", "description"], load_default="name")
    status = Choice([1, 0], load_default=None)
    category_id = WholeNumber(least=1, most=_MAX_ID, load_default=None)
    archived = Flag(load_default=False)
    cursor = Cursor([datetime, str, int])


class VariantsQuery(Page):
    sort_by = Choice(["position", "name", "sku"], load_default="position")
    sort_dir = Choice(["asc", "desc"], load_default="asc")
    category = Choice(["name", "sku"], load_default="name")


class TierAnswer(Answer):
    min_qty = WholeNumber(required=True)
    price = WholeNumber(required=True)


class Measured(Answer):
    """What a product and a variant both tell: its parcel, and its prices."""

    weight = WholeNumber(required=True)
    length = WholeNumber(required=True)
    height = WholeNumber(required=True)
    width = WholeNumber(required=True)
    publish_rate = WholeNumber(required=True)
    price = WholeNumber(required=True)
    hpp = WholeNumber(required=True)


class VariantShown(Measured):
    name = Text(required=True)
    sku = Text(required=True)
    stok = WholeNumber(required=True)
    min_qty = WholeNumber(required=True)
    wholesale = ListOf(Inside(TierAnswer), required=True)
    status = Choice([1, 0], required=True)


class ProductShown(Measured):
    sku = Text(required=True)
    name = Text(required=True)
    description = Text(required=True, most=DESCRIPTION_LENGTH, multiline=True)
    path_url = Text(required=True)
    category_id = WholeNumber(required=True, allow_none=True)
    qty = WholeNumber(required=True)
    attributes = ListOf(Inside(AttributeBody), required=True)
    product_cs = ListOf(Inside(AttendantBody), required=True)
    order_status = Choice([1, 0], required=True)


class VariantAnswer(VariantShown):
    reserved = WholeNumber(required=True)
    available = WholeNumber(required=True)


class ProductAnswer(ProductShown):
    id = WholeNumber(required=True)
    image = ListOf(Inside(ImageAnswer), required=True)
    varian_items = ListOf(Inside(VariantAnswer), required=True, most=MAX_VARIANTS)
    created_at = Text(required=True)


class ProductDetail(ProductAnswer):
    reserved = WholeNumber(required=True)
    available = WholeNumber(required=True)
    sold = WholeNumber(required=True)
    revenue = WholeNumber(required=True)


class ProductWritten(Answer):
    message = Text(required=True)
    data = Inside(ProductAnswer, required=True)


class ProductRow(Answer):
    id = WholeNumber(required=True)
    sku = Text(required=True)
    name = Text(required=True)
    path_url = Text(required=True)
    category_id = WholeNumber(required=True, allow_none=True)
    status = Choice([1, 0], required=True)
    image = Inside(ImageAnswer, required=True, allow_none=True)
    min_price = WholeNumber(required=True)
    max_price = WholeNumber(required=True)
    variants = WholeNumber(required=True)
    stok = WholeNumber(required=True)
    reserved = WholeNumber(required=True)
    available = WholeNumber(required=True)
    sold = WholeNumber(required=True)
    revenue = WholeNumber(required=True)
    created_at = Text(required=True)
    archived_at = Text(required=True, allow_none=True)


class ProductList(Answer):
    data = ListOf(Inside(ProductRow), required=True)
    total = WholeNumber()
    total_capped = Flag()
    next_cursor = Text(required=True, allow_none=True, most=1200)


class VariantList(Answer):
    data = ListOf(Inside(VariantAnswer), required=True)
    total = WholeNumber(required=True)


_MEASURES = {
    "weight": 1000,
    "length": 10,
    "height": 10,
    "width": 10,
    "publish_rate": 50000,
    "price": 45000,
    "hpp": 40000,
}
EXAMPLE = {
    "sku": "ESB-006",
    "name": "Biji Kopi Arabica",
    "description": "Sangrai sedang, dari Gayo",
    "path_url": "biji-kopi-arabica",
    **_MEASURES,
    "image": [{"file_name": "1750661540-444.png"}],
    "attributes": [{"name": "Kemasan Kopi", "items": ["Halus 1000 gr", "Kasar 1000 gr"], "priority": 1}],
    "varian_items": [
        {
            "name": "Halus 1000 gr",
            "sku": "ESB-006-01",
            "stok": 101,
            "min_qty": 1,
            "wholesale": [{"min_qty": 10, "price": 43000}],
            **_MEASURES,
            "status": 1,
        },
        {"name": "Kasar 1000 gr", "sku": "ESB-006-02", "stok": 101, "min_qty": 1, **_MEASURES, "status": 1},
    ],
    "order_status": 1,
}
PRODUCT_EXAMPLE = {
    **EXAMPLE,
    "image": [IMAGE_EXAMPLE],
    "id": 12,
    "category_id": None,
    "qty": 202,
    "varian_items": [
        {
            "name": name,
            "sku": sku,
            "stok": 101,
            "reserved": 0,
            "available": 101,
            "min_qty": 1,
            "wholesale": tiers,
            **_MEASURES,
            "status": 1,
        }
        for name, sku, tiers in (
            ("Halus 1000 gr", "ESB-006-01", [{"min_qty": 10, "price": 43000}]),
            ("Kasar 1000 gr", "ESB-006-02", []),
        )
    ],
    "product_cs": [],
    "created_at": "2026-01-01T03:00:00+00:00",
}
DETAIL_EXAMPLE = {**PRODUCT_EXAMPLE, "reserved": 0, "available": 202, "sold": 31, "revenue": 1395000}
ROW_EXAMPLE = {
    "id": 12,
    "sku": "ESB-006",
    "name": "Biji Kopi Arabica",
    "path_url": "biji-kopi-arabica",
    "category_id": None,
    "status": 1,
    "image": IMAGE_EXAMPLE,
    "min_price": 45000,
    "max_price": 45000,
    "variants": 2,
    "stok": 202,
    "reserved": 0,
    "available": 202,
    "sold": 31,
    "revenue": 1395000,
    "created_at": "2026-01-01T03:00:00+00:00",
    "archived_at": None,
}
