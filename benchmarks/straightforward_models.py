"""The product's own tables as mapped classes, so that every system writes the same rows."""

from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import DeclarativeBase, foreign, relationship

from bosonline.adapters.outbound.sql.tables import metadata


class Base(DeclarativeBase):
    """Every mapped class; its columns are those of its table."""

    metadata = metadata


def _mapped(name: str, table: str, **relationships: Any) -> Any:
    return type(name, (Base,), {"__table__": metadata.tables[table], **relationships})


def _belongs(part: Any) -> Any:
    return and_(foreign(part.store_id) == Order.store_id, foreign(part.invoice) == Order.invoice)


User = _mapped("User", "users")
Login = _mapped("Login", "sessions")
Staff = _mapped("Staff", "staff")
Store = _mapped("Store", "stores")
Form = _mapped("Form", "forms")
BankAccount = _mapped("BankAccount", "bank_accounts")
Product = _mapped("Product", "products")
Variant: Any = _mapped(
    "Variant",
    "variants",
    product=relationship(Product, primaryjoin=lambda: foreign(Variant.product_id) == Product.id, viewonly=True),
)
Movement = _mapped("Movement", "stock_movements")
InvoiceNumber = _mapped("InvoiceNumber", "invoice_numbers")
IdempotencyKey = _mapped("IdempotencyKey", "idempotency")
Blocked = _mapped("Blocked", "blocklist")
Voucher = _mapped("Voucher", "vouchers")
VoucherUse = _mapped("VoucherUse", "voucher_uses")
OutboxEvent = _mapped("OutboxEvent", "outbox")
OptOut = _mapped("OptOut", "opt_outs")
Template = _mapped("Template", "follow_up_templates")
Line = _mapped("Line", "order_lines")
HistoryEntry = _mapped("HistoryEntry", "order_history")
FollowUp = _mapped("FollowUp", "follow_ups")
Order: Any = _mapped(
    "Order",
    "orders",
    lines=relationship(Line, primaryjoin=lambda: _belongs(Line), order_by=lambda: Line.line),
    history=relationship(HistoryEntry, primaryjoin=lambda: _belongs(HistoryEntry), order_by=lambda: HistoryEntry.entry),
    attempts=relationship(FollowUp, primaryjoin=lambda: _belongs(FollowUp), order_by=lambda: FollowUp.attempt),
)
