"""`bosonline sandbox`."""

import signal
import sys
import threading

import click

from bosonline.sandbox import Sandbox


@click.command(short_help="Run the twins of the outside parties.")
@click.option("--port", default=8090, show_default=True, help="Boscod's; the others take the two after it.")
@click.option("--free-ports", is_flag=True, help="Take any ports that are free.")
@click.option("--pace", type=float, help="Seconds after which every parcel makes its next step by itself.")
@click.option("--while-stdin", is_flag=True, hidden=True, help="End when standard input does.")
def sandbox(port: int, free_ports: bool, pace: float | None, while_stdin: bool) -> None:
    """Run the twins of Boscod, Winpay and WhatsApp on loopback, until told to stop.

    They speak the parties' protocols with made-up couriers, prices and payments. GET /sandbox at each lists its calls
    and its controls: faults, callbacks, hurried parcels. `bosonline serve` starts them by itself in development.
    """
    boscod, winpay, whatsapp = (0, 0, 0) if free_ports else (port, port + 1, port + 2)
    twins = Sandbox(boscod_port=boscod, winpay_port=winpay, whatsapp_port=whatsapp, pace=pace)
    # Not in the handler itself: the thread that it interrupts may hold what stopping needs.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=twins.stop).start())
    if while_stdin:
        # Whoever started this is gone then, however it ended; an interrupt at the terminal is its to handle.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_stop_after_stdin, args=(twins,), daemon=True).start()
    try:
        twins.serve_forever(click.echo)
    except OSError as error:
        raise click.ClickException(f"cannot listen: {error}") from error


def _stop_after_stdin(twins: Sandbox) -> None:
    sys.stdin.read()
    twins.stop()
