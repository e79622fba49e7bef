"""The texts that a store begins with: four attempts for each payment method, and for orders left unfinished."""

from collections.abc import Mapping
from enum import StrEnum

from bosonline.domain.ordering.template import Template
from bosonline.domain.stores import Language


class TemplateKind(StrEnum):
    """What a template is for: orders of a payment method, or those that the buyer has not finished."""

    BANK_TRANSFER = "bank_transfer"
    COD = "cod"
    QRIS = "qris"
    VIRTUAL_ACCOUNT = "virtual_account"
    ABANDONED = "abandoned"


Templates = Mapping[TemplateKind, tuple[Template, ...]]
"""For each kind the texts of attempts 1, 2, 3, ...; an attempt beyond the last takes the last."""


def _templates(texts: Mapping[TemplateKind, tuple[str, ...]]) -> Templates:
    return {kind: tuple(Template(text) for text in attempts) for kind, attempts in texts.items()}


_INDONESIAN = {
    TemplateKind.BANK_TRANSFER: (
        "Halo Kak {nama}, terima kasih sudah memesan di {toko} 🙏\n\n"
        "Pesanan {invoice}: {produk}\nTotal: *{sisa}*\n\n"
        "Silakan transfer tepat sejumlah itu ke:\n{rekening}\n\n"
        "Rincian pesanan: {link}\nKalau sudah transfer, kabari kami di sini ya, Kak. Terima kasih!",
        "Halo Kak {nama}, kami dari {toko} mau mengingatkan pesanan {invoice} ({produk}).\n\n"
        "Pembayaran *{sisa}* kami tunggu sampai {batas_bayar} ke:\n{rekening}\n\n"
        "Ada yang bisa kami bantu, Kak?",
        "Halo Kak {nama}, pesanan {invoice} di {toko} masih kami simpan untuk Kakak 😊\n\n"
        "Sisa pembayaran: *{sisa}*\n{rekening}\n\n"
        "Kalau ada kendala atau mau ganti cara bayar, balas saja pesan ini ya. Rincian: {link}",
        "Halo Kak {nama}, ini pengingat terakhir dari {toko} untuk pesanan {invoice} sebesar *{sisa}*.\n\n"
        "Kalau Kakak masih berminat, cara bayarnya ada di {link}. Kalau tidak jadi, cukup balas BATAL. "
        "Terima kasih banyak, Kak 🙏",
    ),
    TemplateKind.COD: (
        "Halo Kak {nama}, terima kasih sudah memesan di {toko} 🙏\n\n"
        "Pesanan {invoice}: {produk}\nBayar di tempat (COD): *{total}*\n\n"
        "Mohon balas YA supaya pesanannya segera kami kirim. Alamatnya bisa dicek di {link}",
        "Halo Kak {nama}, kami dari {toko}. Pesanan COD {invoice} ({produk}) siap kami kirim.\n\n"
        "Boleh dikonfirmasi dulu alamat dan nomornya, Kak? Cukup balas YA kalau sudah benar: {link}",
        "Halo Kak {nama}, pesanan COD {invoice} senilai *{total}* masih menunggu konfirmasi Kakak.\n\n"
        "Balas YA untuk dikirim, atau beri tahu kami kalau ada yang mau diubah 😊",
        "Halo Kak {nama}, ini pesan terakhir dari {toko} soal pesanan COD {invoice}.\n\n"
        "Balas YA kalau masih mau dikirim, atau BATAL kalau tidak jadi. Terima kasih banyak, Kak 🙏",
    ),
    TemplateKind.QRIS: (
        "Halo Kak {nama}, terima kasih sudah memesan di {toko} 🙏\n\n"
        "Pesanan {invoice}: {produk}\nTotal: *{sisa}*\n\n"
        "Silakan pindai kode QRIS di {link} dengan aplikasi bank atau dompet digital apa pun.",
        "Halo Kak {nama}, kami dari {toko} mau mengingatkan pesanan {invoice} ({produk}).\n\n"
        "Pembayaran QRIS *{sisa}* kami tunggu sampai {batas_bayar}: {link}\n\nAda yang bisa kami bantu, Kak?",
        "Halo Kak {nama}, pesanan {invoice} di {toko} masih kami simpan untuk Kakak 😊\n\n"
        "Sisa pembayaran: *{sisa}*. Kode QRIS-nya di {link}\n\n"
        "Kalau ada kendala atau mau ganti cara bayar, balas saja pesan ini ya.",
        "Halo Kak {nama}, ini pengingat terakhir dari {toko} untuk pesanan {invoice} sebesar *{sisa}*.\n\n"
        "Kalau masih berminat, kode QRIS-nya ada di {link}. Kalau tidak jadi, cukup balas BATAL. "
        "Terima kasih banyak, Kak 🙏",
    ),
    TemplateKind.VIRTUAL_ACCOUNT: (
        "Halo Kak {nama}, terima kasih sudah memesan di {toko} 🙏\n\n"
        "Pesanan {invoice}: {produk}\nTotal: *{sisa}*\n\n"
        "Nomor virtual account dan cara bayarnya ada di {link}. Pembayaran tercatat otomatis, Kak.",
        "Halo Kak {nama}, kami dari {toko} mau mengingatkan pesanan {invoice} ({produk}).\n\n"
        "Virtual account sebesar *{sisa}* berlaku sampai {batas_bayar}: {link}\n\nAda yang bisa kami bantu, Kak?",
        "Halo Kak {nama}, pesanan {invoice} di {toko} masih kami simpan untuk Kakak 😊\n\n"
        "Sisa pembayaran: *{sisa}*. Nomor virtual account-nya di {link}\n\n"
        "Kalau ada kendala atau mau ganti cara bayar, balas saja pesan ini ya.",
        "Halo Kak {nama}, ini pengingat terakhir dari {toko} untuk pesanan {invoice} sebesar *{sisa}*.\n\n"
        "Kalau masih berminat, cara bayarnya ada di {link}. Kalau tidak jadi, cukup balas BATAL. "
        "Terima kasih banyak, Kak 🙏",
    ),
    TemplateKind.ABANDONED: (
        "Halo Kak {nama}, terima kasih sudah mampir ke {toko} 🙏\n\n"
        "Pesanan Kakak ({produk}) belum selesai. Mau kami bantu lanjutkan? Cukup balas pesan ini ya.",
        "Halo Kak {nama}, kami dari {toko}. Pesanan {produk} kemarin belum sempat diselesaikan, ya?\n\n"
        "Kalau ada pertanyaan soal produk atau pengiriman, silakan tanya di sini 😊",
        "Halo Kak {nama}, {produk} di {toko} masih tersedia.\n\n"
        "Kalau Kakak masih berminat, balas MAU dan kami bantu pesankan.",
        "Halo Kak {nama}, ini pesan terakhir dari {toko} soal {produk}.\n\n"
        "Kalau sewaktu-waktu Kakak berminat, hubungi kami lewat nomor ini ya. Terima kasih banyak, Kak 🙏",
    ),
}

