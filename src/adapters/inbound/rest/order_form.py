"""What a buyer's front end needs to draw an order form."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Protocol

import orjson
from flask import Response, request

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.checkout import StoreNotNamed
from bosonline.adapters.inbound.rest.fields import Query, Text, WholeNumber
from bosonline.adapters.inbound.rest.images import image_of
from bosonline.adapters.inbound.rest.order_form_schemas import EXAMPLE, LoadedFormAnswer
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.rest.regions import REGION_EXAMPLE, RegionAnswer, found_places
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.adapters.inbound.texts.buying import FORM_WORDS
from bosonline.application.forms import CountView
from bosonline.application.ordering import LoadedForm, LoadForm
from bosonline.application.stores import SearchRegions
from bosonline.domain.forms import FormContent, FormField, FormNotFound
from bosonline.domain.ordering import Offer, PaymentMethod
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Level, Place

_LOOKED_AT = 50
"""How many places are looked at for those that a parcel can be sent to."""


class ChatLink(Protocol):
    """The address that opens a chat, the text ready to be sent."""

    def __call__(self, *, to: Phone, text: str) -> str: ...


class FormQuery(Query):
    subdomain = Text(most=63, load_default=None)


class FormRegionsQuery(FormQuery):
    keyword = Text(required=True, least=2, most=60)
    limit = WholeNumber(least=1, most=20, load_default=10)


def order_form(load: LoadForm, search: SearchRegions, chat: ChatLink, count_view: CountView, base_url: str = "") -> Api:
    """The public operations around a form; `base_url` is how images are reached."""
    api = Api("order")

    def drawn(loaded: LoadedForm) -> Response:
        told = _told(loaded, chat, base_url, language())
        answer = Response(orjson.dumps(told), content_type="application/json")
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Vary"] = "Accept-Language"
        answer.set_etag(blake2b(answer.get_data(), digest_size=12).hexdigest())
        answer.make_conditional(request)
        return answer

    @api.get(
        "/store/order/checkout/<slug:slug>",
        query=FormQuery,
        answer=LoadedFormAnswer,
        render=drawn,
        answer_example=EXAMPLE,
        refusals=(FormNotFound, StoreNotNamed),
    )
    def load_checkout_form(call: Call, slug: str) -> LoadedForm:
        """Load checkout Form

        All that a front end needs to draw a form: goods at the form's prices with what is left of them, order bumps by
        their position, what the seller asks, how to pay and to ship, and the words in the language asked for. `state`
        says whether buyers can order; where they cannot, `reason` has the code. How many are left is told of what runs
        low alone. The answer has an ETag, so that a form that is drawn again costs nothing; stock and prices are of
        this moment, and the checkout computes them anew. A draft is not found.
        """
        loaded = load(subdomain=_subdomain(call), form=slug)
        count_view(loaded.front)
        return loaded

    @api.get(
        "/store/order/checkout/<slug:slug>/regions",
        query=FormRegionsQuery,
        answer=RegionAnswer,
        render=found_places,
        answer_example=REGION_EXAMPLE,
        refusals=(FormNotFound, StoreNotNamed),
        limit="public",
    )
    def regions_for_a_form(call: Call, slug: str) -> Sequence[Place]:
        """Regions for a form

        The districts and villages that the words or a post code mean, the likeliest first: `cibinong bogor`,
        `setiabudi jaksel`, `16911`. The `district_code` of a checkout is the code of a district.
        """
        load.front(subdomain=_subdomain(call), form=slug)
        found = search(keyword=call.query["keyword"], limit=_LOOKED_AT)
        fitting = [place for place in found if place.level in (Level.DISTRICT, Level.VILLAGE)]
        return fitting[: call.query["limit"]]

    return api


def _subdomain(call: Call) -> str:
    subdomain: str | None = call.subdomain or call.query["subdomain"]
    if subdomain is None:
        raise StoreNotNamed
    return subdomain


def _told(loaded: LoadedForm, chat: ChatLink, base_url: str, lang: str) -> dict[str, Any]:
    front, reason = loaded.front, loaded.reason
    content = front.content
    return {
        "form": {"slug": front.slug, "name": front.form_name, "version": front.form_version},
        "store": {
            "name": front.store_name,
            "subdomain": front.subdomain,
            "logo": front.store_logo and image_of(front.store, front.store_logo, base_url),
            "whatsapp_url": chat(to=front.store_phone, text=FORM_WORDS[lang]["ask"].format(form=front.form_name)),
        },
        "state": "open" if reason is None else reason.code.removeprefix("form-").replace("-", "_"),
        "reason": reason and {"code": reason.code, "message": tell_refusal(reason, lang)},
        "products": _products(loaded, base_url),
        "items": [_offer(offer) for offer in loaded.offers],
        "bumps": [{"position": at, **_bump(offer)} for at, offer in loaded.bumps.items()],
        "built_in": _built_in(content),
        "fields": [_field(asked) for asked in content.fields],
        **_look(loaded, base_url),
        "payment_methods": [_method(loaded, method) for method in loaded.payment_methods],
        "shipping": {"flat": content.flat_shipping and content.flat_shipping.idr, "couriers": list(content.couriers)},
        "voucher": content.takes_vouchers,
        "success_page": {"kind": content.success_page.kind},
        "language": lang,
        "words": FORM_WORDS[lang],
    }


def _built_in(content: FormContent) -> dict[str, str]:
    asks = content.built_in
    return {"email": asks.email, "note": asks.note, "post_code": asks.post_code}


def _look(loaded: LoadedForm, base_url: str) -> dict[str, Any]:
    front, content = loaded.front, loaded.front.content
    texts, theme = content.texts, content.theme
    return {
        "texts": {"headline": texts.headline, "description": texts.description, "button": texts.button},
        "theme": {
            "colour": theme.colour,
            "text_colour": theme.text_colour,
            "strong_colour": theme.strong_colour,
            "logo": theme.logo and image_of(front.store, theme.logo, base_url),
        },
        "pixels": dict(content.pixels),
        "closes_at": content.closes_at and front.settings.local(content.closes_at).isoformat(),
    }


def _products(loaded: LoadedForm, base_url: str) -> list[dict[str, Any]]:
    """Each product once, in the order in which the form offers its variants."""
    goods = [offer.goods for offer in (*loaded.offers, *loaded.bumps.values())]
    by_sku = {one.product_sku: one for one in reversed(goods)}
    return [
        {
            "sku": one.product_sku,
            "name": one.product_name,
            "description": one.description,
            "images": [image_of(loaded.front.store, name, base_url) for name in one.images],
        }
        for one in reversed(by_sku.values())
    ]


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "sku": offer.goods.sku,
        "product": offer.goods.product_sku,
        "name": offer.goods.name,
        "price": offer.price.idr,
        "publish_rate": offer.was and offer.was.idr,
        "wholesale": [{"min_qty": tier.min_qty, "price": tier.price.idr} for tier in offer.wholesale],
        "weight": offer.goods.weight,
        "min_qty": offer.min_qty,
        "max_qty": offer.max_qty,
        "default_qty": offer.default_qty,
        "stock": offer.availability,
        "left": offer.left,
    }


def _bump(offer: Offer) -> dict[str, Any]:
    shown = _offer(offer)
    members = ("sku", "product", "name", "price", "publish_rate", "weight", "stock", "left")
    return {**{name: shown[name] for name in members}, "text": offer.text}


def _field(asked: FormField) -> dict[str, Any]:
    return {
        "name": asked.name,
        "label": asked.label,
        "type": asked.kind,
        "required": asked.is_required,
        "options": list(asked.options),
        "pattern": asked.pattern,
        "help": asked.help,
    }


def _method(loaded: LoadedForm, method: PaymentMethod) -> Mapping[str, Any]:
    is_cod, is_transfer = method is PaymentMethod.COD, method is PaymentMethod.BANK_TRANSFER
    return {
        "method": method,
        "fee_basis_points": loaded.front.settings.cod_fee_basis_points if is_cod else 0,
        "bank_accounts": [{"id": one.id, "bank": one.bank_name} for one in loaded.accounts] if is_transfer else [],
    }
