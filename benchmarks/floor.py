"""The floor: a bare WSGI function over the raw driver that does the four jobs and nothing besides.

It writes the same rows through the same indexes with the same durability as the product, and answers the same JSON.
It does not authenticate, check, describe, log or translate anything: that is what the product costs more.
"""

import hashlib
import hmac
import itertools
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import orjson

from benchmarks.dataset import MAIN_STORE, STAFF
from benchmarks.floor_stores import Postgresql, Sqlite, Store

WIB = timezone(timedelta(hours=7))
SECRET = b"benchmarks"
CUSTOMER_SERVICE = 3
"""The role of those who serve buyers."""
REGIONS = {"31.71.01": "Gambir, Kota Jakarta Pusat, DKI Jakarta"}
TEXT = (
    "Halo Kak {nama}, terima kasih sudah memesan di {toko}\n\nPesanan {invoice}: {produk}\nTotal: *{sisa}*\n\n"
    "Silakan transfer tepat sejumlah itu ke:\n{rekening}\n\n"
    "Rincian pesanan: {link}\nKalau sudah transfer, kabari kami di sini ya, Kak. Terima kasih!"
)
_ROW = (
    "invoice", "created_at", "status", "payment_status", "payment_method", "customer_name", "customer_phone", "total",
    "items", "qty", "form",
)  # fmt: skip
_DETAIL = (
    "invoice", "secret", "created_at", "form", "status", "cancel_reason", "payment_method", "payment_status", "paid",
    "due_at", "paid_at", "shipped_at", "bank_account_id",
)  # fmt: skip
_TOTALS = (
    "goods", "shipping", "cod_fee", "insurance", "other_fees", "unique_code", "product_discount", "shipping_discount",
    "total",
)  # fmt: skip


def application() -> Callable[..., Iterable[bytes]]:
    """The WSGI function on the database that `BENCHMARK_DATABASE` names."""
    url = os.environ["BENCHMARK_DATABASE"]
    store: Store = Sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else Postgresql(url)
    jobs = Jobs(store)

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        status = "200 OK"
        if path == "/store/order/checkout":
            status, answer = "201 Created", jobs.check_out(environ["wsgi.input"].read(), environ)
        elif path == "/store/order/follow-up":
            answer = jobs.follow_up(environ["wsgi.input"].read())
        elif path == "/store/order":
            answer = jobs.list_orders(environ["QUERY_STRING"])
        else:
            answer = jobs.read_order(path.rpartition("/")[2])
        content = orjson.dumps(answer)
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
        return [content]

    return serve


