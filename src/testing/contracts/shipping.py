"""What every adapter of the ports of shipping must do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bosonline.adapters.outbound.memory.integrations import MemoryIntegrationDesk
from bosonline.adapters.outbound.sql.integrations import SqlIntegrationDesk
from bosonline.application.ordering.parcel_news import Webhook
from bosonline.application.shipping.integrations import IntegrationDesk
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.shipping.integration import Integration, Party
from bosonline.domain.shipping.shipment import ParcelEvent, Shipment, ShipmentState
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import open_store


def integration_desk_of(backend: Backend) -> IntegrationDesk:
    """What stores set for outside parties, on this backend."""
    return (MemoryIntegrationDesk if backend.name == "memory" else SqlIntegrationDesk)(backend.database)


def an_integration(backend: Backend) -> Integration:
    """What a store set, sealed."""
    return Integration(
        party=Party.BOSCOD,
        token="mark.sealed-token",  # none at all
        webhook_key="mark.sealed-key",
        hint="...x9Qm",
        set_at=backend.clock(),
        by=Author(StaffId(5), "Alice"),
    )


class IntegrationsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_what_was_set_comes_back_to_its_store_alone(self, backend: Backend) -> None:
        """With every member; another store has none of it."""
        store, other, given = open_store(backend), open_store(backend), an_integration(backend)
        with backend.work(store) as work:
            assert work.integrations.get(Party.BOSCOD) is None
            work.integrations.put(given)
            work.commit()

        desk = integration_desk_of(backend)
        assert desk.find(store, Party.BOSCOD) == given
        assert desk.find(other, Party.BOSCOD) is None
        assert desk.find(StoreId(10**9), Party.BOSCOD) is None
        with backend.work(other) as work:
            assert work.integrations.get(Party.BOSCOD) is None

    def test_what_is_set_again_replaces_it(self, backend: Backend) -> None:
        """As a whole: what is left out is gone."""
        store, given = open_store(backend), an_integration(backend)
        became = replace(given, token=None, webhook_key=None, hint=None, webhook_round=1)
        for one in (given, became):
            with backend.work(store) as work:
                work.integrations.put(one)
                work.commit()

        assert integration_desk_of(backend).find(store, Party.BOSCOD) == became

    def test_a_store_that_closes_leaves_no_credentials(self, backend: Backend) -> None:
        """Neither here nor there, and the neighbour keeps its own."""
        store, other = open_store(backend), open_store(backend)
        for one in (store, other):
            with backend.work(one) as work:
                work.integrations.put(an_integration(backend))
                work.commit()
        with backend.work(store) as work:
            work.traces.close(at=backend.clock())
            work.commit()

        desk = integration_desk_of(backend)
        assert desk.find(store, Party.BOSCOD) is None
        assert desk.find(other, Party.BOSCOD) == an_integration(backend)


def a_shipment(backend: Backend, invoice: str = "INV0822", number: int = 1) -> Shipment:
    """A parcel that somebody has claimed."""
    shipment = Shipment(
        invoice=invoice,
        number=number,
        order_code=f"code-{invoice}-{number}",
        courier_code="idx",
        service_code="03",
        vehicle="motor",
        state_at=backend.clock(),
        claimed_at=backend.clock(),
        by=Author(StaffId(5), "Alice"),
    )
    shipment.claim(backend.clock())
    return shipment


class ShipmentsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_parcel_comes_back_as_it_was_kept(self, backend: Backend) -> None:
        """By its order, its number and its code; to its store alone."""
        store, other, given = open_store(backend), open_store(backend), a_shipment(backend)
        with backend.work(store) as work:
            work.shipments.add(given)
            given.book("BCD1", at=backend.clock())
            work.shipments.save(given)
            work.commit()

        with backend.work(store) as work:
            assert work.shipments.of("INV0822") == given
            assert work.shipments.find(order_no="BCD1") == given
            assert work.shipments.find(order_no="nobody", order_code=given.order_code) == given
            assert work.shipments.of("INV0823") is None
            assert work.shipments.find(order_no=None, order_code=None) is None
        with backend.work(other) as work:
            assert work.shipments.of("INV0822") is None
            assert work.shipments.find(order_no="BCD1", order_code=given.order_code) is None

    def test_whoever_saves_second_has_to_look_again(self, backend: Backend) -> None:
        """Also who adds a parcel of a number that there is."""
        store, given = open_store(backend), a_shipment(backend)
        with backend.work(store) as work:
            work.shipments.add(given)
            work.commit()
        with backend.work(store) as work:
            first, second = work.shipments.of("INV0822"), work.shipments.of("INV0822")
            work.shipments.save(first)
            with pytest.raises(ChangedMeanwhile):
                work.shipments.save(second)
        with pytest.raises(ChangedMeanwhile), backend.work(store) as work:
            work.shipments.add(a_shipment(backend))

    def test_the_last_parcel_of_an_order_counts(self, backend: Backend) -> None:
        """The earlier ones are found by their codes."""
        store = open_store(backend)
        with backend.work(store) as work:
            for number in (1, 2):
                work.shipments.add(a_shipment(backend, number=number))
            work.commit()

        with backend.work(store) as work:
            assert work.shipments.of("INV0822").number == 2
            assert work.shipments.find(order_code="code-INV0822-1").number == 1

    def test_what_was_told_is_kept_once_newest_first(self, backend: Backend) -> None:
        """However often, and by whatever way, it is told."""
        store, given, at = open_store(backend), a_shipment(backend), backend.clock()
        events = [
            ParcelEvent(at=at + timedelta(minutes=minute), code=str(minute), state=ShipmentState.IN_TRANSIT, note="n")
            for minute in range(3)
        ]
        unknown = ParcelEvent(at=at, code="777", state=None, description="d", branch="b")
        with backend.work(store) as work:
            work.shipments.add(given)
            assert work.shipments.tell(given, events, by_way_of="webhook", at=at) == 3
            assert work.shipments.tell(given, [*events, unknown], by_way_of="tracking", at=at) == 1
            work.commit()

        with backend.work(store) as work:
            assert work.shipments.told(given) == [events[2], events[1], unknown, events[0]]

    def test_a_webhook_waits_until_it_is_worked_off(self, backend: Backend) -> None:
        """For its store alone, as it came."""
        store, other = open_store(backend), open_store(backend)
        webhook = Webhook(body='{"order_no": "\\u0000"}', at=backend.clock())
        with backend.work(store) as work:
            number = work.inbox.add(webhook)
            work.commit()
        with backend.work(other) as work:
            assert work.inbox.get(number) is None
            work.inbox.done(number, "not mine", at=backend.clock())
            work.commit()
        with backend.work(store) as work:
            assert work.inbox.get(number) == webhook
            work.inbox.done(number, "taken in", at=backend.clock())
            work.commit()
        with backend.work(store) as work:
            assert work.inbox.get(number) is None
