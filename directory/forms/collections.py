"""What partners write about a collection, why a firm stands in it, and which offices abroad help."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, User, language_name
from directory.choices import EVENTS_ABROAD, CollectionKind
from directory.forms.choices import PLEASE_CHOOSE, country_choices
from directory.forms.fields import PLAIN_ADDRESS, LineField, ParagraphsField, WebsiteField, has_letters
from directory.forms.partners import CHOOSE, in_each_language
from directory.forms.team import NEEDED
from directory.models import Collection, CollectionEntry, MarketContact, Partner

MOST_WORDS = 150
OF_EVENTS = ("place", "country", "starts_on", "ends_on")
DATED = {"required": NEEDED, "invalid": gettext_lazy("Please give a date.")}
OWNER_NEEDED = {"required": gettext_lazy("Please choose."), "invalid_choice": gettext_lazy("Please choose.")}


def _longest(model: Any, name: str) -> int | None:
    return model._meta.get_field(name).max_length


def _line(longest: int | None) -> Any:
    def make(*, label: str, code: str) -> forms.Field:
        return LineField(label=label, max_length=longest, required=False, widget=forms.TextInput(attrs={"lang": code}))

    return make


def _paragraphs(rows: int) -> Any:
    def make(*, label: str, code: str) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": rows, "lang": code})
        return ParagraphsField(label=label, required=False, max_words=MOST_WORDS, max_length=2000, widget=widget)

    return make


def _date(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--w"})
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget, error_messages=DATED)


class CollectionForm(forms.Form):
    """`partners` is asked of the operator, and of who begins one and works for several partners."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=CollectionKind.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    partners: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        Partner.objects.order_by("slug"),
        label=gettext_lazy("Kept by"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=OWNER_NEEDED,
    )
    original_language = forms.ChoiceField(
        label=gettext_lazy("Original language"),
        help_text=gettext_lazy("In which you write it; the others are translations, and may follow later."),
        error_messages=CHOOSE,
    )
    review_on = _date(
        gettext_lazy("To be reviewed by"),
        gettext_lazy("On this day you look at each firm and its reason again. The public page shows the date."),
    )
    place = LineField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Of a mission or a fair: the city, and the hall or stand where there is one."),
        required=False,
        max_length=_longest(Collection, "place"),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, error_messages=CHOOSE)
    starts_on = _date(gettext_lazy("First day"))
    ends_on = _date(gettext_lazy("Last day"))

    def __init__(self, data: Any = None, *, collection: Collection | None, by: User) -> None:
        super().__init__(data, initial=_known(collection, by))
        self.known = collection
        self.owners: list[Partner] | None = None
        fields: dict[str, Any] = self.fields
        self._offer_owners(fields, by)
        fields["country"].choices = country_choices()
        fields["original_language"].choices = [
            *PLEASE_CHOOSE,
            *((code, language_name(code)) for code in Language.values),
        ]
        texts = [
            ("title", _("Title"), _line(_longest(Collection, "title"))),
            ("introduction", _("Introduction"), _paragraphs(3)),
            ("rule", _("Rule"), _paragraphs(3)),
        ]
        for name, label, make in texts:
            for code, field in in_each_language(label, make).items():
                fields[f"{name}_{code}"] = field
        for name in (*OF_EVENTS, *(f"title_{code}" for code in Language.values)):
            fields[name].is_conditional = True  # needed by the kind, or by the original language
        fields["rule_en"].help_text = _("By what firms are picked, so that everybody can check it. It is public.")
        written = [f"{name}_{code}" for name in ("title", "introduction", "rule") for code in Language.values]
        self.order_fields(["kind", *OF_EVENTS, "partners", "original_language", *written, "review_on"])

    def _offer_owners(self, fields: dict[str, Any], by: User) -> None:
        if by.is_operator:
            return
        own = Partner.objects.filter(memberships__user=by).order_by("slug")
        if self.known is not None or own.count() == 1:
            del fields["partners"]
            self.owners = list(own) if self.known is None else None
        else:
            fields["partners"].queryset = own

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") in EVENTS_ABROAD:
            for name in OF_EVENTS:
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, ValidationError(_("A mission or a fair has a place and days."), code="needed"))
            first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
            if first and last and last < first:
                self.add_error("ends_on", ValidationError(_("The last day lies before the first one."), code="order"))
        elif "kind" in cleaned and any(cleaned.get(name) for name in OF_EVENTS):
            self.add_error(
                "kind", ValidationError(_("Only a mission or a fair has a place and days: choose which."), code="kind")
            )
        self._clean_texts(cleaned)
        return cleaned

    def _clean_texts(self, cleaned: dict[str, Any]) -> None:
        original = cleaned.get("original_language")
        if not original:
            return
        self._need(f"title_{original}", _("The title in its original language is needed."))
        for name in ("introduction", "rule"):
            if any(cleaned.get(f"{name}_{code}") for code in Language.values):
                self._need(f"{name}_{original}", _("This is needed in the original language, too."))
        if self.known is not None and self.known.is_published:
            self._need(f"rule_{original}", _("A published collection keeps its rule."))
            self._need("review_on", _("A published collection has a date of review."))

    def _need(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(words, code="needed"))

    def facts(self) -> dict[str, Any]:
        """The columns, as the action takes them."""
        texts = [f"{name}_{code}" for name in ("title", "introduction", "rule") for code in Language.values]
        names = ("kind", "original_language", "review_on", *OF_EVENTS, *texts)
        return {name: self.cleaned_data[name] for name in names}

    def chosen_owners(self) -> list[Partner] | None:
        """None for those that it has."""
        return list(self.cleaned_data["partners"]) if "partners" in self.fields else self.owners


