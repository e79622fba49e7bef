"""How the pages around an order form are drawn: in the seller's colour, compressed, and closed to other hosts."""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from flask import Response, request
from markupsafe import Markup

from bosonline.adapters.inbound.pages.assets import asset_path
from bosonline.adapters.inbound.pages.form_done import Finished
from bosonline.adapters.inbound.pages.form_orders import courier_key
from bosonline.adapters.inbound.pages.form_state import FormState
from bosonline.adapters.inbound.pages.form_steps import Errors, Step, least_of, method_of, uses_of
from bosonline.adapters.inbound.pages.paper import page_language, render
from bosonline.adapters.inbound.pages.pixels import PixelEvent, policy
from bosonline.application.forms.ports import Storefront
from bosonline.application.ordering import LoadedForm
from bosonline.application.shipping.rates import Offer as Offered
from bosonline.domain.forms import SuccessKind, Theme
from bosonline.domain.identity import StoreId
from bosonline.domain.images import image_path, thumbnail_path
from bosonline.domain.money import Money
from bosonline.domain.ordering import Offer, Quote
from bosonline.domain.stores import Place

WORTH_COMPRESSING = 1_000


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in two sizes, by paths of this host."""

    thumbnail: str
    whole: str

    @classmethod
    def of(cls, store: StoreId, name: str) -> "Picture":
        """The image of this file name."""
        return cls(thumbnail_path(store, name), image_path(store, name))


@dataclass(frozen=True, slots=True)
class LowestPrice:
    """What the cheapest goods cost, and what that is compared with."""

    price: Money
    was: Money | None
    percent: int

    @classmethod
    def of(cls, offers: Sequence[Offer]) -> "LowestPrice | None":
        """The price that a form is advertised with: of what there is, or else of anything."""
        shown = [offer for offer in offers if not offer.is_sold_out] or list(offers)
        if not shown:
            return None
        cheapest = min(shown, key=lambda offer: offer.price)
        was = cheapest.was
        return cls(cheapest.price, was, 0 if was is None else (was.idr - cheapest.price.idr) * 100 // was.idr)


def draw_form(
    loaded: LoadedForm,
    state: FormState,
    *,
    step: Step,
    path: str,
    sealed: str,
    words: Mapping[str, str],
    chosen: Place | None,
    places: Sequence[Place],
    errors: Errors,
    couriers: Sequence[Sequence[object]],
    quoted: Quote | None,
    status: int,
    wrong: str | None,
    is_first: bool,
) -> Response:
    """One step of the form. Pixels run where it is first seen alone: there is nothing of the buyer in it yet."""
    front = loaded.front
    described = next((offer.goods for offer in loaded.offers if offer.goods.images), None)
    return _answer(
        "order_form.html",
        front,
        status=status,
        pixels=front.content.pixels if is_first else {},
        words=words,
        loaded=loaded,
        state=state,
        step=step.value,
        at=list(Step).index(step) + 1,
        path=path,
        sealed=sealed,
        chosen=chosen,
        places=places,
        errors=errors,
        labels=_labels(loaded, words),
        couriers=couriers,
        quoted=quoted,
        rows=[] if quoted is None else cost_rows(quoted, words),
        method=method_of(loaded, state),
        wrong=wrong,
        hero=None if described is None else Picture.of(front.store, described.images[0]),
        image=lambda name: Picture.of(front.store, name),
        description=_description(loaded),
        lowest=LowestPrice.of(loaded.offers),
        one_product=len({offer.goods.product_sku for offer in loaded.offers}) == 1,
        has_range=len({offer.price for offer in loaded.offers}) > 1,
        uses=uses_of(loaded),
        least=lambda offer: least_of(loaded, offer),
        js=asset_path("order.js"),
    )


def draw_notice(
    what: str, *, words: Mapping[str, str], loaded: LoadedForm | None = None, chat: str | None = None, status: int = 200
) -> Response:
    """A page that says why there is nothing to order."""
    front = None if loaded is None else loaded.front
    return _answer(
        "order_notice.html",
        front,
        status=status,
        words=words,
        title=words[f"{what}_title"],
        text=words[what],
        loaded=loaded,
        chat=chat,
    )


def draw_done(front: Storefront, finished: Finished | None, *, path: str, words: Mapping[str, str]) -> Response:
    """The page after the order; pixels hear of the purchase unless they have."""
    page, is_news = front.content.success_page, finished is not None and not finished.told
    event = PixelEvent(name="PageView")
    if finished is not None and is_news:
        event = PixelEvent(name="Purchase", value=finished.total, key=finished.key)
    return _answer(
        "order_done.html",
        front,
        pixels=front.content.pixels,
        words=words,
        finished=finished,
        title=page.title or words["done_title"],
        text=page.text,
        redirect_to=page.url if finished is not None and page.kind is SuccessKind.REDIRECT else None,
        whatsapp=page.whatsapp,
        total=None if finished is None else Money(finished.total),
        path=path,
        event=event,
    )


def courier_row(offer: Offered, words: Mapping[str, str]) -> tuple[str, str, str, str]:
    """A courier's service as the page shows it: what it is known by, its name, how long it takes, its price."""
    rate = offer.rate
    return (
        courier_key(offer),
        rate.courier_name or "",
        words["days"].format(days=rate.etd) if rate.etd else "",
        str(rate.price),
    )


