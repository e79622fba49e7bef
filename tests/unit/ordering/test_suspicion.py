"""What makes an order suspicious, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.inbound.texts import tell_suspicion
from bosonline.adapters.inbound.texts.suspicions import SUSPICIONS
from bosonline.domain.ordering.suspicion import Record, Suspicion, is_nonsense, suspicions
from bosonline.domain.stores import QuarantineLimits

LIMITS = st.builds(
    QuarantineLimits,
    orders_per_phone=st.integers(1, 1000),
    orders_per_address=st.integers(1, 1000),
    shortest_name=st.integers(1, 20),
)
RECORDS = st.builds(
    Record,
    from_phone=st.integers(0, 1000),
    to_address=st.integers(0, 1000),
    is_phone_blocked=st.booleans(),
    is_address_blocked=st.booleans(),
)
NAMES = [
    *("Budi", "Siti Rahma", "Sri Wahyuni", "Ng", "Kwee Tjhay Hwa", "I Gusti Ngurah", "H. Abd. Rahman", "M. Ilyas"),
    *("Drs. Bambang", "Ny. Tuti", "Xx Coffee", "Toko 88 Jaya", "Krisna", "Wertha", "Opung Popo", "Nur'aini", "Yy"),
    *("Bapak RT 05", "Asda", "Krzysztof", "李小明", "محمد علي", "Ananda Ss", "Oooh Lala"),
]
NONSENSE = [
    *("sdfgh", "Asdf", "asdfgh jkl", "qwerty", "ytrewq", "zxcv", "aaaa", "XXX", "hhhhhh", "0812345678", "a1234"),
    *("bcdf Budi", "Budi poiuyt", "jkl lkjh"),
]


@given(st.text(max_size=40), RECORDS, LIMITS)
def test_each_limit_counts_by_itself(name: str, record: Record, limits: QuarantineLimits) -> None:
    found = set(suspicions(name, record, limits))

    assert (Suspicion.OFTEN_FROM_PHONE in found) == (record.from_phone >= limits.orders_per_phone)
    assert (Suspicion.OFTEN_TO_ADDRESS in found) == (record.to_address >= limits.orders_per_address)
    assert (Suspicion.PHONE_BLOCKED in found) == record.is_phone_blocked
    assert (Suspicion.ADDRESS_BLOCKED in found) == record.is_address_blocked
    assert (Suspicion.SHORT_NAME in found) == (len([one for one in name if one.isalpha()]) < limits.shortest_name)
    assert (Suspicion.NONSENSE_NAME in found) == is_nonsense(name)


@pytest.mark.parametrize("name", NAMES)
def test_what_people_are_called_is_no_nonsense(name: str) -> None:
    assert not is_nonsense(name)


@pytest.mark.parametrize("name", NONSENSE)
def test_what_nobody_is_called_is_nonsense(name: str) -> None:
    assert is_nonsense(name)


def test_a_usual_order_is_not_suspicious() -> None:
    limits = QuarantineLimits()
    assert suspicions("Budi", Record(from_phone=2, to_address=9), limits) == ()
    assert suspicions("Al", Record(from_phone=3, to_address=10), limits) == (
        Suspicion.OFTEN_FROM_PHONE,
        Suspicion.OFTEN_TO_ADDRESS,
        Suspicion.SHORT_NAME,
    )


def test_every_suspicion_is_told_in_two_languages() -> None:
    assert set(SUSPICIONS) == set(Suspicion)
    texts = [tell_suspicion(one, language)[1] for one in Suspicion for language in ("en", "id")]
    assert len(set(texts)) == 2 * len(Suspicion)
    assert tell_suspicion("alamat aneh", "id") == (None, "alamat aneh")
