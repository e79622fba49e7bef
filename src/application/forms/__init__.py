"""Order forms: the use cases."""

from dataclasses import dataclass

from bosonline.application.forms.change_status import ChangeFormStatus
from bosonline.application.forms.create_form import CreateForm
from bosonline.application.forms.read_form import ListForms, ReadForm

__all__ = ["ChangeFormStatus", "CreateForm", "Forms", "ListForms", "ReadForm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Everything that can be done with order forms."""

    create: CreateForm
    read: ReadForm
    list: ListForms
    change_status: ChangeFormStatus
