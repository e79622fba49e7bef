"""Categories keep to their rules."""

from datetime import UTC, datetime

import pytest

from bosonline.domain.catalog import Category, CategoryNameInvalid, CategoryOfPlatform
from bosonline.domain.identity import StoreId, UserId

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SITI, STORE = UserId(1), StoreId(1)


def category(name: str = "Kopi", store: StoreId | None = STORE) -> Category:
    return Category.create(store=store, name=name, is_active=True, at=NOON)


def test_names_are_words_with_single_spaces() -> None:
    assert category(" Kopi\t\n Bubuk ").name == "Kopi Bubuk"
    assert category("KOPI").sounds == category("kopi").sounds


@pytest.mark.parametrize("name", ["", " \n", "x" * 81])
def test_a_name_has_a_reasonable_length(name: str) -> None:
    with pytest.raises(CategoryNameInvalid):
        category(name)
    with pytest.raises(CategoryNameInvalid):
        category().changed_to(name=name, is_active=True, by=SITI, at=NOON)


def test_a_change_tells_what_it_was() -> None:
    became, news = category().changed_to(name="Teh", is_active=False, by=SITI, at=NOON)

    assert (became.name, became.is_active) == ("Teh", False)
    assert (news.was, news.name, news.is_active, news.by) == ("Kopi", "Teh", False, SITI)


def test_the_platforms_stay_as_they_are() -> None:
    common = category(store=None)

    with pytest.raises(CategoryOfPlatform):
        common.changed_to(name="Teh", is_active=True, by=SITI, at=NOON)
    with pytest.raises(CategoryOfPlatform):
        common.removed(by=SITI, at=NOON)
