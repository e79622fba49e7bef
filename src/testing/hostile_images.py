"""Files that somebody may send for an image: hostile, broken, or merely unusual. It needs Pillow, and draws them."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import count, islice

from PIL import Image

from bosonline.testing.uploads import drawn

MARKER = b"<script>alert('bosonline')</script>"
"""What a sender wants to smuggle in; nothing that is kept may have it."""

KINDS = ("JPEG", "PNG", "WEBP")
_HEADS = {"JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF\xff\0\0\0WEBPVP8 "}
_ORIENTATION, _DESCRIPTION = 0x0112, 0x010E


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it is sent; `fate` says whether it is surely refused, surely taken, or either (None)."""

    name: str
    content: bytes
    fate: str | None = None


def every_hostile_file() -> list[Sent]:
    """All of them, the same each time."""
    makers = (
        _other_things,
        _heads_of_images,
        _tails,
        _hidden,
        _truncated,
        _broken,
        _huge,
        _bombs,
        _moving,
        _turned,
        _unusual,
    )
    return [sent for make in makers for sent in make()]


def _payloads() -> dict[str, bytes]:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("evil.html", MARKER)
    return {
        "zip": packed.getvalue() + MARKER,
        "html": b"<!DOCTYPE html><html>" + MARKER + b"</html>",
        "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + MARKER + b"</svg>",
        "js": b"/*" + MARKER + b"*/ alert(1)",
        "php": b"<?php /*" + MARKER + b"*/ system($_GET['x']); ?>",
        "pdf": b"%PDF-1.7\n" + MARKER,
    }


def _other_things() -> Iterator[Sent]:
    for name, payload in _payloads().items():
        yield Sent(name, payload, "refused")
    for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX"):
        yield Sent(kind, drawn(kind), "refused")
    others = {
        "empty": b"",
        "one byte": b"\xff",
        "zeros": bytes(5000),
        "text": b"bukan gambar",
        "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(24),
        "avif": b"\0\0\0\x20ftypavif" + bytes(40),
        "heic": b"\0\0\0\x20ftypheic" + bytes(40),
        "psd": b"8BPS\0\1" + bytes(40),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "elf": b"\x7fELF" + bytes(60),
        "gzip": b"\x1f\x8b\x08" + bytes(20),
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40),
    }
    for name, content in others.items():
        yield Sent(name, content, "refused")


def _heads_of_images() -> Iterator[Sent]:
    for kind, head in _HEADS.items():
        yield Sent(f"{kind} head alone", head, "refused")
        for name, payload in {**_payloads(), "gif": drawn("GIF"), "noise": _noise()}.items():
            yield Sent(f"{kind} head on {name}", head + payload, "refused")
    yield Sent("GIF89a that is called a JPEG comment", b"GIF89a" + drawn("JPEG"), "refused")


def _tails() -> Iterator[Sent]:
    for kind in KINDS:
        for name, payload in _payloads().items():
            yield Sent(f"{kind} with {name} behind", drawn(kind) + payload, "taken")


def _hidden() -> Iterator[Sent]:
    exif = Image.Exif()
    exif[_DESCRIPTION] = MARKER.decode()
    for kind in KINDS:
        yield Sent(f"{kind} with EXIF", drawn(kind, exif=exif.tobytes()), "taken")
        yield Sent(f"{kind} with EXIF that is none", drawn(kind, exif=b"Exif\0\0" + MARKER * 9))
        yield Sent(f"{kind} with a profile that is none", drawn(kind, icc_profile=MARKER * 40), "taken")
    for kind in ("JPEG", "WEBP"):
        yield Sent(f"{kind} with XMP", drawn(kind, xmp=MARKER * 3), "taken")
    yield Sent("PNG with XMP", _png_with((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + MARKER)), "taken")
    yield Sent("JPEG with a comment", drawn("JPEG", comment=MARKER), "taken")
    for name in ("tEXt", "iTXt", "evIl"):
        yield Sent(f"PNG with {name}", _png_with((name.encode(), b"Comment\0" + MARKER)))


