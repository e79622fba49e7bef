"""What comes in and goes out, as marshmallow schemas."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

METHODS = ("cod", "bank_transfer", "qris", "virtual_account")


class CustomerSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 120))
    phone = fields.String(required=True, validate=validate.Length(1, 60))
    email = fields.Email(load_default=None)


class AddressSchema(Schema):
    street = fields.String(required=True, validate=validate.Length(3, 500))
    district_code = fields.String(required=True, validate=validate.Regexp(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}"))
    village_code = fields.String(load_default=None)
    post_code = fields.String(load_default=None, validate=validate.Regexp(r"[0-9]{5}"))


class ItemSchema(Schema):
    sku = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9._-]{1,64}"))
    qty = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))


class CheckoutSchema(Schema):
    form = fields.String(required=True, validate=validate.Length(1, 80))
    subdomain = fields.String(required=True, validate=validate.Length(1, 63))
    customer = fields.Nested(CustomerSchema, required=True)
    address = fields.Nested(AddressSchema, required=True)
    items = fields.List(fields.Nested(ItemSchema), required=True, validate=validate.Length(1, 50))
    bumps = fields.List(fields.Integer(strict=True), load_default=list)
    payment_method = fields.String(required=True, validate=validate.OneOf(METHODS))
    bank_account_id = fields.Integer(load_default=None)
    voucher_code = fields.String(load_default=None, validate=validate.Length(1, 64))
    note = fields.String(load_default="", validate=validate.Length(0, 1000))
    answers = fields.Dict(fields.String(), fields.String(), load_default=dict, data_key="fields")
    source = fields.Dict(fields.String(), fields.String(), load_default=dict)
    expected_total = fields.Integer(load_default=None)


class FollowUpSchema(Schema):
    invoice = fields.String(required=True, validate=validate.Regexp(r"[A-Z]+[0-9]+"))
    follow_up_attempts = fields.Integer(required=True, strict=True, validate=validate.Range(1))


class ListQuery(Schema):
    start = fields.Integer(load_default=0, validate=validate.Range(0))
    limit = fields.Integer(load_default=10, validate=validate.Range(1, 100))
    status = fields.String(load_default=None)
    payment_status = fields.String(load_default=None)
    payment_method = fields.String(load_default=None)
    keyword = fields.String(load_default=None)

    @pre_load
    def without_empty(self, sent: Any, **_: Any) -> dict[str, Any]:
        """What is empty counts as absent."""
        return {name: value for name, value in sent.items() if value not in ("", "null")}


def _cs(order: Any) -> Any:
    return {"staff_id": order.cs_staff_id, "name": order.cs_name} if order.cs_staff_id else None


def _by(done: Any) -> Any:
    return {"staff_id": done.staff_id, "name": done.by}


class RowSchema(Schema):
    invoice = fields.String()
    created_at = fields.DateTime()
    status = fields.String()
    payment_status = fields.String()
    payment_method = fields.String()
    customer_name = fields.String()
    customer_phone = fields.String()
    total = fields.Integer()
    items = fields.Integer()
    qty = fields.Integer()
    form = fields.String(attribute="form_name")
    cs = fields.Function(_cs)
    courier_code = fields.String()
    awb = fields.String()
    follow_up_attempts = fields.Integer(attribute="follow_ups")
    quarantined = fields.Boolean(attribute="is_quarantined")


class CustomerDetail(Schema):
    name = fields.String(attribute="customer_name")
    phone = fields.String(attribute="customer_phone")
    email = fields.String(attribute="customer_email")


class AddressDetail(Schema):
    street = fields.String()
    district_code = fields.String()
    village_code = fields.String()
    post_code = fields.String()
    region = fields.String()


class TotalsDetail(Schema):
    goods = fields.Integer()
    shipping = fields.Integer()
    cod_fee = fields.Integer()
    insurance = fields.Integer()
    other_fees = fields.Integer()
    unique_code = fields.Integer()
    product_discount = fields.Integer()
    shipping_discount = fields.Integer()
    total = fields.Integer()


class LineDetail(Schema):
    sku = fields.String()
    product_name = fields.String()
    name = fields.String()
    qty = fields.Integer()
    price = fields.Integer()
    hpp = fields.Integer(attribute="cost_price")
    weight = fields.Integer()
    subtotal = fields.Function(lambda line: line.price * line.qty)
    discount = fields.Integer()


class FollowUpDetail(Schema):
    attempt = fields.Integer()
    at = fields.DateTime()
    by = fields.Function(_by)
    channel = fields.String()
    state = fields.String()
    text = fields.String()
    outcome = fields.String()


class HistoryDetail(Schema):
    at = fields.DateTime()
    by = fields.Function(_by)
    what = fields.String()
    was = fields.String(data_key="from")
    became = fields.String(data_key="to")


class DetailSchema(RowSchema):
    items = fields.List(fields.Nested(LineDetail), attribute="lines")  # type: ignore[assignment]
    cancel_reason = fields.String()
    service_code = fields.String()
    customer = fields.Function(lambda order: CustomerDetail().dump(order))
    address = fields.Function(lambda order: AddressDetail().dump(order))
    totals = fields.Function(lambda order: TotalsDetail().dump(order))
    paid = fields.Integer()
    due_at = fields.DateTime()
    paid_at = fields.DateTime()
    shipped_at = fields.DateTime()
    bank_account_id = fields.Integer()
    note = fields.String()
    answers = fields.Dict(data_key="fields")
    source = fields.Dict()
    follow_ups = fields.List(fields.Nested(FollowUpDetail), attribute="attempts")
    history = fields.List(fields.Nested(HistoryDetail))
