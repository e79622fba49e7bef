"""Every refusal of the package, for tests and for the page that lists them."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from string import Formatter

import bosonline
from bosonline.domain.errors import Refusal

_APART = ("bosonline.testing", "bosonline.cli", "bosonline.sandbox")


def every_refusal() -> list[type[Refusal]]:
    """The refusals of domain, application and adapters, by code; what has no code of its own is a mere kind."""
    for module in walk_packages(bosonline.__path__, "bosonline."):
        if not module.name.startswith(_APART) and "migrations" not in module.name:
            import_module(module.name)
    found = {kind for kind in _below(Refusal) if kind.__module__.startswith("bosonline.") and "code" in vars(kind)}
    return sorted(found, key=lambda kind: (kind.code, kind.__qualname__))


def told_facts(text: str) -> set[str]:
    """The facts that a text tells."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for lower in kind.__subclasses__():
        yield lower
        yield from _below(lower)
