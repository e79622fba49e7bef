"""One transaction on the database: the unit of work that every capability's use cases run in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, CursorResult, Executable, insert

from bosonline.adapters.outbound.codec import plain
from bosonline.adapters.outbound.sql.account_traces import SqlAccountTraces
from bosonline.adapters.outbound.sql.api_keys import SqlApiKeys
from bosonline.adapters.outbound.sql.assignments import SqlAssignments
from bosonline.adapters.outbound.sql.audit_log import add_entries
from bosonline.adapters.outbound.sql.blocklist import SqlBlocklist
from bosonline.adapters.outbound.sql.catalog import SqlProducts
from bosonline.adapters.outbound.sql.categories import SqlProductCategories
from bosonline.adapters.outbound.sql.cod_ledger import SqlCodLedger
from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.adapters.outbound.sql.fees import SqlFees
from bosonline.adapters.outbound.sql.follow_up_schedule import SqlSchedules
from bosonline.adapters.outbound.sql.follow_ups import SqlFollowUps, SqlFollowUpTemplates, SqlOptOuts
from bosonline.adapters.outbound.sql.forms import SqlOfferingForms, SqlOrderForms
from bosonline.adapters.outbound.sql.idempotency import SqlIdempotency
from bosonline.adapters.outbound.sql.inbox import SqlInbox
from bosonline.adapters.outbound.sql.integrations import SqlIntegrations
from bosonline.adapters.outbound.sql.inventory import SqlInventory
from bosonline.adapters.outbound.sql.jobs import SqlJobs
from bosonline.adapters.outbound.sql.ledger import SqlLedger
from bosonline.adapters.outbound.sql.login_attempts import SqlLoginAttempts
from bosonline.adapters.outbound.sql.news import SqlNews
from bosonline.adapters.outbound.sql.notes import SqlNotes
from bosonline.adapters.outbound.sql.notices import SqlNotices
from bosonline.adapters.outbound.sql.one_time_tokens import SqlOneTimeTokens
from bosonline.adapters.outbound.sql.ordering import SqlOrders
from bosonline.adapters.outbound.sql.payments import SqlBankAccounts, SqlTransferForms
from bosonline.adapters.outbound.sql.promotions import SqlVouchers
from bosonline.adapters.outbound.sql.proofs import SqlProofs
from bosonline.adapters.outbound.sql.reception import SqlReception
from bosonline.adapters.outbound.sql.references import SqlReferences
from bosonline.adapters.outbound.sql.sessions import SqlSessions
from bosonline.adapters.outbound.sql.shipments import SqlShipments
from bosonline.adapters.outbound.sql.staff import SqlStaff
from bosonline.adapters.outbound.sql.standings import SqlStandings
from bosonline.adapters.outbound.sql.stock import SqlStock
from bosonline.adapters.outbound.sql.store_names import SqlFormerNames, SqlStoreDomains
from bosonline.adapters.outbound.sql.stores import SqlRoster, SqlStoreRecords, SqlWarehouses
from bosonline.adapters.outbound.sql.tables.transaction import outbox
from bosonline.adapters.outbound.sql.traces import SqlDataDeletions, SqlTraces
from bosonline.adapters.outbound.sql.transfers import SqlTransfers
from bosonline.adapters.outbound.sql.uploads import SqlUploads
from bosonline.adapters.outbound.sql.users import SqlUsers
from bosonline.adapters.outbound.sql.voucher_uses import SqlVoucherUses
from bosonline.application.ports import REQUEST, Clock, Once, is_kept
from bosonline.domain.identity import AuditEntry, StoreId

_RECORD = insert(outbox)


class SqlWork:
    """A transaction that serves every capability's work protocol structurally.

    It belongs to one store, or to none (identity before there is a store, the platform): the repositories that it
    hands out carry the store into every statement.
    """

    def __init__(
        self, database: Database, clock: Clock, store: StoreId | None = None, once: Once | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._store = store
        self._idempotency = None if once is None else SqlIdempotency(database, once)
        self._events: list[object] = []
        self._audited: list[AuditEntry] = []
        self._forgets = False
        self._connection: Connection

    def __enter__(self) -> Self:
        if self._idempotency is None:
            self._begin()
            return self
        self._idempotency.enter()
        try:
            self._begin()
            self._idempotency.look_up(self.execute, self._clock())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._idempotency is not None and is_kept(error):
                self._keep_refusal(self._idempotency, error)
        finally:
            self._end()

    def commit(self, result: object = None) -> None:
        """Write the outbox rows and what the caller's key shall remember, then commit."""
        if self._events:
            now = self._clock()
            self.execute(_RECORD, [self._outbox_row(event, now) for event in self._events])
            self._events = []
        if self._audited:
            add_entries(self.execute, self._store, REQUEST.get(), self._audited)
            self._audited = []
        if self._idempotency is not None and self._forgets:
            self._idempotency.forget(self.execute)
        elif self._idempotency is not None:
            self._idempotency.keep(self.execute, self._clock(), result)
        with outages():
            self._connection.commit()

    def forget(self) -> None:
        """Let `commit` forget the caller's key."""
        self._forgets = True

    def record(self, event: object) -> None:
        """Keep a domain event for the outbox."""
        self._events.append(event)

    def audit(self, entry: AuditEntry) -> None:
        """Keep an entry for the audit log."""
        self._audited.append(entry)

    def execute(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement in this transaction: for the repositories."""
        with outages():
            found: CursorResult[Any] = self._database.statements.execute(self._connection, statement, values)
            return found

    @property
    def users(self) -> SqlUsers:
        """The accounts."""
        return SqlUsers(self.execute, is_sqlite=self._database.is_sqlite)

    @property
    def sessions(self) -> SqlSessions:
        """Logins and their refresh tokens."""
        return SqlSessions(self.execute)

    @property
    def login_attempts(self) -> SqlLoginAttempts:
        """Guesses at passwords."""
        return SqlLoginAttempts(self.execute, is_sqlite=self._database.is_sqlite)

    @property
    def one_time_tokens(self) -> SqlOneTimeTokens:
        """Tokens sent by mail."""
        return SqlOneTimeTokens(self.execute, is_sqlite=self._database.is_sqlite)

    @property
    def staff(self) -> SqlStaff:
        """Who serves in which store."""
        return SqlStaff(self.execute, self._store, is_sqlite=self._database.is_sqlite)

    @property
    def api_keys(self) -> SqlApiKeys:
        """The API keys of the store."""
        return SqlApiKeys(self.execute, self.store)

    @property
    def standings(self) -> SqlStandings:
        """What users are at this moment."""
        return SqlStandings(self.execute)

    @property
    def orders(self) -> SqlOrders:
        """The orders of the store."""
        return SqlOrders(self.execute, self.store, self._database)

    @property
    def assignments(self) -> SqlAssignments:
        """Who looks after which orders of the store."""
        return SqlAssignments(self.execute, self.store)

    @property
    def reception(self) -> SqlReception:
        """What the store knows of its buyers."""
        return SqlReception(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def transfers(self) -> SqlTransfers:
        """What buyers of the store are to transfer."""
        return SqlTransfers(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def stock(self) -> SqlStock:
        """The stock of the store's variants."""
        return SqlStock(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def fees(self) -> SqlFees:
        """What is charged besides on the store's orders."""
        return SqlFees(self.execute, self.store)

    @property
    def notes(self) -> SqlNotes:
        """The notes on the store's orders."""
        return SqlNotes(self.execute, self.store)

    @property
    def references(self) -> SqlReferences:
        """What the store's imported orders are called elsewhere."""
        return SqlReferences(self.execute, self.store)

    @property
    def proofs(self) -> SqlProofs:
        """What shows that the store's orders were paid."""
        return SqlProofs(self.execute, self.store)

    @property
    def ledger(self) -> SqlLedger:
        """What was paid for the store's orders."""
        return SqlLedger(self.execute, self.store)

    @property
    def news(self) -> SqlNews:
        """Who was told of which orders."""
        return SqlNews(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def follow_ups(self) -> SqlFollowUps:
        """How the store's buyers were followed up."""
        return SqlFollowUps(self.execute, self.store)

    @property
    def blocklist(self) -> SqlBlocklist:
        """Whom the store wants no orders from."""
        return SqlBlocklist(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def opt_outs(self) -> SqlOptOuts:
        """The buyers who want no follow-ups."""
        return SqlOptOuts(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def follow_up_schedules(self) -> SqlSchedules:
        """When the store follows up by itself."""
        return SqlSchedules(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def follow_up_templates(self) -> SqlFollowUpTemplates:
        """The store's own texts."""
        return SqlFollowUpTemplates(self.execute, self.store)

    @property
    def stores(self) -> SqlStoreRecords:
        """The stores."""
        return SqlStoreRecords(self.execute, self._store)

    @property
    def former_names(self) -> SqlFormerNames:
        """The former subdomains of the store."""
        return SqlFormerNames(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def domains(self) -> SqlStoreDomains:
        """The names of the store."""
        return SqlStoreDomains(self.execute, self.store)

    @property
    def warehouses(self) -> SqlWarehouses:
        """The warehouses of the store."""
        return SqlWarehouses(self.execute, self.store)

    @property
    def roster(self) -> SqlRoster:
        """Who serves in the store."""
        return SqlRoster(self.execute, self.store)

    @property
    def notices(self) -> SqlNotices:
        """Announcements and tips."""
        return SqlNotices(self.execute, is_sqlite=self._database.is_sqlite)

    @property
    def categories(self) -> SqlProductCategories:
        """The categories that the store sees."""
        return SqlProductCategories(self.execute, self._store)

    @property
    def products(self) -> SqlProducts:
        """The products of the store."""
        return SqlProducts(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def offering_forms(self) -> SqlOfferingForms:
        """The forms that offer goods of the store."""
        return SqlOfferingForms(self.execute, self.store)

    @property
    def inventory(self) -> SqlInventory:
        """What is on hand of the store's variants."""
        return SqlInventory(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def uploads(self) -> SqlUploads:
        """What was uploaded to the store."""
        return SqlUploads(self.execute, self.store)

    @property
    def forms(self) -> SqlOrderForms:
        """The forms of the store."""
        return SqlOrderForms(self.execute, self.store)

    @property
    def shipments(self) -> SqlShipments:
        """The parcels of the store."""
        return SqlShipments(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def inbox(self) -> SqlInbox:
        """The webhooks that came for the store."""
        return SqlInbox(self.execute, self.store)

    @property
    def cod_ledger(self) -> SqlCodLedger:
        """The cash on delivery of the store."""
        return SqlCodLedger(self.execute, self.store)

    @property
    def integrations(self) -> SqlIntegrations:
        """What the store set for outside parties."""
        return SqlIntegrations(self.execute, self.store)

    @property
    def jobs(self) -> SqlJobs:
        """The jobs of the store."""
        return SqlJobs(self.execute, self.store)

    @property
    def data_deletions(self) -> SqlDataDeletions:
        """The wishes of users to be forgotten."""
        return SqlDataDeletions(self.execute)

    @property
    def account_traces(self) -> SqlAccountTraces:
        """What is kept about users."""
        return SqlAccountTraces(self.execute)

    @property
    def traces(self) -> SqlTraces:
        """What the store keeps about people."""
        return SqlTraces(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def bank_accounts(self) -> SqlBankAccounts:
        """The bank accounts of the store."""
        return SqlBankAccounts(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def transfer_forms(self) -> SqlTransferForms:
        """The forms that send buyers to the bank accounts of the store."""
        return SqlTransferForms(self.execute, self.store)

    @property
    def vouchers(self) -> SqlVouchers:
        """The vouchers of the store."""
        return SqlVouchers(self.execute, self.store, is_sqlite=self._database.is_sqlite)

    @property
    def voucher_uses(self) -> SqlVoucherUses:
        """Which orders used which vouchers of the store."""
        return SqlVoucherUses(self.execute, self.store)

    def enter_store(self, store: StoreId) -> None:
        """From here on the work belongs to this store, which it has just opened."""
        self._store = store

    @property
    def store(self) -> StoreId:
        """The store that this work belongs to."""
        if self._store is None:
            raise LookupError("this work belongs to no store")
        return self._store

    def _begin(self) -> None:
        with outages():
            connection = self._database.writing.connect()
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            self._connection = connection

    def _keep_refusal(self, idempotency: SqlIdempotency, error: BaseException | None) -> None:
        with outages():
            self._connection.rollback()
            self._connection.begin()
        idempotency.look_up(self.execute, self._clock())
        idempotency.keep(self.execute, self._clock(), error)
        with outages():
            self._connection.commit()

    def _end(self) -> None:
        if self._idempotency is not None:
            self._idempotency.leave()
        connection = self.__dict__.pop("_connection", None)
        if connection is not None:
            with outages():
                connection.close()

    def _outbox_row(self, event: object, now: datetime) -> dict[str, object]:
        return {
            "store_id": self._store,
            "topic": type(event).__name__,
            "payload": plain(event),
            "recorded_at": now,
            "due_at": now,
        }
