"""Vouchers over REST, on every backend: the documented list to the letter, and what sellers do with vouchers."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.buyer_vouchers import buyer_vouchers
from bosonline.adapters.inbound.rest.checkout import checkout
from bosonline.adapters.inbound.rest.voucher_schemas import EXAMPLE
from bosonline.adapters.inbound.rest.vouchers import vouchers
from bosonline.application.promotions.ports import VoucherUse
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Unauthenticated
from bosonline.domain.identity import Account, Action, Member, Module, Role, SessionId, StaffId, UserId
from bosonline.domain.money import Money
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, Stall, coffee_stall, open_stall
from bosonline.testing.vouchers import add_voucher, fixed, promotions_on, voucher_desk_of, vouchers_for_buyers_on

DOCUMENTED = json.loads((Path(__file__).parent / "documented" / "voucher-list.json").read_text())
PATH = "/store/vouchers"
CODE = EXAMPLE["code"]

Call = Callable[..., TestResponse]


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store that sells coffee."""
    return coffee_stall(backend)


@pytest.fixture
def call(backend: Backend, stall: Stall) -> Call:
    """The API: `siti` owns the store, `budi` another, `alice` may read vouchers alone, `clerk` nothing of them."""
    rights = {"alice": frozenset({(Module.VOUCHER, Action.READ)}), "clerk": frozenset({(Module.ORDER, Action.READ)})}
    neighbour = open_stall(backend).member

    def authenticate(*, access_token: str) -> Account:
        if access_token == "siti":
            member = stall.member
        elif access_token == "budi":
            member = neighbour
        elif access_token in rights:
            store = stall.member.store
            member = Member(
                store=store,
                user=UserId(7),
                staff=StaffId(7),
                name=access_token,
                role=Role.CS,
                rights=rights[access_token],
            )
        else:
            raise Unauthenticated
        return Account(user=member.user, session=SessionId("s"), name=member.name, member=member)

    options = RestOptions(propagate_bugs=True, access_log=False)
    client = create_rest([vouchers(promotions_on(backend))], authenticate=authenticate, options=options).test_client()

    def call(method: str, path: str, body: object = None, *, by: str = "siti", **headers: str) -> TestResponse:
        sent = {"Authorization": f"Bearer {by}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return client.open(path, method=method, json=body, headers=sent)

    return call


def use(stall: Stall, code: str, invoice: str) -> None:
    """An order uses a voucher."""
    with stall.backend.work(stall.member.store) as work:
        (found,) = work.voucher_uses.take([code], buyer=invoice)
        use = VoucherUse(voucher=found.voucher.id, code=code, amount=Money(500))
        work.voucher_uses.note(invoice, [use], buyer=invoice, at=stall.backend.clock())
        work.commit()


def test_the_list_answers_as_documented(stall: Stall, call: Call) -> None:
    stall.add_goods(Sku("ESB-001-01"))
    (row,) = DOCUMENTED["responses"]["200"]["example"]["data"]
    body = {**EXAMPLE, **{name: row[name] for name in ("code", "description", "start_date", "end_date")}}
    assert call("POST", PATH, {**body, "items": ["ESB-001-01"], "voucher_stok": row["voucher_stok"]}).status_code == 201
    asked = DOCUMENTED["request"]["query"]
    shown = {"active": 0, "start_date": "30/12/2024", "end_date": "31/12/2024", "keyword": row["code"]}

    as_published = call("GET", f"{PATH}?{_query(asked)}")
    answer = call("GET", f"{PATH}?{_query({**asked, **shown})}")

    expected = {**row, "voucher_item": [{"product_name": "Barang ESB-001-01", "sku": "ESB-001-01"}]}
    assert (answer.status_code, answer.json) == (200, {"data": [expected], "total": 1})
    assert (as_published.status_code, as_published.json) == (200, {"data": [], "total": 0})
    assert call("GET", f"{PATH}?{_query({**asked, **shown, 'limit': None, 'active': None})}").json == answer.json


@pytest.mark.parametrize("name", sorted(DOCUMENTED["request"]["enums"]))
def test_every_documented_choice_is_taken(call: Call, name: str) -> None:
    for choice in DOCUMENTED["request"]["enums"][name]:
        assert call("GET", f"{PATH}?{name}={choice}").status_code == 200
    assert call("GET", f"{PATH}?{name}=other").status_code == 422


def test_a_voucher_is_made_read_and_written_anew(call: Call) -> None:
    made = call("POST", PATH, EXAMPLE)
    read = call("GET", f"{PATH}/{CODE.lower()}")  # type: ignore[attr-defined]

    assert (made.status_code, made.json) == (201, {"message": "Voucher created", "data": read.json})
    assert {name: read.json[name] for name in EXAMPLE} == EXAMPLE  # type: ignore[index]
    changed = {name: value for name, value in EXAMPLE.items() if name != "code"}
    changed |= {"type": "product", "discount_type": "percent", "discount_value": 15, "items": [COFFEE]}
    answer = call("PUT", f"{PATH}/{CODE}", changed, If_Match=read.headers["ETag"])
    assert (answer.status_code, answer.json and answer.json["message"]) == (200, "Voucher updated")
    assert answer.json is not None
    assert answer.json["data"] == {**(read.json or {}), **changed}
    stale = call("PUT", f"{PATH}/{CODE}", changed, If_Match=read.headers["ETag"])
    assert (stale.status_code, stale.json and stale.json["code"]) == (412, "precondition-failed")


def test_making_twice_under_a_key_makes_once(call: Call) -> None:
    first, again = (call("POST", PATH, EXAMPLE, Idempotency_Key="k") for _ in range(2))
    other = call("POST", PATH, {**EXAMPLE, "code": CODE.lower()})  # type: ignore[attr-defined]

    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json and other.json["code"]) == (409, "voucher-code-taken")
    assert call("POST", PATH, EXAMPLE, by="budi").status_code == 201


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"code": "checkout"}, "voucher-code-invalid", "code"),
        ({"code": "APPLY"}, "voucher-code-invalid", "code"),
        ({"code": ".."}, "voucher-code-invalid", "code"),
        ({"code": "a b"}, "validation-failed", "code"),
        ({"discount_type": "percent", "discount_value": 101}, "voucher-invalid", "discount_value"),
        ({"discount_value": 0}, "validation-failed", "discount_value"),
        ({"end_date": "2025-12-31"}, "voucher-invalid", "end_date"),
        ({"end_date": "31/02/2026"}, "validation-failed", "end_date"),
        ({"items": ["TIDAK-ADA"]}, "voucher-item-unknown", "items"),
        ({"provinces": ["31", "99"]}, "region-unknown", "provinces.1"),
        ({"payment_methods": ["cod", "cod"]}, "voucher-invalid", "payment_methods"),
        ({"voucher_stok": 0}, "validation-failed", "voucher_stok"),
        ({"status": 1}, "validation-failed", "status"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(call: Call, change: dict[str, object], code: str, field: str) -> None:
    answer = call("POST", PATH, {**EXAMPLE, **change})

    assert answer.json is not None
    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (422, code, [field])
    assert call("GET", PATH).json == {"data": [], "total": 0}


def test_a_voucher_is_switched_off_and_on(call: Call) -> None:
    call("POST", PATH, EXAMPLE)

    off = call("PATCH", f"{PATH}/{CODE}/status", {"status": 0})
    listed = call("GET", f"{PATH}?active=0")
    on = call("PATCH", f"{PATH}/{CODE}/status", {"status": 1}, If_Match=off.headers["ETag"])

    assert [answer.json and answer.json["data"]["status"] for answer in (off, on)] == [0, 2]
    assert listed.json is not None
    assert [row["status"] for row in listed.json["data"]] == [0]


def test_a_used_voucher_keeps_what_it_promised_and_is_closed(stall: Stall, call: Call) -> None:
    call("POST", PATH, EXAMPLE)
    use(stall, str(CODE), "INV0001")
    body = {name: value for name, value in EXAMPLE.items() if name != "code"}

    fixed = call("PUT", f"{PATH}/{CODE}", {**body, "discount_value": 1})
    fewer = call("PUT", f"{PATH}/{CODE}", {**body, "voucher_stok": 1})
    other_code = call("PUT", f"{PATH}/{CODE}", {**body, "code": "LAIN"})
    gone = call("DELETE", f"{PATH}/{CODE}")
    after = [
        call("DELETE", f"{PATH}/{CODE}"),
        call("PUT", f"{PATH}/{CODE}", body),
        call("PATCH", f"{PATH}/{CODE}/status", {"status": 1}),
    ]

    assert fixed.json is not None
    assert (fixed.status_code, fixed.json["code"], fixed.json["fixed"]) == (409, "voucher-in-use", ["discount_value"])
    assert (fewer.status_code, fewer.json and fewer.json["data"]["status"]) == (200, 4)
    assert (other_code.status_code, other_code.json and other_code.json["code"]) == (422, "voucher-code-fixed")
    assert gone.json == {"message": "Voucher closed", "data": {"code": CODE, "closed": True}}
    assert [(answer.status_code, answer.json and answer.json["code"]) for answer in after] == [
        (409, "voucher-closed")
    ] * 3
    read = call("GET", f"{PATH}/{CODE}").json
    assert read is not None
    assert (read["status"], read["closed"], read["amount_used"]) == (0, True, 1)


def test_a_voucher_that_nobody_used_is_gone(call: Call) -> None:
    call("POST", PATH, EXAMPLE)

    gone = call("DELETE", f"{PATH}/{CODE}")

    assert gone.json == {"message": "Voucher deleted", "data": {"code": CODE, "closed": False}}
    assert call("GET", f"{PATH}/{CODE}").status_code == 404
    assert call("DELETE", f"{PATH}/{CODE}").status_code == 404


def test_vouchers_are_the_stores_own_and_take_rights(call: Call) -> None:
    call("POST", PATH, EXAMPLE)

    for method, path, body in (
        ("GET", f"{PATH}/{CODE}", None),
        ("PUT", f"{PATH}/{CODE}", {name: value for name, value in EXAMPLE.items() if name != "code"}),
        ("PATCH", f"{PATH}/{CODE}/status", {"status": 0}),
        ("DELETE", f"{PATH}/{CODE}", None),
    ):
        assert call(method, path, body, by="budi").status_code == 404
        assert call(method, path, body, by="alice").status_code == (200 if method == "GET" else 403)
        assert call(method, path, body, by="clerk").status_code == 403
    assert call("GET", PATH, by="budi").json == {"data": [], "total": 0}


def test_today_is_the_stores_day(backend: Backend, stall: Stall, call: Call) -> None:
    call("POST", PATH, {**EXAMPLE, "start_date": "2026-03-01", "end_date": "2026-03-01"})
    backend.clock.now = datetime(2026, 2, 28, 16, 59, 59, tzinfo=UTC)
    before = call("GET", f"{PATH}/{CODE}").json
    backend.clock.advance(seconds=1)
    first = call("GET", f"{PATH}/{CODE}").json
    backend.clock.advance(days=1)
    after = call("GET", PATH).json

    assert (before and before["status"], first and first["status"], after and after["data"][0]["status"]) == (1, 2, 3)
    assert voucher_desk_of(backend).find(stall.member.store, str(CODE)) is not None


def _query(members: dict[str, Any]) -> str:
    return "&".join(f"{name}={'null' if value is None else value}" for name, value in members.items())


class TestBuyers:
    """What buyers are told, over REST."""

    @pytest.fixture
    def ask(self, backend: Backend, stall: Stall) -> Call:
        """The public API of the platform's own host."""
        apis = [buyer_vouchers(vouchers_for_buyers_on(backend)), checkout(stall.ordering, lambda secret, _: secret)]
        options = RestOptions(propagate_bugs=True, access_log=False)

        def nobody(*, access_token: str) -> Account:
            raise Unauthenticated(token=access_token)

        client = create_rest(apis, authenticate=nobody, options=options).test_client()

        def ask(method: str, path: str, body: object = None, **headers: str) -> TestResponse:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.open(path, method=method, json=body, headers=sent)

        return ask

    def draft(self, stall: Stall, **more: object) -> dict[str, object]:
        usual = {"form": "kopi", "subdomain": stall.subdomain, "items": [{"sku": COFFEE, "qty": 2}]}
        return {**usual, "payment_method": "cod", "voucher_code": "HEMAT", **more}

    def test_a_voucher_is_applied(self, stall: Stall, ask: Call) -> None:
        add_voucher(stall, discount=fixed(10_000))

        answers = [ask("POST", f"{PATH}/apply", self.draft(stall), Idempotency_Key="k") for _ in range(2)]

        assert answers[0].status_code == 200
        assert answers[0].json == answers[1].json
        assert answers[0].json == {
            "code": "HEMAT",
            "type": "ongkir",
            "discount": 10_000,
            "totals": {
                "goods": 90_000,
                "shipping": 15_000,
                "cod_fee": 2_850,
                "insurance": 0,
                "other_fees": 0,
                "unique_code": 0,
                "product_discount": 0,
                "shipping_discount": 10_000,
                "total": 97_850,
            },
        }

    @pytest.mark.parametrize(
        ("change", "refused"),
        [
            ({"voucher_code": "TETANGGA"}, (422, "voucher-unknown", "voucher_code")),
            ({"voucher_code": "BALI"}, (422, "voucher-region", "voucher_code")),
            (
                {"voucher_code": "BALI", "address": {"district_code": "31.71.01"}},
                (422, "voucher-region", "voucher_code"),
            ),
            ({"customer": {"phone": "12"}}, (422, "phone-invalid", "customer.phone")),
            ({"address": {"district_code": "99.99.99"}}, (422, "region-unknown", "address.district_code")),
            ({"items": [{"sku": "X", "qty": 1}]}, (422, "not-on-offer", "items.0.sku")),
            ({"subdomain": None}, (422, "subdomain-needed", "subdomain")),
            ({"payment_method": "qris"}, (422, "payment-method-not-taken", "payment_method")),
            ({"form": "lain"}, (404, "not-found", None)),
        ],
    )
    def test_the_reason_is_told(
        self, stall: Stall, ask: Call, change: dict[str, object], refused: tuple[int, str, str | None]
    ) -> None:
        add_voucher(stall)
        add_voucher(stall, "BALI", provinces=("51",))
        add_voucher(open_stall(stall.backend), "TETANGGA")

        answer = ask("POST", f"{PATH}/apply", self.draft(stall, **change))

        assert answer.json is not None
        field = next(iter(answer.json.get("errors", ())), None)
        assert (answer.status_code, answer.json["code"], field) == refused

    def test_the_listed_and_the_typed_are_told_in_the_buyers_language(self, stall: Stall, ask: Call) -> None:
        add_voucher(stall)
        add_voucher(stall, "RAHASIA", is_listed=False, min_qty=3)
        cart = f"form=kopi&subdomain={stall.subdomain}&items={COFFEE}:2&payment_method=cod&district_code=31.71.01"

        answer = ask("GET", f"{PATH}/checkout?{cart}&codes=rahasia,apa%20saja", Accept_Language="id")

        hemat = {"code": "HEMAT", "description": "Diskon ongkir 20rb", "type": "ongkir", "discount": 15_000}
        rahasia = {**hemat, "code": "RAHASIA", "discount": 0}
        assert (answer.status_code, answer.json) == (
            200,
            {
                "data": [
                    {
                        **rahasia,
                        "reason": {
                            "code": "voucher-minimum-quantity",
                            "message": "Voucher ini memerlukan paling sedikit 3 barang",
                        },
                    },
                    {
                        "code": "apa saja",
                        "description": None,
                        "type": None,
                        "discount": 0,
                        "reason": {"code": "voucher-unknown", "message": "Tidak ada voucher dengan kode ini di sini"},
                    },
                    {**hemat, "reason": None},
                ],
                "total": 3,
            },
        )
        for wrong in (f"{COFFEE}", f"{COFFEE}:0", f"{COFFEE}:x", ":1", ""):
            cart_of_it = cart.replace(f"{COFFEE}:2", wrong)
            assert ask("GET", f"{PATH}/checkout?{cart_of_it}").status_code == 422

    @pytest.mark.parametrize("members", [{"voucher_codes": ["hemat"]}, {"voucher_code": "HEMAT"}])
    def test_an_order_uses_a_voucher(self, stall: Stall, ask: Call, members: dict[str, object]) -> None:
        add_voucher(stall, discount=fixed(10_000))
        order = {
            **{name: value for name, value in self.draft(stall).items() if name != "voucher_code"},
            "customer": {"name": "Budi", "phone": "0813 1111 2222"},
            "address": {"street": "Jl. Melati 5", "district_code": "31.71.01"},
            **members,
        }
        stale = ask("POST", "/store/order/checkout", {**order, "expected_total": 108_150})
        answer = ask("POST", "/store/order/checkout", {**order, "expected_total": 97_850})
        more = ask("POST", "/store/order/checkout", {**order, "items": [{"sku": COFFEE, "qty": 1}]})

        assert (stale.status_code, stale.json and stale.json["totals"]["total"]) == (409, 97_850)
        assert answer.json is not None
        assert answer.json["data"]["vouchers"] == [{"code": "HEMAT", "type": "ongkir", "discount": 10_000}]
        assert more.json is not None
        assert (more.status_code, more.json["code"], list(more.json["errors"])) == (
            422,
            "voucher-used-by-buyer",
            ["voucher_codes"],
        )
