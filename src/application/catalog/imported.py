"""What imports of goods have in common: what they tell, and what they need."""

from dataclasses import dataclass
from typing import Protocol

from bosonline.application.catalog.ports import CatalogWork
from bosonline.application.ports import Once
from bosonline.application.stores.job_ports import Jobs
from bosonline.domain.catalog import Sku
from bosonline.domain.identity import StoreId

TOLD_AT_MOST = 100
"""How many changes an answer names; it counts all rows that change something."""


class ImportWork(CatalogWork, Protocol):
    """A transaction that imports."""

    @property
    def jobs(self) -> Jobs: ...


class OpenImportWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> ImportWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChanged:
    """What a column said of a product or a variant, and what it says now; of a new product its SKU."""

    sku: Sku
    column: str
    was: str | int | None
    became: str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many rows changed something, or would: the first of the changes by name. Or the job that does it."""

    rows: int
    changed: int = 0
    changes: tuple[CellChanged, ...] = ()
    is_dry_run: bool = False
    job: int | None = None
