"""Announcements and tips over REST, on every backend."""

from typing import Any

import pytest

from bosonline.adapters.inbound.rest.announcements import EXAMPLE, TIP_EXAMPLE

PLAIN = {"title": "Baru", "text": "Ada kurir baru <b>cepat</b>"}


def add(admin: Any, path: str = "/admin/announcements", **members: object) -> Any:
    answer = admin("POST", path, {**PLAIN, **members})
    assert answer.status_code == 201, answer.json
    return answer.json["data"]


def titles(caller: Any, path: str = "/store/announcements") -> list[str]:
    return [row["title"] for row in caller("GET", path).json["data"]]


def test_what_is_announced_is_read(admin: Any, siti: Any, call: Any) -> None:
    added = add(admin)

    (row,) = siti("GET", "/store/announcements").json["data"]
    assert row == {**added, "read": False}
    assert (row["text"], row["title_en"], row["published_until"]) == (PLAIN["text"], None, None)
    marked = siti("PUT", f"/store/announcements/{added['id']}/read")
    assert (marked.status_code, marked.json["data"]) == (200, {"id": added["id"], "read": True})
    assert siti("PUT", f"/store/announcements/{added['id']}/read").status_code == 200
    (row,) = siti("GET", "/store/announcements").json["data"]
    assert row["read"] is True
    assert call("alice")("GET", "/store/announcements").json["data"][0]["read"] is False
    assert titles(siti, "/store/tips") == []


def test_a_tip_is_no_announcement(admin: Any, siti: Any) -> None:
    answer = admin("POST", "/admin/tips", TIP_EXAMPLE)

    assert (answer.status_code, answer.json["message"]) == (201, "Tip created")
    tip = answer.json["data"]
    assert siti("GET", "/store/tips").json == {"data": [tip], "total": 1}
    assert siti("PUT", f"/store/announcements/{tip['id']}/read").status_code == 404
    assert admin("DELETE", f"/admin/announcements/{tip['id']}").status_code == 404
    changed = admin("PUT", f"/admin/tips/{tip['id']}", {**TIP_EXAMPLE, "title": "Sapa dahulu"})
    assert (changed.json["message"], titles(siti, "/store/tips")) == ("Tip updated", ["Sapa dahulu"])
    removed = admin("DELETE", f"/admin/tips/{tip['id']}")
    assert removed.json == {"message": "Tip deleted", "data": {"id": tip["id"], "title": "Sapa dahulu"}}
    assert titles(siti, "/store/tips") == []


def test_only_what_is_published_now_is_shown(admin: Any, siti: Any) -> None:
    later = add(admin, title="later", published_from="2026-01-05T10:01:00+07:00")
    add(admin, title="over", published_from="2026-01-01T00:00:00Z", published_until="2026-01-05T03:00:00Z")
    add(admin, title="now", published_until="2026-01-05T03:00:01Z")

    assert titles(siti) == ["now"]
    assert siti("PUT", f"/store/announcements/{later['id']}/read").status_code == 404


def test_a_change_replaces_the_whole_but_the_beginning(admin: Any, siti: Any) -> None:
    added = admin("POST", "/admin/announcements", EXAMPLE).json["data"]
    path = f"/admin/announcements/{added['id']}"

    changed = admin("PUT", path, PLAIN, If_Match='"1"')

    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert changed.json["data"] == {
        **added,
        **PLAIN,
        "title_en": None,
        "text_en": None,
        "published_until": None,
        "pinned": False,
    }
    assert admin("PUT", path, EXAMPLE, If_Match='"1"').status_code == 412
    assert admin("DELETE", path, If_Match='"1"').status_code == 412
    assert admin("DELETE", path, If_Match='"2"').status_code == 200
    assert admin("PUT", path, EXAMPLE).status_code == 404
    assert titles(siti) == []


def test_the_same_key_announces_once(admin: Any, siti: Any) -> None:
    first = admin("POST", "/admin/announcements", PLAIN, Idempotency_Key="k")
    again = admin("POST", "/admin/announcements", PLAIN, Idempotency_Key="k")

    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert siti("GET", "/store/announcements").json["total"] == 1


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title_en": "News"}, "notice-invalid", "text_en"),
        ({"text_en": "A new courier"}, "notice-invalid", "title_en"),
        (
            {"published_from": "2026-01-05T00:00:00Z", "published_until": "2026-01-05T00:00:00Z"},
            "notice-invalid",
            "published_until",
        ),
        ({"published_until": "2026-01-05T03:00:00Z"}, "notice-invalid", "published_until"),
        ({"title": " "}, "validation-failed", "title"),
        ({"published_from": "tomorrow"}, "validation-failed", "published_from"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(admin: Any, change: dict[str, object], code: str, field: str) -> None:
    answer = admin("POST", "/admin/announcements", {**PLAIN, **change}, Accept_Language="id")

    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (422, code, [field])


@pytest.mark.parametrize("who", ["siti", "alice"])
def test_only_admins_of_the_platform_write(call: Any, who: str) -> None:
    for method, path in (("POST", "/admin/announcements"), ("PUT", "/admin/tips/1"), ("DELETE", "/admin/tips/1")):
        answer = call(who)(method, path, PLAIN if method != "DELETE" else None)
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_reading_takes_a_store(admin: Any) -> None:
    assert admin("GET", "/store/announcements").json["code"] == "no-store"
