"""What is kept of erased phones: hashes that mean nothing without the installation's secret."""

from hashlib import sha256
from hmac import digest

from bosonline.domain.identity import StoreId
from bosonline.domain.phone import Phone


class KeyedPhoneHash:
    """HMAC-SHA256 under a key of its own, another hash in each store."""

    def __init__(self, secret: str) -> None:
        self._key = digest(secret.encode(), b"erased phones", sha256)

    def __call__(self, store: StoreId, phone: Phone, /) -> str:
        return digest(self._key, f"{store} {phone.e164}".encode(), sha256).hex()
