"""Rates of couriers, remembered for a few minutes: whoever asks the same meanwhile waits for one answer.

Those who ask or wait are few at a time, so that couriers who are slow never hold all threads of a process.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256

from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.ports import Couriers
from bosonline.domain.shipping import Courier, CouriersUnavailable, Journey, Rates

MOMENT = 300.0
FAILED_MOMENT = 10.0
MOST = 5_000
PATIENCE = 15.0
RETRY_AFTER = 2

Key = tuple[bytes, Journey, str | None]


class RememberedCouriers:
    """Couriers whose rates are remembered for `moment` seconds, those that not all of them told for a shorter one."""

    def __init__(
        self,
        couriers: Couriers,
        *,
        at_once: int = 8,
        streams: int = 4,
        moment: float = MOMENT,
        most: int = MOST,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._couriers, self._moment, self._most, self._now = couriers, moment, most, now
        self._known: OrderedDict[Key, tuple[float, Rates]] = OrderedDict()
        self._being_asked: dict[Key, Future[Rates]] = {}
        self._asking, self._streaming = threading.BoundedSemaphore(at_once), threading.BoundedSemaphore(streams)
        self._turn = threading.Lock()

    def known(self) -> Sequence[Courier]:
        """The couriers that can be named."""
        return self._couriers.known()

    def rates(self, journey: Journey, account: CourierAccount, /, *, courier: str | None = None) -> Rates:
        """The rates of all couriers or of one, perhaps of some minutes ago."""
        key = _key(journey, account, courier)
        remembered = self._remembered(key)
        if remembered is not None:
            return remembered
        with _one_of(self._asking):
            with self._turn:
                answer = self._being_asked.get(key)
                if answer is None:
                    mine = self._being_asked[key] = Future()
            if answer is None:
                return self._build(key, mine, lambda: self._couriers.rates(journey, account, courier=courier))
            try:
                return answer.result(PATIENCE)
            except TooLate:
                raise CouriersUnavailable(retry_after=RETRY_AFTER) from None

    def stream(self, journey: Journey, account: CourierAccount, /) -> Iterator[Rates]:
        """The rates of each courier as it answers, or all at once where they are remembered."""
        key = _key(journey, account, None)
        remembered = self._remembered(key)
        if remembered is not None:
            yield remembered
            return
        with _one_of(self._streaming):
            parts = []
            for part in self._couriers.stream(journey, account):
                parts.append(part)
                yield part
            self._remember(key, _together(parts))

    def _build(self, key: Key, answer: "Future[Rates]", ask: Callable[[], Rates]) -> Rates:
        try:
            # Whoever was before may have ended between the look and the turn.
            rates = self._remembered(key) or ask()
        except BaseException as error:
            answer.set_exception(error)
            raise
        else:
            self._remember(key, rates)
            answer.set_result(rates)
            return rates
        finally:
            with self._turn:
                del self._being_asked[key]

    def _remembered(self, key: Key) -> Rates | None:
        with self._turn:
            until, rates = self._known.get(key, (0.0, None))
            return rates if self._now() < until else None

    def _remember(self, key: Key, rates: Rates) -> None:
        moment = min(self._moment, FAILED_MOMENT) if rates.failed else self._moment
        with self._turn:
            self._known[key] = self._now() + moment, rates
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def _key(journey: Journey, account: CourierAccount, courier: str | None) -> Key:
    """By a digest of the token: keys are kept, and tokens are nobody's to read."""
    told = replace(journey, parcel=journey.parcel.told())
    return sha256(account.token.encode()).digest(), told, courier


def _together(parts: Sequence[Rates]) -> Rates:
    return Rates(
        rates=[rate for part in parts for rate in part.rates], failed=[one for part in parts for one in part.failed]
    )


@contextmanager
def _one_of(few: threading.BoundedSemaphore) -> Iterator[None]:
    if not few.acquire(blocking=False):
        raise CouriersUnavailable(retry_after=RETRY_AFTER)
    try:
        yield
    finally:
        few.release()
