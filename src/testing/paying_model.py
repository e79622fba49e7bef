"""The model of ordering, with the money of orders."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.testing.following_model import FollowingModel
from bosonline.testing.ordering_model import DEADLINE, ModelOrder, Refused, discounted, standing


@dataclass(slots=True)
class PayingModel(FollowingModel):
    """One store whose buyers pay."""

    def receive(self, number: int, amount: int, key: str | None) -> object:
        """A payment is confirmed."""
        return self.once("confirm", key, (number, amount), lambda: self._received(number, amount))

    def _received(self, number: int, amount: int) -> object:
        order = self.order(number)
        if order.method == "cod":
            raise Refused("cod-paid-to-courier")
        if order.status == "abandoned":
            raise Refused("order-unfinished")
        late = order.status == "cancelled"
        became = "paid_after_expiry" if late else standing(order.paid + amount, order.totals["total"])
        order.note("received", amount, became)
        if order.status == "pending" and became != "partially_paid":
            order.history.append(("status", "pending", "processing"))
            order.status = "processing"
        return self._settled(order)

    def expire(self, number: int) -> object:
        """The deadline of an order is looked at."""
        order = self.order(number)
        waits = (order.status, order.payment) == ("pending", "unpaid")
        if not waits or order.due is None or order.due > self.now:
            return False
        self._moved(number, "cancelled", "expired", None)
        return True

    def remit(self, number: int, amount: int) -> object:
        """The courier hands money on."""
        order = self.order(number)
        if order.method != "cod":
            raise Refused("not-cod")
        if order.payment == "cod_due":
            raise Refused("not-yet-delivered", status=order.status)
        if order.payment == "refunded":
            allowed = ["partially_paid", "paid", "overpaid", "paid_after_expiry", "unpaid", "cod_due"]
            raise Refused("payment-not-allowed", payment_status="refunded", wanted="cod_remitted", allowed=allowed)
        order.note("remitted", amount, "cod_remitted")
        return self._settled(order)

    def refund(self, number: int, amount: int) -> object:
        """Money is given back."""
        order = self.order(number)
        if amount > order.paid:
            raise Refused("refund-too-large", paid=f"Rp{order.paid:,}".replace(",", "."))
        return self._given_back(order, amount)

    def settle_late(self, number: int, is_restored: bool) -> object:
        """The seller decides on money that came too late."""
        order = self.order(number)
        if order.payment != "paid_after_expiry":
            raise Refused("no-late-payment", payment_status=order.payment)
        if not is_restored:
            return self._given_back(order, order.paid)
        self._moved(number, "processing", None, None)
        return self._settled(order)

    def edit_fees(self, number: int, fees: list[tuple[str, int]]) -> object:
        """Fees are replaced."""
        order = self._editable(number)
        before = len(order.history)
        if order.fees != fees:
            order.history.append(("fees", _listed(order.fees), _listed(fees)))
        order.fees = list(fees)
        self._repriced(order, {**order.totals, "other_fees": sum(amount for _, amount in fees)})
        order.version += len(order.history) > before
        return self._edited(order)

    def switch_payment(self, number: int, method: str) -> object:
        """Another way to pay, or the same one anew."""
        order = self._editable(number)
        before = len(order.history)
        if method != order.method:
            if order.paid:
                raise Refused("payment-begun", paid=f"Rp{order.paid:,}".replace(",", "."))
            order.history.append(("payment_method", order.method, method))
            order.settle("cod_due" if method == "cod" else standing(0, order.totals["total"]))
            account = (None, "account") if method == "bank_transfer" else ("account", None)
            order.history.append(("bank_account", *account))
            order.method = method
        due = self.now + DEADLINE if method == "bank_transfer" else None
        if due != order.due:
            order.history.append(("due_at", _at(order.due), _at(due)))
            order.due = due
        self._repriced(order, discounted(order.totals, order.uses, method))
        order.version += len(order.history) > before
        return self._edited(order)

    def _editable(self, number: int) -> ModelOrder:
        order = self.order(number)
        if order.status not in ("pending", "processing", "ready"):
            raise Refused("order-not-editable", status=order.status)
        return order

    def _repriced(self, order: ModelOrder, totals: dict[str, int]) -> None:
        parts = ("goods", "shipping", "cod_fee", "other_fees")
        taken = totals["product_discount"] + totals["shipping_discount"]
        totals = {**totals, "total": sum(totals[part] for part in parts) - taken}
        for name in ("cod_fee", "other_fees", "total"):
            if totals[name] != order.totals[name]:
                order.history.append((name, str(order.totals[name]), str(totals[name])))
        order.totals = totals
        if order.payment in ("unpaid", "partially_paid", "paid", "overpaid"):
            order.settle(standing(order.paid, totals["total"]))
            if order.paid and order.payment in ("paid", "overpaid") and order.status == "pending":
                order.history.append(("status", "pending", "processing"))
                order.status = "processing"

    def _edited(self, order: ModelOrder) -> object:
        return (order.number, order.status, order.payment, order.method, order.totals, order.due, order.version)

    def _given_back(self, order: ModelOrder, amount: int) -> object:
        left = order.paid - amount
        became = order.payment
        if left == 0:
            became = "refunded"
        elif became == "overpaid" and left <= order.totals["total"]:
            became = "paid"
        order.note("refunded", amount, became)
        return self._settled(order)

    def _settled(self, order: ModelOrder) -> object:
        return (order.number, order.status, order.payment, order.totals["total"], order.paid, order.version)

    def check(self) -> None:
        """Besides: no money is lost, none is given back that never came."""
        # The class is made anew for its slots, so that `super()` alone would name the one before.
        FollowingModel.check(self)
        for order in self.orders:
            moved = [-amount if kind == "refunded" else amount for kind, amount in order.payments]
            assert order.paid == sum(moved) >= 0
            assert (order.payment == "refunded") <= (order.paid == 0)


def _listed(fees: list[tuple[str, int]]) -> str | None:
    return "; ".join(f"{name}: {amount}" for name, amount in fees) or None


def _at(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
