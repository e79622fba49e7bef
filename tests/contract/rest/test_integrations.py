"""A store's own account with Boscod, through the whole product: set, hinted at, handed to those who run the store."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from bosonline.cli import sample_data
from bosonline.domain.identity import StoreId
from bosonline.domain.shipping.integration import Party

from .conftest import NEIGHBOUR, Product

TOKEN = "a-token-of-boscod-x9Qm"  # made up
CS = ("alice@example.com", "halo-alice-2026")


@pytest.fixture
def call(product: Product) -> Callable[..., TestResponse]:
    """Call an operation, as the owner where no other e-mail address is given."""
    client = product.app.test_client()

    def call(method: str, path: str, body: Any = None, *, email: str = sample_data.OWNER[1]) -> TestResponse:
        headers = {"Authorization": f"Bearer {product.token_of(email)}"}
        return client.open(path, method=method, json=body, headers=headers)

    return call


def shown(answer: TestResponse) -> dict[str, Any]:
    (row,) = answer.get_json()["data"]
    found: dict[str, Any] = row
    return found


def test_what_was_set_is_hinted_at_and_never_shown(product: Product, call: Callable[..., TestResponse]) -> None:
    before = shown(call("GET", "/store/integrations"))
    answer = call("PUT", "/store/integrations/boscod", {"token": TOKEN, "webhook_key": "a-shared-key-1"})
    row = shown(call("GET", "/store/integrations"))

    assert (before["account"], before["hint"], before["set_by"]) == ("none", None, None)
    assert answer.get_json()["data"] == row
    assert (row["account"], row["hint"], row["webhook_key_set"]) == ("own", "...x9Qm", True)
    assert row["webhook_url"] == before["webhook_url"]
    assert TOKEN not in answer.text
    with product.container.database().read() as connection:
        kept = connection.execute(text("SELECT * FROM integrations")).all()
        log = connection.execute(text("SELECT * FROM audit_log")).all()
    assert TOKEN not in repr(kept)
    assert TOKEN not in repr(log)
    assert "integration-set" in repr(log)


def test_another_address_of_webhooks_and_no_token_any_more(call: Callable[..., TestResponse]) -> None:
    first = call("PUT", "/store/integrations/boscod", {"token": TOKEN}).get_json()["data"]
    second = call("PUT", "/store/integrations/boscod", {"token": None, "renew_webhook_url": True}).get_json()["data"]

    assert first["webhook_url"] != second["webhook_url"]
    assert (second["account"], second["hint"]) == ("none", None)


def test_the_login_answer_hands_the_stores_own_token_to_who_runs_it(
    product: Product, call: Callable[..., TestResponse]
) -> None:
    call("PUT", "/store/integrations/boscod", {"token": TOKEN})
    client = product.app.test_client()

    def boscod(username: str, password: str) -> object:
        answer = client.post("/auth/login", json={"username": username, "password": password})
        return answer.get_json()["user"]["boscod"]

    assert boscod(sample_data.OWNER[1], "kopi-siti-2026") == TOKEN
    assert boscod(*CS) is None
    assert boscod(NEIGHBOUR[1], NEIGHBOUR[3]) is None
    assert call("GET", "/profile/me").get_json()["boscod"] == TOKEN
    assert call("GET", "/profile/me", email=CS[0]).get_json()["boscod"] is None


def test_the_installations_token_is_used_and_never_handed_out(product: Product) -> None:
    product.container.shared_account.override(product.container.shared_account.cls("the-platforms-own"))
    product.container.courier_accounts.reset()
    store = StoreId(1)
    accounts = product.container.courier_accounts()

    account = accounts.of(store)
    assert account is not None
    assert account.token == "the-platforms-own"  # made up
    assert "the-platforms-own" not in repr(account)
    assert product.container.boscod_tokens().of(store) is None


def test_customer_service_and_other_parties_are_kept_out(call: Callable[..., TestResponse]) -> None:
    assert call("GET", "/store/integrations", email=CS[0]).status_code == 403
    assert call("PUT", "/store/integrations/boscod", {"token": TOKEN}, email=CS[0]).status_code == 403
    assert call("PUT", "/store/integrations/nobody", {"token": TOKEN}).status_code == 404


@pytest.mark.parametrize("token", ["short", "with a space in it", "x" * 1001, 7, "\N{SNOWMAN}" * 9])
def test_a_token_that_cannot_be_one_is_named(call: Callable[..., TestResponse], token: object) -> None:
    answer = call("PUT", "/store/integrations/boscod", {"token": token})

    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["token"])


def test_credentials_under_a_secret_that_is_gone_are_told_of(
    product: Product, call: Callable[..., TestResponse]
) -> None:
    call("PUT", "/store/integrations/boscod", {"token": TOKEN})
    with product.container.database().writing.begin() as connection:
        connection.execute(text("UPDATE integrations SET token = 'elsewhere.AAAA'"))

    answer = product.app.test_client().post(
        "/auth/login", json={"username": sample_data.OWNER[1], "password": "kopi-siti-2026"}
    )
    assert answer.get_json()["user"]["boscod"] is None
    assert product.container.integration_desk().find(StoreId(1), Party.BOSCOD) is not None
