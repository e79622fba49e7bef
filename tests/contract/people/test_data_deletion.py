"""A seller is forgotten, on memory, SQLite and PostgreSQL, over REST and by the worker's duty."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.data_deletion import customers, data_deletion
from bosonline.application.ordering import FormClosed
from bosonline.domain.identity import Role, UserId
from bosonline.domain.ordering import Status
from bosonline.domain.payments import Bank, BankAccount
from bosonline.domain.phone import Phone
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import place_order
from bosonline.testing.identity import PASSWORD, TestIdentity, hire
from bosonline.testing.people import data_deletions_on, personal_data_on
from bosonline.testing.selling import Stall, a_checkout, coffee_stall
from bosonline.testing.traces import found_of, spellings

OWNER, STAFF = "Ratna Wulandari", "Wayan Sudarma"
WORDS = (*spellings("081377778888"), OWNER, STAFF, "ratna@", "Kopi Siti", "SITI RAHMA", "1234567890", "Melati", "Budi")


@dataclass(slots=True)
class Seller:
    """A store that sells, and its owner at the API."""

    known: TestIdentity
    stall: Stall
    owner: UserId
    staff: UserId
    call: Callable[..., Any]

    def carry_out(self) -> int:
        """What the worker does from time to time."""
        return data_deletions_on(self.known.backend).carry_out()


@pytest.fixture
def seller(backend: Backend) -> Seller:
    """Ratna, whose store has sold coffee to Budi and employs Wayan."""
    known = TestIdentity(backend)
    stall = coffee_stall(backend)
    store = stall.member.store
    owner = known.add_user(email="ratna@example.com", name=OWNER)
    staff = known.add_user(email="wayan@example.com", name=STAFF)
    with backend.work(store) as work:
        work.staff.add(store=store, user=owner, role=Role.OWNER, at=backend.clock())
        for person, phone in ((owner, "+6281377778888"), (staff, "+6281366667777")):
            user = work.users.get(person)
            user.change_phone(Phone(phone))
            work.users.save(user)
        work.commit()
    hire(backend, store, staff)
    apis = [data_deletion(data_deletions_on(backend)), customers(personal_data_on(backend))]
    options = RestOptions(propagate_bugs=True, access_log=False)
    client = create_rest(apis, authenticate=known.identity.authenticate, options=options).test_client()
    tokens = {name: known.log_in(username=f"{name}@example.com").access_token for name in ("ratna", "wayan")}

    def call(method: str, path: str, body: Any = None, who: str = "ratna", **headers: str) -> Any:
        sent = {
            "Authorization": f"Bearer {tokens[who]}",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        return client.open(path, method=method, json=body, headers=sent)

    return Seller(known=known, stall=stall, owner=owner, staff=staff, call=call)


def ask(seller: Seller, **more: Any) -> Any:
    return seller.call("POST", "/profile/data-deletion", {"password": PASSWORD}, **more)


def sell(seller: Seller) -> Any:
    return seller.stall.check_out(a_checkout()).invoice


def deliver(seller: Seller, invoice: Any) -> None:
    for status in (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED):
        seller.stall.move(invoice, status)


def test_a_wish_is_acknowledged_shown_and_withdrawn(seller: Seller) -> None:
    none = {"state": "none", "requested_at": None, "executes_at": None, "deadline": None}
    assert seller.call("GET", "/profile/data-deletion").json == none
    assert seller.call("DELETE", "/profile/data-deletion").status_code == 404

    answer = ask(seller)

    told = {
        "state": "requested",
        "requested_at": "2026-01-05T03:00:00+00:00",
        "executes_at": "2026-01-06T03:00:00+00:00",
        "deadline": "2026-01-08T03:00:00+00:00",
    }
    assert (answer.status_code, answer.json["data"]) == (200, told)
    seller.known.backend.clock.advance(minutes=30)
    assert ask(seller).json["data"] == seller.call("GET", "/profile/data-deletion").json == told
    assert seller.call("DELETE", "/profile/data-deletion").json["data"] == none
    seller.known.backend.clock.advance(hours=100)
    assert seller.carry_out() == 0


def test_the_password_is_asked_for(seller: Seller) -> None:
    answer = seller.call("POST", "/profile/data-deletion", {"password": "not it"})

    assert (answer.status_code, answer.json["code"]) == (422, "password-wrong")
    assert seller.call("GET", "/profile/data-deletion").json["state"] == "none"


def test_open_orders_end_first(seller: Seller) -> None:
    invoice = sell(seller)

    refused = ask(seller, Accept_Language="id")

    assert (refused.status_code, refused.json["code"], refused.json["invoices"]) == (
        409,
        "open-orders-first",
        [invoice],
    )
    deliver(seller, invoice)
    assert ask(seller).status_code == 200


def test_nothing_is_left_of_an_owner_and_the_store(seller: Seller) -> None:
    backend, store = seller.known.backend, seller.stall.member.store
    invoice = sell(seller)
    deliver(seller, invoice)
    assert {"Budi", "Melati", OWNER, "Kopi Siti"} <= {word for _, word in found_of(backend, *WORDS)}
    before = dict(seller.stall.ordering.read_order(member=seller.stall.member, invoice=invoice))
    ask(seller)

    assert seller.carry_out() == 0
    backend.clock.advance(hours=24)
    assert seller.call("DELETE", "/profile/data-deletion").status_code in (401, 404)
    assert (seller.carry_out(), seller.carry_out()) == (1, 0)

    # Wayan is somebody else, who keeps an account.
    assert found_of(backend, *(word for word in WORDS if word != STAFF)) == set()
    after = dict(seller.stall.ordering.read_order(member=seller.stall.member, invoice=invoice))
    kept = ("totals", "created_at", "shipped_at", "status", "payment_status", "paid")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert (after["customer_name"], after["customer_phone"], after["bank_accounts"]) == ("", None, [])
    for who in ("ratna", "wayan"):
        assert seller.call("GET", "/profile/data-deletion", who=who).status_code == 401
    with backend.work() as work:
        standing = work.standings.of(seller.owner)
        assert (standing.is_open, standing.place, standing.name) == (False, None, "")
        assert work.standings.of(seller.staff).place is None
        assert work.users.get(seller.staff).name == STAFF
    assert seller.known.add_user(email="ratna@example.com", name="Ratna") != seller.owner
    with backend.work(store) as work:
        assert work.stores.get().status == "closed"


def test_a_member_of_staff_leaves_and_the_store_stays(seller: Seller) -> None:
    backend = seller.known.backend
    sell(seller)
    assert ask(seller, who="wayan").status_code == 200
    backend.clock.advance(hours=25)

    assert seller.carry_out() == 1

    assert found_of(backend, STAFF, "wayan@") == set()
    with backend.work() as work:
        assert work.standings.of(seller.owner).place is not None
    assert sell(seller) is not None


def test_the_store_sells_no_more_once_the_wish_is_known(seller: Seller) -> None:

    ask(seller)

    with pytest.raises(FormClosed):
        sell(seller)


def test_orders_that_came_after_the_wish_may_end_until_the_deadline(seller: Seller) -> None:
    backend = seller.known.backend
    ask(seller)
    with backend.work(seller.stall.member.store) as work:
        work.bank_accounts.add(
            BankAccount.of(
                Bank("002", "BRI"),
                store=seller.stall.member.store,
                account_name="X",
                account_number="99999",
                created_at=backend.clock(),
            )
        )
        work.commit()

    place_order(backend, seller.stall.member.store)
    backend.clock.advance(hours=30)
    assert seller.carry_out() == 0
    backend.clock.advance(hours=41, minutes=30)
    assert seller.carry_out() == 1


def test_a_buyer_is_exported_and_erased_over_rest(seller: Seller) -> None:
    invoice = sell(seller)
    body = {"phone": "081311112222"}

    told = seller.call("POST", "/store/customers/data-export", body)
    assert (told.status_code, told.json["orders"][0]["address"]["street"]) == (200, "Jl. Melati 5")
    assert seller.call("POST", "/store/customers/data-export", body, who="wayan").status_code == 403
    assert seller.call("POST", "/store/customers/data-deletion", body, who="wayan").status_code == 403
    refused = seller.call("POST", "/store/customers/data-deletion", body)
    assert (refused.status_code, refused.json["invoices"]) == (409, [invoice])
    deliver(seller, invoice)

    first = seller.call("POST", "/store/customers/data-deletion", body, Idempotency_Key="k")

    assert (first.status_code, first.json["data"]["orders"]) == (200, 1)
    assert seller.call("POST", "/store/customers/data-deletion", body, Idempotency_Key="k").json == first.json
    assert seller.call("POST", "/store/customers/data-export", body).status_code == 404
    wrong = seller.call("POST", "/store/customers/data-deletion", {"phone": "12"})
    assert (wrong.status_code, wrong.json["code"]) == (422, "phone-invalid")
