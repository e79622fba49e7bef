"""Whoever follows docs/selling.md, and nothing else, has a store that sells: its commands, one after the other."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dependency_injector.providers import Object
from flask.testing import FlaskClient

from bosonline.adapters.outbound.memory.dns import MemoryDomainRecords
from bosonline.adapters.outbound.memory.mail import MemoryMailer
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.container import Container, create_app, open_container
from bosonline.settings import Settings

PAGE = Path(__file__).parents[3] / "docs" / "selling.md"
ASSIGNMENT = re.compile(r"([A-Z]+)=(.*)", re.DOTALL)
PICKED = re.compile(r"\| python3 -c .*json\.load\(sys\.stdin\)((?:\[[^\]]+\])+)\)", re.DOTALL)


def commands() -> Iterator[str]:
    """Each command of the page, with its continued lines."""
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL):
        for command in re.split(r"\n(?=[A-Za-z])", block.replace("\\\n", " ").strip()):
            yield command.strip()


def picked(answer: Any, path: str) -> str:
    """What the page's one-liners take out of an answer."""
    for step in re.findall(r'\[(?:"([^"]+)"|(\d+))\]', path):
        answer = answer[step[0] or int(step[1])]
    return str(answer)


class Reader:
    """Somebody at a shell who types what the page says."""

    def __init__(self, container: Container, client: FlaskClient, mailer: MemoryMailer) -> None:
        self.container, self.client, self.mailer = container, client, mailer
        self.variables: dict[str, str] = {}
        self.answers: list[tuple[str, Any]] = []

    def type(self, command: str) -> None:
        assigned = ASSIGNMENT.fullmatch(command)
        if assigned is None:
            self._send(command)
            return
        name, value = assigned.groups()
        if name == "VERIFY":  # read in the mail
            self.container.relay().run_once()
            value = self.mailer.sent[-1].text.partition("token=")[2].split()[0]
        elif value.startswith("$("):
            path = PICKED.search(value)
            assert path is not None, command
            value = picked(self._send(value[2 : path.start()]), path[1])
        self.variables[name] = value

    def _send(self, command: str) -> Any:
        words = shlex.split(re.sub(r"\$([A-Z]+)", lambda found: self.variables[found[1]], command))
        assert words[:2] == ["curl", "-s"]
        method, url, headers, body = None, "", {}, None
        rest = iter(words[2:])
        for word in rest:
            if word == "-X":
                method = next(rest)
            elif word == "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = next(rest)
            else:
                url = word
        answer = self.client.open(
            url.removeprefix(self.variables["URL"]),
            method=method or ("GET" if body is None else "POST"),
            headers=headers,
            data=body,
        )
        assert 200 <= answer.status_code < 300, (command, answer.text)
        self.answers.append((url, json.loads(answer.text)))
        return self.answers[-1][1]


@pytest.fixture
def records() -> MemoryDomainRecords:
    """DNS, in which the seller has set what the page says."""
    return MemoryDomainRecords()


@pytest.fixture
def reader(tmp_path: Path, records: MemoryDomainRecords) -> Iterator[Reader]:
    """A reader at an installation in which nothing is."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}", sqlite_synchronous="OFF")
    container, mailer = open_container(settings), MemoryMailer()
    container.mailer.override(Object(mailer))
    container.domain_records.override(Object(records))
    metadata.create_all(container.database().writing)
    yield Reader(container, create_app(settings, container).test_client(), mailer)
    container.database().dispose()


def test_the_page_leads_to_a_store_that_sells(reader: Reader, records: MemoryDomainRecords) -> None:
    for command in commands():
        reader.type(command)
        if command.startswith("DOMAIN="):
            added = reader.answers[-1][1]["data"]
            txt, cname = added["records"]
            records.txt[txt["name"]] = [txt["value"]]
            records.cname[cname["name"]] = cname["value"]

    told = [answer for _, answer in reader.answers]
    states = [answer for url, answer in reader.answers if url.endswith("/store/onboarding") and "steps" in answer]
    assert [[step["name"] for step in state["steps"] if not step["done"]] for state in states] == [
        ["warehouse", "rekening", "product", "form"],
        [],
    ]
    assert [state["complete"] for state in states] == [False, True]
    assert reader.variables["DISTRICT"] == "32.01.01"
    default = next(answer for answer in told if answer.get("message") == "Default domain set")
    assert (default["data"]["domain"], default["data"]["is_default"]) == ("kopisitirahma.com", True)
    order, orders = told[-2]["data"], told[-1]
    assert (order["totals"]["goods"], order["totals"]["shipping_discount"]) == (118_000, 10_000)
    assert [(row["invoice"], row["customer_name"]) for row in orders["data"]] == [(order["invoice"], "Budi Santoso")]
