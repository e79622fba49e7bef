"""Rich text made safe to show: a few tags for words, lists and links, and nothing that acts or fetches."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nh3 import Cleaner

_WORDS = {"a", "b", "em", "i", "s", "strong", "sub", "sup", "u"}
_BLOCKS = {"blockquote", "br", "h2", "h3", "h4", "hr", "li", "ol", "p", "ul"}
_TRIES = 5
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
"""What begins a tag, though it may never end: whatever follows on a page would be taken for a part of it."""


def sanitize(text: str, /) -> str:
    """The text without whatever is not on the list; plain text stays as it was typed.

    What comes out is fed in again until it stays the same, since taking something away can bring something together.
    """
    for _ in range(_TRIES):
        if not _OPENING.search(text):
            return text
        if not _is_html(text):
            break
        cleaned = _cleaner().clean(text)
        if cleaned == text:
            return text
        text = cleaned
    return _OPENING.sub("&lt;", text)


def _is_html(text: str) -> bool:
    import nh3  # noqa: PLC0415  # what shows no rich text need not load it

    return nh3.is_html(text)


@cache
def _cleaner() -> "Cleaner":
    import nh3  # noqa: PLC0415  # as above

    return nh3.Cleaner(
        tags=_WORDS | _BLOCKS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
