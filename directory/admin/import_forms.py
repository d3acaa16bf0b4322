"""What a moderator says of a list: where it comes from, and which of its columns is which field."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.actions import ListFacts, ListFile
from directory.choices import DuplicateChoice
from directory.forms.fields import LineField, WebsiteField
from directory.imports.dry_run import open_list, shape_of
from directory.imports.tables import MOST_BYTES, Unreadable, too_heavy
from directory.imports.targets import TARGETS, is_personal, label_of_target
from directory.models import ImportBatch, Partner

MOST_FILES = 4  # those of the register
ACCEPT = ".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; its value is the names and contents. A file that is no list is refused in words."""

    widget = FilesInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Choose a file first."),
        "invalid": gettext_lazy("Choose a file first."),
        "missing": gettext_lazy("Choose a file first."),
        "empty": gettext_lazy("This file is empty. Choose another one."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ACCEPT, "multiple": True}

    def clean(self, data: Any, initial: Any = None) -> list[ListFile]:
        uploads: list[Any] = (data if isinstance(data, list) else [data]) or [None]
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("Choose one list, or the files of the register: four at most."))
        if sum(upload.size or 0 for upload in uploads if upload) > MOST_BYTES:
            raise ValidationError(too_heavy())
        return [self._read(super(FilesField, self).clean(upload, initial)) for upload in uploads]

    @staticmethod
    def _read(upload: UploadedFile) -> ListFile:
        return ListFile((upload.name or _("List")).replace("\x00", ""), upload.read())


class UploadForm(forms.Form):
    """`shape` is what the first look at the list found, once the form is valid."""

    upload = FilesField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or XLSX, up to 20 MB and 20,000 rows. The open data of the register (enterprise.csv, "
            "denomination.csv, address.csv, activity.csv) come together, in one go."
        ),
    )
    source = LineField(
        label=gettext_lazy("Name of the list"),
        help_text=gettext_lazy("It stands beside each fact that comes from it, for everybody to read."),
        max_length=300,
    )
    source_url = WebsiteField(label=gettext_lazy("Where it is published"), required=False, max_length=300)
    licence = LineField(
        label=gettext_lazy("Licence"),
        help_text=gettext_lazy("Under which we may publish it, such as CC BY 4.0; or who agreed to it, and when."),
        max_length=300,
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day of which the list speaks."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *given: Any, partners: QuerySet[Partner]) -> None:
        super().__init__(*given)
        self.fields["partner"] = forms.ModelChoiceField(partners, label=_("For"), empty_label=None)
        self.order_fields(["partner"])
        for field in self.fields.values():
            if not isinstance(field, FilesField):
                field.error_messages["required"] = _("This is needed.")

    def clean_upload(self) -> list[ListFile]:
        files: list[ListFile] = self.cleaned_data["upload"]
        try:
            self.shape = shape_of(open_list([(file.name, file.content) for file in files]))
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return files

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate() or day.year < 1990:
            raise ValidationError(_("This is not a day on which a list can be made."))
        return day

    def facts(self) -> ListFacts:
        given = self.cleaned_data
        return ListFacts(given["source"], given["source_url"], given["licence"], given["as_of"])


class MatchForm(forms.Form):
    """A choice for each column: one of our fields, or not taken. `columns` is what a valid form says."""

    def __init__(self, data: Any = None, *, batch: ImportBatch, columns: dict[str, int]) -> None:
        chosen = {number: target for target, number in columns.items()}
        targets = [("", _("Do not take")), *((target, label_of_target(target)) for target in TARGETS)]
        taken = [number for number, heading in enumerate(batch.headings) if not is_personal(heading)]
        super().__init__(data, initial={f"column-{number}": chosen.get(number, "") for number in taken})
        for number in taken:
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=batch.headings[number], choices=targets, required=False
            )

    def clean(self) -> dict[str, Any]:
        columns: dict[str, int] = {}
        for name, target in list(self.cleaned_data.items()):
            if target in columns:
                message = _("“%(field)s” is chosen for two columns.") % {"field": label_of_target(target)}
                self.add_error(name, message)
            elif target:
                columns[target] = int(name.removeprefix("column-"))
        if "name" not in columns:
            self.add_error(None, _("Say which column holds the name of the firm."))
        if not {"postal_code", "municipality"} & columns.keys():
            self.add_error(None, _("Say which column holds the postal code or the municipality."))
        self.columns = columns
        return self.cleaned_data


class ChoicesForm(forms.Form):
    """What is said of rows that may be listed already: `same-1234=another` and the like."""

    def __init__(self, data: Any, *, rows: Any) -> None:
        super().__init__(data)
        for row in rows:
            self.fields[f"row-{row.pk}"] = forms.ChoiceField(choices=DuplicateChoice, required=False)

    def choices(self) -> dict[int, DuplicateChoice]:
        given = self.cleaned_data.items()
        return {int(name.removeprefix("row-")): DuplicateChoice(value) for name, value in given if value}


class RowsForm(forms.Form):
    """Which queued rows are meant; `all` means all of them."""

    def __init__(self, data: Any, *, batch: ImportBatch) -> None:
        super().__init__(data)
        self.fields["rows"] = forms.ModelMultipleChoiceField(batch.rows.all(), required=False)
        self.fields["all"] = forms.BooleanField(required=False)

    def rows(self) -> list[int] | None:
        """By pk; None for all."""
        return None if self.cleaned_data["all"] else [row.pk for row in self.cleaned_data["rows"]]
