"""Twins of the outside parties: small HTTP servers on loopback that speak WhatsApp's, Boscod's and Winpay's protocols.

They are a reading of the protocols of their own and know nothing of the product::

    with Sandbox() as sandbox:
        requests.get(f"{sandbox.boscod.url}/v1/address/provinces", headers={"Authorization": "Bearer any"})

Each twin can be told to misbehave (``faults``), lists what it was asked (``GET /sandbox/requests``) and what it called
back (``GET /sandbox/callbacks``); ``GET /sandbox`` lists all its calls.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from .boscod import Boscod
from .callbacks import Address
from .faults import Fault, Faults
from .twin import Twin
from .whatsapp import WhatsApp
from .winpay import Winpay

__all__ = ["Address", "Boscod", "Fault", "Faults", "Sandbox", "Twin", "WhatsApp", "Winpay"]


class Sandbox:
    """All twins together. Port 0 takes a free one; webhooks and callbacks can be set later, over HTTP too."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        whatsapp_port: int = 0,
        boscod_port: int = 0,
        winpay_port: int = 0,
        boscod_webhook: Address = None,
        winpay_callback: Address = None,
        pace: float | None = None,
    ) -> None:
        """``pace``: seconds after which every parcel makes its next step by itself; without it parcels wait."""
        self.whatsapp = WhatsApp(host=host, port=whatsapp_port)
        self.boscod = Boscod(host=host, port=boscod_port, webhook=boscod_webhook, pace=pace)
        self.winpay = Winpay(host=host, port=winpay_port, callback=winpay_callback)
        self._stopped = threading.Event()

    @property
    def twins(self) -> tuple[Twin, ...]:
        return (self.whatsapp, self.boscod, self.winpay)

    def start(self) -> Self:
        """Listen with every twin, or with none where a port is taken (OSError)."""
        self._stopped.clear()
        try:
            for twin in self.twins:
                twin.start()
        except OSError:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End every twin and its threads; harmless when they have ended already."""
        for twin in self.twins:
            twin.stop()
        self._stopped.set()

    def serve_forever(self, announce: Callable[[str], None] | None = None) -> None:
        """Serve in the foreground until interrupted or stopped; ``announce`` is given a line for each twin."""
        with self:
            for twin in self.twins:
                if announce is not None:
                    announce(f"{twin.name:<9} {twin.url}")
            with suppress(KeyboardInterrupt):
                self._stopped.wait()

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until no twin has a callback or a parcel's step left to do; False when that took too long."""
        return all(twin.agenda.drain(seconds) for twin in self.twins)

    def forget(self) -> None:
        """Clear faults, records and what the parties remember."""
        for twin in self.twins:
            twin.reset()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
