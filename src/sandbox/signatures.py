"""SNAP's asymmetric signature: SHA256withRSA over ``METHOD:path:hash of the minified body:timestamp``."""

import base64
import binascii
import hashlib
import re
import threading

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_TEXT_OR_SPACE = re.compile(rb'"(?:[^"\\]|\\.)*"|\s+', re.DOTALL)
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)


def minified(body: bytes) -> bytes:
    """JSON without the space between its texts, and with its slashes unescaped; otherwise byte for byte as it came."""

    def tightened(found: re.Match[bytes]) -> bytes:
        return _ESCAPE.sub(_unslashed, found[0]) if found[0].startswith(b'"') else b""

    return _TEXT_OR_SPACE.sub(tightened, body)


def _unslashed(escape: re.Match[bytes]) -> bytes:
    return b"/" if escape[1] == b"/" else escape[0]


def string_to_sign(*, method: str, path: str, body: bytes, timestamp: str) -> str:
    digest = hashlib.sha256(minified(body)).hexdigest()
    return f"{method}:{path}:{digest}:{timestamp}"


class KeyPair:
    """An RSA key of the sandbox, made when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: rsa.RSAPrivateKey | None = None

    def sign(self, text: str) -> str:
        signature = self._key().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(signature).decode()

    @property
    def public_pem(self) -> str:
        return (
            self._key()
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    @property
    def private_pem(self) -> str:
        return (
            self._key()
            .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            .decode()
        )

    def _key(self) -> rsa.RSAPrivateKey:
        with self._lock:
            if self._made is None:
                self._made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            return self._made


def public_key(pem: str) -> rsa.RSAPublicKey:
    """ValueError where the text is no RSA public key."""
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    return key


def proves(key: rsa.RSAPublicKey, signature: str, text: str) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
