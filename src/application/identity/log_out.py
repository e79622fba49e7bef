"""Seeing where an account is in use, and ending it there."""

from dataclasses import dataclass

from bosonline.application.identity.ports import Devices, Listed, Listing, OpenWork
from bosonline.application.ports import Clock
from bosonline.domain.identity import Account, SessionId, SessionNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOut:
    """End this session, or every session of its user; how many ended."""

    work: OpenWork
    clock: Clock

    def __call__(self, *, account: Account, everywhere: bool = False) -> int:
        with self.work() as work:
            only = None if everywhere else account.session
            ended = work.sessions.end(account.user, at=self.clock(), only=only)
            work.commit()
        return ended


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession:
    """End one session of the user; `SessionNotFound` for one that is another's, or over."""

    work: OpenWork
    clock: Clock

    def __call__(self, *, account: Account, session: SessionId) -> None:
        with self.work() as work:
            if not work.sessions.end(account.user, at=self.clock(), only=session):
                raise SessionNotFound
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSessions:
    """The living sessions of the user."""

    devices: Devices
    clock: Clock

    def __call__(self, *, account: Account, listing: Listing) -> Listed:
        return self.devices.sessions(account.user, listing, at=self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLoginAttempts:
    """The login attempts at the user's account, right and wrong."""

    devices: Devices

    def __call__(self, *, account: Account, listing: Listing) -> Listed:
        return self.devices.login_attempts(account.user, listing)
