"""A worker process for the tests to kill: it does jobs whose effect is an event, in steps that it tells.

Called with the database's URL and the seconds that a step takes.
"""

import sys
import time
from datetime import UTC, datetime, timedelta

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.jobs import SqlJobDesk, SqlJobQueue
from bosonline.adapters.outbound.sql.work import SqlWork
from bosonline.application.stores import RunNextJob
from bosonline.application.stores.job_ports import LeasedJob, OpenJobsWork, Tell
from bosonline.domain.identity import StoreId
from bosonline.testing.contracts.outbox import SomethingHappened

LEASE = timedelta(seconds=1)
STEPS = 4


def main(url: str, seconds: float) -> None:
    """Do jobs until killed."""
    database = Database(url)

    def now() -> datetime:
        return datetime.now(UTC)

    def work(store: StoreId, once: object = None) -> SqlWork:
        return SqlWork(database, now, store)

    def run(leased: LeasedJob, tell: Tell) -> None:
        for step in range(STEPS):
            tell(step, STEPS)
            time.sleep(seconds)
        with work(leased.job.store) as changing:
            changing.record(SomethingHappened(str(leased.job.id)))
            changing.jobs.finish(leased, leased.job.finished(at=now(), outcome={}))
            changing.commit()

    queue, desk = SqlJobQueue(database, now), SqlJobDesk(database)
    opens: OpenJobsWork = work
    run_next = RunNextJob(
        queue=queue, jobs=desk, runners={"count": run}, work=opens, files=MemoryFiles(), clock=now, lease=LEASE
    )
    while True:
        if not run_next():
            time.sleep(0.02)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