class Jobs:
    """The four jobs on one of the databases."""

    def __init__(self, store: Store) -> None:
        self.store, self.sql = store, store.sql
        self.invoices: Iterator[int] = iter(())
        self.guard = threading.Lock()

    def check_out(self, content: bytes, environ: dict[str, Any]) -> object:
        """One transaction: key, number, stock, movements, buyer, voucher, order, lines, history, outbox, result."""
        asked, sql, now = orjson.loads(content), self.sql, datetime.now(UTC)
        key, scope = environ["HTTP_IDEMPOTENCY_KEY"], f"store:{asked['subdomain']} checkout"
        with self.store.reading() as run:
            front = run(sql["front"], (asked["form"], asked["subdomain"]))[0]
            store, _, store_status, settings, form, form_name, form_version, form_status, offers = front
            settings, offers = self.store.document(settings), self.store.document(offers)
            accounts = run(sql["accounts"], (store,))
        offered = {item["sku"]: item for item in offers["items"]}
        wanted = {item["sku"]: item["qty"] for item in asked["items"]}
        if store_status != "open" or form_status != "published" or any(sku not in offered for sku in wanted):
            raise ValueError(wanted)
        phone = "+62" + asked["customer"]["phone"].lstrip("0")
        told = "\n".join(
            (str(form), phone, *sorted(f"{sku}:{qty}" for sku, qty in wanted.items()), asked["address"]["street"])
        )
        digest = hashlib.sha256(told.encode()).hexdigest()
        at, instant = now, self.store.instant
        with self.store.writing() as run:
            named = (scope, key) if self.store.on_sqlite else (scope, key, scope, key)
            found = run(sql["look_up"], named)
            if found and found[0][2] is not None:
                return self.store.document(found[0][3])
            invoice = f"INV{self._next(store, run):04d}"
            taken = {row[1]: row for row in run(sql["take"], (orjson.dumps(wanted).decode(), store))}
            if len(taken) < len(wanted):
                raise ValueError(wanted)
            moved = [
                (store, row[0], 0, wanted[sku], "ordered", invoice, None, "buyer", instant(at))
                for sku, row in taken.items()
            ]
            run(sql["add_movements"], tuple(itertools.chain.from_iterable(moved)), fetch=False)
            buyer = hmac.digest(SECRET, phone.encode(), "sha256").hex()
            goods_key, address_key = _keys(wanted, asked["address"])
            cs = self._receive((store, phone, buyer), (digest, goods_key, address_key), settings, at, run)
            goods, shipping = sum(taken[sku][3] * qty for sku, qty in wanted.items()), offers["flat_shipping"]
            voucher, code, kind, percent = self._voucher(store, asked["voucher_code"], buyer, at, run)
            off = {sku: row[3] * wanted[sku] * percent // 100 for sku, row in taken.items()}
            discount = sum(off.values())
            total = goods + shipping - discount
            totals = dict(zip(_TOTALS, (goods, shipping, 0, 0, 0, 0, discount, 0, total), strict=True))
            run(sql["add_voucher_use"], (store, invoice, voucher, code, buyer, discount, instant(at)), fetch=False)
            pay_to = [
                {"id": account, "bank": bank, "account_name": name, "account_number": number}
                for account, bank, name, number in accounts
            ]
            due_at = at + timedelta(seconds=settings["payment_deadline"])
            secret = secrets.token_urlsafe(32)
            customer, address = asked["customer"], asked["address"]
            run(
                sql["add_order"],
                (
                    store, invoice, secret, instant(at), form, form_name, form_version, "pending",
                    asked["payment_method"], "unpaid", 0, instant(due_at), accounts[0][0], customer["name"],
                    customer["name"].lower(), phone,
                    address["street"], address["district_code"], address["post_code"],
                    REGIONS[address["district_code"]], *totals.values(), len(wanted), sum(wanted.values()), 0, False,
                    asked["note"], "{}", "{}", digest, _used(voucher, code, kind, discount),
                    orjson.dumps(pay_to).decode(), goods_key, address_key, *cs, "even", 3, 1,
                ),
                fetch=False,
            )  # fmt: skip
            lines = [
                (store, invoice, line, row[0], sku, row[6], row[2], wanted[sku], row[3], row[4], row[5], off[sku])
                for line, (sku, row) in enumerate(taken.items(), 1)
            ]
            run(sql["add_lines"], tuple(itertools.chain.from_iterable(lines)), fetch=False)
            run(sql["add_placed"], _placed(store, invoice, instant(at), cs[1]), fetch=False)
            event = orjson.dumps({"invoice": invoice, "at": at}).decode()
            run(sql["add_outbox"], (store, "OrderPlaced", event, instant(at), instant(at)), fetch=False)
            receipt = {
                "invoice": invoice,
                "status": "pending",
                "payment_status": "unpaid",
                "payment_method": asked["payment_method"],
                "order_url": f"http://127.0.0.1:8080/o/{secret}",
                "totals": totals,
                "vouchers": [{"code": code, "type": kind, "discount": discount}],
                "pay": {
                    "due_at": due_at.astimezone(WIB),
                    "bank_accounts": pay_to,
                },
                "repeated": False,
            }
            fingerprint = hashlib.sha256(content).hexdigest()
            kept = orjson.dumps(receipt).decode()
            run(sql["keep"], (scope, key, fingerprint, "done", kept, instant(at)), fetch=False)
        return {"message": "Order created", "data": receipt}

    def follow_up(self, content: bytes) -> object:
        """One transaction: order with lines, circumstances, attempt, count, history, outbox."""
        asked, sql, now = orjson.loads(content), self.sql, datetime.now(UTC)
        invoice, attempt = asked["invoice"], asked["follow_up_attempts"]
        instant = self.store.instant
        with self.store.writing() as run:
            lines = run(sql["order"], (MAIN_STORE, invoice))
            (
                secret, _, status, method, payment_status, paid, _, name, phone, total, _, follow_ups, entries, version,
                *_,
            ) = lines[0]  # fmt: skip
            given = run(sql["circumstances"], (phone, method, attempt, invoice, MAIN_STORE))
            store_name, _, opted_out, template, *_ = given[0]
            if opted_out or status != "pending" or payment_status != "unpaid" or follow_ups + 1 != attempt:
                raise ValueError(invoice)
            text = (template or TEXT).format(
                nama=name,
                toko=store_name,
                invoice=invoice,
                produk=", ".join(f"{line[16]}x {line[14]} ({line[15]})" for line in lines),
                sisa=f"Rp{total - paid:,}".replace(",", "."),
                rekening="\n".join(f"{row[5]} {row[6]} a.n. {row[7]}" for row in given),
                link=f"http://127.0.0.1:8080/o/{secret}",
            )
            run(sql["count_follow_up"], (attempt, MAIN_STORE, invoice, version), fetch=False)
            run(
                sql["add_history"],
                (
                    MAIN_STORE,
                    invoice,
                    entries + 1,
                    instant(now),
                    STAFF,
                    "Alice",
                    "follow-up",
                    str(follow_ups),
                    str(attempt),
                ),
                fetch=False,
            )
            run(
                sql["add_follow_up"],
                (MAIN_STORE, invoice, attempt, instant(now), STAFF, "Alice", "link", "ready", text),
                fetch=False,
            )
            event = {"invoice": invoice, "attempt": attempt, "channel": "link", "state": "ready", "at": now}
            payload = orjson.dumps(event).decode()
            run(sql["add_outbox"], (MAIN_STORE, "OrderFollowedUp", payload, instant(now), instant(now)), fetch=False)
        return {
            "message": f"Follow up {attempt} ready",
            "data": {
                "invoice": invoice,
                "follow_up_attempts": attempt,
                "channel": "link",
                "whatsapp_url": f"https://wa.me/{phone[1:]}?text={quote(text, safe='')}",
                "text": text,
                "repeated": False,
            },
        }

    def list_orders(self, query: str) -> object:
        """Two statements, each by itself: the page, and how many there are up to 10,000."""
        status = dict(pair.split("=") for pair in query.split("&"))["status"]
        told = self.store.told
        with self.store.reading() as run:
            rows = run(self.sql["list"], (MAIN_STORE, status))
            total = run(self.sql["count"], (MAIN_STORE, status))[0][0]
        data = [
            {
                **dict(zip(_ROW, row, strict=False)),
                "created_at": told(row[1]),
                "cs": {"staff_id": row[11], "name": row[12]} if row[11] else None,
                "courier_code": row[13],
                "awb": row[14],
                "follow_up_attempts": row[15],
                "quarantined": bool(row[16]),
            }
            for row in rows[:20]
        ]
        return {"data": data, "total": min(total, 10_000), "total_capped": total > 10_000, "next_cursor": rows[20][0]}

    def read_order(self, invoice: str) -> object:
        """Three statements that see the same: order with lines, history, follow-ups."""
        which, sql, told = (MAIN_STORE, invoice), self.sql, self.store.told
        with self.store.snapshot() as run:
            rows = run(sql["detail"], which)
            history = run(sql["history"], which)
            made = run(sql["follow_ups"], which)
        row = rows[0]
        return {
            **dict(zip(_DETAIL, row, strict=False)),
            "created_at": told(row[2]),
            "due_at": told(row[9]),
            "paid_at": told(row[10]),
            "shipped_at": told(row[11]),
            "customer_name": row[13],
            "customer_phone": row[14],
            "customer": {"name": row[13], "phone": row[14], "email": row[15]},
            "address": {
                "street": row[16],
                "district_code": row[17],
                "village_code": row[18],
                "post_code": row[19],
                "region": row[20],
            },
            "courier_code": row[21],
            "service_code": row[22],
            "awb": row[23],
            "totals": dict(zip(_TOTALS, row[24:33], strict=True)),
            "total": row[32],
            "qty": row[33],
            "cs": {"staff_id": row[34], "name": row[35]} if row[34] else None,
            "follow_up_attempts": row[36],
            "quarantined": bool(row[37]),
            "note": row[38],
            "fields": self.store.document(row[39]),
            "source": self.store.document(row[40]),
            "items": [
                {
                    "sku": line[42],
                    "product_name": line[43],
                    "name": line[44],
                    "qty": line[45],
                    "price": line[46],
                    "hpp": line[47],
                    "weight": line[48],
                    "subtotal": line[45] * line[46],
                    "discount": line[49],
                }
                for line in rows
            ],
            "follow_ups": [
                {
                    "attempt": attempt,
                    "at": told(at),
                    "by": {"staff_id": staff, "name": by},
                    "channel": channel,
                    "state": state,
                    "text": text,
                    "outcome": outcome,
                }
                for attempt, at, staff, by, channel, state, text, outcome in made
            ],
            "history": [
                {"at": told(at), "by": {"staff_id": staff, "name": by}, "what": what, "from": was, "to": became}
                for at, staff, by, what, was, became in history
            ],
        }

    def _receive(
        self,
        who: tuple[int, str, str],
        keys: tuple[str, str, str],
        settings: dict[str, Any],
        at: datetime,
        run: Callable[..., list[Any]],
    ) -> tuple[int, str]:
        """Who looks after an order that is neither a repetition nor suspicious: their id and name."""
        (store, phone, buyer), (content, goods, place) = who, keys
        instant, limits = self.store.instant, settings["quarantine"]
        today = instant(at.astimezone(WIB).replace(hour=0, minute=0, second=0, microsecond=0))
        found = run(
            self.sql["look"],
            (
                store, phone, instant(at - timedelta(seconds=settings["duplicate_window"])), content,
                store, phone, instant(at - timedelta(days=1)), goods,
                store, phone, today, limits["orders_per_phone"],
                store, place, today, limits["orders_per_address"],
                store, buyer, store, place, store, phone, store,
            ),
        )  # fmt: skip
        twin, alike, from_phone, to_address, is_blocked, is_place_blocked, latest, roster = found[0]
        suspicious = from_phone >= limits["orders_per_phone"] or to_address >= limits["orders_per_address"]
        if twin or alike or suspicious or is_blocked or is_place_blocked:
            raise ValueError(phone)
        working = {staff: (name, role) for staff, name, role, _ in orjson.loads(roster)}
        serving = [staff for staff, (_, role) in working.items() if role == CUSTOMER_SERVICE]
        chosen = latest if latest in working else serving[secrets.randbelow(len(serving))]
        return chosen, working[chosen][0]

    def _voucher(
        self, store: int, code: str, buyer: str, at: datetime, run: Callable[..., list[Any]]
    ) -> tuple[int, str, str, int]:
        """One use of the voucher for this buyer: its id, code, kind and percentage."""
        today = at.astimezone(WIB).date().isoformat()
        used = run(self.sql["take_voucher"], (store, code.lower(), today, today, buyer))
        if not used or used[0][5] >= used[0][4]:
            raise ValueError(code)
        voucher, code, kind, percent, *_ = used[0]
        return voucher, code, kind, percent

    def _next(self, store: int, run: Callable[..., list[Any]]) -> int:
        """The next invoice number; on PostgreSQL out of a block of 16, so that nobody waits for another's commit."""
        if self.store.on_sqlite:
            number: int = run(self.sql["count_invoices"], (store, 1))[0][0]
            return number
        with self.guard:
            number = next(self.invoices, 0)
            if not number:
                with self.store.beside() as run_alone:
                    last = run_alone(self.sql["count_invoices"], (store, 16))[0][0]
                self.invoices = iter(range(last - 15, last + 1))
                number = next(self.invoices)
            return number


def _used(voucher: int, code: str, kind: str, discount: int) -> str:
    return orjson.dumps([{"id": voucher, "code": code, "kind": kind, "discount": discount}]).decode()


def _keys(wanted: dict[str, int], address: dict[str, Any]) -> tuple[str, str]:
    """By what the same goods and the same address are known again."""
    goods = "\n".join(sorted(f"{sku}:{qty}" for sku, qty in wanted.items()))
    place = f"{address['district_code']} {' '.join(address['street'].lower().split())}"
    return hashlib.sha256(goods.encode()).hexdigest()[:32], hashlib.sha256(place.encode()).hexdigest()


def _placed(store: int, invoice: str, at: object, cs: str) -> tuple[object, ...]:
    """What the history tells of a new order."""
    return (
        *(store, invoice, 1, at, None, "buyer", "placed", None, "pending"),
        *(store, invoice, 2, at, None, "system", "cs", None, cs),
        *(store, invoice, 3, at, None, "system", "cs_reason", None, "even"),
    )
