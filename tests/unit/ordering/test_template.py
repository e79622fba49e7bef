"""Templates: what may stand in them, and how they read."""

import re
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.ordering.default_templates import DEFAULT_TEMPLATES, TemplateKind
from bosonline.domain.ordering.message import EXAMPLES
from bosonline.domain.ordering.template import (
    MESSAGE_LENGTH,
    TEMPLATE_LENGTH,
    VARIABLES,
    Template,
    TemplateLengthInvalid,
    TemplateMalformed,
    TemplateVariableUnknown,
    literal,
)
from bosonline.domain.stores import Language

PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(str.strip)
NAMES = st.sampled_from(VARIABLES)


def test_variables_are_filled_in() -> None:
    assert Template("Halo Kak {nama}, {invoice}").render({"nama": "Budi", "invoice": "INV1"}) == "Halo Kak Budi, INV1"


def test_what_this_order_has_no_value_for_is_a_dash() -> None:
    assert Template("Resi: {resi}, kurir: {kurir}").render({"resi": ""}) == "Resi: -, kurir: -"


def test_braces_are_written_twice() -> None:
    assert Template("{{nama}} {{{nama}}}").render({"nama": "Budi"}) == "{nama} {Budi}"


@given(PLAIN, NAMES, PLAIN)
def test_any_text_can_stand_around_a_variable(before: str, name: str, after: str) -> None:
    template = Template(f"{literal(before)}{{{name}}}{literal(after)}")
    assert template.render({name: "nilai"}) == f"{before}nilai{after}"


@given(NAMES, st.text(max_size=60))
def test_values_are_never_read_as_templates(name: str, value: str) -> None:
    shown = value or "-"
    assert Template(f"<{{{name}}}>").render({name: value}) == f"<{shown}>"


@given(
    st.text(ascii_letters + " _{}", max_size=12).filter(lambda name: name not in VARIABLES and not {*"{}"} & {*name})
)
def test_an_unknown_variable_is_refused_and_says_which_exist(name: str) -> None:
    with pytest.raises(TemplateVariableUnknown) as refused:
        Template(f"Halo {{{name}}}")
    assert refused.value.facts["variable"] == name
    assert all(known in str(refused.value) for known in VARIABLES)


@pytest.mark.parametrize(
    ("text", "position"), [("Halo {nama", 6), ("Halo nama}", 10), ("{", 1), ("{{nama}", 7), ("{nama}}", 7)]
)
def test_a_brace_that_belongs_to_nothing_is_refused(text: str, position: int) -> None:
    with pytest.raises(TemplateMalformed) as refused:
        Template(text)
    assert refused.value.facts["position"] == position


@pytest.mark.parametrize("text", ["", "  \n", "x" * (TEMPLATE_LENGTH + 1)])
def test_a_template_says_something_and_not_too_much(text: str) -> None:
    with pytest.raises(TemplateLengthInvalid):
        Template(text)


def test_a_message_is_cut_where_whatsapp_would_not_take_it() -> None:
    message = Template("{produk}" * 200).render({"produk": "x" * 300})
    assert len(message) == MESSAGE_LENGTH
    assert message.endswith("x…")


@pytest.mark.parametrize("language", Language)
def test_there_are_four_good_attempts_of_every_kind_in_each_language(language: Language) -> None:
    assert set(DEFAULT_TEMPLATES[language]) == set(TemplateKind)
    for kind, templates in DEFAULT_TEMPLATES[language].items():
        assert len({template.text for template in templates}) == 4
        for template in templates:
            assert "{nama}" in template.text
            assert "{toko}" in template.text or kind is TemplateKind.COD
            message = template.render(EXAMPLES[language])
            assert len(message) < 600
            assert not re.search(r"(^|\s|\*)-", message)


def test_every_variable_has_a_value_in_the_examples() -> None:
    for example in EXAMPLES.values():
        assert set(example) == set(VARIABLES)
