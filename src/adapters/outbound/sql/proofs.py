"""What shows that orders were paid."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.ordering import order_proofs, orders
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.ordering import Invoice, Proof, Secret

_of_order = (order_proofs.c.store_id == bindparam("store"), order_proofs.c.invoice == bindparam("of_invoice"))
_OF = select(order_proofs).where(*_of_order).order_by(order_proofs.c.number)
_ADD = insert(order_proofs)
_STORE = select(orders.c.store_id).where(orders.c.secret == bindparam("of_secret"))
_NAME = select(order_proofs.c.file_name).where(*_of_order, order_proofs.c.number == bindparam("of_number"))


class SqlProofs:
    """The proofs of payment of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def of(self, invoice: Invoice, /) -> Sequence[Proof]:
        rows = self._execute(_OF, {"store": self._store, "of_invoice": invoice}).all()
        return [
            Proof(
                number=row.number,
                file_name=row.file_name,
                digest=row.digest,
                payment=row.payment,
                by=Author(row.staff_id and StaffId(row.staff_id), row.by),
                at=row.at,
            )
            for row in rows
        ]

    def add(self, invoice: Invoice, proof: Proof, /) -> None:
        values = {
            "store_id": self._store,
            "invoice": invoice,
            "number": proof.number,
            "file_name": proof.file_name,
            "digest": proof.digest,
            "payment": proof.payment,
            "staff_id": proof.by.staff,
            "by": proof.by.name,
            "at": proof.at,
        }
        try:
            self._execute(_ADD, values)
        except IntegrityError as error:
            raise ChangedMeanwhile from error


class SqlProofDesk:
    """Proofs as they are read; a secret leads to the one store whose order bears it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store_of(self, secret: Secret, /) -> StoreId | None:
        with self._database.read() as connection:
            found = connection.execute(_STORE, {"of_secret": secret}).scalar_one_or_none()
        return None if found is None else StoreId(found)

    def file_name(self, store: StoreId, invoice: Invoice, number: int) -> str | None:
        which = {"store": store, "of_invoice": invoice, "of_number": number}
        with self._database.read() as connection:
            found: str | None = connection.execute(_NAME, which).scalar_one_or_none()
        return found
