"""What can be wrong with a member of a request: code -> English, Indonesian."""

MEMBERS = {
    "required": ("is required", "wajib diisi"),
    "null": ("must not be null", "tidak boleh null"),
    "unknown": ("is not known here", "tidak dikenal"),
    "twice": ("is given twice", "diberikan dua kali"),
    "invalid": ("is not valid", "tidak valid"),
    "not-text": ("must be text", "harus berupa teks"),
    "bad-characters": ("contains characters that are not allowed", "memuat karakter yang tidak diizinkan"),
    "too-long": ("must have at most {most} characters", "paling banyak {most} karakter"),
    "too-short": ("must have at least {least} characters", "paling sedikit {least} karakter"),
    "pattern": ("must match {pattern}", "harus sesuai pola {pattern}"),
    "not-whole-number": ("must be a whole number", "harus berupa bilangan bulat"),
    "out-of-range": ("must lie between {least} and {most}", "harus di antara {least} dan {most}"),
    "not-boolean": ("must be true or false", "harus true atau false"),
    "not-a-choice": ("must be one of: {choices}", "harus salah satu dari: {choices}"),
    "not-an-instant": (
        "must be an instant with its zone, like 2026-01-31T10:00:00+07:00",
        "harus berupa waktu dengan zona, misalnya 2026-01-31T10:00:00+07:00",
    ),
    "not-a-date": ("must be a date, dd/mm/yyyy or yyyy-mm-dd", "harus berupa tanggal, dd/mm/yyyy atau yyyy-mm-dd"),
    "not-a-cursor": ("must be the next_cursor of a page", "harus berupa next_cursor dari sebuah halaman"),
    "not-utf-8": ("must be UTF-8, percent-encoded", "harus berupa UTF-8 dengan percent-encoding"),
    "too-many": ("has more that is wrong than is told here", "masih ada kesalahan lain yang tidak disebut di sini"),
    "no-file": (
        "must be a file, sent as multipart/form-data",
        "harus berupa berkas, dikirim sebagai multipart/form-data",
    ),
    "not-a-list": ("must be a list", "harus berupa daftar"),
    "list-length": ("must have {least} to {most} members", "harus berisi {least} sampai {most} anggota"),
    "not-an-object": ("must be an object", "harus berupa objek"),
    "variant-unknown": ("is no variant of your store", "bukan varian toko Anda"),
    "product-unknown": ("is no product of your store", "bukan produk toko Anda"),
    "stock-of-variants": (
        "is counted by variant, in the sheet of variants or of stock",
        "dihitung per varian, di lembar varian atau stok",
    ),
    "stock-moved": ("is {stok} by now", "kini sudah {stok}"),
    "stock-reserved": (
        "leaves less than the {reserved} that orders have reserved",
        "menyisakan kurang dari {reserved} yang sudah dipesan",
    ),
    "stock-too-large": ("makes more than 10000000", "menjadi lebih dari 10000000"),
    "stok-or-delta": (
        "takes either stok (with seen, the number that you saw) or delta",
        "berisi stok (boleh dengan seen, jumlah yang Anda lihat) atau delta, salah satu",
    ),
}
