"""A bucket that speaks as much S3 as keeping files takes, on this machine and in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

NAME = "berkas"


@dataclass(slots=True)
class Bucket:
    """What is in the bucket, by key, and whether its server is ill."""

    endpoint: str = ""
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    is_ill: bool = False
    unsigned: int = 0


@contextmanager
def open_bucket() -> Iterator[Bucket]:
    """A bucket called `berkas` at `endpoint`, empty."""
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"bucket": bucket}))
    server.daemon_threads = True
    bucket.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    bucket: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as it is called in the library
        """Say nothing."""

    def _received(self) -> tuple[str, dict[str, str], bytes]:
        split = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.bucket.unsigned += not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 ")
        key = unquote(split.path).removeprefix(f"/{NAME}").removeprefix("/")
        return key, dict(parse_qsl(split.query, keep_blank_values=True)), content

    def _answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        if self.bucket.is_ill:
            status, content = 503, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_PUT(self) -> None:
        key, query, content = self._received()
        if "uploadId" in query:
            self.bucket.uploads[query["uploadId"]][int(query["partNumber"])] = content
        elif not self.bucket.is_ill:
            self.bucket.objects[key] = (content, datetime.now(UTC))
        self._answer(200, ETag=_tag(content))

    def do_POST(self) -> None:
        key, query, content = self._received()
        if "uploads" in query:
            name = str(next(self.bucket.numbers))
            self.bucket.uploads[name] = {}
            made = f"<UploadId>{name}</UploadId>"
            self._answer(200, f"<InitiateMultipartUploadResult>{made}</InitiateMultipartUploadResult>".encode())
        elif "delete" in query:
            keys = [part.partition("</Key>")[0] for part in content.decode().split("<Key>")[1:]]
            for gone in keys:
                self.bucket.objects.pop(gone, None)
            told = "".join(f"<Deleted><Key>{gone}</Key></Deleted>" for gone in keys)
            self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode())
        else:
            parts = self.bucket.uploads.pop(query["uploadId"])
            whole = b"".join(parts[at] for at in sorted(parts))
            self.bucket.objects[key] = (whole, datetime.now(UTC))
            made = f"<ETag>{_tag(whole)}</ETag>"
            self._answer(200, f"<CompleteMultipartUploadResult>{made}</CompleteMultipartUploadResult>".encode())

    def do_GET(self) -> None:
        key, query, _ = self._received()
        if "list-type" in query:
            self._list(query.get("prefix", ""))
        elif key not in self.bucket.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            content, at = self.bucket.objects[key]
            stamp = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
            self._answer(200, content, ETag=_tag(content), Last_Modified=stamp)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        key, query, _ = self._received()
        if "uploadId" in query:
            self.bucket.uploads.pop(query["uploadId"], None)
        else:
            self.bucket.objects.pop(key, None)
        self._answer(204)

    def _list(self, prefix: str) -> None:
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{at:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<ETag>{_tag(content)}</ETag><Size>{len(content)}</Size></Contents>"
            for key, (content, at) in sorted(self.bucket.objects.items())
            if key.startswith(prefix)
        )
        told = f"<Name>{NAME}</Name><IsTruncated>false</IsTruncated>{found}"
        self._answer(200, f"<ListBucketResult>{told}</ListBucketResult>".encode())


def _tag(content: bytes) -> str:
    return f'"{md5(content, usedforsecurity=False).hexdigest()}"'
