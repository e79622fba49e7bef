"""Identity on a backend, quick enough for tests: passwords cost next to nothing, and mails stay in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bosonline.adapters.outbound.codec import revive
from bosonline.adapters.outbound.memory.api_keys import MemoryKeyPresences, MemoryKeyRing
from bosonline.adapters.outbound.memory.audit_log import MemoryAuditLog
from bosonline.adapters.outbound.memory.boscod import NoBoscodTokens
from bosonline.adapters.outbound.memory.identity import MemoryPeople, MemoryPresences
from bosonline.adapters.outbound.memory.mail import MemoryMailer
from bosonline.adapters.outbound.memory.sessions import MemoryDevices
from bosonline.adapters.outbound.memory.staff_desk import MemoryStaffDesk
from bosonline.adapters.outbound.passwords import Argon2Hasher, ZxcvbnStrength
from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.sql.api_keys import SqlKeyPresences, SqlKeyRing
from bosonline.adapters.outbound.sql.audit_log import SqlAuditLog
from bosonline.adapters.outbound.sql.devices import SqlDevices
from bosonline.adapters.outbound.sql.staff_desk import SqlStaffDesk
from bosonline.adapters.outbound.sql.standings import SqlPeople, SqlPresences
from bosonline.adapters.outbound.tokens import JwtTokens, SystemSecrets
from bosonline.application.identity import (
    AddStaff,
    AskPasswordReset,
    Authenticate,
    ChangePassword,
    ChangeProfile,
    ChangeStaff,
    ConfirmPasswordReset,
    CreatePlatformAdmin,
    EndSession,
    Identity,
    KeepToken,
    KeyKeeping,
    ListApiKeys,
    ListLoginAttempts,
    ListSessions,
    ListStaff,
    LogIn,
    LogOut,
    Mails,
    MakeApiKey,
    ReadAuditLog,
    ReadProfile,
    Refresh,
    Register,
    RemoveStaff,
    RevokeApiKey,
    SendEmailChangeMails,
    SendInvitationMail,
    SendKnownAccountMail,
    SendPasswordChangedMail,
    SendPasswordResetMail,
    SendVerificationMail,
    ShowMe,
    SignedIn,
    Staffing,
    SwitchStaff,
    TakePassword,
    VerifyEmail,
    VerifyPhone,
)
from bosonline.application.identity.ports import (
    AuditLog,
    Devices,
    KeyPresences,
    KeyRing,
    PasswordHasher,
    People,
    Presences,
    StaffDesk,
)
from bosonline.domain.identity import (
    AccountKnownAlready,
    Client,
    Email,
    EmailChangeAsked,
    EmailVerificationAsked,
    Member,
    PasswordChanged,
    PasswordResetAsked,
    Rights,
    Role,
    StaffId,
    StaffInvited,
    StoreId,
    UserId,
)
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Store, StoreSettings, StoreStatus, Subdomain, Zone
from bosonline.testing.backends import Backend

SECRET = "a secret that is only good for tests, and long enough"
PASSWORD = "kopi-tubruk-di-pagi-hari"


def people_of(backend: Backend) -> People:
    """Who users are, on this backend."""
    return MemoryPeople(backend.database) if backend.name == "memory" else SqlPeople(backend.database)


def presences_of(backend: Backend) -> Presences:
    """Sessions and their users, on this backend."""
    return MemoryPresences(backend.database) if backend.name == "memory" else SqlPresences(backend.database)


def devices_of(backend: Backend) -> Devices:
    """From where accounts are used, on this backend."""
    return MemoryDevices(backend.database) if backend.name == "memory" else SqlDevices(backend.database)


def staff_desk_of(backend: Backend) -> StaffDesk:
    """The staff of stores, on this backend."""
    return MemoryStaffDesk(backend.database) if backend.name == "memory" else SqlStaffDesk(backend.database)


def key_presences_of(backend: Backend) -> KeyPresences:
    """API keys and their makers, on this backend."""
    return MemoryKeyPresences(backend.database) if backend.name == "memory" else SqlKeyPresences(backend.database)


def key_ring_of(backend: Backend) -> KeyRing:
    """The API keys of stores, on this backend."""
    return MemoryKeyRing(backend.database) if backend.name == "memory" else SqlKeyRing(backend.database)


def audit_log_of(backend: Backend) -> AuditLog:
    """What was done in stores, on this backend."""
    return MemoryAuditLog(backend.database) if backend.name == "memory" else SqlAuditLog(backend.database)


def cheap_hasher(*, memory_kib: int = 8) -> Argon2Hasher:
    """The real algorithm at the least cost, and as many at once as are asked for."""
    return Argon2Hasher(memory_kib=memory_kib, passes=1, at_once=64)


def add_user(
    backend: Backend, *, email: str = "siti@example.com", name: str = "Siti", password_hash: str | None = None
) -> UserId:
    """A user, put there without registering; without a hash nobody knows the password."""
    with backend.work() as work:
        user: UserId | None = work.users.add(
            name=name,
            email=Email(email),
            phone=Phone("+6281234567890"),
            password_hash=password_hash or "-",
            at=backend.clock(),
        )
        work.commit()
    assert user is not None
    return user


def open_store(
    backend: Backend, owner: UserId, *, name: str = "Kopi Siti", status: str = "open", zone: str = Zone.WIB
) -> StoreId:
    """A store, put there without onboarding, with its owner on the staff."""
    store = Store(
        owner=owner,
        name=name,
        phone=Phone("+6281234567890"),
        subdomain=Subdomain(f"toko{owner}"),
        status=StoreStatus(status),
        settings=StoreSettings(zone=Zone(zone)),
        created_at=backend.clock(),
    )
    with backend.work() as work:
        work.stores.add(store)
        work.staff.add(store=store.id, user=owner, role=Role.OWNER, at=backend.clock())
        work.commit()
    return store.id


def an_owner(store: int = 1) -> Member:
    """Somebody who may do everything in a store, and is nobody that is kept there."""
    return Member(store=StoreId(store), user=UserId(10**9), staff=StaffId(10**9), name="Siti", role=Role.OWNER)


def hire(
    backend: Backend, store: StoreId, user: UserId, *, role: Role = Role.CS, rights: Rights = frozenset()
) -> StaffId:
    """A new member of a store's staff."""
    with backend.work(store) as work:
        staff: StaffId = work.staff.add(store=store, user=user, role=role, rights=rights, at=backend.clock())
        work.commit()
    return staff


