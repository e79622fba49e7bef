"""The QRIS of an order, for its buyer."""

from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Choice, Query
from bosonline.adapters.inbound.rest.public_order import UNINDEXED
from bosonline.application.ordering import QrFormat, QrisDrawn, QrisNotDue, ShowQris
from bosonline.domain.ordering import OrderNotFound, Secret

_MEDIA = {QrFormat.PNG: "image/png", QrFormat.SVG: "image/svg+xml"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


class QrisQuery(Query):
    format = Choice([one.value for one in QrFormat], load_default=QrFormat.PNG.value)


def qris(show: ShowQris) -> Api:
    """The public operation that draws a QRIS."""
    api = Api("order")

    @api.get(
        "/store/order/qris/<secret:secret>",
        query=QrisQuery,
        render=_drawn,
        media=tuple(_MEDIA.values()),
        refusals=(OrderNotFound, QrisNotDue),
        limit="public",
    )
    def download_qris(call: Call, secret: str) -> QrisDrawn:
        """Download QRIS

        The QRIS by which an order is paid, as PNG (default) or SVG: the store's own, with what is still due in it. The
        secret is that of the order's own page. 409 where nothing is to be paid by QRIS.
        """
        return show(secret=Secret(secret), drawn_as=QrFormat(call.query["format"]))

    return api


def _drawn(made: QrisDrawn) -> Response:
    answer = Response(made.content, content_type=_MEDIA[made.drawn_as], headers=UNINDEXED)
    answer.headers["Content-Disposition"] = f'inline; filename="qris-{made.invoice}.{made.drawn_as}"'
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
