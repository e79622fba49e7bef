"""The page that lists every error says what the code says."""

from pathlib import Path

from bosonline.testing.errors_page import errors_page

PAGE = Path(__file__).parents[4] / "docs" / "errors.md"


def test_the_page_is_the_codes_own() -> None:
    assert PAGE.read_text() == errors_page(), "make it anew: python -m bosonline.testing.errors_page > docs/errors.md"
