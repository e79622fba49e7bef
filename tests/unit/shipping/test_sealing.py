"""Credentials are sealed for one store and one purpose, under a secret that may change."""

import pytest

from bosonline.adapters.outbound.sealing import AesSeal, DerivedWebhookSecrets
from bosonline.domain.identity import StoreId
from bosonline.domain.shipping.integration import hint_of

OLD, NEW = "first-secret-of-this-test-0123456789", "second-secret-of-this-test-987654321"
STORE, OTHER = StoreId(7), StoreId(8)
TOKEN = "a-token-of-boscod-x9Qm"  # made up


def test_a_sealed_text_opens_again_and_is_never_the_same_twice() -> None:
    seal = AesSeal(NEW)
    first, second = (seal.close(TOKEN, store=STORE, about="token") for _ in range(2))

    assert first != second
    assert TOKEN not in first
    assert seal.open(first, store=STORE, about="token") == seal.open(second, store=STORE, about="token") == TOKEN


@pytest.mark.parametrize(("store", "about"), [(OTHER, "token"), (STORE, "webhook key")])
def test_it_opens_for_its_store_and_purpose_alone(store: StoreId, about: str) -> None:
    seal = AesSeal(NEW)

    assert seal.open(seal.close(TOKEN, store=STORE, about="token"), store=store, about=about) is None


def test_a_former_secret_still_opens_what_was_sealed_under_it() -> None:
    sealed = AesSeal(OLD).close(TOKEN, store=STORE, about="token")

    assert AesSeal(NEW, [OLD]).open(sealed, store=STORE, about="token") == TOKEN
    assert AesSeal(NEW).open(sealed, store=STORE, about="token") is None
    renewed = AesSeal(NEW, [OLD]).close(TOKEN, store=STORE, about="token")
    assert AesSeal(NEW).open(renewed, store=STORE, about="token") == TOKEN


@pytest.mark.parametrize("wreck", ["", "x", "mark.", "no.dot.at.all", "\N{SNOWMAN}"])
def test_a_wreck_opens_to_nothing(wreck: str) -> None:
    seal = AesSeal(NEW)
    mark = seal.close(TOKEN, store=STORE, about="token").partition(".")[0]

    assert seal.open(wreck, store=STORE, about="token") is None
    assert seal.open(f"{mark}.{wreck}", store=STORE, about="token") is None


def test_webhook_secrets_differ_by_store_and_turn_and_outlive_a_change_of_secret() -> None:
    secrets = DerivedWebhookSecrets(OLD)
    handed_out = secrets.of(STORE, turn=0)[0]

    assert len({handed_out, secrets.of(OTHER, turn=0)[0], secrets.of(STORE, turn=1)[0]}) == 3
    assert handed_out in DerivedWebhookSecrets(NEW, [OLD]).of(STORE, turn=0)
    assert handed_out != DerivedWebhookSecrets(NEW, [OLD]).of(STORE, turn=0)[0]


@pytest.mark.parametrize(("token", "hint"), [(TOKEN, "...x9Qm"), ("short-token", "...")])
def test_a_hint_shows_the_end_of_a_long_token_alone(token: str, hint: str) -> None:
    assert hint_of(token) == hint
