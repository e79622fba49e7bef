"""Districts as providers number them, from the files that they give."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from bosonline.adapters.outbound.sql.migrations import newest_revision
from bosonline.adapters.outbound.sql.provider_areas import SqlProviderAreas
from bosonline.cli.import_areas import import_areas
from bosonline.testing.backends import Backend, sqlite_backend

CSV = """\ufeffprovider_id,district,regency,province,zone
14910,GAMBIR,KOTA JAKARTA PUSAT,DKI JAKARTA,1
14911,CIBINONG,KAB. BOGOR,JAWA BARAT,2
14912,ATLANTIS,,,
"""


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backend:
    """An SQLite file with the newest schema, which the settings name."""
    made = sqlite_backend(tmp_path)
    with made.database.writing.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:now)"), {"now": newest_revision()})
    monkeypatch.setenv("BOSONLINE_DATABASE_URL", str(made.database.url))
    return made


def take_in(file: Path) -> tuple[int, str]:
    done = CliRunner().invoke(import_areas, ["--provider", "boscod", "--version", "2026-01", "--file", str(file)])
    return done.exit_code, done.output


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_known_is_kept_and_what_is_not_is_told(backend: Backend, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"areas.{kind}"
    if kind == "csv":
        file.write_text(CSV)
    else:
        rows = [
            {"provider_id": 14910, "code": "31.71.01"},
            {"provider_id": 14911, "district": "Cibinong", "regency": "Kab. Bogor"},
            {"provider_id": 14912, "district": "ATLANTIS"},
        ]
        file.write_text(json.dumps(rows))

    code, told = take_in(file)

    assert code == 0, told
    assert told.splitlines() == [
        "boscod 2026-01: 2 of 3 districts are known.",
        "  14912: ATLANTIS: no such district",
    ]
    areas = SqlProviderAreas(backend.database, backend.clock)
    assert [areas.ours("boscod", provider_id) for provider_id in ("14910", "14911", "14912")] == [
        "31.71.01",
        "32.01.01",
        None,
    ]


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "[1]", "{", '{"provider_id": 1}', "[{}]"])
def test_another_file_changes_nothing(backend: Backend, tmp_path: Path, content: str) -> None:
    file = tmp_path / "areas.txt"
    file.write_text(content)

    code, _ = take_in(file)

    assert code != 0
    assert SqlProviderAreas(backend.database, backend.clock).version("boscod") is None


def test_a_database_without_a_schema_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOSONLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    file = tmp_path / "areas.csv"
    file.write_text(CSV)

    code, told = take_in(file)

    assert (code, "bosonline migrate" in told) == (1, True)
