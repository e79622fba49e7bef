"""What is kept about people, and how it is erased, in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import Kept, MemoryDatabase, Shelf
from bosonline.application.ordering.personal_data import BuyerBlocked, BuyerFile
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormStatus
from bosonline.domain.identity import Author, Email, Module, StaffMember, StoreId, UserId
from bosonline.domain.identity.data_deletion import DataDeletion
from bosonline.domain.identity.user import erased_email
from bosonline.domain.ordering import Invoice, Order
from bosonline.domain.ordering.blocklist import street_key
from bosonline.domain.ordering.erasure import ERASED_STORE_NAME, erase, erased_entry, is_in_the_way
from bosonline.domain.phone import ERASED_PHONE, Phone
from bosonline.domain.stores import JobState, StoreStatus, Subdomain

Results = dict[tuple[str, str], Kept]
_BELONGINGS = ("api_keys", "bank_accounts", "warehouses", "forms", "vouchers")
_KEPT_BY_STORE = (
    *("form_versions", "follow_up_templates", "opt_outs", "store_domains", "blocklist"),
    *("integrations", "webhook_inbox"),
)


class MemoryTraces:
    """What one store keeps about people, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], results: Results, store: StoreId) -> None:
        self._shelf, self._results, self._store = shelf, results, store

    def open_orders(self, phone: Phone | None, /, *, limit: int) -> Sequence[str]:
        found = [order for order in self._orders(phone) if is_in_the_way(order)]
        return [order.invoice for order in sorted(found, key=lambda order: order.created_at)[:limit]]

    def erase_orders(self, phone: Phone | None, /, *, limit: int, at: datetime) -> int:
        found = [order for order in self._orders(phone) if not order.customer.is_erased][:limit]
        for order in found:
            self._unblock(order)
            self._erase(order, at)
        return len(found)

    def erase_wish(self, phone: Phone, /) -> None:
        self._shelf("opt_outs").remove((self._store, phone))

    def erase_blocked(self, phone: Phone, /) -> None:
        blocklist = self._shelf("blocklist")
        for place, one in list(blocklist.items()):
            if place[0] == self._store and one.phone == phone:
                blocklist.put(place, replace(one, phone=None, reason=""))
        self._forget_results(lambda kept: repr(phone) in repr(kept.outcome))

    def note_erased(self, phone_hash: str, /, *, at: datetime) -> None:
        self._shelf("erased_phones").put((self._store, phone_hash), at)

    def was_erased(self, phone_hash: str, /) -> bool:
        return self._shelf("erased_phones").get((self._store, phone_hash)) is not None

    def stop_selling(self) -> None:
        forms = self._shelf("forms")
        for form in list(forms.values()):
            if form.store == self._store and form.is_published:
                form.status, form.version = FormStatus.CLOSED, form.version + 1
                forms.put(form.id, form)

    def close(self, *, at: datetime) -> None:
        people = {member.user for member in self._staff()}
        self._forget_results(lambda _: True)
        for session in list(self._shelf("sessions").values()):
            if session.user in people:
                session.end(at=at)
                self._shelf("sessions").put(session.id, session)
        self._dismiss(people, at)
        self._end_jobs(at)
        self._close()
        for order in self._orders(None):
            order.pay_to = ()
            self._shelf("orders").put((self._store, order.invoice), order)
        self._forget_belongings()
        self._forget_users_of_vouchers()
        self._unsign(None)

    def leave(self, user: UserId, /, *, at: datetime) -> None:
        places = {member.id for member in self._shelf("staff").values() if self._is_of(member, user)}
        self._unsign(places)
        self._dismiss({user}, at)

    def _orders(self, phone: Phone | None) -> list[Order]:
        of_store = [order for (store, _), order in self._shelf("orders").items() if store == self._store]
        return [order for order in of_store if phone is None or order.customer.phone == phone]

    def _unblock(self, order: Order) -> None:
        key = street_key(order.address.street, order.address.district_code)
        blocklist = self._shelf("blocklist")
        for place, one in list(blocklist.items()):
            if place[0] == self._store and one.key == key:
                blocklist.remove(place)

    def _erase(self, order: Order, at: datetime) -> None:
        key = (self._store, order.invoice)
        erase(order)
        order.version += 1
        self._shelf("orders").put(key, order)
        history = self._shelf("order_history").get(key) or []
        self._shelf("order_history").put(key, [erased_entry(entry) for entry in history])
        notes = self._shelf("order_notes").get(key) or []
        self._shelf("order_notes").put(key, [replace(note, text="") for note in notes])
        fees = self._shelf("order_fees").get(key) or ()
        self._shelf("order_fees").put(key, tuple(replace(fee, name="") for fee in fees))
        payments = self._shelf("order_payments").get(key) or []
        self._shelf("order_payments").put(key, [replace(entry, note="") for entry in payments])
        self._forget_proofs(key, at)
        self._forget_scans(key)
        for place, made in list(self._shelf("follow_ups").items()):
            if place[:2] == key:
                made.text, made.message_id = "", None
                self._shelf("follow_ups").put(place, made)
        self._forget_results(lambda kept: repr(order.invoice) in repr(kept.outcome))

    def _forget_scans(self, key: tuple[StoreId, Invoice]) -> None:
        for place, parcel in list(self._shelf("shipments").items()):
            if place[:2] == key:
                parcel.problem = None
                self._shelf("shipments").put(place, parcel)
        for place, told in list(self._shelf("shipment_events").items()):
            if place[:2] == key:
                plain = {mark: replace(event, description="") for mark, event in told.items()}
                self._shelf("shipment_events").put(place, plain)

    def _forget_proofs(self, key: tuple[StoreId, Invoice], at: datetime) -> None:
        names = {proof.file_name for proof in self._shelf("order_proofs").get(key) or []}
        self._shelf("order_proofs").remove(key)
        for place, kept in list(self._shelf("uploads").items()):
            if place[0] == self._store and place[1] in names:
                self._shelf("uploads").put(place, replace(kept, given_up_at=kept.given_up_at or at))

    def _forget_results(self, is_meant: Callable[[Kept], bool]) -> None:
        store = self._shelf("stores").get(self._store)
        users = [member.user for member in self._shelf("staff").values() if member.store == self._store]
        scopes = (*(f"user:{user} " for user in users), *([f"store:{store.subdomain} "] if store else []))
        for key, kept in list(self._results.items()):
            if key[0].startswith(scopes) and is_meant(kept):
                del self._results[key]

    def _staff(self) -> list[StaffMember]:
        members = self._shelf("staff").values()
        return [member for member in members if member.store == self._store and member.removed_at is None]

    def _is_of(self, member: StaffMember, user: UserId) -> bool:
        return (member.store, member.user) == (self._store, user)

    def _dismiss(self, users: set[UserId], at: datetime) -> None:
        for member in self._staff():
            if member.user in users:
                member.is_active, member.removed_at, member.version = False, at, member.version + 1
                self._shelf("staff").put(member.id, member)

    def _close(self) -> None:
        store = self._shelf("stores").get(self._store)
        if store is not None:
            store.name, store.phone, store.logo = ERASED_STORE_NAME, ERASED_PHONE, None
            store.subdomain, store.status = Subdomain(f"erased-{self._store}"), StoreStatus.CLOSED
            store.version += 1
            self._shelf("stores").put(self._store, store)

    def end_order_jobs(self, *, at: datetime, outcome: Mapping[str, object]) -> None:
        for key, waiting in list(self._shelf("jobs").items()):
            job = waiting.job
            if job.store == self._store and job.module is Module.ORDER:
                ended = replace(job, asked={}, files_until=job.files_until and at)
                if job.finished_at is None:
                    ended = replace(ended, state=JobState.FAILED, finished_at=at, outcome=outcome)
                self._shelf("jobs").put(key, replace(waiting, job=ended, lease=None, due_at=None))

    def _end_jobs(self, at: datetime) -> None:
        for key, waiting in list(self._shelf("jobs").items()):
            job = waiting.job
            if job.store == self._store:
                state = JobState.FAILED if job.finished_at is None else job.state
                finished = at if job.finished_at is None else job.finished_at
                ended = replace(job, state=state, finished_at=finished, files_until=at, asked={}, outcome={})
                self._shelf("jobs").put(key, replace(waiting, job=ended, lease=None, due_at=None))

    def _forget_belongings(self) -> None:
        for name in _BELONGINGS:
            for key, record in list(self._shelf(name).items()):
                if record.store == self._store:
                    self._shelf(name).remove(key)
        for name in _KEPT_BY_STORE:
            for key, _ in list(self._shelf(name).items()):
                if key == self._store or (isinstance(key, tuple) and key[0] == self._store):
                    self._shelf(name).remove(key)
        for key, former in list(self._shelf("former_names").items()):
            if former.store == self._store:
                self._shelf("former_names").remove(key)

    def _forget_users_of_vouchers(self) -> None:
        for key, use in list(self._shelf("voucher_uses").items()):
            if use.store == self._store:
                self._shelf("voucher_uses").put(key, replace(use, buyer=""))

    def _unsign_jobs(self, unsigned: Callable[[Author], Author]) -> None:
        for key, waiting in list(self._shelf("jobs").items()):
            if waiting.job.store == self._store:
                job = replace(waiting.job, by=unsigned(waiting.job.by))
                self._shelf("jobs").put(key, replace(waiting, job=job))

    def _unsign_blocklist(self, unsigned: Callable[[Author], Author]) -> None:
        for place, one in list(self._shelf("blocklist").items()):
            if place[0] == self._store:
                self._shelf("blocklist").put(place, replace(one, by=unsigned(one.by)))

    def _unsign_parcels(self, unsigned: Callable[[Author], Author]) -> None:
        for place, parcel in list(self._shelf("shipments").items()):
            if place[0] == self._store:
                parcel.by = unsigned(parcel.by)
                self._shelf("shipments").put(place, parcel)

    def _unsign(self, places: set[Any] | None) -> None:
        def unsigned(by: Author) -> Author:
            is_theirs = by.staff is not None and (places is None or by.staff in places)
            return replace(by, name="") if is_theirs else by

        for order in self._orders(None):
            key = (self._store, order.invoice)
            if order.cs is not None and (places is None or order.cs.staff in places):
                order.cs = replace(order.cs, name="")
                self._shelf("orders").put(key, order)
            history = self._shelf("order_history").get(key) or []
            self._shelf("order_history").put(key, [replace(entry, by=unsigned(entry.by)) for entry in history])
            notes = self._shelf("order_notes").get(key) or []
            self._shelf("order_notes").put(key, [replace(note, by=unsigned(note.by)) for note in notes])
            proofs = self._shelf("order_proofs").get(key) or []
            self._shelf("order_proofs").put(key, [replace(proof, by=unsigned(proof.by)) for proof in proofs])
            payments = self._shelf("order_payments").get(key) or []
            self._shelf("order_payments").put(key, [replace(entry, by=unsigned(entry.by)) for entry in payments])
        self._unsign_jobs(unsigned)
        self._unsign_blocklist(unsigned)
        self._unsign_parcels(unsigned)
        for place, made in list(self._shelf("follow_ups").items()):
            if place[0] == self._store:
                made.by = unsigned(made.by)
                self._shelf("follow_ups").put(place, made)
        variants = {
            variant.id
            for product in self._shelf("products").values()
            if product.store == self._store
            for variant in product.variants
        }
        for key, movement in list(self._shelf("stock_movements").items()):
            if movement.variant in variants:
                self._shelf("stock_movements").put(key, replace(movement, by=unsigned(movement.by)))
        for key, row in list(self._shelf("audit_log").items()):
            if row.entry.store == self._store:
                told = {} if places is None else row.entry.facts
                entry = replace(row.entry, by=unsigned(row.entry.by), facts=told)
                self._shelf("audit_log").put(key, replace(row, entry=entry))


