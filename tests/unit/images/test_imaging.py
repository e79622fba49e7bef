"""What is taken for an image, and what is kept of it."""

import threading
from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image

from bosonline.adapters.outbound.imaging import PillowImaging
from bosonline.application.images.ports import ImagingBusy
from bosonline.domain.images import KEPT_SIDE, MAX_BYTES, THUMBNAIL_SIDE, ImageInvalid, ImageRule, Picture
from bosonline.testing.hostile_images import KINDS, MARKER, Sent, every_hostile_file
from bosonline.testing.uploads import drawn

FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
FILES = every_hostile_file()


def opened(content: bytes) -> Image.Image:
    """The image, with all its pixels."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


def why(content: bytes) -> object:
    """The rule that a file is refused by."""
    with pytest.raises(ImageInvalid) as refused:
        PillowImaging()(content)
    return refused.value.facts["why"]


def check(picture: Picture, sent: Sent) -> None:
    for content, side in ((picture.content, KEPT_SIDE), (picture.thumbnail, THUMBNAIL_SIDE)):
        image = opened(content)
        assert image.format == FORMATS[picture.extension]
        assert max(image.size) <= side
        assert content != sent.content
        assert MARKER not in content
        assert b"Exif" not in content
        assert not {"exif", "icc_profile", "xmp", "comment"} & image.info.keys(), image.info.keys()
        assert getattr(image, "n_frames", 1) == 1
    assert opened(picture.content).size == (picture.width, picture.height)


@pytest.mark.filterwarnings("ignore")  # Pillow remarks on what it is given
def test_hostile_files_are_refused_or_drawn_anew() -> None:
    imaging, fates = PillowImaging(), {"refused": 0, "taken": 0}
    assert len(FILES) >= 200
    for sent in FILES:
        try:
            picture = imaging(sent.content)
        except ImageInvalid:
            fate = "refused"
        else:
            fate = "taken"
            check(picture, sent)
        assert sent.fate in (fate, None), f"{sent.name} was {fate}"
        fates[fate] += 1
    assert min(fates.values()) >= 50


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_stays_what_it_was(kind: str) -> None:
    picture = PillowImaging()(drawn(kind, (600, 300)))

    assert FORMATS[picture.extension] == kind
    assert (picture.width, picture.height) == (600, 300)
    assert opened(picture.thumbnail).size == (320, 160)
    kept, was = opened(picture.content).convert("L"), opened(drawn(kind, (600, 300))).convert("L")
    assert all(
        abs(a - b) < 16 for a, b in zip(kept.resize((8, 8)).tobytes(), was.resize((8, 8)).tobytes(), strict=True)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_image_is_kept_smaller(kind: str) -> None:
    picture = PillowImaging()(drawn(kind, (4_000, 1_000)))

    assert (picture.width, picture.height) == (2_000, 500)


def test_what_is_seen_through_stays_so() -> None:
    for mode in ("RGBA", "LA"):
        image = Image.new(mode, (9, 9))
        written = BytesIO()
        image.save(written, "PNG")
        assert opened(PillowImaging()(written.getvalue()).content).getpixel((4, 4)) == (0, 0, 0, 0)


def test_sixteen_bits_become_eight() -> None:
    written = BytesIO()
    Image.new("I;16", (9, 9), 0x8000).save(written, "PNG")

    assert opened(PillowImaging()(written.getvalue()).content).getpixel((4, 4)) == (128, 128, 128)


def _corner(image: Image.Image) -> Sequence[str]:
    """Which corner is white: at the top or the bottom, at the left or the right."""
    width, height = image.size
    grey = image.convert("L")
    spots = {("top", "left"): (1, 1), ("top", "right"): (width - 2, 1)}
    spots |= {("bottom", "left"): (1, height - 2), ("bottom", "right"): (width - 2, height - 2)}
    return max(spots, key=lambda name: grey.getpixel(spots[name]) or 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("orientation", "corner", "size"),
    [
        (1, ("top", "left"), (60, 40)),
        (2, ("top", "right"), (60, 40)),
        (3, ("bottom", "right"), (60, 40)),
        (4, ("bottom", "left"), (60, 40)),
        (5, ("top", "left"), (40, 60)),
        (6, ("top", "right"), (40, 60)),
        (7, ("bottom", "right"), (40, 60)),
        (8, ("bottom", "left"), (40, 60)),
    ],
)
def test_what_a_camera_turned_is_turned_upright(
    kind: str, orientation: int, corner: Sequence[str], size: tuple[int, int]
) -> None:
    image, exif = Image.new("RGB", (60, 40)), Image.Exif()
    image.paste("white", (0, 0, 16, 16))
    exif[0x0112] = orientation
    written = BytesIO()
    image.save(written, kind, exif=exif.tobytes())

    picture = PillowImaging()(written.getvalue())

    assert (picture.width, picture.height) == size
    assert _corner(opened(picture.content)) == corner
    assert _corner(opened(picture.thumbnail)) == corner


def test_the_rule_is_told() -> None:
    files = {sent.name: sent.content for sent in FILES}
    assert why(files["svg"]) == ImageRule.KIND
    assert why(files["GIF"]) == ImageRule.KIND
    assert why(files["PNG that moves"]) == ImageRule.STILL
    assert why(files["WEBP that moves"]) == ImageRule.STILL
    assert why(files["JPEG that says 6000x5000"]) == ImageRule.PIXELS
    assert why(files["WebP that says 16384x16384"]) == ImageRule.PIXELS
    assert why(files["lossless WebP of the largest size"]) == ImageRule.PIXELS
    assert why(files["WebP of the largest size"]) == ImageRule.PIXELS
    assert why(files["JPEG cut at 12/25"]) == ImageRule.WHOLE
    assert why(b"\xff\xd8\xff" + bytes(MAX_BYTES)) == ImageRule.SIZE


def test_who_waits_too_long_or_comes_too_many_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, let_go = threading.Event(), threading.Event()
    done: list[Picture] = []
    draw = Image.open

    def slow(*given: object, **more: object) -> Image.Image:
        inside.set()
        assert let_go.wait(60)
        return draw(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Image, "open", slow)
    imaging = PillowImaging(at_once=1, waiting=0)
    first = threading.Thread(target=lambda: done.append(imaging(drawn())))
    first.start()
    assert inside.wait(60)
    with pytest.raises(ImagingBusy):
        imaging(drawn())
    hurried = PillowImaging(at_once=1, waiting=1, longest_wait=0.01)
    hurried._turns.acquire()
    with pytest.raises(ImagingBusy):
        hurried(drawn())
    let_go.set()
    first.join(60)
    assert len(done) == 1
    assert imaging(drawn()).width == 64
