"""How a form looks: what stands on its colour can be read."""

from hypothesis import given

from bosonline.domain.forms import Theme
from bosonline.domain.forms.look import READABLE, contrast
from bosonline.testing.strategies import colours


@given(colours())
def test_whatever_colour_is_chosen_can_be_read(colour: str) -> None:
    theme = Theme(colour=colour)

    assert contrast(theme.text_colour, colour) >= READABLE
    assert contrast(theme.strong_colour, "#ffffff") >= READABLE
    assert theme.strong_colour == colour or contrast(colour, "#ffffff") < READABLE


def test_contrast_is_what_the_world_measures() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert Theme(colour="#ffff00").text_colour == "#000000"
    assert Theme(colour="#0f766e").text_colour == "#ffffff"
