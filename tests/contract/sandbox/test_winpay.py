"""The Winpay twin: SNAP's door, virtual accounts, QRIS, payments and their callbacks."""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from bosonline.sandbox import Sandbox

WIB = timezone(timedelta(hours=7))
CREATE_VA = "/v1.0/transfer-va/create-va"
GENERATE_QR = "/v1.0/qr/qr-mpm-generate"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = (
    KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
)

Call = Callable[..., requests.Response]


def now(**later: float) -> str:
    return (datetime.now(WIB) + timedelta(**later)).isoformat(timespec="seconds")


def virtual_account(**change: Any) -> dict[str, Any]:
    return {
        "virtualAccountName": "Siti Rahayu",
        "trxId": "kopisiti-INV0821",
        "totalAmount": {"value": "105123.00", "currency": "IDR"},
        "virtualAccountTrxType": "c",
        "expiredDate": now(hours=24),
        "additionalInfo": {"channel": "BCA"},
        **change,
    }


def qr(**change: Any) -> dict[str, Any]:
    return {
        "partnerReferenceNo": "kopisiti-INV0822",
        "terminalId": "TERM01",
        "amount": {"value": "50000.00", "currency": "IDR"},
        "validityPeriod": now(hours=1),
        "additionalInfo": {"isStatic": False},
        **change,
    }


def sign(key: rsa.RSAPrivateKey, text: str) -> str:
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def text_to_sign(path: str, body: bytes, timestamp: str) -> str:
    return f"POST:{path}:{hashlib.sha256(body).hexdigest()}:{timestamp}"


@pytest.fixture
def call(sandbox: Sandbox) -> Call:
    """A partner's signed call; ``raw`` is what goes out, ``signed`` what is signed where that differs."""
    sandbox.winpay.register("partner-1", PUBLIC)

    def post(path: str, body: dict[str, Any], **change: Any) -> requests.Response:
        compact = json.dumps(body, separators=(",", ":")).encode()
        timestamp = change.pop("timestamp", now())
        signed = change.pop("signed", compact)
        headers = {
            "Content-Type": "application/json",
            "X-Timestamp": timestamp,
            "X-Partner-Id": "partner-1",
            "X-External-Id": uuid.uuid4().hex,
            "X-Signature": sign(KEY, text_to_sign(path, signed, timestamp)),
        }
        raw = change.pop("raw", compact)
        headers.update(change.pop("headers", {}))
        return requests.post(sandbox.winpay.url + path, data=raw, headers=headers, timeout=30)

    return post


def checksum(data: bytes) -> int:
    """CRC-16 of EMVCo: polynomial 1021, start FFFF."""
    register = 0xFFFF
    for bit in (byte >> place & 1 for byte in data for place in range(7, -1, -1)):
        register = (register << 1) ^ (0x1021 if (register >> 15) ^ bit else 0)
        register &= 0xFFFF
    return register


def code(answer: requests.Response) -> str:
    return str(answer.json()["responseCode"])


def test_a_virtual_account_is_made(sandbox: Sandbox, call: Call) -> None:
    body = virtual_account()
    answer = call(CREATE_VA, body)
    data = answer.json()["virtualAccountData"]

    assert (answer.status_code, code(answer)) == (200, "2002700")
    assert data["virtualAccountNo"] == data["partnerServiceId"] + data["customerNo"]
    assert len(data["partnerServiceId"]) == 8
    assert {name: data[name] for name in ("trxId", "totalAmount", "expiredDate")} == {
        name: body[name] for name in ("trxId", "totalAmount", "expiredDate")
    }
    assert data["additionalInfo"]["contractId"].startswith("ci")
    assert [payment["reference"] for payment in sandbox.winpay.payments()] == ["kopisiti-INV0821"]


