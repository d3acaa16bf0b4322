"""Where the firm is: its seat, which decides who looks at the entry, and further offices."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.choices import PLEASE_CHOOSE, country_choices
from directory.forms.fields import LineField
from directory.forms.topics.base import Rows, TopicForm, Typed, Values
from directory.models import Municipality, Submission
from directory.rules.places import municipalities_of
from directory.rules.profile import Profile
from directory.rules.texts import in_alphabet
from directory.rules.topics import Topic

POSTAL_CODE = re.compile(r"[1-9][0-9]{3}")
OFFICES = Rows(
    name="offices",
    legend=gettext_lazy("Office"),
    fields={
        "country": forms.ChoiceField(label=gettext_lazy("Country")),
        "city": LineField(label=gettext_lazy("City"), max_length=80),
        "postal_code": LineField(
            label=gettext_lazy("Postal code"),
            max_length=12,
            help_text=gettext_lazy("Needed in Belgium."),
            widget=forms.TextInput(attrs={"class": "input--w"}),
        ),
    },
    needed=("country", "city"),
    most=10,
    add=gettext_lazy("Add an office"),
)


class WhereForm(TopicForm):
    """The municipality of the seat is asked only when the postal code leaves a choice."""

    topic = Topic.WHERE
    repeats = (OFFICES,)

    postal_code = LineField(
        label=gettext_lazy("Postal code of the seat"),
        help_text=gettext_lazy("It decides which region looks at your entry."),
        widget=forms.TextInput(attrs={"class": "input--xs", "inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"))

    def prepare(self) -> None:
        """One possible municipality needs no question; two are a choice; an unknown code asks for any of them."""
        postal_code = self.value("postal_code")
        is_code = bool(POSTAL_CODE.fullmatch(postal_code))
        possible = municipalities_of(postal_code) if is_code else []
        self.only_municipality = possible[0].nis_code if len(possible) == 1 else ""
        if is_code and not possible:
            possible = list(Municipality.objects.order_by("pk"))
        if len(possible) < 2:
            del self.fields["municipality"]
            return
        names = sorted(((each.nis_code, str(each)) for each in possible), key=lambda one: in_alphabet(one[1]))
        self.fields["municipality"].choices = [*PLEASE_CHOOSE, *names]  # type: ignore[attr-defined]
        self.fields["municipality"].help_text = (
            _("This postal code lies in two municipalities.")
            if len(possible) == 2
            else _("We do not know this postal code. In which municipality is it?")
        )

    @property
    def asks_municipality(self) -> bool:
        return "municipality" in self.fields

    def prepare_row_field(self, rows: Rows, key: str, field: forms.Field) -> None:
        if key == "country":
            field.choices = country_choices()  # type: ignore[attr-defined]

    def clean_postal_code(self) -> str:
        code: str = self.cleaned_data["postal_code"]
        if not POSTAL_CODE.fullmatch(code):
            raise ValidationError(_("A Belgian postal code has four digits, from 1000 to 9999."), code="postal_code")
        return code

    def clean_row(self, rows: Rows, number: int, values: Values) -> None:
        """In Belgium an office lies in a municipality, like the seat."""
        if values["country"] != "BE" or not values["city"]:
            return
        possible = municipalities_of(values["postal_code"] or "")
        if not possible:
            self.add_row_error(rows, number, "postal_code", _("Please give a Belgian postal code of four digits."))
        elif len(possible) > 1 and not _named(possible, values["city"]):
            names = _(" or ").join(str(place) for place in possible)
            message = _("This postal code lies in %(names)s: please name one of them.") % {"names": names}
            self.add_row_error(rows, number, "city", message)

    def values(self) -> Values:
        given = self.cleaned_data
        return {
            "postal_code": given["postal_code"],
            "municipality": given.get("municipality") or self.only_municipality,
            "offices": [_office(row) for row in self.row_values("offices")],
        }

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        known = Municipality.objects.in_bulk([row["municipality"] for row in profile["offices"]], field_name="nis_code")
        rows = [
            {
                "country": row["country"],
                "city": str(known.get(row["municipality"], row["city"])),
                "postal_code": row["postal_code"],
            }
            for row in profile["offices"]
        ]
        seat = {name: profile[name] for name in ("postal_code", "municipality")}
        return seat | cls.typed_rows("offices", rows)


def _office(row: Values) -> Values:
    """As the profile holds it: in Belgium by municipality, elsewhere by city."""
    if row["country"] != "BE":
        return row | {"municipality": ""}
    possible = municipalities_of(row["postal_code"])
    place = possible[0] if len(possible) == 1 else _named(possible, row["city"])
    return row | {"city": "", "municipality": place.nis_code if place else ""}


def _named(possible: list[Municipality], city: str) -> Municipality | None:
    """The one of them that has this name in any language."""
    wanted = in_alphabet(city)
    for place in possible:
        names = (place.name_local, place.name_en, place.name_fr, place.name_nl, place.name_de)
        if wanted in {in_alphabet(name) for name in names if name}:
            return place
    return None
