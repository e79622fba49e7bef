"""Pictures that show that an order was paid: buyers give them, the seller's people look at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from bosonline.application.files import Files, OpenFile
from bosonline.application.identity.ports import Witness
from bosonline.application.images import KeepPicture, finish_upload
from bosonline.application.images.ports import Uploads
from bosonline.application.ordering.ports import OrderingWork
from bosonline.application.ordering.read import sees_contacts
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import ChangedMeanwhile, Forbidden, NotFound
from bosonline.domain.identity import BUYER, AuditEntry, Author, Member, StoreId
from bosonline.domain.images import UploadKind, keys_of
from bosonline.domain.ordering import Invoice, Order, OrderNotFound, Proof, Secret, TooManyProofs
from bosonline.domain.ordering.proof import MOST_PROOFS, check_wanted, show


class Proofs(Protocol):
    """The proofs of payment of the work's store."""

    def of(self, invoice: Invoice, /) -> Sequence[Proof]:
        """Those of an order, by their number."""
        ...

    def add(self, invoice: Invoice, proof: Proof, /) -> None:
        """Keep a new proof; `ChangedMeanwhile` where another one has its number by now."""
        ...


class ProofDesk(Protocol):
    """Proofs as they are read."""

    def store_of(self, secret: Secret, /) -> StoreId | None:
        """The store whose order bears this secret."""
        ...

    def file_name(self, store: StoreId, invoice: Invoice, number: int) -> str | None:
        """Under which name a proof is kept."""
        ...


class ProofsWork(OrderingWork, Protocol):
    """A transaction on the orders of one store, and on what shows that they were paid."""

    @property
    def proofs(self) -> Proofs: ...

    @property
    def uploads(self) -> Uploads: ...


class OpenProofsWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> ProofsWork: ...


class ProofNotFound(NotFound):
    """The order has no proof of this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofKept:
    """A proof that a buyer gave; `repeated` says that the same picture was there already."""

    invoice: Invoice
    number: int
    at: datetime
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitProof:
    """A buyer shows that they paid: the picture is drawn anew and kept for the seller; the payment stays as it is.

    The same picture is kept once. Raises `OrderNotFound`, `NothingToPay`, `TooManyProofs`, `ImageInvalid`,
    `ImagingBusy` and `FilesUnavailable`.
    """

    desk: ProofDesk
    work: OpenProofsWork
    keep_picture: KeepPicture
    clock: Clock

    def __call__(self, *, secret: Secret, content: bytes, once: Once | None = None) -> ProofKept:
        store = self.desk.store_of(secret)
        if store is None:
            raise OrderNotFound
        digest = sha256(content).hexdigest()
        with self.work(store, once) as work:
            known = _known(work, _wanting(work, secret, digest), digest)
            if known is not None:
                work.commit(known)
                return known
        upload = self.keep_picture(store=store, by=None, content=content, kind=UploadKind.PROOF, once=once)

        def settle(work: ProofsWork) -> ProofKept:
            order = _wanting(work, secret, digest)
            kept = _known(work, order, digest)
            if kept is None:
                proof = next_proof(work, order, file_name=upload.file_name, digest=digest, by=BUYER, at=self.clock())
                given = show(order, proof)
                work.orders.save(order)
                attach(work, order.invoice, proof)
                work.record(given)
                kept = ProofKept(invoice=order.invoice, number=proof.number, at=proof.at)
            work.commit(kept)
            return kept

        return finish_upload(self.work, store, once, settle)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProof:
    """Look at a proof. Nothing can be masked in a picture, so that it takes the right to see how to reach buyers.

    Raises `Forbidden`, `ProofNotFound` and `FilesUnavailable`; that it was looked at is noted.
    """

    desk: ProofDesk
    files: Files
    witness: Witness
    clock: Clock

    def __call__(
        self, *, member: Member, invoice: Invoice, number: int, is_thumbnail: bool = False
    ) -> tuple[str, OpenFile]:
        """The name of the file, and the file itself or its thumbnail."""
        if not sees_contacts(member):
            raise Forbidden
        name = self.desk.file_name(member.store, invoice, number)
        whole, small = keys_of(member.store, UploadKind.PROOF, name or "")
        opened = None if name is None else self.files.open(small if is_thumbnail else whole)
        if name is None or opened is None:
            raise ProofNotFound
        self.witness(
            AuditEntry(act="personal-data-read", by=member.author, at=self.clock(), about=invoice, store=member.store)
        )
        return name, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """What is done with proofs of payment."""

    submit: SubmitProof
    read: ReadProof


def next_proof(
    work: ProofsWork,
    order: Order,
    *,
    file_name: str,
    digest: str,
    by: Author,
    at: datetime,
    payment: int | None = None,
) -> Proof:
    """A picture that was uploaded as the next proof of an order; it is not kept yet."""
    return Proof(
        number=len(work.proofs.of(order.invoice)) + 1,
        file_name=file_name,
        digest=digest,
        payment=payment,
        by=by,
        at=at,
    )


def attach(work: ProofsWork, invoice: Invoice, proof: Proof) -> None:
    """Keep a proof of an order that was saved already; `ChangedMeanwhile`."""
    if not work.uploads.settle(proof.file_name, named=True):
        raise ChangedMeanwhile
    work.proofs.add(invoice, proof)


def _wanting(work: ProofsWork, secret: Secret, digest: str) -> Order:
    """The order, where it takes this picture or has it already."""
    order = work.orders.by_secret(secret)
    if order is None:
        raise OrderNotFound
    given = [proof for proof in work.proofs.of(order.invoice) if proof.payment is None]
    if all(proof.digest != digest for proof in given):
        check_wanted(order)
        if len(given) >= MOST_PROOFS:
            raise TooManyProofs(most=MOST_PROOFS)
    return order


def _known(work: ProofsWork, order: Order, digest: str) -> ProofKept | None:
    for proof in work.proofs.of(order.invoice):
        if proof.payment is None and proof.digest == digest:
            return ProofKept(invoice=order.invoice, number=proof.number, at=proof.at, repeated=True)
    return None
