"""The ports of identity on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.identity import (
    DevicesContract,
    LoginAttemptsContract,
    OneTimeTokensContract,
    SessionsContract,
    StaffContract,
    StandingsContract,
    UsersContract,
)


class TestUsers(UsersContract):
    """Accounts."""


class TestSessions(SessionsContract):
    """Logins and their refresh tokens."""


class TestLoginAttempts(LoginAttemptsContract):
    """Guesses at passwords."""


class TestOneTimeTokens(OneTimeTokensContract):
    """Tokens sent by mail."""


class TestStaff(StaffContract):
    """Who serves in which store."""


class TestStandings(StandingsContract):
    """What users are at this moment."""


class TestDevices(DevicesContract):
    """From where accounts are used."""
