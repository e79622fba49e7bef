"""A new order is told by mail, on memory, SQLite and PostgreSQL: to whom, what, and once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from bosonline.adapters.outbound.memory.mail import MemoryMailer
from bosonline.application.identity.ports import Mail
from bosonline.application.ordering import NewsMails, TellOfOrder, TellOfProof
from bosonline.application.ordering.tell_of_order import MOST_AN_HOUR
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import Action, Module, Rights, StaffId, StoreId, UserId
from bosonline.domain.ordering import Assignment, Order, OrderPlaced, PaymentMethod, ProofGiven, Status
from bosonline.domain.payments import BankAccountId, TransferTarget
from bosonline.domain.phone import ERASED_PHONE
from bosonline.domain.stores import Language, StoreStatus
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import order_url, place_order
from bosonline.testing.identity import add_user, hire, open_store

READS: Rights = frozenset({(Module.ORDER, Action.READ)})
WORKS: Rights = READS | {(Module.ORDER, Action.UPDATE)}
BCA = TransferTarget(id=BankAccountId(3), bank_name="BCA", account_name="SITI RAHMA", account_number="1234567890")
_numbers = count(1)


@dataclass(slots=True)
class MailerOfMoods(MemoryMailer):
    """Takes nothing for some addresses."""

    down_for: set[str] = field(default_factory=set)

    def send(self, mail: Mail) -> None:
        if mail.to_address in self.down_for:
            raise Unavailable
        MemoryMailer.send(self, mail)


@dataclass(slots=True)
class Office:
    """A store with its owner and two of its staff, who get mail."""

    backend: Backend
    mailer: MailerOfMoods
    tell: TellOfOrder
    store: StoreId
    number: int
    users: dict[str, UserId]
    staff: dict[str, StaffId]

    def address(self, who: str) -> str:
        return f"{who}{self.number}@example.com"

    def change_user(self, who: str, **facts: object) -> None:
        with self.backend.work() as work:
            user = work.users.get(self.users[who])
            for name, value in facts.items():
                setattr(user, name, value)
            work.users.save(user)
            work.commit()

    def order(self, *, cs: str | None = "alice", **facts: object) -> OrderPlaced:
        """An order that `cs` looks after, as the facts say."""
        order = place_order(self.backend, self.store)
        with self.backend.work(self.store) as work:
            kept: Order = work.orders.get(order.invoice)
            kept.cs = None if cs is None else Assignment(self.staff[cs], cs.title())
            kept.customer = replace(kept.customer, email=self.address("budi"))
            kept.pay_to = (BCA,)
            for name, value in facts.items():
                setattr(kept, name, value)
            work.orders.save(kept)
            work.commit()
        return OrderPlaced(order.invoice, self.backend.clock())

    def told(self, placed: OrderPlaced) -> dict[str, Mail]:
        """Who was mailed what of it."""
        before = len(self.mailer.sent)
        self.tell(store=self.store, placed=placed)
        return {mail.to_address.partition("@")[0].rstrip("0123456789"): mail for mail in self.mailer.sent[before:]}


@pytest.fixture
def office(backend: Backend) -> Office:
    """Siti's store; `alice` works on orders, `nia` only reads them."""
    number = next(_numbers) * 1000
    names = ("siti", "alice", "nia")
    users = {name: add_user(backend, email=f"{name}{number}@example.com", name=name.title()) for name in names}
    store = open_store(backend, users["siti"])
    staff = {
        name: hire(backend, store, users[name], rights=rights) for name, rights in (("alice", WORKS), ("nia", READS))
    }
    mailer = MailerOfMoods()
    mails = NewsMails(order_url=order_url)
    tell = TellOfOrder(work=backend.work, mails=mails, mailer=mailer, clock=backend.clock)
    made = Office(backend, mailer, tell, store, number, users, staff)
    for name in names:
        made.change_user(name, email_verified_at=backend.clock())
    return made


def test_the_seller_the_cs_and_the_buyer_are_told_once(office: Office) -> None:
    placed = office.order()
    mails = office.told(placed)

    assert set(mails) == {"siti", "alice", "budi"}
    assert office.told(placed) == {}
    staff, buyer = mails["alice"], mails["budi"]
    assert staff.subject == f"Pesanan baru {placed.invoice}: Rp105.000"
    for words in ("Halo Alice", "Budi (081311112222)", "2x Kopi Arabika (Biji)", "transfer bank", "CS: Alice"):
        assert words in staff.text
    assert buyer.subject == f"Pesanan Anda {placed.invoice} di Kopi Siti"
    for words in ("Halo Budi", "Ongkir: Rp15.000", "Total: Rp105.000", "BCA 1234567890 a.n. SITI RAHMA", "WIB"):
        assert words in buyer.text
    assert all("https://kopisiti.example/o/secret-of-" in mail.text for mail in mails.values())


def test_each_reads_it_in_their_language(office: Office) -> None:
    office.change_user("alice", language="en")
    with office.backend.work(office.store) as work:
        store = work.stores.get()
        store.settings = replace(store.settings, language=Language.ENGLISH)
        work.stores.save(store)
        work.commit()
    mails = office.told(office.order(payment_method=PaymentMethod.COD))

    assert "New order" in mails["alice"].subject
    assert "Pesanan baru" in mails["siti"].subject
    assert "pay the courier" in mails["budi"].text


