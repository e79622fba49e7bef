"""Follow-ups, their templates, and the buyers who want none, in memory."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.ordering import MemoryOrders
from bosonline.application.ordering.follow_up_ports import FollowUpFile, OwnTemplates
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import Invoice, Order, PaymentMethod
from bosonline.domain.ordering.follow_up import FollowUp
from bosonline.domain.ordering.follow_up_rules import Circumstances, FollowUpNotFound
from bosonline.domain.ordering.message import Sender, kind_of
from bosonline.domain.ordering.template import Template
from bosonline.domain.payments import BankAccount
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Language, Store

FollowUpKey = tuple[StoreId, Invoice, int]


class MemoryFollowUps:
    """The attempts of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], store: StoreId) -> None:
        self._made: Shelf[FollowUpKey, FollowUp] = shelf("follow_ups")
        self._opt_outs: Shelf[tuple[StoreId, Phone], Author] = shelf("opt_outs")
        self._templates: Shelf[StoreId, OwnTemplates] = shelf("follow_up_templates")
        self._stores: Shelf[StoreId, Store] = shelf("stores")
        self._accounts: Shelf[Any, BankAccount] = shelf("bank_accounts")
        self._store = store

    def circumstances(self, order: Order, attempt: int, /) -> Circumstances:
        store = self._stores.get(self._store)
        if store is None:
            raise NotFound
        known = self._made.get((self._store, order.invoice, min(attempt, order.follow_ups)))
        if known is None and order.follow_ups:
            raise ChangedMeanwhile
        is_made = known is not None and known.attempt == attempt
        return Circumstances(
            sender=Sender(
                store_name=store.name,
                settings=store.settings,
                bank_accounts=self._accounts_to_tell(order),
                template=self._own_text(order, attempt),
            ),
            opted_out=self._opt_outs.get((self._store, order.customer.phone)) is not None,
            made=known if is_made else None,
            last=None if is_made else known,
        )

    def get(self, invoice: Invoice, attempt: int, /) -> FollowUp:
        made = self._made.get((self._store, invoice, attempt))
        if made is None:
            raise FollowUpNotFound
        return made

    def made(self, invoice: Invoice, /) -> list[FollowUp]:
        """All attempts on an order, the first one first."""
        of_order = [made for key, made in self._made.items() if key[:2] == (self._store, invoice)]
        return sorted(of_order, key=lambda made: made.attempt)

    def add(self, made: FollowUp, /) -> None:
        self.save(made)

    def save(self, made: FollowUp, /) -> None:
        self._made.put((self._store, made.invoice, made.attempt), made)

    def remove(self, unsent: FollowUp, /) -> None:
        self._made.remove((self._store, unsent.invoice, unsent.attempt))

    def _own_text(self, order: Order, attempt: int) -> Template | None:
        own = (self._templates.get(self._store) or {}).get(kind_of(order), ())
        return own[min(attempt, len(own)) - 1] if own else None

    def _accounts_to_tell(self, order: Order) -> tuple[BankAccount, ...]:
        if order.payment_method is not PaymentMethod.BANK_TRANSFER:
            return ()
        of_store = sorted(
            (account for account in self._accounts.values() if account.store == self._store),
            key=lambda account: account.id,
        )
        if order.bank_account is None:
            return tuple(account for account in of_store if account.is_active)
        return tuple(account for account in of_store if account.id == order.bank_account)


class MemoryOptOuts:
    """The buyers who asked one store not to write to them, in one transaction."""

    def __init__(self, opt_outs: Shelf[tuple[StoreId, Phone], Author], store: StoreId) -> None:
        self._opt_outs, self._store = opt_outs, store

    def add(self, phone: Phone, /, *, at: datetime, by: Author) -> bool:  # noqa: ARG002  # as the port has it
        key = (self._store, phone)
        if self._opt_outs.get(key) is not None:
            return False
        self._opt_outs.put(key, by)
        return True

    def remove(self, phone: Phone, /) -> bool:
        key = (self._store, phone)
        was = self._opt_outs.get(key) is not None
        self._opt_outs.remove(key)
        return was


class MemoryFollowUpTemplates:
    """The texts that one store has written itself, in one transaction."""

    def __init__(self, templates: Shelf[StoreId, OwnTemplates], store: StoreId) -> None:
        self._templates, self._store = templates, store

    def replace(self, own: OwnTemplates, /) -> None:
        self._templates.put(self._store, {kind: tuple(templates) for kind, templates in own.items()})


class MemoryFollowUpDesk:
    """Follow-ups as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def file(self, store: StoreId, invoice: Invoice, /) -> FollowUpFile:
        read = self._database.read
        with self._database.turn:
            orders = MemoryOrders(read("orders"), read("order_history"), read("invoice_numbers"), store)
            order = orders.get(invoice)
            follow_ups = MemoryFollowUps(read, store)
            given = follow_ups.circumstances(order, order.follow_ups + 1)
            return FollowUpFile(order=order, made=follow_ups.made(invoice), given=given)

    def templates(self, store: StoreId, /) -> tuple[Language, OwnTemplates]:
        kept: Store | None = self._database.read("stores").get(store)
        if kept is None:
            raise NotFound
        own: OwnTemplates = self._database.read("follow_up_templates").get(store) or {}
        return kept.settings.language, own
