"""Looks for what is left of a person, wherever a backend keeps anything."""

import json
from typing import Any

from sqlalchemy import select

from bosonline.adapters.outbound.codec import plain
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.testing.backends import Backend


def everything(backend: Backend) -> dict[str, str]:
    """All that is kept, as lower-case text, by the name of its table or shelf."""
    if backend.name == "memory":
        kept: dict[str, Any] = {**backend.database.shelves, "outbox": backend.database.outbox}
        kept["idempotency"] = backend.database.kept
        return {name: repr(shelf).lower() for name, shelf in kept.items()}
    found = {}
    with backend.database.read() as connection:
        for table in metadata.tables.values():
            rows = connection.execute(select(table)).all()
            found[table.name] = json.dumps([[plain(value) for value in row] for row in rows], default=str).lower()
    return found


def found_of(backend: Backend, *words: str) -> set[tuple[str, str]]:
    """Where any of these words is found."""
    return {(name, word) for name, text in everything(backend).items() for word in words if word.lower() in text}


def spellings(local: str) -> tuple[str, ...]:
    """A phone number as it may be written."""
    rest = local[1:]
    return (
        local,
        rest,
        f"62{rest}",
        f"+62{rest}",
        f"{local[:4]}-{local[4:8]}-{local[8:]}",
        f"{local[:4]} {local[4:8]}",
    )
