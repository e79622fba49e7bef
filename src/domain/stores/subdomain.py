"""The name under which a store is reached: `<subdomain>.<platform host>`."""

import re
from typing import NewType

from bosonline.domain.errors import Conflict, Rejected

Subdomain = NewType("Subdomain", str)

RESERVED_SUBDOMAINS = frozenset(
    (
        "about", "account", "admin", "administrator", "api", "app", "apps", "assets", "auth", "autodiscover", "beta",
        "billing", "blog", "bosonline", "cdn", "checkout", "dashboard", "demo", "dev", "dns", "docs", "email", "files",
        "ftp", "help", "host", "images", "imap", "login", "mail", "media", "metrics", "mobile", "mta-sts", "mx", "news",
        "ns1", "ns2", "official", "pay", "payment", "payments", "pop", "pop3", "postmaster", "public", "register",
        "root", "security", "shop", "smtp", "ssl", "staging", "static", "status", "store", "support", "test", "toko",
        "webhook", "webhooks", "webmail", "www",
    )
)  # fmt: skip
"""Names that the platform keeps for itself, or that a stranger could pose with."""

MAX_LENGTH = 40
_SUBDOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])", re.ASCII)


class SubdomainInvalid(Rejected):
    """Not a name that can stand in an address."""

    code = "subdomain-invalid"
    text = "A subdomain has 3 to 40 lower-case letters, digits or dashes, and no dash at either end"
    field = "subdomain"


class SubdomainReserved(SubdomainInvalid):
    """A name that the platform keeps for itself."""

    code = "subdomain-reserved"
    text = "This name is reserved; choose another"


class SubdomainTaken(Conflict):
    """Another store has this name; the fact `suggestion` is one that is free."""

    code = "subdomain-taken"
    text = "This subdomain is taken; {suggestion} is free"
    field = "subdomain"


def checked_subdomain(text: str) -> Subdomain:
    """The text as a subdomain, in lower case; `SubdomainInvalid` or `SubdomainReserved`."""
    name = text.strip().lower()
    if not _SUBDOMAIN.fullmatch(name) or name.startswith("xn--"):
        raise SubdomainInvalid
    if name in RESERVED_SUBDOMAINS:
        raise SubdomainReserved
    return Subdomain(name)
