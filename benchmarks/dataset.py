"""The data that is measured on: ten stores, one of them with nearly all orders, each order of three lines.

It is made once for a size and a schema, and copied for each of the systems that are compared, so that none of them
works on rows that another one has written.
"""

import base64
import hashlib
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, create_engine, insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from benchmarks.driver import sqlite
from bosonline.adapters.outbound.codec import plain
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.migrations import newest_revision
from bosonline.adapters.outbound.sql.order_sums import SqlOrderSums
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.adapters.outbound.tokens import JwtTokens
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import FormContent, FormItem
from bosonline.domain.identity import SessionId, UserId
from bosonline.domain.money import Money
from bosonline.domain.promotions import DiscountKind, VoucherKind, code_key
from bosonline.domain.stores import PaymentMethod, StoreSettings

STORES = 10
MAIN_STORE = 1
SUBDOMAIN = "kopisiti"
FORM = "kopi"
SHIPPING = 15_000
VARIANTS = 100
"""How many variants of the main store the form offers: three of them are ordered at a time."""
VOUCHERS = 100
"""How many vouchers the main store has: each order uses one, so that few wait for the same."""
PERCENT_OFF = 10

STAFF, STAFF_USER = 1, 1
TABLES = metadata.tables
LARGE = ("orders", "order_lines", "order_history", "stock_movements")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATUSES = (
    [("pending", "unpaid")] * 20
    + [("processing", "paid")] * 8
    + [("shipped", "paid")] * 8
    + [("cancelled", "unpaid")] * 8
    + [("returned", "refunded")] * 2
    + [("delivered", "paid")] * 54
)
_FIRST = ("Budi", "Ani", "Dewi", "Agus", "Rina", "Joko", "Sri", "Siti", "Wati", "Eko", "Dian", "Putri", "Rizky", "Hadi")
_LAST = (
    "Santoso",
    "Wijaya",
    "Lestari",
    "Salim",
    "Marlina",
    "Susilo",
    "Wahyuni",
    "Saputra",
    "Hidayat",
    "Kusuma",
    "Utami",
)
_NAMES = [f"{first} {last}" for first in _FIRST for last in _LAST]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A database that is ready to be copied, and which invoices of the main store may be followed up."""

    url: URL
    orders: int

    def open_invoices(self) -> list[str]:
        """The invoices of pending, unpaid orders."""
        return [invoice(number) for number in range(1, self.orders + 1) if _status(number)[0] == "pending"]


def invoice(number: int) -> str:
    """As the product writes it."""
    return f"INV{number:04d}"


def made_at(number: int) -> datetime:
    """When the order of this number was made."""
    return _BEGAN + timedelta(seconds=number * 30)


def sku(number: int) -> str:
    """The variants that the form offers are numbered from 0."""
    return f"KOPI-{number:03d}"


def voucher(number: int) -> str:
    """The code that this buyer uses."""
    return f"HEMAT{number % VOUCHERS:03d}"


def prepare(server: URL, orders: int, folder: Path) -> Dataset:
    """The data set of this size on SQLite (in the folder) or PostgreSQL (on the server); made unless it is there."""
    mark = _mark(server, orders)
    if server.get_backend_name() == "sqlite":
        return Dataset(_prepare_sqlite(folder, orders, mark), orders)
    return Dataset(_prepare_postgresql(server, orders, mark), orders)


def copy(dataset: Dataset, name: str) -> URL:
    """A copy of the data set for one system, in place of the one that it had."""
    if dataset.url.get_backend_name() == "sqlite":
        return _copy_sqlite(dataset.url, name)
    return _copy_postgresql(dataset.url, name)


def sign_in(url: URL, secret: str) -> str:
    """The access token of a member of staff of the main store, in a session that has just begun."""
    now = datetime.now(UTC)
    session = hashlib.sha256(str(now).encode()).hexdigest()[:36]
    row = {
        "id": session,
        "user_id": STAFF_USER,
        "ip": "127.0.0.1",
        "user_agent": "benchmarks",
        "began_at": now,
        "last_used_at": now,
        "expires_at": now + timedelta(days=1),
    }
    database = Database(url.render_as_string(hide_password=False), pool_size=1)
    with database.writing.begin() as connection:
        connection.execute(insert(TABLES["sessions"]), row)
    database.dispose()
    return JwtTokens(secret).access(UserId(STAFF_USER), SessionId(session), at=now)


def _mark(server: URL, orders: int) -> str:
    """Tells whether a data set that is there is the one that is wanted."""
    dialect = server.get_dialect()()
    schema = "".join(str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables)
    digest = hashlib.sha256(schema.encode() + Path(__file__).read_bytes()).hexdigest()[:16]
    return f"bosonline benchmark data: {orders} orders, {newest_revision()}, {digest}"


# SQLite


def _prepare_sqlite(folder: Path, orders: int, mark: str) -> URL:
    folder.mkdir(parents=True, exist_ok=True)
    path, note = folder / "dataset.db", folder / "dataset.txt"
    url = make_url(f"sqlite:///{path}")
    if note.exists() and path.exists() and note.read_text() == mark:
        return url
    for left in folder.glob("*.db*"):
        left.unlink()
    _create(url)
    with closing(sqlite.connect(str(path), isolation_level=None)) as raw:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "locking_mode=EXCLUSIVE"):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("BEGIN")
        for name, rows in _large(orders, _microseconds, as_is):
            table = TABLES[name]
            names = [column.name for column in table.columns]
            marks = ", ".join("?" * len(names))
            quoted = ", ".join(f'"{column}"' for column in names)
            raw.executemany(f"INSERT INTO {name} ({quoted}) VALUES ({marks})", rows)
        raw.execute("COMMIT")
        raw.execute("PRAGMA journal_mode=WAL")
    note.write_text(mark)
    return url


def _copy_sqlite(url: URL, name: str) -> URL:
    source = Path(str(url.database))
    target = source.with_name(f"{name}.db")
    for left in target.parent.glob(f"{name}.db*"):
        left.unlink()
    shutil.copyfile(source, target)
    return url.set(database=str(target))


def _microseconds(at: datetime) -> object:
    return (at - _EPOCH) // timedelta(microseconds=1)


def as_is(value: str) -> object:
    """A document as the text that it is."""
    return value


# PostgreSQL


def _prepare_postgresql(server: URL, orders: int, mark: str) -> URL:
    name = "bosonline_bench"
    url = server.set(database=name)
    found = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with _administration(server) as raw:
        if raw.execute(found, [name]).fetchone() == (mark,):
            return url
        raw.execute(f"DROP DATABASE IF EXISTS {name}")
        raw.execute(f"CREATE DATABASE {name}")
    _create(url)
    indexes = [index for table in LARGE for index in TABLES[table].indexes]
    engine = create_engine(url.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
        connection.exec_driver_sql("ALTER TABLE orders DISABLE TRIGGER USER")
        driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
        for table, rows in _large(orders, str, as_is):
            with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as target:
                for row in rows:
                    target.write_row(row)
        for index in indexes:
            connection.execute(CreateIndex(index))
        _count_on(connection, "stock_movements")
        connection.exec_driver_sql("ALTER TABLE orders ENABLE TRIGGER USER")
    engine.dispose()
    database = Database(url.render_as_string(hide_password=False), pool_size=1)
    SqlOrderSums(database).recount()
    database.dispose()
    with _administration(url) as raw:
        raw.execute("VACUUM ANALYZE")
        raw.execute(f"COMMENT ON DATABASE {name} IS '{mark}'")
    return url


def _copy_postgresql(url: URL, name: str) -> URL:
    copied = f"{url.database}_{name}"
    with _administration(url.set(database="postgres")) as raw:
        raw.execute(f"DROP DATABASE IF EXISTS {copied}")
        raw.execute(f"CREATE DATABASE {copied} TEMPLATE {url.database} STRATEGY FILE_COPY")
    return url.set(database=copied)


def drop_copies(dataset: Dataset, names: Iterable[str]) -> None:
    """Remove the copies; the data set itself stays for the next run."""
    for name in names:
        if dataset.url.get_backend_name() == "sqlite":
            for left in Path(str(dataset.url.database)).parent.glob(f"{name}.db*"):
                left.unlink()
        else:
            with suppress(psycopg.Error), _administration(dataset.url.set(database="postgres")) as raw:
                raw.execute(f"DROP DATABASE IF EXISTS {dataset.url.database}_{name} WITH (FORCE)")


def _administration(url: URL) -> psycopg.Connection[Any]:
    plain_url = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain_url, autocommit=True)


# What is in it


def _create(url: URL) -> None:
    """The tables, and every row of which there are few."""
    database = Database(url.render_as_string(hide_password=False), pool_size=1)
    with database.writing.begin() as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{newest_revision()}')")
        for name, rows in _small():
            connection.execute(insert(TABLES[name]), [_whole(TABLES[name], row) for row in rows])
            counted = TABLES[name].autoincrement_column
            if counted is not None and not database.is_sqlite:
                _count_on(connection, name)
    database.dispose()


def _count_on(connection: Connection, table: str) -> None:
    """Let a sequence go on where the rows have come to that were written with their ids."""
    connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _whole(table: Table, row: dict[str, object]) -> dict[str, object]:
    return {column.name: row.get(column.name) for column in table.columns if column.name in row or column.nullable}


def _small() -> Iterator[tuple[str, list[dict[str, object]]]]:
    now = datetime.now(UTC) - timedelta(days=400)
    stores = range(1, STORES + 1)
    settings = plain(StoreSettings())
    common = {"created_at": now, "version": 1}
    people = [(STAFF_USER, "Alice", "alice@example.com"), *((1 + n, f"Owner {n}", f"o{n}@example.com") for n in stores)]
    yield (
        "users",
        [
            {
                **common,
                "id": user,
                "name": name,
                "email": email,
                "phone": f"+628131111{user:04d}",
                "password_hash": "none",
                "email_verified_at": now,
                "is_platform_admin": False,
            }
            for user, name, email in people
        ],
    )
    yield (
        "stores",
        [
            {
                **common,
                "id": store,
                "owner_id": 1 + store,
                "name": f"Toko {store}",
                "phone": f"+628131112{store:04d}",
                "subdomain": SUBDOMAIN if store == MAIN_STORE else f"toko{store}",
                "status": "open",
                "timezone": "Asia/Jakarta",
                "settings": settings,
            }
            for store in stores
        ],
    )
    served = [(STAFF, MAIN_STORE, STAFF_USER, 3, {"order": ["create", "delete", "read", "update"]})]
    served += [(STAFF + store, store, 1 + store, 1, {}) for store in stores]
    yield (
        "staff",
        [
            {
                "id": staff,
                "store_id": store,
                "user_id": user,
                "role": role,
                "rights": rights,
                "active": True,
                "hired_at": now,
                "version": 1,
            }
            for staff, store, user, role, rights in served
        ],
    )
    yield (
        "warehouses",
        [
            {
                **common,
                "store_id": store,
                "name": "Gudang",
                "contact_name": "Siti",
                "phone": "+6281311113333",
                "address": "Jl. Raya 1",
                "district_code": "32.01.01",
                "post_code": "16911",
                "is_default": True,
            }
            for store in stores
        ],
    )
    yield (
        "bank_accounts",
        [
            {
                **common,
                "store_id": store,
                "bank_code": "014",
                "bank_name": "BCA",
                "account_name": "SITI RAHMA",
                "account_number": f"12345678{store:02d}",
                "is_active": True,
            }
            for store in stores
        ],
    )
    yield from _goods(common)
    yield (
        "vouchers",
        [
            {
                **common,
                "store_id": MAIN_STORE,
                "code": voucher(number),
                "code_key": code_key(voucher(number)),
                "description": "Hemat",
                "kind": VoucherKind.PRODUCT.value,
                "discount_kind": DiscountKind.PERCENT.value,
                "discount_value": PERCENT_OFF,
                "starts_on": now.date(),
                "ends_on": now.date() + timedelta(days=10_000),
                "stock": 1_000_000_000,
                "per_buyer": 1,
                "items": [],
                "min_purchase": 0,
                "min_qty": 1,
                "payment_methods": [],
                "provinces": [],
                "couriers": [],
                "is_listed": True,
                "is_on": True,
                "used": 0,
            }
            for number in range(VOUCHERS)
        ],
    )
    yield "invoice_numbers", [{"store_id": store, "last": 10_000_000} for store in stores]


def _goods(common: dict[str, object]) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Ten products of ten variants in every store, and the form of the main store that offers all of its own."""
    size = {"weight": 250, "length": 10, "width": 10, "height": 5}
    products = [(store, number) for store in range(1, STORES + 1) for number in range(VARIANTS // 10)]
    yield (
        "products",
        [
            {
                **common,
                **size,
                "id": at,
                "store_id": store,
                "sku": f"KOPI-{number}",
                "name": f"Kopi Arabika nomor {number}",
                "slug": f"kopi-{number}",
                "description": "Kopi dari dataran tinggi",
                "publish_rate": 50_000,
                "price": 45_000,
                "cost_price": 30_000,
                "attributes": [],
                "images": [],
                "served_by": [],
                "is_active": 1,
            }
            for at, (store, number) in enumerate(products, 1)
        ],
    )
    yield (
        "variants",
        [
            {
                **size,
                "store_id": store,
                "product_id": at,
                "position": position,
                "sku": sku(10 * number + position),
                "name": f"{250 * (position + 1)} g",
                "price": 45_000,
                "publish_rate": 50_000,
                "cost_price": 30_000,
                "min_qty": 1,
                "wholesale": [],
                "on_hand": 1_000_000_000,
                "reserved": 0,
                "is_active": 1,
            }
            for at, (store, number) in enumerate(products, 1)
            for position in range(10)
        ],
    )
    content = FormContent(
        items=tuple(FormItem(sku=Sku(sku(number))) for number in range(VARIANTS)),
        payment_methods=(PaymentMethod.COD, PaymentMethod.BANK_TRANSFER),
        flat_shipping=Money(SHIPPING),
    )
    form = {**common, "store_id": MAIN_STORE, "slug": FORM, "name": "Kopi", "status": "published"}
    yield "forms", [{**form, "content": plain(content)}]


Told = Callable[[datetime], object]
Written = Callable[[str], object]


def _large(orders: int, at: Told, document: Written) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """The rows of the large tables, each in the order of its columns."""
    makers = (_order, _lines, _history, _movements)
    for name, maker in zip(LARGE, makers, strict=True):
        columns = TABLES[name].columns
        ids = name == "stock_movements"
        numbered = (_Made(store, number, at, document) for store, number in _numbered(orders))
        rows = chain.from_iterable(map(maker, numbered))
        blank = dict.fromkeys(column.name for column in columns)
        pick = itemgetter(*blank)
        if ids:
            yield name, (pick({**blank, "id": key, **row}) for key, row in enumerate(rows, 1))
        else:
            yield name, (pick({**blank, **row}) for row in rows)


def _numbered(orders: int) -> Iterator[tuple[int, int]]:
    """Every order as store and number, mixed as time would mix them."""
    others = max(1, orders // 100)
    for number in range(1, orders + 1):
        yield MAIN_STORE, number
        if number <= others:
            yield from ((store, number) for store in range(2, STORES + 1))


@dataclass(frozen=True, slots=True)
class _Made:
    """An order to be written, and how instants and documents are written."""

    store: int
    number: int
    at: Told
    document: Written

    @property
    def created_at(self) -> object:
        return self.at(made_at(self.number))

    @property
    def goods(self) -> Sequence[int]:
        return [(self.number * 7 + step * 33) % VARIANTS for step in range(3)]


_NOW = datetime.now(UTC).replace(microsecond=0)
_BEGAN = _NOW - timedelta(days=395)


def _status(number: int) -> tuple[str, str]:
    return _STATUSES[number * 37 % 100]


def _order(made: _Made) -> Iterator[dict[str, object]]:
    number = made.number
    status, payment_status = _status(number)
    secret = random.Random(made.store * 100_000_000 + number).randbytes(32)
    total = 3 * 45_000 + SHIPPING
    yield {
        "store_id": made.store,
        "invoice": invoice(number),
        "secret": base64.urlsafe_b64encode(secret).decode().rstrip("="),
        "created_at": made.created_at,
        "form_id": 1,
        "form_name": "Kopi",
        "form_version": 1,
        "status": status,
        "payment_method": "bank_transfer",
        "payment_status": payment_status,
        "paid": total if payment_status == "paid" else 0,
        "due_at": made.at(_NOW + timedelta(days=365)),
        "bank_account_id": 1,
        "customer_name": _NAMES[number % len(_NAMES)],
        "name_key": _NAMES[number % len(_NAMES)].lower(),
        "customer_phone": f"+62811{number:08d}",
        "street": f"Jl. Melati {number % 200} RT 02/03",
        "district_code": "31.71.01",
        "post_code": "10110",
        "region": "Gambir, Kota Jakarta Pusat, DKI Jakarta",
        "goods": 3 * 45_000,
        "shipping": SHIPPING,
        "cod_fee": 0,
        "insurance": 0,
        "other_fees": 0,
        "unique_code": 0,
        "product_discount": 0,
        "shipping_discount": 0,
        "total": total,
        "items": 3,
        "qty": 3,
        "cs_staff_id": STAFF,
        "cs_name": "Alice",
        "follow_ups": 0,
        "is_quarantined": False,
        "note": "",
        "answers": made.document("{}"),
        "source": made.document('{"utm_source":"instagram"}'),
        "content": hashlib.sha256(secret).hexdigest(),
        "entries": 2,
        "version": 1,
    }


def _lines(made: _Made) -> Iterator[dict[str, object]]:
    for line, goods in enumerate(made.goods, 1):
        yield {
            "store_id": made.store,
            "invoice": invoice(made.number),
            "line": line,
            "variant_id": 1 + goods,
            "sku": sku(goods),
            "product_name": f"Kopi Arabika nomor {goods // 10}",
            "name": f"{250 * (goods % 10 + 1)} g",
            "qty": 1,
            "price": 45_000,
            "cost_price": 30_000,
            "weight": 250,
            "discount": 0,
        }


def _history(made: _Made) -> Iterator[dict[str, object]]:
    common = {"store_id": made.store, "invoice": invoice(made.number), "at": made.created_at}
    yield {**common, "entry": 1, "by": "buyer", "what": "placed", "became": "pending"}
    yield {**common, "entry": 2, "staff_id": STAFF, "by": "Alice", "what": "cs", "became": "Alice"}


def _movements(made: _Made) -> Iterator[dict[str, object]]:
    for goods in made.goods:
        yield {
            "store_id": made.store,
            "variant_id": 1 + goods,
            "on_hand": 0,
            "reserved": 1,
            "reason": "ordered",
            "invoice": invoice(made.number),
            "by": "buyer",
            "at": made.created_at,
        }
