"""The Public Suffix List, as the package `publicsuffixlist` brings it."""

from functools import cached_property
from typing import Any


class ListedSuffixes:
    """The names under which anybody can register a domain."""

    @cached_property
    def _list(self) -> Any:
        from publicsuffixlist import PublicSuffixList  # noqa: PLC0415  # thousands of rules, rarely needed

        return PublicSuffixList()

    def covers(self, name: str, /) -> bool:
        """Whether this is such a name itself, like `com`, `co.id` or `github.io`."""
        return bool(self._list.is_public(name))
