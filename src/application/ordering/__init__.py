"""Ordering: its use cases, and `Ordering`, which is all of them."""

from dataclasses import dataclass

from bosonline.application.ordering.abandon import (
    ChangeDraft,
    Draft,
    DraftKept,
    Drafts,
    KeepDraft,
    PriceDraft,
    ReadDraft,
)
from bosonline.application.ordering.answer_follow_up import OptOut, RecordFollowUpOutcome
from bosonline.application.ordering.attend import AddNote, AssignOrder, Attended, Attending, QuarantineOrder
from bosonline.application.ordering.cart_rates import CartToSend, RateCart
from bosonline.application.ordering.change_status import ChangeOrderStatus, ChangeOrderStatuses, StatusOutcome
from bosonline.application.ordering.check_out import CheckOut, Checkout
from bosonline.application.ordering.choosing import Choice as ShippingChoice
from bosonline.application.ordering.choosing import ChooseShipping, CourierDoesNotCollect, CourierNotOffered
from bosonline.application.ordering.download_orders import DownloadOrders, WriteOrders
from bosonline.application.ordering.edit import (
    BankAccountNotActive,
    EditCourier,
    EditCustomer,
    Edited,
    EditFees,
    Editing,
    NewAddress,
    SwitchPayment,
)
from bosonline.application.ordering.estimate import EstimateOrder, ServiceNeeded
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
from bosonline.application.ordering.import_orders import ImportOrders, OrdersImported, TooManyRows
from bosonline.application.ordering.load_form import LoadedForm, LoadForm, ShopWindow
from bosonline.application.ordering.messaging import Messenger, MessengerDown, MessengerSilent
from bosonline.application.ordering.news_mails import NewsMails
from bosonline.application.ordering.order_sheets import OrderSheet
from bosonline.application.ordering.placing import NoBankAccount, NoQris, PlaceOrder, PriceChanged
from bosonline.application.ordering.ports import OrderFilter, OrderPage, OutOfStock, StatusSum
from bosonline.application.ordering.price_service import PriceService, ServiceNotOffered
from bosonline.application.ordering.pricing import FormClosed
from bosonline.application.ordering.print_orders import Press, PressBusy, PrintOrders, Printout, Sender
from bosonline.application.ordering.proofs import ProofKept, ProofNotFound, Proving, ReadProof, SubmitProof
from bosonline.application.ordering.public_order import BuyersOrders, OrderFound, PublicOrder, ReadPublicOrder
from bosonline.application.ordering.quote_order import QuoteOrder
from bosonline.application.ordering.read import ListOrders, ReadOrder, RecapOrders
from bosonline.application.ordering.read_follow_ups import FollowUpLog, ReadFollowUpAttempts
from bosonline.application.ordering.recap_staff import PeriodInvalid, RecapStaff, StaffRecap
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.settle import (
    ConfirmPayment,
    NoteRemittance,
    RefundOrder,
    SettleLatePayment,
    Settlement,
    Settling,
)
from bosonline.application.ordering.show_qris import QrFormat, QrisDrawn, QrisNotDue, ShowQris
from bosonline.application.ordering.tell_of_order import TellOfOrder
from bosonline.application.ordering.tell_of_proof import TellOfProof
from bosonline.application.ordering.type_order import ReadyOrder, TypedOrder, TypeOrder
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
from bosonline.domain.shipping import RatesUnavailable

__all__ = [
    "AddNote",
    "ApplyVoucher",
    "AssignOrder",
    "Attended",
    "Attending",
    "BankAccountNotActive",
    "BuyersOrders",
    "CartToSend",
    "ChangeDraft",
    "ChangeOrderStatus",
    "ChangeOrderStatuses",
    "CheckOut",
    "Checkout",
    "ChooseShipping",
    "ConfirmPayment",
    "CourierDoesNotCollect",
    "CourierNotOffered",
    "DownloadOrders",
    "Draft",
    "DraftCart",
    "DraftKept",
    "Drafts",
    "EditCourier",
    "EditCustomer",
    "EditFees",
    "Edited",
    "Editing",
    "EstimateOrder",
    "ExpireOrder",
    "ExpireOrders",
    "FollowUpLog",
    "FollowUpOrder",
    "FollowedUp",
    "FollowingUp",
    "FormClosed",
    "ImportOrders",
    "KeepDraft",
    "ListOrders",
    "LoadForm",
    "LoadedForm",
    "MakeDueFollowUps",
    "Messenger",
    "MessengerDown",
    "MessengerSilent",
    "NewAddress",
    "NewsMails",
    "NoBankAccount",
    "NoQris",
    "NoteRemittance",
    "OfferVouchers",
    "OptOut",
    "OrderFilter",
    "OrderFound",
    "OrderPage",
    "OrderSheet",
    "Ordering",
    "OrdersImported",
    "OutOfStock",
    "PeriodInvalid",
    "PlaceOrder",
    "Press",
    "PressBusy",
    "PriceCart",
    "PriceChanged",
    "PriceDraft",
    "PriceService",
    "PrintOrders",
    "Printout",
    "ProofKept",
    "ProofNotFound",
    "Proving",
    "PublicOrder",
    "QrFormat",
    "QrisDrawn",
    "QrisNotDue",
    "QuarantineOrder",
    "QuoteOrder",
    "RateCart",
    "RatesUnavailable",
    "ReadDraft",
    "ReadFollowUpAttempts",
    "ReadFollowUpSchedule",
    "ReadFollowUpTemplates",
    "ReadOrder",
    "ReadProof",
    "ReadPublicOrder",
    "ReadyOrder",
    "RecapOrders",
    "RecapStaff",
    "Receipt",
    "RecordFollowUpOutcome",
    "RefundOrder",
    "SaveFollowUpSchedule",
    "SaveFollowUpTemplates",
    "Sender",
    "ServiceNeeded",
    "ServiceNotOffered",
    "SettleLatePayment",
    "Settlement",
    "Settling",
    "ShippingChoice",
    "ShopWindow",
    "ShowQris",
    "StaffRecap",
    "StatusOutcome",
    "StatusSum",
    "SubmitProof",
    "SwitchPayment",
    "TellOfOrder",
    "TellOfProof",
    "TemplateShown",
    "TemplateText",
    "TooManyRows",
    "TypeOrder",
    "TypedOrder",
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
    recap_staff: RecapStaff
    print_orders: PrintOrders
    change_status: ChangeOrderStatus
    change_statuses: ChangeOrderStatuses
    unassign: UnassignOrders
    following_up: FollowingUp
    settling: Settling
    expire: ExpireOrder
    editing: Editing
    attending: Attending
