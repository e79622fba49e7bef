"""Who may import whom: each contract holds, and is seen to fail where it is broken on purpose."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BREAKS = {
    "Dependencies point inwards": ("application/ports.py", "import bosonline.adapters.outbound.codec"),
    "Inbound and outbound do not know each other": (
        "adapters/inbound/worker/relay.py",
        "import bosonline.adapters.outbound.codec",
    ),
    "Domain and use cases import no framework": ("domain/money.py", "import sqlalchemy"),
    "The twins read the protocol for themselves": ("sandbox/wire.py", "import bosonline.domain.money"),
    "Only the container knows the injector": ("settings.py", "import dependency_injector"),
    "Capabilities depend downwards": ("domain/stores/__init__.py", "import bosonline.domain.ordering"),
}


def lint(tree: Path) -> str:
    """What import-linter says about the package in a folder."""
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-c", program, "--config", str(ROOT / "setup.cfg"), "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "bosonline", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_contract_has_a_break() -> None:
    names = {line.partition("=")[2].strip() for line in contracts() if line.startswith("name =")}

    assert names == BREAKS.keys()


def contracts() -> list[str]:
    return (ROOT / "setup.cfg").read_text().partition("[importlinter:contract")[2].splitlines()


def test_all_contracts_are_kept(tree: Path) -> None:
    assert f"Contracts: {len(BREAKS)} kept, 0 broken." in lint(tree)


@pytest.mark.parametrize("contract", BREAKS)
def test_a_contract_that_is_broken_fails(tree: Path, contract: str) -> None:
    name, line = BREAKS[contract]
    with (tree / "bosonline" / name).open("a") as module:
        module.write(f"\n{line}\n")

    assert f"{contract} BROKEN" in lint(tree)
