"""Order forms: the use cases."""

from dataclasses import dataclass

from bosonline.application.forms.change_status import ChangeFormStatus
from bosonline.application.forms.count_view import CountView
from bosonline.application.forms.create_form import CreateForm
from bosonline.application.forms.download_forms import FORMS_DOWNLOAD, DownloadForms, FormSheet, WriteForms
from bosonline.application.forms.edit_form import ChangeSuccessPage, EditForm
from bosonline.application.forms.form_life import DeleteForm, DuplicateForm, FormCopied
from bosonline.application.forms.read_form import ListForms, ReadForm

__all__ = [
    "FORMS_DOWNLOAD",
    "ChangeFormStatus",
    "ChangeSuccessPage",
    "CountView",
    "CreateForm",
    "DeleteForm",
    "DownloadForms",
    "DuplicateForm",
    "EditForm",
    "FormCopied",
    "FormSheet",
    "Forms",
    "ListForms",
    "ReadForm",
    "WriteForms",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Everything that can be done with order forms."""

    create: CreateForm
    edit: EditForm
    read: ReadForm
    list: ListForms
    change_status: ChangeFormStatus
    change_success_page: ChangeSuccessPage
    delete: DeleteForm
    duplicate: DuplicateForm
