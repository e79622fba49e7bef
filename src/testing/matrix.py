"""Every operation of an application, called by everybody who could be there.

A `World` is an application on a database with a store, its people and their API keys, a neighbour, and others who are
not let in. Who may call what is read from the table of access alone. What a call changed is undone before the next, so
that every call meets the same world.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.access import ACCESS, FOR_PERSONS, Access, Open
from bosonline.adapters.inbound.rest.api import PATH_MEMBER, Operation
from bosonline.adapters.inbound.rest.paths import CONVERTERS
from bosonline.adapters.outbound.sql.database import Database
from bosonline.domain.identity import Rights
from bosonline.testing.snapshots import Snapshot, gather

REFUSED = {
    "unauthenticated": 401,
    "session-ended": 401,
    "staff-switched-off": 401,
    "api-key-invalid": 401,
    "no-store": 403,
    "forbidden": 403,
    "not-for-api-keys": 403,
}
"""The refusals by which somebody is not let in, with their statuses."""

RANDOM: Mapping[str, str] = {
    "id": "987654321",
    "code": "TAK-ADA-01",
    "invoice": "INV99999",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "tak-ada",
}
"""By converter, an identifier that nothing has."""

_SAMPLES_OF_A_TABLE = 3
_OF_A_VARIANT = {"id": "ESB-006", "sku": "ESB-006-01"}
_SAMPLES = {
    "/store/products/{id}/variants/{sku}": _OF_A_VARIANT,
    "/store/products/{id}/variants/{sku}/status": _OF_A_VARIANT,
    "/store/order/{invoice}/proofs/{number}": {"invoice": "INV0821", "number": "1"},
}
"""Where one member of a path is tried and the other must belong to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who calls: what they bear, and what the table of access must hold for them.

    `kept_out` is the code by which nobody is let in with this token, whatever is asked.
    """

    name: str
    token: str | None = None
    kept_out: str | None = None
    serves: bool = True
    is_admin: bool = False
    is_platform_admin: bool = False
    is_key: bool = False
    rights: Rights = frozenset()

    def refusal_of(self, key: str) -> str | None:
        """The code that this caller must be refused with at an operation; None where they are let in."""
        access = ACCESS[key]
        if access is Open.PUBLIC:
            return None
        if self.kept_out is not None:
            return self.kept_out
        if self.is_key and (access in (Open.SIGNED_IN, Open.ADMIN, Open.PLATFORM) or key in FOR_PERSONS):
            return "not-for-api-keys"
        if not self.serves and access not in (Open.SIGNED_IN, Open.PLATFORM):
            return "no-store"
        return None if self._has(access) else "forbidden"

    def _has(self, access: Access) -> bool:
        if access is Open.ADMIN:
            return self.is_admin
        if isinstance(access, Open):
            return access is not Open.PLATFORM or self.is_platform_admin
        return self.is_admin or access in self.rights


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an identifier stands in a request: at a member of the path or the query, or all over the body.

    `kind` is the converter that takes it.
    """

    where: str
    name: str
    kind: str


