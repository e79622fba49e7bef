"""Follow-ups on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.follow_ups import FollowUpContract, FollowUpDeskContract, GatewayContract


class TestFollowUp(FollowUpContract):
    pass


class TestGateway(GatewayContract):
    pass


class TestFollowUpDesk(FollowUpDeskContract):
    pass
