"""Images that were uploaded: rows of them, and files of every kind that somebody may send for one."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from bosonline.adapters.outbound.imaging import PillowImaging
from bosonline.adapters.outbound.memory.uploads import MemoryUploadRounds
from bosonline.adapters.outbound.sql.uploads import SqlUploadRounds
from bosonline.adapters.outbound.tokens import SystemSecrets
from bosonline.application.files import Files
from bosonline.application.images import ClearUploads, FetchImage, Images, KeepPicture, UploadImage
from bosonline.application.images.ports import UploadRounds
from bosonline.domain.identity import StoreId, UserId
from bosonline.domain.images import Upload, UploadKind
from bosonline.testing.backends import Backend

DOCUMENTED = "1750661540-444.png"
"""The image that the published example of a product names."""

LOGO = "logo-kopi-siti.webp"
"""The logo that the example of a store names."""


def an_upload(store: StoreId, file_name: str, at: datetime, *, kind: UploadKind = UploadKind.IMAGE) -> Upload:
    """What is written down of an image."""
    return Upload(
        store=store,
        file_name=file_name,
        kind=kind,
        size=3,
        width=1,
        height=1,
        sha256="0" * 64,
        uploaded_at=at,
        uploaded_by=UserId(1),
    )


def keep_uploads(open_work: Callable[[StoreId], Any], store: StoreId, at: datetime, *names: str) -> None:
    """Have images of these names among those that were uploaded to a store, without their files."""
    with open_work(store) as work:
        for name in names:
            work.uploads.add(an_upload(store, name, at))
            work.uploads.settle(name)
        work.commit()


def upload_rounds_of(backend: Backend) -> UploadRounds:
    """The stores that have uploads, on this backend."""
    database = backend.database
    return MemoryUploadRounds(database) if backend.name == "memory" else SqlUploadRounds(database)


def keep_picture_on(backend: Backend, files: Files) -> KeepPicture:
    """The first half of what uploads a picture."""
    return KeepPicture(
        work=backend.work, clock=backend.clock, files=files, imaging=PillowImaging(), new_token=SystemSecrets().token
    )


def images_on(backend: Backend, files: Files) -> Images:
    """The use cases of images, wired to a backend and to a place for files."""
    work, clock = backend.work, backend.clock
    return Images(
        upload=UploadImage(keep=keep_picture_on(backend, files), work=work),
        fetch=FetchImage(files=files),
        clear=ClearUploads(work=work, files=files, rounds=upload_rounds_of(backend), clock=clock),
    )


def drawn(kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **saved: Any) -> bytes:
    """A small image with something in it, as a file."""
    from PIL import Image  # noqa: PLC0415  # for those who draw

    image = Image.radial_gradient("L").resize(size).convert(mode)
    written = BytesIO()
    image.save(written, kind, **saved)
    return written.getvalue()