def _known(collection: Collection | None, by: User) -> dict[str, Any]:
    if collection is None:
        return {"kind": CollectionKind.COLLECTION, "original_language": by.language}
    texts = [f"{name}_{code}" for name in ("title", "introduction", "rule") for code in Language.values]
    names = ("kind", "original_language", "review_on", *OF_EVENTS, *texts)
    known = {name: getattr(collection, name) for name in names}
    return known | {"partners": list(collection.partners.values_list("pk", flat=True))}


class ReasonForm(forms.Form):
    """Why a firm stands in a collection: in its language at least, translated as far as somebody did it."""

    def __init__(self, data: Any = None, *, collection: Collection, entry: CollectionEntry | None) -> None:
        names = [f"reason_{code}" for code in Language.values]
        super().__init__(data, initial={name: getattr(entry, name) for name in names} if entry else {})
        longest = _longest(CollectionEntry, "reason")
        original = collection.original_language
        for code, field in in_each_language(_("Reason"), _line(longest)).items():
            if code == original:
                field.required = True
                field.error_messages["required"] = NEEDED
                field.help_text = _("In a sentence: why this firm fits the rule. It is public.")
            self.fields[f"reason_{code}"] = field
        self.order_fields([f"reason_{original}"])

    def reasons(self) -> dict[str, str]:
        return {f"reason_{code}": self.cleaned_data[f"reason_{code}"] for code in Language.values}


class MarketContactForm(forms.Form):
    """An office abroad. Never a person: its own address, and no name of anybody who works there."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), error_messages=CHOOSE)
    name = LineField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("An office, such as an embassy or a trade office. Never a person."),
        max_length=_longest(MarketContact, "name"),
        validators=[has_letters],
        error_messages={"required": NEEDED},
    )
    website = WebsiteField(label=gettext_lazy("Website"), required=False, max_length=200)
    email = LineField(
        label=gettext_lazy("E-mail address of the office"),
        help_text=gettext_lazy("One that everybody there reads. Not that of somebody who works there."),
        required=False,
        max_length=_longest(MarketContact, "email"),
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )

    def __init__(self, data: Any = None, *, contact: MarketContact | None) -> None:
        helps = [f"help_{code}" for code in Language.values]
        names = ["country", "name", *helps, "website", "email"]
        super().__init__(data, initial={name: getattr(contact, name) or "" for name in names} if contact else {})
        field: Any = self.fields["country"]
        field.choices = country_choices(abroad=True)
        for code, help_field in in_each_language(
            _("What it helps with"), _line(_longest(MarketContact, "help"))
        ).items():
            self.fields[f"help_{code}"] = help_field
        self.order_fields(names)

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed:
            try:
                validate_email(typed)
                PLAIN_ADDRESS(typed)
            except ValidationError as error:
                raise ValidationError(_("Please write an e-mail address such as name@example.com.")) from error
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"help_{code}") for code in Language.values) and "help_en" not in self.errors:
            self.add_error("help_en", ValidationError(_("Say it in one language at least."), code="needed"))
        if cleaned.get("website") == "" and cleaned.get("email") == "":
            self.add_error("website", ValidationError(_("Give a website or an e-mail address."), code="needed"))
        return cleaned
