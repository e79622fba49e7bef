"""What the pages of an order form stand on, and how a form is found by an address."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Response, g, request

from bosonline.adapters.inbound.pages.form_done import DoneCookie
from bosonline.adapters.inbound.pages.form_paper import draw_notice
from bosonline.adapters.inbound.pages.form_state import Sealing
from bosonline.adapters.inbound.pages.paper import page_language
from bosonline.adapters.inbound.pages.words import ORDER_FORM
from bosonline.application.forms import CountView
from bosonline.application.forms.ports import Storefront
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering import CheckOut, Drafts, LoadForm, QuoteOrder, RateCart, ReadPublicOrder
from bosonline.application.stores import SearchRegions
from bosonline.domain.errors import NotFound
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Place


class ChatLink(Protocol):
    """The address that opens a chat, the text ready to be sent."""

    def __call__(self, *, to: Phone, text: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFormDesk:
    """What the pages of an order form stand on.

    `present_name` is the subdomain by which the store of a name is found now; `place` finds a place by its code.
    """

    load: LoadForm
    quote: QuoteOrder
    rate: RateCart
    check_out: CheckOut
    drafts: Drafts
    search: SearchRegions
    place: Callable[[str], Place | None]
    phones: PhoneReader
    sealing: Sealing
    done: DoneCookie
    present_name: Callable[[str], str | None]
    chat: ChatLink
    read_order: ReadPublicOrder
    clock: Callable[[], datetime]
    count_view: CountView


def front_at(desk: OrderFormDesk, slug: str, subdomain: str | None) -> Storefront | Response:
    """The form at this address, whether it takes orders or not; a store's former name leads to the present one."""
    on_own_host: str | None = g.get("subdomain")
    name = on_own_host if subdomain is None else desk.present_name(subdomain)
    if name is not None and on_own_host in (None, name):
        if subdomain not in (None, name) and request.method == "GET":
            query = request.query_string.decode("latin-1")
            path = request.path.replace(f"/s/{subdomain}/", f"/s/{name}/", 1)
            return lead_to(f"{path}?{query}" if query else path, 308)
        with suppress(NotFound):
            return desk.load.front(subdomain=name, form=slug)
    return draw_notice("not_found", words=ORDER_FORM[page_language()], status=404)


def lead_to(where: str, status: int = 303) -> Response:
    """On to another page, without a word."""
    return Response(status=status, headers={"Location": where})
