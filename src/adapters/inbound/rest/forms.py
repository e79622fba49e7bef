"""Order forms as their sellers make and manage them."""

from collections.abc import Callable, Mapping
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.form_members import (
    content_of,
    items_of,
    members_of,
    success_members,
    success_page_of,
)
from bosonline.adapters.inbound.rest.form_schemas import (
    COUNTED_EXAMPLE,
    EXAMPLE,
    FORM_EXAMPLE,
    SUCCESS_PAGE_EXAMPLE,
    FormAnswer,
    FormBody,
    FormDeletedAnswer,
    FormEditBody,
    FormIdsBody,
    FormList,
    FormQuery,
    FormsCopied,
    FormsQuery,
    FormWritten,
    StatusBody,
    SuccessPageBody,
    SuccessPageWritten,
)
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.forms import FormCopied, Forms
from bosonline.application.forms.ports import AddressedForm
from bosonline.application.identity.ports import Listed
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.forms import (
    BankAccountNeeded,
    EmailUnverified,
    FormContentInvalid,
    FormDeleted,
    FormId,
    FormNameInvalid,
    FormNotFound,
    FormStatus,
    PatternInvalid,
    PaymentMethodUnavailable,
    SkuNotOnSale,
    SlugInvalid,
    SlugTaken,
)
from bosonline.domain.images import ImageUnknown
from bosonline.domain.stores import StaffUnknown

FormUrl = Callable[[str, str], str]
"""The address of a form, by the store's subdomain and the form's slug."""

