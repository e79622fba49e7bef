"""The SQL of the floor, by hand for each of the two databases: what the product's own statements have to do."""

from typing import Any

_ORDER = (
    "store_id, invoice, secret, created_at, form_id, form_name, form_version, status, payment_method, payment_status,"
    " paid, due_at, bank_account_id, customer_name, name_key, customer_phone, street, district_code, post_code, region,"
    " goods, shipping, cod_fee, insurance, other_fees, unique_code, product_discount, shipping_discount, total, items,"
    " qty, follow_ups, is_quarantined, note, answers, source, content, vouchers,"
    " pay_to, goods_key, address_key, cs_staff_id, cs_name, cs_reason, entries,"
    " version"
)
_LINE = "store_id, invoice, line, variant_id, sku, product_name, name, qty, price, cost_price, weight, discount"
_MOVEMENT = 'store_id, variant_id, on_hand, reserved, reason, invoice, staff_id, "by", at'
_HISTORY = 'store_id, invoice, entry, at, staff_id, "by", what, was, became'
_VOUCHER_USE = "store_id, invoice, voucher_id, code, phone_hash, amount, at"
_FOLLOW_UP = 'store_id, invoice, attempt, at, staff_id, "by", channel, state, text'


def _insert(table: str, columns: str, rows: int = 1) -> str:
    row = "(" + ", ".join("?" * (columns.count(",") + 1)) + ")"
    return f"INSERT INTO {table} ({columns}) VALUES " + ", ".join([row] * rows)


_COMMON = {
    "front": """
        SELECT s.id, s.name, s.status, s.settings, f.id, f.name, f.version, f.status, f.content
        FROM stores s JOIN forms f ON f.store_id = s.id AND f.slug = ? WHERE s.subdomain = ?""",
    "accounts": """
        SELECT id, bank_name, account_name, account_number FROM bank_accounts
        WHERE store_id = ? AND is_active ORDER BY id""",
    "take_voucher": """
        UPDATE vouchers SET used = used + 1
        WHERE store_id = ? AND code_key = ? AND is_on AND closed_at IS NULL AND used < stock
          AND starts_on <= ? AND ends_on >= ?
        RETURNING id, code, kind, discount_value, per_buyer,
          (SELECT count(*) FROM voucher_uses u
           WHERE u.store_id = vouchers.store_id AND u.voucher_id = vouchers.id AND u.phone_hash = ?
             AND u.given_back_at IS NULL)""",
    "add_voucher_use": _insert("voucher_uses", _VOUCHER_USE),
    "add_order": _insert("orders", _ORDER),
    "add_movements": _insert("stock_movements", _MOVEMENT, 3),
    "add_lines": _insert("order_lines", _LINE, 3),
    "add_history": _insert("order_history", _HISTORY),
    "add_placed": _insert("order_history", _HISTORY, 3),
    "add_outbox": _insert("outbox", "store_id, topic, payload, recorded_at, due_at"),
    "keep": _insert("idempotency", "scope, key, fingerprint, state, result, at"),
    "order": """
        SELECT o.secret, o.created_at, o.status, o.payment_method, o.payment_status, o.paid, o.due_at,
          o.customer_name, o.customer_phone, o.total, o.cs_name, o.follow_ups, o.entries, o.version, l.product_name,
          l.name, l.qty
        FROM orders o JOIN order_lines l ON l.store_id = o.store_id AND l.invoice = o.invoice
        WHERE o.store_id = ? AND o.invoice = ? ORDER BY l.line""",
    "circumstances": """
        SELECT s.name, s.settings,
          EXISTS (SELECT 1 FROM opt_outs x WHERE x.store_id = s.id AND x.phone = ?),
          (SELECT t.text FROM follow_up_templates t
           WHERE t.store_id = s.id AND t.payment_method = ? AND t.attempt <= ? ORDER BY t.attempt DESC LIMIT 1),
          (SELECT u.state FROM follow_ups u WHERE u.store_id = s.id AND u.invoice = ? ORDER BY u.attempt DESC LIMIT 1),
          b.bank_name, b.account_number, b.account_name
        FROM stores s LEFT JOIN bank_accounts b ON b.store_id = s.id AND b.is_active
        WHERE s.id = ? ORDER BY b.id""",
    "count_follow_up": """
        UPDATE orders SET follow_ups = ?, entries = entries + 1, version = version + 1
        WHERE store_id = ? AND invoice = ? AND version = ?""",
    "add_follow_up": _insert("follow_ups", _FOLLOW_UP),
    "list": """
        SELECT invoice, created_at, status, payment_status, payment_method, customer_name, customer_phone, total, items,
          qty, form_name, cs_staff_id, cs_name, courier_code, awb, follow_ups, is_quarantined
        FROM orders WHERE store_id = ? AND status = ? ORDER BY created_at DESC, invoice DESC LIMIT 21""",
    "count": """
        SELECT count(*) FROM (SELECT 1 FROM orders WHERE store_id = ? AND status = ? LIMIT 10001) AS few""",
    "detail": """
        SELECT o.invoice, o.secret, o.created_at, o.form_name, o.status, o.cancel_reason, o.payment_method,
          o.payment_status, o.paid, o.due_at, o.paid_at, o.shipped_at, o.bank_account_id, o.customer_name,
          o.customer_phone, o.customer_email, o.street, o.district_code, o.village_code, o.post_code, o.region,
          o.courier_code, o.service_code, o.awb, o.goods, o.shipping, o.cod_fee, o.insurance, o.other_fees,
          o.unique_code, o.product_discount, o.shipping_discount, o.total, o.qty, o.cs_staff_id, o.cs_name,
          o.follow_ups, o.is_quarantined, o.note, o.answers, o.source, o.version, l.sku, l.product_name, l.name, l.qty,
          l.price, l.cost_price, l.weight, l.discount
        FROM orders o JOIN order_lines l ON l.store_id = o.store_id AND l.invoice = o.invoice
        WHERE o.store_id = ? AND o.invoice = ? ORDER BY l.line""",
    "history": """
        SELECT at, staff_id, "by", what, was, became FROM order_history
        WHERE store_id = ? AND invoice = ? ORDER BY entry""",
    "follow_ups": """
        SELECT attempt, at, staff_id, "by", channel, state, text, outcome FROM follow_ups
        WHERE store_id = ? AND invoice = ? ORDER BY attempt""",
}
_COUNT_INVOICES = """
    INSERT INTO invoice_numbers (store_id, last) VALUES (?, ?)
    ON CONFLICT (store_id) DO UPDATE SET last = invoice_numbers.last + excluded.last RETURNING last"""

