"""How large the firm is. The revenue stage may stay between the firm and the moderators who decide."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import Funding, People
from directory.forms.choices import NO_ANSWER, stage_choices
from directory.forms.topics.base import TopicForm, Typed, Values
from directory.models import Submission
from directory.rules.profile import Profile
from directory.rules.topics import Topic

STAGE_YEARS = 10
DISCLOSED = [
    ("yes", gettext_lazy("Everybody may see it")),
    ("no", gettext_lazy("Only the moderators who decide on this entry")),
]


class SizeForm(TopicForm):
    topic = Topic.SIZE

    stage = forms.TypedChoiceField(
        label=gettext_lazy("Revenue in a year"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("The band of your yearly revenue, excluding VAT."),
        widget=forms.Select(attrs={"class": "input--w"}),
    )
    stage_year = forms.TypedChoiceField(
        label=gettext_lazy("Year of that revenue"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "input--w"}),
    )
    stage_disclosed = forms.ChoiceField(
        label=gettext_lazy("Who may see the revenue?"),
        required=False,
        choices=DISCLOSED,
        widget=forms.RadioSelect,
    )
    people = forms.ChoiceField(
        label=gettext_lazy("People"),
        required=False,
        choices=[*NO_ANSWER, *People.choices],
        help_text=gettext_lazy("Whole people; full-time equivalents rounded up."),
        widget=forms.Select(attrs={"class": "input--w"}),
    )
    funding = forms.ChoiceField(
        label=gettext_lazy("Funding"),
        required=False,
        choices=[*NO_ANSWER, *Funding.choices],
        help_text=gettext_lazy("The latest round. Living on what you earn counts: “bootstrapped”."),
        widget=forms.Select(attrs={"class": "input--w"}),
    )

    def prepare(self) -> None:
        self.fields["stage"].choices = [*NO_ANSWER, *stage_choices()]  # type: ignore[attr-defined]
        this_year = timezone.localdate().year
        years = {this_year - back for back in range(STAGE_YEARS)} | self._year_given()
        years_first = [(year, str(year)) for year in sorted(years, reverse=True)]
        self.fields["stage_year"].choices = [*NO_ANSWER, *years_first]  # type: ignore[attr-defined]
        for name in ("stage_year", "stage_disclosed"):  # needed as soon as a stage is given: not "optional"
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def _year_given(self) -> set[int]:
        """A year declared long ago stays a possible answer."""
        stage = self.submission.base.get("stage")
        return {stage["year"]} if stage else set()

    def clean(self) -> Values:
        cleaned = super().clean()
        if cleaned.get("stage"):
            if "stage_year" in cleaned and not cleaned["stage_year"]:
                self.add_error("stage_year", ValidationError(_("In which year was that?"), code="required"))
            if "stage_disclosed" in cleaned and not cleaned["stage_disclosed"]:
                self.add_error("stage_disclosed", ValidationError(_("Please choose who may see it."), code="required"))
        return cleaned

    def values(self) -> Values:
        given = self.cleaned_data
        stage = given["stage"] and {
            "year": given["stage_year"],
            "stage": given["stage"],
            "disclosed": given["stage_disclosed"] == "yes",
        }
        return {"stage": stage or None, "people": given["people"], "funding": given["funding"]}

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        typed = {name: profile[name] for name in ("people", "funding")}
        stage = profile["stage"]
        if stage is None:
            return typed
        disclosed = "yes" if stage["disclosed"] else "no"
        return typed | {"stage": stage["stage"], "stage_year": stage["year"], "stage_disclosed": disclosed}
