"""Settings: one variable each, checked all at once, told in the manual."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bosonline.settings import DEVELOPMENT_SECRET, Settings, SettingsInvalid

MANUAL = Path(__file__).parents[2] / "docs" / "operations.md"
PRODUCTION = {
    "BOSONLINE_ENV": "production",
    "BOSONLINE_SECRET": "a-secret-made-by-chance-0123456789abcdef",
    "BOSONLINE_MAIL_URL": "smtp://mail.example.com",
}
ANOTHER = {
    "BOSONLINE_ENV": "test",
    "BOSONLINE_DATABASE_URL": "sqlite:///elsewhere.db",
    "BOSONLINE_SQLITE_SYNCHRONOUS": "NORMAL",
    "BOSONLINE_BASE_URL": "https://shop.example.com",
    "BOSONLINE_MAIL_URL": "smtp://mail.example.com",
    "BOSONLINE_MESSENGER": "generic",
    "BOSONLINE_MESSENGER_URL": "https://gateway.example.com",
    "BOSONLINE_DELETION_GRACE_HOURS": "48",
    "BOSONLINE_DNS_RESOLVER": "127.0.0.1:5353",
    "BOSONLINE_BOSCOD_URL": "https://boscod.example.com",
    "BOSONLINE_WINPAY_URL": "https://winpay.example.com",
    "BOSONLINE_FILES_URL": "s3://berkas/toko",
    "BOSONLINE_FILES_ENDPOINT": "https://s3.example.com",
    "BOSONLINE_LOG_FORMAT": "json",
    "BOSONLINE_LOG_LEVEL": "error",
    "BOSONLINE_WORKERS": "1",
    "BOSONLINE_PROXY_HOPS": "2",
}


def problems(environ: dict[str, str]) -> dict[str, list[str]]:
    with pytest.raises(SettingsInvalid) as invalid:
        Settings.from_environment(environ)
    return invalid.value.problems


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings.from_environment(dict.fromkeys(Settings.variables(), "")) == Settings()


def test_every_variable_is_read() -> None:
    numbers = {variable: "4242" for variable, default in Settings.variables().items() if isinstance(default, int)}
    texts = dict.fromkeys(Settings.variables(), "another")
    given = {**texts, **numbers, "BOSONLINE_DATABASE_POOL": "7", "BOSONLINE_THREADS": "7", **ANOTHER}

    read = Settings.from_environment(given)

    same = [
        name for name in (spec.name for spec in fields(Settings)) if getattr(read, name) == getattr(Settings(), name)
    ]
    assert same == ["workers"]


def test_the_manual_tells_every_variable_with_its_default() -> None:
    rows = re.findall(r"^\| `(BOSONLINE_\w+)` \| (.+?) \| (.+) \|$", MANUAL.read_text(), re.MULTILINE)
    # What has no default, or one that is nobody's business, is told in words; everything else as it would be typed.
    told = {variable: default.strip("`") if default.startswith("`") else None for variable, default, _ in rows}

    def typed(default: object) -> str | None:
        if default in {None, (), DEVELOPMENT_SECRET}:
            return None
        return ",".join(default) if isinstance(default, tuple) else str(default)

    assert told == {variable: typed(default) for variable, default in Settings.variables().items()}


def test_everything_wrong_is_told_at_once() -> None:
    told = problems(
        {
            "BOSONLINE_PORT": "many",
            "BOSONLINE_LOG_LEVEL": "loud",
            "BOSONLINE_WORKERS": "2",
            "BOSONLINE_DATABSE_URL": "sqlite:///x.db",
            "BOSONLINE_MAIL_URL": "pigeon:",
        }
    )

    assert told.keys() == {
        "BOSONLINE_PORT",
        "BOSONLINE_LOG_LEVEL",
        "BOSONLINE_WORKERS",
        "BOSONLINE_DATABSE_URL",
        "BOSONLINE_MAIL_URL",
    }
    assert told["BOSONLINE_DATABSE_URL"] == ["is no setting; did you mean BOSONLINE_DATABASE_URL?"]


def test_the_variables_of_tests_are_nobodys_settings() -> None:
    assert Settings.from_environment({"BOSONLINE_TEST_POSTGRESQL": "postgresql://x"}) == Settings()


def test_production_takes_what_is_fit_for_it() -> None:
    assert Settings.from_environment(PRODUCTION).in_production


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("BOSONLINE_SECRET", DEVELOPMENT_SECRET),
        ("BOSONLINE_SECRET", ""),
        ("BOSONLINE_SECRET", "only-31-characters-0123456789-a"),
        ("BOSONLINE_MAIL_URL", "console:"),
        ("BOSONLINE_MAIL_URL", ""),
        ("BOSONLINE_BOSCOD_URL", "http://127.0.0.1:8090"),
        ("BOSONLINE_BOSCOD_URL", "http://localhost"),
        ("BOSONLINE_WINPAY_URL", "http://[::1]:9"),
        ("BOSONLINE_MESSENGER_URL", "http://127.8.9.1"),
    ],
)
def test_production_refuses_what_is_for_the_desk(variable: str, text: str) -> None:
    assert problems({**PRODUCTION, variable: text}).keys() == {variable}


def test_a_gateway_of_ones_own_may_run_on_the_same_machine() -> None:
    own = {"BOSONLINE_MESSENGER_URL": "http://127.0.0.1:3000", "BOSONLINE_MESSENGER_TOKEN": "t"}

    assert Settings.from_environment({**PRODUCTION, **own, "BOSONLINE_MESSENGER": "generic"}).messenger == "generic"


def test_a_gateway_needs_an_address_and_a_token() -> None:
    told = problems({"BOSONLINE_MESSENGER": "generic"})

    assert told.keys() == {"BOSONLINE_MESSENGER_URL", "BOSONLINE_MESSENGER_TOKEN"}


def test_postgresql_has_a_process_per_core() -> None:
    settings = Settings.from_environment({"BOSONLINE_DATABASE_URL": "postgresql://db.example.com/shop"})

    assert settings.workers >= 1
    assert settings.threads == 4
    assert not settings.on_sqlite


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite", "postgres", "file.db"])
def test_other_databases_are_refused(url: str) -> None:
    assert problems({"BOSONLINE_DATABASE_URL": url}).keys() == {"BOSONLINE_DATABASE_URL"}


def test_the_base_url_follows_host_and_port() -> None:
    assert Settings.from_environment({"BOSONLINE_HOST": "::1", "BOSONLINE_PORT": "9"}).base_url == "http://[::1]:9"


@pytest.mark.parametrize("url", ["file:///srv/files", "s3://berkas", "s3://berkas-toko.id/a/b"])
def test_files_lie_in_a_folder_or_a_bucket(url: str) -> None:
    assert Settings.from_environment({"BOSONLINE_FILES_URL": url}).files_place == url


@pytest.mark.parametrize(
    "url", ["/srv/files", "file://srv/files", "file:///", "s3://", "s3://A b", "gs://x", "s3://berkas?a=b"]
)
def test_files_lie_nowhere_else(url: str) -> None:
    assert problems({"BOSONLINE_FILES_URL": url}).keys() == {"BOSONLINE_FILES_URL"}


def test_files_lie_below_the_folder_of_everything_else() -> None:
    settings = Settings.from_environment({"BOSONLINE_VAR": "/srv/with space"})

    assert settings.files_place == "file:///srv/with%20space/files"


@pytest.mark.parametrize("name", ["ACCESS_KEY", "SECRET_KEY"])
def test_a_bucket_has_two_keys_or_none(name: str) -> None:
    other = {"ACCESS_KEY": "SECRET_KEY", "SECRET_KEY": "ACCESS_KEY"}[name]

    assert problems({f"BOSONLINE_FILES_{name}": "x"}).keys() == {f"BOSONLINE_FILES_{other}"}
