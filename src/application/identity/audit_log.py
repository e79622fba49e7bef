"""What was done in a store, and by whom."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.application.identity.ports import AuditFilter, AuditLog, AuditPage
from bosonline.domain.identity import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAuditLog:
    """The audit log of the member's store, a page at a time."""

    log: AuditLog

    def __call__(
        self,
        *,
        member: Member,
        shown: AuditFilter,
        newest_first: bool = True,
        start: int = 0,
        limit: int = 10,
        after: tuple[datetime, int] | None = None,
    ) -> AuditPage:
        return self.log.page(member.store, shown, newest_first=newest_first, start=start, limit=limit, after=after)
