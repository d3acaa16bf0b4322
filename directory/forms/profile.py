"""The one form of a firm's profile: for a new entry, a change, and a correction."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, language_name
from directory.choices import People
from directory.forms.fields import EnterpriseNumberField, LineField, ParagraphsField, WebsiteField
from directory.models import Municipality, RevenueStage, Sector, Startup, Submission
from directory.rules.duplicates import number_is_pending, number_is_taken
from directory.rules.places import municipalities_of
from directory.rules.profile import DESCRIPTION_WORDS, FIRST_YEAR, TAGLINE_LENGTH, Profile, empty_profile
from directory.rules.texts import in_alphabet

POSTAL_CODE = re.compile(r"[1-9][0-9]{3}")
DESCRIPTION_LENGTH = 2000
STAGE_YEARS = 10
NOTHING = [("", gettext_lazy("Please choose"))]
NO_ANSWER = [("", gettext_lazy("No answer"))]
DISCLOSED = [
    ("yes", gettext_lazy("Everybody may see it")),
    ("no", gettext_lazy("Only the moderators who decide on this entry")),
]
TEXTS = ("tagline", "description")

Typed = dict[str, Any]


class ProfileForm(forms.Form):
    """Validates what a founder typed and turns it into a profile (directory.rules.profile).

    `submission` is the one that is being written. The municipality is asked only when the postal code leaves a
    choice. `listed_as` is the entry that already has the number, for a link to it.
    """

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("The one your clients know. The legal form is not needed."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    enterprise_number = EnterpriseNumberField(
        label=gettext_lazy("Enterprise number"),
        help_text=gettext_lazy("As you usually write it: “BE 0xxx.xxx.xxx”, with or without full stops."),
        widget=forms.TextInput(attrs={"class": "input--w", "inputmode": "numeric"}),
    )
    website = WebsiteField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The home page, such as https://example.com."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    postal_code = LineField(
        label=gettext_lazy("Postal code of the seat"),
        help_text=gettext_lazy("It decides which region looks at your entry."),
        widget=forms.TextInput(attrs={"class": "input--xs", "inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"))
    founded = forms.IntegerField(
        label=gettext_lazy("Founded in"),
        required=False,
        help_text=gettext_lazy("The year, such as 2019."),
        widget=forms.TextInput(attrs={"class": "input--xs", "inputmode": "numeric"}),
    )
    original_language = forms.ChoiceField(
        label=gettext_lazy("Language you write in"),
        choices=Language.choices,
        help_text=gettext_lazy("Readers of another language see this text until there is one in theirs."),
        widget=forms.Select(attrs={"class": "input--w"}),
    )
    sector = forms.TypedChoiceField(label=gettext_lazy("Main sector"), coerce=int)
    sector_2 = forms.TypedChoiceField(label=gettext_lazy("Second sector"), coerce=int, empty_value=None, required=False)
    sector_3 = forms.TypedChoiceField(label=gettext_lazy("Third sector"), coerce=int, empty_value=None, required=False)
    people = forms.ChoiceField(
        label=gettext_lazy("People"),
        required=False,
        choices=NO_ANSWER + list(People.choices),
        help_text=gettext_lazy("Whole people; full-time equivalents rounded up."),
        widget=forms.Select(attrs={"class": "input--w"}),
    )
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
    accepts_licence = forms.BooleanField(
        label=gettext_lazy("I agree that these facts are published under the open licence CC BY 4.0"),
        help_text=gettext_lazy("Anybody may reuse them, also commercially, when naming the source."),
    )

    listed_as: Startup | None = None

    def __init__(self, data: Typed | None = None, *, submission: Submission, initial: Typed | None = None) -> None:
        super().__init__(data, initial=initial)
        self.submission = submission
        self.first_language = self._value("original_language")
        if self.first_language not in Language.values:
            self.first_language = translation.get_language() or Language.EN
        self.fields["original_language"].initial = self.first_language
        self._add_texts()
        self._fill_choices()
        self._ask_municipality(self._value("postal_code"))
        for field in self.fields.values():
            field.error_messages["required"] = _("This is needed.")
        for name in ("stage_year", "stage_disclosed"):  # needed as soon as a stage is given: not "optional"
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def _value(self, name: str) -> str:
        """What stands in the field now, typed or given; '' for nothing."""
        source = self.data if self.is_bound else self.initial
        value = source.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def _add_texts(self) -> None:
        """In the original language both texts are needed; translations can come later."""
        for code in Language.values:
            is_original = code == self.first_language
            self.fields[f"tagline_{code}"] = LineField(
                label=_("In one line (%(language)s)") % {"language": language_name(code)},
                required=is_original,
                max_length=TAGLINE_LENGTH,
                help_text=_("What the product does, for whom. At most %(count)d characters.")
                % {"count": TAGLINE_LENGTH},
                widget=forms.TextInput(attrs={"lang": code}),
            )
            self.fields[f"description_{code}"] = ParagraphsField(
                label=_("Description (%(language)s)") % {"language": language_name(code)},
                required=is_original,
                max_length=DESCRIPTION_LENGTH,
                max_words=DESCRIPTION_WORDS,
                help_text=_("At most %(count)d words. Facts rather than praise.") % {"count": DESCRIPTION_WORDS},
                widget=forms.Textarea(attrs={"lang": code, "rows": 6}),
            )

    def _fill_choices(self) -> None:
        sectors = sorted(
            ((sector.pk, str(sector)) for sector in Sector.objects.order_by("pk")), key=lambda one: in_alphabet(one[1])
        )
        self.fields["sector"].choices = [*NOTHING, *sectors]  # type: ignore[attr-defined]
        for name in ("sector_2", "sector_3"):
            self.fields[name].choices = [*NO_ANSWER, *sectors]  # type: ignore[attr-defined]
        stages = [(stage.pk, str(stage)) for stage in RevenueStage.objects.order_by("position")]
        self.fields["stage"].choices = [*NO_ANSWER, *stages]  # type: ignore[attr-defined]
        this_year = timezone.localdate().year
        years = {this_year - back for back in range(STAGE_YEARS)} | self._stage_year_given()
        years_first = [(year, str(year)) for year in sorted(years, reverse=True)]
        self.fields["stage_year"].choices = [*NO_ANSWER, *years_first]  # type: ignore[attr-defined]

    def _stage_year_given(self) -> set[int]:
        """A year declared long ago stays a possible answer."""
        stage = self.submission.base.get("stage")
        return {stage["year"]} if stage else set()

    def _ask_municipality(self, postal_code: str) -> None:
        """One possible municipality needs no question; two are a choice; an unknown code asks for any of them."""
        is_code = bool(POSTAL_CODE.fullmatch(postal_code))
        possible = municipalities_of(postal_code) if is_code else []
        self.only_municipality = possible[0].nis_code if len(possible) == 1 else ""
        if is_code and not possible:
            possible = list(Municipality.objects.order_by("pk"))
        if len(possible) < 2:
            del self.fields["municipality"]
            return
        names = sorted(((each.nis_code, str(each)) for each in possible), key=lambda one: in_alphabet(one[1]))
        self.fields["municipality"].choices = [*NOTHING, *names]  # type: ignore[attr-defined]
        self.fields["municipality"].help_text = (
            _("This postal code lies in two municipalities.")
            if len(possible) == 2
            else _("We do not know this postal code. In which municipality is it?")
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not any(character.isalnum() for character in name):
            raise ValidationError(_("A name has at least one letter or digit."), code="no_letters")
        return name

    def clean_enterprise_number(self) -> str:
        number: str = self.cleaned_data["enterprise_number"]
        self.listed_as = number_is_taken(number, without=self.submission.startup)
        if self.listed_as:
            raise ValidationError(_("An entry with this enterprise number is already listed."), code="listed")
        if number_is_pending(number, without=self.submission):
            raise ValidationError(_("A submission for this enterprise number is already pending."), code="pending")
        return number

    def clean_postal_code(self) -> str:
        code: str = self.cleaned_data["postal_code"]
        if not POSTAL_CODE.fullmatch(code):
            raise ValidationError(_("A Belgian postal code has four digits, from 1000 to 9999."), code="postal_code")
        return code

    def clean_founded(self) -> int | None:
        year: int | None = self.cleaned_data["founded"]
        latest = timezone.localdate().year
        if year is not None and not FIRST_YEAR <= year <= latest:
            raise ValidationError(
                _("Please give a year from %(first)s to %(latest)s.")
                % {"first": str(FIRST_YEAR), "latest": str(latest)},
                code="year",
            )
        return year

    def clean(self) -> Typed:
        cleaned = super().clean() or self.cleaned_data
        self._clean_sectors(cleaned)
        self._clean_stage(cleaned)
        return cleaned

    def _clean_sectors(self, cleaned: Typed) -> None:
        seen = {cleaned.get("sector")}
        for name in ("sector_2", "sector_3"):
            sector = cleaned.get(name)
            if sector and sector in seen:
                self.add_error(name, ValidationError(_("You have chosen this sector already."), code="twice"))
            seen.add(sector)

    def _clean_stage(self, cleaned: Typed) -> None:
        if not cleaned.get("stage"):
            return
        if "stage_year" in cleaned and not cleaned["stage_year"]:
            self.add_error("stage_year", ValidationError(_("In which year was that?"), code="required"))
        if "stage_disclosed" in cleaned and not cleaned["stage_disclosed"]:
            self.add_error("stage_disclosed", ValidationError(_("Please choose who may see it."), code="required"))

    def profile(self) -> Profile:
        """The answers of a valid form as a profile."""
        given = self.cleaned_data
        sectors = [given["sector"], given["sector_2"], given["sector_3"]]
        stage = given["stage"] and {
            "year": given["stage_year"],
            "stage": given["stage"],
            "disclosed": given["stage_disclosed"] == "yes",
        }
        plain = {name: given[name] for name in empty_profile() if name in given}
        return (
            empty_profile()
            | plain
            | {
                "municipality": given.get("municipality") or self.only_municipality,
                "sectors": [sector for sector in sectors if sector],
                "stage": stage or None,
            }
        )

    @property
    def asks_municipality(self) -> bool:
        return "municipality" in self.fields

    @property
    def texts(self) -> list["Texts"]:
        """The fields of each language, the original language first."""
        codes = sorted(Language.values, key=lambda code: code != self.first_language)
        return [self._texts_in(code) for code in codes]

    def _texts_in(self, code: str) -> "Texts":
        fields = [self[f"{name}_{code}"] for name in TEXTS]
        is_open = any(field.value() or (self.is_bound and field.errors) for field in fields)
        return Texts(language_name(code), is_open, fields)


@dataclass(frozen=True)
class Texts:
    """Tagline and description in one language; `is_open` when there is something to see in them."""

    name: str
    is_open: bool
    fields: list[forms.BoundField]
