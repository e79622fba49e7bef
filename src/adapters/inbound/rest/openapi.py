"""The OpenAPI 3.1 document, made from the operations themselves. Imported when it is first asked for."""

from collections.abc import Iterable, Mapping
from inspect import getdoc
from typing import Any, get_type_hints

from apispec import APISpec
from marshmallow import Schema, missing

from bosonline.adapters.inbound.rest import problems
from bosonline.adapters.inbound.rest.access import Open
from bosonline.adapters.inbound.rest.api import PATH_MEMBER, Operation, Tagged
from bosonline.adapters.inbound.rest.fields import Body, Form, JsonSchema, ListOf, Query, Text, is_a, object_schema
from bosonline.adapters.inbound.rest.paths import CONVERTERS
from bosonline.adapters.inbound.rest.patterns import IDEMPOTENCY_KEY, whole
from bosonline.adapters.inbound.rest.possible import COMMON, possible_refusals, statuses_of

_ABOUT = """An order-form commerce engine for Indonesian social sellers.

Sign in with `POST /auth/login` and send the access token as `Authorization: Bearer ...`. Errors are
`application/problem+json` (RFC 9457) with a stable `code`, in English or, with `Accept-Language: id`, in Indonesian.
In a query, an empty value and the word `null` count as absent. Amounts are whole rupiah."""
_ABSENT = {"$ref": "#/components/schemas/Absent"}
_TEXTS: dict[str, dict[str, Any]] = {
    "text/event-stream": {
        "type": "object",
        "description": "One event; its data is JSON",
        "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
        "required": ["event", "data"],
    }
}
_FILE: JsonSchema = {"type": "string", "contentMediaType": "application/octet-stream", "format": "binary"}
_HEADERS: Mapping[str, JsonSchema] = {
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "description": "Language of messages: `en` (default) or `id`",
        "schema": {"type": "string", "examples": ["id"]},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key and body within 24 hours replays the first answer",
        "schema": {
            "type": "string",
            "pattern": whole(IDEMPOTENCY_KEY),
            "examples": ["0196f0c2-6c1e-7f5e-9c0a-0d4a3b0a6f11"],
        },
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag of the version that you saw; 412 when it is no longer the present one",
        "schema": {"type": "string", "default": "*", "examples": ['"3"']},
    },
}
_ANSWER_HEADERS: Mapping[str, JsonSchema] = {
    "ETag": {"description": "The version of the record, for If-Match", "schema": {"type": "string"}},
    "IdempotencyReplayed": {
        "description": "`true` where the answer is that of an earlier request with the same key",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "RetryAfter": {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}},
    "Allow": {"description": "The methods that the address takes", "schema": {"type": "string"}},
    "WwwAuthenticate": {"description": "How to prove who you are", "schema": {"type": "string"}},
    "RequestId": {"description": "The request's id, as logged", "schema": {"type": "string"}},
}
_PROBLEM: JsonSchema = {
    "type": "object",
    "description": "RFC 9457. Beyond these members it tells the facts of the case.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "pattern": "^[a-z0-9-]+$", "description": "Stable; see the list of errors"},
        "message": {"type": "string", "description": "The same as `detail`"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "What is wrong, by the path of the member",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail", "code", "message", "request_id"],
}


def describe(operations: Iterable[Operation], release: str) -> dict[str, Any]:
    """The document of these operations."""
    operations = list(operations)
    document = APISpec("BosOnline", release, "3.1.0", info={"description": _ABOUT}, servers=[{"url": "/"}])
    _Description(document).fill(operations)
    described: dict[str, Any] = document.to_dict()
    described["tags"] = [{"name": section} for section in dict.fromkeys(one.section for one in operations)]
    return described


_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "An access token of `POST /auth/login`; or, where an operation says so, an API key (`bos_...`)",
}


