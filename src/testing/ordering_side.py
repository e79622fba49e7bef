"""One backend under the machine of ordering: it calls the use cases, and tells what comes of them as the model does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from bosonline.application.catalog.ports import ProductFilter
from bosonline.application.identity.ports import Listing
from bosonline.application.ordering import (
    Checkout,
    Draft,
    DraftKept,
    Edited,
    FollowedUp,
    FollowingUp,
    OrderFilter,
    Receipt,
    Settlement,
    StatusOutcome,
)
from bosonline.application.ordering.read_follow_ups import AttemptMade
from bosonline.application.ports import Once, Replayed
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import Bump, FieldKind, FormContent, FormField, FormId, FormItem, FormStatus
from bosonline.domain.identity import Author
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    CartItem,
    Fee,
    FollowUpOutcome,
    Invoice,
    OrderStatusChanged,
    PaymentMethod,
    Secret,
    Status,
)
from bosonline.domain.phone import Phone
from bosonline.domain.promotions import VoucherKind
from bosonline.testing.following_up import ScriptedMessenger
from bosonline.testing.ordering_model import Ask, Goods, Offer
from bosonline.testing.selling import Stall
from bosonline.testing.shops import product_desk_of
from bosonline.testing.voucher_model import Coupon
from bosonline.testing.vouchers import add_voucher, fixed, percent, promotions_on, used

UNKNOWN = Invoice("INV99999999")
CUPS = FormField(name="cups", label="Cangkir", kind=FieldKind.NUMBER, is_required=True)
NO_ACCOUNT = 10**9
_LISTING = Listing(limit=50, sort_by="sku", category="sku")
_ALL_PRODUCTS = ProductFilter()


@dataclass(slots=True, kw_only=True)
class Side:
    """One backend with the store that this run has in it, and what its orders and forms are called there."""

    stall: Stall
    messenger: ScriptedMessenger
    gateway: FollowingUp
    invoices: list[Invoice] = field(default_factory=list)
    forms: dict[str, FormId] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    tokens: dict[int, Secret] = field(default_factory=dict)
    coupons: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The backend's."""
        return self.stall.backend.name

    def invoice(self, number: int) -> Invoice:
        """What the order of this number is called here."""
        return self.invoices[number] if number >= 0 else UNKNOWN

    def number(self, invoice: Invoice) -> int:
        """The number of the order that is called so here: the next one where it is new."""
        if invoice == UNKNOWN:
            return -1
        if invoice not in self.invoices:
            self.invoices.append(invoice)
        return self.invoices.index(invoice)

    def outcome(self, call: Callable[["Side"], object]) -> object:
        """What comes of a call."""
        try:
            return self._ended(call(self))
        except Replayed as replay:
            return ("replayed", self._ended(replay.result))
        except Refusal as refusal:
            return self._ended(refusal)

    # What is done

    def add_goods(self, sku: str, goods: Goods) -> None:
        """One more product."""
        self.stall.add_goods(
            Sku(sku), price=goods.price, on_hand=goods.on_hand, min_qty=goods.min_qty, is_active=goods.is_active
        )

    def publish(self, slug: str, offer: Offer) -> None:
        """One more form."""
        content = FormContent(
            items=tuple(
                FormItem(sku=Sku(sku), price=None if price is None else Money(price), max_qty=most)
                for sku, (price, most) in offer.items.items()
            ),
            bumps=tuple(Bump(sku=Sku(sku), price=Money(price)) for sku, price in offer.bumps),
            payment_methods=tuple(PaymentMethod(method) for method in offer.methods),
            flat_shipping=None if offer.shipping is None else Money(offer.shipping),
            fields=(CUPS,) if offer.asks else (),
            takes_vouchers=offer.takes_vouchers,
        )
        self.forms[slug] = self.stall.publish(content, slug=slug).form.id

    def add_voucher(self, code: str, coupon: Coupon) -> None:
        """One more voucher."""
        self.coupons.append(code)
        discount = fixed if coupon.percent is None else percent
        add_voucher(
            self.stall,
            code,
            kind=VoucherKind(coupon.kind),
            discount=discount(coupon.amount if coupon.percent is None else coupon.percent, coupon.ceiling),
            stock=coupon.stock,
            limit=coupon.limit,
            payment_methods=tuple(PaymentMethod(method) for method in coupon.methods),
            items=tuple(Sku(sku) for sku in coupon.items),
            min_purchase=Money(coupon.min_purchase),
            min_qty=coupon.min_qty,
        )

    def switch_voucher(self, code: str, is_on: bool) -> None:
        """Switch a voucher on or off."""
        promotions_on(self.stall.backend).switch(member=self.stall.member, code=code, is_on=is_on)

    def change_form(self, slug: str, status: str) -> None:
        """Publish, close or withdraw a form."""
        member = self.stall.member
        self.stall.shop.forms.change_status(
            store=member.store, by=member.author, form=self.forms[slug], status=FormStatus(status)
        )

    def check_out(self, slug: str, ask: Ask, key: str | None) -> Receipt:
        """A buyer orders."""
        once = self._once("checkout", key, (slug, ask), Receipt)
        return self.stall.check_out(self._checkout(ask), form=slug, once=once)

    def _draft(self, ask: Ask, *, is_bare: bool) -> Draft:
        if is_bare:
            return Draft(phone=ask.typed[0])
        whole = self._checkout(ask)
        return Draft(
            phone=whole.phone,
            name=whole.name,
            street=whole.street,
            district_code=whole.district_code,
            items=whole.items,
            bumps=whole.bumps,
            payment_method=whole.payment_method,
        )

    def _checkout(self, ask: Ask) -> Checkout:
        return Checkout(
            name="Budi",
            phone=ask.typed[0],
            street=ask.typed[1],
            district_code=ask.district,
            items=[CartItem(sku=Sku(sku), qty=qty) for sku, qty in ask.items],
            bumps=ask.bumps,
            payment_method=PaymentMethod(ask.method),
            bank_account=None if ask.knows_account else NO_ACCOUNT,
            answers={} if ask.answer is None else {"cups": ask.answer},
            vouchers=ask.codes,
            expected_total=ask.expected,
        )

    def leave(self, slug: str, ask: Ask, *, is_bare: bool) -> DraftKept:
        """A buyer has typed something on a form."""
        kept = self.stall.ordering.drafts.keep(
            subdomain=self.stall.subdomain, form=slug, draft=self._draft(ask, is_bare=is_bare)
        )
        self.tokens[self.number(kept.invoice)] = kept.token
        return kept

    def type_on(self, number: int, ask: Ask, *, is_bare: bool) -> DraftKept:
        """The buyer has typed something else."""
        return self.stall.ordering.drafts.change(token=self.tokens[number], draft=self._draft(ask, is_bare=is_bare))

    def finish(self, number: int, slug: str, ask: Ask) -> Receipt:
        """The buyer orders under the token."""
        checkout = replace(self._checkout(ask), abandoned=self.tokens[number])
        return self.stall.check_out(checkout, form=slug)

    def move(
        self, number: int, wanted: str, reason: str | None, seen: int | None = None, key: str | None = None
    ) -> OrderStatusChanged:
        """The seller takes an order one step on its way."""
        return self.stall.ordering.change_status(
            member=self.stall.member,
            invoice=self.invoice(number),
            status=Status(wanted),
            reason=reason,
            seen_version=seen,
            once=self._once("move", key, (number, wanted, reason), OrderStatusChanged),
        )

    def move_all(self, numbers: Sequence[int], wanted: str) -> list[StatusOutcome]:
        """The seller takes several orders one step on their way."""
        return self.stall.ordering.change_statuses(
            member=self.stall.member, invoices=[self.invoice(number) for number in numbers], status=Status(wanted)
        )

    def receive(self, number: int, amount: int, key: str | None) -> Settlement:
        """A payment is confirmed."""
        return self.stall.ordering.settling.confirm(
            member=self.stall.member,
            invoice=self.invoice(number),
            amount=Money(amount),
            once=self._once("confirm", key, (number, amount), Settlement),
        )

    def expire(self, number: int) -> bool:
        """The deadline of an order is looked at."""
        return self.stall.ordering.expire(store=self.stall.member.store, invoice=self.invoice(number))

    def edit_fees(self, number: int, fees: Sequence[tuple[str, int]]) -> Edited:
        """Fees are replaced."""
        return self.stall.ordering.editing.fees(
            member=self.stall.member,
            invoice=self.invoice(number),
            fees=[Fee(name, Money(amount)) for name, amount in fees],
        )

    def switch_payment(self, number: int, method: str) -> Edited:
        """Another way to pay."""
        return self.stall.ordering.editing.payment(
            member=self.stall.member, invoice=self.invoice(number), method=PaymentMethod(method)
        )

    def remit(self, number: int, amount: int) -> Settlement:
        """The courier hands money on."""
        return self.stall.ordering.settling.remit(
            member=self.stall.member, invoice=self.invoice(number), amount=Money(amount)
        )

    def refund(self, number: int, amount: int) -> Settlement:
        """Money is given back."""
        return self.stall.ordering.settling.refund(
            member=self.stall.member, invoice=self.invoice(number), amount=Money(amount), reason="salah"
        )

    def settle_late(self, number: int, is_restored: bool) -> Settlement:
        """The seller decides on money that came too late."""
        return self.stall.ordering.settling.settle_late(
            member=self.stall.member, invoice=self.invoice(number), is_restored=is_restored
        )

    def follow_up(self, number: int, attempt: int, by: Author, channel: str, key: str | None) -> FollowedUp:
        """Somebody makes an attempt."""
        made = (self.stall.ordering.following_up if channel == "link" else self.gateway).follow_up(
            store=self.stall.member.store,
            by=by,
            invoice=self.invoice(number),
            attempt=attempt,
            once=self._once("follow-up", key, (number, attempt), FollowedUp),
        )
        self.texts.append(made.text.replace(made.invoice, f"#{number}"))
        return made

    def note_outcome(self, number: int, attempt: int, by: Author, outcome: str) -> AttemptMade:
        """Somebody notes what the buyer made of an attempt."""
        return self.stall.ordering.following_up.record_outcome(
            store=self.stall.member.store,
            by=by,
            invoice=self.invoice(number),
            attempt=attempt,
            outcome=FollowUpOutcome(outcome),
        )

    def opt_out(self, number: int, by: Author, wanted: bool) -> Phone:
        """The buyer of an order wants no follow-ups any more, or wants them again."""
        return self.stall.ordering.following_up.opt_out(
            store=self.stall.member.store, by=by, invoice=self.invoice(number), opted_out=wanted
        )

    # What is read

    def stock(self) -> dict[str, tuple[int, int]]:
        """On hand and reserved of every product."""
        page = product_desk_of(self.stall.backend).page(self.stall.member.store, _LISTING, _ALL_PRODUCTS, after=None)
        return {row["sku"]: (row["on_hand"], row["reserved"]) for row in page.rows}

    def used(self) -> dict[str, int]:
        """How many uses of every voucher were not given back."""
        return {code: used(self.stall, code) for code in self.coupons}

    def page(self, shown: OrderFilter, *, newest_first: bool, start: int, limit: int) -> tuple[list[Any], int | None]:
        """A page of orders, as numbers with their rows, and how many there are."""
        page = self.stall.ordering.list_orders(
            member=self.stall.member, shown=shown, newest_first=newest_first, start=start, limit=limit
        )
        return [(self.number(row["invoice"]), self._row(row)) for row in page.rows], page.total

    def pages(self, shown: OrderFilter, *, newest_first: bool, limit: int) -> list[int]:
        """The numbers of all orders, read page after page."""
        numbers, after = [], None
        while True:
            page = self.stall.ordering.list_orders(
                member=self.stall.member, shown=shown, newest_first=newest_first, limit=limit, after=after
            )
            numbers += [self.number(row["invoice"]) for row in page.rows]
            after = page.next_after
            if after is None:
                return numbers

    def detail(self, number: int) -> dict[str, Any]:
        """Everything about an order."""
        order = dict(self.stall.ordering.read_order(member=self.stall.member, invoice=self.invoice(number)))
        totals = order["totals"]
        assert (
            totals["total"]
            == order["total"]
            == sum(line["subtotal"] for line in order["items"])
            + sum(totals[part] for part in ("shipping", "cod_fee", "other_fees"))
            - sum(totals[part] for part in ("product_discount", "shipping_discount"))
        )
        return {
            **self._row(order),
            "items": [(line["sku"], line["qty"], line["price"]) for line in order["items"]],
            "discounts": [line["discount"] for line in order["items"]],
            "vouchers": [(one["code"], one["type"], one["discount"]) for one in order["vouchers"]],
            "history": [_entry(entry) for entry in order["history"]],
            "fees": [(fee["name"], fee["amount"]) for fee in order["fees"]],
            "payments": [(one["kind"], one["amount"]) for one in order["payments"]],
            "follow_ups": [
                (one["at"], one["by"]["name"], one["channel"], one["state"], one["outcome"])
                for one in order["follow_ups"]
            ],
        }

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        alike = row["duplicate_of"]
        return {**row, "duplicate_of": alike and self.number(alike)}

    def _once(self, operation: str, key: str | None, asked: object, returns: type) -> Once | None:
        if key is None:
            return None
        scope = f"{self.stall.subdomain} {operation}"
        return Once(scope=scope, key=key, fingerprint=sha256(repr(asked).encode()).hexdigest(), returns=returns)

    def _ended(self, result: object) -> object:
        if isinstance(result, Refusal):
            return ("refused", result.code, result.facts)
        return ("done", self._told(result))

    def _stands(self, result: Settlement | Edited) -> object:
        if isinstance(result, Settlement):
            money = (result.total.idr, result.paid.idr, result.version)
            return (self.number(result.invoice), result.status, result.payment_status, *money)
        order = result.order
        stands = (self.number(order.invoice), order.status, order.payment_status, order.payment_method)
        return (*stands, order.totals.as_facts(), order.due_at, order.version)

    def _told(self, result: object) -> object:
        told: object = result
        match result:
            case Receipt(totals=totals, due_at=due, bank_accounts=accounts, repeated=repeated) as made:
                order = (self.number(made.invoice), made.status, made.payment_status, made.payment_method)
                told = (*order, totals.as_facts(), due, len(accounts), repeated)
            case OrderStatusChanged(invoice=invoice, was=was, became=became, at=at):
                told = (self.number(invoice), was, became, at)
            case DraftKept(invoice=invoice):
                told = self.number(invoice)
            case Settlement() | Edited():
                told = self._stands(result)
            case FollowedUp(invoice=invoice, attempt=attempt, at=at, by=by, channel=channel, state=state) as made:
                attempted = (self.number(invoice), attempt, at, by.name, channel, state)
                told = (*attempted, made.whatsapp_url is not None, made.quiet_until, made.repeated)
            case AttemptMade(at=at, by=by, channel=channel, state=state, outcome=outcome):
                told = (at, by.name, channel, state, outcome)
            case StatusOutcome(invoice=invoice, outcome=fared):
                told = (self.number(invoice), self._ended(fared))
            case [*outcomes]:
                told = [self._told(one) for one in outcomes]
            case Phone(e164=number):
                told = number
        return told


def _entry(entry: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """An entry of the history; accounts are numbered otherwise on every backend."""
    was, became = entry["from"], entry["to"]
    if entry["what"] == "bank_account":
        was, became = was and "account", became and "account"
    return entry["what"], was, became
