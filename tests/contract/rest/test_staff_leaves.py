"""Who is removed lets go of their orders, as soon as the relay has told it."""

from collections.abc import Callable
from typing import Any

from bosonline.cli import sample_data
from bosonline.domain.ordering import Assignment, Invoice

from .conftest import Product


def test_the_relay_lets_open_orders_wait_for_somebody_else(product: Product, token: Callable[[], str]) -> None:
    client, headers = product.app.test_client(), {"Authorization": f"Bearer {token()}"}
    staff = get(client, headers, "/store/staff?role=cs")["data"][0]
    store = get(client, headers, "/profile/me")["store_id"]
    with product.container.work(store) as work:
        order = work.orders.get(Invoice("INV0821"))
        order.cs = Assignment(staff["staff_id"], staff["staff_name"])
        work.orders.save(order)
        work.commit()
    assert get(client, headers, "/store/order/INV0821")["cs"]["name"] == sample_data.CS[0]

    assert client.delete(f"/store/staff/{staff['staff_id']}", headers=headers).status_code == 200
    while product.container.relay().run_once():
        pass

    order_then = get(client, headers, "/store/order/INV0821")
    assert order_then["cs"] is None
    last = order_then["history"][-1]
    assert (last["what"], last["from"], last["to"]) == ("cs", sample_data.CS[0], None)
    assert last["by"]["name"] == sample_data.OWNER[0]
    assert product.container.outbox().dead() == []


def get(client: Any, headers: dict[str, str], path: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.get_json()
