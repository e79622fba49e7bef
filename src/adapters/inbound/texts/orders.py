"""What buyers are told of their orders, in Indonesian and English."""

from collections.abc import Mapping

ORDER_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {"ask": "Halo, saya ingin bertanya tentang pesanan {invoice}"},
    "en": {"ask": "Hello, I have a question about my order {invoice}"},
}
"""By language, and by what is said; both languages say the same."""
