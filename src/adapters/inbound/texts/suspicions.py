"""Why an order waits in quarantine: code -> English, Indonesian."""

from bosonline.domain.ordering.suspicion import Suspicion

SUSPICIONS = {
    Suspicion.PHONE_BLOCKED: (
        "This phone is on the blocklist",
        "Nomor telepon ini ada di daftar blokir",
    ),
    Suspicion.ADDRESS_BLOCKED: (
        "This address is on the blocklist",
        "Alamat ini ada di daftar blokir",
    ),
    Suspicion.OFTEN_FROM_PHONE: (
        "More orders came from this phone today than the store's limit",
        "Pesanan dari nomor telepon ini hari ini melebihi batas toko",
    ),
    Suspicion.OFTEN_TO_ADDRESS: (
        "More orders went to this address today than the store's limit",
        "Pesanan ke alamat ini hari ini melebihi batas toko",
    ),
    Suspicion.SHORT_NAME: (
        "The name has too few letters",
        "Nama terlalu pendek",
    ),
    Suspicion.NONSENSE_NAME: (
        "The name does not look like one",
        "Nama tidak seperti nama orang",
    ),
    Suspicion.TRAP_FILLED: (
        "A field was filled in that people do not see",
        "Kolom yang tidak terlihat orang ikut diisi",
    ),
    Suspicion.TOO_FAST: (
        "The form was sent faster than people fill it in",
        "Formulir dikirim lebih cepat daripada orang mengisi",
    ),
    Suspicion.NO_ORIGIN: (
        "The browser did not say which page sent the form",
        "Peramban tidak menyebut halaman pengirim formulir",
    ),
}
