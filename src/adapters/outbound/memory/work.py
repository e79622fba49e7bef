"""The unit of work in memory: one at a time, all or nothing."""

from collections import defaultdict
from copy import deepcopy
from types import TracebackType
from typing import Any, Self

from bosonline.adapters.outbound.memory.api_keys import MemoryApiKeys
from bosonline.adapters.outbound.memory.assignments import MemoryAssignments
from bosonline.adapters.outbound.memory.audit_log import add_entries
from bosonline.adapters.outbound.memory.blocklist import MemoryBlocklist
from bosonline.adapters.outbound.memory.catalog import MemoryProducts
from bosonline.adapters.outbound.memory.categories import MemoryProductCategories
from bosonline.adapters.outbound.memory.cod_ledger import MemoryCodLedger
from bosonline.adapters.outbound.memory.database import Kept, MemoryDatabase, Posted, Shelf, apply
from bosonline.adapters.outbound.memory.fees import MemoryFees
from bosonline.adapters.outbound.memory.follow_up_schedule import MemorySchedules
from bosonline.adapters.outbound.memory.follow_ups import MemoryFollowUps, MemoryFollowUpTemplates, MemoryOptOuts
from bosonline.adapters.outbound.memory.forms import MemoryOfferingForms, MemoryOrderForms
from bosonline.adapters.outbound.memory.identity import MemoryStaff, MemoryStandings, MemoryUsers
from bosonline.adapters.outbound.memory.inbox import MemoryInbox
from bosonline.adapters.outbound.memory.integrations import MemoryIntegrations
from bosonline.adapters.outbound.memory.inventory import MemoryInventory
from bosonline.adapters.outbound.memory.jobs import MemoryJobs
from bosonline.adapters.outbound.memory.ledger import MemoryLedger
from bosonline.adapters.outbound.memory.news import MemoryNews
from bosonline.adapters.outbound.memory.notes import MemoryNotes
from bosonline.adapters.outbound.memory.notices import MemoryNotices
from bosonline.adapters.outbound.memory.ordering import MemoryOrders, MemoryStock
from bosonline.adapters.outbound.memory.payments import MemoryBankAccounts, MemoryTransferForms
from bosonline.adapters.outbound.memory.promotions import MemoryVouchers, MemoryVoucherUses
from bosonline.adapters.outbound.memory.proofs import MemoryProofs
from bosonline.adapters.outbound.memory.reception import MemoryReception
from bosonline.adapters.outbound.memory.references import MemoryReferences
from bosonline.adapters.outbound.memory.sessions import MemoryLoginAttempts, MemoryOneTimeTokens, MemorySessions
from bosonline.adapters.outbound.memory.shipments import MemoryShipments
from bosonline.adapters.outbound.memory.store_names import MemoryFormerNames, MemoryStoreDomains
from bosonline.adapters.outbound.memory.stores import MemoryRoster, MemoryStoreRecords, MemoryWarehouses
from bosonline.adapters.outbound.memory.traces import MemoryAccountTraces, MemoryDataDeletions, MemoryTraces
from bosonline.adapters.outbound.memory.transfers import MemoryTransfers
from bosonline.adapters.outbound.memory.uploads import MemoryUploads
from bosonline.application.ports import (
    KEPT_FOR,
    LEASE,
    REQUEST,
    Clock,
    KeyReused,
    Once,
    Replayed,
    TwinInFlight,
    is_kept,
)
from bosonline.domain.identity import AuditEntry, StoreId


