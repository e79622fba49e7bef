"""Images that sellers upload: which files are taken for one, and what is kept of them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bosonline.domain.errors import Rejected
from bosonline.domain.identity import StoreId, UserId

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 24_000_000
MAX_SIDE = 12_000
KEPT_SIDE = 2_000
"""An image that is larger on a side is kept smaller."""

THUMBNAIL_SIDE = 320
EXTENSIONS = ("jpg", "png", "webp")
FILE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,119}"

_NAME_OF_FILE = re.compile(FILE_NAME, re.ASCII)


class ImageRule(StrEnum):
    """What holds for every image."""

    SIZE = "An image has at most 5 MB"
    KIND = "An image is a JPEG, PNG or WebP file, whatever its name says"
    PIXELS = "An image has at most 24 million pixels, and 12000 on a side"
    STILL = "An image stands still"
    WHOLE = "The image is damaged or cut short"


class ImageInvalid(Rejected):
    """The file is no image that is taken; the fact `why` tells the rule."""

    code = "image-invalid"
    text = "{why}"
    field = "image"

    @classmethod
    def of(cls, rule: ImageRule) -> "ImageInvalid":
        """The refusal by a rule."""
        return cls(why=rule.value)


class ImageUnknown(Rejected):
    """No image of this name was uploaded to the store, or nobody used it for so long that it was removed."""

    code = "image-unknown"
    text = "No image of this name was uploaded to your store; upload it first"
    field = "file_name"


class UploadKind(StrEnum):
    """What an upload is for; what is kept about people is of a kind of its own."""

    IMAGE = "image"
    PROOF = "proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image drawn anew from what was sent: nothing of the sender's file is in it but what is seen."""

    content: bytes
    thumbnail: bytes
    extension: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was uploaded to a store, under the name that we gave it; `size` and `sha256` are of the kept one.

    `uploaded_by` is None where that was a buyer.
    """

    store: StoreId
    file_name: str
    kind: UploadKind = UploadKind.IMAGE
    size: int
    width: int
    height: int
    sha256: str
    uploaded_at: datetime
    uploaded_by: UserId | None

    @property
    def keys(self) -> tuple[str, str]:
        """Where the file and its thumbnail lie."""
        return keys_of(self.store, self.kind, self.file_name)


def keys_of(store: StoreId, kind: UploadKind, file_name: str) -> tuple[str, str]:
    """Where a file and its thumbnail lie."""
    return f"{store}/{kind}s/{file_name}", f"{store}/{kind}-thumbs/{file_name}"


def image_path(store: StoreId, file_name: str) -> str:
    """Where an image is fetched, below any address of this installation."""
    return f"/files/{store}/images/{file_name}"


def thumbnail_path(store: StoreId, file_name: str) -> str:
    """Where its thumbnail is fetched."""
    return f"/files/{store}/thumbs/{file_name}"


def names_of_files(value: object) -> frozenset[str]:
    """Every word in a value, however deep, that could be the name of a file: whoever mentions one needs it."""
    if isinstance(value, str):
        return frozenset(word.rstrip("._-") for word in _NAME_OF_FILE.findall(value))
    if isinstance(value, Mapping):
        value = value.values()
    return frozenset[str]().union(*map(names_of_files, value)) if isinstance(value, Iterable) else frozenset()


def demand_known(names: Sequence[str], known: Collection[str], *, field: str) -> None:
    """Refuse with `ImageUnknown` the first name that is not among the known; `field` has `{at}` for its place."""
    for at, name in enumerate(names):
        if name not in known:
            raise ImageUnknown(field=field.format(at=at))
