"""A worker process for the tests to kill: it writes down each letter that it begins and ends.

Called with the database's URL, the file to write to, and the seconds that a delivery takes.
"""

import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

from bosonline.adapters.inbound.worker import Delivery, Handler, Relay
from bosonline.adapters.outbound.codec import revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.outbox import SqlOutbox
from bosonline.testing.contracts.outbox import SomethingHappened

LEASE = timedelta(seconds=2)


def main(url: str, path: str, seconds: float) -> None:
    """Deliver until killed."""
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def deliver(delivery: Delivery) -> None:
        os.write(log, f"begun {delivery.id} {delivery.event.what} {time.time()}\n".encode())
        time.sleep(seconds)
        os.write(log, f"ended {delivery.id} {delivery.event.what} {time.time()}\n".encode())

    def now() -> datetime:
        return datetime.now(UTC)

    handlers = {"SomethingHappened": Handler(SomethingHappened, deliver)}
    relay = Relay(SqlOutbox(Database(url), now), handlers, now, revive=revive, lease=LEASE)
    os.write(log, b"ready - - 0\n")
    relay.run(threading.Event())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
