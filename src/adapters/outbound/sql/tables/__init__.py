"""Every table, by capability. Importing this package fills `metadata`."""

from bosonline.adapters.outbound.sql.tables import (
    catalog,
    forms,
    identity,
    images,
    ordering,
    payments,
    promotions,
    stores,
    transaction,
    worker,
)
from bosonline.adapters.outbound.sql.tables.metadata import metadata

__all__ = [
    "catalog",
    "forms",
    "identity",
    "images",
    "metadata",
    "ordering",
    "payments",
    "promotions",
    "stores",
    "transaction",
    "worker",
]
