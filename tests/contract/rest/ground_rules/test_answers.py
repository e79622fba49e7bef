"""What every answer carries: problems, languages, versions, keys, and the headers of safety."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bosonline.domain.errors import ChangedMeanwhile, Unavailable

DUCK = {"name": "Duck"}
MEMBERS = {"type", "title", "status", "detail", "code", "message", "request_id"}


def test_a_problem_has_the_documented_members(owner: FlaskClient) -> None:
    answer = owner.get("/toys/T9")
    problem = answer.get_json()

    assert set(problem) == MEMBERS
    assert problem["type"] == "urn:bosonline:error:not-found"
    assert problem["title"] == problem["detail"] == problem["message"] == "Record not found"
    assert problem["status"] == answer.status_code == 404
    assert problem["request_id"] == answer.headers["X-Request-Id"]


def test_facts_are_members_and_never_hide_standard_ones(owner: FlaskClient) -> None:
    problem = owner.post("/toys", json={"name": "locked"}).get_json()

    assert problem["code"] == "toy-locked"
    assert (problem["toy"], problem["current_status"], problem["status"]) == ("T0", "locked", 409)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "Record not found"),
        ("id", "Data tidak ditemukan"),
        ("id-ID,id;q=0.9,en;q=0.8", "Data tidak ditemukan"),
        ("in", "Data tidak ditemukan"),
        ("en-GB,id;q=0.5", "Record not found"),
        ("fr, id;q=0.1", "Data tidak ditemukan"),
        ("fr", "Record not found"),
        ("*", "Record not found"),
        (";;q=x,\xff", "Record not found"),
        ("id," * 200, "Record not found"),
    ],
)
def test_the_language_is_the_one_asked_for(owner: FlaskClient, asked: str, told: str) -> None:
    assert owner.get("/toys/T9", headers={"Accept-Language": asked}).get_json()["detail"] == told


def test_wrong_members_are_told_in_the_language_asked_for(owner: FlaskClient) -> None:
    answer = owner.post("/toys", json={"name": 7}, headers={"Accept-Language": "id"})

    assert answer.get_json()["errors"] == {"name": ["harus berupa teks"]}


def test_a_record_carries_its_version(owner: FlaskClient) -> None:
    owner.post("/toys", json=DUCK)

    assert owner.get("/toys/T1").headers["ETag"] == '"1"'
    owner.put("/toys/T1", json=DUCK)
    assert owner.get("/toys/T1").headers["ETag"] == '"2"'


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        (None, 200), ("*", 200), ('"1"', 200), ('"7", "1"', 200), ('"1","7"', 200), (' "1" ', 200),
        ('"2"', 412), ('W/"1"', 412), ("1", 412), ('"', 412), ("", 412), ('"x"', 412), ('"01"', 200), ('"7","8"', 412),
        ('"' + "9" * 30 + '"', 412), ('"١"', 412),
    ],
)  # fmt: skip
def test_a_write_may_name_the_version_that_was_seen(owner: FlaskClient, tag: str | None, status: int) -> None:
    owner.post("/toys", json=DUCK)
    raw = {} if tag is None else {"HTTP_IF_MATCH": tag}

    assert owner.put("/toys/T1", json=DUCK, environ_overrides=raw).status_code == status


def test_a_key_replays_the_first_answer(owner: FlaskClient) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = owner.post("/toys", json=DUCK, headers=key)
    again = owner.post("/toys", json=DUCK, headers={"Idempotency-Key": '"k-1"'})

    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
    assert owner.get("/toys").get_json()["total"] == 1


def test_a_key_replays_a_refusal(owner: FlaskClient) -> None:
    key = {"Idempotency-Key": "k-2"}
    first = owner.post("/toys", json={"name": "locked"}, headers=key)
    again = owner.post("/toys", json={"name": "locked"}, headers=key)

    assert (first.status_code, again.status_code) == (409, 409)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.get_json()["toy"] == "T0"


def test_a_key_is_for_one_content_alone(owner: FlaskClient) -> None:
    key = {"Idempotency-Key": "k-3"}
    owner.post("/toys", json=DUCK, headers=key)
    other = owner.post("/toys", json={"name": "Goose"}, headers=key)

    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("key", ["", " ", '""', '"open', 'open"', "a b", "x" * 201, "\xe9", 'a"b'])
def test_what_cannot_be_a_key_is_422(owner: FlaskClient, key: str) -> None:
    answer = owner.post("/toys", json=DUCK, environ_overrides={"HTTP_IDEMPOTENCY_KEY": key})

    assert (answer.status_code, answer.get_json()["code"]) == (422, "idempotency-key-invalid")


def test_a_key_means_nothing_where_it_is_not_honoured(owner: FlaskClient) -> None:
    for _ in range(2):
        answer = owner.post("/auth/hello", json={"name": "a"}, headers={"Idempotency-Key": "k"})
        assert answer.status_code == 200
        assert "Idempotency-Replayed" not in answer.headers


def test_a_lost_race_is_run_again(toys: Any, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    lost = [1, 2, 3]

    def find(name: str) -> Any:
        if lost:
            lost.pop()
            raise ChangedMeanwhile
        return original(name)

    original = toys.find
    client = make_app().test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer owner"
    client.post("/toys", json=DUCK)
    monkeypatch.setattr(type(toys), "find", lambda _, name: find(name))

    assert client.get("/toys/T1").status_code == 200
    lost.extend(range(5))
    assert client.get("/toys/T1").status_code == 409


def test_an_outage_says_when_to_ask_again(
    toys: Any, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(_toys: Any, _name: str) -> Any:
        raise Unavailable

    monkeypatch.setattr(type(toys), "find", find)
    answer = make_app().test_client().get("/toys/T1", headers={"Authorization": "Bearer owner"})

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.get_json()["title"] == "Service Unavailable"


def test_a_bug_is_a_500_that_tells_nothing(
    toys: Any, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(_toys: Any, _name: str) -> Any:
        raise RuntimeError("SELECT secret FROM /etc/passwd")

    monkeypatch.setattr(type(toys), "find", find)
    answer = make_app(propagate_bugs=False).test_client().get("/toys/T1", headers={"Authorization": "Bearer owner"})

    assert answer.status_code == 500
    assert set(answer.get_json()) == MEMBERS
    assert "SELECT" not in answer.get_data(as_text=True)


def form(*parts: tuple[str, str | bytes], boundary: str = "cut") -> dict[str, Any]:
    """A form; what is given as bytes is a file."""
    body = b""
    for name, value in parts:
        file = '; filename="a.png"' if isinstance(value, bytes) else ""
        content = value if isinstance(value, bytes) else value.encode()
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + content + b"\r\n"
        )
    return {"data": body + f"--{boundary}--".encode(), "content_type": f"multipart/form-data; boundary={boundary}"}


def test_a_file_comes_as_a_form(owner: FlaskClient) -> None:
    answer = owner.post("/toys/images", **form(("image", b"x" * 1_500_000), ("caption", "A duck")))

    assert (answer.status_code, answer.get_json()["size"]) == (201, 1_500_000)
    assert answer.get_json()["caption"] == "A duck"


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ([("caption", "x")], "image"),
        ([("image", "text")], "image"),
        ([("image", b""), ("other", b"")], "other"),
        ([("image", b""), ("more", "1")], "more"),
        ([("image", b""), ("image", b"")], "image"),
        ([("image", b""), ("caption", "a"), ("caption", "b")], "caption"),
        ([("image", b""), ("caption", "a\x00")], "caption"),
    ],
)
def test_a_form_is_read_strictly(owner: FlaskClient, parts: list[tuple[str, str | bytes]], wrong: str) -> None:
    answer = owner.post("/toys/images", **form(*parts))

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {wrong}


def test_what_is_no_form(owner: FlaskClient) -> None:
    assert owner.post("/toys/images", **form(("image", b"x" * 2_000_001))).status_code == 413
    assert owner.post("/toys/images", json={}).status_code == 415
    assert owner.post("/toys/images", data=b"x", content_type="multipart/form-data").status_code == 422


def test_a_form_is_replayed_whatever_its_boundary(owner: FlaskClient) -> None:
    key = {"Idempotency-Key": "k-9"}
    first = owner.post("/toys/import", **form(("image", b"x"), boundary="one"), headers=key)
    again = owner.post("/toys/import", **form(("image", b"x"), boundary="two"), headers=key)
    other = owner.post("/toys/import", **form(("image", b"y"), boundary="one"), headers=key)

    assert (first.status_code, again.headers["Idempotency-Replayed"], other.status_code) == (200, "true", 422)
