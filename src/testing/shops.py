"""Stores, catalog, forms and payments on a backend, wired as the product wires them."""

from dataclasses import dataclass

from bosonline.adapters.outbound.banks import TableBanks
from bosonline.adapters.outbound.memory.catalog import MemoryProductDesk
from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.adapters.outbound.memory.forms import MemoryFormDesk, MemoryStorefronts, MemoryViewTally
from bosonline.adapters.outbound.memory.goods_reader import MemoryGoodsReader
from bosonline.adapters.outbound.memory.payments import MemoryAccountBook
from bosonline.adapters.outbound.rich_text import sanitize
from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.adapters.outbound.sql.catalog import SqlProductDesk
from bosonline.adapters.outbound.sql.form_views import SqlViewTally
from bosonline.adapters.outbound.sql.forms import SqlFormDesk, SqlStorefronts
from bosonline.adapters.outbound.sql.goods_reader import SqlGoodsReader
from bosonline.adapters.outbound.sql.payments import SqlAccountBook
from bosonline.adapters.outbound.tokens import SystemSecrets
from bosonline.application.catalog import (
    AddProduct,
    AddSampleProduct,
    AdjustInventory,
    Catalog,
    CheckSku,
    DownloadGoods,
    DuplicateProduct,
    EditProduct,
    EditVariant,
    ImportGoods,
    ListInventory,
    ListProducts,
    ListVariants,
    ReadProduct,
    ReadSales,
    RemoveProduct,
    RestoreProduct,
    SwitchProduct,
)
from bosonline.application.catalog.goods_sheets import GoodsReader
from bosonline.application.catalog.ports import ProductDesk
from bosonline.application.files import Files
from bosonline.application.forms import (
    ChangeFormStatus,
    ChangeSuccessPage,
    CreateForm,
    DeleteForm,
    DuplicateForm,
    EditForm,
    Forms,
    ListForms,
    ReadForm,
)
from bosonline.application.forms.ports import FormDesk, Storefronts, ViewTally
from bosonline.application.payments import (
    AddBankAccount,
    ChangeBankAccount,
    ListBankAccounts,
    ListBanks,
    Payments,
    ReadBankAccount,
    RemoveBankAccount,
    SwitchBankAccount,
)
from bosonline.application.payments.ports import AccountBook
from bosonline.application.stores import Stores
from bosonline.testing.backends import Backend
from bosonline.testing.inventory import inventory_desk_of
from bosonline.testing.stores import REGIONS, store_desk_of, stores_on

__all__ = [
    "REGIONS",
    "Shop",
    "account_book_of",
    "form_desk_of",
    "goods_reader_of",
    "product_desk_of",
    "shop_on",
    "store_desk_of",
    "storefronts_of",
    "view_tally_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The facades of what a seller sets up before selling."""

    stores: Stores
    catalog: Catalog
    forms: Forms
    payments: Payments


def shop_on(backend: Backend, *, verified_owner_only: bool = False, files: Files | None = None) -> Shop:
    """The facades, wired to a backend; `verified_owner_only` as in production."""
    work, clock, products, forms = backend.work, backend.clock, product_desk_of(backend), form_desk_of(backend)
    banks, accounts = TableBanks(), account_book_of(backend)
    return Shop(
        stores=stores_on(backend),
        catalog=Catalog(
            add=AddProduct(work=work, clock=clock, sanitize=sanitize),
            read=ReadProduct(products=products),
            read_sales=ReadSales(products=products),
            list=ListProducts(products=products),
            list_variants=ListVariants(products=products),
            list_inventory=ListInventory(inventory=inventory_desk_of(backend), stores=store_desk_of(backend)),
            adjust_inventory=AdjustInventory(work=work, clock=clock),
            import_goods=ImportGoods(
                spreadsheets=FileSpreadsheets(),
                work=work,
                files=files or MemoryFiles(clock),
                new_name=SystemSecrets().identifier,
                clock=clock,
                sanitize=sanitize,
            ),
            download=DownloadGoods(
                goods=goods_reader_of(backend),
                stores=store_desk_of(backend),
                spreadsheets=FileSpreadsheets(),
                work=work,
                clock=clock,
            ),
            check_sku=CheckSku(products=products),
            edit=EditProduct(work=work, clock=clock, sanitize=sanitize),
            edit_variant=EditVariant(work=work, clock=clock),
            switch=SwitchProduct(work=work, clock=clock),
            remove=RemoveProduct(work=work, clock=clock),
            restore=RestoreProduct(work=work, clock=clock),
            duplicate=DuplicateProduct(work=work, clock=clock),
            add_sample=AddSampleProduct(work=work, clock=clock),
        ),
        forms=Forms(
            create=CreateForm(work=work, clock=clock, sanitize=sanitize, verified_owner_only=verified_owner_only),
            edit=EditForm(work=work, clock=clock, sanitize=sanitize, verified_owner_only=verified_owner_only),
            read=ReadForm(forms=forms),
            list=ListForms(forms=forms),
            change_status=ChangeFormStatus(work=work, clock=clock, verified_owner_only=verified_owner_only),
            change_success_page=ChangeSuccessPage(work=work, clock=clock, verified_owner_only=verified_owner_only),
            delete=DeleteForm(work=work, clock=clock),
            duplicate=DuplicateForm(work=work, clock=clock),
        ),
        payments=Payments(
            list_banks=ListBanks(banks=banks),
            add_bank_account=AddBankAccount(work=work, clock=clock, banks=banks),
            list_bank_accounts=ListBankAccounts(bank_accounts=accounts),
            read_bank_account=ReadBankAccount(bank_accounts=accounts),
            change_bank_account=ChangeBankAccount(work=work, clock=clock, banks=banks),
            switch_bank_account=SwitchBankAccount(work=work, clock=clock),
            remove_bank_account=RemoveBankAccount(work=work, clock=clock),
        ),
    )


def product_desk_of(backend: Backend) -> ProductDesk:
    """Products as they are read, on this backend."""
    return MemoryProductDesk(backend.database) if backend.name == "memory" else SqlProductDesk(backend.database)


def goods_reader_of(backend: Backend) -> GoodsReader:
    """Goods as sheets show them, on this backend."""
    return MemoryGoodsReader(backend.database) if backend.name == "memory" else SqlGoodsReader(backend.database)


def form_desk_of(backend: Backend) -> FormDesk:
    """Forms as they are read, on this backend."""
    return MemoryFormDesk(backend.database) if backend.name == "memory" else SqlFormDesk(backend.database)


def storefronts_of(backend: Backend) -> Storefronts:
    """The forms that buyers come to, on this backend."""
    if backend.name == "memory":
        return MemoryStorefronts(backend.database, backend.clock)
    return SqlStorefronts(backend.database, backend.clock)


def view_tally_of(backend: Backend) -> ViewTally:
    """How often forms were looked at, on this backend."""
    return MemoryViewTally(backend.database) if backend.name == "memory" else SqlViewTally(backend.database)


def account_book_of(backend: Backend) -> AccountBook:
    """Bank accounts as they are read, on this backend."""
    return MemoryAccountBook(backend.database) if backend.name == "memory" else SqlAccountBook(backend.database)
