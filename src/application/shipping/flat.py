"""Prices that the seller sets, in the place of couriers'."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bosonline.application.shipping.accounts import CourierAccount
from bosonline.domain.money import Money
from bosonline.domain.shipping import Courier, DistrictNotServed, Journey, Rates, flat_rate


@dataclass(frozen=True, slots=True)
class FlatCouriers:
    """Couriers as a seller without any has them: one price to each district, or `DistrictNotServed`."""

    price_to: Callable[[str], Money | None]

    def known(self) -> Sequence[Courier]:
        """None by name."""
        return ()

    def rates(
        self,
        journey: Journey,
        account: CourierAccount | None = None,  # noqa: ARG002  # the port's signature
        /,
        *,
        courier: str | None = None,
    ) -> Rates:
        """The price to the district; of a courier that was named there is none."""
        price = self.price_to(journey.destination)
        if price is None:
            raise DistrictNotServed(region=journey.destination)
        return Rates(rates=(flat_rate(price),) if courier is None else ())

    def stream(self, journey: Journey, account: CourierAccount | None = None, /) -> Iterator[Rates]:
        """The same at once."""
        yield self.rates(journey, account)
