"""What a buyer has typed so far, carried by the page itself: signed, so that the server keeps nothing of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

LONGEST = 20_000
"""Characters of a sealed state; what is longer was not sealed here."""

LIFE = 24 * 3600
"""Seconds for which a page may lie open before it is begun anew, with all that was typed."""

VALUE_LENGTH = 2_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SOURCE = re.compile(r"utm_[a-z_]{1,30}|fbclid|gclid|ttclid", re.ASCII)
_SOURCES_AT_MOST = 19
_SOURCE_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """The state of one buyer on one form.

    `began` is when the page was first drawn, in seconds of the epoch; `seen_total` what the buyer was shown in the end;
    `token` names the record of what was typed before.
    """

    form: str
    began: int
    values: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None
    seen_total: int | None = None

    def typed(self, values: Mapping[str, str]) -> "FormState":
        """With what was typed now; what stands there as blank is gone."""
        merged = {**self.values, **values}
        return replace(self, values={name: value for name, value in merged.items() if value})

    def get(self, name: str) -> str:
        """What was typed, or nothing."""
        return self.values.get(name, "")


class Sealing:
    """Makes text of a state, and a state of text that was made here."""

    def __init__(self, secret: str) -> None:
        self._form = URLSafeSerializer(secret, salt="order form")

    def seal(self, state: FormState) -> str:
        """The state as text for a hidden field."""
        kept = {
            "f": state.form,
            "b": state.began,
            "v": dict(state.values),
            "s": dict(state.source),
            "t": state.token,
            "n": state.seen_total,
        }
        sealed = self._form.dumps(kept)
        return sealed if isinstance(sealed, str) else sealed.decode()

    def open(self, text: str, *, form: str, now: int) -> FormState | None:
        """The state of this form; None where the text was not made here, or for another form, or too long ago."""
        if not text or len(text) > LONGEST:
            return None
        try:
            kept: dict[str, Any] = self._form.loads(text)
        except BadData:
            return None
        if kept["f"] != form or not kept["b"] <= now < kept["b"] + LIFE:
            return None
        return FormState(
            form=kept["f"],
            began=kept["b"],
            values=kept["v"],
            source=kept["s"],
            token=kept["t"],
            seen_total=kept["n"],
        )


def clean(text: str, *, most: int = VALUE_LENGTH) -> str:
    """What was typed, without what no keyboard types, and without blanks around it."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))[:most].strip()


def source_of(query: Iterable[tuple[str, str]], referrer: str | None, *, own_host: str) -> dict[str, str]:
    """Where a buyer came from: campaign, click ids, and the page before where that was another's."""
    found: dict[str, str] = {}
    for name, value in query:
        kept = clean(value.replace("\n", " "), most=_SOURCE_LENGTH)
        if kept and _SOURCE.fullmatch(name) and len(found) < _SOURCES_AT_MOST:
            found.setdefault(name, kept)
    before = clean((referrer or "").partition("?")[0], most=_SOURCE_LENGTH)
    if before.startswith(("http://", "https://")) and before.split("/")[2].lower() != own_host.lower():
        found["referrer"] = before
    return found
