"""Orders on paper."""

from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Body, Choice, ListOf, Text
from bosonline.adapters.inbound.rest.patterns import INVOICE
from bosonline.application.ordering import Ordering, PressBusy
from bosonline.domain.errors import Forbidden
from bosonline.domain.ordering import LabelOfQuarantined, OrdersUnknown, PaperKind, PaperNotDue, PaperSize
from bosonline.domain.ordering.paper import PRINTED_AT_ONCE


class PrintBody(Body):
    invoices = ListOf(Text(most=24, pattern=INVOICE), least=1, most=PRINTED_AT_ONCE, required=True)
    kind = Choice([kind.value for kind in PaperKind], load_default=PaperKind.INVOICE.value)
    size = Choice([size.value for size in PaperSize], load_default=PaperSize.A4.value)


def paper(ordering: Ordering) -> Api:
    """The operation that prints."""
    api = Api("order")

    @api.post(
        "/store/order/print",
        body=PrintBody,
        media="application/pdf",
        example={"invoices": ["INV0815", "INV0816"], "kind": "invoice", "size": "a4"},
        refusals=(OrdersUnknown, PaperNotDue, LabelOfQuarantined, PressBusy, Forbidden),
        idempotent=False,
    )
    def cetak_invoice(call: Call) -> Response:
        """Cetak Invoice

        Invoices, labels or packing lists of up to 200 orders as one PDF in the language of the store, in the order
        they are named; each is printed once. Where one is unknown nothing is printed, and `errors` says which. A label
        is printed of orders that are processing, ready or shipped; of `size: a4` four share a sheet, and
        `thermal-80` is as long as it has to be. Without the right `order: update` phones are masked, and labels
        refused. What was printed is kept in the audit log.
        """
        body = call.body
        kind, size = PaperKind(body["kind"]), PaperSize(body["size"])
        printed = ordering.print_orders(member=call.member, invoices=body["invoices"], kind=kind, size=size)
        headers = {
            "Content-Disposition": f'inline; filename="{kind.value.replace("_", "-")}-{size.value}.pdf"',
            "Cache-Control": "no-store",
        }
        return Response(printed, content_type="application/pdf", headers=headers)

    return api
