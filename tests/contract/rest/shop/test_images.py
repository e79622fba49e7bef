"""Images over REST: what is sent, what is kept, and how it is fetched."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.application.files import FilesUnavailable
from bosonline.domain.images import MAX_BYTES
from bosonline.testing.hostile_images import MARKER, every_hostile_file
from bosonline.testing.uploads import drawn

Sellers = Callable[[str], Any]
MEDIA = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
CLAIMS = (
    ("foto.jpg", "image/jpeg"),
    ("foto.png", "image/png"),
    ("foto.svg", "image/svg+xml"),
    ("../../etc/passwd", "application/octet-stream"),
    ("foto.html", "text/html"),
    ("x" * 300, ""),
)


def path_of(url: str) -> str:
    """The path of an address of this installation."""
    assert url.startswith("https://toko.example/files/")
    return urlsplit(url).path


def everything(files: MemoryFiles) -> dict[str, bytes]:
    """All files that are kept, by key."""
    return {
        key: opened.read()
        for store in range(1, 5_000)
        for key in files.older_than(datetime.max.replace(tzinfo=UTC), str(store))
        if (opened := files.open(key)) is not None
    }


@pytest.mark.parametrize("kind", MEDIA)
def test_an_image_is_uploaded_and_fetched(siti: Any, kind: str) -> None:
    answer = siti.send(drawn(kind, (800, 600)), name="apa saja.exe", media="application/octet-stream")

    assert (answer.status_code, answer.json["message"]) == (201, "Image uploaded")
    image = answer.json["data"]
    assert set(image) == {"file_name", "url", "thumbnail_url"}
    for url, size in ((image["url"], (800, 600)), (image["thumbnail_url"], (320, 240))):
        fetched = siti.client.get(path_of(url))
        assert (fetched.status_code, fetched.content_type) == (200, MEDIA[kind])
        assert Image.open(BytesIO(fetched.data)).size == size


def test_what_is_fetched_is_kept_by_whoever_fetches_it(siti: Any) -> None:
    path = path_of(siti.send(drawn()).json["data"]["url"])
    fetched = siti.client.get(path)

    assert fetched.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in fetched.headers["Content-Security-Policy"]
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert fetched.content_length == len(fetched.data)
    again = siti.client.get(path, headers={"If-None-Match": fetched.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", fetched.headers["ETag"])
    assert siti.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    head = siti.client.head(path)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(fetched.data))


def test_it_is_fetched_on_every_host(siti: Any) -> None:
    path = path_of(siti.send(drawn()).json["data"]["url"])

    for host, status in (("localhost", 200), ("kopisiti.localhost", 200), ("elsewhere.example", 404)):
        assert siti.client.get(path, headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    "name",
    [
        "none.png",
        "none",
        "none.svg",
        ".png",
        "..%2f..%2fetc%2fpasswd.png",
        "a%00.png",
        "%2e%2e.png",
        "a%5cb.png",
        "a#b.png",
    ],
)
def test_what_is_not_there_is_404(siti: Any, name: str) -> None:
    for folder in ("images", "thumbs"):
        assert siti.client.get(f"/files/1/{folder}/{name}").status_code == 404


def test_an_image_goes_into_a_product(siti: Any) -> None:
    image = siti.send(drawn()).json["data"]
    product = {"name": "Kopi", "weight": 250, "price": 20_000, "image": [{"file_name": image["file_name"]}]}

    answer = siti("POST", "/store/products", product)

    assert answer.status_code == 201
    (shown,) = answer.json["data"]["image"]
    (row,) = siti("GET", "/store/products").json["data"]
    assert shown == row["image"]
    for url in (shown["url"], shown["thumbnail_url"]):
        assert siti.client.get(urlsplit(url).path).status_code == 200


def test_the_name_is_not_to_be_guessed_and_never_the_senders(siti: Any) -> None:
    names = {siti.send(drawn(), name="rahasia.jpg").json["data"]["file_name"] for _ in range(5)}

    assert len(names) == 5
    assert all("rahasia" not in name and name.endswith(".png") for name in names)


def test_the_same_key_keeps_one_image(siti: Any, files: MemoryFiles) -> None:
    first = siti.send(drawn(), Idempotency_Key="k")
    again = siti.send(drawn(), Idempotency_Key="k")
    other = siti.send(drawn("JPEG"), Idempotency_Key="k")

    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("content", [drawn("GIF"), b"", drawn()[:80], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_image_is_refused_by_its_field(siti: Any, files: MemoryFiles, content: bytes) -> None:
    answer = siti.send(content, Accept_Language="id")

    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (422, "image-invalid", ["image"])
    assert "ambar" in answer.json["message"]
    assert everything(files) == {}


def test_what_is_too_large_is_refused_whole(siti: Any) -> None:
    image = drawn("JPEG")

    assert siti.send(image + bytes(MAX_BYTES - len(image))).status_code == 201
    assert siti.send(image + bytes(MAX_BYTES - len(image) + 1)).status_code == 413
    assert siti.send(image + bytes(2 * MAX_BYTES)).status_code == 413


def test_the_form_has_one_file_called_image(siti: Any) -> None:
    def sent(form: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {siti.token}"}
        return siti.client.post("/store/products/images", data=form, headers=headers)

    def file() -> tuple[BytesIO, str]:
        return BytesIO(drawn()), "a.png"

    assert list(sent({"picture": file()}).json["errors"]) == ["picture", "image"]
    assert list(sent({"image": [file(), file()]}).json["errors"]) == ["image"]
    assert list(sent({"image": file(), "store_id": "7"}).json["errors"]) == ["store_id"]
    assert sent({"image": "text"}).status_code in (415, 422)
    assert siti("POST", "/store/products/images", {"image": "x"}).status_code == 415


def test_it_takes_the_right_to_add_products(sellers: Sellers) -> None:
    statuses = {name: sellers(name).send(drawn()).status_code for name in ("siti", "budi", "alice", "rudi", "nobody")}

    assert statuses == {"siti": 201, "budi": 201, "alice": 403, "rudi": 403, "nobody": 401}


def test_a_disk_that_is_full_is_503_and_the_same_key_may_be_tried_again(
    siti: Any, files: MemoryFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise FilesUnavailable(retry_after=5)

    with monkeypatch.context() as patched:
        patched.setattr(MemoryFiles, "put", full)
        answer = siti.send(drawn(), Idempotency_Key="k")
        assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (
            503,
            "files-unavailable",
            "5",
        )
    assert siti.send(drawn(), Idempotency_Key="k").status_code == 201


@pytest.mark.filterwarnings("ignore")  # Pillow remarks on what it is given
def test_no_hostile_file_is_kept_as_sent(siti: Any, files: MemoryFiles) -> None:
    claims: Iterator[tuple[str, str]] = cycle(CLAIMS)
    statuses: dict[int, int] = {}
    for sent, (name, media) in zip(every_hostile_file(), claims, strict=False):
        answer = siti.send(sent.content, name=name, media=media)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code == 201:
            for url in (answer.json["data"]["url"], answer.json["data"]["thumbnail_url"]):
                fetched = siti.client.get(path_of(url))
                assert fetched.content_type in MEDIA.values()
                assert fetched.data != sent.content, sent.name
                assert MARKER not in fetched.data, sent.name
                Image.open(BytesIO(fetched.data)).verify()
        else:
            assert answer.status_code in (413, 422), (sent.name, answer.json)
            assert answer.status_code == 413 or answer.json["code"] == "image-invalid", (sent.name, answer.json)

    assert set(statuses) == {201, 413, 422}
    assert sum(statuses.values()) >= 200
