"""Hypothesis strategies for domain values: each draws what the rules admit, up to the bounds that they set."""

import string
from datetime import UTC, datetime
from functools import cache

from hypothesis import strategies as st

from bosonline.domain.catalog import Attribute, Parcel, Prices, ProductDetails, Sku, Stock, Variant
from bosonline.domain.catalog.sku import RESERVED_CODES
from bosonline.domain.forms import (
    PIXELS,
    Attendant,
    BuiltInFields,
    Bump,
    CourierCode,
    FieldKind,
    FieldUse,
    FormContent,
    FormField,
    FormItem,
    SuccessKind,
    SuccessPage,
    Texts,
    Theme,
    WhenSoldOut,
)
from bosonline.domain.forms.content import OFFERED_METHODS
from bosonline.domain.identity import StaffId
from bosonline.domain.money import Money
from bosonline.domain.phone import Phone
from bosonline.domain.stores import RESERVED_SUBDOMAINS, Subdomain

_NAMING = string.ascii_letters + string.digits + "._-"
_ADDRESSING = string.ascii_lowercase + string.digits


def amounts(least: int = 0, most: int = 1_000_000_000) -> st.SearchStrategy[Money]:
    """Amounts of rupiah."""
    return st.integers(least, most).map(Money)


def phones() -> st.SearchStrategy[Phone]:
    """Checked Indonesian mobile numbers."""
    return st.from_regex(r"\+628[1-9][0-9]{7,9}", fullmatch=True, alphabet=string.printable).map(Phone)


def instants() -> st.SearchStrategy[datetime]:
    """Moments in UTC, to the microsecond."""
    return st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def names(most: int = 120) -> st.SearchStrategy[str]:
    """What people call things: visible, without control characters, and without space at the ends."""
    letters = st.characters(exclude_categories=("C", "Z"))
    return st.text(letters | st.just(" "), min_size=1, max_size=most).map(str.strip).filter(bool)


def skus() -> st.SearchStrategy[Sku]:
    """SKUs, no reserved words among them."""
    text = st.text(_NAMING, min_size=1, max_size=64)
    return text.filter(lambda sku: sku.lower() not in RESERVED_CODES).map(Sku)


def subdomains() -> st.SearchStrategy[Subdomain]:
    """Subdomains that a store may have."""
    text = st.text(_ADDRESSING, min_size=3, max_size=40)
    return text.filter(lambda name: name not in RESERVED_SUBDOMAINS).map(Subdomain)


def parcels() -> st.SearchStrategy[Parcel]:
    """Weights and sides."""
    side = st.integers(0, 1_000)
    return st.builds(Parcel, weight=st.integers(1, 500_000), length=side, width=side, height=side)


def prices() -> st.SearchStrategy[Prices]:
    """Selling price, list price and cost, in any relation."""
    return st.builds(Prices, selling=amounts(), listed=amounts(), cost=amounts())


def stocks() -> st.SearchStrategy[Stock]:
    """Stock on hand, none of it reserved."""
    return st.integers(0, 10_000_000).map(lambda on_hand: Stock(on_hand=on_hand))


def attributes() -> st.SearchStrategy[Attribute]:
    """A respect in which variants differ."""
    items = st.lists(names(40), min_size=1, max_size=4, unique=True).map(tuple)
    return st.builds(Attribute, name=names(40), items=items, priority=st.integers(1, 9))


def variants() -> st.SearchStrategy[Variant]:
    """Variants that are not kept yet."""
    return st.builds(
        Variant,
        id=st.just(0),
        sku=skus(),
        name=names(60),
        prices=prices(),
        parcel=parcels(),
        min_qty=st.integers(1, 1_000),
        stock=stocks(),
        is_active=st.booleans(),
    )


@st.composite
def product_details(draw: st.DrawFn) -> ProductDetails:
    """What a seller may say about a product, with variants or without."""
    differing = draw(st.lists(attributes(), max_size=2, unique_by=lambda one: one.name))
    offered: list[Variant] = []
    if differing:
        offered = draw(st.lists(variants(), min_size=1, max_size=4, unique_by=(lambda v: v.sku, lambda v: v.name)))
    slug = st.text(_ADDRESSING, min_size=1, max_size=30)
    return ProductDetails(
        name=draw(names()),
        prices=draw(prices()),
        parcel=draw(parcels()),
        slug=draw(st.none() | slug),
        description=draw(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=200)),
        category=draw(st.none() | st.integers(1, 10**6)),
        on_hand=draw(st.integers(0, 10_000_000)),
        images=tuple(draw(st.lists(slug.map(lambda name: f"{name}.png"), max_size=3))),
        attributes=tuple(differing),
        variants=tuple(offered),
        is_active=draw(st.booleans()),
    )