class MemoryAccountTraces:
    """What is kept about users, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], results: Results) -> None:
        self._shelf, self._results = shelf, results

    def erase(self, user: UserId, /, *, at: datetime) -> None:
        kept: Any = self._shelf("users").get(user)
        kept.name, kept.email, kept.new_email, kept.phone = "", Email(erased_email(user)), None, ERASED_PHONE
        kept.password_hash, kept.is_platform_admin = "", False
        kept.email_verified_at = kept.phone_verified_at = None
        kept.closed_at, kept.version = at, kept.version + 1
        self._shelf("users").put(user, kept)
        ended = {key for key, session in self._shelf("sessions").items() if session.user == user}
        self._forget("sessions", lambda session: session.user == user)
        self._forget("refresh_tokens", lambda token: token.session in ended)
        self._forget("login_attempts", lambda attempt: attempt.user == user)
        self._forget("one_time_tokens", lambda sent: sent[0].user == user)
        for key in [key for key in self._results if key[0].startswith(f"user:{user} ")]:
            del self._results[key]

    def _forget(self, name: str, is_theirs: Callable[[Any], bool]) -> None:
        shelf = self._shelf(name)
        for key, record in list(shelf.items()):
            if is_theirs(record):
                shelf.remove(key)


class MemoryDataDeletions:
    """The wishes of users to be forgotten, in one transaction."""

    def __init__(self, shelf: Shelf[UserId, DataDeletion]) -> None:
        self._shelf = shelf

    def of(self, user: UserId, /) -> DataDeletion | None:
        return self._shelf.get(user)

    def add(self, deletion: DataDeletion, /) -> None:
        if self._shelf.get(deletion.user) is not None:
            raise ChangedMeanwhile
        self._shelf.put(deletion.user, deletion)

    def remove(self, user: UserId, /) -> None:
        self._shelf.remove(user)


class MemoryDueDeletions:
    """The wishes of users to be forgotten, as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def due(self, at: datetime, /) -> Sequence[DataDeletion]:
        found = [wish for wish in self._database.read("data_deletions").values() if wish.executes_at <= at]
        return sorted(found, key=lambda wish: (wish.executes_at, wish.user))

    def of(self, user: UserId, /) -> DataDeletion | None:
        found: DataDeletion | None = self._database.read("data_deletions").get(user)
        return found


class MemoryBuyerDesk:
    """Buyers as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def find(self, store: StoreId, phone: Phone, /) -> BuyerFile:
        orders = [order for (of, _), order in self._database.read("orders").items() if of == store]
        theirs = [order for order in orders if order.customer.phone == phone]
        theirs.sort(key=lambda order: (order.created_at, order.invoice), reverse=True)
        wish = self._database.read("opt_outs").get((store, phone))
        blocklist = self._database.read("blocklist").items()
        blocked = next(
            (
                BuyerBlocked(reason=one.reason, at=one.at)
                for (of, _), one in blocklist
                if (of, one.phone) == (store, phone)
            ),
            None,
        )
        invoices = [Invoice(order.invoice) for order in theirs]
        return BuyerFile(invoices=invoices, opted_out=wish is not None, blocked=blocked)
