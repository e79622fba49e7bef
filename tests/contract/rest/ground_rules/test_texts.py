"""Everything that can be refused is told in both languages, with the same facts."""

import re

from bosonline.adapters.inbound.rest.problems import status_of
from bosonline.adapters.inbound.texts.members import MEMBERS
from bosonline.adapters.inbound.texts.refusals import INDONESIAN
from bosonline.adapters.inbound.texts.statuses import STATUSES
from bosonline.testing.refusals import every_refusal, told_facts


def test_every_refusal_has_a_code_of_its_own() -> None:
    by_code: dict[str, list[str]] = {}
    for refusal in every_refusal():
        by_code.setdefault(refusal.code, []).append(f"{refusal.__module__}.{refusal.__qualname__}")

    assert {code: names for code, names in by_code.items() if len(names) > 1} == {}
    assert [code for code in by_code if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []


def test_every_refusal_is_told_in_indonesian_with_the_same_facts() -> None:
    wrong = {
        refusal.code: INDONESIAN.get(refusal.code)
        for refusal in every_refusal()
        if refusal.code not in INDONESIAN or told_facts(refusal.text) != told_facts(INDONESIAN[refusal.code])
    }

    assert wrong == {}


def test_no_text_is_for_nothing() -> None:
    assert set(INDONESIAN) - {refusal.code for refusal in every_refusal()} == set()


def test_every_refusal_is_of_a_kind_that_http_knows() -> None:
    assert all(400 <= status_of(refusal) < 600 for refusal in every_refusal())


def test_members_and_statuses_are_told_with_the_same_facts() -> None:
    for english, indonesian in [*MEMBERS.values(), *STATUSES.values()]:
        assert told_facts(english) == told_facts(indonesian)
        assert english != indonesian
