"""Whether an application serves exactly the operations that are listed, and says 405 to every other method."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from flask import Flask
from werkzeug.routing import Rule

from bosonline.adapters.inbound.rest.access import PAGES
from bosonline.adapters.inbound.rest.api import PATH_MEMBER, path_of
from bosonline.adapters.inbound.rest.paths import CONVERTERS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "BREW")


class Listed(Protocol):
    """An operation, as far as routes are concerned."""

    @property
    def method(self) -> str: ...

    @property
    def path(self) -> str: ...


def assert_routes_match(app: Flask, operations: Iterable[Listed], *, host: str = "localhost") -> None:
    """Fail with the list of what differs.

    Every route is an operation or one of `PAGES`, every operation has a route, and every method that a path does not
    take is answered 405 with an Allow header that names just those that it takes.
    """
    listed = {(operation.method, operation.path) for operation in operations}
    pages = {page.path for page in PAGES}
    routed = {(method, path_of(rule.rule)) for rule in app.url_map.iter_rules() for method in _methods(rule)}
    wrong = [f"route without operation: {method} {path}" for method, path in routed - listed if path not in pages]
    wrong += [f"operation without route: {method} {path}" for method, path in listed - routed]
    taken: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        taken.setdefault(rule.rule, set()).update(rule.methods or ())
    for pattern, methods in taken.items():
        wrong += _wrong_methods(app, sample_path(pattern), methods, host)
    assert not wrong, "\n".join(sorted(wrong))


def sample_path(rule: str, given: Mapping[str, Any] | None = None) -> str:
    """A path that matches the rule, with the members given or else made up."""
    known = given or {}
    return PATH_MEMBER.sub(
        lambda found: str(known.get(found[2], CONVERTERS[found[1] or "default"].sample)),
        rule,
    )


def _methods(rule: Rule) -> Iterable[str]:
    return [method for method in rule.methods or () if method not in ("HEAD", "OPTIONS")]


def _wrong_methods(app: Flask, path: str, methods: set[str], host: str) -> Iterable[str]:
    client = app.test_client()
    for method in METHODS:
        if method in methods:
            continue
        answer = client.open(path, method=method, headers={"Host": host})
        allowed = set(answer.headers.get("Allow", "").split(", "))
        if answer.status_code != 405:
            yield f"{method} {path} is answered {answer.status_code}, not 405"
        elif allowed != methods:
            yield f"{method} {path} is told Allow: {sorted(allowed)}, not {sorted(methods)}"
