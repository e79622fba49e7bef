"""The WhatsApp twin: the generic gateway and the cloud API."""

import hashlib
import hmac
import json
from typing import Any

import pytest
import requests

from bosonline.sandbox import Sandbox, WhatsApp

MESSAGE = {"id": "attempt-1", "to": "6281234567890", "text": "Halo Siti, pesanan INV0821 menunggu."}
CLOUD_MESSAGE = {"messaging_product": "whatsapp", "to": "6281234567890", "type": "text", "text": {"body": "Halo"}}


def test_a_message_is_taken_and_listed(sandbox: Sandbox, http: requests.Session) -> None:
    answer = http.post(f"{sandbox.whatsapp.url}/messages", json=MESSAGE)

    assert (answer.status_code, answer.json()) == (201, {"id": "attempt-1", "status": "accepted"})
    listed = http.get(f"{sandbox.whatsapp.url}/sandbox/messages").json()
    assert listed["total"] == 1
    assert {name: listed["messages"][0][name] for name in MESSAGE} == MESSAGE


def test_the_same_id_is_one_message_with_two_attempts(sandbox: Sandbox, http: requests.Session) -> None:
    http.post(f"{sandbox.whatsapp.url}/messages", json=MESSAGE)
    again = http.post(f"{sandbox.whatsapp.url}/messages", json=MESSAGE)

    assert (again.status_code, again.json()["status"], again.json()["duplicate"]) == (200, "accepted", True)
    assert [message["attempts"] for message in sandbox.whatsapp.sent()] == [2]


def test_an_id_cannot_be_given_to_another_message(sandbox: Sandbox, http: requests.Session) -> None:
    http.post(f"{sandbox.whatsapp.url}/messages", json=MESSAGE)

    assert http.post(f"{sandbox.whatsapp.url}/messages", json={**MESSAGE, "text": "Lain"}).status_code == 409
    assert [message["text"] for message in sandbox.whatsapp.sent()] == [MESSAGE["text"]]


@pytest.mark.parametrize(
    "change",
    [{"id": ""}, {"id": 7}, {"to": "081234567890"}, {"to": "+6281234567890"}, {"text": ""}, {"text": "x" * 4097}],
)
def test_a_malformed_message_is_refused(sandbox: Sandbox, http: requests.Session, change: dict[str, Any]) -> None:
    answer = http.post(f"{sandbox.whatsapp.url}/messages", json={**MESSAGE, **change})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, list(change))
    assert sandbox.whatsapp.sent() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(sandbox: Sandbox, http: requests.Session, body: bytes) -> None:
    assert http.post(f"{sandbox.whatsapp.url}/messages", data=body).status_code == 400


def test_without_a_token_nothing_is_taken(sandbox: Sandbox) -> None:
    assert requests.post(f"{sandbox.whatsapp.url}/messages", json=MESSAGE, timeout=30).status_code == 401


def test_a_gateway_with_tokens_knows_only_those() -> None:
    twin = WhatsApp(tokens={"right"}).start()
    try:
        for token, status in (("right", 201), ("wrong", 401)):
            headers = {"Authorization": f"Bearer {token}"}
            answer = requests.post(f"{twin.url}/messages", json=MESSAGE, headers=headers, timeout=30)
            assert answer.status_code == status
    finally:
        twin.stop()


def test_messages_are_found_by_number_and_cleared(sandbox: Sandbox, http: requests.Session) -> None:
    url = sandbox.whatsapp.url
    for number, to in enumerate(("6281111111111", "6282222222222")):
        http.post(f"{url}/messages", json={**MESSAGE, "id": str(number), "to": to})

    assert http.get(f"{url}/sandbox/messages", params={"to": "6282222222222"}).json()["total"] == 1
    assert http.delete(f"{url}/sandbox/messages").json()["total"] == 0


def test_a_lone_surrogate_does_not_break_the_list(sandbox: Sandbox, http: requests.Session) -> None:
    body = json.dumps({**MESSAGE, "text": "a\ud800b"})
    assert http.post(f"{sandbox.whatsapp.url}/messages", data=body).status_code == 201
    assert http.get(f"{sandbox.whatsapp.url}/sandbox/messages").json()["messages"][0]["text"] == "a?b"


