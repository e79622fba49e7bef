"""What a keyword may mean."""

import pytest

from bosonline.domain.ordering.search import beginnings, name_key


@pytest.mark.parametrize(
    ("keyword", "meant"),
    [
        ("Budi  San", {"customer_name": "budi san"}),
        ("budi", {"customer_name": "budi", "awb": "budi"}),
        ("inv08", {"invoice": "INV08", "customer_name": "inv08", "awb": "inv08"}),
        ("in", {"invoice": "IN", "customer_name": "in", "awb": "in"}),
        ("821", {"invoice": "INV0821", "customer_phone": "+62821", "awb": "821"}),
        ("0821", {"invoice": "INV0821", "customer_phone": "+62821", "awb": "0821"}),
        ("0813-1111 2", {"customer_phone": "+6281311112"}),
        ("+62 813", {"customer_phone": "+62813"}),
        ("(0062) 813", {"customer_phone": "+62813"}),
        ("62813", {"invoice": "INV62813", "customer_phone": "+62813", "awb": "62813"}),
        ("%", {"customer_name": "%", "awb": "%"}),
        ("-", {"awb": "-"}),
        ("   ", {}),
    ],
)
def test_a_keyword_is_looked_for_where_it_can_stand(keyword: str, meant: dict[str, str]) -> None:
    assert beginnings(keyword) == meant


def test_one_column_alone_is_searched_and_phones_where_they_may_be_seen() -> None:
    assert beginnings("0813", category="customer_phone") == {"customer_phone": "+62813"}
    assert beginnings("3", category="customer_name") == {"customer_name": "3"}
    assert beginnings("budi", category="invoice") == {}
    assert beginnings("0813", by_phone=False) == {"invoice": "INV0813", "awb": "0813"}


def test_names_are_searched_by_one_spelling() -> None:
    assert name_key("  Budi \t SANTOSO ") == "budi santoso"
    assert name_key("Straße") == name_key("STRASSE")
    assert len(name_key("ß" * 120)) == 120
    assert name_key(" ") == ""
