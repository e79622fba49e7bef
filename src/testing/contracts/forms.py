"""What every adapter of the ports of forms must do."""

import threading
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bosonline.application.forms.ports import VERSIONS_KEPT, AddressedForm, Storefront
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import (
    FormContent,
    FormItem,
    FormNotFound,
    FormStatus,
    OrderForm,
    Readiness,
    Slug,
)
from bosonline.domain.stores import PaymentMethod, Store
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.stores import keep, new_store
from bosonline.testing.shops import form_desk_of, storefronts_of, view_tally_of
from bosonline.testing.strategies import form_contents

CONTENT = FormContent(items=(FormItem(sku=Sku("ESB-006-01")),), payment_methods=(PaymentMethod.COD,))
READY = Readiness(has_bank_account=True, owner_is_verified=True)
NEWEST = Listing(sort_by="created_at", category="name")
_numbers = count(1000)


def add(
    backend: Backend, store: Store, slug: str = "kopi-arabica", *, name: str = "Kopi", content: FormContent = CONTENT
) -> OrderForm:
    """Keep a form."""
    form = OrderForm.draft(store=store.id, slug=Slug(slug), name=name, content=content, at=backend.clock())
    with backend.work(store.id) as work:
        work.forms.add(form)
        work.commit()
    return form


def publish(backend: Backend, form: OrderForm) -> OrderForm:
    """Publish it."""
    with backend.work(form.store) as work:
        found: OrderForm = work.forms.get(form.id)
        found.change_status(FormStatus.PUBLISHED, readiness=READY, at=backend.clock())
        work.forms.save(found)
        work.commit()
    return found


def edit(backend: Backend, form: OrderForm, **anew: Any) -> None:
    """Say something of it anew."""
    with backend.work(form.store) as work:
        found: OrderForm = work.forms.get(form.id)
        said = {"name": found.name, "slug": found.slug, "content": found.content, **anew}
        found.edit(**said, readiness=READY, at=backend.clock())
        work.forms.save(found, is_edited=True)
        work.commit()


class OrderFormsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_every_form_comes_back_as_it_was_added(self, backend: Backend) -> None:
        """To a work, to readers, and to the checkout."""
        store = keep(backend, new_store(backend))

        @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(content=form_contents())
        def check(content: FormContent) -> None:
            form = add(backend, store, f"form-{next(_numbers)}", content=content)
            with backend.work(store.id) as work:
                assert work.forms.get(form.id) == form
            assert form_desk_of(backend).find(store.id, form.id) == AddressedForm(subdomain=store.subdomain, form=form)
            front = storefronts_of(backend).find(subdomain=store.subdomain, slug=form.slug)
            assert front is not None
            assert front.content == content

        check()

    def test_a_form_of_another_store_does_not_exist(self, backend: Backend) -> None:
        """For nobody there."""
        store, other = (
            keep(backend, new_store(backend)),
            keep(backend, new_store(backend, owner=2, subdomain="tehbudi")),
        )
        form = add(backend, store)

        assert form_desk_of(backend).find(other.id, form.id) is None
        with pytest.raises(FormNotFound), backend.work(other.id) as work:
            work.forms.get(form.id)
        assert add(backend, other).slug == form.slug

    def test_a_slug_is_taken_once(self, backend: Backend) -> None:
        """The second loses the race."""
        store = keep(backend, new_store(backend))
        add(backend, store)

        with pytest.raises(ChangedMeanwhile):
            add(backend, store)
        with backend.work(store.id) as work:
            assert work.forms.slugs_beginning("kopi") == {"kopi-arabica"}
            assert work.forms.slugs_beginning("teh") == frozenset()

    def test_who_saves_an_older_version_is_told(self, backend: Backend) -> None:
        """And nothing of it is kept."""
        form = add(backend, keep(backend, new_store(backend)))
        published = publish(backend, form)

        with pytest.raises(ChangedMeanwhile), backend.work(form.store) as work:
            work.forms.save(form)
        with backend.work(form.store) as work:
            found = work.forms.get(form.id)
        assert (found.status, found.version) == (published.status, 2) == (FormStatus.PUBLISHED, 2)

    def test_what_a_form_said_is_remembered(self, backend: Backend) -> None:
        """From each of its edits on, for the store alone; of very many, the newest."""
        store = keep(backend, new_store(backend))
        form = publish(backend, add(backend, store))
        desk = form_desk_of(backend)

        edit(backend, form, name="Teh")

        told = [desk.said(store.id, form.id, version) for version in (0, 1, 2, 3, 9)]
        assert [said and (said.version, said.name) for said in told] == [
            None,
            (1, "Kopi"),
            (1, "Kopi"),
            (3, "Teh"),
            (3, "Teh"),
        ]
        assert told[1] is not None
        assert told[1].content == CONTENT
        assert desk.said(keep(backend, new_store(backend, owner=2, subdomain="tehbudi")).id, form.id, 3) is None
        for number in range(VERSIONS_KEPT - 1):
            edit(backend, form, name=f"Teh {number}")
        kept = [desk.said(store.id, form.id, version) is not None for version in (1, 2, 3, VERSIONS_KEPT + 2)]
        assert kept == [False, False, True, True]

    def test_an_edit_does_not_take_the_slug_of_another(self, backend: Backend) -> None:
        """Though nobody saw it before."""
        store = keep(backend, new_store(backend))
        add(backend, store)
        form = add(backend, store, "teh")

        with pytest.raises(ChangedMeanwhile):
            edit(backend, form, slug="kopi-arabica")
        with backend.work(store.id) as work:
            assert work.forms.get(form.id).slug == "teh"

    def test_a_form_that_was_removed_is_found_by_nobody(self, backend: Backend) -> None:
        """Its slug is free, its id is not, and what it said can still be read."""
        store = keep(backend, new_store(backend))
        form = publish(backend, add(backend, store))
        with backend.work(store.id) as work:
            work.forms.remove(form, at=backend.clock())
            work.commit()

        desk = form_desk_of(backend)
        assert desk.find(store.id, form.id) is None
        assert desk.page(store.id, NEWEST, status=None).total == 0
        assert storefronts_of(backend).find(subdomain=store.subdomain, slug="kopi-arabica") is None
        assert desk.said(store.id, form.id, 1) is not None
        with backend.work(store.id) as work:
            assert work.forms.slugs_beginning("kopi") == frozenset()
            assert work.offering_forms.offering(CONTENT.skus) == []
            with pytest.raises(FormNotFound):
                work.forms.get(form.id)
        assert add(backend, store).id != form.id

    def test_who_removes_what_was_saved_meanwhile_is_told(self, backend: Backend) -> None:
        """And the other way about."""
        form = add(backend, keep(backend, new_store(backend)))
        published = publish(backend, form)

        with pytest.raises(ChangedMeanwhile), backend.work(form.store) as work:
            work.forms.remove(form, at=backend.clock())
        with backend.work(form.store) as work:
            work.forms.remove(published, at=backend.clock())
            work.commit()
        with pytest.raises((ChangedMeanwhile, FormNotFound)), backend.work(form.store) as work:
            work.forms.save(published)

    def test_views_are_counted(self, backend: Backend) -> None:
        """Day by day, whoever looked, for the store alone."""
        store, other = keep(backend, new_store(backend)), keep(backend, new_store(backend, owner=2, subdomain="teh"))
        form, second = add(backend, store), add(backend, store, "teh")
        tally, today = view_tally_of(backend), backend.clock().date()

        def look() -> None:
            for _ in range(50):
                tally.count(store.id, form.id, today)

        looking = [threading.Thread(target=look) for _ in range(4)]
        for one in looking:
            one.start()
        for one in looking:
            one.join()
        tally.flush()
        tally.count(store.id, form.id, today)
        tally.count(store.id, form.id, today + timedelta(days=1))
        tally.count(other.id, second.id, today)
        tally.flush()
        tally.flush()

        rows = form_desk_of(backend).page(store.id, NEWEST, status=None).rows
        assert {row["id"]: row["views"] for row in rows} == {form.id: 202, second.id: 0}

    def test_the_list(self, backend: Backend) -> None:
        """Is sorted, searched, filtered by status, counted, and of one store."""
        store, other = (
            keep(backend, new_store(backend)),
            keep(backend, new_store(backend, owner=2, subdomain="tehbudi")),
        )
        add(backend, other)
        kept = {}
        for slug, name in (("b", "Teh"), ("a", "Kopi")):
            kept[slug] = add(backend, store, slug, name=name)
            backend.clock.advance(minutes=1)
        publish(backend, kept["a"])
        desk = form_desk_of(backend)

        def slugs(listing: Listing, status: FormStatus | None = None) -> tuple[list[object], int]:
            found = desk.page(store.id, listing, status=status)
            return [row["slug"] for row in found.rows], found.total

        assert slugs(NEWEST) == (["a", "b"], 2)
        assert slugs(replace(NEWEST, sort_by="name", descending=False)) == (["a", "b"], 2)
        assert slugs(replace(NEWEST, limit=1, start=1)) == (["b"], 2)
        assert slugs(replace(NEWEST, keyword="TEH")) == (["b"], 1)
        assert slugs(NEWEST, FormStatus.PUBLISHED) == (["a"], 1)
        assert slugs(NEWEST, FormStatus.CLOSED) == ([], 0)
        assert desk.page(store.id, replace(NEWEST, keyword="teh"), status=FormStatus.DRAFT).rows[0] == {
            "id": kept["b"].id,
            "slug": "b",
            "name": "Teh",
            "status": "draft",
            "version": 1,
            "created_at": kept["b"].created_at,
            "subdomain": store.subdomain,
            "views": 0,
            "abandoned": 0,
            "orders": 0,
            "revenue": 0,
        }


class StorefrontsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_form_is_found_with_its_store(self, backend: Backend) -> None:
        """Whatever its status."""
        store = keep(backend, new_store(backend))
        form = add(backend, store)

        assert storefronts_of(backend).find(subdomain="kopisiti", slug="kopi-arabica") == Storefront(
            store=store.id,
            subdomain=store.subdomain,
            store_name="Kopi Siti",
            store_logo=store.logo,
            store_phone=store.phone,
            store_status=store.status,
            settings=store.settings,
            form=form.id,
            slug=form.slug,
            form_name="Kopi",
            form_version=1,
            form_status=FormStatus.DRAFT,
            content=CONTENT,
        )

    @pytest.mark.parametrize(("subdomain", "slug"), [("kopisiti", "teh"), ("tehbudi", "kopi-arabica"), ("", "")])
    def test_nothing_is_found_elsewhere(self, backend: Backend, subdomain: str, slug: str) -> None:
        """Neither another form of the store, nor the form of another store."""
        add(backend, keep(backend, new_store(backend)))
        keep(backend, new_store(backend, owner=2, subdomain="tehbudi"))

        assert storefronts_of(backend).find(subdomain=subdomain, slug=slug) is None

    def test_a_change_is_seen_at_once(self, backend: Backend) -> None:
        """By a reader that has seen the form before."""
        form = add(backend, keep(backend, new_store(backend)))
        fronts = storefronts_of(backend)
        before = fronts.find(subdomain="kopisiti", slug=form.slug)
        assert before is not None
        assert fronts.find(subdomain="kopisiti", slug=form.slug) == before

        publish(backend, form)

        after = fronts.find(subdomain="kopisiti", slug=form.slug)
        assert after == replace(before, form_status=FormStatus.PUBLISHED, form_version=2)
        assert (before.is_selling, after.is_selling) == (False, True)

    def test_a_closing_time_closes_without_anybody(self, backend: Backend) -> None:
        """As soon as it has come, for a reader that has seen the form before."""
        store = keep(backend, new_store(backend))
        content = replace(CONTENT, closes_at=backend.clock() + timedelta(hours=1))
        form, fronts = publish(backend, add(backend, store, content=content)), storefronts_of(backend)

        def selling() -> bool:
            found = fronts.find(subdomain=store.subdomain, slug=form.slug)
            return found is not None and found.is_selling

        assert selling()
        backend.clock.advance(minutes=59)
        assert selling()
        backend.clock.advance(minutes=1)
        assert not selling()
        edit(backend, form, content=CONTENT)
        assert selling()
