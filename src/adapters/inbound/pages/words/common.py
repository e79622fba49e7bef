"""What all pages say."""

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, str]]
"""By language, and by what is said; both languages say the same."""

COMMON: Words = {
    "id": {
        "skip": "Langsung ke isi",
        "copy_it": "Salin",
        "copied": "Tersalin",
        "chat": "Chat penjual di WhatsApp",
        "made_with": "Dibuat dengan BosOnline",
        "not_found_title": "Halaman tidak ditemukan",
        "not_found": "Periksa lagi tautannya, atau minta tautan baru kepada penjual.",
        "throttled_title": "Sebentar ya",
        "throttled": "Terlalu banyak permintaan dari jaringan ini. Tunggu sebentar, lalu coba lagi.",
    },
    "en": {
        "skip": "Skip to content",
        "copy_it": "Copy",
        "copied": "Copied",
        "chat": "Chat with the seller on WhatsApp",
        "made_with": "Made with BosOnline",
        "not_found_title": "Page not found",
        "not_found": "Look at the link again, or ask the seller for a new one.",
        "throttled_title": "Just a moment",
        "throttled": "Too many requests from this network. Wait a little, then try again.",
    },
}
