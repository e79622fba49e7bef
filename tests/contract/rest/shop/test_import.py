"""A sheet of stock comes back over REST."""

from collections.abc import Callable
from typing import Any

import pytest

Sellers = Callable[[str], Any]


def send(seller: Any, content: bytes, **members: str) -> Any:
    """Send a file as people do."""
    dry_run = members.pop("dry_run", None)
    form = b""
    if dry_run is not None:
        form = f'--bound\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\n{dry_run}\r\n'.encode()
    form += b'--bound\r\nContent-Disposition: form-data; name="file"; filename="stok.xls"\r\n\r\n'
    headers = {name.replace("_", "-"): value for name, value in members.items()}
    headers |= {
        "Authorization": f"Bearer {seller.token}",
        "Content-Type": "multipart/form-data; boundary=bound",
    }
    return seller.client.post("/store/products/import", data=form + content + b"\r\n--bound--\r\n", headers=headers)


@pytest.fixture
def stocked(siti: Any) -> Any:
    """Siti, who has coffee and tea."""
    for sku in ("KOPI", "TEH"):
        body = {"sku": sku, "name": f"Barang {sku}", "weight": 250, "price": 45_000, "qty": 9}
        assert siti("POST", "/store/products", body).status_code == 201
    return siti


def stok(seller: Any) -> dict[str, int]:
    """What is on hand."""
    return {row["sku"]: row["stok"] for row in seller("GET", "/store/inventory").json["data"]}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_downloads_own_file_changes_nothing(stocked: Any, form: str) -> None:
    """Whatever its name."""
    content = stocked("POST", "/store/inventory/download", {"format": form}).data
    answer = send(stocked, content)

    assert (answer.status_code, answer.json["message"]) == (200, "Imported")
    assert answer.json["data"] == {"rows": 2, "changed": 0, "changes": [], "dry_run": False, "job": None}


def test_another_stok_is_set(stocked: Any) -> None:
    """First tried, then done; once under a key."""
    content = b"sku;stok;stok_seen;reason\r\nKOPI;4;9;opname\r\nTEH;9;9;\r\n"
    change = {"sku": "KOPI", "column": "stok", "was": 9, "became": 4}
    tried = send(stocked, content, dry_run="true").json
    assert (tried["message"], tried["data"]["changes"], tried["data"]["dry_run"]) == (
        "This is what would change",
        [change],
        True,
    )
    assert stok(stocked) == {"KOPI": 9, "TEH": 9}

    done, again = (send(stocked, content, Idempotency_Key="k") for _ in range(2))
    assert done.json["data"]["changes"] == [change]
    assert (again.headers["Idempotency-Replayed"], again.json) == ("true", done.json)
    assert stok(stocked) == {"KOPI": 4, "TEH": 9}


def test_what_is_wrong_is_told_by_row_and_column(stocked: Any) -> None:
    """Everything at once, in the language asked for; nothing is changed."""
    content = (
        "sku,stok,stok_seen,reason\r\nKOPI,4.5,,\r\nTEH,3,,\r\nTEH,4,,\r\n,1,,\r\n"
        f"a b,1,,\r\nX,-1,,\r\nY,1,,{'r' * 121}\r\nZ,,,\r\n"
    ).encode()
    answer = send(stocked, content)

    assert (answer.status_code, answer.json["code"], answer.json["count"]) == (422, "cells-wrong", 7)
    assert list(answer.json["errors"]) == [
        *("rows.2.stok", "rows.4.sku", "rows.5.sku", "rows.6.sku", "rows.7.stok", "rows.8.reason", "rows.9.stok"),
    ]
    assert answer.json["errors"]["rows.4.sku"] == ["is given twice"]
    assert "cells" not in answer.json
    indonesian = send(stocked, content, Accept_Language="id").json["errors"]
    assert indonesian["rows.2.stok"] == ["harus berupa bilangan bulat"]
    assert indonesian["rows.6.sku"][0].startswith("SKU ")
    unknown = send(stocked, b"sku,stok\r\nTAK-ADA,1\r\nTEH,1\r\n").json
    assert unknown["errors"] == {"rows.2.sku": ["is no variant of your store"]}
    assert stok(stocked) == {"KOPI": 9, "TEH": 9}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"name\r\nKopi\r\n", b"\x89PNG\r\n\x1a\n\0"])
def test_what_is_no_sheet_of_stock_is_refused(stocked: Any, content: bytes) -> None:
    """By the file itself."""
    answer = send(stocked, content)
    assert (answer.status_code, answer.json["code"]) == (422, "spreadsheet-unreadable")
    assert list(answer.json["errors"]) == ["file"]


def test_who_may_import(stocked: Any, sellers: Sellers) -> None:
    """Whoever may change products, of the own store alone."""
    content = b"sku,stok\r\nTEH,1\r\n"
    assert send(sellers("alice"), content).status_code == 403
    assert send(sellers("budi"), content).json["errors"] == {"rows.2.sku": ["is no variant of your store"]}
    assert stocked("POST", "/store/products/import", {}).status_code == 415
    assert stok(stocked) == {"KOPI": 9, "TEH": 9}


def test_many_rows_are_a_job(stocked: Any) -> None:
    """That is found where the answer says."""
    content = b"sku,stok\r\n" + b"".join(b"A-%d,1\r\n" % number for number in range(1_001))
    answer = send(stocked, content)

    assert (answer.status_code, answer.json["data"]["rows"]) == (202, 1_001)
    assert answer.headers["Location"] == f"/store/jobs/{answer.json['data']['job']}"


@pytest.mark.parametrize("sheet", ["products", "products/variants"])
def test_the_sheets_of_goods_come_back_unchanged_and_changed(stocked: Any, sheet: str) -> None:
    content = stocked("POST", f"/store/{sheet}/download", {"format": "csv"}).data
    same = send(stocked, content)
    assert (same.status_code, same.json["data"]["rows"], same.json["data"]["changed"]) == (200, 2, 0)

    done = send(stocked, content.replace(b"45000", b"47500"))

    assert (done.status_code, done.json["data"]["changed"]) == (200, 2), done.text
    assert send(stocked, content.replace(b"45000", b"47500")).json["data"]["changed"] == 0
    assert stok(stocked) == {"KOPI": 9, "TEH": 9}
