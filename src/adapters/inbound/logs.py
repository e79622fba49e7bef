"""Log lines: one per event, as JSON or for a console, each with its level, its instant and the request it is about.

A line never carries what identifies a person or opens a door: members with such names are masked, and requests are
logged by operation, not by path.
"""

import logging
import sys
from typing import Any

import orjson
import structlog
from flask import has_request_context, request
from structlog.typing import EventDict, Processor, WrappedLogger

from bosonline.adapters.inbound.rest.edge import REQUEST_ID

MASKED = frozenset(
    (
        "access_token", "account_number", "address", "api_key", "authorization", "body", "cookie", "customer", "email",
        "key", "password", "path", "phone", "query", "refresh_token", "secret", "street", "token", "url", "username",
    )
)  # fmt: skip
"""Names of members whose values no line shows."""


def mask(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Hide what no line may show."""
    for name in MASKED.intersection(line):
        line[name] = "[masked]"
    return line


def tell_request(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Say which request a line is about, where there is one."""
    if "request_id" not in line and has_request_context():
        line["request_id"] = request.environ.get(REQUEST_ID)
    return line


def configure(log_format: str = "console", level: str = "info") -> None:
    """Send every line, those of libraries too, to standard error; `log_format` is `json` or `console`.

    What it sets up belongs to the process: an embedder that has its own logging leaves it out.
    """
    as_json = log_format == "json"
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        tell_request,
        mask,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=orjson.dumps)]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    structlog.configure(
        processors=[*shared, *final],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer)
        if as_json
        else structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _configure_libraries(shared, final, number)


def _configure_libraries(shared: list[Processor], final: list[Processor], number: int) -> None:
    def as_text(logger: WrappedLogger, method: str, line: EventDict) -> Any:
        told: Any = line
        for processor in final:
            told = processor(logger, method, told)
        return told.decode() if isinstance(told, bytes) else told

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_text],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.WARNING))
