"""What makes a buyer trust the firm: certificates, where data lie, who owns it in the end."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.choices import country_choices
from directory.forms.fields import LineField
from directory.forms.topics.base import Rows, TopicForm, Typed, Values
from directory.models import Submission
from directory.rules.profile import Profile
from directory.rules.topics import Topic

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
CERTIFICATIONS = Rows(
    name="certifications",
    legend=gettext_lazy("Certificate"),
    fields={
        "name": LineField(
            label=gettext_lazy("Certificate"), max_length=120, help_text=gettext_lazy("Such as ISO 27001.")
        ),
        "valid_until": forms.DateField(
            label=gettext_lazy("Valid until"),
            input_formats=["%Y-%m-%d"],
            help_text=gettext_lazy("After that day it is no longer shown."),
            widget=forms.DateInput(attrs={"type": "date", "class": "input--w"}, format="%Y-%m-%d"),
        ),
    },
    needed=("name",),
    most=10,
    add=gettext_lazy("Add a certificate"),
)


class TrustForm(TopicForm):
    topic = Topic.TRUST
    repeats = (CERTIFICATIONS,)

    hosting_country = forms.ChoiceField(
        label=gettext_lazy("Country in which your customers’ data are kept"),
        required=False,
        help_text=gettext_lazy("Where the servers stand."),
    )
    owner_country = forms.ChoiceField(
        label=gettext_lazy("Country of the ultimate owner"),
        required=False,
        help_text=gettext_lazy("Of whoever holds more than half of the shares, through other companies or not."),
    )

    def prepare(self) -> None:
        for name in ("hosting_country", "owner_country"):
            self.fields[name].choices = country_choices()  # type: ignore[attr-defined]

    def clean_row(self, rows: Rows, number: int, values: Values) -> None:
        until = values["valid_until"]
        if until and not EARLIEST <= until <= LATEST:
            self.add_row_error(rows, number, "valid_until", _("Please check this date."))
        elif until and until < timezone.localdate() and not self._was_known(values["name"], until):
            self.add_row_error(rows, number, "valid_until", _("It has run out already: it would not be shown."))

    def _was_known(self, name: str, until: date) -> bool:
        """A certificate that has run out since it was given is no obstacle to another change."""
        known = {"name": name, "valid_until": until.isoformat()}
        return known in self.submission.base.get("certifications", [])

    def values(self) -> Values:
        return {
            "certifications": [
                {"name": row["name"], "valid_until": row["valid_until"].isoformat() if row["valid_until"] else ""}
                for row in self.row_values("certifications")
            ],
            "hosting_country": self.cleaned_data["hosting_country"],
            "owner_country": self.cleaned_data["owner_country"],
        }

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        typed: Typed = {name: profile[name] for name in ("hosting_country", "owner_country")}
        return typed | cls.typed_rows("certifications", profile["certifications"])