def test_the_cloud_api_answers_with_a_wamid(sandbox: Sandbox, http: requests.Session) -> None:
    answer = http.post(f"{sandbox.whatsapp.url}/v21.0/1055512345/messages", json=CLOUD_MESSAGE)

    assert answer.status_code == 200
    assert answer.json()["messages"][0]["id"].startswith("wamid.")
    assert answer.json()["contacts"] == [{"input": "6281234567890", "wa_id": "6281234567890"}]
    assert sandbox.whatsapp.sent()[0]["phone_number_id"] == "1055512345"


def test_the_cloud_api_takes_templates(sandbox: Sandbox, http: requests.Session) -> None:
    template = {"name": "follow_up", "language": {"code": "id"}}
    body = {"messaging_product": "whatsapp", "to": "6281234567890", "type": "template", "template": template}

    assert http.post(f"{sandbox.whatsapp.url}/v21.0/1055512345/messages", json=body).status_code == 200
    assert sandbox.whatsapp.sent()[0]["template"] == template


@pytest.mark.parametrize(
    "change",
    [{"messaging_product": None}, {"to": "08123"}, {"type": "image"}, {"text": {}}, {"text": "Halo"}],
)
def test_the_cloud_api_refuses_in_its_own_words(
    sandbox: Sandbox, http: requests.Session, change: dict[str, Any]
) -> None:
    answer = http.post(f"{sandbox.whatsapp.url}/v21.0/1055512345/messages", json={**CLOUD_MESSAGE, **change})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_the_cloud_api_wants_a_version_a_sender_and_a_token(sandbox: Sandbox, http: requests.Session) -> None:
    for path in ("21.0/1055512345", "v21.0/me"):
        assert http.post(f"{sandbox.whatsapp.url}/{path}/messages", json=CLOUD_MESSAGE).status_code == 400
    refused = requests.post(f"{sandbox.whatsapp.url}/v21.0/1055512345/messages", json=CLOUD_MESSAGE, timeout=30)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, 190)


def test_states_come_as_signed_webhooks(sandbox: Sandbox, http: requests.Session, receiver: Any) -> None:
    url = sandbox.whatsapp.url
    webhook = {"url": receiver.url, "app_secret": "secret", "verify_token": "verify-me"}
    assert http.put(f"{url}/sandbox/webhook", json=webhook).json()["verified"] is True

    wamid = http.post(f"{url}/v21.0/1055512345/messages", json=CLOUD_MESSAGE).json()["messages"][0]["id"]
    http.post(f"{url}/sandbox/messages/{wamid}/state", json={"state": "failed"})
    assert sandbox.settle()

    statuses = []
    for received in receiver.received:
        proof = hmac.new(b"secret", received.body, hashlib.sha256).hexdigest()
        assert received.headers["X-Hub-Signature-256"] == f"sha256={proof}"
        statuses += json.loads(received.body)["entry"][0]["changes"][0]["value"]["statuses"]
    assert [status["status"] for status in statuses] == ["sent", "delivered", "failed"]
    assert {status["id"] for status in statuses} == {wamid}
    assert statuses[-1]["errors"][0]["code"] == 131047


def test_a_webhook_that_fails_the_challenge_is_not_taken(
    sandbox: Sandbox, http: requests.Session, receiver: Any
) -> None:
    webhook = {"url": receiver.url, "app_secret": "secret", "verify_token": "another"}
    assert http.put(f"{sandbox.whatsapp.url}/sandbox/webhook", json=webhook).status_code == 409


@pytest.mark.parametrize(("path", "body", "status"), [("none", {"state": "read"}, 404), ("none", {}, 400)])
def test_a_state_needs_a_message_and_a_known_word(
    sandbox: Sandbox, http: requests.Session, path: str, body: dict[str, str], status: int
) -> None:
    answer = http.post(f"{sandbox.whatsapp.url}/sandbox/messages/{path}/state", json=body)
    assert answer.status_code == status
