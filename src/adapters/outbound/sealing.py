"""Texts that are kept sealed, and secrets that are made from the installation's own."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from hashlib import sha256
from hmac import digest

from bosonline.domain.identity import StoreId

_NONCE = 12
_MARK = 8


class AesSeal:
    """AES-256-GCM under keys derived from the installation's secret, bound to the store and to what the text is.

    A sealed text names its key. After the secret was changed, the former ones open what was sealed under them.
    """

    def __init__(self, secret: str, former: Sequence[str] = ()) -> None:
        keys = [digest(one.encode(), b"sealed credentials", sha256) for one in (secret, *former)]
        self._keys = {sha256(key).hexdigest()[:_MARK]: key for key in reversed(keys)}
        self._mark = sha256(keys[0]).hexdigest()[:_MARK]

    def close(self, text: str, /, *, store: StoreId, about: str) -> str:
        # It brings a large library, which only those load who seal something.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self._keys[self._mark]).encrypt(nonce, text.encode(), _bound(store, about))
        return f"{self._mark}.{urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, /, *, store: StoreId, about: str) -> str | None:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        mark, _, rest = sealed.partition(".")
        key = self._keys.get(mark)
        if key is None:
            return None
        try:
            raw = urlsafe_b64decode(rest)
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], _bound(store, about)).decode()
        except (Error, InvalidTag, ValueError):
            return None


class DerivedWebhookSecrets:
    """Secrets for the addresses of webhooks: HMACs of the store, another for each turn, and kept nowhere."""

    def __init__(self, secret: str, former: Sequence[str] = ()) -> None:
        self._keys = [digest(one.encode(), b"webhook addresses", sha256) for one in (secret, *former)]

    def of(self, store: StoreId, /, *, turn: int) -> Sequence[str]:
        return [digest(key, f"{store} {turn}".encode(), sha256).hex()[:40] for key in self._keys]


def hmac_of(key: str, body: bytes) -> str:
    """The proof of a body under a shared key: HMAC-SHA256, in hex."""
    return digest(key.encode(), body, sha256).hex()


def _bound(store: StoreId, about: str) -> bytes:
    return f"{store} {about}".encode()
