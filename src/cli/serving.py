"""What a serving process loads: the application and, on SQLite, the worker beside it."""

import ctypes
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING

from bosonline.adapters.inbound import logs
from bosonline.container import create_app, create_worker, open_container
from bosonline.settings import Settings

_M_MMAP_THRESHOLD, _LARGE = -3, 4 << 20

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication


def application() -> "WSGIApplication":
    """The application of this process, by the settings in its environment; granian calls it in each of its workers."""
    # An interrupt at the terminal reaches every process of the group, and the parent then ends its children: a child
    # that is told twice within a moment may miss both. Threads that start from here on inherit this.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    _give_large_memory_back()
    settings = Settings.from_environment()
    logs.configure(settings.log_format, settings.log_level)
    app, close = assemble(settings)
    # A child of multiprocessing runs these when it ends, and no `atexit`.
    Finalize(None, close, exitpriority=10)
    _end_with_parent()
    return app


def assemble(settings: Settings) -> "tuple[WSGIApplication, Callable[[], None]]":
    """The application, and what to call when it is no longer served.

    SQLite has one writing process, so there the worker is a thread of the one that serves, and writes through the
    same engine.
    """
    container = open_container(settings)
    app = create_app(settings, container)
    worker = create_worker(settings, container) if settings.on_sqlite else None
    if worker is not None:
        worker.start()

    def close() -> None:
        if worker is not None:
            worker.stop()
        container.view_tally().flush()
        container.database().dispose()

    return app, close


def _give_large_memory_back() -> None:
    """Have glibc return large blocks to the system when they are freed.

    By itself it keeps those of a size that it has seen before, such as the 19 MiB that each check of a password takes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)


def _end_with_parent() -> None:
    """Stop when the parent has died without a word: otherwise its port and the database would stay taken."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="bosonline-parent-watch", daemon=True).start()
