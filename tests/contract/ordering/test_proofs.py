"""Pictures of payments on memory, SQLite and PostgreSQL: kept once, shown to few, gone with their buyer."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.application.files import FilesUnavailable
from bosonline.application.ordering import ProofKept, ProofNotFound, Proving, Receipt, Settlement
from bosonline.application.ports import Once, Replayed
from bosonline.domain.errors import Forbidden
from bosonline.domain.identity import Action, AuditEntry, Member, Module, Role
from bosonline.domain.images import ImageInvalid, UploadKind
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    CodPaidToCourier,
    NothingToPay,
    OrderNotFound,
    PaymentMethod,
    Secret,
    Status,
    TooManyProofs,
)
from bosonline.testing.backends import Backend
from bosonline.testing.hostile_images import every_hostile_file
from bosonline.testing.people import personal_data_on
from bosonline.testing.proofs import confirm_on, proving_on
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall
from bosonline.testing.uploads import drawn, images_on

PHONE = "0813 7000 1212"


class Files(MemoryFiles):
    """Files that can be out of reach, and tell what is kept."""

    is_down = False

    def put(self, key, content, /):  # type: ignore[no-untyped-def]  # as the port has it
        if self.is_down:
            raise FilesUnavailable
        return super().put(key, content)

    def keys(self, store: int) -> list[str]:
        """All that is kept of a store."""
        return sorted(self.older_than(self._clock() + timedelta(days=999), str(store)))


@pytest.fixture
def stall(backend: Backend) -> Stall:
    return coffee_stall(backend)


@pytest.fixture
def files(backend: Backend) -> Files:
    return Files(backend.clock)


@pytest.fixture
def proving(backend: Backend, files: Files) -> Proving:
    return proving_on(backend, files)


def ordered(stall: Stall, *, method: PaymentMethod = PaymentMethod.BANK_TRANSFER) -> Receipt:
    return stall.check_out(a_checkout((COFFEE, 1), method=method, phone=PHONE))


def picture(side: int = 40) -> bytes:
    return drawn("JPEG", (side, 30))


def once(stall: Stall, key: str, returns: type) -> Once:
    return Once(scope=f"store:{stall.subdomain} proof", key=key, fingerprint=key, returns=returns)


def test_a_proof_is_shown_to_the_seller_and_changes_no_payment(
    backend: Backend, stall: Stall, files: Files, proving: Proving
) -> None:
    receipt = ordered(stall)

    kept = proving.submit(secret=receipt.secret, content=picture())

    detail = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)
    assert (kept.invoice, kept.number, kept.repeated) == (receipt.invoice, 1, False)
    assert detail["payment_status"] == "unpaid"
    assert detail["proofs"] == [
        {"number": 1, "payment": None, "by": {"staff_id": None, "name": "buyer"}, "at": backend.clock()}
    ]
    assert [(entry["what"], entry["to"]) for entry in detail["history"]][-1] == ("proof", "1")
    name, opened = proving.read(member=stall.member, invoice=receipt.invoice, number=1)
    shown = b"".join(opened.chunks)
    assert (name.endswith(".jpg"), shown.startswith(b"\xff\xd8"), shown == picture()) == (True, True, False)
    small = proving.read(member=stall.member, invoice=receipt.invoice, number=1, is_thumbnail=True)[1]
    assert b"".join(small.chunks).startswith(b"\xff\xd8")
    assert all("/proof" in key for key in files.keys(stall.member.store))


def test_the_same_picture_is_kept_once_and_an_order_has_few(stall: Stall, files: Files, proving: Proving) -> None:
    secret = ordered(stall).secret

    first = proving.submit(secret=secret, content=picture())
    again = proving.submit(secret=secret, content=picture())

    assert again == replace(first, repeated=True)
    assert len(files.keys(stall.member.store)) == 2
    for side in range(41, 45):
        proving.submit(secret=secret, content=picture(side))
    with pytest.raises(TooManyProofs):
        proving.submit(secret=secret, content=picture(60))
    assert proving.submit(secret=secret, content=picture(44)).repeated
    assert len(files.keys(stall.member.store)) == 10


def test_a_key_gives_the_first_answer_again(stall: Stall, proving: Proving) -> None:
    secret, key = ordered(stall).secret, once(stall, "k", ProofKept)
    first = proving.submit(secret=secret, content=picture(), once=key)

    with pytest.raises(Replayed) as replay:
        proving.submit(secret=secret, content=picture(), once=key)

    assert replay.value.result == first


def test_without_files_nothing_is_noted_and_the_key_is_free(stall: Stall, files: Files, proving: Proving) -> None:
    receipt, key = ordered(stall), once(stall, "down", ProofKept)
    files.is_down = True
    with pytest.raises(FilesUnavailable):
        proving.submit(secret=receipt.secret, content=picture(), once=key)
    assert stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)["proofs"] == []

    files.is_down = False

    assert proving.submit(secret=receipt.secret, content=picture(), once=key).number == 1


def test_nothing_is_taken_where_nothing_is_to_be_paid(stall: Stall, files: Files, proving: Proving) -> None:
    cod, paid, ended = (
        ordered(stall, method=PaymentMethod.COD),
        stall.check_out(a_checkout((COFFEE, 2), phone=PHONE)),
        stall.check_out(a_checkout((COFFEE, 3), phone=PHONE)),
    )
    stall.ordering.settling.confirm(member=stall.member, invoice=paid.invoice, amount=paid.totals.total)
    stall.move(ended.invoice, Status.CANCELLED)
    for receipt in (cod, paid, ended):
        with pytest.raises(NothingToPay):
            proving.submit(secret=receipt.secret, content=picture())
    with pytest.raises(OrderNotFound):
        proving.submit(secret=Secret("nobody-has-this-secret"), content=picture())
    assert files.keys(stall.member.store) == []


def test_what_was_transferred_too_late_can_still_be_shown(backend: Backend, stall: Stall, proving: Proving) -> None:
    receipt = ordered(stall)
    backend.clock.advance(days=2)
    stall.ordering.expire(store=stall.member.store, invoice=receipt.invoice)
    assert stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)["status"] == "cancelled"

    assert proving.submit(secret=receipt.secret, content=picture()).number == 1


def test_hostile_files_are_refused_or_drawn_anew(stall: Stall, files: Files, proving: Proving) -> None:
    receipt = ordered(stall)
    sent = [one for one in every_hostile_file() if one.fate == "refused"]
    assert len(sent) > 20
    for one in sent[::5]:
        with pytest.raises(ImageInvalid):
            proving.submit(secret=receipt.secret, content=one.content)
    assert files.keys(stall.member.store) == []
    assert stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)["proofs"] == []


def test_it_takes_the_right_to_see_contacts_and_is_noted(backend: Backend, stall: Stall, files: Files) -> None:
    noted: list[AuditEntry] = []
    proving = proving_on(backend, files, witness=noted.append)
    receipt = ordered(stall)
    proving.submit(secret=receipt.secret, content=picture())
    reader = replace(stall.member, role=Role.CS, rights=frozenset({(Module.ORDER, Action.READ)}))
    neighbour: Member = coffee_stall(backend).member

    with pytest.raises(Forbidden):
        proving.read(member=reader, invoice=receipt.invoice, number=1)
    for member, number in ((stall.member, 2), (neighbour, 1)):
        with pytest.raises(ProofNotFound):
            proving.read(member=member, invoice=receipt.invoice, number=number)
    assert noted == []
    proving.read(member=stall.member, invoice=receipt.invoice, number=1)
    assert [(entry.act, entry.about) for entry in noted] == [("personal-data-read", receipt.invoice)]


def test_no_product_can_name_a_proof(stall: Stall, files: Files, proving: Proving, backend: Backend) -> None:
    receipt = ordered(stall)
    proving.submit(secret=receipt.secret, content=picture())
    name, _ = proving.read(member=stall.member, invoice=receipt.invoice, number=1)

    with backend.work(stall.member.store) as work:
        assert work.uploads.hold([name]) == frozenset()
    assert images_on(backend, files).fetch(store=stall.member.store, file_name=name) is None


def test_a_payment_is_confirmed_with_a_picture(backend: Backend, stall: Stall, files: Files, proving: Proving) -> None:
    receipt = ordered(stall)
    proving.submit(secret=receipt.secret, content=picture())
    confirm, key = confirm_on(backend, files), once(stall, "paid", Settlement)

    told = confirm(member=stall.member, invoice=receipt.invoice, amount=Money(60_000), proof=picture(50), once=key)

    detail = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)
    assert (told.payment_status, told.version) == ("paid", detail["version"])
    assert [(one["number"], one["payment"], one["by"]["name"]) for one in detail["proofs"]] == [
        (1, None, "buyer"),
        (2, 1, "Alice"),
    ]
    assert [one["proof"] for one in detail["payments"]] == [2]
    with pytest.raises(Replayed):
        confirm(member=stall.member, invoice=receipt.invoice, amount=Money(60_000), proof=picture(50), once=key)
    assert len(stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)["payments"]) == 1


def test_a_refused_confirmation_keeps_no_proof(backend: Backend, stall: Stall, files: Files) -> None:
    receipt = ordered(stall, method=PaymentMethod.COD)

    with pytest.raises(CodPaidToCourier):
        confirm_on(backend, files)(
            member=stall.member, invoice=receipt.invoice, amount=Money(1), proof=picture(), once=None
        )

    assert stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)["proofs"] == []
    backend.clock.advance(days=1.1)
    images_on(backend, files).clear()
    assert files.keys(stall.member.store) == []


def test_a_proof_stays_as_long_as_its_order_and_goes_with_its_buyer(
    backend: Backend, stall: Stall, files: Files, proving: Proving
) -> None:
    receipt, images = ordered(stall), images_on(backend, files)
    proving.submit(secret=receipt.secret, content=picture())
    for _ in range(3):
        backend.clock.advance(days=30)
        images.clear()
    assert len(files.keys(stall.member.store)) == 2
    stall.move(receipt.invoice, Status.CANCELLED)

    personal_data_on(backend).erase(member=stall.member, phone=PHONE)

    assert images.clear.given_up_by(store=stall.member.store) == 1
    assert files.keys(stall.member.store) == []
    detail = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)
    assert detail["proofs"] == []
    with pytest.raises(ProofNotFound):
        proving.read(member=stall.member, invoice=receipt.invoice, number=1)
    with pytest.raises(NothingToPay):
        proving.submit(secret=receipt.secret, content=picture())


def test_pictures_given_at_once_are_all_kept_and_twins_once(databases: list[Backend]) -> None:
    for backend in databases:
        stall, files = coffee_stall(backend), Files(backend.clock)
        proving, secret, together = proving_on(backend, files), ordered(stall).secret, Barrier(4)

        def give(side: int, proving: Proving = proving, together: Barrier = together, secret: Secret = secret) -> int:
            together.wait(60)
            return proving.submit(secret=secret, content=picture(side)).number

        with ThreadPoolExecutor(4) as pool:
            numbers = sorted(pool.map(give, (40, 40, 41, 41)))

        assert numbers == [1, 1, 2, 2]
        with backend.work(stall.member.store) as work:
            work.uploads.give_up(UploadKind.IMAGE, at=backend.clock())
        assert len(files.keys(stall.member.store)) >= 4
