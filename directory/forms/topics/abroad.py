"""What the firm does abroad and looks for there: what a foreign buyer asks first."""

from django import forms
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Language
from directory.choices import Activity, AskKind, Export
from directory.forms.choices import NO_ANSWER, PLEASE_CHOOSE, country_choices, language_choices
from directory.forms.fields import LineField, WebsiteField
from directory.forms.topics.base import Rows, TopicForm, Typed, Values
from directory.models import Submission
from directory.rules.profile import FIRST_YEAR, Profile
from directory.rules.topics import Topic

MARKETS = Rows(
    name="markets",
    legend=gettext_lazy("Country"),
    fields={
        "country": forms.ChoiceField(label=gettext_lazy("Country")),
        "activities": forms.MultipleChoiceField(
            label=gettext_lazy("What do you do there?"), choices=Activity.choices, widget=forms.CheckboxSelectMultiple
        ),
        "since": forms.IntegerField(
            label=gettext_lazy("Since (year)"),
            widget=forms.TextInput(attrs={"class": "input--xs", "inputmode": "numeric"}),
        ),
    },
    needed=("country", "activities"),
    most=40,
    add=gettext_lazy("Add a country"),
)
REFERENCES = Rows(
    name="references",
    legend=pgettext_lazy("customer", "Reference"),
    fields={
        "name": LineField(
            label=gettext_lazy("Customer"),
            max_length=120,
            help_text=gettext_lazy("A company or a public body that agrees to be named, never a person."),
        ),
        "country": forms.ChoiceField(label=gettext_lazy("Country")),
        "url": WebsiteField(
            label=gettext_lazy("Link"),
            max_length=200,
            help_text=gettext_lazy("A page that shows it, if there is one."),
            widget=forms.TextInput(attrs={"inputmode": "url"}),
        ),
    },
    needed=("name", "country"),
    most=10,
    add=gettext_lazy("Add a reference"),
)
ASKS = Rows(
    name="asks",
    legend=gettext_lazy("What you look for"),
    fields={
        "kind": forms.ChoiceField(label=gettext_lazy("Kind"), choices=[*PLEASE_CHOOSE, *AskKind.choices]),
        "country": forms.ChoiceField(label=gettext_lazy("Country")),
        "text": LineField(
            label=gettext_lazy("In one sentence"),
            max_length=200,
            help_text=gettext_lazy("Such as “A distributor for hospitals in Bavaria”. Shown for 90 days."),
            widget=forms.TextInput(attrs={"data-characters": "200"}),
        ),
        "language": forms.ChoiceField(label=gettext_lazy("Language of this sentence"), choices=Language.choices),
    },
    needed=("kind", "text", "language"),
    most=5,
    add=gettext_lazy("Add something you look for"),
    preset=("language",),
)


class AbroadForm(TopicForm):
    topic = Topic.ABROAD
    repeats = (MARKETS, REFERENCES, ASKS)

    export = forms.ChoiceField(
        label=gettext_lazy("Export"),
        required=False,
        choices=[*NO_ANSWER, *Export.choices],
        help_text=gettext_lazy("The share of your revenue that comes from abroad."),
    )
    support_languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which you help your customers"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--columns"}),
    )

    def prepare(self) -> None:
        self.fields["support_languages"].choices = language_choices()  # type: ignore[attr-defined]

    def prepare_row_field(self, rows: Rows, key: str, field: forms.Field) -> None:
        if key == "country":
            field.choices = country_choices(abroad=rows is MARKETS)  # type: ignore[attr-defined]
        if key == "language":
            field.initial = translation.get_language()

    def clean_row(self, rows: Rows, number: int, values: Values) -> None:
        if rows is not MARKETS:
            return
        latest, since = timezone.localdate().year, values["since"]
        if since is not None and not FIRST_YEAR <= since <= latest:
            span = {"first": str(FIRST_YEAR), "latest": str(latest)}
            message = _("Please give a year from %(first)s to %(latest)s.") % span
            self.add_row_error(rows, number, "since", message)
        earlier = [self.cleaned_data.get(f"{rows.name}-{before}-country") for before in range(number)]
        if values["country"] and values["country"] in earlier:
            self.add_row_error(rows, number, "country", _("This country stands above already."))

    def values(self) -> Values:
        return {
            "markets": [
                row | {"activities": sorted(row["activities"], key=Activity.values.index)}
                for row in self.row_values("markets")
            ],
            "export": self.cleaned_data["export"],
            "support_languages": sorted(self.cleaned_data["support_languages"]),
            "references": self.row_values("references"),
            "asks": [
                {key: row[key] for key in ("kind", "country", "text", "language")} for row in self.row_values("asks")
            ],
        }

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        typed: Typed = {"export": profile["export"], "support_languages": profile["support_languages"]}
        for name in ("markets", "references", "asks"):
            typed |= cls.typed_rows(name, profile[name])
        return {name: "" if value is None else value for name, value in typed.items()}
