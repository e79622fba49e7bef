"""Images drawn anew by Pillow, one at a time, within bounds that the file's head is held to first."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from bosonline.application.images.ports import ImagingBusy
from bosonline.domain.images import (
    KEPT_SIDE,
    MAX_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    THUMBNAIL_SIDE,
    ImageInvalid,
    ImageRule,
    Picture,
)

if TYPE_CHECKING:
    from PIL.Image import Image

AT_ONCE = 1
"""How many images are drawn at a time: each may take a core, and 200 MiB."""

WAITING = 4
"""How many more may wait, each of them in a thread that answers nobody else."""

LONGEST_WAIT = 15
"""Seconds that an image waits for its turn."""

_EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
_SAVED: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 85, "progressive": True, "optimize": True},
    "png": {"format": "PNG"},
    "webp": {"format": "WEBP", "quality": 85},
}
_ORIENTATION = 0x0112


class PillowImaging:
    """JPEG stays JPEG, PNG stays PNG, WebP stays WebP; what a camera turned is turned upright."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING, longest_wait: float = LONGEST_WAIT) -> None:
        self._turns, self._places = BoundedSemaphore(at_once), BoundedSemaphore(at_once + waiting)
        self._longest_wait = longest_wait

    def __call__(self, content: bytes, /) -> Picture:
        _demand(len(content) <= MAX_BYTES, ImageRule.SIZE)
        _demand(_is_of_a_kind(content), ImageRule.KIND)
        with self._turn():
            try:
                return _draw(content)
            except (ImageInvalid, ImagingBusy):
                raise
            except MemoryError as error:
                raise ImagingBusy(retry_after=5) from error
            except Exception as error:
                # Decoders stumble over hostile files in every way there is; all of them are the file's fault.
                raise ImageInvalid.of(ImageRule.WHOLE) from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise ImagingBusy(retry_after=5)
        try:
            if not self._turns.acquire(timeout=self._longest_wait):
                raise ImagingBusy(retry_after=5)
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


def _draw(content: bytes) -> Picture:
    from PIL import Image  # noqa: PLC0415  # most processes draw nothing

    _demand_bounds(*_webp_size(content))
    with Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as opened:
        _demand_bounds(*opened.size)
        # A photo of two lenses has two frames (MPO), the first of which is the photo.
        _demand(opened.format == "MPO" or getattr(opened, "n_frames", 1) == 1, ImageRule.STILL)
        extension = _EXTENSIONS[opened.format or ""]
        turn = _turn_of(opened)
        opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        image = _plain(opened)
    image.thumbnail((KEPT_SIDE, KEPT_SIDE))
    image = image if turn is None else image.transpose(turn)
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(
        content=_saved(image, extension),
        thumbnail=_saved(small, extension),
        extension=extension,
        width=image.width,
        height=image.height,
    )


def _plain(image: "Image") -> "Image":
    """The pixels in eight bits a colour, with transparency where there is any; all else that came along is left."""
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
        image.info = {}
    plain = image.convert("RGBA" if image.has_transparency_data and image.format != "JPEG" else "RGB")
    plain.info = {}
    return plain


def _saved(image: "Image", extension: str) -> bytes:
    written = BytesIO()
    image.save(written, **_SAVED[extension])
    return written.getvalue()


def _turn_of(image: "Image") -> Any:
    """How the image has to be turned; not at all where what its camera wrote of it cannot be read."""
    from PIL.Image import Transpose  # noqa: PLC0415  # as above

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        orientation = image.getexif().get(_ORIENTATION)
        return turns.get(orientation) if isinstance(orientation, int) else None
    except Exception:
        # As for the image itself; but the image may be well.
        return None


def _is_of_a_kind(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _webp_size(content: bytes) -> tuple[int, int]:
    """The size that a WebP file gives of itself, since its decoder makes room for it at once; else (1, 1)."""
    kind = content[12:16] if content[:4] == b"RIFF" else b""
    try:
        if kind == b"VP8X":
            width, height = (
                struct.unpack("<I", content[24:27] + b"\0")[0],
                struct.unpack("<I", content[27:30] + b"\0")[0],
            )
            return width + 1, height + 1
        if kind == b"VP8L":
            bits = struct.unpack("<I", content[21:25])[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if kind == b"VP8 ":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
    except struct.error as error:
        raise ImageInvalid.of(ImageRule.WHOLE) from error
    return 1, 1


def _demand_bounds(width: int, height: int) -> None:
    _demand(width <= MAX_SIDE and height <= MAX_SIDE and width * height <= MAX_PIXELS, ImageRule.PIXELS)


def _demand(holds: bool, rule: ImageRule) -> None:
    if not holds:
        raise ImageInvalid.of(rule)