@dataclass(slots=True)
class TestIdentity:
    """Identity on a backend, with what it would have mailed."""

    __test__ = False

    backend: Backend
    hasher: PasswordHasher = field(default_factory=cheap_hasher)
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    identity: Identity = field(init=False)

    def __post_init__(self) -> None:
        self.identity = identity_on(self.backend, self.hasher, self.mailer)

    def deliver(self, *, times: int = 1) -> None:
        """Hand every recorded event of identity to its use case, as a relay does, which may do so more than once."""
        identity = self.identity
        handlers: dict[str, tuple[type, Callable[[Any], None]]] = {
            "EmailVerificationAsked": (EmailVerificationAsked, identity.send_verification_mail),
            "AccountKnownAlready": (AccountKnownAlready, identity.send_known_account_mail),
            "PasswordResetAsked": (PasswordResetAsked, identity.send_password_reset_mail),
            "PasswordChanged": (PasswordChanged, identity.send_password_changed_mail),
            "StaffInvited": (StaffInvited, identity.send_invitation_mail),
            "EmailChangeAsked": (EmailChangeAsked, identity.send_email_change_mails),
        }
        claim = self.backend.outbox.claim(limit=100, lease=timedelta(minutes=1))
        for letter in claim.letters:
            if letter.topic in handlers:
                kind, handle = handlers[letter.topic]
                for _ in range(times):
                    handle(revive(letter.payload, kind))
        self.backend.outbox.settle(claim.lease, delivered=[letter.id for letter in claim.letters])

    def add_user(self, *, email: str = "siti@example.com", name: str = "Siti", password: str = PASSWORD) -> UserId:
        """A user with a password."""
        return add_user(self.backend, email=email, name=name, password_hash=self.hasher.hash(password))

    def log_in(self, *, username: str = "siti@example.com", password: str = PASSWORD) -> SignedIn:
        """A new session."""
        client = Client(ip="203.0.113.7", user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/140.0")
        return self.identity.log_in(username=username, password=password, client=client)

    def last_token(self) -> str:
        """The token in the last mail."""
        return self.mailer.sent[-1].text.partition("?token=")[2].split()[0]


def identity_on(backend: Backend, hasher: PasswordHasher, mailer: MemoryMailer) -> Identity:
    """The facade, wired to a backend."""
    work, clock = backend.work, backend.clock
    phones, secrets, tokens, boscod = PhonenumbersReader(), SystemSecrets(), JwtTokens(SECRET), NoBoscodTokens()
    take_password = TakePassword(hasher=hasher, strength=ZxcvbnStrength())
    keep, mails = KeepToken(work=work, clock=clock), Mails(base_url="https://bosonline.example")
    devices = devices_of(backend)
    return Identity(
        register=Register(work=work, take_password=take_password, phones=phones, secrets=secrets, clock=clock),
        log_in=LogIn(
            work=work, hasher=hasher, phones=phones, tokens=tokens, secrets=secrets, boscod=boscod, clock=clock
        ),
        refresh=Refresh(work=work, tokens=tokens, boscod=boscod, clock=clock),
        authenticate=Authenticate(
            presences=presences_of(backend), keys=key_presences_of(backend), tokens=tokens, work=work, clock=clock
        ),
        log_out=LogOut(work=work, clock=clock),
        list_sessions=ListSessions(devices=devices, clock=clock),
        end_session=EndSession(work=work, clock=clock),
        list_login_attempts=ListLoginAttempts(devices=devices),
        verify_email=VerifyEmail(work=work, clock=clock),
        change_password=ChangePassword(work=work, hasher=hasher, take_password=take_password, clock=clock),
        ask_password_reset=AskPasswordReset(work=work, secrets=secrets, clock=clock),
        confirm_password_reset=ConfirmPasswordReset(work=work, take_password=take_password, clock=clock),
        show_me=ShowMe(people=people_of(backend), boscod=boscod),
        read_profile=ReadProfile(people=people_of(backend)),
        change_profile=ChangeProfile(work=work, phones=phones, secrets=secrets, clock=clock),
        send_verification_mail=SendVerificationMail(keep=keep, mails=mails, mailer=mailer),
        send_known_account_mail=SendKnownAccountMail(keep=keep, mails=mails, mailer=mailer),
        send_password_reset_mail=SendPasswordResetMail(keep=keep, mails=mails, mailer=mailer),
        send_password_changed_mail=SendPasswordChangedMail(work=work, mails=mails, mailer=mailer),
        create_platform_admin=CreatePlatformAdmin(work=work, take_password=take_password, phones=phones, clock=clock),
        verify_phone=VerifyPhone(work=work, clock=clock),
        staffing=Staffing(
            list=ListStaff(desk=staff_desk_of(backend)),
            add=AddStaff(work=work, take_password=take_password, phones=phones, secrets=secrets, clock=clock),
            change=ChangeStaff(work=work, phones=phones, clock=clock),
            switch=SwitchStaff(work=work, clock=clock),
            remove=RemoveStaff(work=work, clock=clock),
        ),
        key_keeping=KeyKeeping(
            make=MakeApiKey(work=work, secrets=secrets, clock=clock),
            list=ListApiKeys(ring=key_ring_of(backend)),
            revoke=RevokeApiKey(work=work, clock=clock),
        ),
        read_audit_log=ReadAuditLog(log=audit_log_of(backend)),
        send_invitation_mail=SendInvitationMail(keep=keep, work=work, mails=mails, mailer=mailer),
        send_email_change_mails=SendEmailChangeMails(keep=keep, work=work, mails=mails, mailer=mailer),
    )