@dataclass(slots=True, kw_only=True)
class World:
    """An application with everything in it, and everybody who may call."""

    app: Flask
    operations: Mapping[str, Operation]
    database: Database
    store: int
    callers: Sequence[Caller]
    owner: Caller
    neighbour: Caller
    known: dict[str, list[str]] = field(default_factory=dict)
    snapshot: Snapshot = field(init=False)
    rows_of_the_store: dict[str, list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self._fill()
        gather(self.database)
        self.snapshot = Snapshot(self.database)
        self.rows_of_the_store = self.snapshot.rows(self.store)
        self.known = self._identifiers()

    def call(self, key: str, caller: Caller, at: Slot | None = None, identifier: str = "") -> TestResponse:
        """Call an operation with its documented example; `identifier` stands at one slot, made-up ones elsewhere."""
        operation = self.operations[key]
        path = PATH_MEMBER.sub(
            lambda found: (
                identifier
                if at is not None and (at.where, at.name) == ("path", found[2])
                else _SAMPLES.get(operation.path, {}).get(found[2], CONVERTERS[found[1] or "default"].sample)
            ),
            operation.rule,
        )
        query = {slot.name: RANDOM[slot.kind] for slot in slots_of(operation) if _is_required(operation, slot)}
        if at is not None and at.where == "query":
            query[at.name] = identifier
        body = None if operation.example is None else orjson.loads(orjson.dumps(operation.example))
        if at is not None and at.where == "body":
            body = _filled(body, at.kind, identifier)
        headers = {"X-Request-Id": "matrix", "User-Agent": "matrix"}
        if caller.token is not None:
            headers["Authorization"] = f"Bearer {caller.token}"
        client = self.app.test_client()
        return client.open(path, method=operation.method, query_string=query, json=body, headers=headers)

    def _fill(self) -> None:
        """Have the owner create whatever the examples create, so that there are records of every kind."""
        for key, operation in self.operations.items():
            creates = operation.method == "POST" and not PATH_MEMBER.search(operation.rule)
            if creates and not key.startswith("POST /auth/") and operation.access is not Open.PLATFORM:
                self.call(key, self.owner)

    def _identifiers(self) -> dict[str, list[str]]:
        """Some identifiers of the store's records, by the converter that takes them."""
        columns = {"id": "id", "number": "id", "code": "code", "sku": "code", "invoice": "invoice", "slug": "slug"}
        found: dict[str, list[str]] = {kind: [] for kind in RANDOM}
        for rows in self.rows_of_the_store.values():
            for row in [*rows[:_SAMPLES_OF_A_TABLE], *rows[-1:]]:
                for column, kind in columns.items():
                    value = getattr(row, column, None)
                    if value is not None and str(value) not in found[kind]:
                        found[kind].append(str(value))
        with self.database.read() as connection:
            found["uuid"] = list(
                connection.execute(text("SELECT id FROM sessions ORDER BY began_at LIMIT 5")).scalars()
            )
        return found


def slots_of(operation: Operation) -> list[Slot]:
    """The places of an operation where an identifier stands."""
    found = [Slot("path", name, kind) for kind, name in PATH_MEMBER.findall(operation.rule) if kind in RANDOM]
    members = operation.query.fields if operation.query is not None else {}
    found += [Slot("query", name, kind) for name in members if (kind := _kind_of(name)) is not None]
    return found + [
        Slot("body", kind, kind) for kind in RANDOM if _filled(operation.example, kind, "0") != operation.example
    ]


def told(answer: TestResponse, identifier: str) -> tuple[int, dict[str, str], str]:
    """What an answer says, whichever identifier was asked for."""
    whole = re.compile(rf"(?<![\w.-]){re.escape(identifier)}(?![\w.-])")
    headers = {name: whole.sub("<id>", value) for name, value in answer.headers.items()}
    headers.pop("Content-Length", None)
    return answer.status_code, headers, whole.sub("<id>", answer.text)


def code_of(answer: TestResponse) -> str:
    """The code of a problem, or nothing."""
    told_json = answer.get_json(silent=True)
    return str(told_json.get("code", "")) if answer.status_code >= 400 and isinstance(told_json, dict) else ""


_NAMES = {"invoice": "invoice", "invoices": "invoice", "sku": "code", "voucher_code": "code", "codes": "code"}
_NAMES |= {"id": "id", "ids": "id", "cs": "id", "slug": "slug"}
_COUNTED_ELSEWHERE = ("province_id", "city_id", "district_id", "client_id")


def _kind_of(name: str) -> str | None:
    if name.endswith("_id") and name not in _COUNTED_ELSEWHERE:
        return "id"
    return _NAMES.get(name)


def _filled(value: Any, kind: str, identifier: str, name: str = "") -> Any:
    """The example with the identifier wherever one of its kind stands."""
    if isinstance(value, Mapping):
        return {member: _filled(inner, kind, identifier, member) for member, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, kind, identifier, name) for inner in value]
    if value is None or _kind_of(name) != kind:
        return value
    return int(identifier) if isinstance(value, int) else identifier


def _is_required(operation: Operation, slot: Slot) -> bool:
    return slot.where == "query" and operation.query is not None and operation.query.fields[slot.name].required
