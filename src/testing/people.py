"""What people may ask to be told, and to be forgotten, on a backend."""

from datetime import timedelta

from bosonline.adapters.outbound.memory.traces import MemoryBuyerDesk, MemoryDueDeletions
from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.sql.traces import SqlBuyerDesk, SqlDueDeletions
from bosonline.application.identity.confirm_password import ConfirmPassword
from bosonline.application.identity.data_deletion import (
    AskDataDeletion,
    CarryOutDataDeletions,
    DataDeletions,
    ShowDataDeletion,
    WithdrawDataDeletion,
)
from bosonline.application.identity.erasing import DueDeletions
from bosonline.application.ordering.personal_data import BuyerDesk, EraseBuyer, ExportBuyer, PersonalData
from bosonline.domain.identity.data_deletion import GRACE
from bosonline.testing.backends import Backend
from bosonline.testing.identity import cheap_hasher
from bosonline.testing.selling import PHONE_HASH, order_desk_of


def due_deletions_of(backend: Backend) -> DueDeletions:
    """The wishes that wait, on this backend."""
    return MemoryDueDeletions(backend.database) if backend.name == "memory" else SqlDueDeletions(backend.database)


def buyer_desk_of(backend: Backend) -> BuyerDesk:
    """Buyers as they are read, on this backend."""
    return MemoryBuyerDesk(backend.database) if backend.name == "memory" else SqlBuyerDesk(backend.database)


def data_deletions_on(backend: Backend, *, grace: timedelta = GRACE) -> DataDeletions:
    """The wishes of users to be forgotten, wired to a backend; passwords cost next to nothing."""
    work, clock, due = backend.work, backend.clock, due_deletions_of(backend)
    confirm = ConfirmPassword(work=work, hasher=cheap_hasher(), clock=clock)
    return DataDeletions(
        ask=AskDataDeletion(work=work, confirm=confirm, grace=grace, clock=clock),
        show=ShowDataDeletion(deletions=due),
        withdraw=WithdrawDataDeletion(work=work, clock=clock),
        carry_out=CarryOutDataDeletions(work=work, deletions=due, clock=clock),
    )


def personal_data_on(backend: Backend) -> PersonalData:
    """What stores do for their buyers, wired to a backend."""
    phones = PhonenumbersReader()
    return PersonalData(
        erase=EraseBuyer(work=backend.work, phones=phones, phone_hash=PHONE_HASH, clock=backend.clock),
        export=ExportBuyer(
            buyers=buyer_desk_of(backend),
            orders=order_desk_of(backend),
            phones=phones,
            witness=lambda _: None,
            clock=backend.clock,
        ),
    )
