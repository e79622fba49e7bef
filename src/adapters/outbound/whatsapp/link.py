"""Links that open a WhatsApp chat with a text ready to be sent; nothing leaves this machine."""

from urllib.parse import quote

from bosonline.domain.phone import Phone


def whatsapp_link(*, to: Phone, text: str) -> str:
    """`https://wa.me/62...?text=...`, the text percent-encoded as UTF-8."""
    return f"https://wa.me/{to.whatsapp}?text={quote(text, safe='')}"
