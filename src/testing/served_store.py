"""A store that a process of its own serves, with people who are signed in: for many clients at once, and for kills."""

import os
import signal
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import time
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bosonline.adapters.outbound.sql.migrations import newest_revision
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.domain.catalog import Parcel, Prices, ProductDetails, Sku
from bosonline.domain.forms import FormContent, FormItem, FormStatus
from bosonline.domain.identity import (
    EVERY_RIGHT,
    SYSTEM,
    Client,
    Role,
    Session,
    SessionId,
    StoreId,
    UserId,
    checked_email,
    hash_of,
)
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Store, StoreSettings, Subdomain
from bosonline.settings import Settings
from bosonline.testing.command_line import CommandLine, Served
from bosonline.testing.web import Answer, Web

NOWHERE = "http://127.0.0.1:9"
PRICE, SHIPPING = 45_000, 15_000
LAST_STEPS = ("processing", "ready")


@dataclass(slots=True)
class ServedStore:
    """One store on a database, and the clients of the process that serves it.

    It is set up by the use cases of `open_container`, in this process; what it is afterwards is read from the tables.
    """

    folder: Path
    url: str
    open_container: Callable[[Settings], Any]
    variables: Mapping[str, str] = field(default_factory=dict)
    web: Web = field(default_factory=lambda: Web(0))
    container: Any = field(init=False)
    store: StoreId = field(init=False)
    tokens: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.container = self.open_container(Settings(database_url=self.url, sqlite_synchronous="NORMAL"))
        self._make_tables()
        self._open_store()

    @property
    def subdomain(self) -> str:
        """Where buyers find it."""
        return "toko-ramai"

    @contextmanager
    def serve(self) -> Iterator[Served]:
        """The process, which must end in peace unless it was killed."""
        program = CommandLine(self.folder).with_variables(
            BOSONLINE_ENV="test",
            BOSONLINE_BASE_URL="https://toko.example",
            BOSONLINE_DATABASE_URL=self.url,
            BOSONLINE_BOSCOD_URL=NOWHERE,
            BOSONLINE_WINPAY_URL=NOWHERE,
            BOSONLINE_LOG_LEVEL="warning",
            BOSONLINE_AUTH_RATE="0",
            BOSONLINE_PUBLIC_RATE="0",
            **self.variables,
        )
        with program.serve() as served:
            self.web = Web(int(served.url.rpartition(":")[2]))
            try:
                yield served
            finally:
                self.web.close()

    @staticmethod
    def kill(served: Served) -> None:
        """End the process and all that it started, this instant."""
        os.killpg(served.process.pid, signal.SIGKILL)
        served.process.wait()

    def close(self) -> None:
        """Let go of the database."""
        self.container.database().dispose()

    # Goods and forms

    def sell(self, *on_hand: int, methods: Sequence[PaymentMethod] = (PaymentMethod.COD,)) -> tuple[str, list[str]]:
        """A form of its own for new goods, so many on hand of each: its slug, and the SKUs."""
        number = next(self.numbers)
        skus = [f"SKU-{number}-{at}" for at in range(len(on_hand))]
        for sku, pieces in zip(skus, on_hand, strict=True):
            prices = Prices(selling=Money(PRICE), listed=Money(PRICE), cost=Money(PRICE // 2))
            details = ProductDetails(name=f"Barang {sku}", prices=prices, parcel=Parcel(weight=250), on_hand=pieces)
            self.container.catalog().add(store=self.store, by=SYSTEM, sku=Sku(sku), details=details)
        content = FormContent(
            items=tuple(FormItem(sku=Sku(sku)) for sku in skus),
            payment_methods=tuple(methods),
            flat_shipping=Money(SHIPPING),
        )
        slug = f"form-{number}"
        self.container.forms().create(
            store=self.store, name=slug, slug=slug, status=FormStatus.PUBLISHED, content=content
        )
        return slug, skus

    def give_voucher(self, code: str, *, uses: int) -> None:
        """A voucher that takes a thousand rupiah off the goods, so often, and twice for each buyer."""
        terms = {
            "code": code,
            "description": "Seribu",
            "type": "product",
            "discount_type": "fix",
            "discount_value": 1_000,
            "start_date": "2020-01-01",
            "end_date": "2099-12-31",
            "voucher_stok": uses,
            "voucher_limit": 2,
        }
        made = self.web.call("POST", "/store/vouchers", terms, token=self.tokens["siti"])
        assert made.status == 201, made.body

    def take_transfers(self) -> None:
        """Buyers can pay by transfer from now on."""
        account = {"bank_code": "014", "account_name": "SITI RAHMA", "account_number": "1234567890"}
        made = self.web.call("POST", "/store/rekening", account, token=self.tokens["siti"])
        assert made.status in (201, 409), made.body

    # What clients do

    def check_out(
        self, form: str, skus: Sequence[str], *, buyer: int, key: str | None = None, **members: object
    ) -> Answer:
        """A buyer orders one piece of each; `members` are sent instead of the usual ones or besides."""
        body = {
            "form": form,
            "subdomain": self.subdomain,
            "customer": {"name": f"Pembeli {buyer}", "phone": f"0813{buyer:08d}"},
            "address": {"street": "Jl. Melati 5", "district_code": "31.71.01"},
            "items": [{"sku": sku, "qty": 1} for sku in skus],
            "payment_method": "cod",
            **members,
        }
        return self.web.call("POST", "/store/order/checkout", body, key=key)

    def move(self, who: str, invoice: str, status: str, *, version: int | None = None) -> Answer:
        """Somebody takes an order one step on its way."""
        body = {"invoice": invoice, "status": status}
        return self.web.call("PATCH", "/store/order/status", body, token=self.tokens[who], version=version)

    def confirm(self, who: str, invoice: str, amount: int) -> Answer:
        """Somebody notes what a buyer paid."""
        body = {"invoice": invoice, "amount": amount}
        return self.web.call("POST", "/store/order/confirm-payment", body, token=self.tokens[who])

    def rename_buyer(self, who: str, invoice: str, name: str, *, version: int) -> Answer:
        """Somebody writes the buyer's name anew, having seen this version of the order."""
        body = {"invoice": invoice, "name": name}
        return self.web.call("PUT", "/store/order/customer", body, token=self.tokens[who], version=version)

    def follow_up(self, who: str, invoice: str, attempt: int, *, key: str | None = None) -> Answer:
        """Somebody makes an attempt."""
        body = {"invoice": invoice, "follow_up_attempts": attempt}
        return self.web.call("POST", "/store/order/follow-up", body, token=self.tokens[who], key=key)

    def order(self, invoice: str) -> Answer:
        """Everything about an order."""
        return self.web.call("GET", f"/store/order/{invoice}", token=self.tokens["alice"])

    # What has become of it

    def rows(self, statement: str, **values: object) -> list[Any]:
        """The rows of a statement of this test's own."""
        with self.container.database().read() as connection:
            return list(connection.execute(text(statement), values).all())

    def stock(self, sku: str) -> tuple[int, int]:
        """On hand and reserved."""
        ((on_hand, reserved),) = self.rows(
            "SELECT on_hand, reserved FROM variants WHERE store_id = :store AND sku = :sku", store=self.store, sku=sku
        )
        return on_hand, reserved

    def orders(self, form: str) -> dict[str, str]:
        """The orders that were made on a form, with their status."""
        found = self.rows(
            "SELECT invoice, status FROM orders WHERE store_id = :store AND form_name = :form",
            store=self.store,
            form=form,
        )
        return {invoice: status for invoice, status in found}  # noqa: C416  # rows are unpacked, not pairs

    def check_books(self, form: str, skus: Collection[str], *, holding: Collection[str] = ("pending",)) -> None:
        """What must hold when the dust has settled, of a form whose orders have one piece of each of its goods."""
        statuses = list(self.orders(form).values())
        held = sum(statuses.count(status) for status in holding)
        for sku in skus:
            on_hand, reserved = self.stock(sku)
            assert (reserved, 0 <= reserved <= on_hand) == (held, True)
            ((moved_on_hand, moved_reserved),) = self.rows(
                "SELECT sum(m.on_hand), sum(m.reserved) FROM stock_movements m JOIN variants v ON v.id = m.variant_id"
                " WHERE v.store_id = :store AND v.sku = :sku",
                store=self.store,
                sku=sku,
            )
            assert (moved_on_hand, moved_reserved) == (on_hand, reserved)
        gaps = self.rows(
            "SELECT o.invoice FROM orders o JOIN order_history h ON h.store_id = o.store_id AND h.invoice = o.invoice"
            " WHERE o.store_id = :store AND o.form_name = :form GROUP BY o.invoice, o.entries"
            " HAVING count(*) <> o.entries OR min(h.entry) <> 1 OR max(h.entry) <> o.entries",
            store=self.store,
            form=form,
        )
        assert gaps == []
        wrong = self.rows(
            "SELECT o.invoice FROM orders o LEFT JOIN follow_ups f"
            " ON f.store_id = o.store_id AND f.invoice = o.invoice"
            " WHERE o.store_id = :store AND o.form_name = :form GROUP BY o.invoice, o.follow_ups"
            " HAVING count(f.attempt) <> o.follow_ups OR max(f.attempt) <> o.follow_ups",
            store=self.store,
            form=form,
        )
        assert wrong == []

    def _make_tables(self) -> None:
        """The newest schema, as the revisions would make it."""
        engine = self.container.database().writing
        metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()})

    def _open_store(self) -> None:
        clock, secrets = self.container.clock()(), self.container.secrets()
        people = {name: self._user(name, number) for number, name in enumerate(("siti", "alice", "bob"))}
        store = Store(
            owner=people["siti"],
            name="Toko Ramai",
            phone=Phone("+6281234567890"),
            subdomain=Subdomain(self.subdomain),
            settings=StoreSettings(quiet_from=time(0), quiet_until=time(0)),
            created_at=clock,
        )
        with self.container.work() as work:
            work.stores.add(store)
            work.staff.add(store=store.id, user=people["siti"], role=Role.OWNER, at=clock)
            for name in ("alice", "bob"):
                work.staff.add(store=store.id, user=people[name], role=Role.CS, at=clock, rights=EVERY_RIGHT)
            for name, user in people.items():
                session = SessionId(secrets.identifier())
                begun = Session.begin(session, user=user, client=Client(), at=clock)
                work.sessions.add(begun, hash_of(secrets.token()))
                self.tokens[name] = self.container.tokens().access(user, session, at=clock)
            work.commit()
        self.store = store.id

    def _user(self, name: str, number: int) -> UserId:
        clock = self.container.clock()()
        with self.container.work() as work:
            user: UserId | None = work.users.add(
                name=name.title(),
                email=checked_email(f"{name}@example.com"),
                phone=Phone(f"+62812000000{number:02d}"),
                password_hash="nobody logs in by it",
                at=clock,
                email_verified_at=clock,
            )
            work.commit()
        assert user is not None
        return user
