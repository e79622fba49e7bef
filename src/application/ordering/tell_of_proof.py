"""Who looks after an order learns by mail that its buyer gave a proof of payment."""

from collections.abc import Callable
from dataclasses import dataclass

from bosonline.application.identity.ports import Mail, Mailer
from bosonline.application.ordering.news_mails import NewsMails
from bosonline.application.ordering.tell_of_order import Letter, NewsWork, OpenNewsWork, attendant_of, tell_once
from bosonline.application.ports import Clock
from bosonline.domain.identity import StoreId, User
from bosonline.domain.ordering import Order, ProofGiven
from bosonline.domain.stores import Store, StoreStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOfProof:
    """Mail the assigned member of customer service, or the owner where nobody is assigned who could look.

    Each proof is told once, however often this is called, within what `TellOfOrder` allows an hour. A mail that cannot
    be handed over is tried again with the next call: `Unavailable`.
    """

    work: OpenNewsWork
    mails: NewsMails
    mailer: Mailer
    clock: Clock

    def __call__(self, *, store: StoreId, given: ProofGiven) -> int:
        """Returns how many mails went out."""
        with self.work(store) as work:
            letter = self._letter(work, given)
        if letter is None:
            return 0
        told = tell_once(self.work, self.mailer, self.clock, store=store, invoice=given.invoice, letter=letter)
        return int(told)

    def _letter(self, work: NewsWork, given: ProofGiven) -> Letter | None:
        order, shop = work.orders.get(given.invoice), work.stores.get()
        if order.customer.is_erased or shop.status is not StoreStatus.OPEN:
            return None
        attendant = None if order.is_quarantined else attendant_of(work, order, shop)
        user = work.users.get(shop.owner) if attendant is None else attendant.user
        kind = "staff" if user.email_verified_at and user.is_open else "nobody"
        return Letter(kind, f"proof:{given.number}:user:{user.id}", self._writer(order, shop, user))

    def _writer(self, order: Order, shop: Store, user: User) -> Callable[[bool], Mail]:
        return lambda is_last: self.mails.of_proof(order, shop, user, is_last=is_last)
