"""The ports of shipping on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.shipping import IntegrationsContract, ShipmentsContract


class TestIntegrations(IntegrationsContract):
    pass


class TestShipments(ShipmentsContract):
    pass
