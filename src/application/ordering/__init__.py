"""Ordering: its use cases, and `Ordering`, which is all of them."""

from dataclasses import dataclass

from bosonline.application.ordering.abandon import ChangeDraft, Draft, DraftKept, Drafts, KeepDraft, ReadDraft
from bosonline.application.ordering.answer_follow_up import OptOut, RecordFollowUpOutcome
from bosonline.application.ordering.attend import AddNote, AssignOrder, Attended, Attending, QuarantineOrder
from bosonline.application.ordering.change_status import ChangeOrderStatus, ChangeOrderStatuses, StatusOutcome
from bosonline.application.ordering.check_out import (
    CheckOut,
    Checkout,
    NoBankAccount,
    PriceChanged,
)
from bosonline.application.ordering.download_orders import DownloadOrders, WriteOrders
from bosonline.application.ordering.edit import (
    BankAccountNotActive,
    EditCustomer,
    Edited,
    EditFees,
    Editing,
    NewAddress,
    SwitchPayment,
)
from bosonline.application.ordering.expire import ExpireOrder, ExpireOrders
from bosonline.application.ordering.follow_up import FollowedUp, FollowUpOrder
from bosonline.application.ordering.follow_up_schedule import (
    MakeDueFollowUps,
    ReadFollowUpSchedule,
    SaveFollowUpSchedule,
)
from bosonline.application.ordering.follow_up_templates import (
    ReadFollowUpTemplates,
    SaveFollowUpTemplates,
    TemplateShown,
    TemplateText,
)
from bosonline.application.ordering.following_up import FollowingUp
from bosonline.application.ordering.messaging import Messenger, MessengerDown, MessengerSilent
from bosonline.application.ordering.news_mails import NewsMails
from bosonline.application.ordering.order_sheets import OrderSheet
from bosonline.application.ordering.ports import OrderFilter, OrderPage, OutOfStock, StatusSum
from bosonline.application.ordering.pricing import FormClosed, RatesUnavailable
from bosonline.application.ordering.print_orders import Press, PressBusy, PrintOrders, Printout, Sender
from bosonline.application.ordering.read import ListOrders, ReadOrder, RecapOrders
from bosonline.application.ordering.read_follow_ups import FollowUpLog, ReadFollowUpAttempts
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.settle import (
    ConfirmPayment,
    NoteRemittance,
    RefundOrder,
    SettleLatePayment,
    Settlement,
    Settling,
)
from bosonline.application.ordering.tell_of_order import TellOfOrder
from bosonline.application.ordering.unassign import UnassignOrders
from bosonline.application.ordering.vouchers import (
    ApplyVoucher,
    DraftCart,
    OfferVouchers,
    PriceCart,
    VoucherApplied,
    VoucherOffer,
    VouchersForBuyers,
)

__all__ = [
    "AddNote",
    "ApplyVoucher",
    "AssignOrder",
    "Attended",
    "Attending",
    "BankAccountNotActive",
    "ChangeDraft",
    "ChangeOrderStatus",
    "ChangeOrderStatuses",
    "CheckOut",
    "Checkout",
    "ConfirmPayment",
    "DownloadOrders",
    "Draft",
    "DraftCart",
    "DraftKept",
    "Drafts",
    "EditCustomer",
    "EditFees",
    "Edited",
    "Editing",
    "ExpireOrder",
    "ExpireOrders",
    "FollowUpLog",
    "FollowUpOrder",
    "FollowedUp",
    "FollowingUp",
    "FormClosed",
    "KeepDraft",
    "ListOrders",
    "MakeDueFollowUps",
    "Messenger",
    "MessengerDown",
    "MessengerSilent",
    "NewAddress",
    "NewsMails",
    "NoBankAccount",
    "NoteRemittance",
    "OfferVouchers",
    "OptOut",
    "OrderFilter",
    "OrderPage",
    "OrderSheet",
    "Ordering",
    "OutOfStock",
    "Press",
    "PressBusy",
    "PriceCart",
    "PriceChanged",
    "PrintOrders",
    "Printout",
    "QuarantineOrder",
    "RatesUnavailable",
    "ReadDraft",
    "ReadFollowUpAttempts",
    "ReadFollowUpSchedule",
    "ReadFollowUpTemplates",
    "ReadOrder",
    "RecapOrders",
    "Receipt",
    "RecordFollowUpOutcome",
    "RefundOrder",
    "SaveFollowUpSchedule",
    "SaveFollowUpTemplates",
    "Sender",
    "SettleLatePayment",
    "Settlement",
    "Settling",
    "StatusOutcome",
    "StatusSum",
    "SwitchPayment",
    "TellOfOrder",
    "TemplateShown",
    "TemplateText",
    "UnassignOrders",
    "VoucherApplied",
    "VoucherOffer",
    "VouchersForBuyers",
    "WriteOrders",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """Everything that can be done with orders."""

    check_out: CheckOut
    drafts: Drafts
    list_orders: ListOrders
    read_order: ReadOrder
    recap_orders: RecapOrders
    print_orders: PrintOrders
    change_status: ChangeOrderStatus
    change_statuses: ChangeOrderStatuses
    unassign: UnassignOrders
    following_up: FollowingUp
    settling: Settling
    expire: ExpireOrder
    editing: Editing
    attending: Attending