_ENGLISH = {
    TemplateKind.BANK_TRANSFER: (
        "Hello {nama}, thank you for your order at {toko} 🙏\n\n"
        "Order {invoice}: {produk}\nTotal: *{sisa}*\n\n"
        "Please transfer exactly this amount to:\n{rekening}\n\n"
        "Your order: {link}\nLet us know here once you have paid. Thank you!",
        "Hello {nama}, a reminder from {toko} about order {invoice} ({produk}).\n\n"
        "We keep it for your payment of *{sisa}* until {batas_bayar}:\n{rekening}\n\n"
        "Is there anything we can help with?",
        "Hello {nama}, your order {invoice} at {toko} is still reserved for you 😊\n\n"
        "Left to pay: *{sisa}*\n{rekening}\n\n"
        "If something went wrong or you prefer another way to pay, just reply. Details: {link}",
        "Hello {nama}, this is the last reminder from {toko} for order {invoice} of *{sisa}*.\n\n"
        "If you still want it, you find how to pay at {link}. If not, just reply CANCEL. Thank you very much 🙏",
    ),
    TemplateKind.COD: (
        "Hello {nama}, thank you for your order at {toko} 🙏\n\n"
        "Order {invoice}: {produk}\nCash on delivery: *{total}*\n\n"
        "Please reply YES and we send it at once. You can check the address at {link}",
        "Hello {nama}, this is {toko}. Your cash-on-delivery order {invoice} ({produk}) is ready to be sent.\n\n"
        "Would you confirm the address and phone number? Just reply YES if they are right: {link}",
        "Hello {nama}, your cash-on-delivery order {invoice} of *{total}* waits for your confirmation.\n\n"
        "Reply YES to have it sent, or tell us what should be changed 😊",
        "Hello {nama}, this is our last message about cash-on-delivery order {invoice} at {toko}.\n\n"
        "Reply YES if you still want it, or CANCEL if not. Thank you very much 🙏",
    ),
    TemplateKind.QRIS: (
        "Hello {nama}, thank you for your order at {toko} 🙏\n\n"
        "Order {invoice}: {produk}\nTotal: *{sisa}*\n\n"
        "Please scan the QRIS code at {link} with any banking app or e-wallet.",
        "Hello {nama}, a reminder from {toko} about order {invoice} ({produk}).\n\n"
        "We keep it for your QRIS payment of *{sisa}* until {batas_bayar}: {link}\n\n"
        "Is there anything we can help with?",
        "Hello {nama}, your order {invoice} at {toko} is still reserved for you 😊\n\n"
        "Left to pay: *{sisa}*. The QRIS code is at {link}\n\n"
        "If something went wrong or you prefer another way to pay, just reply.",
        "Hello {nama}, this is the last reminder from {toko} for order {invoice} of *{sisa}*.\n\n"
        "If you still want it, the QRIS code is at {link}. If not, just reply CANCEL. Thank you very much 🙏",
    ),
    TemplateKind.VIRTUAL_ACCOUNT: (
        "Hello {nama}, thank you for your order at {toko} 🙏\n\n"
        "Order {invoice}: {produk}\nTotal: *{sisa}*\n\n"
        "You find the virtual account number and how to pay at {link}. Your payment is recognised by itself.",
        "Hello {nama}, a reminder from {toko} about order {invoice} ({produk}).\n\n"
        "The virtual account for *{sisa}* is valid until {batas_bayar}: {link}\n\nIs there anything we can help with?",
        "Hello {nama}, your order {invoice} at {toko} is still reserved for you 😊\n\n"
        "Left to pay: *{sisa}*. The virtual account number is at {link}\n\n"
        "If something went wrong or you prefer another way to pay, just reply.",
        "Hello {nama}, this is the last reminder from {toko} for order {invoice} of *{sisa}*.\n\n"
        "If you still want it, you find how to pay at {link}. If not, just reply CANCEL. Thank you very much 🙏",
    ),
    TemplateKind.ABANDONED: (
        "Hello {nama}, thank you for visiting {toko} 🙏\n\n"
        "Your order ({produk}) is not finished yet. May we help you with it? Just reply to this message.",
        "Hello {nama}, this is {toko}. You did not get round to finishing your order of {produk}?\n\n"
        "If you have questions about the product or the delivery, please ask here 😊",
        "Hello {nama}, {produk} is still available at {toko}.\n\n"
        "If you are still interested, reply YES and we order it for you.",
        "Hello {nama}, this is our last message about {produk} at {toko}.\n\n"
        "Should you want it one day, you reach us at this number. Thank you very much 🙏",
    ),
}

DEFAULT_TEMPLATES: Mapping[Language, Templates] = {
    Language.INDONESIAN: _templates(_INDONESIAN),
    Language.ENGLISH: _templates(_ENGLISH),
}
