"""What stores know of their buyers when an order comes in, in memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.application.ordering.reception import Arrival, Known
from bosonline.domain.identity import StaffId, StaffMember, StoreId, User, UserId, serves_customers
from bosonline.domain.ordering import Invoice, Order, Status, goods_key
from bosonline.domain.ordering.blocklist import Blocked, BlockedId
from bosonline.domain.ordering.reception import Attendance, Colleague
from bosonline.domain.ordering.suspicion import Record
from bosonline.domain.phone import Phone


class MemoryReception:
    """What one store knows of its buyers, in one transaction."""

    def __init__(
        self,
        orders: Shelf[tuple[StoreId, Invoice], Order],
        staff: Shelf[StaffId, StaffMember],
        users: Shelf[UserId, User],
        blocklist: Shelf[tuple[StoreId, BlockedId], Blocked],
        store: StoreId,
    ) -> None:
        self._orders, self._staff, self._users, self._store = orders, staff, users, store
        self._blocklist = blocklist

    def look(self, arrival: Arrival, /) -> Known:
        theirs = self._theirs(arrival.phone)
        twins = (
            order.invoice
            for order in theirs
            if order.content == arrival.content
            and order.created_at > arrival.same_since
            and order.status is not Status.CANCELLED
        )
        alike = (
            order.invoice
            for order in theirs
            if goods_key(order.pieces) == arrival.goods_key
            and order.created_at > arrival.alike_since
            and order.status not in (Status.ABANDONED, Status.CANCELLED)
        )
        return Known(
            twin=next(twins, None),
            alike=next(alike, None),
            attendance=self.attendance(arrival.phone),
            record=self._record(arrival, theirs),
        )

    def attendance(self, phone: Phone, /) -> Attendance:
        attended = (order.cs.staff for order in self._theirs(phone) if order.cs is not None)
        return Attendance(roster=tuple(self._roster()), latest=next(attended, None))

    def _record(self, arrival: Arrival, theirs: Sequence[Order]) -> Record:
        there = (
            order
            for (store, _), order in self._orders.items()
            if store == self._store and order.address.key is not None and order.address.key == arrival.place_key
        )
        blocked = {entry.key for (store, _), entry in self._blocklist.items() if store == self._store}
        return Record(
            from_phone=min(_placed_since(arrival.today, theirs), arrival.limits.orders_per_phone),
            to_address=min(_placed_since(arrival.today, there), arrival.limits.orders_per_address),
            is_phone_blocked=arrival.phone_key in blocked,
            is_address_blocked=arrival.place_key in blocked,
        )

    def _theirs(self, phone: Phone) -> Sequence[Order]:
        """From the newest to the oldest."""
        of_store = (order for (store, _), order in self._orders.items() if store == self._store)
        theirs = [order for order in of_store if order.customer.phone == phone]
        return sorted(theirs, key=lambda order: (order.created_at, order.invoice), reverse=True)

    def _roster(self) -> list[Colleague]:
        found = []
        for member in sorted(self._staff.values(), key=lambda one: one.id):
            user = self._users.get(member.user)
            works = member.store == self._store and member.is_active and member.removed_at is None
            if works and user is not None and user.is_open:
                found.append(Colleague(member.id, user.name, serves_customers(member.role, member.rights)))
        return found


def _placed_since(day: datetime, orders: Iterable[Order]) -> int:
    return sum(order.created_at >= day and order.status is not Status.ABANDONED for order in orders)
