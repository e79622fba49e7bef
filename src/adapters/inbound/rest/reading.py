"""What is read of a request before its view runs: who asks, the query, the body, the key, the versions seen."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

import orjson
from flask import request
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from bosonline.adapters.inbound.rest.access import Access, Open
from bosonline.adapters.inbound.rest.api import Authenticate, Call, Operation, Upload
from bosonline.adapters.inbound.rest.fields import Query, Wrong
from bosonline.adapters.inbound.rest.patterns import IDEMPOTENCY_KEY
from bosonline.adapters.inbound.rest.problems import Malformed
from bosonline.application.ports import Once
from bosonline.domain.errors import Forbidden, Rejected, Unauthenticated
from bosonline.domain.identity import Account

MULTIPART = "multipart/form-data"

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,4096}=*)", re.ASCII | re.IGNORECASE).fullmatch
_KEY = re.compile(IDEMPOTENCY_KEY).fullmatch
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"').fullmatch
_TAGS_AT_MOST = 10
_NOTHING = Query()


class IdempotencyKeyInvalid(Rejected):
    """The header is there and cannot be a key."""

    code = "idempotency-key-invalid"
    text = "Idempotency-Key must be 1 to 200 visible ASCII characters, bare or in double quotes"
    field = "Idempotency-Key"


class NoStoreYet(Forbidden):
    """The user neither owns nor serves a store."""

    code = "no-store"
    text = "This takes a store: create one with POST /store/onboarding"


class NotForKeys(Forbidden):
    """Only somebody who signed in may do this."""

    code = "not-for-api-keys"
    text = "This takes somebody who signed in; API keys are not let in"


def admit(access: Access, authenticate: Authenticate, *, takes_keys: bool = True) -> Account:
    """The signed-in user, or the maker of an API key, who may do this; else `Unauthenticated` or `Forbidden`."""
    sent = _BEARER(request.environ.get("HTTP_AUTHORIZATION", ""))
    if sent is None:
        raise Unauthenticated
    account = authenticate(access_token=sent[1])
    if account.key is not None and not takes_keys:
        raise NotForKeys
    if access is Open.SIGNED_IN:
        return account
    if access is Open.PLATFORM:
        if not account.is_platform_admin:
            raise Forbidden
        return account
    if account.member is None:
        raise NoStoreYet
    account.member.demand_store()
    if access is Open.ADMIN and not account.member.is_admin:
        raise Forbidden
    if not isinstance(access, Open):
        account.member.demand(access)
    return account


def query(operation: Operation) -> dict[str, Any]:
    """The members of the query, each at most once."""
    raw = request.environ.get("QUERY_STRING", "")
    if not raw and operation.query is None:
        return {}
    try:
        pairs = parse_qsl(raw.encode("latin-1").decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise ValidationError({"query": [Wrong("not-utf-8")]}) from error
    members: dict[str, Any] = (operation.query or _NOTHING).load(_each_once(pairs))
    return members


def _each_once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValidationError({name: [Wrong("twice")] for name in members if names.count(name) > 1})
    return members


def body(operation: Operation, call: Call) -> None:
    """Fill in the body, and the files where it came as a form."""
    if operation.files and request.mimetype == MULTIPART:
        call.body = (operation.form or _NOTHING).load(_each_once(list(request.form.items(multi=True))))
        call.files = _files(operation.files)
    elif operation.body is not None:
        call.body = operation.body.load(_json(operation))
    else:
        raise Malformed(415, MULTIPART)


def _content() -> bytes:
    """The whole body. One that was sent without its length is cut at the limit; that it is too long shows there."""
    content = request.get_data(cache=True)
    most = request.max_content_length
    if not request.environ.get("CONTENT_LENGTH") and most is not None and len(content) >= most:
        raise RequestEntityTooLarge
    return content


def _json(operation: Operation) -> Any:
    if request.mimetype != "application/json":
        if not operation.body_required and not _content():
            return {}
        raise Malformed(415, operation.accepts)
    content = _content()
    if not content and not operation.body_required:
        return {}
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Malformed(415 if "Content-Encoding" in request.headers else 400) from error


def _files(known: Mapping[str, bool]) -> dict[str, Upload]:
    sent = list(request.files.items(multi=True))
    files = {name: _upload(file) for name, file in sent if file.filename}
    errors = {name: [Wrong("unknown")] for name in files if name not in known}
    errors |= {name: [Wrong("no-file")] for name, required in known.items() if required and name not in files}
    if errors:
        raise ValidationError(errors)
    _each_once([(name, "") for name, _ in sent])
    return files


def _upload(file: FileStorage) -> Upload:
    try:
        return Upload(file.filename or "", file.read())
    finally:
        file.close()


def once(operation: Operation, call: Call, returns: type) -> Once | None:
    """The caller's key, with a digest of the request that it is for."""
    header = request.environ.get("HTTP_IDEMPOTENCY_KEY")
    if header is None:
        return None
    key = _KEY(header)
    if key is None:
        raise IdempotencyKeyInvalid
    if call.known is not None and call.known.key is not None:
        whose = f"key:{call.known.key}"
    elif call.known is not None:
        whose = f"user:{call.known.user}"
    else:
        whose = f"store:{call.subdomain or call.body.get('subdomain') or request.host}"
    return Once(scope=f"{whose} {operation.key}", key=key[1] or key[2], fingerprint=_fingerprint(call), returns=returns)


def _fingerprint(call: Call) -> str:
    digest = sha256(request.full_path.encode() + b"\n")
    if call.files:  # a form is written anew, with another boundary, each time that it is sent
        digest.update(repr(sorted(request.form.items(multi=True))).encode())
        for name, file in sorted(call.files.items()):
            digest.update(f"\n{name} {sha256(file.content).hexdigest()}".encode())
    else:
        digest.update(_content())
    return digest.hexdigest()


def seen_versions() -> list[int | None]:
    """The versions that the caller takes for the present one: [None] stands for whichever it is.

    Tags are compared strongly: a weak one, or one that this API never gave, is no version at all.
    """
    header = request.environ.get("HTTP_IF_MATCH", "*").strip()
    if header == "*":
        return [None]
    tags = [_TAG(tag.strip()) for tag in header.split(",")[:_TAGS_AT_MOST]]
    versions: list[int | None] = [
        int(tag[2]) for tag in tags if tag and not tag[1] and re.fullmatch("[0-9]{1,18}", tag[2])
    ]
    return versions or [-1]
