"""The ports of forms on memory, SQLite and PostgreSQL."""

from pathlib import Path

from bosonline.adapters.outbound.sql.forms import SqlStorefronts
from bosonline.testing.backends import sqlite_backend
from bosonline.testing.contracts.forms import OrderFormsContract, StorefrontsContract, add
from bosonline.testing.contracts.stores import keep, new_store


class TestOrderForms(OrderFormsContract):
    pass


class TestStorefronts(StorefrontsContract):
    pass


def test_forms_that_fell_out_of_mind_are_read_again(tmp_path: Path) -> None:
    backend = sqlite_backend(tmp_path)
    store = keep(backend, new_store(backend))
    slugs = [add(backend, store, f"form-{number}", name=f"Form {number}").slug for number in range(4)]
    fronts = SqlStorefronts(backend.database, backend.clock, at_most=2)

    found = [fronts.find(subdomain=store.subdomain, slug=slug) for slug in slugs * 2]

    assert [front and front.form_name for front in found] == [f"Form {number}" for number in range(4)] * 2
    backend.close()
