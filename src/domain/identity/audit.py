"""What is kept of deeds that somebody may have to answer for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bosonline.domain.identity.actor import Author
from bosonline.domain.identity.ids import StoreId


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One deed: who did what, when, from which request.

    `act` is a stable name (`staff-removed`), `about` says to which record (`staff 7`), and `facts` tell more, without
    personal data of buyers. An entry of no `store` is of the work's own.
    """

    act: str
    by: Author
    at: datetime
    about: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    store: StoreId | None = None
    request: str | None = None
