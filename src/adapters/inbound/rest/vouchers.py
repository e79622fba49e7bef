"""The vouchers of a store."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.voucher_schemas import (
    ANSWER_EXAMPLE,
    CHANGE_EXAMPLE,
    EXAMPLE,
    ROW_EXAMPLE,
    VoucherAnswer,
    VoucherBody,
    VoucherChange,
    VoucherList,
    VoucherRemovedAnswer,
    VouchersQuery,
    VoucherStatusBody,
    VoucherWritten,
    row_of,
    terms_of,
    voucher_of,
)
from bosonline.application.identity.ports import Listed
from bosonline.application.promotions import DatedVoucher, Promotions
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.promotions import (
    VoucherClosed,
    VoucherCodeFixed,
    VoucherCodeInvalid,
    VoucherCodeTaken,
    VoucherInUse,
    VoucherInvalid,
    VoucherItemUnknown,
    VoucherKind,
    VoucherNotFound,
    VoucherStockBelowUsed,
)
from bosonline.domain.stores import RegionUnknown

_WRONG = (RegionUnknown, VoucherInvalid, VoucherItemUnknown)
_STALE = (PreconditionFailed, VoucherClosed, VoucherNotFound)


def vouchers(facade: Promotions) -> Api:
    """The operations of those who make vouchers."""
    api = Api("voucher")
    _reads(api, facade)
    _writes(api, facade)
    _ends(api, facade)
    return api


def _reads(api: Api, facade: Promotions) -> None:
    @api.get(
        "/store/vouchers",
        query=VouchersQuery,
        answer=VoucherList,
        render=_listed,
        answer_example={"data": [ROW_EXAMPLE], "total": 1},
    )
    def list_voucher(call: Call) -> Listed:
        """List Voucher

        The vouchers of the store. `status`: 1 scheduled, 2 active, 3 ended, 4 used up, 0 switched off or deleted, by
        today's date in the store's zone. `active` 1 shows those of status 2, 0 all others; `start_date` and `end_date`
        show those that are valid on some day between. `voucher_item` is empty where a voucher is for all products.
        """
        active, kind = call.query["active"], call.query["type"]
        return facade.list(
            store=call.member.store,
            listing=listing_of(call.query),
            is_active=None if active is None else bool(active),
            kind=None if kind == "all" else VoucherKind(kind),
            valid_from=call.query["start_date"],
            valid_until=call.query["end_date"],
        )

    @api.get(
        "/store/vouchers/<code:code>",
        answer=VoucherAnswer,
        answer_example=ANSWER_EXAMPLE,
        refusals=(VoucherNotFound,),
    )
    def voucher_read(call: Call, code: str) -> Tagged:
        """Voucher (read)

        One voucher with its terms, by its code in whatever case.
        """
        dated = facade.read(store=call.member.store, code=code)
        return Tagged(voucher_of(dated), dated.voucher.version)


def _writes(api: Api, facade: Promotions) -> None:
    @api.post(
        "/store/vouchers",
        body=VoucherBody,
        answer=VoucherWritten,
        render=_created,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Voucher created", "data": ANSWER_EXAMPLE},
        refusals=(VoucherCodeInvalid, VoucherCodeTaken, *_WRONG),
    )
    def voucher(call: Call) -> DatedVoucher:
        """Voucher

        Make a voucher, which is switched on. `product` takes off the goods (those of `items`, or all), `ongkir` the
        shipping. Lists that are empty restrict nothing; the minimum purchase and quantity count the goods that the
        voucher names. One that is not `listed` works for those alone who type its code.
        """
        return facade.create(member=call.member, code=call.body["code"], terms=terms_of(call.body), once=call.once)

    @api.put(
        "/store/vouchers/<code:code>",
        body=VoucherChange,
        answer=VoucherWritten,
        versioned=True,
        example=CHANGE_EXAMPLE,
        answer_example={"message": "Voucher updated", "data": ANSWER_EXAMPLE},
        refusals=(VoucherCodeFixed, VoucherInUse, VoucherStockBelowUsed, *_STALE, *_WRONG),
    )
    def voucher_write(call: Call, code: str) -> Tagged:
        """Voucher (write)

        Write a voucher anew; what is left out takes its default. The code stays. Once a buyer has used it, `type`,
        `discount_type`, `discount_value`, `max_discount` and `start_date` stay too (409 names them in `fixed`), and
        `voucher_stok` is never less than what was used. Orders keep the discount that they were made with.
        """
        dated = facade.change(
            member=call.member,
            code=code,
            terms=terms_of(call.body),
            new_code=call.body["code"],
            seen_version=call.seen_version,
        )
        return _written("Voucher updated", dated)


def _ends(api: Api, facade: Promotions) -> None:
    @api.patch(
        "/store/vouchers/<code:code>/status",
        body=VoucherStatusBody,
        answer=VoucherWritten,
        versioned=True,
        example={"status": 0},
        answer_example={"message": "Voucher status updated", "data": {**ANSWER_EXAMPLE, "status": 0}},
        refusals=_STALE,
    )
    def edit_voucher_status(call: Call, code: str) -> Tagged:
        """Edit Voucher Status

        Let buyers use a voucher (1), or no longer (0). Orders keep the discount that they were made with.
        """
        dated = facade.switch(
            member=call.member, code=code, is_on=bool(call.body["status"]), seen_version=call.seen_version
        )
        return _written("Voucher status updated", dated)

    @api.delete(
        "/store/vouchers/<code:code>",
        answer=VoucherRemovedAnswer,
        versioned=True,
        answer_example={"message": "Voucher deleted", "data": {"code": "24H81H0", "closed": False}},
        refusals=_STALE,
    )
    def delete_voucher(call: Call, code: str) -> dict[str, Any]:
        """Delete Voucher

        Give a voucher up. One that an order ever used is closed (`closed` true): it is kept for its orders, stays in
        the list with status 0, keeps its code, and changes no more.
        """
        kept = facade.remove(member=call.member, code=code, seen_version=call.seen_version)
        message = "Voucher deleted" if kept is None else "Voucher closed"
        return {"message": message, "data": {"code": code if kept is None else kept.code, "closed": kept is not None}}


def _created(dated: DatedVoucher) -> dict[str, Any]:
    return {"message": "Voucher created", "data": voucher_of(dated)}


def _written(message: str, dated: DatedVoucher) -> Tagged:
    return Tagged({"message": message, "data": voucher_of(dated)}, dated.voucher.version)


def _listed(listed: Listed) -> dict[str, Any]:
    return {"data": [row_of(row) for row in listed.rows], "total": listed.total}
