"""Images that sellers upload: the use cases."""

from dataclasses import dataclass

from bosonline.application.images.clear import ClearUploads
from bosonline.application.images.fetch import FetchImage
from bosonline.application.images.upload import UploadImage, demand_uploaded

__all__ = ["ClearUploads", "FetchImage", "Images", "UploadImage", "demand_uploaded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """Everything that can be done with images."""

    upload: UploadImage
    fetch: FetchImage
    clear: ClearUploads
