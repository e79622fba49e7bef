"""By which names of their own orders were imported: a hash of each, so that nothing of a buyer stays in it."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.tables.ordering import order_references
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice

_KNOWN = select(order_references.c.reference_hash, order_references.c.invoice).where(
    order_references.c.store_id == bindparam("store"),
    order_references.c.reference_hash.in_(bindparam("hashes", expanding=True)),
)
_ADD = insert(order_references)


class SqlReferences:
    """What imported orders of one store are called, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def known(self, references: Sequence[str], /) -> Mapping[str, Invoice]:
        by_hash = {_hash(reference): reference for reference in references}
        rows = self._execute(_KNOWN, {"store": self._store, "hashes": list(by_hash)})
        return {by_hash[row.reference_hash]: Invoice(row.invoice) for row in rows}

    def add(self, reference: str, invoice: Invoice, /) -> None:
        values = {"store_id": self._store, "reference_hash": _hash(reference), "invoice": invoice}
        try:
            self._execute(_ADD, values)
        except IntegrityError as error:
            raise ChangedMeanwhile from error


def _hash(reference: str) -> str:
    return sha256(reference.encode()).hexdigest()
