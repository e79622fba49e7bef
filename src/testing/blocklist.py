"""The blocklist of a store, wired to a backend."""

from bosonline.adapters.outbound.memory.blocklist import MemoryBlocklistDesk
from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.sql.blocklist import SqlBlocklistDesk
from bosonline.application.ordering.blocklist import (
    BlockBuyer,
    Blocking,
    BlocklistDesk,
    CheckNumber,
    ListBlocked,
    UnblockBuyer,
)
from bosonline.testing.backends import Backend
from bosonline.testing.selling import PHONE_HASH
from bosonline.testing.shops import REGIONS


def blocklist_desk_of(backend: Backend) -> BlocklistDesk:
    """Blocklists as they are read, on this backend."""
    return MemoryBlocklistDesk(backend.database) if backend.name == "memory" else SqlBlocklistDesk(backend.database)


def blocking_on(backend: Backend) -> Blocking:
    """The use cases of the blocklist, on this backend."""
    work, clock, phones, desk = backend.work, backend.clock, PhonenumbersReader(), blocklist_desk_of(backend)
    return Blocking(
        block=BlockBuyer(work=work, phones=phones, phone_hash=PHONE_HASH, regions=REGIONS, clock=clock),
        unblock=UnblockBuyer(work=work, clock=clock),
        list=ListBlocked(desk=desk),
        check=CheckNumber(desk=desk, phones=phones, phone_hash=PHONE_HASH),
    )
