"""One request of a buyer at a form that takes orders: what was typed goes on, or comes back with what is wrong.

Nothing is kept here between two steps: what was typed goes with the page, signed. Whoever changes it begins anew. What
an order costs is reckoned by the use cases each time; figures that differ from those that were seen are shown first.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

import orjson
from flask import Response, request

from bosonline.adapters.inbound.pages.form_desk import OrderFormDesk, lead_to
from bosonline.adapters.inbound.pages.form_done import Finished
from bosonline.adapters.inbound.pages.form_guard import is_foreign, reasons_against
from bosonline.adapters.inbound.pages.form_orders import cart_of, checkout_of, chosen_offer, draft_of, to_send
from bosonline.adapters.inbound.pages.form_paper import cost_rows, courier_row, draw_form, draw_notice
from bosonline.adapters.inbound.pages.form_state import FormState, clean, source_of
from bosonline.adapters.inbound.pages.form_steps import (
    Checks,
    Errors,
    Step,
    field_at_fault,
    fields_of,
    first_items,
    items_of,
    step_of,
)
from bosonline.adapters.inbound.rest.handler import TRIES
from bosonline.adapters.inbound.rest.patterns import TOKEN
from bosonline.adapters.inbound.rest.problems import status_of
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.ordering import Checkout, LoadedForm, OutOfStock, PriceChanged, Receipt
from bosonline.application.shipping.rates import Offer
from bosonline.domain.errors import ChangedMeanwhile, Refusal
from bosonline.domain.ordering import Quote, Secret
from bosonline.domain.stores import Level, Place

PLACES_AT_MOST = 12
_is_token = re.compile(TOKEN, re.ASCII).fullmatch


@dataclass(slots=True)
class Visit:
    """One request of a buyer at a form that takes orders."""

    desk: OrderFormDesk
    subdomain: str
    slug: str
    path: str
    loaded: LoadedForm
    words: Mapping[str, str]
    language: str

    @property
    def _now(self) -> int:
        return int(self.desk.clock().timestamp())

    @property
    def _name(self) -> str:
        return f"{self.subdomain}/{self.slug}"

    @property
    def _checks(self) -> Checks:
        return Checks(
            loaded=self.loaded,
            phones=self.desk.phones,
            place=self.desk.place,
            words=self.words,
            language=self.language,
        )

    def begin(self) -> Response:
        """The form as it is first seen: one piece of the first goods is in the basket."""
        source = source_of(request.args.items(), request.headers.get("Referer"), own_host=request.host)
        state = FormState(form=self._name, began=self._now, source=source, values=first_items(self.loaded))
        return self._draw(Step.GOODS, state, is_first=True)

    def refuse(self, refusal: Refusal) -> Response:
        """The page once more with all that was typed, and why nothing came of it."""
        state = self._read()
        step = _step(request.form.get("at", ""))
        return self._draw(step, state, status=status_of(type(refusal)), wrong=tell_refusal(refusal, self.language))

    def go_on(self) -> Response:
        """What follows from what was sent."""
        state, go = self._read(), request.form.get("go", "")
        if is_foreign(request):
            return self._draw(_step(request.form.get("at", "")), state, status=403, wrong=self.words["foreign"])
        if go.startswith("back-"):
            return self._draw(_step(go.removeprefix("back-")), state)
        if go == "search":
            return self._draw(Step.PLACE, state)
        if go == "total":
            return self._totals(state)
        if go == "order":
            return self._order(state)
        return self._forward(_step(go), self._remembered(state))

    def _totals(self, state: FormState) -> Response:
        """The figures of this moment for the script; what is missing still is no error."""
        try:
            quoted = self._quoted(state)
        except Refusal as refusal:
            name = field_at_fault(refusal, items_of(self.loaded, state))
            told: dict[str, object] = {"field": name, "message": tell_refusal(refusal, self.language)}
        else:
            lines = [(f"{line.qty} × {line.product_name} {line.name}", str(line.subtotal)) for line in quoted.lines]
            told = {
                "expected": quoted.totals.total.idr,
                "total": str(quoted.totals.total),
                "rows": [*lines, *cost_rows(quoted, self.words)],
                "vouchers": len(quoted.vouchers),
            }
        with suppress(Refusal):
            offers = self._offers(state)
            chosen = chosen_offer(offers, state)
            told["couriers"] = [[*courier_row(offer, self.words), offer is chosen] for offer in offers]
        return Response(orjson.dumps(told), content_type="application/json")

    def _read(self) -> FormState:
        sent = request.form
        state = self.desk.sealing.open(sent.get("state", ""), form=self._name, now=self._now)
        if state is None:
            state = FormState(form=self._name, began=self._now)
        typed: dict[str, str] = {}
        for step in Step:
            if step in sent.getlist("has"):
                typed.update({name: clean(sent.get(name, "")) for name in fields_of(self.loaded, step)})
        if "search" in sent.getlist("has"):
            typed["place"] = clean(sent.get("place", ""))
        token = sent.get("abandoned", "")
        return replace(state.typed(typed), token=token if _is_token(token) else state.token)

    def _remembered(self, state: FormState) -> FormState:
        """With the record of what was typed, once there is a phone number; a program's is not kept."""
        if any(reasons_against(request, began=state.began, now=self._now)) or not self._checks.has_phone(state):
            return state
        draft = draft_of(self.loaded, state, self._checks.through(Step.CONFIRM, state))
        try:
            if state.token is not None:
                kept = self.desk.drafts.change(token=Secret(state.token), draft=draft)
            else:
                kept = self.desk.drafts.keep(subdomain=self.subdomain, form=self.slug, draft=draft)
        except Refusal:
            return state  # the order counts, and tells what is wrong with it
        return replace(state, token=kept.token)

    def _forward(self, step: Step, state: FormState) -> Response:
        errors = self._checks.through(step, state)
        if errors:
            return self._wrong(state, errors)
        if step is not Step.CONFIRM:
            return self._draw(step, state)
        return self._confirm(state)

    def _confirm(self, state: FormState, *, status: int = 200, wrong: str | None = None) -> Response:
        """All at a glance with the figures of this moment, to be ordered by one press."""
        try:
            quoted = self._quoted(state)
        except Refusal as refusal:
            return self._refused(state, refusal)
        state = replace(state, seen_total=quoted.totals.total.idr)
        return self._draw(Step.CONFIRM, state, quoted=quoted, status=status, wrong=wrong)

    def _order(self, state: FormState) -> Response:
        errors = self._checks.through(Step.CONFIRM, state)
        if errors:
            return self._wrong(state, errors)
        shown = request.form.get("expected_total", "")
        seen = int(shown) if shown.isascii() and shown.isdigit() and len(shown) <= 15 else state.seen_total
        if seen is None:
            return self._confirm(state)
        try:
            noticed = tuple(reasons_against(request, began=state.began, now=self._now))
            offer = chosen_offer(self._offers(state), state)
            checkout = checkout_of(self.loaded, state, seen_total=seen, offer=offer, noticed=noticed)
            receipt = self._check_out(checkout)
        except PriceChanged:
            return self._confirm(state, status=409, wrong=self.words["price_changed"])
        except Refusal as refusal:
            return self._refused(state, refusal)
        answer = lead_to(f"{self.path}/done")
        finished, before = Finished.of(receipt), self.desk.done.read(request)
        if before is not None and before.secret == finished.secret:
            finished = before  # the same submission came twice, and pixels may have heard of it
        self.desk.done.set(answer, finished, path=self.path, is_secure=request.is_secure)
        return answer

    def _check_out(self, checkout: Checkout) -> Receipt:
        for _ in range(TRIES - 1):
            try:
                return self.desk.check_out(subdomain=self.subdomain, form=self.slug, checkout=checkout)
            except ChangedMeanwhile:
                continue
        return self.desk.check_out(subdomain=self.subdomain, form=self.slug, checkout=checkout)

    def _refused(self, state: FormState, refusal: Refusal) -> Response:
        """A refusal of the use cases beside the field that it is about, else above the form."""
        if isinstance(refusal, OutOfStock):
            self.loaded = self.desk.load(subdomain=self.subdomain, form=self.slug)
            if self.loaded.reason is not None:
                return draw_notice("sold_out", words=self.words, loaded=self.loaded)
            left: Errors = {}
            for item in cast("list[dict[str, Any]]", refusal.facts["items"]):
                key = "left" if item["available"] else "sold_out_item"
                left[f"qty.{item['sku']}"] = self.words[key].format(left=item["available"])
            return self._wrong(state, left, status=409)
        told, name = tell_refusal(refusal, self.language), field_at_fault(refusal, items_of(self.loaded, state))
        status = status_of(type(refusal))
        if name is not None:
            return self._wrong(state, {name: told}, status=status)
        return self._draw(Step.PAY, state, status=status, wrong=told)

    def _wrong(self, state: FormState, errors: Errors, *, status: int = 422) -> Response:
        return self._draw(step_of(self.loaded, errors), state, errors=errors, status=status)

    def _draw(
        self,
        step: Step,
        state: FormState,
        *,
        errors: Errors | None = None,
        quoted: Quote | None = None,
        status: int = 200,
        wrong: str | None = None,
        is_first: bool = False,
    ) -> Response:
        if step is Step.CONFIRM and quoted is None:
            step = Step.PAY  # there are no figures to confirm
        chosen, couriers, offer, errors = self._checks.chosen(state), list[Offer](), None, dict(errors or {})
        if chosen is not None:
            try:
                couriers = self._offers(state)
                offer = chosen_offer(couriers, state)
            except Refusal as refusal:
                errors.setdefault("courier", tell_refusal(refusal, self.language))
        return draw_form(
            self.loaded,
            state,
            step=step,
            path=self.path,
            sealed=self.desk.sealing.seal(state),
            words=self.words,
            chosen=chosen,
            places=self._places(state, chosen),
            errors=errors,
            couriers=[[*courier_row(one, self.words), one is offer] for one in couriers],
            quoted=quoted,
            status=status,
            wrong=wrong,
            is_first=is_first,
        )

    def _places(self, state: FormState, chosen: Place | None) -> list[Place]:
        """Where the parcel may go by the words that were typed; what was chosen is among them."""
        keyword = state.get("place")[:100].replace("\n", " ")
        found = self.desk.search(keyword=keyword, limit=PLACES_AT_MOST) if len(keyword) > 1 else ()
        places = [place for place in found if place.level in (Level.DISTRICT, Level.VILLAGE)]
        if chosen is not None and chosen.code not in {place.code for place in places}:
            places.insert(0, chosen)
        return places

    def _quoted(self, state: FormState) -> Quote:
        offer, has_phone = chosen_offer(self._offers(state), state), self._checks.has_phone(state)
        return self.desk.quote(
            subdomain=self.subdomain,
            form=self.slug,
            cart=cart_of(
                self.loaded, state, has_phone=has_phone, courier=None if offer is None else offer.rate.courier_code
            ),
            codes=[state.get("voucher")],
            shipping=None if offer is None else offer.rate.price,
        )

    def _offers(self, state: FormState) -> list[Offer]:
        """What couriers ask for, the cheapest first; nothing where the seller has a price of their own."""
        cart = to_send(self.loaded, state)
        if cart is None:
            return []
        found = self.desk.rate(subdomain=self.subdomain, form=self.slug, cart=cart)
        return sorted(found.offers, key=lambda offer: offer.rate.price)


def _step(text: str) -> Step:
    return Step(text) if text in set(Step) else Step.GOODS
