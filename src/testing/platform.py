"""What the platform does for its stores on a backend, categories among it, wired as the product wires it."""

from bosonline.adapters.outbound.memory.categories import MemoryCategoryDesk
from bosonline.adapters.outbound.memory.notices import MemoryNoticeDesk
from bosonline.adapters.outbound.memory.store_register import MemoryStoreRegister
from bosonline.adapters.outbound.sql.categories import SqlCategoryDesk
from bosonline.adapters.outbound.sql.notices import SqlNoticeDesk
from bosonline.adapters.outbound.sql.store_register import SqlStoreRegister
from bosonline.application.catalog import AddCategory, Categories, ChangeCategory, ListCategories, RemoveCategory
from bosonline.application.catalog.ports import CategoryDesk
from bosonline.application.stores import (
    AddNotice,
    ChangeNotice,
    ListNotices,
    ListStores,
    MarkNoticeRead,
    Noticeboard,
    Oversight,
    RemoveNotice,
    RestoreStore,
    SuspendStore,
)
from bosonline.application.stores.platform_ports import NoticeDesk, StoreRegister
from bosonline.testing.backends import Backend


def noticeboard_on(backend: Backend) -> Noticeboard:
    """The facade of announcements and tips."""
    work, clock = backend.work, backend.clock
    return Noticeboard(
        add=AddNotice(work=work, clock=clock),
        change=ChangeNotice(work=work, clock=clock),
        remove=RemoveNotice(work=work, clock=clock),
        list=ListNotices(notices=notice_desk_of(backend), clock=clock),
        mark_read=MarkNoticeRead(work=work, clock=clock),
    )


def notice_desk_of(backend: Backend) -> NoticeDesk:
    """Notices as they are read, on this backend."""
    return MemoryNoticeDesk(backend.database) if backend.name == "memory" else SqlNoticeDesk(backend.database)


def categories_on(backend: Backend) -> Categories:
    """The facade of categories."""
    work, clock = backend.work, backend.clock
    return Categories(
        list=ListCategories(categories=category_desk_of(backend)),
        add=AddCategory(work=work, clock=clock),
        change=ChangeCategory(work=work, clock=clock),
        remove=RemoveCategory(work=work, clock=clock),
    )


def category_desk_of(backend: Backend) -> CategoryDesk:
    """Categories as they are read, on this backend."""
    return MemoryCategoryDesk(backend.database) if backend.name == "memory" else SqlCategoryDesk(backend.database)


def oversight_on(backend: Backend) -> Oversight:
    """The facade of the stores as the platform sees them."""
    work, clock = backend.work, backend.clock
    return Oversight(
        list=ListStores(stores=store_register_of(backend)),
        suspend=SuspendStore(work=work, clock=clock),
        restore=RestoreStore(work=work, clock=clock),
    )


def store_register_of(backend: Backend) -> StoreRegister:
    """Every store as it is read, on this backend."""
    return MemoryStoreRegister(backend.database) if backend.name == "memory" else SqlStoreRegister(backend.database)
