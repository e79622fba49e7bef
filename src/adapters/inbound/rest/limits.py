"""How often one address may call what takes no token."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Protocol

from flask import request

from bosonline.domain.errors import Throttled


class RateLimit(Protocol):
    """Counts a call of one kind (`auth`, `public`) by one caller.

    Answers the seconds to wait where that was one too many, else None.
    """

    def __call__(self, kind: str, caller: str, /) -> int | None: ...


def unlimited(_kind: str, _caller: str, /) -> int | None:
    """No limit at all."""
    return None


def limit_of(path: str, method: str, *, public: bool) -> str | None:
    """The kind of limit that an operation is under: where one could guess, what anybody may write, or none.

    Who bears a token is known, and is limited by use cases where that counts. Callbacks come from few addresses in
    bursts, and prove themselves by secret or signature.
    """
    if not public or method == "GET" or path.startswith("/webhooks/"):
        return None
    return "auth" if path.startswith(("/auth/", "/boscod/reset-password")) else "public"


def caller() -> str:
    """The address of the peer; of IPv6 the network that one subscriber has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return str(address)


def spend(rate_limit: RateLimit, kind: str) -> None:
    """Count this request; refuse it with `Throttled` where it is one too many."""
    wait = rate_limit(kind, caller())
    if wait is not None:
        raise Throttled(retry_after=max(1, wait))
