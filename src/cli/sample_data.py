"""`bosonline sample-data`."""

from dataclasses import dataclass
from datetime import UTC, datetime

import click
from sqlalchemy import delete, insert

from bosonline.adapters.outbound.sql.tables.ordering import invoice_numbers
from bosonline.adapters.outbound.sql.tables.transaction import outbox
from bosonline.application.ordering import Checkout
from bosonline.application.stores import FirstWarehouse
from bosonline.cli.schema import demand_current_schema
from bosonline.container import Container, open_container
from bosonline.domain.catalog import Attribute, Parcel, Prices, ProductDetails, Sku, Stock, Variant
from bosonline.domain.forms import (
    Bump,
    FieldKind,
    FormContent,
    FormField,
    FormItem,
    FormStatus,
    SuccessPage,
    Texts,
    Theme,
)
from bosonline.domain.identity import Action, Member, Module, Role, StaffId, StoreId, UserId, checked_email
from bosonline.domain.money import Money
from bosonline.domain.ordering import CartItem, Invoice, PaymentMethod, Status
from bosonline.domain.promotions import Discount, DiscountKind, VoucherKind, VoucherTerms
from bosonline.settings import Settings

OWNER = ("Siti Rahma", "siti@example.com", "081234567890", "kopi-siti-2026")
CS = ("Alice Wijaya", "alice@example.com", "081311112222", "halo-alice-2026")
SUBDOMAIN, FORM = "kopisiti", "kopi-arabica"
FIRST_INVOICE = 815
"""Numbers begin here, so that INV0821 is the seventh sample order."""

FAR_AHEAD = datetime(2099, 12, 31, 16, 59, tzinfo=UTC)
"""The deadline of sample orders by transfer: they must not expire."""

