"""Files by obstore, which writes each of them aside and then into its place at once."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bosonline.application.files import FilesUnavailable, OpenFile, checked_key

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PIECE = 65_536
"""About how many bytes a piece of an open file has."""

PART = 5 * 1024 * 1024
"""How many bytes are sent at a time of content that comes in pieces: the least that S3 takes."""


class ObjectFiles:
    """Files in one object store, which is opened at the first use.

    `folder` is where a local store lies: a writer that was killed leaves an unfinished file there, beside its place.
    """

    def __init__(self, open_store: "Callable[[], ObjectStore]", folder: Path | None = None) -> None:
        self._open_store, self._folder = open_store, folder
        self._opened: ObjectStore | None = None
        self._guard = threading.Lock()

    def put(self, key: str, content: bytes | Iterable[bytes], /) -> int:
        import obstore  # noqa: PLC0415  # what never touches files need not load it

        checked_key(key)
        if isinstance(content, bytes):
            with _outages():
                obstore.put(self._store(), key, content, use_multipart=False)
            return len(content)
        counted = _Counted(content)
        with _outages():
            obstore.put(self._store(), key, counted, use_multipart=True, chunk_size=PART, max_concurrency=2)
        return counted.size

    def open(self, key: str, /) -> OpenFile | None:
        import obstore  # noqa: PLC0415  # as above

        checked_key(key)
        with _outages():
            try:
                found = obstore.get(self._store(), key)
            except FileNotFoundError:
                return None
            return OpenFile(found.meta["size"], _pieces(found.stream(min_chunk_size=PIECE)))

    def size(self, key: str, /) -> int | None:
        import obstore  # noqa: PLC0415  # as above

        checked_key(key)
        with _outages():
            try:
                return int(obstore.head(self._store(), key)["size"])
            except FileNotFoundError:
                return None

    def remove(self, key: str, /) -> None:
        import obstore  # noqa: PLC0415  # as above

        checked_key(key)
        with _outages():
            with suppress(FileNotFoundError):
                obstore.delete(self._store(), key)
            if self._folder is not None:
                place = self._folder / key
                for unfinished in place.parent.glob(f"{place.name}#*"):
                    unfinished.unlink(missing_ok=True)

    def older_than(self, before: datetime, folder: str, /) -> Iterator[str]:
        import obstore  # noqa: PLC0415  # as above

        checked_key(folder)
        with _outages():
            for page in obstore.list(self._store(), folder):
                yield from (one["path"] for one in page if one["last_modified"] < before)

    def _store(self) -> "ObjectStore":
        with self._guard:
            if self._opened is None:
                self._opened = self._open_store()
            return self._opened


class _Counted:
    """Pieces as they go by, and how many bytes they had."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.size += len(piece)
        return piece


def folder_files(folder: Path) -> ObjectFiles:
    """Files below a local folder, which is made when the first is kept."""

    def open_store() -> "ObjectStore":
        from obstore.store import LocalStore  # noqa: PLC0415  # as above

        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)

    return ObjectFiles(open_store, folder)


def s3_files(
    bucket: str,
    prefix: str,
    *,
    endpoint: str | None = None,
    region: str | None = None,
    access_key: str | None = None,
    secret_key: str | None = None,
) -> ObjectFiles:
    """Files in a bucket; what is not given here is taken from the `AWS_...` variables and the machine's own role."""
    given = {
        "aws_endpoint": endpoint,
        "aws_region": region,
        "aws_access_key_id": access_key,
        "aws_secret_access_key": secret_key,
    }
    config: Any = {name: value for name, value in given.items() if value is not None}

    def open_store() -> "ObjectStore":
        from obstore.store import S3Store  # noqa: PLC0415  # as above

        return S3Store(
            bucket,
            prefix=prefix or None,
            config=config,
            client_options={
                "allow_http": (endpoint or "").startswith("http://"),
                "connect_timeout": timedelta(seconds=3),
                "timeout": timedelta(seconds=20),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )

    return ObjectFiles(open_store)


def _pieces(stream: Iterable[Any]) -> Iterator[bytes]:
    with _outages():
        for piece in stream:
            yield bytes(piece)


@contextmanager
def _outages() -> Iterator[None]:
    from obstore.exceptions import BaseError  # noqa: PLC0415  # as above

    try:
        yield
    except (BaseError, OSError) as error:
        raise FilesUnavailable(retry_after=5) from error