def cost_rows(quoted: Quote, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is added to the goods and taken off, as words and amounts."""
    totals = quoted.totals
    added = {
        "shipping": totals.shipping,
        "cod_fee": totals.cod_fee,
        "insurance": totals.insurance,
        "other_fees": totals.other_fees,
        "unique_code": totals.unique_code,
    }
    taken = {"product_discount": totals.product_discount, "shipping_discount": totals.shipping_discount}
    rows = [
        (words[name], str(amount) if amount else words["free"])
        for name, amount in added.items()
        if name == "shipping" or amount
    ]
    return [*rows, *((words[name], f"−{amount}") for name, amount in taken.items() if amount)]


def _answer(
    template: str,
    front: Storefront | None,
    *,
    pixels: Mapping[str, str] | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    nonce, carried = token_urlsafe(16), pixels or {}
    theme = Theme() if front is None else front.content.theme
    logo = theme.logo or (None if front is None else front.store_logo)
    body = render(
        template,
        language=page_language(),
        nonce=nonce,
        css=asset_path("order.css"),
        pixels_js=asset_path("pixels.js"),
        theme=theme,
        pixels=carried,
        front=front,
        logo=None if front is None or logo is None else Picture.of(front.store, logo),
        **values,
    ).encode()
    answer = Response(body, status, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = policy(nonce, carried)
    # The browser says where a form was sent from by Origin alone, which `no-referrer` would empty.
    answer.headers["Referrer-Policy"] = "strict-origin-when-cross-origin" if carried else "same-origin"
    answer.headers["Vary"] = "Accept-Language, Accept-Encoding"
    if len(body) > WORTH_COMPRESSING and request.accept_encodings.quality("gzip") > 0:
        answer.set_data(gzip.compress(body, 6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _description(loaded: LoadedForm) -> Markup:
    """What the seller says of the form, or else of the first goods: rich text that was made safe when it was kept."""
    told = (loaded.front.content.texts.description, *(offer.goods.description for offer in loaded.offers))
    return Markup(next((text for text in told if text), ""))  # noqa: S704  # nosec B704  # sanitised; no script runs


def _labels(loaded: LoadedForm, words: Mapping[str, str]) -> dict[str, str]:
    """What fields are called, by their name."""
    labels = {f"qty.{offer.goods.sku}": offer.goods.name or offer.goods.product_name for offer in loaded.offers}
    for name in ("name", "phone", "email", "street", "post", "voucher", "note"):
        labels[name] = words[name]
    return labels | {f"q.{asked.name}": asked.label for asked in loaded.front.content.fields}