def _truncated() -> Iterator[Sent]:
    for kind in KINDS:
        whole = drawn(kind, (120, 90))
        for part in range(1, 25):
            yield Sent(f"{kind} cut at {part}/25", whole[: len(whole) * part // 25])
        for missing in (1, 2, 3, 4, 8, 12):
            yield Sent(f"{kind} without its last {missing}", whole[:-missing])


def _broken() -> Iterator[Sent]:
    chance = _chance()
    for kind in KINDS:
        for turn in range(20):
            content = bytearray(drawn(kind, (60, 40)))
            for _ in range(1 + turn // 4):
                content[4 + next(chance) % (len(content) - 4)] = next(chance) % 256
            yield Sent(f"{kind} damaged {turn}", bytes(content))


def _huge() -> Iterator[Sent]:
    for width, height in (
        (30_000, 30_000),
        (2**31 - 1, 2**31 - 1),
        (65_535, 1),
        (1, 65_535),
        (12_001, 1),
        (6_000, 5_000),
    ):
        yield Sent(f"PNG that says {width}x{height}", _png_of(width, height, b""), "refused")
        if width <= 65_535:
            yield Sent(f"JPEG that says {width}x{height}", _jpeg_of(width, height), "refused")
    for width, height in ((0, 0), (0, 9)):
        yield Sent(f"PNG that says {width}x{height}", _png_of(width, height, b""), "refused")
        yield Sent(f"JPEG that says {width}x{height}", _jpeg_of(width, height), "refused")
    for width, height in ((16_384, 16_384), (2**24, 2**24), (12_001, 2)):
        size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
        head = b"RIFF\x30\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0"
        yield Sent(f"WebP that says {width}x{height}", head + size + bytes(20), "refused")
    lossless = struct.pack("<I", 16_383 | 16_383 << 14)
    yield Sent(
        "lossless WebP of the largest size", b"RIFF\x30\0\0\0WEBPVP8L\x20\0\0\0\x2f" + lossless + bytes(30), "refused"
    )
    lossy = struct.pack("<HH", 16_383, 16_383)
    yield Sent(
        "WebP of the largest size", b"RIFF\x30\0\0\0WEBPVP8 \x20\0\0\0\x30\1\0\x9d\1\x2a" + lossy + bytes(30), "refused"
    )
    yield Sent("PNG of one bit, 30 million pixels", drawn("PNG", (6_000, 5_000), "1"), "refused")
    yield Sent("too many bytes", drawn("JPEG") + bytes(5 * 1024 * 1024), "refused")


def _bombs() -> Iterator[Sent]:
    bomb = zlib.compress(bytes(60_000_000), 9)
    yield Sent("PNG with a profile that unfolds", _png_with((b"iCCP", b"icc\0\0" + bomb)))
    yield Sent("PNG with a text that unfolds", _png_with((b"zTXt", b"Comment\0\0" + bomb)))
    yield Sent("PNG with a long text that unfolds", _png_with((b"iTXt", b"Comment\0\1\0\0\0" + bomb)))
    yield Sent("PNG with texts without end", _png_with(*[(b"tEXt", b"a\0" + b"x" * 60_000)] * 70))
    yield Sent("PNG with pixels that unfold past its end", _png_of(9, 9, bomb))
    yield Sent("PNG with chunks without end", _png_with(*[(b"evIl", b"")] * 50_000))


def _moving() -> Iterator[Sent]:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    for kind in ("PNG", "WEBP"):
        written = BytesIO()
        frames[0].save(written, kind, save_all=True, append_images=frames[1:])
        yield Sent(f"{kind} that moves", written.getvalue(), "refused")
    written = BytesIO()
    frames[0].save(written, "MPO", save_all=True, append_images=frames[1:])
    yield Sent("photo of several lenses", written.getvalue(), "taken")


def _turned() -> Iterator[Sent]:
    for kind in KINDS:
        for orientation in (0, 1, 6, 8, 9, 65_535):
            exif = Image.Exif()
            exif[_ORIENTATION] = orientation
            yield Sent(f"{kind} turned {orientation}", drawn(kind, exif=exif.tobytes()), "taken")


def _unusual() -> Iterator[Sent]:
    for mode in ("L", "CMYK", "RGB"):
        yield Sent(f"JPEG in {mode}", drawn("JPEG", mode=mode), "taken")
        yield Sent(f"JPEG in {mode}, by steps", drawn("JPEG", mode=mode, progressive=True), "taken")
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield Sent(f"PNG in {mode}", drawn("PNG", mode=mode, compress_level=1), "taken")
    yield Sent("PNG in I;16, seen through", drawn("PNG", mode="I;16", transparency=7), "taken")
    yield Sent("PNG of a palette, seen through", drawn("PNG", mode="P", transparency=0), "taken")
    for mode in ("RGB", "RGBA"):
        yield Sent(f"WEBP in {mode}", drawn("WEBP", mode=mode), "taken")
        yield Sent(f"WEBP in {mode}, lossless", drawn("WEBP", mode=mode, lossless=True), "taken")
    for size in ((1, 1), (1, 3_000), (3_000, 1), (2_500, 10), (4_000, 3_000)):
        yield Sent(f"JPEG of {size}", drawn("JPEG", size), "taken")


def _chance() -> Iterator[int]:
    """Numbers without an order to them, the same each time."""
    return (int.from_bytes(sha256(str(turn).encode()).digest()[:4]) for turn in count())


def _noise() -> bytes:
    return bytes(number % 256 for number in islice(_chance(), 5_000))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png_of(width: int, height: int, pixels: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return _HEADS["PNG"] + head + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    plain = drawn("PNG")
    after_head = 8 + 25
    more = b"".join(_chunk(name, content) for name, content in chunks)
    return plain[:after_head] + more + plain[after_head:]


def _jpeg_of(width: int, height: int) -> bytes:
    content = bytearray(drawn("JPEG"))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height & 0xFFFF, width & 0xFFFF)
    return bytes(content)
