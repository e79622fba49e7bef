"""The page that lists every error of the API, made from the code: `python -m bosonline.testing.errors_page`."""

import sys
from collections.abc import Iterator

from bosonline.adapters.inbound.rest.problems import code_of, status_of, title_of
from bosonline.adapters.inbound.texts.members import MEMBERS
from bosonline.adapters.inbound.texts.refusals import INDONESIAN
from bosonline.adapters.inbound.texts.statuses import STATUSES
from bosonline.testing.refusals import every_refusal

_HEAD = """# Errors

Every error of the REST API is `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail`, `code`,
`message` (the same as `detail`) and `request_id`. Act on `code`: it is stable, while texts may be worded anew. They
come in English, or in Indonesian with `Accept-Language: id`. `{...}` stands for a fact of the case, which the problem
also carries as a member of its own; a fact that bears the name of a standard member is carried as `current_...`. Where
a member of the request is at fault, `errors` names it by its path. 429 and 503 say in `Retry-After` how long to wait.

This page is made from the code, and a test holds it to it: `python -m bosonline.testing.errors_page > docs/errors.md`.
"""


def errors_page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_refusals(), "", *_statuses(), "", *_members()]) + "\n"


def _refusals() -> Iterator[str]:
    yield "## What the rules refuse\n"
    yield "| code | status | kind | English | Indonesian |"
    yield "| --- | --- | --- | --- | --- |"
    for refusal in every_refusal():
        status = status_of(refusal)
        told = _cell(refusal.text), _cell(INDONESIAN.get(refusal.code, ""))
        yield f"| `{refusal.code}` | {status} | {title_of(status)} | {told[0]} | {told[1]} |"


def _statuses() -> Iterator[str]:
    yield "## What HTTP refuses\n"
    yield "| code | status | English | Indonesian |"
    yield "| --- | --- | --- | --- |"
    for status, (english, indonesian) in sorted(STATUSES.items()):
        yield f"| `{code_of(status)}` | {status} | {_cell(english)} | {_cell(indonesian)} |"


def _members() -> Iterator[str]:
    yield "## What can be wrong with a member\n"
    yield "These are the texts inside `errors` of a 422 `validation-failed`.\n"
    yield "| English | Indonesian |"
    yield "| --- | --- |"
    for english, indonesian in MEMBERS.values():
        yield f"| {_cell(english)} | {_cell(indonesian)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(errors_page())
