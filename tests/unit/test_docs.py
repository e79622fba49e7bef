"""What the documentation shows is run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", ["README.md", "docs/embedding.md"])
def test_the_examples_of_a_document_run_one_after_the_other(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / document).read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "document"}
    examples = list(_PYTHON.finditer(text))
    assert examples
    for example in examples:
        line = text.count("\n", 0, example.start(1))
        exec(compile("\n" * line + example[1], str(ROOT / document), "exec"), names)  # noqa: S102  # our own document
