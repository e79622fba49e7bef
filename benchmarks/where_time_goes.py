"""Where the time of the product goes: the WSGI application called in this process, with no network, and sampled.

A sample belongs to the part of the code that runs at that moment; what the standard library does belongs to whoever
called it. Time in the driver includes waiting for the database: round trips on PostgreSQL, the disk on SQLite.
"""

import io
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import orjson
from sqlalchemy.engine import make_url

from benchmarks import dataset
from benchmarks.jobs import Job, jobs
from benchmarks.systems import product_settings
from bosonline.adapters.inbound import logs
from bosonline.container import create_app, open_container
from bosonline.settings import Settings

INTERVAL = 0.001
DRIVER = "driver and database"
_PARTS = (
    ("/psycopg", DRIVER),
    ("/sqlalchemy/", "SQLAlchemy"),
    ("/flask/", "Flask and Werkzeug"),
    ("/werkzeug/", "Flask and Werkzeug"),
    ("/marshmallow/", "marshmallow"),
    ("/cattrs/", "cattrs"),
    ("<cattrs", "cattrs"),
    ("/structlog/", "structlog and prometheus-client"),
    ("/prometheus_client/", "structlog and prometheus-client"),
    ("/phonenumbers/", "phonenumbers"),
    ("/jwt/", "PyJWT"),
    ("/adapters/inbound/", "bosonline: inbound adapters"),
    ("/adapters/outbound/", "bosonline: outbound adapters"),
    ("/application/", "bosonline: application"),
    ("/domain/", "bosonline: domain"),
)
_OF_THE_DRIVER = frozenset(
    (
        "DefaultDialect.do_commit",
        "DefaultDialect.do_execute",
        "DefaultDialect.do_executemany",
        "DefaultDialect.do_rollback",
        "_Prepared.execute",
        "_Prepared.execute_many",
    )
)
"""Functions that call the driver, which is no Python of its own on SQLite."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(slots=True)
class Profile:
    """What a job costs: seconds a request, of the clock and of the processor, and samples by part and by function."""

    requests: int = 0
    clock: float = 0.0
    processor: float = 0.0
    parts: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    callers: Counter[str] = field(default_factory=Counter)

    def plain(self) -> dict[str, Any]:
        """What is kept of it."""
        return {"requests": self.requests, "clock": self.clock, "processor": self.processor, "parts": self.parts}

    @classmethod
    def revived(cls, told: dict[str, Any]) -> "Profile":
        """What `plain` gave."""
        return cls(**{**told, "parts": Counter(told["parts"])})

    def share(self, part: str) -> float:
        """How much of the time goes into a part, from 0 to 1."""
        return self.parts[part] / max(1, self.parts.total())


def profile(app: Wsgi, job: Job, *, seconds: float, sampled: bool = True) -> Profile:
    """Do a job for some seconds, after a while of getting warm."""
    requests = job.requests()
    _repeat(app, requests, job.status.decode(), 0.5)
    found = Profile()
    if not sampled:
        found.requests, found.clock, found.processor = _repeat(app, requests, job.status.decode(), seconds)
        return found
    before = signal.signal(signal.SIGALRM, lambda _signal, frame: _sample(found, frame))
    signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
    try:
        found.requests, found.clock, found.processor = _repeat(app, requests, job.status.decode(), seconds)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return found


def _repeat(app: Wsgi, requests: Iterator[bytes], status: str, seconds: float) -> tuple[int, float, float]:
    done, clock, processor = 0, time.perf_counter(), time.process_time()
    until = clock + seconds
    while time.perf_counter() < until:
        _call(app, next(requests), status)
        done += 1
    return done, (time.perf_counter() - clock) / done, (time.process_time() - processor) / done


def _call(app: Wsgi, request: bytes, status: str) -> None:
    got: list[str] = []
    answer = app(environ(request), lambda line, _headers, *_: got.append(line))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not got[0].startswith(status):
        raise ValueError(f"{got[0]}: {content[:500]!r}")


def environ(request: bytes) -> dict[str, Any]:
    """What a WSGI server makes of a request."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    made: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for line in lines:
        name, _, value = line.partition(": ")
        variable = name.upper().replace("-", "_")
        made[variable if variable.startswith("CONTENT_") else f"HTTP_{variable}"] = value
    return made


def _sample(found: Profile, frame: FrameType | None) -> None:
    if frame is None:
        return
    code = frame.f_code
    found.functions[f"{_short(code.co_filename)}:{code.co_qualname}"] += 1
    found.parts[_part(frame)] += 1
    seen = set()
    while frame is not None:
        code = frame.f_code
        seen.add(f"{_short(code.co_filename)}:{code.co_qualname}")
        frame = frame.f_back
    found.callers.update(seen)


def _part(innermost: FrameType) -> str:
    frame: FrameType | None = innermost
    while frame is not None:
        path, function = frame.f_code.co_filename, frame.f_code.co_qualname
        for mark, part in _PARTS:
            if mark in path:
                return DRIVER if function in _OF_THE_DRIVER else part
        frame = frame.f_back
    return "this measurement"


def _short(path: str) -> str:
    for mark in ("site-packages/", "/src/", "python3.11/"):
        if mark in path:
            return path.partition(mark)[2]
    return path


def main(url: str, names: list[str]) -> None:
    """Profile these jobs on a copy of the data, and print what was found as JSON."""
    database = make_url(url)
    settings = Settings.from_environment(product_settings(database))
    logs.configure(settings.log_format, settings.log_level)
    app = create_app(settings, open_container(settings))
    data = dataset.Dataset(database, int(os.environ["BENCHMARK_ORDERS"]))
    token = dataset.sign_in(database, settings.secret)
    found = {
        job.name: profile(app, job, seconds=3).plain() for job in jobs(token, data.open_invoices()) if job.name in names
    }
    print(orjson.dumps(found).decode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
