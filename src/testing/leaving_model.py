"""The model of ordering, with what buyers leave on forms."""

from dataclasses import dataclass

from bosonline.testing.ordering_model import Ask, ModelOrder, Refused
from bosonline.testing.paying_model import PayingModel


@dataclass(slots=True)
class LeavingModel(PayingModel):
    """One store whose buyers leave its forms, and come back or do not."""

    def leave(self, slug: str, ask: Ask, *, is_bare: bool) -> object:
        """A buyer has typed this on a form, or the phone alone."""
        self.orders.append(self._typed(len(self.orders), slug, ask, is_bare=is_bare))
        return len(self.orders) - 1

    def type_on(self, number: int, slug: str, ask: Ask, *, is_bare: bool) -> object:
        """The buyer has typed this by now."""
        was = self.orders[number]
        if was.status != "abandoned":
            raise Refused("not-abandoned-any-more")
        order = self._typed(number, slug, ask, is_bare=is_bare)
        order.version, order.attempts, order.history = was.version + 1, was.attempts, was.history
        self.orders[number] = order
        return number

    def finish(self, number: int, slug: str, ask: Ask) -> object:
        """The buyer orders under the token of what they had typed."""
        left = self.orders[number]
        if left.status == "abandoned":
            return self._placed(slug, ask, left)
        content = self._content(slug, ask)
        if left.content == content and left.phone == ask.phone and left.status != "cancelled":
            return self._receipt(left, repeated=True)
        return self._placed(slug, ask)

    def _typed(self, number: int, slug: str, ask: Ask, *, is_bare: bool) -> ModelOrder:
        offer, _ = self.forms[slug]
        assert ask.phone is not None
        method = offer.methods[0] if is_bare else ask.method
        nothing = dict.fromkeys(self.totals(offer, ask), 0)
        return ModelOrder(
            number=number,
            at=self.now,
            form=f"Form {slug}",
            phone=ask.phone,
            district="" if is_bare else ask.district,
            content=None,
            method=method,
            lines=[] if is_bare else self.cart(offer, ask),
            totals=nothing if is_bare else self.totals(offer, ask),
            status="abandoned",
            due=None,
            payment="cod_due" if method == "cod" else "unpaid",
            address=None if is_bare else (ask.street, ask.district),
            history=[("abandoned", None, "abandoned")],
        )
