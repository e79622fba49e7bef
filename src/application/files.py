"""Files: whole, unchanging, under names that we give."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.domain.errors import Unavailable

_PART = "[A-Za-z0-9][A-Za-z0-9._-]{0,119}"
_KEY = re.compile(f"{_PART}(?:/{_PART}){{0,7}}", re.ASCII).fullmatch


class FilesUnavailable(Unavailable):
    """The disk is full or away, or the object store does not answer."""

    code = "files-unavailable"
    text = "Files cannot be kept or fetched at the moment; try again shortly"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that is being read: its size in bytes, and its content piece by piece, once."""

    size: int
    chunks: Iterator[bytes]

    def read(self) -> bytes:
        """The whole content; for files that are known to be small."""
        return b"".join(self.chunks)


class Files(Protocol):
    """Where files are kept: a folder, or a bucket.

    A key is one to eight words with slashes between them (`12/images/a.png`), the first of which says whose it is: the
    id of a store. Keys are made by us and never by users; anything else is a `ValueError`. Every method raises
    `FilesUnavailable` where the place is full or out of reach, and none belongs inside a transaction.
    """

    def put(self, key: str, content: bytes | Iterable[bytes], /) -> int:
        """Keep a file, whole or not at all, in the place of one of the same key; how many bytes it has.

        Content that comes in pieces is never held as a whole. What its iterator raises is raised, and nothing is kept.
        """
        ...

    def open(self, key: str, /) -> OpenFile | None:
        """The file, to be read; None where there is none."""
        ...

    def size(self, key: str, /) -> int | None:
        """How many bytes the file has; None where there is none."""
        ...

    def remove(self, key: str, /) -> None:
        """Forget the file, if it is there."""
        ...

    def older_than(self, before: datetime, folder: str, /) -> Iterator[str]:
        """The keys below a folder (`12/exports`) that were kept before an instant."""
        ...


def checked_key(key: str) -> str:
    """The key, or a `ValueError`: whatever could leave its folder, or be hidden in it, is none."""
    if not _KEY(key):
        raise ValueError(f"not the key of a file: {key!r}")
    return key