def form_fields() -> st.SearchStrategy[FormField]:
    """A field of the seller's own."""
    name = st.text(_ADDRESSING + "_", max_size=39).map(lambda rest: f"f{rest}")
    plain = st.sampled_from([kind for kind in FieldKind if kind is not FieldKind.CHOICE])
    options = st.lists(names(40), min_size=1, max_size=4, unique=True).map(tuple)
    label, required = names(80), st.booleans()
    told = {"name": name, "label": label, "is_required": required, "help": st.just("") | names(80)}
    pattern = st.sampled_from(("", r"\d{5}", "[A-Z]{1,2} ?[0-9]{1,4}", ".+"))
    return (
        st.builds(FormField, kind=plain, **told)
        | st.builds(FormField, kind=st.just(FieldKind.CHOICE), options=options, **told)
        | st.builds(FormField, pattern=pattern, **told)
    )


def form_items() -> st.SearchStrategy[FormItem]:
    """A variant on offer, in quantities that go together."""
    return st.tuples(skus(), st.none() | amounts(), st.lists(st.integers(1, 10_000), min_size=3, max_size=3)).map(
        lambda drawn: FormItem(
            sku=drawn[0],
            price=drawn[1],
            min_qty=min(drawn[2]),
            default_qty=sorted(drawn[2])[1],
            max_qty=max(drawn[2]) if drawn[2][0] % 2 else None,
        )
    )


def colours() -> st.SearchStrategy[str]:
    """Colours as `#rrggbb`."""
    return st.integers(0, 0xFFFFFF).map(lambda colour: f"#{colour:06x}")


def success_pages() -> st.SearchStrategy[SuccessPage]:
    """A text, or another address."""
    wa = st.sampled_from(("", "Halo {toko}, saya {nama}: {invoice}", "{{}}"))
    text = st.builds(SuccessPage, title=names(80), text=names(200), whatsapp=st.booleans(), whatsapp_text=wa)
    address = st.text(_ADDRESSING, min_size=1, max_size=20).map(lambda name: f"https://{name}.example/thanks")
    return text | st.builds(SuccessPage, kind=st.just(SuccessKind.REDIRECT), url=address)


@cache
def form_contents() -> st.SearchStrategy[FormContent]:
    """What a form may offer and ask."""
    bumps = st.builds(Bump, sku=skus(), price=amounts(), text=names(20))
    cs = st.builds(Attendant, staff=st.integers(1, 10**6).map(StaffId), weight=st.integers(1, 100))
    courier = st.sampled_from(("idx", "sap", "jne", "lion")).map(CourierCode)
    pixels = {"meta": "1234567890", "tiktok": "C9ABCDEF", "google": "AW-123456789", "gtm": "GTM-AB12CD"}
    uses = st.sampled_from(FieldUse)
    return st.builds(
        FormContent,
        items=st.lists(form_items(), min_size=1, max_size=3, unique_by=lambda item: item.sku).map(tuple),
        payment_methods=st.lists(st.sampled_from(OFFERED_METHODS), min_size=1, unique=True).map(tuple),
        fields=st.lists(form_fields(), max_size=2, unique_by=lambda asked: asked.name).map(tuple),
        couriers=st.lists(courier, max_size=3, unique=True).map(tuple),
        flat_shipping=st.none() | amounts(),
        attendants=st.lists(cs, max_size=2, unique_by=lambda one: one.staff).map(tuple),
        bumps=st.lists(bumps, max_size=2).map(tuple),
        takes_vouchers=st.booleans(),
        built_in=st.builds(BuiltInFields, email=uses, note=uses, post_code=uses),
        texts=st.builds(Texts, headline=names(20), description=names(20), button=names(20)),
        theme=st.builds(Theme, colour=colours()),
        pixels=st.sets(st.sampled_from(PIXELS)).map(lambda chosen: {name: pixels[name] for name in chosen}),
        closes_at=st.none() | instants(),
        when_sold_out=st.sampled_from(WhenSoldOut),
        success_page=success_pages(),
    )
