"""Goods as files: products, variants, stock."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import orjson
from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Body, Choice, Flag, Text, WholeNumber
from bosonline.adapters.inbound.rest.job_files import MEDIA, attachment, media_of
from bosonline.adapters.inbound.rest.jobs import QUEUED, JobAsked, job_of
from bosonline.application.catalog import Catalog, Download, GoodsAsked, GoodsSheet
from bosonline.application.spreadsheets import SheetFormat
from bosonline.application.stores import JobShown
from bosonline.domain.stores import TooManyJobs

_MAX_ID = 2**53 - 1
_CHUNK = 1 << 16
FILES = (MEDIA["xlsx"], MEDIA["csv"])


class DownloadBody(Body):
    format = Choice([form.value for form in SheetFormat], load_default=SheetFormat.XLSX.value)
    status = Choice([1, 0], load_default=None, allow_none=True)
    category_id = WholeNumber(least=1, most=_MAX_ID, load_default=None, allow_none=True)
    keyword = Text(most=100, load_default=None, allow_none=True)


class ProductDownloadBody(DownloadBody):
    category = Choice(["name", "sku", "description"], load_default="name")


class VariantDownloadBody(DownloadBody):
    category = Choice(["sku", "product", "variant"], load_default="product")
    low = Flag(load_default=False)


_EXAMPLE = {"format": "csv", "status": 1}
ASKED = {"message": "The file is being made; look at the job", "data": QUEUED}


def downloads(facade: Catalog, base_url: str) -> Api:
    """The operations that answer with a file of goods, or with the job that makes it."""
    api = Api("product")

    def render(found: Download | JobShown) -> Response:
        return sent(found, base_url)

    facts: dict[str, Any] = {
        "render": render,
        "media": FILES,
        "also": {202: JobAsked},
        "example": _EXAMPLE,
        "idempotent": False,
        "refusals": (TooManyJobs,),
    }

    def downloading(sheet: GoodsSheet) -> Callable[[Call], Download | JobShown]:
        return partial(_download, facade, sheet)

    @api.post("/store/products/download", body=ProductDownloadBody, **facts)
    def download_product(call: Call) -> Download | JobShown:
        """Download Product

        The products of the store as a file, `format` xlsx or csv, by the filters of the product list; archived ones
        are left out. Up to 10,000 rows are the answer itself; of more a job is made (202), which leads to the file.
        `stok` is there for products without attributes. The file can be changed and imported again: `stok_seen` says
        what was on hand when it was made, and stays as it is.
        """
        return downloading(GoodsSheet.PRODUCTS)(call)

    @api.post("/store/products/variants/download", body=VariantDownloadBody, **facts)
    def download_variant(call: Call) -> Download | JobShown:
        """Download Variant

        The variants of the store's products as a file, by the filters of the inventory; otherwise as Download Product.
        """
        return downloading(GoodsSheet.VARIANTS)(call)

    @api.post("/store/inventory/download", body=VariantDownloadBody, **facts)
    def download_inventory(call: Call) -> Download | JobShown:
        """Download Inventory

        The stock of each variant as a file, by the filters of the inventory; otherwise as Download Product. Change
        `stok` (and say why in `reason`) and import the file again to set the stock right.
        """
        return downloading(GoodsSheet.INVENTORY)(call)

    return api


def _download(facade: Catalog, sheet: GoodsSheet, call: Call) -> Download | JobShown:
    body = call.body
    return facade.download(
        member=call.member,
        sheet=sheet,
        form=SheetFormat(body["format"]),
        is_low=bool(body.get("low")),
        asked=GoodsAsked(
            is_active=None if body["status"] is None else bool(body["status"]),
            category_id=body["category_id"],
            searched=body["category"],
            keyword=body["keyword"] or None,
        ),
    )


def sent(found: Download | JobShown, base_url: str) -> Response:
    """A file as the answer, or 202 and the job that makes it."""
    if isinstance(found, JobShown):
        asked = {"message": ASKED["message"], "data": job_of(found, base_url)}
        address = f"/store/jobs/{found.job.id}"
        return Response(orjson.dumps(asked), 202, content_type="application/json", headers={"Location": address})
    size = found.file.seek(0, 2)
    found.file.seek(0)
    answer = Response(_pieces(found), content_type=media_of(found.name), headers=attachment(found.name))
    answer.content_length = size
    answer.call_on_close(found.file.close)
    return answer


def _pieces(found: Download) -> Iterator[bytes]:
    with found.file:
        yield from iter(partial(found.file.read, _CHUNK), b"")
