"""How a page is drawn: its template, its language, and what a browser may do with it."""

from secrets import token_urlsafe
from typing import Any

from flask import Response, request
from jinja2 import Environment, PackageLoader, StrictUndefined

from bosonline.adapters.inbound.pages.telling import colours, day, moment, rupiah
from bosonline.adapters.inbound.pages.words import COMMON
from bosonline.adapters.inbound.texts import asked_language

_CONTENT_TYPE = "text/html; charset=utf-8"
_POLICY = {
    "default-src": "'none'",
    "style-src": "'nonce-{nonce}'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_SCRIPTED = {"script-src": "'nonce-{nonce}' 'strict-dynamic'", "connect-src": "'self'"}
_TEMPLATES = Environment(
    loader=PackageLoader("bosonline.adapters.inbound.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(rupiah=rupiah, moment=moment, day=day)


def page_language() -> str:
    """The language of the reader's browser; Indonesian where it names none that is spoken here."""
    return asked_language(f"{request.headers.get('Accept-Language', 'id')}, id;q=0.001")


def render(template: str, *, language: str, **values: Any) -> str:
    """The text of a page; a template that names a value which is not given is a bug."""
    return _TEMPLATES.get_template(template).render(language=language, **values)


def draw(
    template: str,
    *,
    status: int = 200,
    accent: str | None = None,
    scripted: bool = False,
    may: dict[str, str] | None = None,
    **values: Any,
) -> Response:
    """One page as an answer.

    `accent` is the colour (`#rrggbb`) of buttons and links. A page that is `scripted` runs the scripts that bear its
    `nonce`, and talks to its own host. `may` adds sources to directives of its Content-Security-Policy.
    """
    language, nonce = page_language(), token_urlsafe(16)
    body = render(template, language=language, said=COMMON[language], nonce=nonce, theme=colours(accent), **values)
    headers = {"Content-Security-Policy": _policy(nonce, scripted, may or {}), "Vary": "Accept-Language"}
    return Response(body, status, content_type=_CONTENT_TYPE, headers=headers)


def _policy(nonce: str, scripted: bool, may: dict[str, str]) -> str:
    directives = {**_POLICY, **(_SCRIPTED if scripted else {})}
    directives |= {name: f"{directives.get(name, '')} {sources}".strip() for name, sources in may.items()}
    return "; ".join(f"{name} {sources}" for name, sources in directives.items()).format(nonce=nonce)