def test_the_customer_number_is_the_partners_where_it_is_given(call: Call) -> None:
    answer = call(CREATE_VA, virtual_account(virtualAccountTrxType="r", customerNo="000003212"))
    assert answer.json()["virtualAccountData"]["customerNo"] == "000003212"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"virtualAccountName": "Siti"}, "4002701"),
        ({"virtualAccountName": "Siti Rahayu Ningsih Putri Dewi"}, "4002701"),
        ({"virtualAccountName": "Siti (Kopi)"}, "4002701"),
        ({"virtualAccountName": None}, "4002702"),
        ({"trxId": "INV1"}, "4002701"),
        ({"trxId": "INV/0821"}, "4002701"),
        ({"totalAmount": None}, "4002702"),
        ({"totalAmount": {"value": 105123, "currency": "IDR"}}, "4002701"),
        ({"totalAmount": {"value": "105123.5", "currency": "IDR"}}, "4002701"),
        ({"totalAmount": {"value": "105123.00", "currency": "USD"}}, "4002701"),
        ({"virtualAccountTrxType": "x"}, "4002701"),
        ({"virtualAccountTrxType": "o"}, "4002702"),
        ({"virtualAccountTrxType": "o", "customerNo": "12"}, "4002701"),
        ({"virtualAccountTrxType": "r", "customerNo": "1234", "additionalInfo": {"channel": "BNI"}}, "4002701"),
        ({"expiredDate": None}, "4002702"),
        ({"expiredDate": "tomorrow"}, "4002701"),
        ({"expiredDate": "2020-01-01T00:00:00+07:00"}, "4002701"),
        ({"expiredDate": "2099-01-01T00:00:00+07:00"}, "4002701"),
        ({"additionalInfo": {"channel": "BPD"}}, "4002701"),
        ({"additionalInfo": {}}, "4002702"),
    ],
)
def test_a_malformed_virtual_account_is_refused(
    sandbox: Sandbox, call: Call, change: dict[str, Any], expected: str
) -> None:
    answer = call(CREATE_VA, virtual_account(**change))
    assert (answer.status_code, code(answer)) == (400, expected)
    assert sandbox.winpay.payments() == []


def test_a_transaction_number_is_taken_once(call: Call) -> None:
    call(CREATE_VA, virtual_account())
    answer = call(CREATE_VA, virtual_account())
    assert (answer.status_code, code(answer), answer.json()["responseMessage"]) == (409, "4092701", "Duplicate trxId")


def test_a_qr_is_made_with_a_checksum_that_holds(sandbox: Sandbox, call: Call) -> None:
    answer = call(GENERATE_QR, qr())
    made = answer.json()

    assert (answer.status_code, made["responseCode"], made["partnerReferenceNo"]) == (
        200,
        "2004700",
        "kopisiti-INV0822",
    )
    assert made["qrContent"].startswith("000201010212")
    assert "540550000" in made["qrContent"]
    assert made["qrContent"][-4:] == f"{checksum(made['qrContent'][:-4].encode()):04X}"
    picture = requests.get(made["qrUrl"], timeout=30)
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"kopisiti-INV0822" in picture.content
    assert requests.get(f"{sandbox.winpay.url}/scqr/get_image_qr", timeout=30).status_code == 404


def test_a_static_qr_needs_no_end(call: Call) -> None:
    made = call(GENERATE_QR, qr(additionalInfo={"isStatic": True}, validityPeriod=None)).json()
    assert made["responseCode"] == "2004700"
    assert made["qrContent"].startswith("000201010211")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"partnerReferenceNo": "abc"}, "4004701"),
        ({"terminalId": "T1"}, "4004701"),
        ({"amount": None}, "4004702"),
        ({"validityPeriod": None}, "4004702"),
        ({"validityPeriod": "2020-01-01T00:00:00+07:00"}, "4004701"),
        ({"additionalInfo": {}}, "4004702"),
        ({"additionalInfo": {"isStatic": "false"}}, "4004701"),
    ],
)
def test_a_malformed_qr_is_refused(call: Call, change: dict[str, Any], expected: str) -> None:
    assert code(call(GENERATE_QR, qr(**change))) == expected


@pytest.mark.parametrize("header", ["X-Timestamp", "X-Partner-Id", "X-Signature", "X-External-Id"])
def test_every_header_is_needed(call: Call, header: str) -> None:
    answer = call(CREATE_VA, virtual_account(), headers={header: None})
    assert (answer.status_code, code(answer)) == (400, "4002702")
    assert header in answer.json()["responseMessage"]


def test_an_unknown_partner_is_not_found(call: Call) -> None:
    answer = call(CREATE_VA, virtual_account(), headers={"X-Partner-Id": "nobody"})
    assert (answer.status_code, code(answer)) == (404, "4042716")


