"""A store that sells, on a backend: the use cases of ordering put together, with goods and forms to order on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from bosonline.adapters.outbound.memory.abandoned import MemoryAbandonedDesk
from bosonline.adapters.outbound.memory.buyers_orders import MemoryBuyersOrders
from bosonline.adapters.outbound.memory.order_desk import MemoryOrderDesk
from bosonline.adapters.outbound.memory.overdue import MemoryOverdueOrders
from bosonline.adapters.outbound.memory.window import MemoryShopWindow
from bosonline.adapters.outbound.paper import ReportlabPress
from bosonline.adapters.outbound.phone_hash import KeyedPhoneHash
from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.quotes import SignedQuotes
from bosonline.adapters.outbound.sql.abandoned import SqlAbandonedDesk
from bosonline.adapters.outbound.sql.buyers_orders import SqlBuyersOrders
from bosonline.adapters.outbound.sql.order_desk import SqlOrderDesk
from bosonline.adapters.outbound.sql.overdue import SqlOverdueOrders
from bosonline.adapters.outbound.sql.window import SqlShopWindow
from bosonline.adapters.outbound.tokens import SystemSecrets
from bosonline.application.forms.ports import AddressedForm
from bosonline.application.identity.ports import Witness
from bosonline.application.ordering import (
    AddNote,
    AssignOrder,
    Attending,
    ChangeDraft,
    ChangeOrderStatus,
    ChangeOrderStatuses,
    CheckOut,
    Checkout,
    ChooseShipping,
    Drafts,
    EditCourier,
    EditCustomer,
    EditFees,
    Editing,
    ExpireOrder,
    ExpireOrders,
    KeepDraft,
    ListOrders,
    LoadForm,
    Messenger,
    NoteRemittance,
    Ordering,
    PlaceOrder,
    PriceDraft,
    PriceService,
    PrintOrders,
    QuarantineOrder,
    ReadDraft,
    ReadOrder,
    ReadPublicOrder,
    RecapOrders,
    RecapStaff,
    Receipt,
    RefundOrder,
    SettleLatePayment,
    Settling,
    SwitchPayment,
    UnassignOrders,
)
from bosonline.application.ordering.ports import AbandonedDesk, NewSecret, OrderDesk
from bosonline.application.ordering.reception import Draw
from bosonline.application.ports import Once
from bosonline.application.shipping import AskRates
from bosonline.domain.catalog import Attribute, Parcel, Prices, ProductDetails, Sku, Stock, Variant
from bosonline.domain.forms import FormContent, FormItem, FormStatus
from bosonline.domain.identity import AuditEntry, Author, Member, Role, StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import CartItem, Invoice, OrderStatusChanged, PaymentMethod, Secret, Status
from bosonline.domain.stores import StoreSettings, Subdomain
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import following_up, open_store
from bosonline.testing.identity import SECRET
from bosonline.testing.proofs import confirm_on
from bosonline.testing.shops import (
    REGIONS,
    Shop,
    account_book_of,
    product_desk_of,
    shop_on,
    store_desk_of,
    storefronts_of,
)

ALICE, BOB = Author(StaffId(5), "Alice"), Author(StaffId(6), "Bob")
COFFEE, SPOON = Sku("KOPI"), Sku("SENDOK")
FORM = "kopi"
JAKARTA = "31.71.01"
PHONE_HASH = KeyedPhoneHash(SECRET)

_secrets = count(1)


def _secret() -> Secret:
    return Secret(f"secret-{next(_secrets)}-{SystemSecrets().token()[:20]}")


def nobody_looks(_entry: AuditEntry, /) -> None:
    """A witness that takes note of nothing."""


SEALS = SignedQuotes("a secret of tests, 0123456789abcdefghij")
"""What seals the quotes of tests."""


def ordering_on(
    backend: Backend,
    *,
    messenger: Messenger | None = None,
    new_secret: NewSecret = _secret,
    draw: Draw = lambda: 0,
    witness: Witness = nobody_looks,
    ask_rates: AskRates | None = None,
) -> Ordering:
    """The use cases of ordering, wired to a backend; without a messenger follow-ups are links."""
    work, clock = backend.work, backend.clock
    change_status = ChangeOrderStatus(work=work, clock=clock)
    desk = order_desk_of(backend)
    choose = ChooseShipping(seals=SEALS, ask=ask_rates)
    price_draft = PriceDraft(choose=choose)
    read_draft = ReadDraft(regions=REGIONS, phones=PhonenumbersReader())
    fronts = storefronts_of(backend)
    return Ordering(
        drafts=Drafts(
            keep=KeepDraft(
                storefronts=fronts,
                read=read_draft,
                price=price_draft,
                work=work,
                clock=clock,
                new_secret=new_secret,
                draw=draw,
            ),
            change=ChangeDraft(
                desk=abandoned_desk_of(backend),
                storefronts=fronts,
                read=read_draft,
                price=price_draft,
                work=work,
                clock=clock,
            ),
        ),
        check_out=CheckOut(
            storefronts=storefronts_of(backend),
            regions=REGIONS,
            phones=PhonenumbersReader(),
            accounts=account_book_of(backend),
            work=work,
            clock=clock,
            place=PlaceOrder(phone_hash=PHONE_HASH, new_secret=new_secret, draw=draw, choose=choose),
        ),
        list_orders=ListOrders(desk=desk, stores=store_desk_of(backend), clock=clock),
        read_order=ReadOrder(desk=desk, witness=witness, clock=clock),
        recap_orders=RecapOrders(desk=desk, stores=store_desk_of(backend), clock=clock),
        recap_staff=RecapStaff(desk=desk, clock=clock),
        print_orders=PrintOrders(
            desk=desk,
            stores=store_desk_of(backend),
            regions=REGIONS,
            order_url=lambda secret, _store: f"https://example.com/o/{secret}",
            press=ReportlabPress(),
            witness=witness,
            clock=clock,
        ),
        change_status=change_status,
        change_statuses=ChangeOrderStatuses(change_status=change_status),
        unassign=UnassignOrders(work=work, clock=clock),
        following_up=following_up(backend, messenger),
        settling=Settling(
            confirm=confirm_on(backend),
            remit=NoteRemittance(work=work, clock=clock),
            refund=RefundOrder(work=work, clock=clock),
            settle_late=SettleLatePayment(work=work, clock=clock),
        ),
        expire=ExpireOrder(work=work, clock=clock),
        editing=Editing(
            customer=EditCustomer(
                work=work,
                phones=PhonenumbersReader(),
                regions=REGIONS,
                clock=clock,
                draw=draw,
                price=PriceService(ask=ask_rates),
            ),
            courier=EditCourier(work=work, clock=clock, draw=draw, price=PriceService(ask=ask_rates)),
            fees=EditFees(work=work, clock=clock, draw=draw),
            payment=SwitchPayment(work=work, clock=clock, draw=draw),
        ),
        attending=Attending(
            assign=AssignOrder(work=work, clock=clock),
            quarantine=QuarantineOrder(work=work, clock=clock, draw=draw),
            note=AddNote(work=work, clock=clock),
        ),
    )


def expire_orders_on(backend: Backend) -> ExpireOrders:
    """The sweep that cancels what nobody paid for in time, on this backend."""
    is_memory = backend.name == "memory"
    return ExpireOrders(
        overdue=MemoryOverdueOrders(backend.database) if is_memory else SqlOverdueOrders(backend.database),
        expire=ExpireOrder(work=backend.work, clock=backend.clock),
        clock=backend.clock,
    )


def abandoned_desk_of(backend: Backend) -> AbandonedDesk:
    """What buyers left on forms, on this backend."""
    return (MemoryAbandonedDesk if backend.name == "memory" else SqlAbandonedDesk)(backend.database)


def load_form_on(backend: Backend) -> LoadForm:
    """What a front end needs to draw a form, on this backend."""
    is_memory = backend.name == "memory"
    return LoadForm(
        storefronts=storefronts_of(backend),
        window=MemoryShopWindow(backend.database) if is_memory else SqlShopWindow(backend.database),
        accounts=account_book_of(backend),
    )


def public_orders_on(backend: Backend) -> ReadPublicOrder:
    """Orders as their buyers see them, on this backend."""
    return ReadPublicOrder(
        orders=(MemoryBuyersOrders if backend.name == "memory" else SqlBuyersOrders)(backend.database)
    )


def order_desk_of(backend: Backend) -> OrderDesk:
    """Orders as they are read, on this backend."""
    return MemoryOrderDesk(backend.database) if backend.name == "memory" else SqlOrderDesk(backend.database)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """One store on a backend with its use cases; `member` is its owner."""

    backend: Backend
    subdomain: Subdomain
    member: Member
    shop: Shop
    ordering: Ordering

    def add_goods(
        self, sku: Sku, *, price: int = 45_000, on_hand: int = 10, min_qty: int = 1, is_active: bool = True
    ) -> None:
        """A product with one variant, both of this SKU."""
        prices = Prices(selling=Money(price), listed=Money(price), cost=Money(price // 2))
        parcel = Parcel(weight=250)
        one = Variant(
            sku=sku, name="Satuan", prices=prices, parcel=parcel, min_qty=min_qty, stock=Stock(on_hand=on_hand)
        )
        details = ProductDetails(
            name=f"Barang {sku}",
            prices=prices,
            parcel=parcel,
            attributes=(Attribute(name="Kemasan", items=("Satuan",)),),
            variants=(one,),
            is_active=is_active,
        )
        self.shop.catalog.add(store=self.member.store, by=self.member.author, sku=sku, details=details)

    def publish(
        self, content: FormContent, *, slug: str = FORM, status: FormStatus = FormStatus.PUBLISHED
    ) -> AddressedForm:
        """A form at this address."""
        return self.shop.forms.create(
            store=self.member.store, name=f"Form {slug}", slug=slug, content=content, status=status
        )

    def check_out(self, checkout: Checkout, *, form: str = FORM, once: Once | None = None) -> Receipt:
        """A buyer orders here."""
        return self.ordering.check_out(subdomain=self.subdomain, form=form, checkout=checkout, once=once)

    def move(self, invoice: Invoice, status: Status, *, once: Once | None = None) -> OrderStatusChanged:
        """The owner takes an order one step on its way."""
        return self.ordering.change_status(member=self.member, invoice=invoice, status=status, once=once)

    def stock(self, sku: Sku) -> Stock:
        """What is on hand of goods, and reserved."""
        product = product_desk_of(self.backend).find(self.member.store, sku)
        if product is None:
            raise LookupError(sku)
        return product.variants[0].stock


def open_stall(
    backend: Backend,
    *,
    settings: StoreSettings | None = None,
    messenger: Messenger | None = None,
    new_secret: NewSecret = _secret,
    draw: Draw = lambda: 0,
) -> Stall:
    """A store with a bank account, and neither goods nor forms."""
    store = open_store(backend, settings=settings)
    shop = shop_on(backend)
    found = shop.stores.read(store=store)
    return Stall(
        backend=backend,
        subdomain=found.subdomain,
        member=Member(store=store, user=found.owner, staff=StaffId(5), name="Alice", role=Role.OWNER),
        shop=shop,
        ordering=ordering_on(backend, messenger=messenger, new_secret=new_secret, draw=draw),
    )


def coffee_stall(
    backend: Backend,
    *,
    on_hand: int = 10,
    settings: StoreSettings | None = None,
    draw: Draw = lambda: 0,
) -> Stall:
    """A store whose form sells coffee and spoons for any payment, and sends for Rp15.000."""
    stall = open_stall(backend, settings=settings, draw=draw)
    for sku, price in ((COFFEE, 45_000), (SPOON, 15_000)):
        stall.add_goods(sku, price=price, on_hand=on_hand)
    stall.publish(
        FormContent(
            items=(FormItem(sku=COFFEE), FormItem(sku=SPOON)),
            payment_methods=(PaymentMethod.COD, PaymentMethod.BANK_TRANSFER),
            flat_shipping=Money(15_000),
        )
    )
    return stall


def a_checkout(
    *items: tuple[Sku, int],
    phone: str = "0813 1111 2222",
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER,
    street: str = "Jl. Melati 5",
    district: str = JAKARTA,
    bumps: Sequence[int] = (),
    vouchers: Sequence[str] = (),
    expected_total: int | None = None,
) -> Checkout:
    """What a buyer sends who wants these goods; one coffee where none are named."""
    return Checkout(
        name="Budi",
        phone=phone,
        street=street,
        district_code=district,
        items=[CartItem(sku=sku, qty=qty) for sku, qty in items or ((COFFEE, 1),)],
        bumps=bumps,
        payment_method=method,
        vouchers=vouchers,
        expected_total=expected_total,
    )
