"""Proofs of payment on every backend, with files in memory."""

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.adapters.outbound.memory.proofs import MemoryProofDesk
from bosonline.adapters.outbound.sql.proofs import SqlProofDesk
from bosonline.application.files import Files
from bosonline.application.identity.ports import Witness
from bosonline.application.ordering import ConfirmPayment, Proving, ReadProof, SubmitProof
from bosonline.application.ordering.proofs import ProofDesk
from bosonline.domain.identity import AuditEntry
from bosonline.testing.backends import Backend
from bosonline.testing.uploads import keep_picture_on


def _nobody_looks(_entry: AuditEntry, /) -> None:
    """Keep no note of who looked."""


def proof_desk_of(backend: Backend) -> ProofDesk:
    """Proofs as they are read, on this backend."""
    return MemoryProofDesk(backend.database) if backend.name == "memory" else SqlProofDesk(backend.database)


def proving_on(backend: Backend, files: Files, *, witness: Witness = _nobody_looks) -> Proving:
    """The use cases of proofs, wired to a backend and to a place for files."""
    desk, work, clock = proof_desk_of(backend), backend.work, backend.clock
    return Proving(
        submit=SubmitProof(desk=desk, work=work, keep_picture=keep_picture_on(backend, files), clock=clock),
        read=ReadProof(desk=desk, files=files, witness=witness, clock=clock),
    )


def confirm_on(backend: Backend, files: Files | None = None) -> ConfirmPayment:
    """What notes a payment, wired to a backend."""
    kept = MemoryFiles(backend.clock) if files is None else files
    return ConfirmPayment(work=backend.work, keep_picture=keep_picture_on(backend, kept), clock=backend.clock)
