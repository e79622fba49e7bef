"""The Winpay twin (SNAP): virtual accounts, QRIS, and callbacks of payments.

``POST /v1.0/transfer-va/create-va`` (service 27) and ``POST /v1.0/qr/qr-mpm-generate`` (service 47), both signed by the
partner. ``POST /sandbox/payments/{reference}`` pays, and the callback goes out signed by Winpay's key, which stands at
``GET /sandbox/public-key``. Partners are made known with ``PUT /sandbox/partners/{partner_id}``.
"""

import secrets
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from .callbacks import Address, Persistence, address_of
from .payments import CALLBACK_PATHS, Payment, as_the_bank_checks, qr_notify, va_payment
from .qris import qris_payload, qris_picture
from .reading import Reading
from .signatures import KeyPair, public_key, string_to_sign
from .snap import AMOUNT, WIB, Partner, Partners, check, read_amount, read_expiry, snap_error
from .twin import Refused, Route, Twin, control_answer, control_body, misused
from .wire import Answer, Request, json_answer

_SERVICES = {"create_va": "27", "qr_mpm_generate": "47"}
_CREATE_VA = "/v1.0/transfer-va/create-va"
_GENERATE_QR = "/v1.0/qr/qr-mpm-generate"
_QR_IMAGE = "/scqr/get_image_qr"

_BANK_NUMBERS = {
    "BRI": "77777",
    "BNI": "98829",
    "MANDIRI": "88608",
    "PERMATA": "85620",
    "BSI": "94401",
    "MUAMALAT": "78030",
    "BCA": "12208",
    "CIMB": "22691",
    "SINARMAS": "36690",
    "BNC": "90140",
}
_ONE_OFF_ONLY = frozenset({"BNI", "MANDIRI"})
_REFERENCE = r"[A-Za-z0-9_-]+"
_PAYMENTS_KEPT = 10_000


