"""What the platform tells its sellers: announcements, which each seller reads once, and tips, which stay useful."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bosonline.domain.errors import NotFound, Rejected
from bosonline.domain.identity import UserId

NoticeId = NewType("NoticeId", int)

TITLE_LENGTH = 160
TEXT_LENGTH = 10_000
_NOT_KEPT = NoticeId(0)


class NoticeKind(StrEnum):
    """Whether a notice is news or advice."""

    ANNOUNCEMENT = "announcement"
    TIP = "tip"


class NoticeRule(StrEnum):
    """What holds for every notice."""

    TITLE = "A title has 1 to 160 characters"
    TEXT = "A text has 1 to 10000 characters"
    BOTH_IN_ENGLISH = "An English title comes with an English text, and the other way round"
    PERIOD = "A notice is published until later than it is published from"


class NoticeInvalid(Rejected):
    """A part of the notice contradicts a rule, which the fact `why` tells."""

    code = "notice-invalid"
    text = "{why}"


class NoticeNotFound(NotFound):
    """There is no such notice, or it is not published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAdded:
    """The platform has something to tell; what was changed or removed later is told likewise."""

    notice: NoticeId
    kind: NoticeKind
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChanged:
    """A notice reads differently now."""

    notice: NoticeId
    kind: NoticeKind
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRemoved:
    """A notice is not told any more; `title` says which it was."""

    notice: NoticeId
    kind: NoticeKind
    title: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContent:
    """What is told, in plain text: in Indonesian, perhaps in English too, and for how long.

    Without `published_until` it is told for good; what is pinned stands above the rest.
    """

    title: str
    text: str
    title_en: str | None = None
    text_en: str | None = None
    published_from: datetime
    published_until: datetime | None = None
    pinned: bool = False

    def check(self) -> None:
        """Refuse what contradicts the rules with `NoticeInvalid`, naming the member at fault."""
        _demand(_is_sized(self.title, TITLE_LENGTH), "title", NoticeRule.TITLE)
        _demand(_is_sized(self.text, TEXT_LENGTH), "text", NoticeRule.TEXT)
        missing = "title_en" if self.title_en is None else "text_en"
        _demand((self.title_en is None) == (self.text_en is None), missing, NoticeRule.BOTH_IN_ENGLISH)
        _demand(self.title_en is None or _is_sized(self.title_en, TITLE_LENGTH), "title_en", NoticeRule.TITLE)
        _demand(self.text_en is None or _is_sized(self.text_en, TEXT_LENGTH), "text_en", NoticeRule.TEXT)
        lasts = self.published_until is None or self.published_from < self.published_until
        _demand(lasts, "published_until", NoticeRule.PERIOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An announcement or a tip; `id` is 0 until it is kept."""

    id: NoticeId = _NOT_KEPT
    kind: NoticeKind
    content: NoticeContent
    created_at: datetime
    version: int = 0

    def __post_init__(self) -> None:
        self.content.check()

    def kept(self, notice: NoticeId) -> "Notice":
        """This notice with the id under which it is kept from now on."""
        return replace(self, id=notice, version=1)

    def is_published(self, at: datetime) -> bool:
        """Whether it is told at this moment."""
        until = self.content.published_until
        return self.content.published_from <= at and (until is None or at < until)

    def added(self, *, by: UserId) -> NoticeAdded:
        """The news of this notice, once it is kept."""
        return NoticeAdded(notice=self.id, kind=self.kind, by=by, at=self.created_at)

    def changed_to(self, content: NoticeContent, *, by: UserId, at: datetime) -> tuple["Notice", NoticeChanged]:
        """The notice as it reads from now on; `NoticeInvalid`."""
        return replace(self, content=content), NoticeChanged(notice=self.id, kind=self.kind, by=by, at=at)

    def removed(self, *, by: UserId, at: datetime) -> NoticeRemoved:
        """The news that it is not told any more."""
        return NoticeRemoved(notice=self.id, kind=self.kind, title=self.content.title, by=by, at=at)


def _is_sized(text: str, most: int) -> bool:
    return bool(text.strip()) and len(text) <= most


def _demand(holds: bool, field: str, rule: NoticeRule) -> None:
    if not holds:
        raise NoticeInvalid(field=field, why=rule.value)
