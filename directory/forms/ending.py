"""What became of a company, and the wish to have its entry removed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory.choices import CompanyStatus
from directory.forms.fields import LineField, ParagraphsField
from directory.models import Startup, Submission
from directory.rules.identifiers import clean_website
from directory.rules.profile import FIRST_YEAR

LONGEST_STATEMENT = Submission._meta.get_field("statement").max_length or 0
LONGEST_SOURCE = Startup._meta.get_field("status_source").max_length or 0
LONGEST_NAME = Startup._meta.get_field("acquired_by").max_length or 0
WITH_ANOTHER = (CompanyStatus.ACQUIRED, CompanyStatus.MERGED)
ASKED_FOR = {
    CompanyStatus.ACQUIRED: gettext_lazy("It was acquired by another company"),
    CompanyStatus.MERGED: gettext_lazy("It merged with another company"),
    CompanyStatus.CEASED: gettext_lazy("It is no longer in business"),
    CompanyStatus.MOVED_ABROAD: gettext_lazy("It moved abroad"),
    CompanyStatus.ACTIVE: gettext_lazy("It is active after all"),
}
Value = dict[str, Any]


class Seen(forms.Form):
    """Which revision the page showed: 0 where nothing was asked for yet."""

    seen = forms.IntegerField(min_value=0, max_value=32_767, widget=forms.HiddenInput, initial=0)


class StateForm(Seen):
    """What happened, when, with whom, and how one can see that it is so."""

    status = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what happened.")},
    )
    since = forms.DateField(
        label=pgettext_lazy("date of a change of state", "Since when?"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--s"}),
        help_text=gettext_lazy("The day on which it took effect, such as 2026-03-31."),
        error_messages={"invalid": gettext_lazy("Give a day as year, month and day, such as 2026-03-31.")},
    )
    by = LineField(
        label=gettext_lazy("By which company, or with which?"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Only where it was acquired, or merged."),
    )
    source = LineField(
        label=gettext_lazy("Where can one read it?"),
        required=False,
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy(
            "The https address of an announcement, or words such as “Belgian Official Gazette, 2 April 2026”. It stands"
            " on the public page."
        ),
    )
    statement = ParagraphsField(
        label=gettext_lazy("Words to the moderator"),
        required=False,
        max_length=LONGEST_STATEMENT,
        max_words=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Not public."),
    )

    def __init__(self, *args: Any, is_active: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields["status"]
        status.choices = [
            (value.value, label) for value, label in ASKED_FOR.items() if not is_active or value != CompanyStatus.ACTIVE
        ]
        for name in ("since", "by", "source"):  # needed or not by what happened: not "optional"
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def clean_since(self) -> date | None:
        day: date | None = self.cleaned_data["since"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."), code="future")
        if day and day.year < FIRST_YEAR:
            raise ValidationError(_("This day is too long ago."), code="past")
        return day

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if "://" in source or source.lower().startswith("www."):
            source = clean_website(source)
            if not source.lower().startswith("https://") or " " in source:
                raise ValidationError(_("Only addresses that begin with https:// can be given."), code="https")
        return source

    def clean(self) -> Value:
        cleaned: Value = super().clean() or self.cleaned_data
        status = cleaned.get("status")
        if status and status != CompanyStatus.ACTIVE:
            self._need("since", _("Give the day."))
            self._need("source", _("Say where one can read it."))
        if status in WITH_ANOTHER:
            self._need("by", _("Give the name of the other company."))
        return cleaned

    def _need(self, name: str, message: str) -> None:
        if name in self.cleaned_data and not self.cleaned_data[name]:
            self.add_error(name, ValidationError(message, code="required"))

    def value(self) -> Value | None:
        """The answers as a profile holds them (rules.profile_rows.status_of)."""
        given = self.cleaned_data
        if given["status"] == CompanyStatus.ACTIVE:
            return None
        return {
            "status": given["status"],
            "since": given["since"].isoformat(),
            "by": given["by"] if given["status"] in WITH_ANOTHER else "",
            "source": given["source"],
        }


class RemovalForm(Seen):
    """Why the entry is to go."""

    statement = ParagraphsField(
        label=gettext_lazy("Why should the entry be removed?"),
        max_length=LONGEST_STATEMENT,
        max_words=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In a sentence or two, for the moderator. Not public."),
        error_messages={"required": gettext_lazy("Say why, in a sentence or two.")},
    )


def initial_state(status: Value | None, statement: str, seen: int) -> Value:
    """What was asked for so far, as the form shows it."""
    if seen == 0:
        return {}
    value = status or {"status": CompanyStatus.ACTIVE.value, "since": "", "by": "", "source": ""}
    return value | {"statement": statement, "seen": seen}