def test_a_signature_proves_method_path_body_and_time(call: Call) -> None:
    body = virtual_account()
    other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    compact = json.dumps(body, separators=(",", ":")).encode()
    for change in (
        {"signed": b"{}"},
        {"headers": {"X-Signature": sign(KEY, text_to_sign(GENERATE_QR, compact, now()))}},
        {"headers": {"X-Signature": sign(other_key, text_to_sign(CREATE_VA, compact, now()))}},
        {"headers": {"X-Signature": "not base64!"}},
        {"headers": {"X-Timestamp": now(seconds=5)}},
        {"timestamp": now(hours=-1)},
        {"timestamp": datetime.now(timezone(timedelta(0))).isoformat(timespec="seconds")},
        {"timestamp": "now"},
    ):
        answer = call(CREATE_VA, body, **change)
        assert (answer.status_code, code(answer)) == (401, "4012700"), change


def test_the_body_is_signed_minified_with_slashes_unescaped(call: Call) -> None:
    body = virtual_account(additionalInfo={"channel": "BCA", "note": 'a / b "c" \\ d'})
    signed = json.dumps(body, separators=(",", ":")).encode()
    spaced = json.dumps(body, indent=2).replace("/", "\\/").encode()
    assert code(call(CREATE_VA, body, raw=spaced, signed=signed)) == "2002700"


def test_an_escaped_slash_may_not_be_signed(call: Call) -> None:
    body = virtual_account(additionalInfo={"channel": "BCA", "note": "a/b"})
    escaped = json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()
    assert code(call(CREATE_VA, body, raw=escaped, signed=escaped)) == "4012700"


def test_an_external_id_serves_once_a_day(call: Call) -> None:
    same = {"headers": {"X-External-Id": "one"}}
    assert code(call(CREATE_VA, virtual_account(), **same)) == "2002700"
    assert code(call(CREATE_VA, virtual_account(trxId="kopisiti-INV0823"), **same)) == "4092700"


def test_a_signed_body_must_be_an_object(call: Call) -> None:
    assert code(call(CREATE_VA, {}, raw=b"[]", signed=b"[]")) == "4002700"


def assert_proven(sandbox: Sandbox, received: Any, path: str) -> None:
    key = serialization.load_pem_public_key(sandbox.winpay.public_key_pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)
    text = text_to_sign(path, received.body, received.headers["X-Timestamp"])
    signature = base64.b64decode(received.headers["X-Signature"])
    key.verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())


def pay(sandbox: Sandbox, reference: str, **body: Any) -> requests.Response:
    return requests.post(f"{sandbox.winpay.url}/sandbox/payments/{reference}", json=body, timeout=30)


def test_a_paid_virtual_account_is_called_back(sandbox: Sandbox, call: Call, receiver: Any) -> None:
    sandbox.winpay.register("partner-1", PUBLIC, callback=receiver.url)
    data = call(CREATE_VA, virtual_account()).json()["virtualAccountData"]
    assert pay(sandbox, "kopisiti-INV0821").json()["paid_times"] == 1
    assert sandbox.settle()

    (received,) = receiver.received
    assert received.path == "/hooks/v1.0/transfer-va/payment"
    assert received.headers["X-Partner-Id"] == "partner-1"
    assert received.headers["X-Timestamp"].endswith("+07:00")
    assert_proven(sandbox, received, received.path)
    body = json.loads(received.body)
    for name in ("partnerServiceId", "customerNo", "virtualAccountNo", "virtualAccountName", "trxId"):
        assert body[name] == data[name]
    assert body["paidAmount"] == {"value": "105123", "currency": "IDR"}
    assert body["additionalInfo"] == {"contractId": data["additionalInfo"]["contractId"], "channel": "BCA"}
    assert body["paymentRequestId"]
    assert body["trxDateTime"].endswith("+07:00")


def test_a_paid_qr_is_called_back(sandbox: Sandbox, call: Call, receiver: Any) -> None:
    sandbox.winpay.register("partner-1", PUBLIC, callback=receiver.url, signs_full_path=False)
    call(GENERATE_QR, qr())
    pay(sandbox, "kopisiti-INV0822")
    assert sandbox.settle()

    (received,) = receiver.received
    assert received.path == "/hooks/v1.0/qr/qr-mpm-notify"
    assert_proven(sandbox, received, "/v1.0/qr/qr-mpm-notify")
    body = json.loads(received.body)
    assert body["originalPartnerReferenceNo"] == "kopisiti-INV0822"
    assert (body["latestTransactionStatus"], body["amount"]["value"]) == ("00", "50000.00")


