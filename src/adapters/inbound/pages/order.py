"""An order's own page: what to pay and where, and how far it has come. No pixel ever runs on it."""

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge

from bosonline.adapters.inbound.pages.form_guard import is_foreign
from bosonline.adapters.inbound.pages.order_view import costs_of, marked, standing_of, steps_of
from bosonline.adapters.inbound.pages.paper import draw, page_language
from bosonline.adapters.inbound.pages.words import COMMON, ORDER
from bosonline.adapters.inbound.rest.images import FORM_BYTES
from bosonline.adapters.inbound.rest.limits import RateLimit, spend
from bosonline.adapters.inbound.rest.order_form import ChatLink
from bosonline.adapters.inbound.rest.problems import status_of
from bosonline.adapters.inbound.rest.public_order import UNINDEXED
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.adapters.inbound.texts.orders import ORDER_WORDS
from bosonline.application.ordering import PublicOrder, ReadPublicOrder, SubmitProof
from bosonline.domain.errors import NotFound, Refusal
from bosonline.domain.images import MAX_BYTES, thumbnail_path
from bosonline.domain.ordering import OrderNotFound, PaymentMethod, Secret


def order_pages(
    app: Flask, rate_limit: RateLimit, /, *, read: ReadPublicOrder, submit_proof: SubmitProof, chat: ChatLink
) -> None:
    """Answer /o/{secret} and its /proof, on the platform's host and on those of the order's own store."""

    @app.get("/o/<secret:secret>")
    def order_page(secret: str) -> Response:
        try:
            order = _of_this_host(read(secret=Secret(secret)))
        except NotFound:
            return not_found()
        return _drawn(order, chat)

    @app.post("/o/<secret:secret>/proof")
    def order_proof(secret: str) -> Response:
        """The buyer shows a picture of the transfer, and sees that it came or why not."""
        request.max_content_length = MAX_BYTES + FORM_BYTES
        try:
            order = _of_this_host(read(secret=Secret(secret)))
            try:
                spend(rate_limit, "public")
                submit_proof(secret=order.secret, content=_picture())
            except OrderNotFound:
                raise
            except Refusal as refusal:
                return _drawn(order, chat, refusal=refusal)
        except NotFound:
            return not_found()
        answer = redirect(f"/o/{order.secret}?proof=received", 303)
        answer.headers.update(UNINDEXED)
        return answer  # type: ignore[return-value]  # Flask's redirect makes Flask's responses


def not_found() -> Response:
    """The page of what is not there; it looks the same whatever was looked for."""
    said = COMMON[page_language()]
    answer = draw("told.html", status=404, title=said["not_found_title"], text=said["not_found"])
    answer.headers.update(UNINDEXED)
    return answer


def _of_this_host(order: PublicOrder) -> PublicOrder:
    if g.get("subdomain") not in (None, order.subdomain):
        raise OrderNotFound
    return order


def _picture() -> bytes:
    """What was sent: nothing, where another site made the browser send it or it is too large to be looked at."""
    if is_foreign(request):
        return b""
    try:
        sent = request.files.get("proof")
        content = b"" if sent is None else sent.read(MAX_BYTES + 1)
    except RequestEntityTooLarge:
        return b""
    return content if len(content) <= MAX_BYTES else b""


def _drawn(order: PublicOrder, chat: ChatLink, *, refusal: Refusal | None = None) -> Response:
    language = page_language()
    answer = draw(
        "order.html",
        status=200 if refusal is None else status_of(type(refusal)),
        scripted=True,
        order=order,
        words=ORDER[language],
        standing=standing_of(order),
        steps=steps_of(order),
        costs=list(costs_of(order)),
        due=marked(order),
        is_cod=order.payment_method is PaymentMethod.COD,
        logo=order.store_logo and thumbnail_path(order.store, order.store_logo),
        chat_url=chat(to=order.contact, text=ORDER_WORDS[language]["ask"].format(invoice=order.invoice)),
        qris_url=f"/store/order/qris/{order.secret}",
        status_url=f"/store/order/public/{order.secret}",
        proof_url=f"/o/{order.secret}/proof",
        proof_received=request.args.get("proof") == "received",
        wrong=None if refusal is None else tell_refusal(refusal, language),
    )
    answer.headers.update(UNINDEXED)
    return answer
