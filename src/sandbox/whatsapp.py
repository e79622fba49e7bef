"""The WhatsApp twin: the ``generic`` gateway (one JSON POST) and Meta's cloud API.

Generic: ``POST /messages`` with ``{"id", "to", "text"}`` and a bearer token; the id is the idempotency key.
Cloud API: ``POST /{version}/{phone_number_id}/messages``; states come back as signed webhooks to the address set with
``PUT /sandbox/webhook``. What was sent stands at ``GET /sandbox/messages``.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from .callbacks import Persistence
from .reading import MISSING, Reading
from .twin import Refused, Route, Twin, control_answer, control_body, misused
from .wire import Answer, Request, json_answer

_KEPT = 5_000
_NUMBER = r"62\d{7,13}"
_LONGEST_TEXT = 4096
_STATES = ("sent", "delivered", "read", "failed")
_RE_ENGAGEMENT = {"code": 131047, "title": "Re-engagement message"}


@dataclass(slots=True, kw_only=True)
class Message:
    id: str
    gateway: str
    to: str
    text: str
    at: str
    attempts: int = 1
    state: str = "accepted"
    phone_number_id: str | None = None
    template: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    url: str
    app_secret: str


class WhatsApp(Twin):
    name = "whatsapp"
    calls = ("generic", "cloud_api")
    callback_calls = ("status",)

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, tokens: Collection[str] | None = None) -> None:
        """``tokens`` are those the gateway knows; without them it takes any."""
        self._tokens = tokens
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._webhook: Webhook | None = None
        super().__init__(
            host=host, port=port, persistence=Persistence(tries=3, pause=0.5, accepts=lambda answer: answer.ok)
        )

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("POST", "/messages", "generic", self._take_generic),
            Route("POST", "/{version}/{phone_number_id}/messages", "cloud_api", self._take_cloud_api),
            Route("GET", "/sandbox/messages", None, self._listed),
            Route("DELETE", "/sandbox/messages", None, self._forget_messages),
            Route("POST", "/sandbox/messages/{id}/state", None, self._set_state),
            Route("PUT", "/sandbox/webhook", None, self._set_webhook),
        )

    def error(self, status: int, message: str, *, call: str | None = None) -> Answer:
        if call == "cloud_api":
            return _meta_error(status, 1 if status >= 500 else 0, message)
        return json_answer({"error": message}, status)

    def forget(self) -> None:
        with self.lock:
            self._messages.clear()

    def sent(self) -> list[dict[str, Any]]:
        """Every message taken, oldest first."""
        with self.lock:
            return [asdict(message) for message in self._messages.values()]

    # -- the generic gateway

    def _take_generic(self, request: Request) -> Answer:
        if not self._knows(request.bearer):
            raise Refused(self.error(401, "unknown token"))
        body = request.json_object()
        if body is None:
            raise Refused(self.error(400, "the body must be a JSON object"))
        read = Reading(body)
        number = read.text("id", most=128)
        to = read.text("to", like=_NUMBER)
        text = read.text("text", most=_LONGEST_TEXT)
        if read.wrong:
            raise Refused(json_answer({"error": "invalid message", "fields": read.wrong}, 422))
        with self.lock:
            known = self._messages.get(number)
            if known is None:
                self._keep(Message(id=number, gateway="generic", to=to, text=text, at=_now()))
                return json_answer({"id": number, "status": "accepted"}, 201)
            if (known.to, known.text) != (to, text):
                raise Refused(self.error(409, "this id belongs to another message"))
            known.attempts += 1
            return json_answer({"id": number, "status": "accepted", "duplicate": True})

    # -- Meta's cloud API

    def _take_cloud_api(self, request: Request) -> Answer:
        if not self._knows(request.bearer):
            raise Refused(_meta_error(401, 190, "Invalid OAuth access token."))
        sender = request.args["phone_number_id"]
        if not request.args["version"].startswith("v") or not sender.isdecimal():
            raise Refused(_meta_error(400, 100, f"Unsupported post request. Object with ID '{sender}' does not exist"))
        body = request.json_object()
        if body is None:
            raise Refused(_meta_error(400, 100, "The parameter messaging_product is required."))
        read = Reading(body)
        read.one_of("messaging_product", ("whatsapp",))
        to = read.text("to", like=_NUMBER)
        text, template = self._content(read, body)
        for name, how in read.wrong.items():
            wording = f"The parameter {name} is required." if how == MISSING else f"Param {name} is not valid."
            raise Refused(_meta_error(400, 100, f"(#100) {wording}"))
        wamid = "wamid." + base64.urlsafe_b64encode(b"\x1d\x18" + to.encode() + secrets.token_bytes(18)).decode()
        message = Message(id=wamid, gateway="cloud-api", to=to, text=text, at=_now(), template=template)
        message.phone_number_id = sender
        with self.lock:
            self._keep(message)
        for state in ("sent", "delivered"):
            self._push_state(message, state)
        return json_answer(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": to}],
                "messages": [{"id": wamid}],
            }
        )

    @staticmethod
    def _content(read: Reading, body: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
        if read.one_of("type", ("text", "template")) == "template":
            read.text("template.name", most=512)
            read.text("template.language.code", most=10)
            template = body.get("template")
            return "", template if isinstance(template, dict) else None
        return read.text("text.body", most=_LONGEST_TEXT), None

    def _push_state(self, message: Message, state: str) -> None:
        """A status webhook: HMAC-SHA256 of the raw body under the app's secret in ``X-Hub-Signature-256``."""
        message.state = state
        webhook = self._webhook
        if webhook is None:
            return
        status: dict[str, Any] = {"id": message.id, "status": state, "recipient_id": message.to}
        status["timestamp"] = str(int(time.time()))
        if state == "failed":
            status["errors"] = [_RE_ENGAGEMENT]
        metadata = {"display_phone_number": "6281100000000", "phone_number_id": message.phone_number_id}
        value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": [status]}
        entry = {"id": "100000000000001", "changes": [{"value": value, "field": "messages"}]}
        self.callbacks.send(
            call="status",
            url=webhook.url,
            body={"object": "whatsapp_business_account", "entry": [entry]},
            sign=lambda raw: {"X-Hub-Signature-256": "sha256=" + _hmac(webhook.app_secret, raw)},
        )

    # -- controls

    def _listed(self, request: Request) -> Answer:
        to = request.query.get("to")
        messages = [message for message in self.sent() if to in (None, message["to"])]
        return control_answer({"total": len(messages), "messages": messages})

    def _forget_messages(self, request: Request) -> Answer:
        self.forget()
        return self._listed(request)

    def _set_state(self, request: Request) -> Answer:
        """``{"state": "read" | "failed" | ...}``: what the phone would report."""
        state = control_body(request).get("state")
        if state not in _STATES:
            raise misused(f"state is one of {', '.join(_STATES)}")
        with self.lock:
            message = self._messages.get(request.args["id"])
        if message is None:
            raise misused("no such message", 404)
        self._push_state(message, state)
        return control_answer(asdict(message))

    def _set_webhook(self, request: Request) -> Answer:
        """``{"url", "app_secret", "verify_token"}``: verified by ``hub.challenge`` before it is taken, as Meta does."""
        read = Reading(control_body(request))
        webhook = Webhook(url=read.text("url", most=2048), app_secret=read.text("app_secret"))
        verify_token = read.text("verify_token")
        if read.wrong:
            raise misused(f"missing or malformed: {', '.join(read.wrong)}")
        challenge = secrets.token_hex(8)
        question = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        try:
            answer = requests.get(webhook.url, params=question, timeout=5, allow_redirects=False)
        except requests.RequestException as error:
            raise misused("the webhook could not be reached", 409) from error
        if answer.status_code != 200 or answer.text != challenge:
            raise misused("the webhook did not answer the challenge", 409)
        self._webhook = webhook
        return control_answer({"url": webhook.url, "verified": True})

    def _knows(self, token: str | None) -> bool:
        return token is not None and (self._tokens is None or token in self._tokens)

    def _keep(self, message: Message) -> None:
        self._messages[message.id] = message
        while len(self._messages) > _KEPT:
            self._messages.popitem(last=False)


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _hmac(secret: str, raw: bytes) -> str:
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def _meta_error(status: int, code: int, message: str) -> Answer:
    kind = "OAuthException" if status < 500 else "GraphMethodException"
    trace = base64.b64encode(secrets.token_bytes(8)).decode().rstrip("=")
    return json_answer({"error": {"message": message, "type": kind, "code": code, "fbtrace_id": trace}}, status)
