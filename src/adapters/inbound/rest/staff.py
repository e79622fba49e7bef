"""The staff of a store."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.auth import LONGEST_PASSWORD, mail_language
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.rights import ACTIONS, MODULES, ModuleAnswer, ModuleBody, modules_of, rights_of
from bosonline.application.identity import Staffing
from bosonline.application.identity.ports import Listing, StaffPage, StaffRow
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import (
    EmailInvalid,
    EmailTaken,
    ForAdmins,
    Module,
    NotYourself,
    OwnerStays,
    PasswordWeak,
    RightsBeyondOwn,
    Role,
    ServesAlready,
    StaffId,
    StaffNotFound,
)
from bosonline.domain.phone import PhoneInvalid

_ROLES = {"owner": Role.OWNER, "admin": Role.ADMIN, "cs": Role.CS}
_GIVEN_ROLES = ["admin", "cs"]
_CALLED = {
    Module.PRODUCT: ("Produk", "Products"),
    Module.FORM: ("Form", "Order forms"),
    Module.ORDER: ("Order", "Orders"),
    Module.VOUCHER: ("Voucher", "Vouchers"),
    Module.BANK_ACCOUNT: ("Rekening", "Bank accounts"),
    Module.WAREHOUSE: ("Gudang", "Warehouses"),
    Module.STORE: ("Toko", "Store"),
    Module.STAFF: ("Staff", "Staff"),
    Module.REPORT: ("Laporan", "Reports"),
}


class StaffQuery(Page):
    role = Choice(["all", *_ROLES], load_default="all")
    category = Choice(["name", "email", "phone"], load_default="name")
    sort_by = Choice(["name", "email", "phone", "role", "created_at"], load_default="name")


class ChangedStaffBody(Body):
    name = Text(required=True, least=1, most=120)
    phone = Text(required=True, least=1, most=255)
    role = Choice(_GIVEN_ROLES, required=True)
    module = ListOf(Inside(ModuleBody), most=len(MODULES), load_default=list)


class StaffBody(ChangedStaffBody):
    email = Text(required=True, least=1, most=254)
    password = Text(required=True, least=1, most=LONGEST_PASSWORD)


class StaffStatusBody(Body):
    status = Choice([1, 0], required=True)


class StaffAnswer(Answer):
    active = Flag(required=True)
    email = Text(required=True)
    module = ListOf(Inside(ModuleAnswer), required=True)
    role = Choice(list(_ROLES), required=True)
    staff_id = WholeNumber(required=True)
    staff_name = Text(required=True)
    staff_phone = Text(required=True)


class StaffListAnswer(Answer):
    data = ListOf(Inside(StaffAnswer), required=True)
    total = WholeNumber(required=True)


class StaffWritten(Answer):
    message = Text(required=True)
    data = Inside(StaffAnswer, required=True)


class TitleAnswer(Answer):
    id = Text(required=True)
    en = Text(required=True)


class OfferedModuleAnswer(ModuleAnswer):
    title = Inside(TitleAnswer, required=True)


class ModulesAnswer(Answer):
    data = ListOf(Inside(OfferedModuleAnswer), required=True)
    total = WholeNumber(required=True)


_MODULES: list[dict[str, Any]] = [
    {
        "id": module.number,
        "name": module.value,
        "title": dict(zip(("id", "en"), _CALLED[module], strict=True)),
        "access": ACTIONS,
    }
    for module in Module
]
_RIGHTS = [{"name": "produk", "access": ["read", "update"]}]
_EXAMPLE = {
    "name": "Dewi",
    "phone": "081299990000",
    "email": "dewi@example.com",
    "password": "halo-dewi-di-sini",
    "role": "cs",
    "module": _RIGHTS,
}
_CHANGED_EXAMPLE = {name: value for name, value in _EXAMPLE.items() if name not in ("email", "password")}
_ROW_EXAMPLE = {
    "active": True,
    "email": "dewi@example.com",
    "module": [{"access": ["read", "update"], "id": 1, "name": "produk"}],
    "role": "cs",
    "staff_id": 5,
    "staff_name": "Dewi",
    "staff_phone": "+6281299990000",
}
_GRANTING = (ForAdmins, OwnerStays, RightsBeyondOwn)


def staff(staffing: Staffing) -> Api:
    """The operations on a store's staff."""
    api = Api("staff")
    _reads(api, staffing)
    _grants(api, staffing)
    _endings(api, staffing)
    return api


