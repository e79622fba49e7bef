"""The systems that are compared, each served by granian in processes of its own, on a database of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy.engine import URL

SECRET = "benchmarks-only-secret-of-no-value-0123456789"
PRODUCT, FLOOR, STRAIGHTFORWARD = "product", "floor", "straightforward"
ROOT = Path(__file__).parent.parent


class NotServing(Exception):
    """A system did not come up; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Processes:
    """How a system is served: as the product is by default on SQLite, and a process per core on PostgreSQL."""

    workers: int
    threads: int

    @classmethod
    def on(cls, url: URL) -> "Processes":
        """What suits the database."""
        if url.get_backend_name() == "sqlite":
            return cls(1, 16)
        return cls(os.cpu_count() or 1, 4)


@dataclass(slots=True)
class Served:
    """A system that takes requests."""

    name: str
    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """The processor time that its processes have taken."""
        return sum(spent(process) for process in self._processes())

    def largest_rss(self) -> int:
        """The memory of its largest process, in bytes."""
        return max(process.memory_info().rss for process in self._processes())

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def spent(process: psutil.Process) -> float:
    """The processor time that a process has taken; none when it has ended."""
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


@contextmanager
def serve(name: str, url: URL, log: Path) -> Iterator[Served]:
    """Serve a system until the block ends. Raises `NotServing` when it does not come up."""
    port = _free_port()
    with (
        log.open("wb") as said,
        subprocess.Popen(
            _command(name, port, Processes.on(url)),
            cwd=ROOT,
            env=_environment(name, url),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        ) as process,
    ):
        try:
            if not _wait(port, process):
                raise NotServing(f"{name}: {log.read_text(errors='replace')[-2000:]}")
            yield Served(name, port, psutil.Process(process.pid))
        finally:
            _stop(process)


def cold_start(url: URL, log: Path) -> float:
    """Seconds from starting the product to its first answer."""
    began = time.perf_counter()
    with serve(PRODUCT, url, log):
        return time.perf_counter() - began


def _command(name: str, port: int, shape: Processes) -> list[str]:
    if name == PRODUCT:
        return [sys.executable, "-m", "bosonline.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]
    target = f"benchmarks.{name}:application"
    return [sys.executable, "-m", "benchmarks.serve", target, str(port), str(shape.workers), str(shape.threads)]


def product_settings(url: URL) -> dict[str, str]:
    """The variables that the product is served with: what an operator would set, but no limit on one address."""
    shape = Processes.on(url)
    return {
        "BOSONLINE_ENV": "test",
        "BOSONLINE_DATABASE_URL": url.render_as_string(hide_password=False),
        "BOSONLINE_SECRET": SECRET,
        "BOSONLINE_WORKERS": str(shape.workers),
        "BOSONLINE_THREADS": str(shape.threads),
        "BOSONLINE_LOG_FORMAT": "json",
        "BOSONLINE_PUBLIC_RATE": "0",
    }


def _environment(name: str, url: URL) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("BOSONLINE_")}
    if name == PRODUCT:
        return {**inherited, **product_settings(url)}
    database = url.render_as_string(hide_password=False)
    return {**inherited, "BENCHMARK_DATABASE": database, "BENCHMARK_SECRET": SECRET}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, process: "subprocess.Popen[bytes]", seconds: float = 30) -> bool:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until and process.poll() is None:
        if _answers(port):
            return True
        time.sleep(0.01)
    return False


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return line.recv(12).startswith(b"HTTP/1.1")
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()


def database_spent() -> Callable[[], float]:
    """Asks for the processor time of PostgreSQL's processes on this machine, where they can be seen."""

    def now() -> float:
        return sum(spent(process) for process in psutil.process_iter(["name"]) if process.info["name"] == "postgres")

    return now
