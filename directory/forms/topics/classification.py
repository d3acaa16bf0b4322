"""Where the firm stands in the taxonomies, to whom it sells and how it earns."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import BusinessModel, ClientFocus
from directory.forms.choices import NO_ANSWER, PLEASE_CHOOSE, sector_choices, technology_choices
from directory.forms.topics.base import TopicForm, Typed, Values
from directory.models import Sector, Submission, Technology
from directory.rules.profile import MOST_TECHNOLOGIES, Profile
from directory.rules.topics import Topic


class ClassificationForm(TopicForm):
    topic = Topic.CLASSIFICATION

    sector = forms.TypedChoiceField(label=gettext_lazy("Main sector"), coerce=int)
    sector_2 = forms.TypedChoiceField(label=gettext_lazy("Second sector"), coerce=int, empty_value=None, required=False)
    sector_3 = forms.TypedChoiceField(label=gettext_lazy("Third sector"), coerce=int, empty_value=None, required=False)
    technologies = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Technologies"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    client_focus = forms.MultipleChoiceField(
        label=gettext_lazy("Sells to"),
        required=False,
        choices=ClientFocus.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    business_model = forms.MultipleChoiceField(
        label=gettext_lazy("Earns by"),
        required=False,
        choices=BusinessModel.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        sectors = sector_choices()
        self.fields["sector"].choices = [*PLEASE_CHOOSE, *sectors]  # type: ignore[attr-defined]
        for name in ("sector_2", "sector_3"):
            self.fields[name].choices = [*NO_ANSWER, *sectors]  # type: ignore[attr-defined]
        self.fields["technologies"].choices = technology_choices()  # type: ignore[attr-defined]
        self.fields["technologies"].help_text = _("At most %(most)d: those your product rests on.") % {
            "most": MOST_TECHNOLOGIES
        }

    def clean_technologies(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["technologies"]
        if len(chosen) > MOST_TECHNOLOGIES:
            message = _("At most %(most)d, you chose %(given)d.") % {"most": MOST_TECHNOLOGIES, "given": len(chosen)}
            raise ValidationError(message, code="too_many")
        return chosen

    def clean(self) -> Values:
        cleaned = super().clean()
        seen = {cleaned.get("sector")}
        for name in ("sector_2", "sector_3"):
            sector = cleaned.get(name)
            if sector and sector in seen:
                self.add_error(name, ValidationError(_("You have chosen this sector already."), code="twice"))
            seen.add(sector)
        return cleaned

    def values(self) -> Values:
        given = self.cleaned_data
        sectors = [given["sector"], given["sector_2"], given["sector_3"]]
        return {
            "sectors": [sector for sector in sectors if sector],
            "technologies": sorted(given["technologies"]),
            "client_focus": sorted(given["client_focus"]),
            "business_model": sorted(given["business_model"]),
        }

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        sectors = [*Sector.objects.resolved(profile["sectors"]), "", "", ""]
        technologies = Technology.objects.resolved(profile["technologies"])
        several = {name: profile[name] for name in ("client_focus", "business_model")} | {"technologies": technologies}
        return {"sector": sectors[0], "sector_2": sectors[1], "sector_3": sectors[2]} | several
