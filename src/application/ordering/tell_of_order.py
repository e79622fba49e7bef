"""The seller, the member who looks after it and the buyer learn of a new order by mail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from bosonline.application.identity.ports import Mail, Mailer, Staff, Users
from bosonline.application.ordering.news_mails import NewsMails
from bosonline.application.ordering.ports import Orders
from bosonline.application.ports import Clock, UnitOfWork
from bosonline.application.stores.ports import StoreRecords
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import Action, Module, StaffNotFound, StoreId, User, held
from bosonline.domain.ordering import Invoice, Order, OrderPlaced, Status
from bosonline.domain.stores import Store, StoreStatus

MOST_AN_HOUR = {"staff": 30, "buyer": 10}
"""How many mails of news one recipient gets of one store within an hour."""


class News(Protocol):
    """Who was told of which orders of the work's store. Recipients are named so that they name nobody."""

    def claim(self, invoice: Invoice, recipient: str, /, *, at: datetime) -> bool:
        """Note that the recipient is told of the order; False where that was noted before."""
        ...

    def release(self, invoice: Invoice, recipient: str, /) -> None:
        """The recipient was not told after all."""
        ...

    def count(self, recipient: str, /, *, since: datetime) -> int:
        """Of how many orders the recipient was told since then."""
        ...


class NewsWork(UnitOfWork, Protocol):
    """A transaction on the news of one store, and on what is told."""

    @property
    def news(self) -> News: ...

    @property
    def orders(self) -> Orders: ...

    @property
    def staff(self) -> Staff: ...

    @property
    def stores(self) -> StoreRecords: ...

    @property
    def users(self) -> Users: ...


class OpenNewsWork(Protocol):
    """Begin a transaction on one store."""

    def __call__(self, store: StoreId, /) -> NewsWork: ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be written when it is certain that it goes out; `write` is told whether it is the last for a while."""

    kind: str
    recipient: str
    write: Callable[[bool], Mail]


@dataclass(frozen=True, slots=True)
class Attendant:
    """Who looks after an order and may read it; not the owner, who is told by another way."""

    user: User
    sees_phone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOfOrder:
    """Mail the owner, the assigned member of customer service, and the buyer who gave an address.

    Each is told of an order once, however often this is called; one who was told of many within the hour is told so,
    and of no more for a while. A mail that cannot be handed over is tried again with the next call: `Unavailable`.
    A quarantined order is told to the owner alone; of one that ended meanwhile nobody is told.
    """

    work: OpenNewsWork
    mails: NewsMails
    mailer: Mailer
    clock: Clock

    def __call__(self, *, store: StoreId, placed: OrderPlaced) -> int:
        """Returns how many mails went out."""
        with self.work(store) as work:
            letters = list(self._letters(work, placed.invoice))
        sent, failed = 0, None
        for letter in letters:
            try:
                sent += tell_once(
                    self.work, self.mailer, self.clock, store=store, invoice=placed.invoice, letter=letter
                )
            except Unavailable as outage:
                failed = outage
        if failed is not None:
            raise failed
        return sent

    def _letters(self, work: NewsWork, invoice: Invoice) -> Iterator[Letter]:
        order, shop = work.orders.get(invoice), work.stores.get()
        if order.customer.is_erased or order.status in (Status.ABANDONED, Status.CANCELLED):
            return
        if shop.status is not StoreStatus.OPEN:
            return
        owner = work.users.get(shop.owner)
        yield self._to_staff(order, shop, owner, sees_phone=True)
        if order.is_quarantined:
            return
        attendant = attendant_of(work, order, shop)
        if attendant is not None:
            yield self._to_staff(order, shop, attendant.user, sees_phone=attendant.sees_phone)
        address = order.customer.email
        if address is not None:
            bucket = sha256(address.lower().encode()).hexdigest()[:8]
            yield Letter("buyer", f"buyer:{bucket}", lambda _: self.mails.for_buyer(order, shop, address))

    def _to_staff(self, order: Order, shop: Store, user: User, *, sees_phone: bool) -> Letter:
        def write(is_last: bool) -> Mail:
            return self.mails.for_staff(order, shop, user, sees_phone=sees_phone, is_last=is_last)

        return Letter("staff" if user.email_verified_at and user.is_open else "nobody", f"user:{user.id}", write)


def attendant_of(work: NewsWork, order: Order, shop: Store) -> Attendant | None:
    """The assigned member of customer service, unless that is the owner, or somebody who cannot look after it now."""
    if order.cs is None:
        return None
    try:
        member = work.staff.get(order.cs.staff)
    except StaffNotFound:
        return None
    rights = held(member.role, member.rights)
    if not member.is_active or member.user == shop.owner or (Module.ORDER, Action.READ) not in rights:
        return None
    return Attendant(work.users.get(member.user), sees_phone=(Module.ORDER, Action.UPDATE) in rights)


def tell_once(
    open_work: OpenNewsWork, mailer: Mailer, clock: Clock, *, store: StoreId, invoice: Invoice, letter: Letter
) -> bool:
    """Hand over a letter that was not handed over before, unless its recipient was told of many within the hour."""
    most, at = MOST_AN_HOUR.get(letter.kind, 0), clock()
    with open_work(store) as work:
        if most == 0 or not work.news.claim(invoice, letter.recipient, at=at):
            return False
        told = work.news.count(letter.recipient, since=at - timedelta(hours=1))
        work.commit()
    if told > most:
        return False
    try:
        mailer.send(letter.write(told == most))
    except Unavailable:
        with open_work(store) as work:
            work.news.release(invoice, letter.recipient)
            work.commit()
        raise
    return True
