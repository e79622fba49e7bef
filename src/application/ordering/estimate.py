"""What the parcel of an order would cost with the courier, as the courier reckons it."""

from dataclasses import dataclass

from bosonline.application.ordering.ports import OpenOrderingWork
from bosonline.application.shipping.rates import AskEstimate, RatesAsked
from bosonline.domain.errors import Rejected
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, Order, PaymentMethod
from bosonline.domain.shipping import Estimate, Parcel


class ServiceNeeded(Rejected):
    """Neither the order nor the caller names a courier's service."""

    code = "service-needed"
    text = "Name a courier and its service: the order has none"
    field = "service_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateOrder:
    """The estimate of an order's parcel, by its own courier where no other is named.

    Raises `OrderNotFound`, `ServiceNeeded` and what `AskEstimate` does.
    """

    work: OpenOrderingWork
    ask: AskEstimate

    def __call__(
        self,
        *,
        store: StoreId,
        invoice: Invoice,
        courier_code: str | None = None,
        service_code: str | None = None,
        insured: bool = False,
        warehouse: int | None = None,
    ) -> Estimate:
        with self.work(store) as work:
            order = work.orders.get(invoice)
        courier, service = courier_code or order.courier_code, service_code or order.service_code
        if courier is None or service is None:
            raise ServiceNeeded
        return self.ask(
            store=store,
            asked=RatesAsked(
                destination=order.address.district_code,
                parcel=weighed(order),
                warehouse=warehouse,
            ),
            courier_code=courier,
            service_code=service,
            value=order.totals.goods - order.totals.product_discount,
            insured=insured,
            collect=order.totals.total if order.payment_method is PaymentMethod.COD else None,
        )


def weighed(order: Order) -> Parcel:
    """The parcel of an order, by what its goods weighed when it was made; their sides are not kept with it."""
    return Parcel(weight=max(1, sum(line.weight * line.qty for line in order.lines)))
