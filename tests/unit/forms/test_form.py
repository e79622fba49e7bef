"""Order forms: what they may offer and ask, and when they may be published."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import (
    WHATSAPP_VARIABLES,
    Attendant,
    BankAccountNeeded,
    Bump,
    CourierCode,
    EmailUnverified,
    FieldKind,
    FormContent,
    FormContentInvalid,
    FormEdited,
    FormField,
    FormItem,
    FormNameInvalid,
    FormRule,
    FormStatus,
    FormStatusChanged,
    OrderForm,
    PatternInvalid,
    PaymentMethodUnavailable,
    Readiness,
    SlugInvalid,
    SuccessKind,
    SuccessPage,
    Theme,
    checked_slug,
    slug_of,
    status_at,
)
from bosonline.domain.identity import SYSTEM, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering.template import VARIABLES
from bosonline.domain.stores import PaymentMethod
from bosonline.testing.backends import memory_backend
from bosonline.testing.contracts.catalog import plain_product
from bosonline.testing.identity import add_user, open_store
from bosonline.testing.shops import shop_on
from bosonline.testing.strategies import form_contents, names

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ITEM, TOO_MUCH = FormItem(sku=Sku("A")), Money(1_000_000_001)
CONTENT = FormContent(items=(ITEM,), payment_methods=(PaymentMethod.COD,))
TRANSFER = replace(CONTENT, payment_methods=(PaymentMethod.BANK_TRANSFER,))
READY = Readiness(has_bank_account=True, owner_is_verified=True)
ASKED = FormField(name="note", label="Catatan")


def draft(content: FormContent = CONTENT, name: str = "Kopi") -> OrderForm:
    return OrderForm.draft(store=StoreId(1), slug=slug_of(name), name=name, content=content, at=NOON)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(form_contents())
def test_what_the_rules_admit_is_kept_whole(content: FormContent) -> None:
    form = draft(content)

    assert revive(plain(form), OrderForm) == form
    assert form.status is FormStatus.DRAFT
    assert all(content.item(item.sku) == item for item in content.items)
    assert content.item(Sku("not-offered-anywhere!")) is None


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"items": ()}, "items", FormRule.ITEMS),
        ({"items": tuple(FormItem(sku=Sku(f"A{n}")) for n in range(101))}, "items", FormRule.ITEMS),
        ({"items": (ITEM, ITEM)}, "items", FormRule.ITEMS_ONCE),
        ({"items": (replace(ITEM, price=TOO_MUCH),)}, "items.0.price", FormRule.PRICE),
        ({"items": (replace(ITEM, price=Money(-1)),)}, "items.0.price", FormRule.PRICE),
        ({"items": (replace(ITEM, max_qty=0),)}, "items.0.max_qty", FormRule.MAX_QTY),
        ({"items": (replace(ITEM, min_qty=0),)}, "items.0.min_qty", FormRule.MIN_QTY),
        ({"items": (replace(ITEM, min_qty=3, max_qty=2),)}, "items.0.min_qty", FormRule.MIN_QTY),
        ({"items": (replace(ITEM, min_qty=2, default_qty=1),)}, "items.0.default_qty", FormRule.DEFAULT_QTY),
        ({"items": (replace(ITEM, max_qty=2, default_qty=3),)}, "items.0.default_qty", FormRule.DEFAULT_QTY),
        ({"bumps": (Bump(sku=Sku("B"), price=Money(1), text="x" * 256),)}, "bumps.0.text", FormRule.BUMP_TEXT),
        ({"bumps": (Bump(sku=Sku("B"), price=TOO_MUCH),)}, "bumps.0.price", FormRule.PRICE),
        ({"bumps": tuple(Bump(sku=Sku(f"B{n}"), price=Money(1)) for n in range(6))}, "bumps", FormRule.BUMPS),
        ({"flat_shipping": TOO_MUCH}, "flat_shipping", FormRule.PRICE),
        ({"payment_methods": ()}, "payment_methods", FormRule.METHODS),
        ({"payment_methods": (PaymentMethod.COD, PaymentMethod.COD)}, "payment_methods", FormRule.METHODS),
        ({"couriers": (CourierCode("idx"), CourierCode("idx"))}, "couriers", FormRule.COURIERS_ONCE),
        ({"fields": tuple(replace(ASKED, name=f"n{n}") for n in range(31))}, "fields", FormRule.FIELDS),
        ({"fields": (ASKED, ASKED)}, "fields", FormRule.FIELD_NAMES),
        ({"fields": (replace(ASKED, name="Note"),)}, "fields.0.name", FormRule.FIELD_NAME),
        ({"fields": (replace(ASKED, options=("a",)),)}, "fields.0.options", FormRule.OPTIONS),
        ({"fields": (replace(ASKED, kind=FieldKind.CHOICE),)}, "fields.0.options", FormRule.OPTIONS),
        (
            {"fields": (replace(ASKED, kind=FieldKind.CHOICE, options=("a", "a")),)},
            "fields.0.options",
            FormRule.OPTIONS,
        ),
        (
            {"fields": (replace(ASKED, kind=FieldKind.NUMBER, pattern="[0-9]"),)},
            "fields.0.pattern",
            FormRule.PATTERN_KIND,
        ),
        ({"attendants": (Attendant(staff=StaffId(1)),) * 2}, "cs", FormRule.STAFF_ONCE),
        ({"attendants": (Attendant(staff=StaffId(1), weight=0),)}, "cs.0.weight", FormRule.WEIGHT),
        ({"pixels": {"meta": "1');alert('"}}, "pixels.meta", FormRule.PIXEL),
        ({"pixels": {"myspace": "1"}}, "pixels.myspace", FormRule.PIXEL),
        ({"pixels": {"meta": "12a"}}, "pixels.meta", FormRule.PIXEL),
        ({"pixels": {"google": "123"}}, "pixels.google", FormRule.PIXEL),
        ({"theme": Theme(colour="red")}, "theme.colour", FormRule.COLOUR),
        ({"theme": Theme(colour="#12345")}, "theme.colour", FormRule.COLOUR),
        ({"success_page": SuccessPage(url="http://a.example")}, "success_page.url", FormRule.ADDRESS),
        ({"success_page": SuccessPage(whatsapp_text="{umur}")}, "success_page.whatsapp_text", FormRule.WHATSAPP_TEXT),
        ({"success_page": SuccessPage(whatsapp_text="a } b")}, "success_page.whatsapp_text", FormRule.WHATSAPP_TEXT),
        (
            {"success_page": SuccessPage(whatsapp_text="x" * 1001)},
            "success_page.whatsapp_text",
            FormRule.WHATSAPP_TEXT,
        ),
        ({"success_page": SuccessPage(kind=SuccessKind.REDIRECT)}, "success_page.url", FormRule.REDIRECT),
        ({"success_page": SuccessPage(url="javascript:alert(1)")}, "success_page.url", FormRule.ADDRESS),
        ({"success_page": SuccessPage(url='https://a.example/"onload')}, "success_page.url", FormRule.ADDRESS),
    ],
)
def test_every_rule_refuses_and_names_the_member(change: dict[str, Any], field: str, rule: FormRule) -> None:
    with pytest.raises(FormContentInvalid) as refused:
        draft(replace(CONTENT, **change))

    assert refused.value.facts == {"field": field, "why": rule.value}


def test_a_pattern_is_checked_where_it_stands() -> None:
    with pytest.raises(PatternInvalid) as refused:
        draft(replace(CONTENT, fields=(ASKED, replace(ASKED, name="b", pattern="(a+)+"))))

    assert refused.value.facts == {"field": "fields.1.pattern"}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(form_contents(), form_contents(), names())
def test_an_edit_is_what_it_says(was: FormContent, becomes: FormContent, name: str) -> None:
    form = draft(was)
    anew: dict[str, Any] = {"name": name, "slug": form.slug, "content": becomes, "readiness": READY, "at": NOON}
    edited = form.edit(**anew)

    assert (edited is None) == (was == becomes and name == "Kopi")
    assert (form.name, form.content) == (name, becomes)
    assert form.edit(**anew) is None
    if edited is not None:
        assert {"name", "slug"}.isdisjoint(edited.changed) or name != "Kopi"
        assert all(getattr(was, one) != getattr(becomes, one) for one in set(edited.changed) - {"name"})


def test_a_published_form_stays_fit_to_be_published() -> None:
    form, bare = draft(), Readiness(has_bank_account=False, owner_is_verified=True)
    anew: dict[str, Any] = {"name": "Kopi", "slug": form.slug, "content": TRANSFER, "readiness": bare, "at": NOON}
    form.change_status(FormStatus.PUBLISHED, readiness=bare, at=NOON)

    with pytest.raises(BankAccountNeeded):
        form.edit(**anew)
    form = draft()
    assert form.edit(**anew) == FormEdited(form=form.id, changed=("payment_methods",), at=NOON)


def test_what_was_allowed_before_stays_as_long_as_nobody_touches_it() -> None:
    old = replace(CONTENT, success_page=SuccessPage(url="http://old.example"))
    form = draft()
    form.content = old
    same: dict[str, Any] = {"slug": form.slug, "readiness": READY, "at": NOON}

    renamed = form.edit(name="Teh", content=old, **same)
    assert renamed is not None
    assert renamed.changed == ("name",)
    with pytest.raises(FormContentInvalid):
        form.edit(name="Teh", content=replace(old, takes_vouchers=False), **same)


def test_forms_of_the_first_release_are_read() -> None:
    first = {
        "items": [{"sku": "A", "price": None, "max_qty": 2}],
        "payment_methods": ["cod"],
        "fields": [{"name": "a", "label": "A", "kind": "text", "is_required": True, "options": []}],
        "couriers": [],
        "flat_shipping": 15000,
        "attendants": [],
        "bumps": [],
        "takes_vouchers": False,
        "pixels": {},
        "success_page": {"kind": "text", "title": "", "text": "", "url": None, "whatsapp": True},
    }

    content = revive(first, FormContent)

    assert content == FormContent(
        items=(FormItem(sku=Sku("A"), max_qty=2),),
        payment_methods=(PaymentMethod.COD,),
        fields=(FormField(name="a", label="A", is_required=True),),
        flat_shipping=Money(15_000),
        takes_vouchers=False,
    )
    draft(content)


def test_a_closing_time_closes_what_is_published() -> None:
    content = replace(CONTENT, closes_at=NOON)
    early = NOON - timedelta(microseconds=1)

    assert status_at(FormStatus.PUBLISHED, content, early) is FormStatus.PUBLISHED
    assert status_at(FormStatus.PUBLISHED, content, NOON) is FormStatus.CLOSED
    assert status_at(FormStatus.DRAFT, content, NOON) is FormStatus.DRAFT
    assert status_at(FormStatus.PUBLISHED, CONTENT, NOON) is FormStatus.PUBLISHED


def test_the_button_of_the_success_page_says_no_more_than_messages_do() -> None:
    assert set(WHATSAPP_VARIABLES) <= set(VARIABLES)


@pytest.mark.parametrize("method", [PaymentMethod.VIRTUAL_ACCOUNT])
def test_methods_without_a_channel_are_refused_by_name(method: PaymentMethod) -> None:
    with pytest.raises(PaymentMethodUnavailable, match=method.value):
        draft(replace(CONTENT, payment_methods=(method,)))


@pytest.mark.parametrize("name", ["", " ", "x" * 121])
def test_a_form_has_a_name(name: str) -> None:
    with pytest.raises(FormNameInvalid):
        draft(name=name)


@given(st.text(max_size=200))
def test_a_slug_that_is_made_up_is_one(name: str) -> None:
    assert checked_slug(slug_of(name)) == slug_of(name)


@pytest.mark.parametrize("text", ["", "Kopi", "a--b", "-a", "a-", "a b", "x" * 81, "ä", "a\n"])
def test_what_is_no_slug(text: str) -> None:
    with pytest.raises(SlugInvalid):
        checked_slug(text)


@given(
    st.sampled_from(FormStatus),
    st.sampled_from([CONTENT, TRANSFER]),
    st.builds(Readiness, has_bank_account=st.booleans(), owner_is_verified=st.booleans()),
)
def test_only_publishing_takes_something(wanted: FormStatus, content: FormContent, ready: Readiness) -> None:
    form = draft(content)
    may = wanted is not FormStatus.PUBLISHED or (
        ready.owner_is_verified and (ready.has_bank_account or content is CONTENT)
    )
    try:
        changed = form.change_status(wanted, readiness=ready, at=NOON)
    except (BankAccountNeeded, EmailUnverified):
        assert not may
        assert form.status is FormStatus.DRAFT
        return
    assert may
    assert form.status is wanted
    if wanted is FormStatus.DRAFT:
        assert changed is None
    else:
        assert changed == FormStatusChanged(form=form.id, was=FormStatus.DRAFT, became=wanted, at=NOON)


def test_in_production_the_owner_has_to_be_reachable() -> None:
    backend = memory_backend()
    owner = add_user(backend)
    store = open_store(backend, owner)
    shop = shop_on(backend, verified_owner_only=True)
    shop.catalog.add(store=store, by=SYSTEM, sku=ITEM.sku, details=plain_product())
    with pytest.raises(EmailUnverified):
        shop.forms.create(store=store, name="Kopi", content=CONTENT, status=FormStatus.PUBLISHED)
    form = shop.forms.create(store=store, name="Kopi", content=CONTENT).form
    with pytest.raises(EmailUnverified):
        shop.forms.change_status(store=store, by=SYSTEM, form=form.id, status=FormStatus.PUBLISHED)

    with backend.work() as work:
        user = work.users.get(owner)
        user.verify_email(at=backend.clock())
        work.users.save(user)
        work.commit()

    published = shop.forms.change_status(store=store, by=SYSTEM, form=form.id, status=FormStatus.PUBLISHED)
    assert published.form.is_published
    topics = [letter.topic for letter in backend.outbox.claim(limit=10, lease=timedelta(minutes=1)).letters]
    assert topics == ["ProductAdded", "FormCreated", "FormStatusChanged"]
