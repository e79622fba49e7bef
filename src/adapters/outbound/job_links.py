"""Links to the files of jobs, signed, so that nothing has to be kept of them."""

import re
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest

from bosonline.domain.identity import StoreId
from bosonline.domain.stores import JobId

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,17})-([0-9]{1,12})-([0-9a-f]{64})", re.ASCII).fullmatch


class SignedJobLinks:
    """Tokens that say whose file they are for and until when, under a key of their own."""

    def __init__(self, secret: str) -> None:
        self._key = digest(secret.encode(), b"job file", sha256)

    def token(self, store: StoreId, job: JobId, /, *, until: datetime) -> str:
        meant = f"{store}-{job}-{int(until.timestamp())}"
        return f"{meant}-{self._mark(meant)}"

    def read(self, token: str, /, *, at: datetime) -> tuple[StoreId, JobId] | None:
        found = _TOKEN(token)
        if found is None:
            return None
        store, job, until, mark = found.groups()
        if not compare_digest(mark, self._mark(f"{store}-{job}-{until}")) or at.timestamp() >= int(until):
            return None
        return StoreId(int(store)), JobId(int(job))

    def _mark(self, meant: str) -> str:
        return digest(self._key, meant.encode(), sha256).hex()
