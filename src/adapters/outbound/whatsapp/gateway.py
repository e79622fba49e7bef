"""A WhatsApp gateway that takes one JSON POST a message: what the local gateways have in common.

A message is sent once and never again by itself: whether a second try would be a second message is not ours to guess.
"""

from dataclasses import dataclass

from pybreaker import CircuitBreaker, CircuitBreakerError

from bosonline.adapters.outbound.http import HttpAnswer, HttpClient, NoAnswer, NotReached
from bosonline.application.ordering.messaging import MessageRefused, MessengerDown, MessengerSilent
from bosonline.domain.phone import Phone

RETRY_AFTER = 5
LONGEST_RETRY_AFTER = 3600
LONGEST_ID = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayMembers:
    """What the members of the gateway's JSON are called; `answer` is the message's id in what comes back."""

    id: str = "id"
    to: str = "to"
    text: str = "text"
    answer: str = "id"


class GatewayMessenger:
    """Sends through the gateway at `url` with a bearer token. It may be used by many threads.

    After `fail_max` failures in a row the gateway is left alone for `reset_timeout` seconds.
    """

    def __init__(
        self,
        *,
        url: str,
        token: str,
        client: HttpClient | None = None,
        members: GatewayMembers | None = None,
        fail_max: int = 5,
        reset_timeout: float = 30,
    ) -> None:
        self._url = url
        self._client = client or HttpClient()
        self._members = members or GatewayMembers()
        self._headers = {"Authorization": f"Bearer {token}"}
        # The failure that opens the circuit must come out as what it is: one of unknown fate was not refused.
        self._breaker = CircuitBreaker(
            fail_max=fail_max, reset_timeout=reset_timeout, exclude=[MessageRefused], throw_new_error_on_trip=False
        )

    def send(self, *, message_id: str, to: Phone, text: str) -> str:
        """Send once and return the gateway's id of the message; `MessengerDown` or `MessengerSilent`."""
        try:
            # As a context it lets calls run side by side; `call` would hold its lock for as long as each one takes.
            with self._breaker.calling():
                return _accepted(self._post(message_id, to, text), self._members.answer)
        except CircuitBreakerError:
            raise MessengerDown(retry_after=max(1, round(self._breaker.reset_timeout))) from None

    def _post(self, message_id: str, to: Phone, text: str) -> HttpAnswer:
        names = self._members
        message = {names.id: message_id, names.to: to.whatsapp, names.text: text}
        try:
            return self._client.call("POST", self._url, json=message, headers=self._headers)
        except NotReached as error:
            raise MessengerDown(retry_after=RETRY_AFTER) from error
        except NoAnswer as error:
            raise MessengerSilent from error


def _accepted(answer: HttpAnswer, member: str) -> str:
    """The id that the gateway gave, where its answer can be believed."""
    if answer.status in (429, *range(500, 600)):
        raise MessengerDown(retry_after=_retry_after(answer))
    if answer.status == 409:
        # The gateway knows this id with another text: it has taken a message of this attempt before.
        raise MessengerSilent
    if 400 <= answer.status < 500 or answer.status in (301, 302, 307, 308):
        raise MessageRefused(retry_after=RETRY_AFTER)
    read = answer.json_object() if 200 <= answer.status < 300 else None
    given = read.get(member) if read is not None else None
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str) or not 1 <= len(given) <= LONGEST_ID or "\0" in given:
        raise MessengerSilent
    return given


def _retry_after(answer: HttpAnswer) -> int:
    told = answer.headers.get("Retry-After", "")
    if told.isascii() and told.isdigit() and len(told) < 6:
        return min(max(int(told), 1), LONGEST_RETRY_AFTER)
    return RETRY_AFTER
