"""The mails that tell of a new order and of proofs of payment, in Indonesian and English."""

from dataclasses import dataclass

from bosonline.application.identity.ports import Mail
from bosonline.application.ordering.messaging import OrderUrl
from bosonline.domain.identity import Email, User
from bosonline.domain.ordering import Order, PaymentMethod
from bosonline.domain.ordering.quiet_hours import zone_of_district
from bosonline.domain.ordering.wording import told_goods, told_method, told_moment
from bosonline.domain.stores import Language, Store

_FOR_STAFF = {
    Language.INDONESIAN: (
        "Pesanan baru {invoice}: {total}",
        "Halo {name},\n\n{store} menerima pesanan baru {invoice}.\n\nPembeli: {buyer} ({phone})\nBarang: {goods}\n"
        "Tujuan: {region}\nTotal: {total}\nPembayaran: {method}\nCS: {cs}\n\n{link}{last}\n\nSalam,\nBosOnline\n",
    ),
    Language.ENGLISH: (
        "New order {invoice}: {total}",
        "Hello {name},\n\n{store} has a new order, {invoice}.\n\nBuyer: {buyer} ({phone})\nGoods: {goods}\n"
        "Going to: {region}\nTotal: {total}\nPayment: {method}\nCS: {cs}\n\n{link}{last}\n\nRegards,\nBosOnline\n",
    ),
}
_PROOF = {
    Language.INDONESIAN: (
        "Bukti transfer {invoice}: {total}",
        "Halo {name},\n\n{buyer} mengirim bukti transfer untuk pesanan {invoice} di {store}.\n\nTotal: {total}\n"
        "Sudah dibayar: {paid}\n\nPeriksa buktinya di rincian pesanan dan mutasi rekening Anda, lalu konfirmasi"
        " pembayarannya. Status pembayaran belum berubah.{last}\n\nSalam,\nBosOnline\n",
    ),
    Language.ENGLISH: (
        "Proof of payment {invoice}: {total}",
        "Hello {name},\n\n{buyer} sent a proof of payment for order {invoice} at {store}.\n\nTotal: {total}\n"
        "Paid so far: {paid}\n\nLook at it in the order's detail and at your bank account, then confirm the payment."
        " The payment has not changed yet.{last}\n\nRegards,\nBosOnline\n",
    ),
}
_LAST = {
    Language.INDONESIAN: (
        "\n\nBanyak pesanan masuk dalam satu jam ini. Pesanan berikutnya tidak dikirimi email satu per satu; lihat"
        " daftar pesanan Anda."
    ),
    Language.ENGLISH: (
        "\n\nMany orders have come in within this hour. The next ones are not mailed one by one; see your list of"
        " orders."
    ),
}
_FOR_BUYER = {
    Language.INDONESIAN: (
        "Pesanan Anda {invoice} di {store}",
        "Halo {name},\n\nterima kasih, pesanan Anda di {store} sudah kami terima.\n\nInvoice: {invoice}\n"
        "Barang: {goods}\nHarga barang: {price}\nOngkir: {shipping}\n{more}Total: {total}\n\n{pay}\n\n"
        "Lihat pesanan Anda di sini:\n\n{link}\n\nSalam,\n{store}\n",
    ),
    Language.ENGLISH: (
        "Your order {invoice} at {store}",
        "Hello {name},\n\nthank you, {store} has received your order.\n\nInvoice: {invoice}\n"
        "Goods: {goods}\nPrice of the goods: {price}\nShipping: {shipping}\n{more}Total: {total}\n\n{pay}\n\n"
        "See your order here:\n\n{link}\n\nRegards,\n{store}\n",
    ),
}
_MORE = {
    Language.INDONESIAN: {
        "cod_fee": "Biaya COD",
        "insurance": "Asuransi",
        "other_fees": "Biaya lain",
        "unique_code": "Kode unik",
        "product_discount": "Potongan barang",
        "shipping_discount": "Potongan ongkir",
    },
    Language.ENGLISH: {
        "cod_fee": "COD fee",
        "insurance": "Insurance",
        "other_fees": "Other fees",
        "unique_code": "Unique code",
        "product_discount": "Discount on goods",
        "shipping_discount": "Discount on shipping",
    },
}
_PAY = {
    Language.INDONESIAN: {
        "cod": "Siapkan {total} dan bayar kepada kurir saat paket tiba.",
        "transfer": "Transfer tepat {total} ke salah satu rekening ini{until}:\n\n{accounts}",
        "other": "Bayar dengan {method}{until}; caranya ada di halaman pesanan Anda.",
        "paid": "Tidak ada yang perlu dibayar.",
        "until": " paling lambat {due}",
    },
    Language.ENGLISH: {
        "cod": "Have {total} ready and pay the courier when the parcel arrives.",
        "transfer": "Transfer exactly {total} to one of these accounts{until}:\n\n{accounts}",
        "other": "Pay by {method}{until}; your order's page says how.",
        "paid": "There is nothing to pay.",
        "until": " by {due}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsMails:
    """Writes the mails: to staff in their own language, to buyers in the store's."""

    order_url: OrderUrl

    def for_staff(self, order: Order, store: Store, user: User, *, sees_phone: bool, is_last: bool) -> Mail:
        """A new order; the buyer's phone only for those who may see it. `is_last`: no more for a while."""
        language = Language(user.language)
        subject, text = _FOR_STAFF[language]
        facts = {
            "name": user.name,
            "store": store.name,
            "invoice": order.invoice,
            "buyer": order.customer.name,
            "phone": order.customer.phone.local if sees_phone else order.customer.phone.masked,
            "goods": told_goods(order.lines),
            "region": order.address.region,
            "total": str(order.totals.total),
            "method": told_method(order.payment_method, language),
            "cs": order.cs.name if order.cs else "-",
            "link": self.order_url(order.secret, store.id),
            "last": _LAST[language] if is_last else "",
        }
        return Mail(
            to_name=user.name, to_address=user.email, subject=subject.format(**facts), text=text.format(**facts)
        )

    def of_proof(self, order: Order, store: Store, user: User, *, is_last: bool) -> Mail:
        """A buyer gave a proof of payment; `is_last` as in `for_staff`."""
        language = Language(user.language)
        subject, text = _PROOF[language]
        facts = {
            "name": user.name,
            "store": store.name,
            "invoice": order.invoice,
            "buyer": order.customer.name,
            "total": str(order.totals.total),
            "paid": str(order.paid),
            "last": _LAST[language] if is_last else "",
        }
        return Mail(
            to_name=user.name, to_address=user.email, subject=subject.format(**facts), text=text.format(**facts)
        )

    def for_buyer(self, order: Order, store: Store, address: str) -> Mail:
        """What was ordered, what it costs, and how to pay."""
        language = store.settings.language
        subject, text = _FOR_BUYER[language]
        facts = {
            "name": order.customer.name,
            "store": store.name,
            "invoice": order.invoice,
            "goods": told_goods(order.lines),
            "price": str(order.totals.goods),
            "shipping": str(order.totals.shipping),
            "more": _more(order, language),
            "total": str(order.totals.total),
            "pay": _pay(order, store),
            "link": self.order_url(order.secret, store.id),
        }
        return Mail(
            to_name=order.customer.name,
            to_address=Email(address),
            subject=subject.format(**facts),
            text=text.format(**facts),
        )


def _more(order: Order, language: Language) -> str:
    amounts = ((name, getattr(order.totals, part)) for part, name in _MORE[language].items())
    return "".join(f"{name}: {amount}\n" for name, amount in amounts if amount)


def _pay(order: Order, store: Store) -> str:
    language = store.settings.language
    texts = _PAY[language]
    if not order.totals.total:
        return texts["paid"]
    zone = zone_of_district(order.address.district_code) or store.settings.zone
    due = order.due_at and told_moment(order.due_at, zone, language)
    facts = {
        "total": str(order.totals.total),
        "until": texts["until"].format(due=due) if due else "",
        "method": told_method(order.payment_method, language),
        "accounts": "\n".join(
            f"{account.bank_name} {account.account_number} a.n. {account.account_name}" for account in order.pay_to
        ),
    }
    match order.payment_method:
        case PaymentMethod.COD:
            return texts["cod"].format(**facts)
        case PaymentMethod.BANK_TRANSFER:
            return texts["transfer"].format(**facts)
        case _:
            return texts["other"].format(**facts)
