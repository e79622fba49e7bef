"""How a page is drawn: its template, its language, and what a browser may do with it."""

from typing import Any

from flask import Response, request
from jinja2 import Environment, PackageLoader, StrictUndefined

from bosonline.adapters.inbound.texts import asked_language

_CONTENT_TYPE = "text/html; charset=utf-8"
_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_TEMPLATES = Environment(
    loader=PackageLoader("bosonline.adapters.inbound.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page_language() -> str:
    """The language of the reader's browser; Indonesian where it names none that is spoken here."""
    return asked_language(f"{request.headers.get('Accept-Language', 'id')}, id;q=0.001")


def draw(template: str, *, status: int = 200, **values: Any) -> Response:
    """One page as an answer; a template that names a value which is not given is a bug."""
    body = _TEMPLATES.get_template(template).render(language=page_language(), **values)
    headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept-Language"}
    return Response(body, status, content_type=_CONTENT_TYPE, headers=headers)
