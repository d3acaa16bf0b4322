"""What is listed about a support organisation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, User, language_name
from directory.actions.organisations import may_place
from directory.choices import Offer, OrganisationKind
from directory.forms.choices import PLEASE_CHOOSE
from directory.forms.fields import LineField, ParagraphsField, WebsiteField
from directory.forms.topics.where import POSTAL_CODE
from directory.models import Municipality, SupportOrganisation
from directory.rules.places import municipalities_of
from directory.rules.texts import in_alphabet

NEEDED = gettext_lazy("This is needed.")
MOST_WORDS = 120


def _longest(name: str) -> int | None:
    return SupportOrganisation._meta.get_field(name).max_length  # type: ignore[union-attr]


class OrganisationForm(forms.Form):
    """Where a postal code lies in two municipalities, which of them is asked as well."""

    name = LineField(label=gettext_lazy("Name"), max_length=_longest("name"), error_messages={"required": NEEDED})
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[*PLEASE_CHOOSE, *OrganisationKind.choices],
        error_messages={"required": NEEDED, "invalid_choice": gettext_lazy("Please choose.")},
    )
    offers = forms.MultipleChoiceField(
        label=gettext_lazy("What it offers"),
        required=False,
        choices=Offer.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Please choose.")},
    )
    website = WebsiteField(label=gettext_lazy("Website"), required=False, max_length=_longest("website"))
    postal_code = LineField(
        label=gettext_lazy("Postal code"),
        required=False,
        help_text=gettext_lazy("It says in which territory the organisation is. Only what has a place is public."),
        widget=forms.TextInput(attrs={"class": "input--xs", "inputmode": "numeric"}),
        error_messages={"required": NEEDED},
    )
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    original_language = forms.ChoiceField(
        label=gettext_lazy("Original language"),
        required=False,
        help_text=gettext_lazy("In which the description was written; the others are translations."),
        error_messages={"invalid_choice": gettext_lazy("Please choose.")},
    )
    source = LineField(
        label=gettext_lazy("Source"),
        max_length=_longest("source"),
        help_text=gettext_lazy("Who says so: the page of the organisation itself, a list, a report."),
        error_messages={"required": NEEDED},
    )
    source_url = WebsiteField(
        label=gettext_lazy("Address of the source"), required=False, max_length=_longest("source_url")
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--w"}),
        error_messages={"required": NEEDED, "invalid": gettext_lazy("Please give a date.")},
    )

    def __init__(self, data: Any = None, *, organisation: SupportOrganisation | None, by: User) -> None:
        super().__init__(data, initial=_known(organisation))
        self.by = by
        fields: dict[str, Any] = self.fields
        fields["postal_code"].required = not by.is_operator
        languages = [(code, language_name(code)) for code in Language.values]
        fields["original_language"].choices = [*PLEASE_CHOOSE, *languages]
        for code, language in languages:
            fields[f"description_{code}"] = ParagraphsField(
                label=_("%(field)s (%(language)s)") % {"field": _("Description"), "language": language},
                required=False,
                max_words=MOST_WORDS,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )
        self.order_fields([*DESCRIBED_FIRST, *(f"description_{code}" for code in Language.values)])
        self._offer_municipalities(organisation)

    def _offer_municipalities(self, organisation: SupportOrganisation | None) -> None:
        """One possible municipality needs no question."""
        code = str(self["postal_code"].value() or "").strip()
        self.possible = municipalities_of(code) if POSTAL_CODE.fullmatch(code) else []
        if len(self.possible) < 2:
            del self.fields["municipality"]
            return
        named = [(place.nis_code, str(place)) for place in self.possible]
        field: Any = self.fields["municipality"]
        field.choices = [*PLEASE_CHOOSE, *sorted(named, key=lambda one: in_alphabet(one[1]))]
        field.help_text = _("This postal code lies in two municipalities.")
        field.is_conditional = True

    def clean_postal_code(self) -> str:
        code: str = self.cleaned_data["postal_code"]
        if code and not POSTAL_CODE.fullmatch(code):
            raise ValidationError(_("A Belgian postal code has four digits, from 1000 to 9999."), code="postal_code")
        if code and not self.possible:
            raise ValidationError(_("We do not know this postal code."), code="postal_code")
        return code

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["place"] = place = self._place(cleaned)
        if place is None and len(self.possible) > 1:
            self.add_error("municipality", _("Please choose."))
        elif "postal_code" in cleaned and not self.by.is_operator and not may_place(place, self.by):
            self.add_error("postal_code", _("Give the postal code of a place in your territory."))
        self._clean_language(cleaned)
        return cleaned

    def _place(self, cleaned: dict[str, Any]) -> Municipality | None:
        if len(self.possible) == 1:
            return self.possible[0]
        return next((place for place in self.possible if place.nis_code == cleaned.get("municipality")), None)

    def _clean_language(self, cleaned: dict[str, Any]) -> None:
        texts = [code for code in Language.values if cleaned.get(f"description_{code}")]
        original = cleaned.get("original_language")
        if texts and original == "":
            self.add_error("original_language", _("Say in which language the description was written."))
        elif original and original not in texts and f"description_{original}" not in self.errors:
            self.add_error(f"description_{original}", _("The description in its original language is needed."))

    def facts(self) -> dict[str, Any]:
        """The columns, as the action takes them."""
        given = self.cleaned_data
        texts = [f"description_{code}" for code in Language.values]
        # In one order, so that the same again is no change.
        offers = [offer.value for offer in Offer if offer in given["offers"]]
        return {name: given[name] for name in (*PLAIN, *texts)} | {"offers": offers, "municipality": given["place"]}


PLAIN = ("name", "kind", "website", "original_language", "source", "source_url", "as_of")
DESCRIBED_FIRST = ("name", "kind", "offers", "website", "postal_code", "municipality", "source", "source_url", "as_of")


def _known(organisation: SupportOrganisation | None) -> dict[str, Any]:
    if organisation is None:
        return {"as_of": timezone.localdate()}
    known = {name: getattr(organisation, name) for name in (*PLAIN, "offers")}
    known |= {f"description_{code}": getattr(organisation, f"description_{code}") or "" for code in Language.values}
    place = organisation.municipality
    code = place.postal_codes.order_by("code").first() if place else None
    return known | {"postal_code": code.code if code else "", "municipality": place.nis_code if place else ""}
