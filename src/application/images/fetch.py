"""Anybody looks at an image."""

from dataclasses import dataclass

from bosonline.application.files import Files, OpenFile
from bosonline.domain.identity import StoreId
from bosonline.domain.images import UploadKind, keys_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchImage:
    """An image of a store, or its thumbnail: whoever knows its name may see it."""

    files: Files

    def __call__(self, *, store: StoreId, file_name: str, is_thumbnail: bool = False) -> OpenFile | None:
        """The file, or None; `FilesUnavailable`."""
        whole, small = keys_of(store, UploadKind.IMAGE, file_name)
        return self.files.open(small if is_thumbnail else whole)
