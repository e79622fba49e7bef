"""The other commands, and what all have in common."""

import json
import subprocess
import sys
from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import insert

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.outbox import SqlOutbox
from bosonline.adapters.outbound.sql.tables.order_sums import order_sums
from bosonline.adapters.outbound.sql.work import SqlWork
from bosonline.application.ports import Failure
from bosonline.cli import main
from bosonline.container import utc_now
from bosonline.domain.identity import StoreId
from bosonline.testing.command_line import CommandLine
from bosonline.testing.contracts.outbox import SomethingHappened

WRONG_SUM = (7, 0, "pending", "unpaid", "cod", 0, 1, 50_000, 0)


def test_help_names_every_command_and_loads_none(bosonline: CommandLine) -> None:
    program = (
        "import sys; from bosonline.cli import main; main(['--help'], standalone_mode=False); "
        "print(sorted({'sqlalchemy', 'flask', 'marshmallow', 'rich', 'alembic'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert told.endswith("[]\n")
    assert all(f"  {name} " in told for name in main.commands_of)


@pytest.mark.parametrize("name", main.commands_of)
def test_the_summary_is_the_commands_own(name: str) -> None:
    module = name.replace("-", "_")
    command = getattr(import_module(f"bosonline.cli.{module}"), module)

    assert command.name == name
    assert command.short_help == main.commands_of[name]
    assert command.help
    assert all(getattr(option, "help", None) or option.name == "help" for option in command.params)


def test_wrong_settings_are_told_without_a_trace(bosonline: CommandLine) -> None:
    told = bosonline.with_variables(BOSONLINE_PORT="many", BOSONLINE_HOTS="x").run("migrate", status=1)

    assert "BOSONLINE_PORT: " in told
    assert "did you mean BOSONLINE_HOST?" in told
    assert "Traceback" not in told


def test_a_database_out_of_reach_is_told_without_a_trace(bosonline: CommandLine) -> None:
    away = bosonline.with_variables(BOSONLINE_DATABASE_URL="postgresql://nobody:geheim@127.0.0.1:1/none")

    told = away.run("migrate", status=1)

    assert "The database does not answer" in told
    assert "Traceback" not in told


def test_migrate_says_what_it_did(bosonline: CommandLine) -> None:
    assert "it was at none" in bosonline.run("migrate")
    assert "as before" in bosonline.run("migrate")


def test_openapi_prints_the_description(bosonline: CommandLine) -> None:
    described = json.loads(bosonline.run("openapi"))

    assert "/auth/login" in described["paths"]


def test_the_sample_store_is_not_for_production(bosonline: CommandLine) -> None:
    production = bosonline.with_variables(
        BOSONLINE_ENV="production",
        BOSONLINE_SECRET="a-secret-made-by-chance-0123456789abcdef",
        BOSONLINE_MAIL_URL="smtp://127.0.0.1:1",
    )
    production.run("migrate")

    assert "production" in production.run("sample-data", status=1)


def test_an_admin_can_be_made(bosonline: CommandLine) -> None:
    bosonline.run("migrate")
    given = ["--name", "Ani", "--email", "ani@example.com", "--phone", "081211112222"]

    assert "runs the platform" in bosonline.run("create-admin", *given, "--password", "lautan-teduh-berombak-9")
    told = bosonline.run("create-admin", *given, "--password", "lautan-teduh-berombak-9", status=1)
    assert "Traceback" not in told


class TestDoctor:
    """`bosonline doctor`."""

    def test_it_changes_nothing_where_nothing_is(self, bosonline: CommandLine) -> None:
        told = bosonline.run("doctor", status=1)

        assert "run `bosonline migrate`" in told
        assert not (bosonline.folder / "var").exists()

    def test_all_is_well_once_migrated(self, bosonline: CommandLine) -> None:
        bosonline.run("migrate")

        assert "wrong" not in bosonline.run("doctor")

    def test_it_tells_what_is_wrong(self, bosonline: CommandLine) -> None:
        bosonline.run("migrate")
        astray = bosonline.with_variables(BOSONLINE_BOSCOD_URL="http://127.0.0.1:1")

        assert "boscod" in next(line for line in astray.run("doctor", status=1).splitlines() if "wrong" in line)

    def test_it_tells_that_files_cannot_be_kept(self, bosonline: CommandLine) -> None:
        bosonline.run("migrate")
        (bosonline.folder / "var" / "files").write_text("in the way")

        assert "files" in next(line for line in bosonline.run("doctor", status=1).splitlines() if "wrong" in line)

    def test_it_never_shows_a_password(self, bosonline: CommandLine) -> None:
        away = bosonline.with_variables(BOSONLINE_DATABASE_URL="postgresql://nobody:geheim@127.0.0.1:1/none")

        told = away.run("doctor", status=1)

        assert "does not answer" in told
        assert "geheim" not in told

    def test_it_finds_sums_that_are_not_right_until_they_are_recounted(self, bosonline: CommandLine) -> None:
        bosonline.run("migrate")
        database = Database(f"sqlite:///{bosonline.folder}/var/bosonline.db")
        with database.writing.begin() as connection:
            connection.execute(insert(order_sums), dict(zip(order_sums.c.keys(), WRONG_SUM, strict=True)))
        database.dispose()

        assert "`bosonline recount` mends it" in bosonline.run("doctor", status=1)
        assert "what the orders come to" in bosonline.run("recount")
        bosonline.run("doctor")

    def test_it_lists_dead_letters_until_they_are_revived(self, bosonline: CommandLine) -> None:
        bosonline.run("migrate")
        database = Database(f"sqlite:///{bosonline.folder}/var/bosonline.db")
        outbox = SqlOutbox(database, utc_now)
        kill_a_letter(database, outbox)

        assert "SomethingHappened" in bosonline.run("doctor", status=1)
        assert "1 dead letters are due again" in bosonline.run("worker", "--revive")
        bosonline.run("doctor")
        assert len(outbox.claim(limit=10, lease=timedelta(minutes=1)).letters) == 1
        database.dispose()


def kill_a_letter(database: Database, outbox: SqlOutbox) -> None:
    with SqlWork(database, utc_now, StoreId(7)) as work:
        work.record(SomethingHappened("x"))
        work.commit()
    claim = outbox.claim(limit=10, lease=timedelta(minutes=1))
    failed = [Failure(letter=letter.id, error="ValueError: broken", again_at=None) for letter in claim.letters]
    outbox.settle(claim.lease, failed=failed)
