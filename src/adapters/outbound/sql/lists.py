"""Lists that can be sorted and searched: a count and a page for every way, each built once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.application.identity.ports import Listed, Listing


def literally(text: str) -> str:
    """The text with what LIKE would read as wildcards taken literally; the statement names `\\` as the escape."""
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text


def mentions(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The column contains the parameter `like`, in whatever case."""
    return func.lower(column).like(bindparam("like"), escape="\\")


def begins(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The column begins with the parameter `like`."""
    return column.like(bindparam("like"), escape="\\")


def directed(column: ColumnElement[Any], *, descending: bool) -> ColumnElement[Any]:
    """The column in this direction."""
    return column.desc() if descending else column.asc()


class ListStatements:
    """The statements of one list: `columns` by the names that it can be sorted and searched by, `key` breaks ties.

    What `first` orders stands above all of that.
    """

    def __init__(
        self,
        shown: Select[Any],
        columns: Mapping[str, ColumnElement[Any]],
        key: ColumnElement[Any],
        *,
        first: Sequence[ColumnElement[Any]] = (),
    ) -> None:
        self._shown, self._columns, self._key, self._first = shown, columns, key, first
        self._statements = cache(self._build)

    def read(self, database: Database, listing: Listing, values: Mapping[str, object]) -> Listed:
        """The rows and the whole number, of one moment."""
        searched = None if listing.keyword is None else listing.category
        count, page = self._statements(listing.sort_by, listing.descending, searched)
        found = {**values, "like": f"%{literally((listing.keyword or '').lower())}%"}
        with database.read_snapshot() as connection:
            total = connection.execute(count, found).scalar_one()
            rows = connection.execute(page, {**found, "start": listing.start, "limit": listing.limit}).mappings().all()
        return Listed(rows=[dict(row) for row in rows], total=total)

    def _build(self, sort_by: str, descending: bool, searched: str | None) -> tuple[Select[Any], Select[Any]]:
        found = self._shown if searched is None else self._shown.where(mentions(self._columns[searched]))
        order = [directed(column, descending=descending) for column in (self._columns[sort_by], self._key)]
        count = select(func.count()).select_from(found.subquery())
        return count, found.order_by(*self._first, *order).limit(bindparam("limit")).offset(bindparam("start"))
