"""The rules of products, forms, notices and imported files in Indonesian, by their English text."""

from bosonline.application.spreadsheets import SheetRule
from bosonline.domain.catalog import ProductRule
from bosonline.domain.forms import FormRule
from bosonline.domain.stores import NoticeRule

RULES: dict[str, str] = {
    ProductRule.NAME: "Nama produk berisi 1 sampai 255 karakter",
    ProductRule.DESCRIPTION: "Deskripsi paling banyak 10000 karakter",
    ProductRule.PATH: "Path berisi huruf kecil dan angka dengan satu tanda hubung di antaranya",
    ProductRule.IMAGE: "Ini bukan nama gambar yang sudah diunggah",
    ProductRule.STAFF_ONCE: "Staf disebut satu kali saja",
    ProductRule.ATTRIBUTE_NAMES: "Nama atribut tidak boleh sama",
    ProductRule.ATTRIBUTE_ITEMS: "Atribut memiliki pilihan, masing-masing satu kali",
    ProductRule.VARIANTS_OF_ATTRIBUTES: "Produk memiliki varian bila memiliki atribut, dan hanya bila demikian",
    ProductRule.VARIANTS: "Produk paling banyak memiliki 200 varian",
    ProductRule.VARIANT_SKUS: "SKU varian tidak boleh sama",
    ProductRule.VARIANT_NAMES: "Nama varian tidak boleh sama",
    ProductRule.MIN_QTY: "Jumlah minimum paling sedikit 1",
    NoticeRule.TITLE: "Judul berisi 1 sampai 160 karakter",
    NoticeRule.TEXT: "Teks berisi 1 sampai 10000 karakter",
    NoticeRule.BOTH_IN_ENGLISH: "Judul dan teks bahasa Inggris diisi keduanya, atau tidak sama sekali",
    NoticeRule.PERIOD: "Akhir penayangan harus setelah awalnya",
    FormRule.ITEMS: "Formulir menawarkan 1 sampai 100 barang",
    FormRule.ITEMS_ONCE: "Barang ditawarkan satu kali saja",
    FormRule.PRICE: "Harga antara Rp0 dan Rp1.000.000.000",
    FormRule.MAX_QTY: "Jumlah paling banyak dari sebuah barang antara 1 dan 10000",
    FormRule.BUMPS: "Formulir paling banyak memiliki 5 order bump",
    FormRule.METHODS: "Formulir menerima paling sedikit satu metode pembayaran, masing-masing disebut satu kali",
    FormRule.COURIERS_ONCE: "Kurir disebut satu kali saja",
    FormRule.FIELDS: "Formulir paling banyak memiliki 30 isian sendiri",
    FormRule.FIELD_NAMES: "Nama isian tidak boleh sama",
    FormRule.FIELD_NAME: "Nama isian berisi 1 sampai 40 huruf kecil, angka, dan garis bawah, dan diawali huruf",
    FormRule.OPTIONS: "Isian pilihan memiliki opsi, masing-masing satu kali; jenis isian lain tidak memiliki opsi",
    FormRule.WEIGHT: "Bobot antara 1 dan 100",
    FormRule.PIXEL: "Pixel adalah id dari Meta, TikTok, Google, atau GTM: huruf, angka, dan tanda hubung",
    FormRule.REDIRECT: "Pengalihan memerlukan alamat",
    FormRule.ADDRESS: "Alamat diawali https:// atau http:// dan paling banyak 2000 karakter",
    SheetRule.KNOWN: "Ini bukan berkas xlsx atau csv, atau berkasnya rusak atau dikunci dengan kata sandi",
    SheetRule.ENCODING: "Teks berkas ini bukan UTF-8, UTF-16, atau Windows-1252",
    SheetRule.NOT_EMPTY: "Berkas ini tidak memiliki baris judul",
    SheetRule.ROWS: "Berkas paling banyak berisi 100000 baris di bawah judul",
    SheetRule.SIZE: "Isi berkas ini terlalu besar, atau ada sel yang terlalu jauh di tepi",
    SheetRule.CELL: "Satu sel paling banyak berisi 32767 karakter",
    SheetRule.QUOTES: "Ada sel yang tidak ditutup dengan tanda kutip, atau isinya terlalu banyak",
    SheetRule.HEADINGS: "Judul kolomnya bukan judul berkas yang diunduh di sini",
    SheetRule.TWICE: "Ada judul kolom yang tertulis dua kali",
}
