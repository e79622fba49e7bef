"""The finished files of jobs, at the links that looking at a job gives."""

from typing import Protocol

from flask import Flask, Response
from werkzeug.http import dump_options_header

from bosonline.adapters.inbound.rest.limits import RateLimit
from bosonline.application.stores import JobFile

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
"""What is answered for a file, by the end of its name."""


class FetchFile(Protocol):
    """The file that a token is for; refuses with `JobNotFound`."""

    def __call__(self, *, token: str) -> JobFile: ...


def attachment(name: str) -> dict[str, str]:
    """The headers of a file that is to be kept, not shown, by nobody on the way."""
    return {
        "Content-Disposition": dump_options_header("attachment", {"filename": name}),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def media_of(name: str) -> str:
    """The media type of a file of this name."""
    return MEDIA.get(name.rpartition(".")[2], "application/octet-stream")


def serve_job_files(app: Flask, _rate_limit: RateLimit, /, *, fetch: FetchFile) -> None:
    """Answer the addresses of finished files."""

    @app.get("/downloads/<token>")
    def job_file(token: str) -> Response:
        found = fetch(token=token)
        headers = {**attachment(found.name), "Content-Length": str(found.content.size)}
        return Response(found.content.chunks, content_type=media_of(found.name), headers=headers)
