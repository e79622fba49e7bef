"""A refusal as an example of a problem: its facts made up, since only a real case has them."""

from string import Formatter

from bosonline.adapters.inbound.rest.problems import described, members_of, status_of
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.domain.errors import Refusal

_REQUEST_ID = "0196f0c2-6c1e-7f5e-9c0a-0d4a3b0a6f11"
_FACTS: dict[str, object] = {
    "retry_after": 5,
    "available": 1,
    "expected": 2,
    "invoice": "INV0822",
    "most": 100,
    "least": 1,
    "sku": "ESB-006-01",
    "status": "cancelled",
}


def facts_of(refusal: type[Refusal]) -> list[str]:
    """The facts that the text of a refusal tells."""
    return [name for _, name, _, _ in Formatter().parse(refusal.text) if name]


def sample_of(refusal: type[Refusal]) -> dict[str, object]:
    """The problem that this refusal is answered as."""
    case = refusal(**{name: _FACTS.get(name, "...") for name in facts_of(refusal)})
    detail = tell_refusal(case, "en")
    return described(status_of(refusal), refusal.code, detail, _REQUEST_ID, **members_of(case, detail))


def sample_of_status(status: int, code: str, detail: str, **members: object) -> dict[str, object]:
    """A problem of HTTP itself."""
    return described(status, code, detail, _REQUEST_ID, **members)