_PUBLISHING = (BankAccountNeeded, EmailUnverified)
_LISTED = ("id", "name", "slug", "status", "created_at", "views", "abandoned", "orders", "revenue")
_COPIED_EXAMPLE = {"id": 7, "ok": True, "form": {**FORM_EXAMPLE, "id": 8, "slug": "kopi-arabica-2"}}
_REFUSALS = (
    *_PUBLISHING,
    FormContentInvalid,
    FormNameInvalid,
    ImageUnknown,
    PatternInvalid,
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
            "version": form.version,
            **members_of(form.content),
            "created_at": form.created_at,
        }

    def created(found: AddressedForm) -> dict[str, Any]:
        return {"message": "Form created", "data": shown(found)}

    def listed(found: Listed) -> dict[str, Any]:
        rows = [
            {
                **{name: row[name] for name in _LISTED},
                "conversion": conversion_of(row),
                "url": form_url(str(row["subdomain"]), str(row["slug"])),
            }
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

        Make an order form. `items` and `bumps` name variants of the store by their SKUs; `products` names whole
        products, each of which stands for the variants that it has now. The slug is made from the name where none is
        given. A `pattern` is a row of characters, `\\d`, `.` and classes such as `[A-Z0-9]`, each perhaps followed by
        `?`, `*`, `+`, `{n}` or `{n,m}`. `qris` and `virtual_account` are refused until the store has a payment
        channel. A form that takes bank transfers is published only once the store has an active bank account.
        """
        return facade.create(
            store=call.member.store,
            name=call.body["name"],
            slug=call.body["slug"],
            status=FormStatus(call.body["status"] or FormStatus.DRAFT),
            content=content_of(call.body),
            products=items_of(call.body["products"]),
            once=call.once,
        )

    @api.get(
        "/store/forms",
        query=FormsQuery,
        answer=FormList,
        render=listed,
        answer_example={"data": [COUNTED_EXAMPLE], "total": 1},
    )
    def form_list(call: Call) -> Listed:
        """Form list

        The forms of the store. `views` are those of buyers who could order; `abandoned` are the buyers who left after
        giving a phone number and did not come back; `conversion` is how many orders there are for 100 views; `revenue`
        adds up the orders that were neither cancelled nor returned.
        """
        status = call.query["status"]
        return facade.list(
            store=call.member.store,
            listing=listing_of(call.query),
            status=None if status is None else FormStatus(status),
        )

    @api.get(
        "/store/forms/<id:id>",
        query=FormQuery,
        answer=FormAnswer,
        answer_example=FORM_EXAMPLE,
        refusals=(FormNotFound,),
    )
    def form_detail(call: Call, number: int) -> Tagged:
        """Form Detail

        One form with everything that it offers and asks. With `version` what it said in that version, as the orders
        of that time remember it; the last 100 edits are kept.
        """
        version = call.query["version"]
        if version is None:
            found = facade.read(store=call.member.store, form=FormId(number))
        else:
            found = facade.read.said(store=call.member.store, form=FormId(number), version=version)
        return Tagged(shown(found), found.form.version)

    @api.put(
        "/store/forms/<id:id>",
        body=FormEditBody,
        answer=FormWritten,
        versioned=True,
        example=EXAMPLE,
        answer_example={"message": "Form updated", "data": {**FORM_EXAMPLE, "version": 2}},
        refusals=(FormNotFound, PreconditionFailed, *_REFUSALS),
    )
    def edit_form(call: Call, number: int) -> Tagged:
        """Edit Form

        Replace what the form is: what Form Detail answers can be changed and sent back; as it stands it changes
        nothing. `id`, `url`, `created_at` and `version` are read over. Without `slug` or `status` the form keeps the
        one that it has. Every change makes a new version; orders keep the one that they were made with.
        """
        status = call.body["status"]
        edited = facade.edit(
            store=call.member.store,
            by=call.member.author,
            form=FormId(number),
            name=call.body["name"],
            slug=call.body["slug"],
            status=None if status is None else FormStatus(status),
            content=content_of(call.body),
            products=items_of(call.body["products"]),
            seen_version=call.seen_version,
        )
        return Tagged({"message": "Form updated", "data": shown(edited)}, edited.form.version)

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

    _success_pages(api, facade)
    _life(api, facade, shown)
    return api


def conversion_of(row: Mapping[str, Any]) -> float | None:
    """How many orders there are for 100 views, to one decimal; None where nobody looked."""
    return round(100 * row["orders"] / row["views"], 1) if row["views"] else None


def _life(api: Api, facade: Forms, shown: Callable[[AddressedForm], dict[str, Any]]) -> None:
    def duplicated(found: AddressedForm) -> dict[str, Any]:
        return {"message": "Form duplicated", "data": shown(found)}

    def told(one: FormCopied) -> dict[str, Any]:
        if one.copy is not None:
            return {"id": one.form, "ok": True, "form": shown(one.copy)}
        gone = FormNotFound()
        return {"id": one.form, "ok": False, "code": gone.code, "message": tell_refusal(gone, language())}

    def several(found: list[FormCopied]) -> dict[str, Any]:
        return {"message": "Forms duplicated", "data": [told(one) for one in found]}

    @api.delete(
        "/store/forms/<id:id>",
        answer=FormDeletedAnswer,
        render=_deleted,
        versioned=True,
        answer_example={"message": "Form deleted", "data": {"id": 7}},
        refusals=(FormNotFound, PreconditionFailed),
    )
    def delete_form(call: Call, number: int) -> FormDeleted:
        """Delete Form

        Give a form up: buyers find it no more and its slug is free. Its orders stay, and so does what buyers left.
        """
        return facade.delete(
            store=call.member.store, by=call.member.author, form=FormId(number), seen_version=call.seen_version
        )

    @api.post(
        "/store/forms/<id:id>/duplicate",
        answer=FormWritten,
        render=duplicated,
        status=201,
        answer_example={"message": "Form duplicated", "data": {**FORM_EXAMPLE, "id": 8, "slug": "kopi-arabica-2"}},
        refusals=(FormNotFound,),
    )
    def duplicate_form(call: Call, number: int) -> AddressedForm:
        """Duplicate form

        Make a draft that offers and asks the same under a slug of its own, without the figures.
        """
        return facade.duplicate(store=call.member.store, form=FormId(number), once=call.once)

    @api.post(
        "/store/forms/duplicate",
        body=FormIdsBody,
        answer=FormsCopied,
        render=several,
        example={"ids": [7]},
        answer_example={"message": "Forms duplicated", "data": [_COPIED_EXAMPLE]},
    )
    def duplicate_form_batch(call: Call) -> list[FormCopied]:
        """Duplicate form batch

        Duplicate up to 50 forms; what became of each is answered by its id.
        """
        wanted = [FormId(number) for number in call.body["ids"]]
        return facade.duplicate.several(store=call.member.store, forms=wanted, once=call.once)


def _deleted(deleted: FormDeleted) -> dict[str, Any]:
    return {"message": "Form deleted", "data": {"id": deleted.form}}


def _success_pages(api: Api, facade: Forms) -> None:
    refusals = (FormNotFound, FormContentInvalid, PreconditionFailed, *_PUBLISHING)
    saved = {"message": "Success page saved", "data": SUCCESS_PAGE_EXAMPLE}

    def written(found: AddressedForm) -> Tagged:
        page = success_members(found.form.content.success_page)
        return Tagged({"message": "Success page saved", "data": page}, found.form.version)

    def save(call: Call, number: int) -> AddressedForm:
        return facade.change_success_page(
            store=call.member.store,
            by=call.member.author,
            form=FormId(number),
            page=success_page_of(call.body),
            seen_version=call.seen_version,
            once=call.once,
        )

    @api.post(
        "/store/forms/<id:id>/success-page",
        body=SuccessPageBody,
        answer=SuccessPageWritten,
        render=written,
        versioned=True,
        status=201,
        example=SUCCESS_PAGE_EXAMPLE,
        answer_example=saved,
        refusals=refusals,
    )
    def custom_success_page(call: Call, number: int) -> AddressedForm:
        """Custom Success Page

        Say what buyers see after ordering: a text, or another address (`redirect`, https alone). The WhatsApp button
        leads to whoever serves the buyer; its text may name `{nama}`, `{invoice}`, `{total}`, `{produk}`, `{metode}`
        and `{toko}`.
        """
        return save(call, number)

    @api.put(
        "/store/forms/<id:id>/success-page",
        body=SuccessPageBody,
        answer=SuccessPageWritten,
        render=written,
        versioned=True,
        example=SUCCESS_PAGE_EXAMPLE,
        answer_example=saved,
        refusals=refusals,
    )
    def custom_success_page_edit(call: Call, number: int) -> AddressedForm:
        """Custom Success Page (edit)

        Say anew what buyers see after ordering, whole.
        """
        return save(call, number)

    @api.get(
        "/store/forms/<id:id>/success-page",
        answer=SuccessPageBody,
        answer_example=SUCCESS_PAGE_EXAMPLE,
        refusals=(FormNotFound,),
    )
    def edit_success_page(call: Call, number: int) -> Tagged:
        """Edit Success Page

        What buyers see after ordering, ready to be changed and sent back.
        """
        found = facade.read(store=call.member.store, form=FormId(number))
        return Tagged(success_members(found.form.content.success_page), found.form.version)
