"""Rights as the API writes them: what may be done in each module."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, ListOf, WholeNumber
from bosonline.domain.identity import Action, Module, Right, Rights

ACTIONS = [Action.READ.value, Action.UPDATE.value, Action.CREATE.value, Action.DELETE.value]
"""In the order of the published documentation."""

MODULES = [module.value for module in Module]


class ModuleBody(Body):
    name = Choice(MODULES, required=True)
    access = ListOf(Choice(ACTIONS), least=1, most=len(ACTIONS), required=True)


class ModuleAnswer(Answer):
    id = WholeNumber(required=True)
    name = Choice(MODULES, required=True)
    access = ListOf(Choice(ACTIONS), required=True)


def rights_of(modules: Sequence[Mapping[str, Any]]) -> Rights:
    """The rights that a body names; a module that it names twice has what it says both times."""
    return frozenset((Module(one["name"]), Action(action)) for one in modules for action in one["access"])


def modules_of(rights: Collection[Right]) -> list[dict[str, Any]]:
    """The modules in which there are rights, with their numbers and what may be done."""
    granted = {module: [action for action in ACTIONS if (module, action) in rights] for module in Module}
    return [
        {"id": module.number, "name": module.value, "access": access} for module, access in granted.items() if access
    ]
