"""Since when a support organisation accompanies a firm, and which of the two the other side is to confirm."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.choices import PLEASE_CHOOSE
from directory.forms.fields import LineField
from directory.models import Startup, SupportOrganisation
from directory.models.accompaniment import FIRST_YEAR
from directory.rules.texts import in_alphabet

NEEDED = gettext_lazy("This is needed.")
MOST_SHOWN = 1000
YEAR_DIGITS = 4


class SinceField(LineField):
    """A year that has begun."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input--xs", "inputmode": "numeric", "autocomplete": "off"})
        errors = {"required": NEEDED}
        super().__init__(label=gettext_lazy("Since which year"), widget=widget, error_messages=errors, **options)

    def clean(self, value: Any) -> int:
        text: str = super().clean(value)
        is_year = len(text) == YEAR_DIGITS and text.isascii() and text.isdigit()
        if not (is_year and FIRST_YEAR <= int(text) <= timezone.localdate().year):
            raise ValidationError(
                _("Please give a year between %(first)d and this one.") % {"first": FIRST_YEAR}, code="year"
            )
        return int(text)


class NameOrganisationForm(forms.Form):
    """A firm says which organisation accompanies it. Those that are on its list already are no choice."""

    organisation = forms.ChoiceField(
        label=gettext_lazy("Organisation"),
        error_messages={"required": NEEDED, "invalid_choice": gettext_lazy("Please choose.")},
    )
    since = SinceField()

    def __init__(self, data: Any = None, *, startup: Startup) -> None:
        super().__init__(data)
        listed = startup.accompaniments.standing().values("organisation")
        found = SupportOrganisation.objects.published().exclude(pk__in=listed).select_related("municipality")
        self.organisations = {str(one.pk): one for one in found.order_by("pk")[:MOST_SHOWN]}
        named = [(pk, f"{one.name} ({one.municipality})") for pk, one in self.organisations.items()]
        field: Any = self.fields["organisation"]
        field.choices = [*PLEASE_CHOOSE, *sorted(named, key=lambda pair: in_alphabet(pair[1]))]

    def chosen(self) -> SupportOrganisation:
        return self.organisations[self.cleaned_data["organisation"]]


class PutForwardForm(forms.Form):
    """The desk says which firm an organisation accompanies, chosen among those that were looked for."""

    since = SinceField()
