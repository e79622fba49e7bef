"""A seller uploads an image, and uses it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bosonline.application.files import Files, FilesUnavailable
from bosonline.application.images.ports import HoldingWork, Imaging, OpenImagesWork
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId, UserId
from bosonline.domain.images import Picture, Upload, demand_known

CHANCE = 16
"""How many characters of a file's name are made by chance: it cannot be guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadImage:
    """Draw an image anew and keep it with its thumbnail.

    What is kept is written down before the files are, so that whatever a crash leaves is known and removed one day.
    """

    work: OpenImagesWork
    clock: Clock
    files: Files
    imaging: Imaging
    new_token: Callable[[], str]

    def __call__(self, *, store: StoreId, by: UserId, content: bytes, once: Once | None = None) -> Upload:
        """The upload, to be named by its `file_name`; `ImageInvalid`, `ImagingBusy`, `FilesUnavailable`."""
        picture = self.imaging(content)
        upload = self._upload(store, by, picture)
        with self.work(store, once) as work:
            work.uploads.add(upload)
            work.commit()
        settling = once and once.settling()
        try:
            for key, part in zip(upload.keys, (picture.content, picture.thumbnail), strict=True):
                self.files.put(key, part)
        except FilesUnavailable:
            with self.work(store, settling) as work:
                work.forget()
                work.commit()
            raise
        with self.work(store, settling) as work:
            if not work.uploads.settle(upload.file_name):
                raise ChangedMeanwhile
            work.commit(upload)
        return upload

    def _upload(self, store: StoreId, by: UserId, picture: Picture) -> Upload:
        at = self.clock()
        return Upload(
            store=store,
            file_name=f"{int(at.timestamp())}-{self.new_token()[:CHANCE]}.{picture.extension}",
            size=len(picture.content),
            width=picture.width,
            height=picture.height,
            sha256=sha256(picture.content).hexdigest(),
            uploaded_at=at,
            uploaded_by=by,
        )


def demand_uploaded(work: HoldingWork, names: Sequence[str], *, field: str = "image.{at}.file_name") -> None:
    """Hold these images for what is about to name them; `ImageUnknown` where one is not an upload of the store."""
    if names:
        demand_known(names, work.uploads.hold(names), field=field)
