"""Shipping quotes as signed texts, so that nothing has to be kept of what was shown."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest, digest

import orjson

from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.shipping import ShippingQuote

LONGEST = 600
_MARK = 32


class SignedQuotes:
    """Texts that say what was promised, under a key of their own; changed in any letter they say nothing."""

    def __init__(self, secret: str) -> None:
        self._key = digest(secret.encode(), b"shipping quote", sha256)

    def seal(self, quote: ShippingQuote, /) -> str:
        """The id under which the quote is cited."""
        said = orjson.dumps(
            [
                quote.store,
                quote.origin,
                quote.destination,
                quote.weight,
                quote.courier_code,
                quote.service_code,
                quote.price.idr,
                int(quote.cod),
                int(quote.expires_at.timestamp()),
            ]
        )
        return self._text(said)

    def open(self, text: str, /) -> ShippingQuote | None:
        """The quote of an id; None for any text that `seal` did not give."""
        if len(text) > LONGEST or not text.isascii():
            return None
        try:
            said = urlsafe_b64decode(text + "=" * (-len(text) % 4))[_MARK:]
        except (Error, ValueError):
            return None
        # Compared as text: several texts decode to the same bytes.
        if not compare_digest(self._text(said), text):
            return None
        store, origin, destination, weight, courier, service, price, cod, until = orjson.loads(said)
        return ShippingQuote(
            store=StoreId(store),
            origin=origin,
            destination=destination,
            weight=weight,
            courier_code=courier,
            service_code=service,
            price=Money(price),
            cod=bool(cod),
            expires_at=datetime.fromtimestamp(until, UTC),
        )

    def _text(self, said: bytes) -> str:
        return urlsafe_b64encode(digest(self._key, said, sha256) + said).decode().rstrip("=")