class _Description:
    """The document while it is being filled."""

    def __init__(self, document: APISpec) -> None:
        self._document = document
        self._named: dict[str, type[Schema]] = {}
        self._examples: set[str] = set()

    def fill(self, operations: list[Operation]) -> None:
        """Describe the shared parts, then every operation."""
        components = self._document.components
        components.security_scheme("bearer", _BEARER)
        components.schema("Problem", _PROBLEM)
        components.schema("Absent", {"enum": ["", "null"], "description": "Counts as not given"})
        for name, header in _HEADERS.items():
            components.parameter(name, header["in"], dict(header))
        for name, header in _ANSWER_HEADERS.items():
            components.header(name, dict(header))
        for status, codes in COMMON.items():
            components.response(f"Problem{status}", self._problem(status, codes))
        paths: dict[str, dict[str, Any]] = {}
        for operation in operations:
            paths.setdefault(operation.path, {})[operation.method.lower()] = self._operation(operation)
        for path, methods in paths.items():
            self._document.path(path, operations=methods)

    def _operation(self, operation: Operation) -> dict[str, Any]:
        _, _, description = (getdoc(operation.view) or "").partition("\n")
        words = "".join(sign if sign.isalnum() else " " for sign in operation.key.lower()).split()
        described: dict[str, Any] = {
            "operationId": "_".join(words),
            "summary": operation.name,
            "description": "\n\n".join(part for part in (description.strip(), _needs(operation)) if part),
            "tags": [operation.section],
            "parameters": list(_parameters(operation)),
            "responses": self._responses(operation),
            "security": [] if operation.access is Open.PUBLIC else [{"bearer": []}],
        }
        if operation.accepts:
            described["requestBody"] = self._request_body(operation)
        return described

    def _request_body(self, operation: Operation) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if operation.body is not None:
            content["application/json"] = {"schema": self._schema(operation.body)}
            if operation.example is not None:
                content["application/json"]["example"] = operation.example
        if operation.files:
            content["multipart/form-data"] = {"schema": _form_schema(operation)}
        return {"required": operation.body_required or bool(operation.files), "content": content}

    def _responses(self, operation: Operation) -> dict[str, Any]:
        answered: dict[str, Any] = {str(operation.status): self._answer(operation)}
        for status, schema in operation.also.items():
            content = {"application/json": {"schema": self._schema(schema())}}
            answered[str(status)] = {"description": _DONE.get(status, "Done"), "content": content}
        special = possible_refusals(operation)
        for status in statuses_of(operation):
            if status in special:
                answered[str(status)] = self._problem(status, special[status])
            else:
                answered[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        return answered

    def _answer(self, operation: Operation) -> dict[str, Any]:
        headers = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
        if _gives_version(operation):
            headers["ETag"] = {"$ref": "#/components/headers/ETag"}
        if operation.idempotent:
            headers["Idempotency-Replayed"] = {"$ref": "#/components/headers/IdempotencyReplayed"}
        described = {"description": _DONE.get(operation.status, "Done"), "headers": headers}
        if operation.status == 204:
            return described
        content: dict[str, Any] = {}
        for media in (operation.media,) if isinstance(operation.media, str) else operation.media:
            if media == "application/json":
                content[media] = {"schema": self._schema(operation.answer) if operation.answer else {"type": "object"}}
                if operation.answer_example is not None:
                    content[media]["example"] = operation.answer_example
            else:
                content[media] = {
                    "schema": _TEXTS.get(media, {"type": "string"} if media.startswith("text/") else _FILE)
                }
        return {**described, "content": content}

    def _problem(self, status: int, codes: Mapping[str, dict[str, object]]) -> dict[str, Any]:
        for code, example in codes.items():
            if code not in self._examples:
                self._examples.add(code)
                self._document.components.example(code, {"summary": example["detail"], "value": example})
        described: dict[str, Any] = {
            "description": problems.title_of(status),
            "content": {
                problems.MEDIA: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
                }
            },
        }
        if status in (429, 503):
            described["headers"] = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
        if status == 405:
            described["headers"] = {"Allow": {"$ref": "#/components/headers/Allow"}}
        if status == 401:
            described["headers"] = {"WWW-Authenticate": {"$ref": "#/components/headers/WwwAuthenticate"}}
        return described

    def _schema(self, schema: Schema) -> dict[str, str]:
        kind = type(schema)
        name = kind.__name__.lstrip("_")
        if self._named.get(name, kind) is not kind:
            name = f"{kind.__module__.rpartition('.')[2].title().replace('_', '')}{name}"
        if name not in self._named:
            self._named[name] = kind
            shape = object_schema(schema)
            self._document.components.schema(name, shape if is_a(schema, Body) else loosened(shape))
        return {"$ref": f"#/components/schemas/{name}"}


