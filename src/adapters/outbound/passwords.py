"""Passwords hashed by Argon2id, and weighed by zxcvbn."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError

from bosonline.domain.errors import Unavailable

AT_ONCE = 2
"""How many hashes are made at a time: each takes a core and 19 MiB."""

LONGEST_WAIT = 15
"""Seconds that a hash waits for its turn."""

WEAKEST_SCORE = 2
_MOST_WEIGHED = 72
_COMMON_HERE = (
    *("rahasia", "sayang", "sayangku", "cinta", "cintaku", "bismillah", "alhamdulillah", "indonesia", "merdeka"),
    *("jakarta", "bandung", "surabaya", "persib", "persija", "garuda", "sandi", "katasandi", "kata sandi"),
    *("password", "bosonline", "boscod", "tokoku", "toko", "olshop", "jualan", "admin", "akusayangkamu"),
)


class HashingBusy(Unavailable):
    """Too many people sign in at this moment."""

    code = "hashing-busy"
    text = "Too many people are signing in at the moment; try again shortly"


class Argon2Hasher:
    """Argon2id; the default costs are OWASP's for 19 MiB."""

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2, at_once: int = AT_ONCE) -> None:
        self._argon2 = Argon2(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._turns = BoundedSemaphore(at_once)
        self._nobodys = self._argon2.hash("the password of an account that is not there")

    def hash(self, password: str) -> str:
        with self._turn():
            return self._argon2.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        with self._turn():
            try:
                return self._argon2.verify(stored or self._nobodys, _normal(password)) and stored is not None
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, stored: str) -> bool:
        return self._argon2.check_needs_rehash(stored)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=LONGEST_WAIT):
            raise HashingBusy(retry_after=5)
        try:
            yield
        finally:
            self._turns.release()


class ZxcvbnStrength:
    """Weighs a password by how many guesses zxcvbn thinks it takes, knowing what is common in Indonesia."""

    def is_easy_to_guess(self, password: str, about: Sequence[str]) -> bool:
        from zxcvbn import zxcvbn  # noqa: PLC0415  # its word lists take 12 MiB, and most processes never need them

        known = [word for text in about for word in (text, *text.replace("@", " ").replace(".", " ").split()) if word]
        weighed = zxcvbn(
            password[:_MOST_WEIGHED], user_inputs=[word[:_MOST_WEIGHED] for word in (*known, *_COMMON_HERE)]
        )
        return bool(weighed["score"] < WEAKEST_SCORE)


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
