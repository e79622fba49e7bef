"""The words on paper, in the languages of stores."""

from collections.abc import Mapping

from bosonline.domain.stores import Language

_BOTH = {
    "invoice": ("Faktur", "Invoice"),
    "label": ("Label pengiriman", "Shipping label"),
    "packing_list": ("Daftar kemas", "Packing list"),
    "date": ("Tanggal", "Date"),
    "due": ("Bayar sebelum", "Pay before"),
    "to": ("Kepada", "To"),
    "from": ("Dari", "From"),
    "recipient": ("Penerima", "Recipient"),
    "sender": ("Pengirim", "Sender"),
    "shipping": ("Pengiriman", "Shipping"),
    "courier": ("Kurir", "Courier"),
    "no_courier": ("Kurir belum dipilih", "No courier yet"),
    "waybill": ("Resi", "Waybill"),
    "no_waybill": ("Belum ada resi", "No waybill yet"),
    "weight": ("Berat", "Weight"),
    "pieces": ("Jumlah barang", "Pieces"),
    "contents": ("Isi", "Contents"),
    "post_code": ("Kode pos", "Post code"),
    "product": ("Produk", "Product"),
    "qty": ("Jml", "Qty"),
    "price": ("Harga", "Price"),
    "amount": ("Jumlah", "Amount"),
    "discount": ("Diskon", "Discount"),
    "goods": ("Subtotal produk", "Goods"),
    "shipping_cost": ("Ongkos kirim", "Shipping"),
    "cod_fee": ("Biaya COD", "COD fee"),
    "insurance": ("Asuransi", "Insurance"),
    "other_fees": ("Biaya lain", "Other fees"),
    "unique_code": ("Kode unik", "Unique code"),
    "product_discount": ("Diskon produk", "Product discount"),
    "shipping_discount": ("Diskon ongkir", "Shipping discount"),
    "total": ("Total", "Total"),
    "paid_so_far": ("Sudah dibayar", "Paid so far"),
    "left": ("Sisa tagihan", "Left to pay"),
    "method": ("Cara bayar", "Payment method"),
    "how": ("Cara membayar", "How to pay"),
    "transfer": ("Transfer {amount} ke salah satu rekening ini:", "Transfer {amount} to one of these accounts:"),
    "online": ("Bayar {amount} lewat halaman pesanan:", "Pay {amount} on the page of the order:"),
    "cash": ("Siapkan {amount} tunai untuk kurir.", "Have {amount} in cash ready for the courier."),
    "note": ("Catatan", "Note"),
    "collect": ("COD – TAGIH", "COD – COLLECT"),
    "nothing": ("NON-COD – jangan tagih", "NO COD – do not collect"),
    "packed_by": ("Dikemas oleh", "Packed by"),
    "checked_by": ("Diperiksa oleh", "Checked by"),
    "erased": ("(data pribadi dihapus)", "(personal data erased)"),
    "unpaid": ("BELUM DIBAYAR", "UNPAID"),
    "partially_paid": ("DIBAYAR SEBAGIAN", "PARTIALLY PAID"),
    "paid": ("LUNAS", "PAID"),
    "overpaid": ("LUNAS, LEBIH BAYAR", "PAID, TOO MUCH"),
    "paid_after_expiry": ("DIBAYAR SETELAH KEDALUWARSA", "PAID AFTER EXPIRY"),
    "refunded": ("DANA DIKEMBALIKAN", "REFUNDED"),
    "cod_due": ("BAYAR DI TEMPAT", "CASH ON DELIVERY"),
    "cod_collected": ("LUNAS (COD)", "PAID (COD)"),
    "cod_remitted": ("LUNAS (COD)", "PAID (COD)"),
    "cancelled": ("DIBATALKAN", "CANCELLED"),
}

WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.INDONESIAN: {name: words[0] for name, words in _BOTH.items()},
    Language.ENGLISH: {name: words[1] for name, words in _BOTH.items()},
}
"""By language, what each thing is called."""


def told_weight(grams: int, language: Language) -> str:
    """`750 g`, `1,25 kg` or `1.25 kg`."""
    if grams < 1000:
        return f"{grams} g"
    kilos = f"{grams / 1000:.3f}".rstrip("0").rstrip(".")
    return f"{kilos.replace('.', ',') if language is Language.INDONESIAN else kilos} kg"
