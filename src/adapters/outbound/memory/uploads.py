"""What was uploaded, in memory."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.codec import plain
from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.domain.identity import StoreId
from bosonline.domain.images import Upload, UploadKind, names_of_files


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An upload, and how it stands."""

    upload: Upload
    is_there: bool
    idle_since: datetime | None
    given_up_at: datetime | None = None


class MemoryUploads:
    """The uploads of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], store: StoreId) -> None:
        self._shelf, self._store = shelf, store
        self._kept: Shelf[tuple[StoreId, str], KeptUpload] = shelf("uploads")

    def add(self, upload: Upload, /) -> None:
        self._put(KeptUpload(upload, is_there=False, idle_since=upload.uploaded_at))

    def settle(self, file_name: str, /, *, named: bool = False) -> bool:
        kept = self._kept.get((self._store, file_name))
        if kept is None or kept.given_up_at is not None:
            return False
        self._put(replace(kept, is_there=True, idle_since=None if named else kept.idle_since))
        return True

    def hold(self, names: Collection[str], /) -> frozenset[str]:
        found = [
            kept for kept in self._standing() if kept.is_there and _is_image(kept) and kept.upload.file_name in names
        ]
        for kept in found:
            self._put(replace(kept, idle_since=None))
        return frozenset(kept.upload.file_name for kept in found)

    def give_up_idle(self, *, at: datetime, idle_before: datetime) -> None:
        named = self._names_in_use()
        for kept in self._standing():
            if _is_image(kept) and kept.upload.file_name in named:
                self._put(replace(kept, idle_since=None))
            elif kept.idle_since is None and not _is_image(kept):
                continue
            elif kept.idle_since is None:
                self._put(replace(kept, idle_since=at))
            elif kept.idle_since < idle_before:
                self._put(replace(kept, given_up_at=at))

    def give_up(self, kind: UploadKind, /, *, at: datetime) -> None:
        for kept in self._standing():
            if kept.upload.kind is kind:
                self._put(replace(kept, given_up_at=at))

    def given_up(self, *, limit: int) -> Sequence[tuple[UploadKind, str]]:
        found = [kept.upload for kept in self._of_store() if kept.given_up_at is not None]
        return [(upload.kind, upload.file_name) for upload in found[:limit]]

    def remove(self, names: Collection[str], /) -> None:
        for kept in self._of_store():
            if kept.given_up_at is not None and kept.upload.file_name in names:
                self._kept.remove((self._store, kept.upload.file_name))

    def _names_in_use(self) -> frozenset[str]:
        naming: list[object] = [store.logo for store in self._shelf("stores").values() if store.id == self._store]
        for product in self._shelf("products").values():
            if product.store == self._store:
                naming += [product.images, product.description]
        naming += [plain(form.content) for form in self._shelf("forms").values() if form.store == self._store]
        return names_of_files(naming)

    def _of_store(self) -> list[KeptUpload]:
        return [kept for (store, _), kept in self._kept.items() if store == self._store]

    def _standing(self) -> Iterator[KeptUpload]:
        return (kept for kept in self._of_store() if kept.given_up_at is None)

    def _put(self, kept: KeptUpload) -> None:
        self._kept.put((self._store, kept.upload.file_name), kept)


def _is_image(kept: KeptUpload) -> bool:
    return kept.upload.kind is UploadKind.IMAGE


class MemoryUploadRounds:
    """Uploads of every store, for the rounds that clear away."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def stores(self) -> Sequence[StoreId]:
        return sorted({store for store, _ in dict(self._database.read("uploads").items())})
