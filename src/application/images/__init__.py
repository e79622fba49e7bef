"""Images that sellers upload: the use cases."""

from dataclasses import dataclass

from bosonline.application.images.clear import ClearUploads
from bosonline.application.images.fetch import FetchImage
from bosonline.application.images.upload import KeepPicture, UploadImage, demand_uploaded, finish_upload

__all__ = ["ClearUploads", "FetchImage", "Images", "KeepPicture", "UploadImage", "demand_uploaded", "finish_upload"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """Everything that can be done with images."""

    upload: UploadImage
    fetch: FetchImage
    clear: ClearUploads