class MemoryWork:
    """A transaction that serves every capability's work protocol structurally."""

    def __init__(
        self, database: MemoryDatabase, clock: Clock, store: StoreId | None = None, once: Once | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._store = store
        self._once = once
        self._staged: dict[str, dict[Any, Any]] = defaultdict(dict)
        self._events: list[object] = []
        self._audited: list[AuditEntry] = []
        self._forgets = False

    def __enter__(self) -> Self:
        if self._once is None:
            self._database.turn.acquire()
            return self
        mark = (self._once.scope, self._once.key)
        if mark in self._database.in_flight:
            raise TwinInFlight(retry_after=1)
        self._database.in_flight.add(mark)
        self._database.turn.acquire()
        try:
            self._look_up(self._once)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if is_kept(error):
            self._keep(error)
        self._end()

    def commit(self, result: object = None) -> None:
        """Make the staged changes, the events and the caller's key last."""
        add_entries(self.shelf("audit_log"), self.next_id, self._store, REQUEST.get(), self._audited)
        self._audited = []
        for name, staged in self._staged.items():
            apply(self._database.shelves[name], staged)
        self._staged.clear()
        for event in self._events:
            posted = Posted(store=self._store, event=deepcopy(event), due_at=self._clock())
            self._database.outbox[self._database.next_id()] = posted
        self._events = []
        if self._once is not None and self._forgets:
            self._database.kept.pop((self._once.scope, self._once.key), None)
        else:
            self._keep(result)

    def forget(self) -> None:
        """Let `commit` forget the caller's key."""
        self._forgets = True

    def record(self, event: object) -> None:
        """Keep a domain event for the outbox."""
        self._events.append(event)

    def audit(self, entry: AuditEntry) -> None:
        """Keep an entry for the audit log."""
        self._audited.append(entry)

    @property
    def users(self) -> MemoryUsers:
        """The accounts."""
        return MemoryUsers(self.shelf("users"), self.next_id)

    @property
    def sessions(self) -> MemorySessions:
        """Logins and their refresh tokens."""
        return MemorySessions(self.shelf("sessions"), self.shelf("refresh_tokens"))

    @property
    def login_attempts(self) -> MemoryLoginAttempts:
        """Guesses at passwords."""
        return MemoryLoginAttempts(self.shelf("login_attempts"), self.next_id)

    @property
    def one_time_tokens(self) -> MemoryOneTimeTokens:
        """Tokens sent by mail."""
        return MemoryOneTimeTokens(self.shelf("one_time_tokens"))

    @property
    def staff(self) -> MemoryStaff:
        """Who serves in which store."""
        return MemoryStaff(self.shelf("staff"), self.next_id, self._store)

    @property
    def api_keys(self) -> MemoryApiKeys:
        """The API keys of the store."""
        return MemoryApiKeys(self.shelf("api_keys"), self.next_id, self.store)

    @property
    def standings(self) -> MemoryStandings:
        """What users are at this moment."""
        return MemoryStandings(self.shelf)

    @property
    def stores(self) -> MemoryStoreRecords:
        """The stores."""
        return MemoryStoreRecords(
            self.shelf("stores"),
            self.shelf("store_domains"),
            self.shelf("former_names"),
            self.next_id,
            self._store,
        )

    @property
    def former_names(self) -> MemoryFormerNames:
        """The former subdomains of the store."""
        return MemoryFormerNames(self.shelf("former_names"), self.store)

    @property
    def domains(self) -> MemoryStoreDomains:
        """The names of the store."""
        return MemoryStoreDomains(self.shelf("store_domains"), self.next_id, self.store)

    @property
    def warehouses(self) -> MemoryWarehouses:
        """The warehouses of the store."""
        return MemoryWarehouses(self.shelf("warehouses"), self.next_id, self.store)

    @property
    def roster(self) -> MemoryRoster:
        """Who serves in the store."""
        return MemoryRoster(self.shelf("staff"), self.store)

    @property
    def notices(self) -> MemoryNotices:
        """Announcements and tips."""
        return MemoryNotices(self.shelf("notices"), self.shelf("notice_reads"), self.next_id)

    @property
    def categories(self) -> MemoryProductCategories:
        """The categories that the store sees."""
        return MemoryProductCategories(self.shelf("categories"), self.shelf("products"), self.next_id, self._store)

    @property
    def products(self) -> MemoryProducts:
        """The products of the store."""
        return MemoryProducts(self.shelf, self.next_id, self.store)

    @property
    def inventory(self) -> MemoryInventory:
        """What is on hand of the store's variants."""
        return MemoryInventory(self.shelf("products"), self.shelf("stock_movements"), self.next_id, self.store)

    @property
    def uploads(self) -> MemoryUploads:
        """What was uploaded to the store."""
        return MemoryUploads(self.shelf, self.store)

    @property
    def offering_forms(self) -> MemoryOfferingForms:
        """The forms that offer goods of the store."""
        return MemoryOfferingForms(self.shelf("forms"), self.store)

    @property
    def forms(self) -> MemoryOrderForms:
        """The forms of the store."""
        return MemoryOrderForms(self.shelf("forms"), self.shelf("form_versions"), self.next_id, self.store)

    @property
    def shipments(self) -> MemoryShipments:
        """The parcels of the store."""
        return MemoryShipments(self.shelf, self.store)

    @property
    def inbox(self) -> MemoryInbox:
        """The webhooks that came for the store."""
        return MemoryInbox(self.shelf("webhook_inbox"), self.next_id, self.store)

    @property
    def cod_ledger(self) -> MemoryCodLedger:
        """The cash on delivery of the store."""
        return MemoryCodLedger(self.shelf("cod_entries"), self.store)

    @property
    def integrations(self) -> MemoryIntegrations:
        """What the store set for outside parties."""
        return MemoryIntegrations(self.shelf("integrations"), self.store)

    @property
    def jobs(self) -> MemoryJobs:
        """The jobs of the store."""
        return MemoryJobs(self.shelf("jobs"), self.next_id, self.store)

    @property
    def data_deletions(self) -> MemoryDataDeletions:
        """The wishes of users to be forgotten."""
        return MemoryDataDeletions(self.shelf("data_deletions"))

    @property
    def account_traces(self) -> MemoryAccountTraces:
        """What is kept about users."""
        return MemoryAccountTraces(self.shelf, self._database.kept)

    @property
    def traces(self) -> MemoryTraces:
        """What the store keeps about people."""
        return MemoryTraces(self.shelf, self._database.kept, self.store)

    @property
    def bank_accounts(self) -> MemoryBankAccounts:
        """The bank accounts of the store."""
        return MemoryBankAccounts(self.shelf, self.next_id, self.store)

    @property
    def transfer_forms(self) -> MemoryTransferForms:
        """The forms that send buyers to the bank accounts of the store."""
        return MemoryTransferForms(self.shelf("forms"), self.store)

    @property
    def vouchers(self) -> MemoryVouchers:
        """The vouchers of the store."""
        return MemoryVouchers(self.shelf, self.next_id, self.store)

    @property
    def voucher_uses(self) -> MemoryVoucherUses:
        """Which orders used which vouchers of the store."""
        return MemoryVoucherUses(self.shelf, self.store)

    def enter_store(self, store: StoreId) -> None:
        """From here on the work belongs to this store, which it has just opened."""
        self._store = store

    def shelf(self, name: str) -> Shelf[Any, Any]:
        """One kind of record in this transaction: for the repositories."""
        return Shelf(self._database.shelves[name], self._staged[name])

    def next_id(self) -> int:
        """A number that no other record has."""
        return self._database.next_id()

    @property
    def orders(self) -> MemoryOrders:
        """The orders of the store."""
        return MemoryOrders(
            self.shelf("orders"), self.shelf("order_history"), self.shelf("invoice_numbers"), self.store
        )

    @property
    def assignments(self) -> MemoryAssignments:
        """Who looks after which orders of the store."""
        return MemoryAssignments(self.shelf("orders"), self.store)

    @property
    def reception(self) -> MemoryReception:
        """What the store knows of its buyers."""
        return MemoryReception(
            self.shelf("orders"), self.shelf("staff"), self.shelf("users"), self.shelf("blocklist"), self.store
        )

    @property
    def transfers(self) -> MemoryTransfers:
        """What buyers of the store are to transfer."""
        return MemoryTransfers(self.shelf("orders"), self.store)

    @property
    def stock(self) -> MemoryStock:
        """The stock of the store's variants."""
        return MemoryStock(self.shelf("products"), self.shelf("stock_movements"), self.store)

    @property
    def fees(self) -> MemoryFees:
        """What is charged besides on the store's orders."""
        return MemoryFees(self.shelf("order_fees"), self.store)

    @property
    def notes(self) -> MemoryNotes:
        """The notes on the store's orders."""
        return MemoryNotes(self.shelf("order_notes"), self.store)

    @property
    def references(self) -> MemoryReferences:
        """What the store's imported orders are called elsewhere."""
        return MemoryReferences(self.shelf("order_references"), self.store)

    @property
    def proofs(self) -> MemoryProofs:
        """What shows that the store's orders were paid."""
        return MemoryProofs(self.shelf("order_proofs"), self.store)

    @property
    def ledger(self) -> MemoryLedger:
        """What was paid for the store's orders."""
        return MemoryLedger(self.shelf, self.store)

    @property
    def news(self) -> MemoryNews:
        """Who was told of which orders."""
        return MemoryNews(self.shelf("order_news"), self.store)

    @property
    def follow_ups(self) -> MemoryFollowUps:
        """How the store's buyers were followed up."""
        return MemoryFollowUps(self.shelf, self.store)

    @property
    def blocklist(self) -> MemoryBlocklist:
        """Whom the store wants no orders from."""
        return MemoryBlocklist(self.shelf("blocklist"), self.next_id, self.store)

    @property
    def opt_outs(self) -> MemoryOptOuts:
        """The buyers who want no follow-ups."""
        return MemoryOptOuts(self.shelf("opt_outs"), self.store)

    @property
    def follow_up_schedules(self) -> MemorySchedules:
        """When the store follows up by itself."""
        return MemorySchedules(self.shelf("follow_up_schedules"), self.store)

    @property
    def follow_up_templates(self) -> MemoryFollowUpTemplates:
        """The store's own texts."""
        return MemoryFollowUpTemplates(self.shelf("follow_up_templates"), self.store)

    @property
    def store(self) -> StoreId:
        """The store that this work belongs to."""
        if self._store is None:
            raise LookupError("this work belongs to no store")
        return self._store

    def _look_up(self, once: Once) -> None:
        kept = self._database.kept.get((once.scope, once.key))
        if kept is None or self._clock() - kept.at >= KEPT_FOR:
            return
        if kept.fingerprint != once.fingerprint:
            raise KeyReused
        if kept.outcome is not None:
            raise Replayed(deepcopy(kept.outcome))
        if not once.settles and self._clock() - kept.at < LEASE:
            raise TwinInFlight(retry_after=1)

    def _keep(self, outcome: object) -> None:
        if self._once is not None:
            kept = Kept(self._once.fingerprint, deepcopy(outcome), self._clock())
            self._database.kept[(self._once.scope, self._once.key)] = kept

    def _end(self) -> None:
        if self._once is not None:
            self._database.in_flight.discard((self._once.scope, self._once.key))
        self._database.turn.release()
