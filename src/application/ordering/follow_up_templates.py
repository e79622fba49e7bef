"""The texts of follow-ups: the store's own where it has written them, else those that every store begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bosonline.application.ordering.follow_up_ports import FollowUpDesk, OpenFollowUpWork, OwnTemplates
from bosonline.application.ports import Clock
from bosonline.domain.errors import Rejected
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering.default_templates import DEFAULT_TEMPLATES, TemplateKind
from bosonline.domain.ordering.message import EXAMPLES
from bosonline.domain.ordering.template import Template
from bosonline.domain.stores import Language

MOST_ATTEMPTS = 10
"""How many texts a store may write for one payment method."""


class TemplatesIncomplete(Rejected):
    """The texts of a payment method are those of attempts 1, 2, 3, ..., each once."""

    code = "templates-incomplete"
    text = "The templates of {payment_method} must be those of attempts 1 to {attempts}, each once"
    field = "templates"


class TooManyTemplates(Rejected):
    """So many attempts nobody wants to get."""

    code = "too-many-templates"
    text = "At most {most} templates for {payment_method}; later attempts use the last"
    field = "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpTemplatesChanged:
    """A store has written its follow-ups anew."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """A text as it was written, for one attempt of one kind."""

    kind: TemplateKind
    attempt: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateShown:
    """A template in force, and how it reads for an example order."""

    kind: TemplateKind
    attempt: int
    text: str
    is_default: bool
    preview: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFollowUpTemplates:
    """The templates in force, by payment method and attempt."""

    desk: FollowUpDesk

    def __call__(self, *, store: StoreId) -> Sequence[TemplateShown]:
        language, own = self.desk.templates(store)
        return _shown(language, own)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFollowUpTemplates:
    """Replace the store's own texts by these; a payment method without any goes back to the defaults.

    With `preview` nothing is kept. Returns the templates in force, as they read for an example order. Raises
    `TemplateVariableUnknown`, `TemplateMalformed`, `TemplateLengthInvalid`, `TemplatesIncomplete` and
    `TooManyTemplates`.
    """

    work: OpenFollowUpWork
    desk: FollowUpDesk
    clock: Clock

    def __call__(
        self, *, store: StoreId, texts: Sequence[TemplateText], preview: bool = False
    ) -> Sequence[TemplateShown]:
        own = _checked(texts)
        if not preview:
            with self.work(store) as work:
                work.follow_up_templates.replace(own)
                work.record(FollowUpTemplatesChanged(at=self.clock()))
                work.commit()
        language, _ = self.desk.templates(store)
        return _shown(language, own)


def _checked(texts: Sequence[TemplateText]) -> OwnTemplates:
    found: dict[TemplateKind, dict[int, Template]] = {}
    for at, written in enumerate(texts):
        of_kind = found.setdefault(written.kind, {})
        if written.attempt in of_kind:
            raise TemplatesIncomplete(payment_method=written.kind.value, attempts=len(of_kind))
        of_kind[written.attempt] = _template(written.text, f"templates.{at}.text")
    for kind, of_kind in found.items():
        if len(of_kind) > MOST_ATTEMPTS:
            raise TooManyTemplates(payment_method=kind.value, most=MOST_ATTEMPTS)
        if set(of_kind) != set(range(1, len(of_kind) + 1)):
            raise TemplatesIncomplete(payment_method=kind.value, attempts=len(of_kind))
    return {kind: [of_kind[attempt] for attempt in sorted(of_kind)] for kind, of_kind in found.items()}


def _template(text: str, field: str) -> Template:
    try:
        return Template(text)
    except Rejected as refusal:
        refusal.facts["field"] = field
        raise


def _shown(language: Language, own: OwnTemplates) -> list[TemplateShown]:
    return [
        TemplateShown(
            kind=kind,
            attempt=attempt,
            text=template.text,
            is_default=kind not in own,
            preview=template.render(EXAMPLES[language]),
        )
        for kind in TemplateKind
        for attempt, template in enumerate(own.get(kind) or DEFAULT_TEMPLATES[language][kind], 1)
    ]
