"""Follows up orders INV0001, INV0002, ... through a gateway, one after the other; says when it begins."""

import sys
from datetime import UTC, datetime

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.work import SqlWork
from bosonline.adapters.outbound.whatsapp.gateway import GatewayMessenger
from bosonline.adapters.outbound.whatsapp.link import whatsapp_link
from bosonline.application.ordering import FollowUpOrder
from bosonline.domain.identity import SYSTEM, StoreId
from bosonline.domain.ordering import Invoice


def main(database_url: str, gateway_url: str, store: str, orders: str) -> None:
    """Follow every order up once; those that were followed up before are repeats."""
    database = Database(database_url)

    def noon() -> datetime:
        return datetime(2026, 1, 5, 5, 0, tzinfo=UTC)

    follow_up = FollowUpOrder(
        work=lambda of_store, once=None: SqlWork(database, noon, of_store, once),
        clock=noon,
        links=whatsapp_link,
        order_url="https://kopisiti.example/o/{}".format,
        messenger=GatewayMessenger(url=gateway_url, token="any"),
    )
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for number in range(1, int(orders) + 1):
        follow_up(store=StoreId(int(store)), by=SYSTEM, invoice=Invoice(f"INV{number:04d}"), attempt=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
