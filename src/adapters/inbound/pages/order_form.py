"""The addresses of an order form, and of what follows an order."""

from dataclasses import replace

from flask import Flask, Response, request

from bosonline.adapters.inbound.pages.form_desk import OrderFormDesk, front_at, lead_to
from bosonline.adapters.inbound.pages.form_paper import draw_done, draw_notice
from bosonline.adapters.inbound.pages.form_visit import Visit
from bosonline.adapters.inbound.pages.paper import page_language
from bosonline.adapters.inbound.pages.words import ORDER_FORM
from bosonline.adapters.inbound.rest.limits import RateLimit, spend
from bosonline.adapters.inbound.rest.problems import http_problem
from bosonline.domain.errors import NotFound, Refusal
from bosonline.domain.ordering import Secret

_ADDRESSES = ("/f/<slug:slug>", "/s/<slug:subdomain>/f/<slug:slug>")


def order_form_pages(app: Flask, rate_limit: RateLimit, /, *, desk: OrderFormDesk) -> None:
    """Answer /f/{slug} on a store's host, /s/{subdomain}/f/{slug} on the platform's own, and what lies below."""
    _form(app, rate_limit, desk)
    _done(app, desk)


def _form(app: Flask, rate_limit: RateLimit, desk: OrderFormDesk) -> None:
    def shown(slug: str, subdomain: str | None = None) -> Response:
        visit = _visitor(desk, slug, subdomain)
        if isinstance(visit, Response):
            return visit
        desk.count_view(visit.loaded.front)
        return visit.begin()

    def sent(slug: str, subdomain: str | None = None) -> Response:
        visit = _visitor(desk, slug, subdomain)
        if isinstance(visit, Response):
            return visit
        try:
            spend(rate_limit, "public")
        except Refusal as refusal:
            return visit.refuse(refusal)
        return visit.go_on()

    for rule in _ADDRESSES:
        app.add_url_rule(rule, f"form {rule}", shown, methods=["GET"])
        app.add_url_rule(rule, f"form sent {rule}", sent, methods=["POST"])


def _done(app: Flask, desk: OrderFormDesk) -> None:
    def done(slug: str, subdomain: str | None = None) -> Response:
        found = front_at(desk, slug, subdomain)
        if isinstance(found, Response):
            return found
        finished, words = desk.done.read(request), ORDER_FORM[page_language()]
        path = request.path.removesuffix("/done")
        answer = draw_done(found, finished, path=f"{path}/done", words=words)
        if finished is not None and not finished.told:
            desk.done.set(answer, replace(finished, told=True), path=path, is_secure=request.is_secure)
        return answer

    def to_order(slug: str, subdomain: str | None = None) -> Response:  # noqa: ARG001  # the cookie says which
        finished = desk.done.read(request)
        return http_problem(404) if finished is None else lead_to(f"/o/{finished.secret}")

    def to_chat(slug: str, subdomain: str | None = None) -> Response:
        found, finished = front_at(desk, slug, subdomain), desk.done.read(request)
        if isinstance(found, Response) or finished is None:
            return http_problem(404)
        try:
            order = desk.read_order(secret=Secret(finished.secret))
        except NotFound:
            return http_problem(404)
        usual = ORDER_FORM[page_language()]["chat"].format(
            store=order.store_name, invoice=order.invoice, total=order.totals.total
        )
        return lead_to(desk.chat(to=order.contact, text=order.whatsapp_text or usual))

    for rule in _ADDRESSES:
        app.add_url_rule(f"{rule}/done", f"form done {rule}", done, methods=["GET"])
        app.add_url_rule(f"{rule}/done/order", f"form order {rule}", to_order, methods=["GET"])
        app.add_url_rule(f"{rule}/done/whatsapp", f"form chat {rule}", to_chat, methods=["GET"])


def _visitor(desk: OrderFormDesk, slug: str, subdomain: str | None) -> Visit | Response:
    """Somebody at a form that takes orders, or the page that says why there is none."""
    front = front_at(desk, slug, subdomain)
    if isinstance(front, Response):
        return front
    language = page_language()
    words = ORDER_FORM[language]
    loaded = desk.load(subdomain=front.subdomain, form=slug)
    if loaded.reason is not None:
        chat = desk.chat(
            to=front.store_phone, text=words["chat_ask"].format(store=front.store_name, form=front.form_name)
        )
        what = loaded.reason.code.removeprefix("form-").replace("-", "_")
        return draw_notice(what, words=words, loaded=loaded, chat=chat)
    return Visit(desk, front.subdomain, slug, request.path, loaded, words, language)
