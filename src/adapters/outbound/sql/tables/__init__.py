"""Every table, by capability. Importing this package fills `metadata`."""

from bosonline.adapters.outbound.sql.tables import (
    catalog,
    forms,
    identity,
    images,
    order_sums,
    ordering,
    payments,
    promotions,
    shipping,
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
    "order_sums",
    "ordering",
    "payments",
    "promotions",
    "shipping",
    "stores",
    "transaction",
    "worker",
]
