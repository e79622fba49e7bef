"""What buyers and sellers do, for the machine of ordering: mostly what works, and now and then what does not."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from bosonline.domain.ordering import PaymentMethod, Status
from bosonline.testing.ordering_model import Ask, Goods, Offer
from bosonline.testing.selling import ALICE, BOB
from bosonline.testing.voucher_model import Coupon

PHONES = [
    ("0813 1111 2222", "+6281311112222"),
    ("+62 813-1111-2222", "+6281311112222"),
    ("6281399998888", "+6281399998888"),
    ("0813 1111 2222", "+6281311112222"),
    ("0813 1111 2222", "+6281311112222"),
    ("12345", None),
]
STREETS = [("Jl. Melati 5", "jl. melati 5"), (" jl.  MELATI 5", "jl. melati 5"), ("Jl. Mawar 1", "jl. mawar 1")]
DISTRICTS = ["31.71.01", "31.71.01", "91.71.01", "31.71.01", "31.71.01", "31.71.99"]
METHODS = [PaymentMethod.BANK_TRANSFER.value, PaymentMethod.COD.value]
STATUSES = [status.value for status in Status]
GOODS, FORMS, COUPONS = 5, 3, 4
NOBODY = 6
SKUS = [f"S{number}" for number in range(GOODS)]
CODES = [f"HEMAT{number}" for number in range(COUPONS)]
MINUTES = [1, 4, 10, 10, 45, 400, 24 * 60]

_plain: dict[str, st.SearchStrategy[Any]] = {
    "phone": st.sampled_from(PHONES[:-1]),
    "street": st.sampled_from(STREETS),
    "items": st.lists(st.tuples(st.sampled_from(SKUS[:3]), st.integers(1, 3)), min_size=1, max_size=3),
    "bumps": st.sampled_from([[], [0], [0, 0]]),
    "method": st.sampled_from(METHODS),
    "district": st.sampled_from(DISTRICTS[:-1]),
    "answer": st.none(),
    "knows_account": st.just(True),
    "expected": st.none(),
    "codes": st.sampled_from([(), (), CODES[:1], CODES[1:2], CODES[:2], CODES[1::-1]]),
}
_flawed = {
    "phone": st.just(PHONES[-1]),
    "items": st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 9)), min_size=1, max_size=3),
    "bumps": st.lists(st.integers(0, 2), min_size=1, max_size=2),
    "district": st.just(DISTRICTS[-1]),
    "answer": st.sampled_from(["7", "tujuh"]),
    "knows_account": st.just(False),
    "expected": st.sampled_from([1, 2]),
    "codes": st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True),
}


def _asks(**flaws: st.SearchStrategy[Any]) -> st.SearchStrategy[Ask]:
    return st.builds(
        lambda phone, street, **facts: Ask(typed=(phone[0], street[0]), phone=phone[1], street=street[1], **facts),
        **{**_plain, **flaws},
    )


plain_asks = _asks()
asks = st.sampled_from(sorted(_flawed)).flatmap(lambda name: _asks(**{name: _flawed[name]}))
goods = st.builds(
    Goods,
    price=st.integers(0, 99_999),
    min_qty=st.sampled_from([1, 1, 1, 2]),
    is_active=st.sampled_from([True, True, True, False]),
    on_hand=st.integers(4, 30),
)
offers = st.builds(
    Offer,
    items=st.dictionaries(
        st.sampled_from(SKUS[:3]),
        st.tuples(st.none() | st.integers(0, 99_999), st.none() | st.integers(1, 6)),
        min_size=1,
    ),
    bumps=st.lists(st.tuples(st.sampled_from(SKUS[:3]), st.integers(0, 9_999)), max_size=2),
    methods=st.sampled_from([METHODS, METHODS, METHODS[:1], METHODS[1:]]),
    shipping=st.sampled_from([15_000, 15_001, 0, None]),
    asks=st.sampled_from([False, False, True]),
    takes_vouchers=st.sampled_from([True, True, False]),
)
coupons = st.builds(
    Coupon,
    kind=st.sampled_from(["product", "ongkir"]),
    percent=st.sampled_from([None, 1, 7, 33, 100]),
    amount=st.integers(1, 60_000),
    ceiling=st.none() | st.integers(1, 30_000),
    stock=st.integers(1, 4),
    limit=st.integers(1, 2),
    methods=st.sampled_from([(), (), METHODS[:1]]),
    items=st.sampled_from([(), (), SKUS[:1], SKUS[:2]]),
    min_purchase=st.sampled_from([0, 0, 50_000]),
    min_qty=st.sampled_from([0, 0, 2]),
)
keys = st.sampled_from([None, None, None, None, "k1", "k2", "k3"])
authors = st.sampled_from([ALICE, BOB])
recent = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, NOBODY])
shares = st.sampled_from([(1, 1), (1, 1), (1, 1), (1, 2), (1, 3), (2, 1)])
"""Shares of an amount: all of it, some, and more."""
fees = st.lists(st.tuples(st.sampled_from(["Bubble wrap", "Kartu ucapan"]), st.integers(1, 60_000)), max_size=2)


def plain_coupon(kind: str, stock: int, items: Sequence[str]) -> Coupon:
    """A voucher of this kind for some goods (none named: all), so often and twice by each buyer."""
    return Coupon(
        kind=kind,
        percent=33 if kind == "product" else None,
        amount=5_003,
        ceiling=None,
        stock=stock,
        limit=2,
        methods=(),
        items=items,
        min_purchase=0,
        min_qty=0,
    )
