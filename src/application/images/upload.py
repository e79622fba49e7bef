"""A picture is uploaded, and used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, TypeVar

from bosonline.application.files import Files, FilesUnavailable
from bosonline.application.images.ports import HoldingWork, Imaging, OpenImagesWork
from bosonline.application.ports import Clock, Once, Replayed, UnitOfWork, is_kept
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId, UserId
from bosonline.domain.images import Picture, Upload, UploadKind, demand_known

CHANCE = 16
"""How many characters of a file's name are made by chance: it cannot be guessed."""


TRIES = 5
"""How often the second transaction is tried that lost a race."""


Result = TypeVar("Result")
Work = TypeVar("Work", bound=UnitOfWork)
_Opened_co = TypeVar("_Opened_co", bound=UnitOfWork, covariant=True)


class OpenWork(Protocol[_Opened_co]):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> _Opened_co: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPicture:
    """Draw an image anew and keep it with its thumbnail: the first half of what uploads and names one.

    What is kept is written down before the files are, so that whatever a crash leaves is known and removed one day.
    The second half is `finish_upload`, which makes it usable in the transaction that names it.
    """

    work: OpenImagesWork
    clock: Clock
    files: Files
    imaging: Imaging
    new_token: Callable[[], str]

    def __call__(
        self,
        *,
        store: StoreId,
        by: UserId | None,
        content: bytes,
        kind: UploadKind = UploadKind.IMAGE,
        once: Once | None = None,
    ) -> Upload:
        """The upload, which nobody can name yet; `ImageInvalid`, `ImagingBusy`, `FilesUnavailable`."""
        picture = self.imaging(content)
        upload = self._upload(store, by, kind, picture)
        with self.work(store, once) as work:
            work.uploads.add(upload)
            work.commit()
        try:
            for key, part in zip(upload.keys, (picture.content, picture.thumbnail), strict=True):
                self.files.put(key, part)
        except FilesUnavailable:
            _forget(self.work, store, once)
            raise
        return upload

    def _upload(self, store: StoreId, by: UserId | None, kind: UploadKind, picture: Picture) -> Upload:
        at = self.clock()
        return Upload(
            store=store,
            file_name=f"{int(at.timestamp())}-{self.new_token()[:CHANCE]}.{picture.extension}",
            kind=kind,
            size=len(picture.content),
            width=picture.width,
            height=picture.height,
            sha256=sha256(picture.content).hexdigest(),
            uploaded_at=at,
            uploaded_by=by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadImage:
    """Keep an image that a product, a logo or a form will name."""

    keep: KeepPicture
    work: OpenImagesWork

    def __call__(self, *, store: StoreId, by: UserId, content: bytes, once: Once | None = None) -> Upload:
        """The upload, to be named by its `file_name`; raises what `KeepPicture` does."""
        upload = self.keep(store=store, by=by, content=content, once=once)
        with self.work(store, once and once.settling()) as work:
            if not work.uploads.settle(upload.file_name):
                raise ChangedMeanwhile
            work.commit(upload)
        return upload


def finish_upload(
    open_work: OpenWork[Work], store: StoreId, once: Once | None, act: Callable[[Work], Result]
) -> Result:
    """Run the second transaction of what began with `KeepPicture`; `act` commits.

    A lost race is run again. What no key may remember lets the key go, so that all of it may be tried again.
    """
    settling = once and once.settling()
    try:
        for _ in range(TRIES - 1):
            try:
                with open_work(store, settling) as work:
                    return act(work)
            except ChangedMeanwhile:
                continue
        with open_work(store, settling) as work:
            return act(work)
    except Replayed:
        raise
    except Exception as error:
        if not is_kept(error):
            _forget(open_work, store, once)
        raise


def _forget(open_work: OpenWork[UnitOfWork], store: StoreId, once: Once | None) -> None:
    if once is not None:
        with open_work(store, once.settling()) as work:
            work.forget()
            work.commit()


def demand_uploaded(work: HoldingWork, names: Sequence[str], *, field: str = "image.{at}.file_name") -> None:
    """Hold these images for what is about to name them; `ImageUnknown` where one is not an upload of the store."""
    if names:
        demand_known(names, work.uploads.hold(names), field=field)