class Winpay(Twin):
    name = "winpay"
    calls = ("create_va", "qr_mpm_generate")
    callback_calls = ("va_payment", "qr_notify")

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, callback: Address = None, retry_pause: float = 0.5
    ) -> None:
        """``callback`` is the base address for partners that have none of their own."""
        self._callback = callback
        self._key = KeyPair()
        self._demo = KeyPair()
        self._partners = Partners()
        self._payments: OrderedDict[tuple[str, str], Payment] = OrderedDict()
        self._demo_lock = threading.Lock()
        persistence = Persistence(tries=3, pause=retry_pause, accepts=_is_accepted)
        super().__init__(host=host, port=port, persistence=persistence)

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("POST", _CREATE_VA, "create_va", self._create_va),
            Route("POST", _GENERATE_QR, "qr_mpm_generate", self._generate_qr),
            Route("GET", _QR_IMAGE, None, self._qr_image),
            Route("GET", "/sandbox/public-key", None, self._show_public_key),
            Route("GET", "/sandbox/demo-partner", None, self._show_demo_partner),
            Route("PUT", "/sandbox/partners/{partner_id}", None, self._put_partner),
            Route("GET", "/sandbox/payments", None, self._listed),
            Route("POST", "/sandbox/payments/{reference}", None, self._pay),
        )

    def error(self, status: int, message: str, *, call: str | None = None) -> Answer:
        return snap_error(status, _SERVICES.get(call or "", "00"), "00", message)

    def forget(self) -> None:
        with self.lock:
            self._payments.clear()
        self._partners.forget_external_ids()

    # -- partners and keys

    @property
    def public_key_pem(self) -> str:
        """Winpay's own key, which proves its callbacks."""
        return self._key.public_pem

    def register(
        self, partner_id: str, public_key_pem: str, *, callback: Address = None, signs_full_path: bool = True
    ) -> None:
        """Make a partner known; ValueError where the key is none.

        Whether Winpay signs the full path of a callback or only the protocol's part of it is unknown: both can be had.
        """
        key = public_key(public_key_pem)
        self._partners.add(Partner(id=partner_id, key=key, callback=callback, signs_full_path=signs_full_path))

    def demo_partner(self, partner_id: str = "sandbox") -> tuple[str, str]:
        """Made-up credentials: the id and the private key (PEM) of a partner that is known from now on."""
        with self._demo_lock:
            if self._partners.get(partner_id) is None:
                self.register(partner_id, self._demo.public_pem)
        return partner_id, self._demo.private_pem

    # -- the calls

    def _create_va(self, request: Request) -> Answer:
        partner, body = self._partners.enter(request, "27")
        read = Reading(body)
        kind = read.one_of("virtualAccountTrxType", ("c", "o", "r"))
        reference = read.text("trxId", least=5, most=50, like=_REFERENCE)
        name = read.text("virtualAccountName", least=5, most=24, like=r"[A-Za-z0-9_\-\s]+")
        channel = read.one_of("additionalInfo.channel", _BANK_NUMBERS)
        customer_no = read.text("customerNo", least=3, most=14, like=r"\d+", needed=kind in ("o", "r"))
        amount = read_amount(read, "totalAmount", needed=kind != "o" or "totalAmount" in body)
        expires = read_expiry(read, "expiredDate", needed=kind != "o")
        if channel in _ONE_OFF_ONLY and kind in ("o", "r"):
            read.blame("virtualAccountTrxType")
        check(read, "27")
        payment = Payment(
            kind="virtual_account",
            partner_id=partner.id,
            reference=reference,
            contract_id=f"ci{uuid.uuid4()}",
            channel=channel,
            amount=amount if kind != "o" else None,
            expires=expires,
            repeats=kind != "c",
            bank_number=_BANK_NUMBERS[channel].rjust(8),
            customer_no=customer_no or f"{secrets.randbelow(10**11):011}",
            name=name,
        )
        self._keep(payment, "27", "trxId")
        data = {
            "partnerServiceId": payment.bank_number,
            "customerNo": payment.customer_no,
            "virtualAccountNo": payment.account_no,
            "virtualAccountName": name,
            "trxId": reference,
            "totalAmount": body.get("totalAmount"),
            "virtualAccountTrxType": kind,
            "expiredDate": body.get("expiredDate"),
            "additionalInfo": {"channel": channel, "contractId": payment.contract_id},
        }
        return json_answer({"responseCode": "2002700", "responseMessage": "Success", "virtualAccountData": data})

    def _generate_qr(self, request: Request) -> Answer:
        partner, body = self._partners.enter(request, "47")
        read = Reading(body)
        reference = read.text("partnerReferenceNo", least=5, most=50, like=_REFERENCE)
        terminal = read.text("terminalId", least=3, most=16, needed=False) or None
        amount = read_amount(read, "amount", needed=True)
        static = read.flag("additionalInfo.isStatic")
        expires = read_expiry(read, "validityPeriod", needed=not static)
        check(read, "47")
        content = qris_payload(
            amount=None if static else amount.partition(".")[0], reference=reference, terminal=terminal
        )
        payment = Payment(
            kind="qris",
            partner_id=partner.id,
            reference=reference,
            contract_id=f"qr{uuid.uuid4()}",
            channel="QRIS",
            amount=None if static else amount,
            expires=expires,
            repeats=static,
            terminal=terminal,
            qr_content=content,
        )
        self._keep(payment, "47", "partnerReferenceNo")
        info = {"contractId": payment.contract_id, "isStatic": static, "expiredAt": body.get("validityPeriod")}
        return json_answer(
            {
                "responseCode": "2004700",
                "responseMessage": "Success",
                "partnerReferenceNo": reference,
                "qrContent": content,
                "qrUrl": f"{self.url}{_QR_IMAGE}?payid={payment.contract_id}",
                "terminalId": terminal,
                "additionalInfo": info,
            }
        )

    def _keep(self, payment: Payment, service: str, member: str) -> None:
        key = (payment.partner_id, payment.reference)
        with self.lock:
            if key in self._payments:
                raise Refused(snap_error(409, service, "01", f"Duplicate {member}"))
            self._payments[key] = payment
            while len(self._payments) > _PAYMENTS_KEPT:
                self._payments.popitem(last=False)

    def _qr_image(self, request: Request) -> Answer:
        wanted = request.query.get("payid")
        with self.lock:
            found = next((p for p in self._payments.values() if p.kind == "qris" and p.contract_id == wanted), None)
        if found is None:
            raise Refused(self.error(404, "Transaction tidak ada"))
        picture = qris_picture(reference=found.reference, amount=found.amount)
        return Answer(body=picture.encode(), content_type="image/svg+xml")

    # -- payments

    def payments(self) -> list[dict[str, Any]]:
        with self.lock:
            return [payment.listed() for payment in self._payments.values()]

    def pay(
        self, reference: str, *, amount: str | None = None, partner_id: str | None = None, force: bool = False
    ) -> dict[str, Any]:
        """Pay a virtual account or a QR and send the callback.

        The bank refuses another amount than the one asked for, an expired one, and a second payment where there can be
        but one (ValueError), unless forced. LookupError when nothing, or more than one partner's, bears the reference.
        """
        with self.lock:
            found = [
                payment
                for payment in self._payments.values()
                if reference in (payment.reference, payment.account_no.strip(), payment.contract_id)
                and partner_id in (None, payment.partner_id)
            ]
            if len(found) != 1:
                raise LookupError(f"{len(found)} payments bear the reference {reference}")
            payment = found[0]
            value = amount or payment.amount
            if value is None:
                raise ValueError("an open payment needs an amount")
            if not force:
                as_the_bank_checks(payment, value)
            payment.paid += 1
            self._notify(payment, value)
            return payment.listed()

    def _notify(self, payment: Payment, value: str) -> None:
        partner = self._partners.get(payment.partner_id)
        base = None if partner is None else address_of(partner.callback or self._callback, payment.listed())
        if partner is None or base is None:
            return
        call = "va_payment" if payment.kind == "virtual_account" else "qr_notify"
        url = base.rstrip("/") + CALLBACK_PATHS[call]
        path = urlsplit(url).path if partner.signs_full_path else CALLBACK_PATHS[call]
        body = va_payment(payment, value) if call == "va_payment" else qr_notify(payment, value)
        self.callbacks.send(
            call=call, url=url, body=body, sign=lambda raw: self._proof(partner.id, payment.channel, path, raw)
        )

    def _proof(self, partner_id: str, channel: str, path: str, raw: bytes) -> Mapping[str, str]:
        timestamp = datetime.now(WIB).isoformat(timespec="seconds")
        text = string_to_sign(method="POST", path=path, body=raw, timestamp=timestamp)
        return {
            "X-Timestamp": timestamp,
            "X-Signature": self._key.sign(text),
            "X-Partner-Id": partner_id,
            "X-External-Id": uuid.uuid4().hex,
            "Channel-Id": channel,
        }

    # -- controls

    def _show_public_key(self, _: Request) -> Answer:
        return Answer(body=self.public_key_pem.encode(), content_type="application/x-pem-file")

    def _show_demo_partner(self, _: Request) -> Answer:
        partner_id, private_key = self.demo_partner()
        return control_answer({"partner_id": partner_id, "private_key": private_key})

    def _put_partner(self, request: Request) -> Answer:
        """``{"public_key": PEM, "callback": base address, "signs_full_path": true}``."""
        body = control_body(request)
        read = Reading(body)
        pem = read.text("public_key", most=8192)
        callback = read.text("callback", most=2048, like=r"https?://.+", needed=False) or None
        full_path = read.flag("signs_full_path") if "signs_full_path" in body else True
        if read.wrong:
            raise misused(f"missing or malformed: {', '.join(read.wrong)}")
        try:
            self.register(request.args["partner_id"], pem, callback=callback, signs_full_path=full_path)
        except ValueError as error:
            raise misused("public_key is no RSA public key in PEM") from error
        return control_answer({"partner_id": request.args["partner_id"], "callback": callback})

    def _listed(self, _: Request) -> Answer:
        return control_answer({"payments": self.payments()})

    def _pay(self, request: Request) -> Answer:
        """``{"amount", "partner_id", "force"}``, each of which may be left out."""
        body = control_body(request)
        read = Reading(body)
        amount = read.text("amount", like=AMOUNT, needed=False) or None
        partner_id = read.text("partner_id", needed=False) or None
        force = read.flag("force") if "force" in body else False
        if read.wrong:
            raise misused(f"malformed: {', '.join(read.wrong)}")
        try:
            paid = self.pay(request.args["reference"], amount=amount, partner_id=partner_id, force=force)
        except LookupError as error:
            raise misused(str(error), 404) from error
        except ValueError as error:
            raise misused(str(error), 409) from error
        return control_answer(paid)


def _is_accepted(answer: requests.Response) -> bool:
    """A callback is taken when the answer says so in its body too."""
    try:
        body = answer.json()
    except ValueError:
        return False
    return answer.status_code == 200 and isinstance(body, dict) and str(body.get("responseCode")).startswith("200")
