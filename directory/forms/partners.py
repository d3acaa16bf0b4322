"""What the operator and the leads write about partners, territories and the people of the desk."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Language, language_name
from directory.choices import ImportSetting, PartnerRole, Power
from directory.forms.fields import LineField, ParagraphsField, WebsiteField
from directory.forms.team import NEEDED, AddressField
from directory.models import Partner, PreparedWords, Territory
from directory.models.taxonomy import TranslatedName
from directory.rules.filing import Filing, table_with, unknown_codes

LONGEST_NAME = TranslatedName._meta.get_field("name").max_length
LONGEST_SLUG = TranslatedName._meta.get_field("slug").max_length
LONGEST_SIGNATURE = Partner._meta.get_field("signature").max_length
LONGEST_WORDS = PreparedWords._meta.get_field("text").max_length
MOST_WORDS = 400
MOST_DAYS = 60
MOST_SHOWN = 10
CHOOSE = {"required": gettext_lazy("Please choose."), "invalid_choice": gettext_lazy("Please choose.")}
RESERVED = ("new", "refile")


class SlugField(LineField):
    """The last part of an address. It is chosen once and stays."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Address"),
            help_text=gettext_lazy("Small letters, digits and hyphens. It stands in links and never changes."),
            max_length=LONGEST_SLUG,
            error_messages={"required": NEEDED},
            **options,
        )
        plain = gettext_lazy("Small letters, digits and hyphens only, such as green-energy.")
        self.validators.append(RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", plain))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value in RESERVED:
            raise forms.ValidationError(_("This address is taken. Please choose another one."), code="taken")


class ReasonField(ParagraphsField):
    """Why something is done to somebody. For the trail, where it can be erased."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Why?"),
            help_text=gettext_lazy("Kept with the event. The person does not read it here."),
            max_words=200,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": NEEDED},
        )


def in_each_language(label: Any, make: Any) -> dict[str, forms.Field]:
    """A field a language, by its code, labelled "Name (French)"."""
    return {
        code: make(label=_("%(field)s (%(language)s)") % {"field": label, "language": language_name(code)}, code=code)
        for code in Language.values
    }


def _name(*, label: str, code: str) -> forms.Field:
    widget = forms.TextInput(attrs={"lang": code})
    return LineField(label=label, max_length=LONGEST_NAME, widget=widget, error_messages={"required": NEEDED})


def _signature(*, label: str, code: str) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 3, "lang": code})
    return ParagraphsField(
        label=label, required=False, max_words=MOST_WORDS, max_length=LONGEST_SIGNATURE, widget=widget
    )


def _prepared(*, label: str, code: str) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 5, "lang": code})
    return ParagraphsField(label=label, required=False, max_words=MOST_WORDS, max_length=LONGEST_WORDS, widget=widget)


class NewForm(forms.Form):
    """An address, and a name in each language."""

    slug = SlugField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for code, field in in_each_language(_("Name"), _name).items():
            self.fields[f"name_{code}"] = field

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in Language.values}


class PartnerForm(forms.Form):
    """What everybody may know of a partner."""

    website = WebsiteField(label=gettext_lazy("Website"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, partner: Partner | None = None) -> None:
        names = [f"name_{code}" for code in Language.values]
        super().__init__(
            data, initial={name: getattr(partner, name) for name in (*names, "website")} if partner else {}
        )
        for code, field in in_each_language(_("Name"), _name).items():
            self.fields[f"name_{code}"] = field
        self.order_fields([*names, "website"])


class NewPartnerForm(PartnerForm):
    slug = SlugField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.order_fields(["slug"])


class SetUpForm(forms.Form):
    """How the moderators of a partner sign, and what becomes of its own lists."""

    import_setting = forms.ChoiceField(
        label=gettext_lazy("Own lists"), choices=ImportSetting.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )

    def __init__(self, data: Any = None, *, partner: Partner) -> None:
        names = [f"signature_{code}" for code in Language.values]
        super().__init__(data, initial={name: getattr(partner, name) for name in (*names, "import_setting")})
        for code, field in in_each_language(_("Signature"), _signature).items():
            self.fields[f"signature_{code}"] = field
        self.fields["signature_en"].help_text = _("It stands below what moderators write to firms.")
        self.order_fields([*names, "import_setting"])


class PreparedWordsForm(forms.Form):
    """Words for one reason, by language."""

    def __init__(self, data: Any = None, *, known: dict[str, str]) -> None:
        super().__init__(data, initial=known)
        for code, field in in_each_language(_("Prepared words"), _prepared).items():
            self.fields[code] = field


class CodesField(forms.CharField):
    """NUTS and postal codes, apart by spaces, commas or lines."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = []  # they are about one text

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        codes = list(dict.fromkeys(text.upper().replace(",", " ").split()))
        unknown = unknown_codes(codes)
        if unknown:
            shown = ", ".join(code[:12] for code in unknown[:MOST_SHOWN])
            message = ngettext(
                "%(codes)s is no NUTS or postal code of Belgium.",
                "These are no NUTS or postal codes of Belgium: %(codes)s.",
                len(unknown),
            )
            raise forms.ValidationError(message % {"codes": shown}, code="unknown")
        return codes


class TerritoryForm(forms.Form):
    """Who curates a territory, and what it is made of."""

    partner: forms.ModelChoiceField = forms.ModelChoiceField(
        Partner.objects.order_by("slug"), label=gettext_lazy("Partner"), error_messages=CHOOSE
    )
    codes = CodesField(
        label=gettext_lazy("NUTS and postal codes"),
        help_text=gettext_lazy(
            "The most specific one wins: a postal code before a province, a province before a region. A code that"
            " another territory has moves here."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    fallback: forms.ModelChoiceField = forms.ModelChoiceField(
        Territory.objects.order_by("slug"),
        label=gettext_lazy("Who else may decide"),
        help_text=gettext_lazy("Moderators of this territory, once something has waited for too long."),
        required=False,
        empty_label=gettext_lazy("The operator"),
        error_messages=CHOOSE,
    )
    days = forms.IntegerField(
        label=gettext_lazy("After so many working days"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"required": NEEDED},
    )

    def __init__(self, data: Any = None, *, territory: Territory) -> None:
        known = {
            "partner": territory.partner_id,
            "fallback": territory.fallback_id,
            "days": territory.fallback_after_working_days,
            "codes": " ".join(territory.codes.order_by("code").values_list("code", flat=True)),
        }
        super().__init__(data, initial=known)
        self.territory = territory
        others = Territory.objects.exclude(pk=territory.pk).order_by("slug")
        self.fields["fallback"].queryset = others  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        """No place may be left without a territory."""
        codes: list[str] = self.cleaned_data["codes"]
        self.filing = Filing(table_with(self.territory, codes))
        uncovered = self.filing.uncovered()
        if uncovered:
            message = ngettext(
                "%(codes)s would belong to no territory.",
                "%(count)d postal codes would belong to no territory: %(codes)s …",
                len(uncovered),
            )
            shown = ", ".join(uncovered[:MOST_SHOWN])
            raise forms.ValidationError(message % {"codes": shown, "count": len(uncovered)}, code="uncovered")
        return codes


class NewTerritoryForm(NewForm):
    partner: forms.ModelChoiceField = forms.ModelChoiceField(
        Partner.objects.order_by("slug"), label=gettext_lazy("Partner"), error_messages=CHOOSE
    )


class PartnerRoleField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Role"),
            choices=PartnerRole.choices,
            initial=PartnerRole.MODERATOR,
            help_text=gettext_lazy("A lead also invites and removes people, and keeps the settings of the partner."),
            widget=forms.RadioSelect,
            error_messages=CHOOSE,
        )

    def clean(self, value: Any) -> PartnerRole:
        return PartnerRole(super().clean(value))


class AppointForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We send a mail to it. Who has no account yet gets one."),
    )
    role = PartnerRoleField()


class PartnerRoleForm(forms.Form):
    role = PartnerRoleField()


class FindPersonForm(forms.Form):
    email = AddressField(label=gettext_lazy("E-mail address"))


class PowerForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("E-mail address"), help_text=gettext_lazy("Of somebody who has an account.")
    )
    power = forms.TypedChoiceField(
        label=gettext_lazy("Role"),
        choices=Power.choices,
        coerce=Power,
        help_text=gettext_lazy(
            "The operator runs the site. An auditor reads all that is not personal, and changes nothing."
        ),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    words = ReasonField()


class ReasonForm(forms.Form):
    words = ReasonField()


class DigestForm(forms.Form):
    wants_digest = forms.BooleanField(
        label=gettext_lazy("Daily mail"),
        help_text=gettext_lazy("In the morning of a working day, when something waits for you."),
        required=False,
    )
