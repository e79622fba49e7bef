"""The use cases run in a process that has no framework in it."""

import subprocess
import sys
from pathlib import Path

FRAMEWORKS = ("flask", "werkzeug", "marshmallow", "sqlalchemy", "dependency_injector", "requests", "pybreaker")
DOCUMENT = Path(__file__).parents[3] / "docs" / "embedding.md"


def test_a_follow_up_in_memory_imports_no_framework() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    first_use_case = text.split("## On a database")[0]
    code = "\n".join(part.split("```")[0] for part in first_use_case.split("```python\n")[1:])
    check = (
        f"\nimport sys\nfound = {{*{FRAMEWORKS!r}}} & {{*sys.modules}}\nassert not found, found\nassert first.text\n"
    )

    done = subprocess.run([sys.executable, "-c", code + check], capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 0, done.stderr


def test_the_use_case_is_made_in_ten_lines() -> None:
    first = DOCUMENT.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    assert len([line for line in first.splitlines() if line.strip()]) <= 10
