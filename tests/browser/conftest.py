"""A phone with a real browser, and the sample store served by a process of its own on each database.

The browser is Debian's: `apt-get install chromium`, or the one that BOSONLINE_TEST_CHROMIUM names. Without it these
tests are skipped. What they see is photographed into var/screenshots, to be looked at.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bosonline.testing.command_line import CommandLine, Served
from bosonline.testing.postgresql import database_on

CHROMIUM = os.environ.get("BOSONLINE_TEST_CHROMIUM") or shutil.which("chromium")
POSTGRESQL = os.environ.get("BOSONLINE_TEST_POSTGRESQL")
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
PATIENCE_MS = 30_000
OWNER = {"username": "siti@example.com", "password": "kopi-siti-2026"}

_numbers = count(os.getpid() % 10_000 * 1_000)


def new_phone() -> str:
    """A buyer's number that no other test of this run uses."""
    return f"0857{next(_numbers):08d}"


@dataclass(slots=True)
class Shop:
    """The sample store, served."""

    served: Served
    _token: str = ""

    @property
    def form(self) -> str:
        """The address of its order form on the platform's own host."""
        return f"{self.served.url}/s/kopisiti/f/kopi-arabica"

    def call(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """What the owner is answered, which must be a success."""
        import requests  # noqa: PLC0415

        if not self._token:
            self._token = self.served.post("/auth/login", OWNER).json()["token"]["access_token"]
        answer = requests.request(
            method,
            f"{self.served.url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=60,
        )
        assert answer.ok, answer.text
        found: dict[str, object] = answer.json() if answer.content else {}
        return found


@dataclass(slots=True)
class Shops:
    """Stores that are served until the last test is done; each begins when it is first wanted."""

    folder: Callable[[str], Path]
    until_done: ExitStack
    open: dict[str, Shop] = field(default_factory=dict)

    def on(self, database: str) -> Shop:
        """The store on `sqlite` or `postgresql`."""
        if database not in self.open:
            self.open[database] = self._begin(database)
        return self.open[database]

    def _begin(self, database: str) -> Shop:
        folder = self.folder(database)
        variables = {"BOSONLINE_AUTH_RATE": "0", "BOSONLINE_PUBLIC_RATE": "0", **self._database(database)}
        line = CommandLine(folder, variables)
        line.run("migrate")
        line.run("sample-data")
        return Shop(self.until_done.enter_context(line.serve()))

    def _database(self, database: str) -> Mapping[str, str]:
        if database == "sqlite":
            return {"BOSONLINE_SQLITE_SYNCHRONOUS": "NORMAL"}
        if POSTGRESQL is None:
            pytest.skip("BOSONLINE_TEST_POSTGRESQL does not name a PostgreSQL server")
        url = self.until_done.enter_context(database_on(POSTGRESQL, "browser"))
        return {"BOSONLINE_DATABASE_URL": url.replace("+psycopg", "")}


@pytest.fixture(scope="session")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    """The sample store on either database."""
    with ExitStack() as until_done:
        yield Shops(lambda database: tmp_path_factory.mktemp(f"shop-{database}"), until_done)


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, shops: Shops) -> Shop:
    """The sample store on each database in turn; other tests use it too."""
    return shops.on(request.param)


@pytest.fixture
def sqlite_shop(shops: Shops) -> Shop:
    """The sample store, where the database makes no difference."""
    return shops.on("sqlite")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser itself."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium here: apt-get install chromium, or name one by BOSONLINE_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass(slots=True)
class Phone:
    """A phone in somebody's hand; what goes wrong on its pages is noted."""

    browser: Browser
    wrong: list[str] = field(default_factory=list)
    close: list[Callable[[], None]] = field(default_factory=list)

    def page(
        self,
        *,
        width: int = 390,
        height: int = 844,
        javascript: bool = True,
        language: str = "id-ID",
        dark: bool = False,
    ) -> Page:
        """A new tab with nothing of the others' in it."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            java_script_enabled=javascript,
            locale=language,
            timezone_id="Asia/Jakarta",
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.close.append(context.close)
        return page


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Phone]:
    """A phone; its pages must have told no error, unless the test has taken them out of `wrong`."""
    phone = Phone(chromium)
    yield phone
    for close in phone.close:
        close()
    assert phone.wrong == []


def photograph(page: Page, name: str) -> None:
    """The whole page as a picture in var/screenshots, for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def is_too_wide(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide
