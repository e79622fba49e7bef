"""The words of places: how names and searches are taken apart, and what people shorten."""

import re
import unicodedata
from enum import Enum

from bosonline.domain.stores import Level

_WORD = re.compile("[a-z0-9]+", re.ASCII)


class Hint(Enum):
    """What kind of place somebody asks for."""

    CITY = "kota"
    REGENCY = "kabupaten"
    DISTRICT = "kecamatan"
    VILLAGE = "desa"
    PROVINCE = "provinsi"


HINTS = {
    "kota": Hint.CITY,
    "kotamadya": Hint.CITY,
    "kodya": Hint.CITY,
    "kab": Hint.REGENCY,
    "kabupaten": Hint.REGENCY,
    "kec": Hint.DISTRICT,
    "kecamatan": Hint.DISTRICT,
    "kel": Hint.VILLAGE,
    "kelurahan": Hint.VILLAGE,
    "desa": Hint.VILLAGE,
    "ds": Hint.VILLAGE,
    "prov": Hint.PROVINCE,
    "propinsi": Hint.PROVINCE,
    "provinsi": Hint.PROVINCE,
}
"""Words that say what kind of place is meant."""

NOISE = frozenset(
    ("jl", "jln", "rt", "rw", "no", "gg", "gang", "perum", "perumahan", "komplek", "kompleks", "dusun", "indonesia")
)
"""Words of addresses that name no place."""

SHORT = {
    "jkt": "jakarta", "dki": "jakarta", "jaksel": "jakarta selatan", "jakpus": "jakarta pusat",
    "jakbar": "jakarta barat", "jaktim": "jakarta timur", "jakut": "jakarta utara", "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta", "yogya": "yogyakarta", "diy": "yogyakarta", "jabar": "jawa barat",
    "jateng": "jawa tengah", "jatim": "jawa timur", "sby": "surabaya", "bdg": "bandung", "smg": "semarang",
    "tangsel": "tangerang selatan", "tgr": "tangerang", "tng": "tangerang", "bks": "bekasi", "bgr": "bogor",
    "dpk": "depok", "mlg": "malang", "mdn": "medan", "mks": "makassar", "plg": "palembang", "dps": "denpasar",
    "sda": "sidoarjo", "krw": "karawang", "krwg": "karawang", "cjr": "cianjur", "skbm": "sukabumi",
    "kbb": "bandung barat", "bpn": "balikpapan", "smd": "samarinda", "bjm": "banjarmasin", "ptk": "pontianak",
    "btm": "batam", "pku": "pekanbaru", "pdg": "padang", "lpg": "lampung", "kepri": "kepulauan riau",
    "babel": "kepulauan bangka belitung", "sumut": "sumatera utara", "sumbar": "sumatera barat",
    "sumsel": "sumatera selatan", "kalbar": "kalimantan barat", "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan", "kaltim": "kalimantan timur", "kaltara": "kalimantan utara",
    "sulut": "sulawesi utara", "sulteng": "sulawesi tengah", "sulsel": "sulawesi selatan",
    "sultra": "sulawesi tenggara", "sulbar": "sulawesi barat", "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur", "malut": "maluku utara", "pabar": "papua barat", "sel": "selatan", "ut": "utara",
    "tim": "timur", "bar": "barat", "teng": "tengah", "kep": "kepulauan", "gn": "gunung", "gng": "gunung",
    "tj": "tanjung", "tjg": "tanjung", "tg": "tanjung", "kp": "kampung", "kampong": "kampung", "p": "pulau",
    "psr": "pasar", "pd": "pondok", "bt": "batu", "sei": "sungai", "sumatra": "sumatera",
}  # fmt: skip
"""What people shorten, or spell as of old, and what it stands for."""

ALSO = {"solo": "surakarta", "makasar": "makassar", "sei": "sei", "yogya": "yogyakarta"}
"""Words that are names themselves and may stand for something else as well."""

_KIND_OF_REGENCY = re.compile(r"^(?:kota|kabupaten)(?: administrasi)? ")
_KIND_OF_PROVINCE = re.compile(r"^daerah (?:khusus ibukota|istimewa) ")


def words(text: str) -> list[str]:
    """The words in plain lower-case letters and digits."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _WORD.findall(text.lower().replace("'", ""))


def words_of_name(name: str, level: Level) -> list[str]:
    """The words by which a place is found: without what kind of regency or province it is."""
    lower = name.lower()
    if level is Level.REGENCY:
        lower = _KIND_OF_REGENCY.sub("", lower)
    elif level is Level.PROVINCE:
        lower = _KIND_OF_PROVINCE.sub("", lower)
    return words(lower)
