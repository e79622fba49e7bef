"""The pixels of a form: which other hosts its pages may talk to, and nothing beyond these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_META = ("https://connect.facebook.net", "https://www.facebook.com")
_TIKTOK = ("https://analytics.tiktok.com",)
_GOOGLE = (
    "https://www.googletagmanager.com",
    "https://www.google-analytics.com",
    "https://region1.google-analytics.com",
    "https://www.google.com",
    "https://googleads.g.doubleclick.net",
)
HOSTS: Mapping[str, Sequence[str]] = {"meta": _META, "tiktok": _TIKTOK, "google": _GOOGLE, "gtm": _GOOGLE}
"""By the name of the service: the hosts that its pixel is fetched from and reports to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelEvent:
    """What pixels are told: nothing of who the buyer is. By its `key` a service knows an event that it has already."""

    name: str
    value: int | None = None
    key: str | None = None


def policy(nonce: str, pixels: Mapping[str, str]) -> str:
    """The Content-Security-Policy of a page: its own files, its own script, and the hosts of these pixels."""
    others = " ".join(sorted({host for name in pixels for host in HOSTS.get(name, ())}))
    also = f" {others}" if others else ""
    return (
        "default-src 'none'"
        f"; script-src 'nonce-{nonce}' 'strict-dynamic'"
        f"; style-src 'self' 'nonce-{nonce}'"
        f"; img-src 'self' data:{also}"
        f"; connect-src 'self'{also}"
        "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
