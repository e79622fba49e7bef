"""`bosonline` as a process of its own, in a folder of its own: for tests that want the whole product."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests

PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running `bosonline serve`."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> requests.Response:
        """The answer to a GET."""
        return requests.get(f"{self.url}{path}", headers=headers, timeout=PATIENCE)

    def post(self, path: str, body: object, *, headers: Mapping[str, str] | None = None) -> requests.Response:
        """The answer to a POST of JSON."""
        return requests.post(f"{self.url}{path}", json=body, headers=headers, timeout=PATIENCE)

    @property
    def tree(self) -> list[psutil.Process]:
        """The process and everything that it started."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def wait_for_log(self, text: str) -> None:
        """Until the process has printed this."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.log.read_text():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """`bosonline` in a folder, with these variables and no others of its own."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def with_variables(self, **variables: str) -> "CommandLine":
        """The same with these variables too."""
        return CommandLine(self.folder, {**self.variables, **variables})

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a command prints, both ways."""
        done = subprocess.run(  # noqa: S603  # our own command
            _command(arguments),
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    @contextmanager
    def serve(self) -> Iterator[Served]:
        """A server that answers; ended by SIGTERM unless it has ended."""
        port, log = free_port(), self.folder / "serve.log"
        with self.start("serve", "--port", str(port), log=log) as process:
            served = Served(process, f"http://127.0.0.1:{port}", log)
            _wait_for_answer(served)
            yield served
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) == 0, log.read_text()

    @contextmanager
    def start(self, *arguments: str, log: Path) -> Iterator[subprocess.Popen[str]]:
        """A process with all its children, which are killed where the block leaves them behind."""
        with (
            log.open("w") as output,
            subprocess.Popen(  # noqa: S603  # our own command
                _command(arguments),
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                start_new_session=True,
            ) as process,
        ):
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def _environment(self) -> dict[str, str]:
        others = {name: text for name, text in os.environ.items() if not name.startswith(("BOSONLINE_", "COV_"))}
        return {**others, **self.variables}


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "bosonline.cli", *arguments]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_answer(served: Served) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if served.get("/healthz").ok:
                return
        except requests.ConnectionError:
            assert served.process.poll() is None, served.log.read_text()
            assert time.monotonic() < deadline, served.log.read_text()
            time.sleep(0.05)
