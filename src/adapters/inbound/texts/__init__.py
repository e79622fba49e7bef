"""What refusals and wrong members are called, in English and Indonesian."""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus

from werkzeug.http import parse_accept_header

from bosonline.adapters.inbound.texts.members import MEMBERS
from bosonline.adapters.inbound.texts.refusals import INDONESIAN
from bosonline.adapters.inbound.texts.rules import RULES
from bosonline.adapters.inbound.texts.statuses import STATUSES
from bosonline.adapters.inbound.texts.suspicions import SUSPICIONS
from bosonline.domain.errors import Refusal
from bosonline.domain.ordering.suspicion import Suspicion

LANGUAGES = ("en", "id")
_CALLED = {"en": "en", "id": "id", "in": "id"}
"""Languages by the tags that clients send; `in` is what older ones call Indonesian."""


@lru_cache(256)
def asked_language(header: str | None) -> str:
    """The language that an Accept-Language header prefers of those spoken here; English where it names none."""
    if not header or len(header) > 200:
        return LANGUAGES[0]
    tags = [tag.partition("-")[0].lower() for tag, quality in parse_accept_header(header) if quality > 0]
    return next((_CALLED[tag] for tag in tags if tag in _CALLED), LANGUAGES[0])


def tell_refusal(refusal: Refusal, language: str) -> str:
    """The refusal in one sentence; English is its own text."""
    return tell_kept(refusal.code, str(refusal), refusal.facts, language)


def tell_kept(code: str, english: str, facts: Mapping[str, object], language: str) -> str:
    """A refusal of which its code, its English text and its facts were kept, in one sentence."""
    if language == "id" and code in INDONESIAN:
        why = str(facts.get("why"))
        return INDONESIAN[code].format_map({**facts, "why": RULES.get(why, why)})
    return english


def tell_member(code: str, facts: Mapping[str, object], language: str) -> str:
    """What is wrong with a member of a request."""
    english, indonesian = MEMBERS[code]
    return (indonesian if language == "id" else english).format_map(facts)


def tell_cell(code: str, facts: Mapping[str, object], language: str) -> str:
    """What is wrong with a cell of a file: what can be wrong with a member, or what a refusal says."""
    if code in MEMBERS:
        return tell_member(code, facts, language)
    return tell_kept(code, str(facts.get("text", code)), facts, language)


def tell_suspicion(reason: str, language: str) -> tuple[Suspicion | None, str]:
    """Why an order waits apart: what made it suspicious, or None for what somebody wrote, and its text."""
    try:
        suspicion = Suspicion(reason)
    except ValueError:
        return None, reason
    english, indonesian = SUSPICIONS[suspicion]
    return suspicion, indonesian if language == "id" else english


def tell_status(status: int, facts: Mapping[str, object], language: str) -> str:
    """What HTTP itself refuses; a status without a text of its own is told by its phrase."""
    english, indonesian = STATUSES.get(status) or (HTTPStatus(status).phrase,) * 2
    return (indonesian if language == "id" else english).format_map(facts)
