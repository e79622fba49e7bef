"""How an operation is declared: one decorator per view, from which come its route, its checks and its description.

A view takes a `Call` and the members of its path by position, and returns what its operation's `render` (if any)
makes JSON of. What needs no thought per operation happens around it: access, body and query, the caller's key, the
version that the caller saw, and races that are won at the second try.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import getdoc
from typing import Any, Protocol

from flask import g, request

from bosonline.adapters.inbound.rest.access import ACCESS, Access, Open, takes_keys
from bosonline.adapters.inbound.rest.fields import Answer, Body, Form, Query
from bosonline.adapters.inbound.rest.limits import limit_of
from bosonline.application.ports import Once
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import Account, Member

PATH_MEMBER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
"""A member of a rule: its converter, its name."""


def path_of(rule: str) -> str:
    """The rule as the API description writes it."""
    return PATH_MEMBER.sub(lambda found: "{" + found[2] + "}", rule)


class Authenticate(Protocol):
    """The account of an access token, with the rights of this moment; raises `Unauthenticated`."""

    def __call__(self, *, access_token: str) -> Account: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form, under the name that its sender gave it."""

    name: str
    content: bytes


@dataclass(slots=True)
class Call:
    """What a view may know of the request."""

    body: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    once: Once | None = None
    seen_version: int | None = None
    known: Account | None = None

    @property
    def account(self) -> Account:
        """The signed-in user."""
        assert self.known is not None  # noqa: S101  # access was checked before the view
        return self.known

    @property
    def member(self) -> Member:
        """The signed-in member of a store."""
        member = self.account.member
        assert member is not None  # noqa: S101  # access was checked before the view
        return member

    @property
    def subdomain(self) -> str | None:
        """The store that the Host names, on public operations."""
        named: str | None = g.get("subdomain")
        return named

    @property
    def address(self) -> str:
        """The address that the request came from."""
        return request.remote_addr or ""

    @property
    def agent(self) -> str:
        """What the client calls itself, cut short and free of control characters."""
        return "".join(sign for sign in request.headers.get("User-Agent", "")[:255] if sign.isprintable())


@dataclass(frozen=True, slots=True)
class Tagged:
    """One record with its version, which becomes the ETag."""

    record: object
    version: int


View = Callable[..., Any]
Render = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the API, as routes and description need it.

    `files` names the files that it takes as multipart/form-data (and whether each is required), beside the members
    of `form`; with a `body` too, it takes either. `also` holds answers under other statuses than `status`; `media`
    is what it answers with when that is not JSON, one type or several. `limit` is the kind of rate limit.
    """

    section: str
    method: str
    rule: str
    view: View
    access: Access
    body: Body | None = None
    query: Query | None = None
    form: Form | None = None
    files: Mapping[str, bool] = field(default_factory=dict)
    max_body_bytes: int | None = None
    answer: Answer | None = None
    also: Mapping[int, type[Answer]] = field(default_factory=dict)
    render: Render | None = None
    status: int = 200
    example: Mapping[str, Any] | None = None
    answer_example: object = None
    refusals: tuple[type[Refusal], ...] = ()
    idempotent: bool = False
    versioned: bool = False
    media: str | tuple[str, ...] = "application/json"
    limit: str | None = None

    @property
    def path(self) -> str:
        """The path as the API description writes it."""
        return path_of(self.rule)

    @property
    def key(self) -> str:
        """Method and path: how the operation is listed."""
        return f"{self.method} {self.path}"

    @property
    def name(self) -> str:
        """What the operation is called: the first line of its view's documentation."""
        return (getdoc(self.view) or self.key).partition("\n")[0].rstrip(".")

    @property
    def takes_keys(self) -> bool:
        """Whether programs may call it by an API key."""
        return takes_keys(self.key, self.access)

    @property
    def body_required(self) -> bool:
        """Whether there must be a body: where no member is required, it may be left out altogether."""
        return self.body is not None and any(member.required for member in self.body.fields.values())

    @property
    def accepts(self) -> str:
        """The media types of its body."""
        media = ["application/json"] if self.body is not None else []
        return " or ".join([*media, "multipart/form-data"] if self.files else media)


class Api:
    """The operations of one section, declared by decorators."""

    def __init__(self, section: str, access: Mapping[str, Access] = ACCESS) -> None:
        self.section = section
        self.access = access
        self.operations: list[Operation] = []

    def get(self, rule: str, **facts: Any) -> Callable[[View], View]:
        """Declare a read."""
        return self._declare("GET", rule, facts)

    def post(self, rule: str, **facts: Any) -> Callable[[View], View]:
        """Declare a POST; it honours Idempotency-Key unless `idempotent=False`."""
        return self._declare("POST", rule, {"idempotent": True, **facts})

    def put(self, rule: str, **facts: Any) -> Callable[[View], View]:
        """Declare a PUT."""
        return self._declare("PUT", rule, facts)

    def patch(self, rule: str, **facts: Any) -> Callable[[View], View]:
        """Declare a PATCH."""
        return self._declare("PATCH", rule, facts)

    def delete(self, rule: str, **facts: Any) -> Callable[[View], View]:
        """Declare a DELETE."""
        return self._declare("DELETE", rule, facts)

    def _declare(self, method: str, rule: str, facts: dict[str, Any]) -> Callable[[View], View]:
        path = path_of(rule)
        access = self.access[f"{method} {path}"]
        limit = limit_of(path, method, public=access is Open.PUBLIC)
        made: dict[str, Any] = {part: facts[part]() for part in ("body", "query", "form", "answer") if part in facts}

        def declare(view: View) -> View:
            known: dict[str, Any] = {"limit": limit, **facts, **made}
            self.operations.append(
                Operation(section=self.section, method=method, rule=rule, view=view, access=access, **known)
            )
            return view

        return declare
