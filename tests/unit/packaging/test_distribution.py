"""What is built is what stands in the tree: packages, data files and requirements."""

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import bosonline

ROOT = Path(__file__).parents[3]
SRC = ROOT / "src"
TESTING = SRC / "testing"
"""What is shipped for tests, and may stand on what they stand on."""


@pytest.fixture(scope="module")
def configuration() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield node.module.partition(".")[0]


def test_every_folder_of_code_is_a_listed_package(configuration: ConfigParser) -> None:
    folders = {path.parent.relative_to(SRC) for path in SRC.rglob("*.py")}
    packages = {".".join(("bosonline", *folder.parts)) for folder in folders}

    assert sorted(lines(configuration["options"]["packages"])) == sorted(packages)
    assert [folder for folder in folders if not (SRC / folder / "__init__.py").exists()] == []


def test_every_file_that_is_no_code_is_package_data(configuration: ConfigParser) -> None:
    listed = {
        SRC.joinpath(*package.split(".")[1:]) / name
        for package, names in configuration["options.package_data"].items()
        for name in lines(names.replace(",", "\n"))
    }
    found = {path for path in SRC.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}

    assert {path for pattern in listed for path in ROOT.glob(str(pattern.relative_to(ROOT)))} == found


@pytest.mark.parametrize(
    ("files", "extras"),
    [
        (set(SRC.rglob("*.py")) - set(TESTING.rglob("*.py")), ["postgres"]),
        ({*TESTING.rglob("*.py"), *(ROOT / "tests").rglob("*.py")}, ["postgres", "test"]),
    ],
    ids=["product", "tests"],
)
def test_every_import_is_a_requirement(configuration: ConfigParser, files: set[Path], extras: list[str]) -> None:
    required = lines(configuration["options"]["install_requires"])
    for extra in extras:
        required += lines(configuration["options.extras_require"][extra])
    names = {canonical(re.split(r"[ >;\[]", line)[0]) for line in required}
    distributions = packages_distributions()
    foreign = set(imported(files)) - set(sys.stdlib_module_names) - {"bosonline", "_typeshed"}

    missing = {name for name in foreign if not {canonical(dist) for dist in distributions.get(name, [name])} & names}

    assert missing == set()


def test_every_requirement_is_constrained(configuration: ConfigParser) -> None:
    pinned = {
        canonical(line.partition("==")[0]) for line in lines((ROOT / "constraints.txt").read_text()) if "==" in line
    }
    required = lines(configuration["options"]["install_requires"])
    for extra in configuration["options.extras_require"].values():
        required += lines(extra)

    assert {canonical(re.split(r"[ >;\[]", line)[0]) for line in required} - pinned == set()


def test_the_tests_run_on_the_wheel() -> None:
    if "TOX_ENV_NAME" not in os.environ:
        pytest.skip("at the desk they run on the source")

    assert ROOT not in Path(bosonline.__file__).resolve().parents or ".tox" in bosonline.__file__
