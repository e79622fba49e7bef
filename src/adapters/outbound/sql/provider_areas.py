"""Our districts under the ids of providers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, insert, select

from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.adapters.outbound.sql.tables.stores import provider_area_versions, provider_areas
from bosonline.application.ports import Clock
from bosonline.application.stores.ports import Area

AT_A_TIME = 1000

_of: BindParameter[str] = bindparam("of_provider")
_VERSION = (
    select(provider_area_versions.c.version)
    .where(provider_area_versions.c.provider == _of)
    .order_by(provider_area_versions.c.imported_at.desc(), provider_area_versions.c.version.desc())
    .limit(1)
)
_OURS = select(provider_areas.c.code).where(
    provider_areas.c.provider == _of,
    provider_areas.c.version == _VERSION.scalar_subquery(),
    provider_areas.c.provider_id == bindparam("id"),
)
_THEIRS = (
    select(provider_areas.c.provider_id)
    .where(
        provider_areas.c.provider == _of,
        provider_areas.c.version == _VERSION.scalar_subquery(),
        provider_areas.c.code == bindparam("of_code"),
    )
    .order_by(provider_areas.c.provider_id)
    .limit(1)
)
_known = select(provider_areas.c.provider_id, provider_areas.c.code).where(
    provider_areas.c.provider == _of, provider_areas.c.version == _VERSION.scalar_subquery()
)
_CODES = _known.where(provider_areas.c.provider_id.in_(bindparam("ids", expanding=True)))
# Of several ids of one district the smallest stays, as it does where one is asked for.
_IDS = _known.where(provider_areas.c.code.in_(bindparam("codes", expanding=True))).order_by(
    provider_areas.c.provider_id.desc()
)
_FORGET_VERSION, _FORGET_AREAS = (
    delete(table).where(table.c.provider == _of, table.c.version == bindparam("of_version"))
    for table in (provider_area_versions, provider_areas)
)
_ADD_VERSION, _ADD_AREAS = insert(provider_area_versions), insert(provider_areas)


class SqlProviderAreas:
    """Our districts under the ids of each provider, in versions; the newest import counts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def version(self, provider: str, /) -> str | None:
        return self._told(_VERSION, {"of_provider": provider})

    def ours(self, provider: str, provider_id: str, /) -> str | None:
        return self._told(_OURS, {"of_provider": provider, "id": provider_id})

    def theirs(self, provider: str, code: str, /) -> str | None:
        return self._told(_THEIRS, {"of_provider": provider, "of_code": code})

    def codes(self, provider: str, provider_ids: Collection[str], /) -> Mapping[str, str]:
        with self._database.read() as connection:
            rows = connection.execute(_CODES, {"of_provider": provider, "ids": list(provider_ids)}).all()
        return {row.provider_id: row.code for row in rows}

    def ids(self, provider: str, codes: Collection[str], /) -> Mapping[str, str]:
        with self._database.read() as connection:
            rows = connection.execute(_IDS, {"of_provider": provider, "codes": list(codes)}).all()
        return {row.code: row.provider_id for row in rows}

    def replace(self, provider: str, version: str, areas: Sequence[Area], /) -> None:
        named, shared = {"of_provider": provider, "of_version": version}, {"provider": provider, "version": version}
        rows = [{**shared, "provider_id": area.provider_id, "code": area.code} for area in areas]
        with outages(), self._database.writing.begin() as connection:
            connection.execute(_FORGET_AREAS, named)
            connection.execute(_FORGET_VERSION, named)
            connection.execute(_ADD_VERSION, {**shared, "imported_at": self._clock()})
            for start in range(0, len(rows), AT_A_TIME):
                connection.execute(_ADD_AREAS, rows[start : start + AT_A_TIME])

    def _told(self, statement: Select[Any], values: dict[str, str]) -> str | None:
        with self._database.read() as connection:
            told: str | None = connection.execute(statement, values).scalar_one_or_none()
        return told
