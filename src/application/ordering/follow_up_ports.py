"""What following up needs of the world, besides orders and messengers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.application.ordering.ports import Orders
from bosonline.application.ports import Once, UnitOfWork
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import Invoice, Order
from bosonline.domain.ordering.default_templates import TemplateKind
from bosonline.domain.ordering.follow_up import FollowUp
from bosonline.domain.ordering.follow_up_rules import Circumstances
from bosonline.domain.ordering.template import Template
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Language

OwnTemplates = Mapping[TemplateKind, Sequence[Template]]
"""A store's own texts of attempts 1, 2, 3, ...; kinds that it has none for are left out."""


class FollowUps(Protocol):
    """The attempts of the work's store."""

    def circumstances(self, order: Order, attempt: int, /) -> Circumstances:
        """What decides about an attempt besides the order.

        `ChangedMeanwhile` where the last attempt was withdrawn since the order was loaded.
        """
        ...

    def get(self, invoice: Invoice, attempt: int, /) -> FollowUp:
        """An attempt that was made, or `FollowUpNotFound`."""
        ...

    def add(self, made: FollowUp, /) -> None:
        """Keep a new attempt."""
        ...

    def save(self, made: FollowUp, /) -> None:
        """Keep what became of an attempt."""
        ...

    def remove(self, unsent: FollowUp, /) -> None:
        """Forget an attempt that was withdrawn."""
        ...


class OptOuts(Protocol):
    """The buyers who asked the work's store not to write to them."""

    def add(self, phone: Phone, /, *, at: datetime, by: Author) -> bool:
        """Note the wish; False where it was known."""
        ...

    def remove(self, phone: Phone, /) -> bool:
        """Forget the wish; False where there was none."""
        ...


class FollowUpTemplates(Protocol):
    """The texts that the work's store has written itself."""

    def replace(self, own: OwnTemplates, /) -> None:
        """Keep these and no others."""
        ...


class FollowUpWork(UnitOfWork, Protocol):
    """A transaction on the follow-ups of one store."""

    @property
    def orders(self) -> Orders: ...

    @property
    def follow_ups(self) -> FollowUps: ...

    @property
    def opt_outs(self) -> OptOuts: ...

    @property
    def follow_up_templates(self) -> FollowUpTemplates: ...


class OpenFollowUpWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> FollowUpWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFile:
    """An order, the attempts made on it, and what decides about the next one."""

    order: Order
    made: Sequence[FollowUp]
    given: Circumstances


class FollowUpDesk(Protocol):
    """Follow-ups as they are read."""

    def file(self, store: StoreId, invoice: Invoice, /) -> FollowUpFile:
        """What there is on one order, or `OrderNotFound`."""
        ...

    def templates(self, store: StoreId, /) -> tuple[Language, OwnTemplates]:
        """The language of the store's messages, and the texts that it has written itself."""
        ...
