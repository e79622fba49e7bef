"""What DNS says at this moment, asked of one resolver.

The library is loaded with the first question: only those who bring domains along, and the worker, ever ask.
"""

import threading
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bosonline.application.stores.ports import DnsUnavailable

PORT = 53
SECONDS_PER_TRY = 2.0
SECONDS_IN_ALL = 4.0
AGAIN_IN_SECONDS = 30
MOST_RECORDS = 10
MOST_ALIASES = 8
_LONGEST_TEXT = 255


class DnsRecords:
    """Asks a resolver: `host` or `host:port` (the system's own where None is named)."""

    def __init__(self, resolver: str | None = None) -> None:
        self._server = None if resolver is None else _server(resolver)
        self._turn = threading.Lock()
        self._made: Any = None

    def texts(self, name: str, /) -> Sequence[str]:
        """The texts (TXT) under a name, without control characters and cut to a readable length."""
        found = [b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")]
        return ["".join(sign for sign in text if sign.isprintable())[:_LONGEST_TEXT] for text in found]

    def aliases(self, name: str, /) -> Sequence[str]:
        """The names that a name stands for (CNAME), one after the other."""
        found: list[str] = []
        while len(found) < MOST_ALIASES:
            records = self._ask(found[-1] if found else name, "CNAME")
            following = [_told(record.target) for record in records][:1]
            if not following or following[0] in found:
                break
            found += following
        return found

    def addresses(self, name: str, /) -> Sequence[str]:
        """The addresses (A, AAAA) that a name leads to."""
        if _is_address(name):
            return [name]
        return sorted(record.address for kind in ("A", "AAAA") for record in self._ask(name, kind))

    def _ask(self, name: str, kind: str) -> Sequence[Any]:
        import dns.exception  # noqa: PLC0415  # not before the first question
        import dns.name  # noqa: PLC0415
        import dns.resolver  # noqa: PLC0415

        try:
            asked = dns.name.from_text(name)
            answer = self._resolver().resolve(asked, kind, lifetime=SECONDS_IN_ALL, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.NameTooLong):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise DnsUnavailable(retry_after=AGAIN_IN_SECONDS) from error
        return list(answer)[:MOST_RECORDS]

    def _resolver(self) -> Any:
        import dns.resolver  # noqa: PLC0415  # as above

        with self._turn:
            if self._made is None:
                made = dns.resolver.Resolver(configure=self._server is None)
                if self._server is not None:
                    made.nameservers, made.port = [self._server[0]], self._server[1]
                made.timeout = SECONDS_PER_TRY
                self._made = made
        return self._made


def _server(named: str) -> tuple[str, int]:
    bare = f"[{named}]" if named.count(":") > 1 and not named.startswith("[") else named
    split = urlsplit(f"//{bare}")
    if split.hostname is None or not _is_address(split.hostname):
        raise ValueError("a resolver is named by its address, perhaps with a port")
    return split.hostname, split.port or PORT


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _told(name: Any) -> str:
    told: str = name.to_text(omit_final_dot=True).lower()
    return told
