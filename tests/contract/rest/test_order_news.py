"""From a checkout over REST to the mails that tell of it: what the container puts together."""

from typing import Any

from dependency_injector.providers import Object

from bosonline.adapters.inbound.rest.checkout import EXAMPLE
from bosonline.adapters.outbound.memory.mail import MemoryMailer
from bosonline.cli import sample_data


def test_a_checkout_is_told_by_the_relay(product: Any) -> None:
    mailer = MemoryMailer()
    product.container.mailer.override(Object(mailer))
    relay = product.container.relay()
    while relay.run_once():
        pass
    mailer.sent.clear()
    customer = {"name": "Budi", "phone": "0813 1111 2222", "email": "budi@example.com"}
    answer = product.app.test_client().post("/store/order/checkout", json={**EXAMPLE, "customer": customer})
    assert answer.status_code == 201, answer.text
    while relay.run_once():
        pass

    invoice = answer.get_json()["data"]["invoice"]
    told = {mail.to_address: mail for mail in mailer.sent}
    assert {sample_data.OWNER[1], "budi@example.com"} <= set(told)
    assert all(
        invoice in mail.subject and answer.get_json()["data"]["order_url"] in mail.text for mail in told.values()
    )
