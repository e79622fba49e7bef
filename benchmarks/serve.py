"""Serve one of the compared applications as the product is served: `python -m benchmarks.serve TARGET PORT ...`."""

import gc
import sys
from importlib import import_module

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def main(target: str, port: str, workers: str, threads: str) -> None:
    """Serve until told to stop; the application is loaded before its processes are forked, as the product is."""
    import_module(target.partition(":")[0])
    gc.collect()
    gc.freeze()
    Granian(
        target,
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=int(port),
        workers=int(workers),
        blocking_threads=int(threads),
        respawn_failed_workers=False,
        workers_kill_timeout=30,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
