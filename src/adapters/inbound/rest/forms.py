"""Order forms as their sellers make and manage them."""

from collections.abc import Callable
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.form_schemas import (
    EXAMPLE,
    FORM_EXAMPLE,
    ROW_EXAMPLE,
    FormAnswer,
    FormBody,
    FormList,
    FormsQuery,
    FormWritten,
    StatusBody,
)
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.application.forms import Forms
from bosonline.application.forms.ports import AddressedForm
from bosonline.application.identity.ports import Listed
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.forms import (
    Attendant,
    BankAccountNeeded,
    Bump,
    CourierCode,
    EmailUnverified,
    FieldKind,
    FormContent,
    FormContentInvalid,
    FormField,
    FormId,
    FormItem,
    FormNameInvalid,
    FormNotFound,
    FormStatus,
    PaymentMethodUnavailable,
    SkuNotOnSale,
    SlugInvalid,
    SlugTaken,
    SuccessKind,
    SuccessPage,
)
from bosonline.domain.identity import StaffId
from bosonline.domain.money import Money
from bosonline.domain.stores import PaymentMethod, StaffUnknown

FormUrl = Callable[[str, str], str]
"""The address of a form, by the store's subdomain and the form's slug."""

_PUBLISHING = (BankAccountNeeded, EmailUnverified)
_REFUSALS = (
    *_PUBLISHING,
    FormContentInvalid,
    FormNameInvalid,
    PaymentMethodUnavailable,
    SkuNotOnSale,
    SlugInvalid,
    SlugTaken,
    StaffUnknown,
)


def forms(facade: Forms, form_url: FormUrl) -> Api:
    """The operations of a seller's forms."""
    api = Api("form")

    def shown(found: AddressedForm) -> dict[str, Any]:
        form = found.form
        return {
            "id": form.id,
            "name": form.name,
            "slug": form.slug,
            "url": form_url(found.subdomain, form.slug),
            "status": form.status,
            **_content(form.content),
            "created_at": form.created_at,
        }

    def created(found: AddressedForm) -> dict[str, Any]:
        return {"message": "Form created", "data": shown(found)}

    def listed(found: Listed) -> dict[str, Any]:
        names = ("id", "name", "slug", "status", "created_at")
        rows = [
            {**{name: row[name] for name in names}, "url": form_url(str(row["subdomain"]), str(row["slug"]))}
            for row in found.rows
        ]
        return {"data": rows, "total": found.total}

    @api.post(
        "/store/forms",
        body=FormBody,
        answer=FormWritten,
        render=created,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Form created", "data": FORM_EXAMPLE},
        refusals=_REFUSALS,
    )
    def form(call: Call) -> AddressedForm:
        """Form

        Make an order form. `items` and `bumps` name variants of the store by their SKUs; the slug is made from the
        name where none is given. `qris` and `virtual_account` are refused until the store has a payment channel. A
        form that takes bank transfers is published only once the store has an active bank account.
        """
        return facade.create(
            store=call.member.store,
            name=call.body["name"],
            slug=call.body["slug"],
            status=FormStatus(call.body["status"]),
            content=content_of(call.body),
            once=call.once,
        )

    @api.get(
        "/store/forms",
        query=FormsQuery,
        answer=FormList,
        render=listed,
        answer_example={"data": [ROW_EXAMPLE], "total": 1},
    )
    def form_list(call: Call) -> Listed:
        """Form list

        The forms of the store.
        """
        status = call.query["status"]
        return facade.list(
            store=call.member.store,
            listing=listing_of(call.query),
            status=None if status is None else FormStatus(status),
        )

    @api.get("/store/forms/<id:id>", answer=FormAnswer, answer_example=FORM_EXAMPLE, refusals=(FormNotFound,))
    def form_detail(call: Call, number: int) -> Tagged:
        """Form Detail

        One form with everything that it offers and asks.
        """
        found = facade.read(store=call.member.store, form=FormId(number))
        return Tagged(shown(found), found.form.version)

    @api.patch(
        "/store/forms/<id:id>/status",
        body=StatusBody,
        answer=FormWritten,
        versioned=True,
        example={"status": "published"},
        answer_example={"message": "Form status updated", "data": {**FORM_EXAMPLE, "status": "published"}},
        refusals=(FormNotFound, PreconditionFailed, *_PUBLISHING),
    )
    def edit_status_form(call: Call, number: int) -> Tagged:
        """Edit Status Form

        Publish the form, close it, or take it back as a draft.
        """
        found = facade.change_status(
            store=call.member.store,
            by=call.member.author,
            form=FormId(number),
            status=FormStatus(call.body["status"]),
            seen_version=call.seen_version,
        )
        return Tagged({"message": "Form status updated", "data": shown(found)}, found.form.version)

    return api


def content_of(body: dict[str, Any]) -> FormContent:
    """What a body says about a form."""
    page = body["success_page"]
    return FormContent(
        items=tuple(
            FormItem(sku=Sku(one["sku"]), price=_amount(one["price"]), max_qty=one["max_qty"]) for one in body["items"]
        ),
        payment_methods=tuple(PaymentMethod(method) for method in body["payment_methods"]),
        fields=tuple(
            FormField(
                name=one["name"],
                label=one["label"],
                kind=FieldKind(one["type"]),
                is_required=one["required"],
                options=tuple(one["options"]),
            )
            for one in body["fields_asked"]
        ),
        couriers=tuple(CourierCode(code) for code in body["couriers"]),
        flat_shipping=_amount(body["flat_shipping"]),
        attendants=tuple(Attendant(staff=StaffId(one["staff_id"]), weight=one["weight"]) for one in body["cs"]),
        bumps=tuple(Bump(sku=Sku(one["sku"]), price=Money(one["price"]), text=one["text"]) for one in body["bumps"]),
        takes_vouchers=body["voucher"],
        pixels=body["pixels"],
        success_page=SuccessPage() if page is None else SuccessPage(**{**page, "kind": SuccessKind(page["kind"])}),
    )


def _amount(idr: int | None) -> Money | None:
    return None if idr is None else Money(idr)


def _idr(amount: Money | None) -> int | None:
    return None if amount is None else amount.idr


def _content(content: FormContent) -> dict[str, Any]:
    page = content.success_page
    return {
        "items": [{"sku": one.sku, "price": _idr(one.price), "max_qty": one.max_qty} for one in content.items],
        "fields": [
            {
                "name": one.name,
                "label": one.label,
                "type": one.kind,
                "required": one.is_required,
                "options": list(one.options),
            }
            for one in content.fields
        ],
        "payment_methods": list(content.payment_methods),
        "couriers": list(content.couriers),
        "flat_shipping": _idr(content.flat_shipping),
        "cs": [{"staff_id": one.staff, "weight": one.weight} for one in content.attendants],
        "bumps": [{"sku": one.sku, "price": one.price.idr, "text": one.text} for one in content.bumps],
        "voucher": content.takes_vouchers,
        "pixels": dict(content.pixels),
        "success_page": {
            "kind": page.kind,
            "title": page.title,
            "text": page.text,
            "url": page.url,
            "whatsapp": page.whatsapp,
        },
    }
