"""The model of ordering, with follow-ups and with what is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bosonline.testing.ordering_model import HOLDING, SHIFT, Attempt, Model, ModelOrder, Refused

OPEN = ("pending", "processing")
OWED = ("unpaid", "partially_paid", "cod_due")
QUIET = timedelta(minutes=15)
LAST_ATTEMPT = 2**31 - 1
STORE_ZONE = timezone(timedelta(hours=7))


def quiet_until(at: datetime, district: str) -> datetime | None:
    """When the night ends that it is in a district, from 20 to 8 o'clock; None by day."""
    local = at.astimezone(timezone(timedelta(hours=SHIFT[district])))
    if 8 <= local.hour < 20:
        return None
    morning = local.replace(hour=8, minute=0, second=0, microsecond=0)
    return (morning + timedelta(days=local.hour >= 20)).astimezone(UTC)


@dataclass(slots=True)
class FollowingModel(Model):
    """One store whose buyers are followed up."""

    def follow_up(self, number: int, attempt: int, *, by: str, channel: str, fate: str, key: str | None) -> object:
        """Somebody makes an attempt, by a link or through a gateway that treats it so."""
        if not 1 <= attempt <= LAST_ATTEMPT:
            raise Refused("follow-up-attempt-invalid", most=LAST_ATTEMPT)
        return self.once(
            "follow-up", key, (number, attempt), lambda: self._followed(number, attempt, by, channel, fate)
        )

    def _followed(self, number: int, attempt: int, by: str, channel: str, fate: str) -> object:
        order = self.order(number)
        if attempt <= len(order.attempts):
            return self._told(order, attempt, by, repeated=True)
        self._check_open(order, attempt)
        if channel == "gateway":
            self._check_awake(order)
        order.change("follow-up", str(attempt - 1), str(attempt))
        if fate == "down" and channel == "gateway":
            order.change("follow-up", str(attempt), str(attempt - 1))
            raise Refused("messenger-down", is_kept=False, retry_after=5)
        state = "ready" if channel == "link" else fate
        order.attempts.append(Attempt(at=self.now, by=by, channel=channel, state=state))
        return self._told(order, attempt, by, repeated=False)

    def _check_open(self, order: ModelOrder, attempt: int) -> None:
        if attempt != len(order.attempts) + 1:
            raise Refused("follow-up-out-of-turn", expected=len(order.attempts) + 1, attempt=attempt)
        if order.status == "abandoned":
            until = order.at + QUIET
            if self.now < until:
                told = until.astimezone(STORE_ZONE).isoformat(timespec="seconds")
                raise Refused("follow-up-too-early", until=told)
        elif order.status not in OPEN or order.payment not in OWED:
            raise Refused("not-open-to-follow-up", status=order.status, payment_status=order.payment)
        if order.phone in self.opted_out:
            raise Refused("opted-out")

    def _check_awake(self, order: ModelOrder) -> None:
        until = quiet_until(self.now, order.district)
        if until is not None:
            wait = int((until - self.now).total_seconds()) + 1
            told = until.astimezone(STORE_ZONE).isoformat(timespec="seconds")
            raise Refused("quiet-hours", quiet_until=told, retry_after=wait)

    def _told(self, order: ModelOrder, attempt: int, by: str, *, repeated: bool) -> object:
        made = order.attempts[attempt - 1]
        by_link = made.channel == "link"
        quiet = quiet_until(self.now, order.district) if by_link else None
        return (order.number, attempt, *self.attempt(made)[:4], by_link and made.by == by, quiet, repeated)

    @staticmethod
    def attempt(made: Attempt) -> tuple[datetime, str, str, str, str | None]:
        """An attempt as it is told."""
        return made.at, made.by, made.channel, made.state, made.outcome

    def note_outcome(self, number: int, attempt: int, outcome: str) -> object:
        """Somebody notes what the buyer made of an attempt."""
        order = self.order(number)
        if not 1 <= attempt <= len(order.attempts):
            raise Refused("not-found")
        made = order.attempts[attempt - 1]
        if made.outcome != outcome:
            was = None if made.outcome is None else f"{attempt}: {made.outcome}"
            order.change("follow-up-outcome", was, f"{attempt}: {outcome}")
            made.outcome = outcome
        return self.attempt(made)

    def opt_out(self, number: int, wanted: bool) -> object:
        """The buyer of an order wants no follow-ups any more, or wants them again."""
        order = self.order(number)
        if wanted != (order.phone in self.opted_out):
            order.change("opt-out", *(("no", "yes") if wanted else ("yes", "no")))
            (self.opted_out.add if wanted else self.opted_out.discard)(order.phone)
        return order.phone

    # What is read

    def row(self, order: ModelOrder) -> dict[str, Any]:
        """An order as the list shows it."""
        return {
            "created_at": order.at,
            "status": order.status,
            "payment_status": order.payment,
            "payment_method": order.method,
            "customer_phone": order.phone,
            "total": order.totals["total"],
            "qty": sum(qty for _, qty, _ in order.lines),
            "form": order.form,
            "follow_up_attempts": len(order.attempts),
            "quarantined": bool(order.suspicions),
            "duplicate_of": order.alike,
        }

    def detail(self, number: int) -> dict[str, Any]:
        """Everything about an order."""
        order = self.order(number)
        return {
            **self.row(order),
            "version": order.version,
            "quarantine_reasons": order.suspicions,
            "cancel_reason": order.reason,
            "totals": order.totals,
            "items": order.lines,
            "discounts": order.discounts or [0 for _ in order.lines],
            "vouchers": [(use.code, use.kind, use.discount) for use in order.uses],
            "paid": order.paid,
            "payments": order.payments,
            "fees": order.fees,
            "history": order.history,
            "follow_ups": [self.attempt(made) for made in order.attempts],
        }

    def found(self, wanted: Mapping[str, object], *, newest_first: bool) -> list[int]:
        """The numbers of the orders whose rows have these members."""
        in_order = sorted(self.orders, key=lambda order: (order.at, order.number))
        rows = [(order, self.row(order)) for order in in_order if self._is_listed(order, wanted)]
        numbers = [order.number for order, row in rows if all(row[name] == value for name, value in wanted.items())]
        return numbers[::-1] if newest_first else numbers

    def _is_listed(self, order: ModelOrder, wanted: Mapping[str, object]) -> bool:
        """What buyers left is shown when it is asked for, and they have been quiet."""
        return order.status != "abandoned" or ("status" in wanted and order.at + QUIET <= self.now)

    def check(self) -> None:
        """What must hold whatever happened: stock is never short, and what is reserved is what open orders hold."""
        held: dict[str, int] = {}
        for order in self.orders:
            if order.status in HOLDING:
                for sku, qty in order.pieces.items():
                    held[sku] = held.get(sku, 0) + qty
        for code, coupon in self.vouchers.items():
            assert coupon.used == self.uses_by(code, None) <= coupon.stock
        for sku, goods in self.goods.items():
            assert goods.reserved == held.get(sku, 0)
            assert 0 <= goods.reserved <= goods.on_hand
