"""Which store a request's Host names, decided before routing; a Host that is not known gets 404."""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import quote

from flask import Flask, Response, g, request

from bosonline.adapters.inbound.rest.access import PAGES
from bosonline.adapters.inbound.rest.edge import OPERATION
from bosonline.adapters.inbound.rest.problems import http_problem

_SUBDOMAIN = re.compile("[a-z0-9-]{1,63}", re.ASCII).fullmatch
_HOST_FREE = frozenset(page.path for page in PAGES if page.host_free)


class StoreOfDomain(Protocol):
    """The subdomain of the store whose verified domain this is, or None; asked for every Host that is not ours."""

    def __call__(self, domain: str, /) -> str | None: ...


class StoreOfSubdomain(Protocol):
    """The present subdomain of the store that goes by this name, or went by it and holds it still; or None."""

    def __call__(self, name: str, /) -> str | None: ...


def as_named(name: str, /) -> str | None:
    """Every name is taken for a store's; whoever looks the store up finds out."""
    return name


def no_domains(_domain: str, /) -> str | None:
    """No store has a domain of its own."""
    return None


def host_name(host: str) -> str:
    """The name in a Host header, without the port and in lower case."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).strip("[]").removesuffix(".").lower()


def register(
    app: Flask,
    platform_hosts: Sequence[str],
    store_of_domain: StoreOfDomain,
    store_of_subdomain: StoreOfSubdomain = as_named,
) -> None:
    """Know the platform's hosts, their subdomains, and the stores' own domains.

    A former subdomain leads readers to the present one; what is sent to it is taken as sent there.
    """
    known = frozenset(platform_hosts)
    parents = frozenset(host for host in known if not _is_address(host))

    @app.before_request
    def recognise_host() -> Response | None:
        environ = request.environ
        rule = request.url_rule
        if rule is not None:
            environ[OPERATION] = rule.endpoint
            if rule.rule in _HOST_FREE:
                return None
        name = host_name(environ.get("HTTP_HOST", ""))
        if name in known:
            return None
        subdomain, _, parent = name.partition(".")
        if not subdomain or parent not in parents:
            g.subdomain = _own(name, store_of_domain)
        else:
            g.subdomain = store_of_subdomain(subdomain) if _SUBDOMAIN(subdomain) else None
            if g.subdomain not in (None, subdomain) and request.method in ("GET", "HEAD"):
                return _moved(f"{g.subdomain}.{parent}")
        return None if g.subdomain else http_problem(404)


def _moved(host: str) -> Response:
    """Permanent, but not to be remembered: one day the former name may be somebody else's."""
    port = request.environ.get("HTTP_HOST", "").rpartition(":")[2]
    query = request.environ.get("QUERY_STRING", "")
    path = quote(request.path, safe="/:@!$&'()*+,;=~-._")
    where = f"{request.scheme}://{host}{f':{port}' if port.isdecimal() else ''}{path}{f'?{query}' if query else ''}"
    return Response(status=308, headers={"Location": where, "Cache-Control": "no-store"})


def _own(name: str, store_of_domain: StoreOfDomain) -> str | None:
    return store_of_domain(name) if name and len(name) <= 253 and name.isprintable() else None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
