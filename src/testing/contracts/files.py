"""What every place that keeps files does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bosonline.application.files import Files

LARGE = 6 * 1024 * 1024
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class FilesContract:
    """Inherit from it and define the fixture `files`: a place that keeps nothing yet."""

    def test_what_was_put_is_given_back(self, files: Files) -> None:
        assert files.put("1/images/a.png", b"first") == 5
        opened = files.open("1/images/a.png")
        assert opened is not None
        assert (opened.size, opened.read()) == (5, b"first")
        assert files.size("1/images/a.png") == 5

    def test_what_was_never_put_is_not_there(self, files: Files) -> None:
        files.put("1/images/a.png", b"first")
        assert files.open("1/images/b.png") is None
        assert files.size("1/images/b.png") is None
        assert files.open("2/images/a.png") is None
        assert files.open("1/images") is None

    def test_the_last_put_counts(self, files: Files) -> None:
        files.put("1/a", b"first and longer")
        files.put("1/a", b"second")
        opened = files.open("1/a")
        assert opened is not None
        assert opened.read() == b"second"

    @pytest.mark.parametrize("pieces", [[], [b""], [b"one"], [b"one", b"", b"two"], [b"x" * LARGE, b"y" * LARGE, b"z"]])
    def test_pieces_make_one_file(self, files: Files, pieces: list[bytes]) -> None:
        whole = b"".join(pieces)
        assert files.put("1/exports/orders.xlsx", iter(pieces)) == len(whole)
        opened = files.open("1/exports/orders.xlsx")
        assert opened is not None
        assert (opened.size, opened.read() == whole) == (len(whole), True)

    @pytest.mark.parametrize("before", [None, b"what was there"])
    def test_what_was_not_finished_was_never_put(self, files: Files, before: bytes | None) -> None:
        if before is not None:
            files.put("1/a", before)

        def broken() -> Iterator[bytes]:
            yield b"x" * LARGE
            raise LookupError("the maker gave up")

        with pytest.raises(LookupError):
            files.put("1/a", broken())
        opened = files.open("1/a")
        assert (None if opened is None else opened.read()) == before

    def test_what_was_removed_is_gone(self, files: Files) -> None:
        files.put("1/a", b"first")
        files.put("1/b", b"second")
        files.remove("1/a")
        files.remove("1/a")
        assert (files.size("1/a"), files.size("1/b")) == (None, 6)

    def test_old_ones_are_told_by_folder(self, files: Files) -> None:
        for key in ("1/exports/a", "1/exports/deep/b", "1/exported", "2/exports/c"):
            files.put(key, b"x")
        soon = datetime.now(UTC) + timedelta(minutes=10)
        assert sorted(files.older_than(soon, "1/exports")) == ["1/exports/a", "1/exports/deep/b"]
        assert list(files.older_than(LONG_AGO, "1/exports")) == []
        assert list(files.older_than(soon, "3/exports")) == []

    @pytest.mark.parametrize(
        "key",
        [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            "..",
            "../a",
            "a/../b",
            "a/./b",
            ".hidden",
            "a\\b",
            "a b",
            "a%2e",
            "a#1",
            "a\0",
            "é",
        ],
    )
    def test_what_is_no_key_is_never_looked_for(self, files: Files, key: str) -> None:
        for act in (files.open, files.size, files.remove):
            with pytest.raises(ValueError, match="not the key"):
                act(key)
        with pytest.raises(ValueError, match="not the key"):
            files.put(key, b"x")
