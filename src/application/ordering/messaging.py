"""How a text reaches a buyer on WhatsApp."""

from typing import Protocol

from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Secret
from bosonline.domain.phone import Phone


class MessengerDown(Unavailable):
    """The gateway has certainly not taken the message; nothing was sent."""

    code = "messenger-down"
    text = "The WhatsApp gateway does not take messages at the moment; nothing was sent, try again shortly"


class MessageRefused(MessengerDown):
    """The gateway is there and does not take this message: a number without WhatsApp, or a token that has ended."""

    code = "message-refused"
    text = "The WhatsApp gateway refuses this message; nothing was sent. Check the buyer's number and the gateway"


class MessengerSilent(Unavailable):
    """The message left, and whether the gateway took it is not known."""

    code = "messenger-silent"
    text = "The WhatsApp gateway gave no answer; the message may have been sent"


class Links(Protocol):
    """The address that opens a chat with a buyer, the text ready to be sent by whoever follows it."""

    def __call__(self, *, to: Phone, text: str) -> str: ...


class Messenger(Protocol):
    """A gateway that sends by itself."""

    def send(self, *, message_id: str, to: Phone, text: str) -> str:
        """Send once. `message_id` is ours, the same whenever the same attempt is made; the gateway's own comes back.

        Raises `MessengerDown` when it was certainly not sent, `MessengerSilent` when that is not known.
        """
        ...


class OrderUrl(Protocol):
    """The address of an order's own page, by its secret; `store` is whose it is, for addresses of the store's own."""

    def __call__(self, secret: Secret, store: StoreId, /) -> str: ...
