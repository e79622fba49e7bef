"""The ports of announcements and tips on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.notices import NoticesContract


class TestNotices(NoticesContract):
    pass
