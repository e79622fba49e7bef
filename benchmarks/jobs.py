"""The four jobs as the requests that they are, the same for every system."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import orjson

from benchmarks.dataset import FORM, SUBDOMAIN, VARIANTS, sku, voucher

LIST_PATH = "/store/order?status=processing&limit=20"


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, the status of its answers, and its requests, of which no two are the same."""

    name: str
    status: bytes
    requests: Callable[[], Iterator[bytes]]


def jobs(token: str, open_invoices: Sequence[str]) -> list[Job]:
    """The four jobs for one system, which a member of staff does with this token on orders that are open.

    Those that only read come first: they find the data set in every system as it was made, not what others wrote.
    """
    return [
        Job("order list", b"200", lambda: itertools.repeat(_get(LIST_PATH, token))),
        Job("order detail", b"200", lambda: details(token, open_invoices)),
        Job("follow-up", b"200", lambda: follow_ups(token, open_invoices)),
        Job("checkout", b"201", checkouts),
    ]


def checkouts() -> Iterator[bytes]:
    """Three lines of a form that offers a hundred, with a voucher, each time by another buyer and under another key."""
    for number in itertools.count(1):
        goods = [(number * 7 + step * 33) % VARIANTS for step in range(3)]
        body = {
            "form": FORM,
            "subdomain": SUBDOMAIN,
            "customer": {"name": "Budi Santoso", "phone": f"0812{number:08d}"},
            "address": {
                "street": f"Jl. Melati {number} RT 02/03",
                "district_code": "31.71.01",
                "post_code": "10110",
            },
            "items": [{"sku": sku(goods[0]), "qty": 2}, *({"sku": sku(other), "qty": 1} for other in goods[1:])],
            "payment_method": "bank_transfer",
            "voucher_code": voucher(number),
            "note": "",
        }
        yield _post("/store/order/checkout", orjson.dumps(body), f"Idempotency-Key: bench-{number}\r\n")


def follow_ups(token: str, invoices: Sequence[str]) -> Iterator[bytes]:
    """The first attempt on every open order, then the second on every one, and so on."""
    for attempt in itertools.count(1):
        for invoice in invoices:
            body = {"invoice": invoice, "follow_up_attempts": attempt}
            yield _post("/store/order/follow-up", orjson.dumps(body), _bearer(token))


def details(token: str, invoices: Sequence[str]) -> Iterator[bytes]:
    """Orders from all over the store."""
    for invoice in itertools.cycle(invoices[::-7]):
        yield _get(f"/store/order/{invoice}", token)


def _bearer(token: str) -> str:
    return f"Authorization: Bearer {token}\r\n"


def _get(path: str, token: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n{_bearer(token)}\r\n".encode()


def _post(path: str, body: bytes, headers: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{headers}\r\n"
    )
    return head.encode() + body
