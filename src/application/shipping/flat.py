"""Prices that the seller sets, in the place of couriers'."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bosonline.application.shipping.accounts import CourierAccount
from bosonline.domain.money import Money
from bosonline.domain.shipping import Courier, Journey, Rates, RatesUnavailable, flat_rate


@dataclass(frozen=True, slots=True)
class FlatCouriers:
    """Couriers as a seller without any has them: one price to each district, or `RatesUnavailable`."""

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
        if courier is not None:
            return Rates()
        price = self.price_to(journey.destination)
        if price is None:
            raise RatesUnavailable
        return Rates(rates=(flat_rate(price),))

    def stream(self, journey: Journey, account: CourierAccount | None = None, /) -> Iterator[Rates]:
        """The same at once."""
        yield self.rates(journey, account)
