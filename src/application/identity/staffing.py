"""Who serves in a store: taken on, changed, switched off, removed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.application.identity.passwords import TakePassword
from bosonline.application.identity.ports import (
    IdentityWork,
    Listing,
    OpenWork,
    PhoneReader,
    Secrets,
    StaffDesk,
    StaffPage,
    StaffRow,
)
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import (
    LANGUAGES,
    AuditEntry,
    EmailTaken,
    Member,
    Rights,
    Role,
    StaffId,
    StaffInvited,
    StaffMember,
    User,
    check_grant,
    checked_email,
    held,
    told,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStaff:
    """Who serves in the member's store; phones may be looked for as people write them."""

    desk: StaffDesk

    def __call__(self, *, member: Member, listing: Listing, role: Role | None = None) -> StaffPage:
        if listing.category == "phone" and listing.keyword is not None:
            listing = replace(listing, keyword=_dialled(listing.keyword))
        return self.desk.page(member.store, listing, role=role)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStaff:
    """Take somebody on, with an account and a password for them; they are told by mail.

    Raises `EmailInvalid`, `PhoneInvalid`, `PasswordWeak`; `EmailTaken` for an address that has an account; and what
    `check_grant` refuses.
    """

    work: OpenWork
    take_password: TakePassword
    phones: PhoneReader
    secrets: Secrets
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        name: str,
        email: str,
        phone: str,
        password: str,
        role: Role,
        rights: Rights,
        language: str | None,
        once: Once | None = None,
    ) -> StaffRow:
        rights = rights if role is Role.CS else frozenset()
        check_grant(role, rights, by=member)
        address, number = checked_email(email), self.phones.read(phone)
        password_hash = self.take_password(password=password, email=address, name=name)
        token, at = self.secrets.token(), self.clock()
        with self.work(member.store, once) as work:
            user = work.users.add(
                name=name,
                email=address,
                phone=number,
                password_hash=password_hash,
                at=at,
                language=language or LANGUAGES[0],
            )
            if user is None:
                raise EmailTaken
            staff = work.staff.add(store=member.store, user=user, role=role, rights=rights, at=at)
            work.record(StaffInvited(staff=staff, user=user, token=token, language=language, at=at))
            facts = {"role": role.name.lower(), "rights": told(rights)}
            work.audit(_entry("staff-added", member, staff, at, facts))
            row = _row(work.staff.get(staff), work.users.get(user))
            work.commit(row)
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStaff:
    """Change what a member of staff is called, how to reach them, their role and their rights.

    Address and password are their own to change. Raises `StaffNotFound`, `PhoneInvalid`, `PreconditionFailed`, and
    what `StaffMember.grant` refuses.
    """

    work: OpenWork
    phones: PhoneReader
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        staff: StaffId,
        name: str,
        phone: str,
        role: Role,
        rights: Rights,
        seen_version: int | None = None,
    ) -> StaffRow:
        number, at = self.phones.read(phone), self.clock()
        with self.work(member.store) as work:
            found = _get(work, staff, seen_version)
            was, had = found.role, held(found.role, found.rights)
            found.grant(role, rights, by=member)
            user = work.users.get(found.user)
            user.name = name
            user.change_phone(number)
            work.users.save(user)
            work.staff.save(found)
            has = held(found.role, found.rights)
            facts = {"was": was.name.lower(), "role": found.role.name.lower()}
            facts |= {"granted": told(has - had), "taken": told(had - has)}
            work.audit(_entry("staff-changed", member, staff, at, facts))
            work.commit()
        return _row(found, user)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchStaff:
    """Let a member of staff work or not; one who is switched off is signed out everywhere.

    Raises `StaffNotFound`, `PreconditionFailed`, and what `StaffMember.switch` refuses.
    """

    work: OpenWork
    clock: Clock

    def __call__(self, *, member: Member, staff: StaffId, on: bool, seen_version: int | None = None) -> StaffRow:
        at = self.clock()
        with self.work(member.store) as work:
            found = _get(work, staff, seen_version)
            found.switch(on=on, by=member)
            work.staff.save(found)
            if not on:
                work.sessions.end(found.user, at=at)
            work.audit(_entry("staff-switched-on" if on else "staff-switched-off", member, staff, at))
            row = _row(found, work.users.get(found.user))
            work.commit()
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveStaff:
    """End somebody's service; their open orders are given up by whoever hears of it.

    Raises `StaffNotFound`, `PreconditionFailed`, and what `StaffMember.remove` refuses.
    """

    work: OpenWork
    clock: Clock

    def __call__(self, *, member: Member, staff: StaffId, seen_version: int | None = None) -> StaffRow:
        at = self.clock()
        with self.work(member.store) as work:
            found = _get(work, staff, seen_version)
            removed = found.remove(at=at, by=member)
            work.staff.save(found)
            work.sessions.end(found.user, at=at)
            work.record(removed)
            work.audit(_entry("staff-removed", member, staff, at))
            row = _row(found, work.users.get(found.user))
            work.commit()
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """The use cases about a store's staff."""

    list: ListStaff
    add: AddStaff
    change: ChangeStaff
    switch: SwitchStaff
    remove: RemoveStaff


def _dialled(keyword: str) -> str:
    """A part of a number as numbers are kept: without the 0 before the country's own, and what stands between."""
    digits = re.sub(r"[^0-9+]", "", keyword)
    return digits.removeprefix("0") or keyword


def _get(work: IdentityWork, staff: StaffId, seen_version: int | None) -> StaffMember:
    found = work.staff.get(staff)
    if seen_version not in (None, found.version):
        raise PreconditionFailed
    return found


def _entry(
    act: str, member: Member, staff: StaffId, at: datetime, facts: Mapping[str, str] | None = None
) -> AuditEntry:
    return AuditEntry(act=act, by=member.author, at=at, about=f"staff {staff}", facts=facts or {})


def _row(member: StaffMember, user: User) -> StaffRow:
    return StaffRow(
        staff=member.id,
        name=user.name,
        email=user.email,
        phone=user.phone.e164,
        role=member.role,
        rights=tuple(sorted(held(member.role, member.rights))),
        is_active=member.is_active,
        version=member.version,
    )