def test_who_may_not_see_phones_gets_none(office: Office) -> None:
    mail = office.told(office.order(cs="nia"))["nia"]

    assert "081311112222" not in mail.text
    assert "+6281******222" in mail.text


@pytest.mark.parametrize("reason", ["unverified", "off", "removed", "without rights", "nobody"])
def test_who_does_not_look_after_orders_is_not_told(office: Office, reason: str) -> None:
    with office.backend.work(office.store) as work:
        member = work.staff.get(office.staff["alice"])
        if reason == "off":
            member.is_active = False
        elif reason == "removed":
            member.removed_at = office.backend.clock()
        elif reason == "without rights":
            member.rights = frozenset()
        work.staff.save(member)
        work.commit()
    if reason == "unverified":
        office.change_user("alice", email_verified_at=None)
    mails = office.told(office.order(cs=None if reason == "nobody" else "alice"))

    assert set(mails) == {"siti", "budi"}


def test_the_owner_who_looks_after_an_order_is_told_once(office: Office) -> None:
    with office.backend.work(office.store) as work:
        place = work.standings.of(office.users["siti"]).place
    assert place is not None
    office.staff["siti"] = place.staff
    placed = office.order(cs="siti")
    office.tell(store=office.store, placed=placed)

    assert [mail.to_address for mail in office.mailer.sent] == [office.address("siti"), office.address("budi")]


def test_a_suspicious_order_is_told_to_the_seller_alone(office: Office) -> None:
    assert set(office.told(office.order(is_quarantined=True))) == {"siti"}


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.ABANDONED])
def test_of_what_ended_meanwhile_nobody_is_told(office: Office, status: Status) -> None:
    assert office.told(office.order(status=status)) == {}


def test_of_an_erased_buyer_and_in_a_closed_store_nobody_is_told(office: Office) -> None:
    placed = office.order()
    with office.backend.work(office.store) as work:
        order = work.orders.get(placed.invoice)
        order.customer = replace(order.customer, name="", phone=ERASED_PHONE, email=None)
        work.orders.save(order)
        work.commit()
    assert office.told(placed) == {}
    other = office.order()
    with office.backend.work(office.store) as work:
        store = work.stores.get()
        store.status = StoreStatus.CLOSED
        work.stores.save(store)
        work.commit()
    assert office.told(other) == {}


def test_a_mail_that_fails_is_tried_again_and_the_others_are_not_repeated(office: Office) -> None:
    placed = office.order()
    office.mailer.down_for = {office.address("siti")}
    with pytest.raises(Unavailable):
        office.tell(store=office.store, placed=placed)
    assert [mail.to_address for mail in office.mailer.sent] == [office.address("alice"), office.address("budi")]
    office.mailer.down_for = set()

    assert set(office.told(placed)) == {"siti"}
    assert office.told(placed) == {}


def test_two_workers_with_the_same_letter_send_it_once(office: Office) -> None:
    placed = office.order()
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: office.tell(store=office.store, placed=placed), range(4)))

    assert sum(sent) == len(office.mailer.sent) == 3


def test_a_burst_is_told_up_to_a_number_and_then_not_one_by_one(office: Office) -> None:
    most = MOST_AN_HOUR["staff"]
    mails = [office.told(office.order()) for _ in range(most + 2)]

    assert [("siti" in one, "budi" in one) for one in mails] == [
        (number < most, number < MOST_AN_HOUR["buyer"]) for number in range(most + 2)
    ]
    assert "satu per satu" in mails[most - 1]["siti"].text
    assert "satu per satu" not in mails[most - 2]["siti"].text
    office.backend.clock.now += timedelta(hours=1)
    assert set(office.told(office.order())) == {"siti", "alice", "budi"}


def given(office: Office, placed: OrderPlaced) -> ProofGiven:
    return ProofGiven(placed.invoice, 1, office.backend.clock())


def told_of_proof(office: Office, proof: ProofGiven) -> dict[str, Mail]:
    """Who was mailed what of a proof."""
    mails = NewsMails(order_url=order_url)
    tell = TellOfProof(work=office.backend.work, mails=mails, mailer=office.mailer, clock=office.backend.clock)
    before = len(office.mailer.sent)
    tell(store=office.store, given=proof)
    return {mail.to_address.partition("@")[0].rstrip("0123456789"): mail for mail in office.mailer.sent[before:]}


def test_who_looks_after_an_order_is_told_of_a_proof_once(office: Office) -> None:
    proof = given(office, office.order())

    mails = told_of_proof(office, proof)

    assert set(mails) == {"alice"}
    assert mails["alice"].subject == f"Bukti transfer {proof.invoice}: Rp105.000"
    assert "Budi mengirim bukti transfer" in mails["alice"].text
    assert told_of_proof(office, proof) == {}


@pytest.mark.parametrize("facts", [{"cs": None}, {"is_quarantined": True}])
def test_the_owner_is_told_of_a_proof_where_nobody_else_looks(office: Office, facts: dict[str, Any]) -> None:
    assert set(told_of_proof(office, given(office, office.order(**facts)))) == {"siti"}
