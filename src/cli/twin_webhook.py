"""Tells the twin of Boscod where the sample store hears of its parcels, as its seller would tell Boscod."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

from bosonline.cli.sample_data import sample_store
from bosonline.container import open_container
from bosonline.domain.shipping.integration import Party
from bosonline.settings import Settings

_PATIENCE = 5


def point_twin(settings: Settings, twin: str) -> bool:
    """Have the twin at this URL send its webhooks to the sample store, at the address that `settings` listen on.

    False where there is no sample store. Raises `requests.RequestException` where the twin does not take it.
    """
    address = _address(settings)
    if address is None:
        return False
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the desk does not lead to the desk
        session.put(f"{twin}/sandbox/webhook", json={"url": address}, timeout=_PATIENCE).raise_for_status()
    return True


def _address(settings: Settings) -> str | None:
    container = open_container(settings)
    try:
        store = sample_store(container)
        if store is None:
            return None
        found = container.integration_desk().find(store, Party.BOSCOD)
        shown = container.describe_integration()(store, Party.BOSCOD, found).webhook_url
    finally:
        container.database().dispose()
    return urlsplit(shown)._replace(scheme="http", netloc=f"{_reached(settings.host)}:{settings.port}").geturl()


def _reached(host: str) -> str:
    """The host under which this machine reaches what listens on this one."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return host if address.version == 4 else f"[{host}]"
