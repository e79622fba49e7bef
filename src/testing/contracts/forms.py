"""What every adapter of the ports of forms must do."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from bosonline.application.forms.ports import AddressedForm, Storefront
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
from bosonline.testing.shops import form_desk_of, storefronts_of
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
        }


class StorefrontsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_form_is_found_with_its_store(self, backend: Backend) -> None:
        """Whatever its status."""
        store = keep(backend, new_store(backend))
        form = add(backend, store)

        assert storefronts_of(backend).find(subdomain="kopisiti", slug="kopi-arabica") == Storefront(
            store=store.id,
            store_name="Kopi Siti",
            store_phone=store.phone,
            store_status=store.status,
            settings=store.settings,
            form=form.id,
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