def test_the_bank_checks_unless_it_is_forced(sandbox: Sandbox, call: Call) -> None:
    call(CREATE_VA, virtual_account())
    number = sandbox.winpay.payments()[0]["virtual_account_no"]

    assert pay(sandbox, number, amount="100").status_code == 409
    assert pay(sandbox, number, amount="105123").status_code == 200
    assert pay(sandbox, number).status_code == 409
    assert pay(sandbox, number, amount="100.00", force=True).json()["paid_times"] == 2


def test_an_open_account_takes_any_amount_but_needs_one(sandbox: Sandbox, call: Call) -> None:
    body = virtual_account(virtualAccountTrxType="o", customerNo="123456", totalAmount=None, expiredDate=None)
    call(CREATE_VA, {name: value for name, value in body.items() if value is not None})

    assert pay(sandbox, "kopisiti-INV0821").status_code == 409
    assert pay(sandbox, "kopisiti-INV0821", amount="25000").status_code == 200
    assert pay(sandbox, "kopisiti-INV0821", amount="30000").json()["paid_times"] == 2


def test_a_payment_needs_a_reference_that_is_one_partners(sandbox: Sandbox, call: Call) -> None:
    sandbox.winpay.register("partner-2", PUBLIC)
    call(CREATE_VA, virtual_account())
    call(CREATE_VA, virtual_account(), headers={"X-Partner-Id": "partner-2"})

    assert pay(sandbox, "nothing").status_code == 404
    assert pay(sandbox, "kopisiti-INV0821").status_code == 404
    assert pay(sandbox, "kopisiti-INV0821", partner_id="partner-2").status_code == 200
    assert pay(sandbox, "kopisiti-INV0821", amount="many").status_code == 400


def test_a_callback_is_repeated_three_times_until_its_body_says_yes(
    sandbox: Sandbox, call: Call, receiver: Any
) -> None:
    receiver.answers = [(500, b""), (200, b"ACCEPTED")]
    sandbox.winpay.register("partner-1", PUBLIC, callback=receiver.url)
    call(CREATE_VA, virtual_account())
    pay(sandbox, "kopisiti-INV0821")
    assert sandbox.settle()

    assert len(receiver.received) == 3
    assert len({received.body for received in receiver.received}) == 1
    assert len({received.headers["X-External-Id"] for received in receiver.received}) == 3
    (listed,) = requests.get(f"{sandbox.winpay.url}/sandbox/callbacks", timeout=30).json()["callbacks"]
    assert (listed["state"], [attempt["status"] for attempt in listed["attempts"]]) == ("delivered", [500, 200, 200])


def test_a_forged_callback_is_not_proven(sandbox: Sandbox, call: Call, receiver: Any) -> None:
    sandbox.winpay.register("partner-1", PUBLIC, callback=receiver.url)
    sandbox.winpay.faults.add("callback-forged", call="va_payment")
    call(CREATE_VA, virtual_account())
    pay(sandbox, "kopisiti-INV0821")
    assert sandbox.settle()
    with pytest.raises(InvalidSignature):
        assert_proven(sandbox, receiver.received[0], receiver.received[0].path)


def test_partners_are_made_known_over_http(sandbox: Sandbox, call: Call) -> None:
    url = f"{sandbox.winpay.url}/sandbox/partners/partner-3"
    assert requests.put(url, json={"public_key": PUBLIC, "callback": "http://127.0.0.1:9"}, timeout=30).ok
    assert code(call(CREATE_VA, virtual_account(), headers={"X-Partner-Id": "partner-3"})) == "2002700"
    for body in ({}, {"public_key": "no key"}, {"public_key": PUBLIC, "callback": "nowhere"}):
        assert requests.put(url, json=body, timeout=30).status_code == 400


def test_the_demo_partner_can_sign(sandbox: Sandbox, call: Call) -> None:
    made = requests.get(f"{sandbox.winpay.url}/sandbox/demo-partner", timeout=30).json()
    key = serialization.load_pem_private_key(made["private_key"].encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    body, at = virtual_account(), now()
    signature = sign(key, text_to_sign(CREATE_VA, json.dumps(body, separators=(",", ":")).encode(), at))
    headers = {"X-Partner-Id": made["partner_id"], "X-Signature": signature, "X-Timestamp": at}
    assert code(call(CREATE_VA, body, headers=headers)) == "2002700"


def test_the_public_key_is_shown(sandbox: Sandbox) -> None:
    shown = requests.get(f"{sandbox.winpay.url}/sandbox/public-key", timeout=30)
    assert shown.text == sandbox.winpay.public_key_pem
    assert shown.text.startswith("-----BEGIN PUBLIC KEY-----")
