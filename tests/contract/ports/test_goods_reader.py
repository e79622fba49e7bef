"""Goods as sheets show them, on memory, SQLite and PostgreSQL."""

import pytest

from bosonline.adapters.outbound.sql import goods_reader
from bosonline.application.catalog.goods_sheets import GoodsSheet
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.goods import GoodsReaderContract, add, skus


class TestGoodsReader(GoodsReaderContract):
    pass


@pytest.mark.parametrize("sheet", GoodsSheet)
def test_no_row_is_lost_or_doubled_between_batches(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, sheet: GoodsSheet
) -> None:
    """However many there are."""
    monkeypatch.setattr(goods_reader, "BATCH", 3)
    names: list[str] = []
    for number in range(7):
        assert skus(backend, sheet) == names
        names.append(f"A-{number}")
        add(backend, names[-1])
    assert skus(backend, sheet) == names
