"""What the desk says of entries that only an old list knows."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import Reason
from directory.forms.ending import LONGEST_SOURCE
from directory.forms.fields import LineField
from directory.rules.old_lists import NO_FIRM

LONGEST_WORDS = 500


class GoneForm(forms.Form):
    """Where one can read it, of which day that is, and how the desk knows that it is the same firm."""

    source = LineField(
        label=gettext_lazy("Where can one read it?"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy(
            "The https address of an announcement, or words such as “Belgian Official Gazette, 2 April 2026”. It stands"
            " on the public page."
        ),
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of which day?"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--s"}),
        help_text=gettext_lazy("The day of that source, such as 2026-03-31."),
        error_messages={"invalid": gettext_lazy("Give a day as year, month and day, such as 2026-03-31.")},
    )
    words = LineField(
        label=gettext_lazy("Why you say so"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("For the record, not public. Such as: struck off the register, website gone."),
    )

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class NotAFirmForm(forms.Form):
    """For which of the published reasons."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Please choose")), *((reason.value, reason.label) for reason in NO_FIRM)],
        error_messages={"required": gettext_lazy("Please choose a reason.")},
    )
    words = LineField(
        label=gettext_lazy("Anything to add?"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("For the record, not public."),
    )

    def clean_reason(self) -> Reason:
        return Reason(self.cleaned_data["reason"])
