"""The same four jobs as a competent team would write them first.

Flask, SQLAlchemy's ORM with a session for each request, marshmallow schemas made for each request, use cases made for
each request by an injector, PyJWT with the user and the rights read for each request. It has no caches and no
statements of its own making, but it is correct: rows are locked before they are changed, results are kept by key.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from hmac import digest
from typing import Any
from urllib.parse import quote

import jwt
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory
from flask import Flask, abort, jsonify, request
from sqlalchemy import Engine, create_engine, event, func, select, update
from sqlalchemy.orm import Session, selectinload

from benchmarks.driver import sqlite
from benchmarks.straightforward_models import (
    BankAccount,
    Blocked,
    FollowUp,
    Form,
    HistoryEntry,
    IdempotencyKey,
    InvoiceNumber,
    Line,
    Login,
    Movement,
    OptOut,
    Order,
    OutboxEvent,
    Staff,
    Store,
    Template,
    User,
    Variant,
    Voucher,
    VoucherUse,
)
from benchmarks.straightforward_schemas import CheckoutSchema, DetailSchema, FollowUpSchema, ListQuery, RowSchema
from bosonline.adapters.outbound.tokens import AUDIENCE, ISSUER

REGIONS = {"31.71.01": "Gambir, Kota Jakarta Pusat, DKI Jakarta"}
WIB = timezone(timedelta(hours=7))
CUSTOMER_SERVICE = 3
TEXT = (
    "Halo Kak {nama}, terima kasih sudah memesan di {toko}\n\nPesanan {invoice}: {produk}\nTotal: *{sisa}*\n\n"
    "Silakan transfer tepat sejumlah itu ke:\n{rekening}\n\n"
    "Rincian pesanan: {link}\nKalau sudah transfer, kabari kami di sini ya, Kak. Terima kasih!"
)


class CheckOut:
    """A buyer orders."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(self, asked: dict[str, Any], key: str, content: bytes) -> tuple[dict[str, Any], bool]:
        session, now = self.session, datetime.now(UTC)
        scope = f"store:{asked['subdomain']} checkout"
        kept = session.get(IdempotencyKey, (scope, key))
        if kept is not None:
            return kept.result, True
        store = session.scalars(select(Store).where(Store.subdomain == asked["subdomain"])).one()
        form = session.scalars(select(Form).where(Form.store_id == store.id, Form.slug == asked["form"])).one()
        if store.status != "open" or form.status != "published":
            abort(409)
        accounts = session.scalars(
            select(BankAccount).where(BankAccount.store_id == store.id, BankAccount.is_active)
        ).all()
        wanted = {item["sku"]: item["qty"] for item in asked["items"]}
        offered = {item["sku"] for item in form.content["items"]}
        if not offered.issuperset(wanted):
            abort(422)
        phone = "+62" + asked["customer"]["phone"].lstrip("0")
        street = asked["address"]["street"]
        told = "\n".join((str(form.id), phone, *sorted(f"{sku}:{qty}" for sku, qty in wanted.items()), street))
        made_of = hashlib.sha256(told.encode()).hexdigest()
        buyer = digest(b"benchmarks", phone.encode(), "sha256").hex()
        goods_key = hashlib.sha256(
            "\n".join(sorted(f"{sku}:{qty}" for sku, qty in wanted.items())).encode()
        ).hexdigest()
        place = f"{asked['address']['district_code']} {' '.join(street.lower().split())}"
        address_key = hashlib.sha256(place.encode()).hexdigest()
        self._recognise(store, phone, made_of, goods_key[:32], now)
        self._suspect(store, phone, buyer, address_key, now)
        cs, cs_name = self._attend(store.id, phone)
        taken = self._take(store.id, wanted)
        number = session.scalars(
            update(InvoiceNumber)
            .where(InvoiceNumber.store_id == store.id)
            .values(last=InvoiceNumber.last + 1)
            .returning(InvoiceNumber.last)
        ).one()
        invoice = f"INV{number:04d}"
        goods = sum(variant.price * wanted[variant.sku] for variant in taken)
        shipping = form.content["flat_shipping"]
        voucher = self._voucher(store.id, asked["voucher_code"], buyer, now)
        off = {variant.sku: variant.price * wanted[variant.sku] * voucher.discount_value // 100 for variant in taken}
        discount = sum(off.values())
        order = Order(
            store_id=store.id,
            invoice=invoice,
            secret=secrets.token_urlsafe(32),
            created_at=now,
            form_id=form.id,
            form_name=form.name,
            form_version=form.version,
            status="pending",
            payment_method=asked["payment_method"],
            payment_status="unpaid",
            paid=0,
            due_at=now + timedelta(seconds=store.settings["payment_deadline"]),
            bank_account_id=accounts[0].id,
            customer_name=asked["customer"]["name"],
            name_key=asked["customer"]["name"].lower(),
            customer_phone=phone,
            street=street,
            district_code=asked["address"]["district_code"],
            post_code=asked["address"]["post_code"],
            region=REGIONS[asked["address"]["district_code"]],
            goods=goods,
            shipping=shipping,
            cod_fee=0,
            insurance=0,
            other_fees=0,
            unique_code=0,
            product_discount=discount,
            shipping_discount=0,
            total=goods + shipping - discount,
            items=len(wanted),
            qty=sum(wanted.values()),
            follow_ups=0,
            is_quarantined=False,
            note=asked["note"],
            answers={},
            source={},
            content=made_of,
            goods_key=goods_key[:32],
            address_key=address_key,
            cs_staff_id=cs.id,
            cs_name=cs_name,
            cs_reason="even",
            pay_to=[_target(account) for account in accounts],
            vouchers=[{"id": voucher.id, "code": voucher.code, "kind": voucher.kind, "discount": discount}],
            entries=3,
            version=1,
        )
        for line, variant in enumerate(taken, 1):
            order.lines.append(
                Line(
                    line=line,
                    variant_id=variant.id,
                    sku=variant.sku,
                    product_name=variant.product.name,
                    name=variant.name,
                    qty=wanted[variant.sku],
                    price=variant.price,
                    cost_price=variant.cost_price,
                    weight=variant.weight,
                    discount=off[variant.sku],
                )
            )
            session.add(
                Movement(
                    store_id=store.id,
                    variant_id=variant.id,
                    on_hand=0,
                    reserved=wanted[variant.sku],
                    reason="ordered",
                    invoice=invoice,
                    by="buyer",
                    at=now,
                )
            )
        for entry, (by, what, became) in enumerate(
            (("buyer", "placed", "pending"), ("system", "cs", cs_name), ("system", "cs_reason", "even")), 1
        ):
            order.history.append(HistoryEntry(entry=entry, at=now, by=by, what=what, became=became))
        session.add(order)
        session.add(
            VoucherUse(
                store_id=store.id,
                invoice=invoice,
                voucher_id=voucher.id,
                code=voucher.code,
                phone_hash=buyer,
                amount=discount,
                at=now,
            )
        )
        event_of_it = {"invoice": invoice, "at": now.isoformat()}
        session.add(
            OutboxEvent(store_id=store.id, topic="OrderPlaced", payload=event_of_it, recorded_at=now, due_at=now)
        )
        receipt = _receipt(order, accounts)
        session.add(
            IdempotencyKey(
                scope=scope,
                key=key,
                fingerprint=hashlib.sha256(content).hexdigest(),
                state="done",
                result=receipt,
                at=now,
            )
        )
        session.commit()
        return receipt, False

    def _take(self, store: int, wanted: dict[str, int]) -> list[Any]:
        found = select(Variant).where(Variant.store_id == store, Variant.sku.in_(wanted)).order_by(Variant.id)
        variants = list(self.session.scalars(found.options(selectinload(Variant.product)).with_for_update()).all())
        if len(variants) < len(wanted):
            abort(409)
        for variant in variants:
            if not variant.is_active or variant.on_hand - variant.reserved < wanted[variant.sku]:
                abort(409)
            variant.reserved += wanted[variant.sku]
        return variants

    def _recognise(self, store: Any, phone: str, content: str, goods: str, now: datetime) -> None:
        theirs = select(Order).where(Order.store_id == store.id, Order.customer_phone == phone)
        since = now - timedelta(seconds=store.settings["duplicate_window"])
        twin = theirs.where(Order.created_at > since, Order.content == content, Order.status != "cancelled")
        alike = theirs.where(Order.created_at > now - timedelta(days=1), Order.goods_key == goods).where(
            Order.status.not_in(["abandoned", "cancelled"])
        )
        if self.session.scalars(twin).first() is not None or self.session.scalars(alike).first() is not None:
            abort(409)

    def _suspect(self, store: Any, phone: str, buyer: str, place: str, now: datetime) -> None:
        session, limits = self.session, store.settings["quarantine"]
        today = now.astimezone(WIB).replace(hour=0, minute=0, second=0, microsecond=0)
        placed = select(func.count()).select_from(Order).where(Order.store_id == store.id, Order.created_at >= today)
        placed = placed.where(Order.status != "abandoned")
        from_phone = session.scalar(placed.where(Order.customer_phone == phone)) or 0
        to_address = session.scalar(placed.where(Order.address_key == place)) or 0
        if from_phone >= limits["orders_per_phone"] or to_address >= limits["orders_per_address"]:
            abort(409)
        blocked = select(Blocked).where(Blocked.store_id == store.id, Blocked.key.in_([buyer, place]))
        if session.scalars(blocked).first() is not None:
            abort(409)

    def _attend(self, store: int, phone: str) -> tuple[Any, str]:
        theirs = select(Order.cs_staff_id).where(Order.store_id == store, Order.customer_phone == phone)
        latest = self.session.scalars(theirs.where(Order.cs_staff_id.is_not(None)).order_by(Order.created_at.desc()))
        roster = select(Staff, User.name).join(User, User.id == Staff.user_id)
        working = roster.where(
            Staff.store_id == store, Staff.active, Staff.removed_at.is_(None), User.closed_at.is_(None)
        )
        rows = [(staff, name) for staff, name in self.session.execute(working)]
        known = latest.first()
        own = [row for row in rows if row[0].id == known]
        return secrets.choice(own or [row for row in rows if row[0].role == CUSTOMER_SERVICE])

    def _voucher(self, store: int, code: str, buyer: str, now: datetime) -> Any:
        found = select(Voucher).where(Voucher.store_id == store, Voucher.code_key == code.lower()).with_for_update()
        voucher = self.session.scalars(found).one_or_none()
        today = now.astimezone(WIB).date()
        if voucher is None or not voucher.is_on or voucher.used >= voucher.stock:
            abort(409)
        if not voucher.starts_on <= today <= voucher.ends_on:
            abort(409)
        uses = self.session.scalar(
            select(func.count())
            .select_from(VoucherUse)
            .where(VoucherUse.store_id == store, VoucherUse.voucher_id == voucher.id, VoucherUse.phone_hash == buyer)
            .where(VoucherUse.given_back_at.is_(None))
        )
        if (uses or 0) >= voucher.per_buyer:
            abort(409)
        voucher.used += 1
        return voucher


class FollowUpOrder:
    """The seller's staff chase a buyer."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(self, staff: Any, name: str, invoice: str, attempt: int) -> dict[str, Any]:
        session, now, store_id = self.session, datetime.now(UTC), staff.store_id
        order = session.scalars(
            select(Order)
            .where(Order.store_id == store_id, Order.invoice == invoice)
            .options(selectinload(Order.lines))
            .with_for_update()
        ).one_or_none()
        if order is None:
            abort(404)
        store = session.get_one(Store, store_id)
        if session.get(OptOut, (store_id, order.customer_phone)) is not None:
            abort(409)
        if session.get(FollowUp, (store_id, invoice, attempt)) is not None or attempt != order.follow_ups + 1:
            abort(409)
        if order.status != "pending" or order.payment_status != "unpaid":
            abort(409)
        template = session.get(Template, (store_id, attempt, order.payment_method))
        accounts = session.scalars(
            select(BankAccount).where(BankAccount.store_id == store_id, BankAccount.is_active)
        ).all()
        text = (template.text if template else TEXT).format(
            nama=order.customer_name,
            toko=store.name,
            invoice=invoice,
            produk=", ".join(f"{line.qty}x {line.product_name} ({line.name})" for line in order.lines),
            sisa=f"Rp{order.total - order.paid:,}".replace(",", "."),
            rekening="\n".join(f"{one.bank_name} {one.account_number} a.n. {one.account_name}" for one in accounts),
            link=f"http://127.0.0.1:8080/o/{order.secret}",
        )
        order.follow_ups = attempt
        order.entries += 1
        order.version += 1
        common = {"store_id": store_id, "invoice": invoice, "at": now, "staff_id": staff.id, "by": name}
        session.add(
            HistoryEntry(**common, entry=order.entries, what="follow-up", was=str(attempt - 1), became=str(attempt))
        )
        session.add(FollowUp(**common, attempt=attempt, channel="link", state="ready", text=text))
        event_of_it = {"invoice": invoice, "attempt": attempt, "channel": "link", "at": now.isoformat()}
        session.add(
            OutboxEvent(store_id=store_id, topic="OrderFollowedUp", payload=event_of_it, recorded_at=now, due_at=now)
        )
        session.commit()
        url = f"https://wa.me/{order.customer_phone[1:]}?text={quote(text, safe='')}"
        return {
            "invoice": invoice,
            "follow_up_attempts": attempt,
            "channel": "link",
            "whatsapp_url": url,
            "text": text,
            "repeated": False,
        }


class ListOrders:
    """The newest orders of a status, and how many there are."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(self, store: int, shown: dict[str, Any]) -> tuple[list[Any], int]:
        found = select(Order).where(Order.store_id == store)
        if shown.get("status"):
            found = found.where(Order.status == shown["status"])
        total = self.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        page = found.order_by(Order.created_at.desc(), Order.invoice.desc())
        return list(self.session.scalars(page.offset(shown["start"]).limit(shown["limit"])).all()), total


class ReadOrder:
    """Everything about one order."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(self, store: int, invoice: str) -> Any:
        order = self.session.get(
            Order,
            (store, invoice),
            options=[selectinload(Order.lines), selectinload(Order.history), selectinload(Order.attempts)],
        )
        if order is None:
            abort(404)
        return order


class Container(DeclarativeContainer):
    """The use cases, made anew for each request with its session."""

    session = Dependency(instance_of=Session)
    check_out = Factory(CheckOut, session)
    follow_up = Factory(FollowUpOrder, session)
    list_orders = Factory(ListOrders, session)
    read_order = Factory(ReadOrder, session)


def application() -> Flask:
    """The application on the database that `BENCHMARK_DATABASE` names."""
    app = Flask("straightforward")
    reading, writing = _engines(os.environ["BENCHMARK_DATABASE"])
    access_key = digest(os.environ["BENCHMARK_SECRET"].encode(), b"access token", "sha256")

    @contextmanager
    def container(engine: Engine) -> Iterator[Container]:
        with Session(engine, expire_on_commit=False) as session:
            yield Container(session=session)

    def member(session: Session) -> tuple[Any, Any]:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer":
            abort(401)
        claims = jwt.decode(token, access_key, algorithms=["HS256"], issuer=ISSUER, audience=AUDIENCE)
        login = session.get(Login, claims["sid"])
        if login is None or login.ended_at is not None:
            abort(401)
        user = session.get_one(User, login.user_id)
        staff = session.scalars(select(Staff).where(Staff.user_id == user.id, Staff.removed_at.is_(None))).one()
        needed = "read" if request.method == "GET" else "update"
        if not staff.active or needed not in staff.rights.get("order", ()):
            abort(403)
        return staff, user

    @app.post("/store/order/checkout")
    def check_out() -> Any:
        asked = CheckoutSchema().load(request.get_json())
        with container(writing) as made:
            receipt, _ = made.check_out()(asked, request.headers["Idempotency-Key"], request.get_data())
        return jsonify({"message": "Order created", "data": receipt}), 201

    @app.post("/store/order/follow-up")
    def follow_up() -> Any:
        asked = FollowUpSchema().load(request.get_json())
        with container(writing) as made:
            staff, user = member(made.session())
            data = made.follow_up()(staff, user.name, asked["invoice"], asked["follow_up_attempts"])
        return jsonify({"message": f"Follow up {data['follow_up_attempts']} ready", "data": data})

    @app.get("/store/order")
    def list_orders() -> Any:
        shown = ListQuery().load(request.args)
        with container(reading) as made:
            staff, _ = member(made.session())
            rows, total = made.list_orders()(staff.store_id, shown)
            return jsonify({"data": RowSchema(many=True).dump(rows), "total": total})

    @app.get("/store/order/<invoice>")
    def read_order(invoice: str) -> Any:
        with container(reading) as made:
            staff, _ = member(made.session())
            return jsonify(DetailSchema().dump(made.read_order()(staff.store_id, invoice)))

    return app


def _engines(url: str) -> tuple[Engine, Engine]:
    """One for reads, one for writes; on SQLite they begin differently, since a reader cannot become the writer."""
    if not url.startswith("sqlite"):
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), pool_size=16)
        return engine, engine
    return _sqlite_engine(url, "BEGIN"), _sqlite_engine(url, "BEGIN IMMEDIATE")


def _sqlite_engine(url: str, begin: str) -> Engine:
    engine = create_engine(url, module=sqlite, pool_size=16, connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _receipt(order: Any, accounts: Any) -> dict[str, Any]:
    return {
        "invoice": order.invoice,
        "status": order.status,
        "payment_status": order.payment_status,
        "payment_method": order.payment_method,
        "order_url": f"http://127.0.0.1:8080/o/{order.secret}",
        "totals": {
            "goods": order.goods,
            "shipping": order.shipping,
            "cod_fee": order.cod_fee,
            "insurance": order.insurance,
            "other_fees": order.other_fees,
            "unique_code": order.unique_code,
            "product_discount": order.product_discount,
            "shipping_discount": order.shipping_discount,
            "total": order.total,
        },
        "vouchers": [
            {"code": used["code"], "type": used["kind"], "discount": used["discount"]} for used in order.vouchers
        ],
        "pay": {
            "due_at": order.due_at.astimezone(WIB).isoformat(),
            "bank_accounts": [_target(account) for account in accounts],
        },
        "repeated": False,
    }


def _target(account: Any) -> dict[str, Any]:
    return {
        "id": account.id,
        "bank": account.bank_name,
        "account_name": account.account_name,
        "account_number": account.account_number,
    }
