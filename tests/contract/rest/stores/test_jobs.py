"""Jobs at the API, and their files."""

from typing import Any

from bosonline.application.stores import JobBoard
from bosonline.domain.identity import Member
from bosonline.testing.backends import Backend
from bosonline.testing.jobs import ask

Callers = Any


def asked(backend: Backend, siti: Member, kind: str = "product-download") -> str:
    """A job of Siti's, by its path."""
    job = ask(backend, store=siti.store, kind=kind, by=siti.author)
    return f"/store/jobs/{job.id}"


def test_a_job_is_followed_to_its_file(backend: Backend, siti: Member, board: JobBoard, call: Callers) -> None:
    """From waiting to done; the link takes no token, and ends."""
    path = asked(backend, siti)
    waiting = call("siti")("GET", path).json
    assert {waiting[name] for name in ("file", "finished_at", "message", "result")} == {None}
    assert (waiting["state"], waiting["progress"]) == ("queued", {"done": 0, "of": None})
    board.run_next()

    done = call("siti")("GET", path).json
    assert (done["state"], done["result"], done["made_by"]["staff_id"]) == ("done", {"rows": 3}, siti.staff)
    assert done["progress"] == {"done": 3, "of": 3}
    assert done["file"]["name"] == "produk-2026-01-05.csv"
    url = done["file"]["url"].removeprefix("https://bosonline.id")
    file = call()("GET", url)
    assert (file.status_code, file.data) == (200, b"sku\r\nA\r\nB\r\nC\r\n")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == "attachment; filename=produk-2026-01-05.csv"
    assert file.headers["Cache-Control"] == "private, no-store"
    backend.clock.advance(minutes=16)
    assert call()("GET", url).status_code == 404
    assert call()("GET", "/downloads/1-2-3-4").json["code"] == "not-found"


def test_what_went_wrong_is_told(backend: Backend, siti: Member, board: JobBoard, call: Callers) -> None:
    """By row and column, in the language asked for."""
    path = asked(backend, siti, "product-import")
    board.run_next()

    english = call("siti")("GET", path).json
    assert (english["state"], english["code"]) == ("failed", "cells-wrong")
    assert english["message"] == "Nothing was imported: 2 cells are wrong"
    assert english["errors"] == {"rows.12.price": ["must be a whole number"], "rows.13.sku": ["is required"]}
    indonesian = call("siti")("GET", path, Accept_Language="id").json
    assert indonesian["message"] == "Tidak ada yang diimpor: 2 sel salah"
    assert indonesian["errors"]["rows.13.sku"] == ["wajib diisi"]


def test_jobs_are_listed(backend: Backend, siti: Member, board: JobBoard, call: Callers) -> None:
    """Those that one may know of."""
    first = asked(backend, siti)
    backend.clock.advance(seconds=1)
    second = asked(backend, siti, "product-import")
    board.run_next()

    found = call("siti")("GET", "/store/jobs").json
    assert ([f"/store/jobs/{row['id']}" for row in found["data"]], found["total"]) == ([second, first], 2)
    assert call("siti")("GET", "/store/jobs?state=queued").json["total"] == 1
    assert call("siti")("GET", "/store/jobs?kind=product-download&state=done").json["total"] == 1
    assert call("siti")("GET", "/store/jobs?keyword=IMPORT").json["total"] == 1
    assert call("siti")("GET", "/store/jobs?state=lost").status_code == 422
    for stranger in ("alice", "budi"):
        assert call(stranger)("GET", "/store/jobs").json == {"data": [], "total": 0}
        assert call(stranger)("GET", first).status_code == 404
