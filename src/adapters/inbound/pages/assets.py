"""The few files that pages load, under names that change with their content: they are fetched once and kept."""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources

from flask import Flask, Response, request

from bosonline.adapters.inbound.rest.problems import http_problem

_MEDIA = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_FILES = ("order.css", "order.js", "pixels.js")
_FOLDER = "bosonline.adapters.inbound.pages"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is sent."""

    name: str
    media: str
    content: bytes


@cache
def assets() -> dict[str, Asset]:
    """Every file by its plain name."""
    return {name: _read(name) for name in _FILES}


def asset_path(name: str) -> str:
    """Where a file is fetched."""
    return f"/assets/{assets()[name].name}"


def serve_assets(app: Flask, _rate_limit: object, /) -> None:
    """Answer the addresses of the files."""
    by_path = {asset.name: asset for asset in assets().values()}

    @app.get("/assets/<name>")
    def asset(name: str) -> Response:
        found = by_path.get(name)
        if found is None:
            return http_problem(404)
        answer = Response(found.content, content_type=found.media)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer.set_etag(name)
        answer.make_conditional(request)
        return answer


def _read(name: str) -> Asset:
    content = resources.files(_FOLDER).joinpath("assets", name).read_bytes()
    stem, _, kind = name.partition(".")
    mark = blake2b(content, digest_size=6).hexdigest()
    return Asset(f"{stem}.{mark}.{kind}", _MEDIA[kind], content)
