"""The texts of follow-ups: those in force, and the store's own."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.application.ordering.follow_up_templates import (
    MOST_ATTEMPTS,
    TemplateShown,
    TemplatesIncomplete,
    TemplateText,
    TooManyTemplates,
)
from bosonline.application.ordering.following_up import FollowingUp
from bosonline.domain.ordering.default_templates import TemplateKind
from bosonline.domain.ordering.follow_up_rules import LAST_ATTEMPT
from bosonline.domain.ordering.template import (
    MESSAGE_LENGTH,
    TEMPLATE_LENGTH,
    VARIABLES,
    TemplateLengthInvalid,
    TemplateMalformed,
    TemplateVariableUnknown,
)

_KINDS = [kind.value for kind in TemplateKind]
_MOST_TEMPLATES = MOST_ATTEMPTS * len(_KINDS)


class TemplateBody(Body):
    attempt = WholeNumber(required=True, least=1, most=LAST_ATTEMPT)
    payment_method = Choice(_KINDS, required=True)
    text = Text(required=True, least=1, most=TEMPLATE_LENGTH, multiline=True)


class TemplatesBody(Body):
    templates = ListOf(Inside(TemplateBody), required=True, most=_MOST_TEMPLATES)
    preview = Flag(load_default=False)


class TemplateAnswer(Answer):
    attempt = WholeNumber(required=True, least=1)
    payment_method = Choice(_KINDS, required=True)
    text = Text(required=True, most=TEMPLATE_LENGTH, multiline=True)
    is_default = Flag(required=True)
    preview = Text(required=True, most=MESSAGE_LENGTH, multiline=True)


class TemplatesAnswer(Answer):
    data = ListOf(Inside(TemplateAnswer), required=True, most=_MOST_TEMPLATES)
    total = WholeNumber(required=True)
    variables = ListOf(Text(), required=True)


class SavedTemplatesAnswer(Answer):
    message = Text(required=True)
    data = ListOf(Inside(TemplateAnswer), required=True, most=_MOST_TEMPLATES)


_TEMPLATE_EXAMPLE = {
    "attempt": 1,
    "payment_method": "cod",
    "text": "Halo Kak {nama}, balas YA agar pesanan {invoice} kami kirim",
    "is_default": False,
    "preview": "Halo Kak Budi, balas YA agar pesanan INV0821 kami kirim",
}


def declare_templates(api: Api, following_up: FollowingUp) -> None:
    """Add the operations of templates to those of follow-ups."""

    @api.get(
        "/store/order/follow-up-templates",
        answer=TemplatesAnswer,
        answer_example={"data": [_TEMPLATE_EXAMPLE], "total": 1, "variables": list(VARIABLES)},
    )
    def follow_up_templates(call: Call) -> dict[str, Any]:
        """Follow-up templates

        The texts in force by payment method and attempt, the variables that they may name, and how each reads for an
        example order. `abandoned` stands for orders that the buyer has not finished.
        """
        shown = _shown(following_up.read_templates(store=call.member.store))
        return {"data": shown, "total": len(shown), "variables": list(VARIABLES)}

    @api.put(
        "/store/order/follow-up-templates",
        body=TemplatesBody,
        answer=SavedTemplatesAnswer,
        example={
            "templates": [
                {name: _TEMPLATE_EXAMPLE[name] for name in ("attempt", "payment_method", "text")},
            ]
        },
        answer_example={"message": "Templates saved", "data": [_TEMPLATE_EXAMPLE]},
        refusals=(
            TemplateVariableUnknown,
            TemplateMalformed,
            TemplateLengthInvalid,
            TemplatesIncomplete,
            TooManyTemplates,
        ),
    )
    def save_follow_up_templates(call: Call) -> dict[str, Any]:
        """Follow-up templates (write)

        Replaces the store's own texts. A payment method that is left out goes back to the defaults; attempts beyond
        the last take the last. With `preview: true` nothing is kept.
        """
        preview = call.body["preview"]
        texts = [
            TemplateText(kind=TemplateKind(one["payment_method"]), attempt=one["attempt"], text=one["text"])
            for one in call.body["templates"]
        ]
        shown = following_up.save_templates(store=call.member.store, texts=texts, preview=preview)
        return {"message": "Preview" if preview else "Templates saved", "data": _shown(shown)}


def _shown(templates: Sequence[TemplateShown]) -> list[dict[str, Any]]:
    return [
        {
            "attempt": one.attempt,
            "payment_method": one.kind,
            "text": one.text,
            "is_default": one.is_default,
            "preview": one.preview,
        }
        for one in templates
    ]
