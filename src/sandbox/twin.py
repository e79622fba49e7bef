"""A twin: one outside party on a loopback port, with its calls, its faults and its controls."""

import ipaddress
import logging
import re
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from urllib.parse import unquote

from .agenda import Agenda
from .callbacks import Callbacks, Persistence
from .faults import CALLBACK_KINDS, DELAY, MANNERS_OF_SENDING, WIRE_KINDS, Fault, FaultMisspelt, Faults
from .wire import Answer, Dropped, Listener, Reply, Request, json_answer

_log = logging.getLogger(__name__)

_REQUESTS_KEPT = 2_000
_HUGE_CHUNKS = 64


class Refused(Exception):
    """A call that the party refuses, with the answer it gives."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Route:
    """One call: ``call`` is its name in faults and in the record; controls of the twin have none."""

    method: str
    template: str
    call: str | None
    act: Callable[[Request], Answer]

    def match(self, path: str) -> re.Match[str] | None:
        return re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", self.template), path)


def control_answer(body: Any, status: int = 200) -> Answer:
    """Controls are read by people too: indented."""
    return json_answer(body, status, indent=2)


def misused(message: str, status: int = 400) -> Refused:
    return Refused(control_answer({"error": message}, status))


def control_body(request: Request) -> dict[str, Any]:
    """The JSON object of a control call; an empty body is an empty object."""
    body = request.json_object() if request.body else {}
    if body is None:
        raise misused("the body must be a JSON object")
    return body


class Twin(ABC):
    """What every party has in common. A party adds its calls and words its errors."""

    name: ClassVar[str]
    calls: ClassVar[tuple[str, ...]]
    callback_calls: ClassVar[tuple[str, ...]] = ()
    extra_faults: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, host: str, port: int, persistence: Persistence) -> None:
        if not ipaddress.IPv4Address(host).is_loopback:
            raise ValueError(f"a twin listens on loopback only, not on {host}")
        self._host = host
        self._port = port
        self._listener: Listener | None = None
        self._closing = threading.Event()
        self.lock = threading.RLock()
        kinds = (*WIRE_KINDS, *self.extra_faults, *(CALLBACK_KINDS if self.callback_calls else ()))
        self.faults = Faults(kinds=kinds, calls=(*self.calls, *self.callback_calls))
        self.agenda = Agenda(f"sandbox-{self.name}-agenda")
        self.callbacks = Callbacks(agenda=self.agenda, faults=self.faults, persistence=persistence)
        self._requests: deque[dict[str, Any]] = deque(maxlen=_REQUESTS_KEPT)
        self._routes = (*self.routes(), *self._controls())

    @abstractmethod
    def routes(self) -> Iterable[Route]:
        """The calls of the party and the controls that are its own."""

    @abstractmethod
    def error(self, status: int, message: str, *, call: str | None = None) -> Answer:
        """An error in the words of the party."""

    @abstractmethod
    def forget(self) -> None:
        """Drop what the party remembers; addresses and credentials stay."""

    # -- life

    def start(self) -> Self:
        """Listen. A twin that was stopped comes back on the port it had."""
        if self._listener is None:
            self._closing.clear()
            self.agenda.start()
            self._listener = Listener(
                host=self._host, port=self._port, name=self.name, reply=self._reply, pause=self.pause
            )
            self._port = self._listener.port
        return self

    def stop(self) -> None:
        """Hang up, forget what is planned, and leave no thread behind."""
        self._closing.set()
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        self.agenda.stop()

    @property
    def url(self) -> str:
        if self._port == 0:
            raise RuntimeError(f"the {self.name} twin has not been started")
        return f"http://{self._host}:{self._port}"

    def pause(self, seconds: float) -> None:
        """Let time pass, unless the twin is stopped: then the call ends without an answer."""
        if seconds > 0 and self._closing.wait(seconds):
            raise Dropped

    def count(self, call: str) -> int:
        """How often a call was made, faults included."""
        with self.lock:
            return sum(entry["call"] == call for entry in self._requests)

    def reset(self) -> None:
        """As new: no faults, no records, nothing planned or remembered."""
        self.faults.clear()
        self.agenda.clear()
        with self.lock:
            self._requests.clear()
            self.callbacks.forget()
            self.forget()

    # -- calls

    def _reply(self, request: Request) -> Reply:
        entry: dict[str, Any] = {"at": datetime.now(UTC).isoformat(), "method": request.method, "path": request.path}
        entry |= {"query": dict(request.query), "call": None, "faults": [], "status": None}
        route, request = self._find(request)
        if route is None or route.call is not None:
            with self.lock:
                self._requests.append(entry)
        if route is None:
            reply = Reply(answer=self._no_route(request))
        elif route.call is None:
            reply = Reply(answer=self._act(route, request))
        else:
            struck = self.faults.strike_wire(route.call)
            entry.update(call=route.call, faults=[fault.kind for fault in struck])
            reply = self._struck(route, route.call, request, struck)
        entry["status"] = reply.answer.status
        return reply

    def _find(self, request: Request) -> tuple[Route | None, Request]:
        for route in self._routes:
            match = route.match(request.path)
            if match and route.method == request.method:
                args = {name: unquote(value) for name, value in match.groupdict().items()}
                return route, replace(request, args=args)
        return None, request

    def _no_route(self, request: Request) -> Answer:
        allowed = [route.method for route in self._routes if route.match(request.path)]
        if allowed:
            return replace(self.error(405, "Method Not Allowed"), headers={"Allow": ", ".join(allowed)})
        return self.error(404, "Not Found")

    def _act(self, route: Route, request: Request) -> Answer:
        try:
            return route.act(request)
        except Refused as refusal:
            return refusal.answer
        except Dropped:
            raise
        except Exception:
            _log.exception("the %s twin failed at %s", self.name, route.template)
            return self.error(500, "Internal Server Error", call=route.call)

    def _struck(self, route: Route, call: str, request: Request, struck: list[Fault]) -> Reply:
        """The call with its faults: before the work, instead of it, behind it, or on the way back."""
        self.pause(sum(fault.seconds for fault in struck if fault.kind == DELAY and not fault.after))
        other = next((fault for fault in struck if fault.kind != DELAY), None)
        if other is None or other.kind in MANNERS_OF_SENDING:
            reply = Reply(answer=self._act(route, request))
            if other is not None:
                reply = replace(reply, manner=other.kind, seconds=other.seconds)
        else:
            if other.after:
                self._act(route, request)
            reply = Reply(answer=self._broken(other, call))
        self.pause(sum(fault.seconds for fault in struck if fault.kind == DELAY and fault.after))
        return reply

    def _broken(self, fault: Fault, call: str) -> Answer:
        if fault.kind == "drop":
            raise Dropped(is_reset=fault.form == "reset")
        if fault.kind == "redirect":
            return Answer(status=302, headers={"Location": f"{self.url}/elsewhere"})
        if fault.kind == "rubbish":
            return _rubbish(fault.form)
        answer = self.error(fault.status, "Fault of the sandbox", call=call)
        if fault.retry_after is not None:
            answer = replace(answer, headers={**answer.headers, "Retry-After": str(fault.retry_after)})
        return answer

    # -- controls

    def _controls(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/sandbox", None, self._overview),
            Route("GET", "/sandbox/faults", None, self._listed_faults),
            Route("PUT", "/sandbox/faults", None, self._put_faults),
            Route("DELETE", "/sandbox/faults", None, self._clear_faults),
            Route("GET", "/sandbox/requests", None, self._listed_requests),
            Route("GET", "/sandbox/callbacks", None, self._listed_callbacks),
            Route("POST", "/sandbox/callbacks/{number}/again", None, self._repeat_callback),
            Route("DELETE", "/sandbox/state", None, self._reset),
        )

    def _overview(self, _: Request) -> Answer:
        return control_answer(
            {
                "party": self.name,
                "calls": [f"{route.method} {route.template}" for route in self._routes if route.call],
                "faults": {"kinds": self.faults.kinds, "calls": self.faults.calls},
                "controls": [f"{route.method} {route.template}" for route in self._routes if not route.call],
            }
        )

    def _listed_faults(self, _: Request) -> Answer:
        return control_answer({"faults": self.faults.listed()})

    def _put_faults(self, request: Request) -> Answer:
        try:
            self.faults.replace(control_body(request))
        except FaultMisspelt as error:
            raise misused(str(error)) from error
        return self._listed_faults(request)

    def _clear_faults(self, request: Request) -> Answer:
        self.faults.clear()
        return self._listed_faults(request)

    def _listed_requests(self, _: Request) -> Answer:
        with self.lock:
            return control_answer({"requests": list(self._requests)})

    def _listed_callbacks(self, _: Request) -> Answer:
        return control_answer({"callbacks": self.callbacks.listed()})

    def _repeat_callback(self, request: Request) -> Answer:
        number = request.args["number"]
        if not number.isdecimal() or not self.callbacks.again(int(number)):
            raise misused("no such callback", 404)
        return control_answer({"message": "on its way again"}, 202)

    def _reset(self, _: Request) -> Answer:
        self.reset()
        return control_answer({"message": "forgotten"})


_OF_NO_USE = {
    "data": [{"id": "x", "name": 7}],
    "total": 1,
    "rates": [{"price": "free"}],
    "price": "free",
    "history": 7,
    "order_no": 7,
    "cancelled": 7,
}
"""An object with members that an answer may have, and none of them what it should be."""


def _rubbish(form: str | None) -> Answer:
    """Bodies that no adapter may believe."""
    if form == "json":
        return Answer(body=b'["rubbish", 42]')
    if form == "members":
        return json_answer(_OF_NO_USE)
    if form == "text":
        return Answer(body=b'{"data": [{"id": 1, ')
    if form == "empty":
        return Answer()
    if form == "huge":
        return Answer(chunks=_endless())
    return Answer(body=b"<html><body><h1>It works!</h1></body></html>", content_type="text/html")


def _endless() -> Iterator[bytes]:
    """64 MiB in one JSON text."""
    yield b'{"data": "'
    for _ in range(_HUGE_CHUNKS):
        yield b"x" * (1 << 20)
    yield b'"}'