def _reads(api: Api, staffing: Staffing) -> None:
    @api.get(
        "/store/staff",
        query=StaffQuery,
        answer=StaffListAnswer,
        render=_listed,
        answer_example={"data": [_ROW_EXAMPLE], "total": 1},
    )
    def staff_list(call: Call) -> StaffPage:
        """Staff

        Who owns or serves the store, those who are switched off among them. `category` names the column that
        `keyword` searches. Owner and admin have every right.
        """
        role = call.query["role"]
        return staffing.list(member=call.member, listing=_listing(call.query), role=_ROLES.get(role))

    @api.get(
        "/store/staff/modules",
        answer=ModulesAnswer,
        answer_example={"data": _MODULES[:1], "total": len(_MODULES)},
    )
    def modules(_call: Call) -> dict[str, Any]:
        """Modules

        The parts of the shop for which rights are granted, and what may be done in each.
        """
        return {"data": _MODULES, "total": len(_MODULES)}


def _grants(api: Api, staffing: Staffing) -> None:
    @api.post(
        "/store/staff",
        body=StaffBody,
        answer=StaffWritten,
        render=_created,
        status=201,
        example=_EXAMPLE,
        answer_example={"message": "Staff created", "data": _ROW_EXAMPLE},
        refusals=(*_GRANTING, EmailInvalid, EmailTaken, PasswordWeak, PhoneInvalid, ServesAlready),
    )
    def create_staff(call: Call) -> StaffRow:
        """Create Staff

        Takes somebody on, with an account of their own, and tells them by mail. Nobody hands out rights that they do
        not have; only the owner and admins make admins.
        """
        return staffing.add(
            member=call.member,
            name=call.body["name"],
            email=call.body["email"],
            phone=call.body["phone"],
            password=call.body["password"],
            role=_ROLES[call.body["role"]],
            rights=rights_of(call.body["module"]),
            language=mail_language(),
            once=call.once,
        )

    @api.put(
        "/store/staff/<id:id>",
        body=ChangedStaffBody,
        answer=StaffWritten,
        versioned=True,
        example=_CHANGED_EXAMPLE,
        answer_example={"message": "Staff updated", "data": _ROW_EXAMPLE},
        refusals=(*_GRANTING, PhoneInvalid, PreconditionFailed, StaffNotFound),
    )
    def edit_staff(call: Call, number: int) -> Tagged:
        """Edit Staff

        Name, phone, role and rights; `module` is the whole list. Rights count from the next request on. E-mail
        address and password are the person's own to change.
        """
        row = staffing.change(
            member=call.member,
            staff=StaffId(number),
            name=call.body["name"],
            phone=call.body["phone"],
            role=_ROLES[call.body["role"]],
            rights=rights_of(call.body["module"]),
            seen_version=call.seen_version,
        )
        return _written("Staff updated", row)


def _endings(api: Api, staffing: Staffing) -> None:
    refusals = (ForAdmins, NotYourself, OwnerStays, PreconditionFailed, StaffNotFound)

    @api.patch(
        "/store/staff/<id:id>/status",
        body=StaffStatusBody,
        answer=StaffWritten,
        versioned=True,
        example={"status": 0},
        answer_example={"message": "Staff status updated", "data": {**_ROW_EXAMPLE, "active": False}},
        refusals=refusals,
    )
    def edit_status_staff(call: Call, number: int) -> Tagged:
        """Edit Status Staff

        Switch a member of staff off (0), which ends all their sessions, or on again (1).
        """
        row = staffing.switch(
            member=call.member, staff=StaffId(number), on=bool(call.body["status"]), seen_version=call.seen_version
        )
        return _written("Staff status updated", row)

    @api.delete(
        "/store/staff/<id:id>",
        answer=StaffWritten,
        versioned=True,
        answer_example={"message": "Staff deleted", "data": {**_ROW_EXAMPLE, "active": False}},
        refusals=refusals,
    )
    def delete_staff(call: Call, number: int) -> Tagged:
        """Delete staff

        Ends their service, their sessions and the API keys that they made. Histories keep their name; their open
        orders wait for somebody else.
        """
        row = staffing.remove(member=call.member, staff=StaffId(number), seen_version=call.seen_version)
        return _written("Staff deleted", row)


def _listing(query: dict[str, Any]) -> Listing:
    return Listing(
        start=query["start"],
        limit=query["limit"],
        sort_by="hired_at" if query["sort_by"] == "created_at" else query["sort_by"],
        descending=query["sort_dir"] == "desc",
        category=query["category"],
        keyword=query["keyword"],
    )


def _listed(page: StaffPage) -> dict[str, Any]:
    return {"data": [_row(row) for row in page.rows], "total": page.total}


def _created(row: StaffRow) -> dict[str, Any]:
    return {"message": "Staff created", "data": _row(row)}


def _written(message: str, row: StaffRow) -> Tagged:
    return Tagged({"message": message, "data": _row(row)}, row.version)


def _row(row: StaffRow) -> dict[str, Any]:
    return {
        "active": row.is_active,
        "email": row.email,
        "module": modules_of(row.rights),
        "role": row.role.name.lower(),
        "staff_id": row.staff,
        "staff_name": row.name,
        "staff_phone": row.phone,
    }