_THEIRS = "FROM orders WHERE store_id = ? AND customer_phone = ?"
_NEWEST = "ORDER BY created_at DESC, invoice DESC"
_LOOK = f"""
    SELECT
      (SELECT invoice {_THEIRS} AND created_at > ? AND content = ? AND status <> 'cancelled' {_NEWEST} LIMIT 1),
      (SELECT invoice {_THEIRS} AND created_at > ? AND goods_key = ? AND status NOT IN ('abandoned', 'cancelled')
       {_NEWEST} LIMIT 1),
      (SELECT count(*) FROM (SELECT 1 {_THEIRS} AND created_at >= ? AND status <> 'abandoned' LIMIT ?) AS few),
      (SELECT count(*) FROM (SELECT 1 FROM orders
       WHERE store_id = ? AND address_key = ? AND created_at >= ? AND status <> 'abandoned' LIMIT ?) AS few),
      EXISTS (SELECT 1 FROM blocklist WHERE store_id = ? AND key = ?),
      EXISTS (SELECT 1 FROM blocklist WHERE store_id = ? AND key = ?),
      (SELECT cs_staff_id FROM (SELECT cs_staff_id, created_at, invoice {_THEIRS} {_NEWEST} LIMIT 20) AS lately
       WHERE cs_staff_id IS NOT NULL {_NEWEST} LIMIT 1),
      (SELECT %s FROM staff s JOIN users u ON u.id = s.user_id
       WHERE s.store_id = ? AND s.active AND s.removed_at IS NULL AND u.closed_at IS NULL)"""

_SQLITE = {
    "look": _LOOK % "json_group_array(json_array(s.id, u.name, s.role, json(s.rights)))",
    "look_up": "SELECT 1, fingerprint, state, result FROM idempotency WHERE scope = ? AND key = ?",
    "count_invoices": _COUNT_INVOICES,
    "take": """
        UPDATE variants SET reserved = reserved + wanted.value FROM json_each(?) AS wanted
        WHERE store_id = ? AND sku = wanted.key AND is_active = 1 AND archived_at IS NULL
          AND on_hand - reserved >= wanted.value
          AND EXISTS (SELECT 1 FROM products p
                      WHERE p.id = variants.product_id AND p.is_active = 1 AND p.archived_at IS NULL)
        RETURNING id, sku, name, price, cost_price, weight,
          (SELECT p.name FROM products p WHERE p.id = variants.product_id)""",
}
_POSTGRESQL = {
    "look": _LOOK % "CAST(json_agg(json_build_array(s.id, u.name, s.role, s.rights)) AS text)",
    "look_up": """
        SELECT one.free, i.fingerprint, i.state, i.result
        FROM (SELECT pg_try_advisory_xact_lock(hashtextextended(?::text || ?::text, 0)) AS free) AS one
        LEFT JOIN idempotency i ON i.scope = ? AND i.key = ?""",
    "count_invoices": _COUNT_INVOICES,
    "take": """
        WITH locked AS (
          SELECT v.id, p.name AS product, w.value::integer AS qty
          FROM jsonb_each_text(?::jsonb) AS w JOIN variants v ON v.store_id = ? AND v.sku = w.key
          JOIN products p ON p.id = v.product_id AND p.is_active = 1 AND p.archived_at IS NULL
          WHERE v.is_active = 1 AND v.archived_at IS NULL ORDER BY v.id FOR UPDATE OF v
        )
        UPDATE variants v SET reserved = reserved + locked.qty FROM locked
        WHERE v.id = locked.id AND v.on_hand - v.reserved >= locked.qty
        RETURNING v.id, v.sku, v.name, v.price, v.cost_price, v.weight, locked.product""",
}


def statements(*, on_sqlite: bool) -> Any:
    """Every statement by its name, as the driver takes it."""
    if on_sqlite:
        return {**_COMMON, **_SQLITE}
    return {name: text.replace("?", "%s") for name, text in {**_COMMON, **_POSTGRESQL}.items()}
