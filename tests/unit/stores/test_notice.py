"""Announcements and tips keep to their rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bosonline.domain.identity import UserId
from bosonline.domain.stores import Notice, NoticeContent, NoticeId, NoticeInvalid, NoticeKind, NoticeRule

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def notice(**members: Any) -> Notice:
    content = NoticeContent(**{"title": "Libur", "text": "Kurir libur", "published_from": NOON, **members})
    return Notice(id=NoticeId(7), kind=NoticeKind.TIP, content=content, created_at=NOON, version=1)


@pytest.mark.parametrize(
    ("members", "field", "rule"),
    [
        ({"title": "\n"}, "title", NoticeRule.TITLE),
        ({"title": "x" * 161}, "title", NoticeRule.TITLE),
        ({"text": ""}, "text", NoticeRule.TEXT),
        ({"text": "x" * 10_001}, "text", NoticeRule.TEXT),
        ({"title_en": "Holiday"}, "text_en", NoticeRule.BOTH_IN_ENGLISH),
        ({"text_en": "No pick-ups"}, "title_en", NoticeRule.BOTH_IN_ENGLISH),
        ({"title_en": " ", "text_en": "No pick-ups"}, "title_en", NoticeRule.TITLE),
        ({"title_en": "Holiday", "text_en": " "}, "text_en", NoticeRule.TEXT),
        ({"published_until": NOON}, "published_until", NoticeRule.PERIOD),
    ],
)
def test_what_contradicts_a_rule_is_refused(members: dict[str, Any], field: str, rule: NoticeRule) -> None:
    with pytest.raises(NoticeInvalid) as caught:
        notice(**members)

    assert caught.value.facts == {"field": field, "why": rule.value}


@pytest.mark.parametrize(("minutes", "published"), [(-1, False), (0, True), (59, True), (60, False)])
def test_the_end_is_no_part_of_the_period(minutes: int, published: bool) -> None:
    assert (
        notice(published_until=NOON + timedelta(hours=1)).is_published(NOON + timedelta(minutes=minutes)) is published
    )


def test_a_change_is_checked_and_told() -> None:
    known = notice()
    became, news = known.changed_to(notice(title="Masuk").content, by=UserId(1), at=NOON)

    assert (became.id, became.content.title, became.version) == (7, "Masuk", 1)
    assert (news.notice, news.kind, news.by) == (7, NoticeKind.TIP, 1)
    assert known.removed(by=UserId(1), at=NOON).title == "Libur"
