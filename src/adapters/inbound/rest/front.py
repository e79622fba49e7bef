"""What the product says of itself: the root, the API description and its explorer, all from this machine."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import orjson
from flask import Flask, Response, request, send_from_directory

from bosonline.adapters.inbound.rest.api import Operation
from bosonline.adapters.inbound.rest.problems import http_problem

_ASSETS = frozenset(("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"))
_HTML = "text/html; charset=utf-8"
_STYLE = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
_EXPLORER_POLICY = f"{_STYLE}; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"
_ROOT_POLICY = f"{_STYLE}; frame-ancestors 'none'"
_EXPLORER = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>BosOnline API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="explorer"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/explorer.js"></script>
</body>
</html>
"""
_START = """window.addEventListener("load", () => SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#explorer", deepLinking: true, filter: true, docExpansion: "none",
  displayRequestDuration: true, persistAuthorization: false, validatorUrl: null
}));
"""
_ROOT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>BosOnline</title>
</head>
<body>
<h1>BosOnline</h1>
<p>An order-form commerce engine for Indonesian social sellers.</p>
<ul>
<li><a href="/docs">The API, to read and to try</a></li>
<li><a href="/openapi.json">Its OpenAPI description</a></li>
</ul>
</body>
</html>
"""


def register(app: Flask, operations: list[Operation]) -> None:
    """Answer the root, /openapi.json and /docs."""
    release = _release()
    root = orjson.dumps(
        {
            "name": "BosOnline",
            "version": release,
            "about": "An order-form commerce engine for Indonesian social sellers",
            "documentation": "/docs",
            "description": "/openapi.json",
        }
    )

    @cache
    def description() -> Response:
        from bosonline.adapters.inbound.rest.openapi import describe  # noqa: PLC0415  # apispec only when asked for

        made = Response(orjson.dumps(describe(operations, release)), content_type="application/json")
        made.add_etag()
        made.headers["Cache-Control"] = "no-cache"
        return made

    @app.get("/")
    def front() -> Response:
        if request.accept_mimetypes.best_match(("application/json", "text/html")) != "text/html":
            return Response(root, content_type="application/json", headers={"Vary": "Accept"})
        return Response(_ROOT, content_type=_HTML, headers={"Vary": "Accept", "Content-Security-Policy": _ROOT_POLICY})

    @app.get("/openapi.json")
    def openapi() -> Response:
        made = description()
        answer = Response(made.get_data(), headers=list(made.headers))
        answer.make_conditional(request)
        return answer

    _explorer(app)


def _release() -> str:
    try:
        return version("bosonline")
    except PackageNotFoundError:  # run from its source, never installed
        return "0"


def _explorer(app: Flask) -> None:
    found = find_spec("flask_swagger_ui")
    assert found is not None  # noqa: S101  # it is a requirement of the distribution
    assert found.origin is not None  # noqa: S101
    folder = Path(found.origin).parent / "dist"

    @app.get("/docs")
    def docs() -> Response:
        return Response(_EXPLORER, content_type=_HTML, headers={"Content-Security-Policy": _EXPLORER_POLICY})

    @app.get("/docs/<asset>")
    def docs_asset(asset: str) -> Response:
        if asset == "explorer.js":
            return Response(_START, content_type="text/javascript; charset=utf-8")
        if asset not in _ASSETS:
            return http_problem(404)
        return send_from_directory(folder, asset, max_age=86400)