_DONE = {200: "Done", 201: "Created", 202: "Accepted: it is being worked on", 204: "Done"}


def loosened(shape: Any) -> Any:
    """The schema of an answer: what a request must keep to is no promise here, and members may be added later."""
    if isinstance(shape, list):
        return [loosened(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    bounds = {"additionalProperties", "minLength", "maxLength", "minItems", "maxItems", "maxProperties", "allOf"}
    kept = {
        name: {member: loosened(inner) for member, inner in one.items()} if name == "properties" else loosened(one)
        for name, one in shape.items()
        if name not in bounds or (name == "additionalProperties" and one is not False)
    }
    if kept.get("type") == "string" and "examples" not in kept:
        kept.pop("pattern", None)
    return kept


def _needs(operation: Operation) -> str:
    access = operation.access
    if isinstance(access, Open):
        return {
            Open.PUBLIC: "",
            Open.SIGNED_IN: "For everybody who is signed in.",
            Open.MEMBER: "For everybody who owns or serves a store, and for their API keys.",
            Open.ADMIN: "For the owner and the admins of a store.",
            Open.PLATFORM: "For the platform's admins.",
        }[access]
    module, action = access
    keys = "are let in" if operation.takes_keys else "are not let in"
    return f"Needs the right `{module}: {action}`; owner and admin have every right. API keys {keys}."


def _gives_version(operation: Operation) -> bool:
    makers = (operation.view, operation.render) if operation.render is not None else (operation.view,)
    return any(get_type_hints(maker).get("return") is Tagged for maker in makers)


def _parameters(operation: Operation) -> Iterable[JsonSchema | str]:
    for kind, name in PATH_MEMBER.findall(operation.rule):
        converter = CONVERTERS[kind or "default"]
        schema = dict(converter.json_schema)
        sample: object = int(converter.sample) if schema["type"] == "integer" else converter.sample
        told = {"description": schema.pop("description")} if "description" in schema else {}
        yield {"name": name, "in": "path", "required": True, "schema": schema, "example": sample, **told}
    if operation.query is not None:
        yield from _query_parameters(operation.query)
    yield "AcceptLanguage"
    if operation.idempotent:
        yield "IdempotencyKey"
    if operation.versioned:
        yield "IfMatch"


def _query_parameters(query: Query) -> Iterable[JsonSchema]:
    for name, member in query.fields.items():
        schema = member.json_schema()  # type: ignore[attr-defined]  # queries are made of these fields alone
        told = {"name": member.data_key or name, "in": "query", "required": member.required}
        description = member.metadata.get("description") or schema.pop("description", None)
        if description:
            told["description"] = description
        if isinstance(member, ListOf):
            told |= {"style": "form", "explode": False}
        elif member.required and schema.get("type") == "string":
            schema = {"allOf": [schema], "not": _ABSENT}
        elif not member.required and not (isinstance(member, Text) and member.takes_anything):
            schema = {"anyOf": [schema, _ABSENT]}
        default = member.load_default
        if default is not missing and default is not None and not callable(default):
            schema["default"] = default
        yield {**told, "schema": schema}


def _form_schema(operation: Operation) -> JsonSchema:
    shape = object_schema(operation.form or Form())
    shape["properties"] = {**shape["properties"], **dict.fromkeys(operation.files, _FILE)}
    required = [*shape.get("required", ()), *(name for name, needed in operation.files.items() if needed)]
    return {**shape, "required": required} if required else shape
