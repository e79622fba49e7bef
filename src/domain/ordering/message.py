"""The text of a follow-up: which template, and what its variables stand for in this order."""

from collections.abc import Mapping
from dataclasses import dataclass

from bosonline.domain.identity import Author
from bosonline.domain.money import ZERO
from bosonline.domain.ordering.default_templates import DEFAULT_TEMPLATES, TemplateKind
from bosonline.domain.ordering.order import Order
from bosonline.domain.ordering.quiet_hours import zone_of_district
from bosonline.domain.ordering.status import Status
from bosonline.domain.ordering.template import Template
from bosonline.domain.ordering.wording import told_day, told_goods, told_method, told_moment
from bosonline.domain.payments import BankAccount
from bosonline.domain.stores import Language, PaymentMethod, StoreSettings

_NAMELESS = {Language.INDONESIAN: "Pelanggan", Language.ENGLISH: "there"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The store as its messages speak of it; `template` is its own text for the attempt, where it has one."""

    store_name: str
    settings: StoreSettings
    bank_accounts: tuple[BankAccount, ...] = ()
    template: Template | None = None


_EXAMPLE = {
    "nama": "Budi",
    "invoice": "INV0821",
    "total": "Rp105.000",
    "sisa": "Rp105.000",
    "rekening": "BCA 1234567890 a.n. SITI RAHMA",
    "link": "https://kopisiti.example/o/3f9aQ",
    "toko": "Kopi Siti",
    "produk": "2x Kopi Arabika (250 g)",
    "kurir": "JNE",
    "resi": "JNE0123456789",
    "cs": "Alice",
}
EXAMPLES: Mapping[Language, Mapping[str, str]] = {
    Language.INDONESIAN: {
        **_EXAMPLE,
        "batas_bayar": "6 Januari 2026 pukul 10.00 WIB",
        "metode": "transfer bank",
        "tanggal": "5 Januari 2026",
    },
    Language.ENGLISH: {
        **_EXAMPLE,
        "batas_bayar": "6 January 2026, 10:00 WIB",
        "metode": "bank transfer",
        "tanggal": "5 January 2026",
    },
}
"""What the variables stand for in an order that nobody made, to show how a template reads."""


def kind_of(order: Order) -> TemplateKind:
    """Which templates an order takes."""
    return TemplateKind.ABANDONED if order.status is Status.ABANDONED else TemplateKind(order.payment_method.value)


def default_template(kind: TemplateKind, attempt: int, language: Language) -> Template:
    """The text that every store begins with; attempts beyond the last take the last."""
    attempts = DEFAULT_TEMPLATES[language][kind]
    return attempts[min(attempt, len(attempts)) - 1]


def follow_up_text(order: Order, sender: Sender, *, attempt: int, by: Author, link: str) -> str:
    """What the buyer reads; `link` leads to the order's page, `by` signs where nobody looks after the order,
    and the store where that is nobody of its staff.
    """
    template = sender.template or default_template(kind_of(order), attempt, sender.settings.language)
    return template.render(_values(order, sender, by=by, link=link))


def told_seller(order: Order, text: str, *, store_name: str, settings: StoreSettings) -> str:
    """What a buyer tells the seller by the button after ordering, in the seller's words: `text` is that of the form."""
    language = settings.language
    return Template(text).render(
        {
            "nama": order.customer.name or _NAMELESS[language],
            "invoice": order.invoice,
            "total": str(order.totals.total),
            "produk": told_goods(order.lines),
            "metode": told_method(order.payment_method, language),
            "toko": store_name,
        }
    )


def _values(order: Order, sender: Sender, *, by: Author, link: str) -> Mapping[str, str]:
    language = sender.settings.language
    zone = zone_of_district(order.address.district_code) or sender.settings.zone
    total = order.totals.total
    return {
        "nama": order.customer.name or _NAMELESS[language],
        "invoice": order.invoice,
        "total": str(total),
        "sisa": str(max(total - order.paid, ZERO)),
        "rekening": _accounts(order, sender),
        "link": link,
        "toko": sender.store_name,
        "produk": told_goods(order.lines),
        "batas_bayar": told_moment(order.due_at, zone, language) if order.due_at else "",
        "kurir": (order.courier_code or "").upper(),
        "resi": order.awb or "",
        "cs": order.cs.name if order.cs else by.name if by.staff else sender.store_name,
        "metode": told_method(order.payment_method, language),
        "tanggal": told_day(order.created_at, zone, language),
    }


def _accounts(order: Order, sender: Sender) -> str:
    if order.payment_method is not PaymentMethod.BANK_TRANSFER:
        return ""
    told = order.pay_to or sender.bank_accounts
    return "\n".join(f"{account.bank_name} {account.account_number} a.n. {account.account_name}" for account in told)
