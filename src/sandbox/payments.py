"""What Winpay was asked to collect, what the bank checks, and what the callbacks say."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .snap import WIB

# The path of the callback of a virtual account is published; that of a QR is assumed to be SNAP's own.
CALLBACK_PATHS = {"va_payment": "/v1.0/transfer-va/payment", "qr_notify": "/v1.0/qr/qr-mpm-notify"}


@dataclass(slots=True, kw_only=True)
class Payment:
    """What was asked to be paid: a virtual account or a QR."""

    kind: str
    partner_id: str
    reference: str
    contract_id: str
    channel: str
    amount: str | None
    expires: datetime | None
    repeats: bool
    bank_number: str = ""
    customer_no: str = ""
    name: str = ""
    terminal: str | None = None
    qr_content: str | None = None
    paid: int = 0

    @property
    def account_no(self) -> str:
        """The bank's part is padded to eight with spaces in front, as SNAP has it."""
        return self.bank_number + self.customer_no

    def listed(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "partner_id": self.partner_id,
            "reference": self.reference,
            "contract_id": self.contract_id,
            "channel": self.channel,
            "virtual_account_no": self.account_no.strip() or None,
            "qr_content": self.qr_content,
            "amount": self.amount,
            "expires": None if self.expires is None else self.expires.isoformat(),
            "paid_times": self.paid,
        }


def as_the_bank_checks(payment: Payment, value: str) -> None:
    if payment.amount is not None and Decimal(value) != Decimal(payment.amount):
        raise ValueError(f"the amount must be {payment.amount}")
    if payment.expires is not None and payment.expires < datetime.now(UTC):
        raise ValueError("expired")
    if payment.paid and not payment.repeats:
        raise ValueError("already paid")


def va_payment(payment: Payment, value: str) -> dict[str, Any]:
    """The published callback; its example has the paid amount without decimals, unlike that of the request."""
    return {
        "partnerServiceId": payment.bank_number,
        "customerNo": payment.customer_no,
        "virtualAccountNo": payment.account_no,
        "virtualAccountName": payment.name,
        "trxId": payment.reference,
        "paymentRequestId": str(secrets.randbelow(10**8)),
        "paidAmount": {"value": value.removesuffix(".00"), "currency": "IDR"},
        "trxDateTime": datetime.now(WIB).isoformat(timespec="seconds"),
        "referenceNo": str(secrets.randbelow(10**6)),
        "additionalInfo": {"channel": payment.channel, "contractId": payment.contract_id},
    }


def qr_notify(payment: Payment, value: str) -> dict[str, Any]:
    """Winpay's QR callback is unknown; this is SNAP's standard body."""
    return {
        "originalReferenceNo": payment.contract_id,
        "originalPartnerReferenceNo": payment.reference,
        "latestTransactionStatus": "00",
        "transactionStatusDesc": "Success",
        "amount": {"value": f"{value.removesuffix('.00')}.00", "currency": "IDR"},
        "additionalInfo": {
            "contractId": payment.contract_id,
            "terminalId": payment.terminal,
            "rrn": f"{secrets.randbelow(10**12):012}",
            "transactionDate": datetime.now(WIB).isoformat(timespec="seconds"),
        },
    }