_CS_RIGHTS = frozenset(
    [(module, Action.READ) for module in (Module.PRODUCT, Module.FORM, Module.ORDER, Module.VOUCHER)]
    + [(Module.ORDER, Action.CREATE), (Module.ORDER, Action.UPDATE)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Somebody who ordered, and the steps that the order has taken since."""

    name: str
    phone: str
    street: str
    district: str
    qty: int = 1
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER
    steps: tuple[Status, ...] = ()


_COD = PaymentMethod.COD
BUYERS = (
    Buyer(
        name="Budi Santoso",
        phone="081355550001",
        street="Jl. Melati 5 RT 02/03",
        district="31.71.01",
        steps=(Status.PROCESSING,),
    ),
    Buyer(
        name="Dewi Lestari",
        phone="081355550002",
        street="Jl. Kenanga 12",
        district="32.71.01",
        method=_COD,
        steps=(Status.PROCESSING, Status.READY),
    ),
    Buyer(
        name="Agus Pratama",
        phone="081355550003",
        street="Jl. Anggrek 7",
        district="33.74.01",
        qty=3,
        steps=(Status.CANCELLED,),
    ),
    Buyer(name="Rina Marlina", phone="081355550004", street="Jl. Diponegoro 45", district="35.78.01"),
    Buyer(name="Joko Susilo", phone="081355550005", street="Jl. Sudirman 88", district="51.71.01", qty=2, method=_COD),
    Buyer(name="Maya Sari", phone="081355550006", street="Jl. Cendrawasih 3", district="73.71.01"),
    Buyer(name="Hendra Gunawan", phone="081355550007", street="Jl. Pahlawan 21", district="32.01.01", method=_COD),
    Buyer(name="Nur Aini", phone="081355550008", street="Jl. Merdeka 9", district="91.71.01", qty=2),
)


@click.command(short_help="Load a store to look around in.")
@click.option("--if-empty", is_flag=True, help="Leave a database alone that has the sample store already.")
def sample_data(if_empty: bool) -> None:
    """Load the sample store: an owner and a member of staff, products, a published form, vouchers, and orders.

    Among the orders is INV0821, cash on delivery, which waits for its first follow-up.
    """
    settings = Settings.from_environment()
    if settings.in_production:
        raise click.ClickException("the sample store has well-known passwords; it is not loaded in production")
    container = open_container(settings)
    demand_current_schema(container.database())
    if _is_loaded(container):
        if not if_empty:
            raise click.ClickException("the sample store is there already")
    else:
        load(container)
    _announce(settings)


def load(container: Container) -> StoreId:
    """Put the sample store into the database of a container, by the use cases that its people would use; its id."""
    owner = _user(container, OWNER)
    store = container.stores().open(
        owner=owner,
        name="Kopi Siti",
        phone=OWNER[2],
        subdomain=SUBDOMAIN,
        warehouse=FirstWarehouse(
            name="Gudang Bogor",
            contact_name="Siti",
            phone=OWNER[2],
            address="Jl. Raya Cibinong 1",
            district_code="32.01.01",
            post_code="16911",
        ),
    )
    member = _member(container, store.id, owner)
    _hire(container, store.id)
    _stock_up(container, store.id, member)
    container.payments().add_bank_account(
        member=member, bank_code="014", account_name="SITI RAHMA", account_number="1234567890"
    )
    _publish(container, store.id)
    _promise(container, member)
    with container.work(store.id) as work:
        work.execute(insert(invoice_numbers), {"store_id": store.id, "last": FIRST_INVOICE - 1})
        work.commit()
    for buyer in BUYERS:
        _order(container, member, buyer)
    with container.work(store.id) as work:
        # Nobody has to be told of orders that nobody made.
        work.execute(delete(outbox).where(outbox.c.store_id == store.id))
        work.commit()
    return store.id


def _is_loaded(container: Container) -> bool:
    with container.work() as work:
        return work.users.of_email(checked_email(OWNER[1])) is not None


def sample_store(container: Container) -> StoreId | None:
    """The sample store's id; None where it was not loaded."""
    with container.work() as work:
        owner = work.users.of_email(checked_email(OWNER[1]))
        place = None if owner is None else work.standings.of(owner.id).place
    return None if place is None else place.store


def _user(container: Container, person: tuple[str, str, str, str]) -> UserId:
    name, email, phone, password = person
    at = container.clock()()
    with container.work() as work:
        user = work.users.add(
            name=name,
            email=checked_email(email),
            phone=container.phones().read(phone),
            password_hash=container.hasher().hash(password),
            at=at,
            email_verified_at=at,
        )
        if user is None:
            raise click.ClickException(f"{email} has an account already")
        work.commit()
    container.identity().verify_phone(email=email)
    return user


def _member(container: Container, store: StoreId, user: UserId) -> Member:
    with container.work(store) as work:
        place = work.standings.of(user).place
    if place is None:
        raise LookupError("the owner serves no store")
    return Member(store=store, user=user, staff=place.staff, name=OWNER[0], role=Role.OWNER)


def _hire(container: Container, store: StoreId) -> StaffId:
    user = _user(container, CS)
    with container.work(store) as work:
        staff = work.staff.add(store=store, user=user, role=Role.CS, at=container.clock()(), rights=_CS_RIGHTS)
        work.commit()
    return staff


def _stock_up(container: Container, store: StoreId, member: Member) -> None:
    from bosonline.cli.sample_pictures import coffee_bag, coffee_spoon  # noqa: PLC0415  # nobody else draws

    by, upload = member.author, container.images().upload
    bag, spoon = (upload(store=store, by=member.user, content=draw()).file_name for draw in (coffee_bag, coffee_spoon))
    prices = Prices(selling=Money(45_000), listed=Money(50_000), cost=Money(30_000))
    parcel = Parcel(weight=250, length=10, width=10, height=15)
    add = container.catalog().add
    add(
        store=store,
        by=by,
        sku=Sku("ESB-006"),
        details=ProductDetails(
            name="Biji Kopi Arabica",
            description="Kopi arabica Gayo, disangrai setiap pekan.",
            images=(bag,),
            prices=prices,
            parcel=parcel,
            attributes=(Attribute(name="Gilingan", items=("Halus", "Kasar")),),
            variants=(
                Variant(sku=Sku("ESB-006-01"), name="Halus", prices=prices, parcel=parcel, stock=Stock(on_hand=500)),
                Variant(sku=Sku("ESB-006-02"), name="Kasar", prices=prices, parcel=parcel, stock=Stock(on_hand=500)),
            ),
        ),
    )
    add(
        store=store,
        by=by,
        sku=Sku("SDT-001"),
        details=ProductDetails(
            name="Sendok Takar Kopi",
            images=(spoon,),
            prices=Prices(selling=Money(15_000), listed=Money(20_000), cost=Money(7_000)),
            parcel=Parcel(weight=50),
            on_hand=200,
        ),
    )


def _publish(container: Container, store: StoreId) -> None:
    container.forms().create(
        store=store,
        name="Kopi Arabica",
        slug=FORM,
        status=FormStatus.PUBLISHED,
        content=FormContent(
            items=(FormItem(sku=Sku("ESB-006-01"), max_qty=50), FormItem(sku=Sku("ESB-006-02"), max_qty=50)),
            payment_methods=(PaymentMethod.COD, PaymentMethod.BANK_TRANSFER),
            fields=(
                FormField(
                    name="gilingan",
                    label="Digiling untuk alat apa?",
                    kind=FieldKind.CHOICE,
                    options=("Biji utuh", "Tubruk", "French press", "Espresso"),
                    help="Kalau belum punya alatnya, pilih tubruk",
                ),
                FormField(name="catatan", label="Catatan untuk penjual", kind=FieldKind.TEXTAREA),
            ),
            flat_shipping=Money(15_000),
            texts=Texts(
                headline="Kopi Arabika Gayo, disangrai setiap pekan",
                description="<p>Dipetik matang, disangrai <strong>setiap Senin</strong>, dikirim hari itu juga.</p>",
                button="Pesan sekarang",
            ),
            theme=Theme(colour="#7c2d12"),
            success_page=SuccessPage(
                title="Terima kasih, kopi Anda kami siapkan",
                text="Simpan halaman ini untuk melihat perjalanan pesanan Anda.",
                whatsapp_text="Halo {toko}, saya {nama} sudah memesan {produk} dengan nomor {invoice}.",
            ),
            bumps=(Bump(sku=Sku("SDT-001"), price=Money(10_000), text="Tambah sendok takar?"),),
        ),
    )


def _promise(container: Container, member: Member) -> None:
    create, today = container.promotions().create, container.store_today()(member.store)
    create(
        member=member,
        code="ONGKIR10",
        terms=VoucherTerms(
            description="Diskon ongkir 10rb untuk semua produk",
            kind=VoucherKind.SHIPPING,
            discount=Discount(kind=DiscountKind.FIXED, value=10_000),
            starts_on=today,
            ends_on=FAR_AHEAD.date(),
            stock=500,
            limit=2,
        ),
    )
    create(
        member=member,
        code="KOPI15",
        terms=VoucherTerms(
            description="Diskon 15% untuk kopi, paling banyak 20rb",
            kind=VoucherKind.PRODUCT,
            discount=Discount(kind=DiscountKind.PERCENT, value=15, ceiling=Money(20_000)),
            starts_on=today,
            ends_on=FAR_AHEAD.date(),
            stock=100,
            limit=1,
            items=(Sku("ESB-006-01"), Sku("ESB-006-02")),
            is_listed=False,
        ),
    )


def _order(container: Container, member: Member, buyer: Buyer) -> None:
    ordering = container.ordering()
    receipt = ordering.check_out(
        subdomain=SUBDOMAIN,
        form=FORM,
        checkout=Checkout(
            name=buyer.name,
            phone=buyer.phone,
            street=buyer.street,
            district_code=buyer.district,
            items=[CartItem(sku=Sku("ESB-006-01"), qty=buyer.qty)],
            payment_method=buyer.method,
            source={"utm_source": "instagram"},
        ),
    )
    if receipt.due_at is not None:
        _put_off(container, member.store, receipt.invoice)
    for step in buyer.steps:
        ordering.change_status(member=member, invoice=receipt.invoice, status=step)


def _put_off(container: Container, store: StoreId, invoice: Invoice) -> None:
    """Whenever the sample store is looked at, its orders are open still."""
    with container.work(store) as work:
        order = work.orders.get(invoice)
        order.due_at = FAR_AHEAD
        work.orders.save(order)
        work.commit()


def _announce(settings: Settings) -> None:
    click.echo(f"The sample store: {settings.base_url}/s/{SUBDOMAIN}/f/{FORM}")
    for role, (_, email, _, password) in (("owner", OWNER), ("customer service", CS)):
        click.echo(f"  {role}: {email} / {password}")
    click.echo("  INV0821 waits for its first follow-up")
