"""What HTTP itself refuses: status -> English, Indonesian."""

STATUSES = {
    400: ("The body is not valid JSON in UTF-8", "Isi permintaan bukan JSON yang valid dalam UTF-8"),
    401: ("Send a valid token", "Kirim token yang valid"),
    404: ("There is nothing at this address; the API is described at /docs", "Alamat ini kosong; lihat /docs"),
    405: ("This address does not take that method; see the Allow header", "Metode tidak didukung; lihat header Allow"),
    413: ("The body is too large", "Isi permintaan terlalu besar"),
    415: ("Send the body as {accepts}", "Kirim isi permintaan sebagai {accepts}"),
    500: ("Something went wrong on our side; it has been recorded", "Terjadi kesalahan di pihak kami; sudah dicatat"),
    503: ("Not ready to serve", "Belum siap melayani"),
}
