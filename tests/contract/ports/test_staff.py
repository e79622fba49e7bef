"""Staff, API keys and the audit log on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.staff import ApiKeysContract, AuditLogContract, StaffDeskContract


class TestStaffDesk(StaffDeskContract):
    """The staff of a store as it is read."""


class TestApiKeys(ApiKeysContract):
    """Keys by which programs act."""


class TestAuditLog(AuditLogContract):
    """What somebody may have to answer for."""
