"""The Flask application: operations, host recognition, problems, and the few paths that are no operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bosonline.adapters.inbound.rest import front, hosts, probes, problems
from bosonline.adapters.inbound.rest.api import Api, Authenticate, Operation
from bosonline.adapters.inbound.rest.edge import Edge
from bosonline.adapters.inbound.rest.handler import mount
from bosonline.adapters.inbound.rest.hosts import StoreOfDomain, StoreOfSubdomain, as_named, no_domains
from bosonline.adapters.inbound.rest.limits import RateLimit, unlimited
from bosonline.adapters.inbound.rest.metrics import Metrics
from bosonline.adapters.inbound.rest.paths import CONVERTERS
from bosonline.adapters.inbound.rest.probes import Ready, always_ready


@dataclass(frozen=True, slots=True, kw_only=True)
class RestOptions:
    """What an operator may set.

    `proxy_hops` is how many proxies stand in front, each of which adds to X-Forwarded-For and -Proto and leaves Host
    as it was; 0 believes neither. `metrics_token` lets others than this machine read the figures. `propagate_bugs`
    is for tests: a bug is raised instead of answered.
    """

    platform_hosts: Sequence[str] = ("localhost", "127.0.0.1", "::1")
    max_body_bytes: int = 1_048_576
    cors_origins: Sequence[str] = ()
    proxy_hops: int = 0
    metrics_token: str | None = None
    in_production: bool = False
    access_log: bool = True
    propagate_bugs: bool = False


class Pages(Protocol):
    """Adds pages for people to the application: paths that `access.PAGES` lists."""

    def __call__(self, app: Flask, rate_limit: RateLimit, /) -> None: ...


def create_rest(
    apis: Sequence[Api],
    *,
    authenticate: Authenticate,
    options: RestOptions,
    ready: Ready = always_ready,
    rate_limit: RateLimit = unlimited,
    store_of_domain: StoreOfDomain = no_domains,
    store_of_subdomain: StoreOfSubdomain = as_named,
    pages: Sequence[Pages] = (),
) -> Flask:
    """A WSGI application that serves these operations and pages."""
    app = Flask("bosonline", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=options.max_body_bytes,
        PROPAGATE_BUGS=options.propagate_bugs,
        PROPAGATE_EXCEPTIONS=options.propagate_bugs,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.converters.update(CONVERTERS)
    operations: list[Operation] = [operation for api in apis for operation in api.operations]
    metrics = Metrics()
    hosts.register(app, options.platform_hosts, store_of_domain, store_of_subdomain)
    problems.register(app)
    front.register(app, operations)
    probes.register(app, metrics, ready, options.metrics_token)
    mount(app, operations, authenticate, rate_limit)
    for add in pages:
        add(app, rate_limit)
    app.extensions["bosonline.operations"] = tuple(operations)
    inner = app.wsgi_app
    if options.proxy_hops:
        inner = ProxyFix(inner, x_for=options.proxy_hops, x_proto=options.proxy_hops, x_host=0)
    app.wsgi_app = Edge(  # type: ignore[method-assign]  # Flask's own way to wrap an application
        inner,
        observe=metrics.observe,
        cors_origins=options.cors_origins,
        in_production=options.in_production,
        access_log=options.access_log,
    )
    return app


def operations_of(app: Flask) -> tuple[Operation, ...]:
    """The operations that an application of `create_rest` serves."""
    operations: tuple[Operation, ...] = app.extensions["bosonline.operations"]
    return operations
