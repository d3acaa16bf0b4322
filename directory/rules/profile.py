"""The fields of a profile, defined once: form, difference, import, export and API take them from here.

A profile is a flat dictionary of JSON values. Taxonomy rows appear by their permanent id, a revenue stage as
`{"year": 2025, "stage": 6, "disclosed": true}`, a municipality by NIS code. Nothing given is "" or [] or None.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Language, language_name
from directory.choices import BusinessModel, ClientFocus, CompanyStatus, Export, Funding, People
from directory.models import Logo, Municipality, RevenueStage, Revision, Sector, StageDeclaration, Startup, Technology
from directory.rules import profile_rows as rows
from directory.rules.identifiers import format_enterprise_number
from directory.rules.names import country_name, label_of, labels_of, language_label, listed

SCHEMA_VERSION = 2  # 1 had no rows (markets, asks and the like), technologies, trust or contact
LICENCE = "CC-BY-4.0"
FACTS = "facts"  # the licence of single facts from a source, which need none
TAGLINE_LENGTH = 140
DESCRIPTION_WORDS = 120
FIRST_YEAR = 1830
MOST_TECHNOLOGIES = 5

Profile = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A field of the profile: what it is called, how it reads, and how an entry holds it."""

    name: str
    label: str | Promise
    read: Callable[[Startup], Any]
    show: Callable[[Any], str] = lambda value: str(value or "")
    language: str = ""
    required: bool = False
    empty: Any = ""

    def is_empty(self, value: Any) -> bool:
        return value in (None, "", [], {})


def _attribute(name: str, default: Any = "") -> Callable[[Startup], Any]:
    def read(startup: Startup) -> Any:
        value = getattr(startup, name)
        return default if value is None else value

    return read


def _stage_of(startup: Startup) -> dict[str, Any] | None:
    declaration = startup.stage_declarations.order_by("-year").first()
    return stage_value(declaration) if declaration else None


def stage_value(declaration: StageDeclaration) -> dict[str, Any]:
    return {"year": declaration.year, "stage": declaration.stage_id, "disclosed": declaration.disclosed}


def show_stage(value: dict[str, Any] | None) -> str:
    if not value:
        return ""
    return stage_in_words(value, {value["stage"]: str(RevenueStage.objects.get(pk=value["stage"]))})


def stage_in_words(value: dict[str, Any], names: dict[int, str]) -> str:
    """A declared stage; `names` are those of the stages by id."""
    said = {"stage": names[value["stage"]], "year": value["year"]}
    if not value["disclosed"]:
        return _("%(stage)s in %(year)d, not shown to the public") % said
    return _("%(stage)s in %(year)d") % said


def named(ids: Iterable[int], names: dict[int, str]) -> str:
    """Rows of a taxonomy by their names, in the order given; two that were merged are one."""
    return " · ".join(dict.fromkeys(names.get(pk, "?") for pk in ids))


def _names_from(model: type[Sector] | type[Technology]) -> Callable[[list[int]], str]:
    def show(ids: list[int]) -> str:
        rows = model._default_manager.filter(pk__in=ids).select_related("merged_into")
        names = {row.pk: str(row.merged_into or row) for row in rows}
        return named(ids, names)

    return show


def _label_from(choices: Any) -> Callable[[str], str]:
    return lambda value: label_of(choices, value)


def _labels_from(choices: Any) -> Callable[[list[str]], str]:
    return lambda values: listed(labels_of(choices, values))


def _show_logo(logo_id: str) -> str:
    logo = Logo.objects.filter(pk=logo_id).first()
    return _("An image of %(width)d × %(height)d pixels") % {"width": logo.width, "height": logo.height} if logo else ""


def _show_municipality(nis_code: str) -> str:
    municipality = Municipality.objects.filter(nis_code=nis_code).first()
    return str(municipality) if municipality else ""


def _translated(name: str, label: str | Promise) -> list[Field]:
    return [Field(f"{name}_{code}", label, _attribute(f"{name}_{code}"), language=code) for code in Language.values]


FIELDS: dict[str, Field] = {
    field.name: field
    for field in [
        Field("name", gettext_lazy("Name"), _attribute("name"), required=True),
        Field(
            "enterprise_number",
            gettext_lazy("Enterprise number"),
            _attribute("enterprise_number"),
            show=format_enterprise_number,
        ),
        Field("website", gettext_lazy("Website"), _attribute("website")),
        Field("postal_code", gettext_lazy("Postal code"), _attribute("postal_code"), required=True),
        Field(
            "municipality",
            gettext_lazy("Municipality"),
            lambda startup: startup.municipality.nis_code if startup.municipality else "",
            show=_show_municipality,
            required=True,
        ),
        Field("founded", gettext_lazy("Founded"), lambda startup: startup.founded, empty=None),
        Field("offices", gettext_lazy("Offices"), rows.offices_of, show=rows.show_offices, empty=[]),
        Field(
            "original_language",
            gettext_lazy("Original language"),
            _attribute("original_language"),
            show=language_name,
            required=True,
        ),
        *_translated("tagline", gettext_lazy("In one line")),
        *_translated("description", gettext_lazy("Description")),
        Field(
            "sectors",
            gettext_lazy("Sectors"),
            lambda startup: [sector.pk for sector in startup.sectors],
            show=_names_from(Sector),
            required=True,
            empty=[],
        ),
        Field(
            "technologies",
            gettext_lazy("Technologies"),
            lambda startup: sorted(technology.pk for technology in startup.technologies),
            show=_names_from(Technology),
            empty=[],
        ),
        Field(
            "client_focus",
            gettext_lazy("Sells to"),
            lambda startup: sorted(startup.client_focus),
            show=_labels_from(ClientFocus),
            empty=[],
        ),
        Field(
            "business_model",
            gettext_lazy("Earns by"),
            lambda startup: sorted(startup.business_model),
            show=_labels_from(BusinessModel),
            empty=[],
        ),
        Field("people", gettext_lazy("People"), _attribute("people"), show=_label_from(People)),
        Field("stage", gettext_lazy("Revenue stage"), _stage_of, show=show_stage, empty=None),
        Field("funding", gettext_lazy("Funding"), _attribute("funding"), show=_label_from(Funding)),
        Field("markets", gettext_lazy("Markets"), rows.markets_of, show=rows.show_markets, empty=[]),
        Field("export", gettext_lazy("Export"), _attribute("export"), show=_label_from(Export)),
        Field(
            "support_languages",
            gettext_lazy("Support in"),
            lambda startup: sorted(startup.support_languages),
            show=lambda codes: listed(map(language_label, codes)),
            empty=[],
        ),
        Field(
            "references",
            pgettext_lazy("customers", "References"),
            rows.references_of,
            show=rows.show_references,
            empty=[],
        ),
        Field("asks", gettext_lazy("Looking for"), rows.asks_of, show=rows.show_asks, empty=[]),
        Field(
            "certifications",
            gettext_lazy("Certificates"),
            rows.certifications_of,
            show=rows.show_certifications,
            empty=[],
        ),
        Field("hosting_country", gettext_lazy("Data kept in"), _attribute("hosting_country"), show=country_name),
        Field("owner_country", gettext_lazy("Ultimate owner in"), _attribute("owner_country"), show=country_name),
        Field("public_contact", gettext_lazy("Public contact"), _attribute("public_contact")),
        Field(
            "logo",
            gettext_lazy("Logo"),
            lambda startup: str(startup.logo_id or ""),
            show=_show_logo,
        ),
        Field("status", gettext_lazy("Status"), rows.status_of, show=rows.show_status, empty=None),
    ]
}

PLACE = ("postal_code", "municipality")
PERSONAL = ("public_contact",)  # may be the address of a person
# Fields that an entry holds as they are, in a column of the same name.
COLUMNS = (
    "name",
    "enterprise_number",
    "website",
    "postal_code",
    "founded",
    "original_language",
    *(name for name, field in FIELDS.items() if field.language),
    "client_focus",
    "business_model",
    "people",
    "funding",
    "export",
    "support_languages",
    "hosting_country",
    "owner_country",
    "public_contact",
)


def profile_of(startup: Startup) -> Profile:
    """What an entry says now, as a profile."""
    return {name: field.read(startup) for name, field in FIELDS.items()}


def public_profile_of(startup: Startup) -> Profile:
    """What the public sees of it: no revenue stage that is not disclosed."""
    profile = profile_of(startup)
    stage = profile["stage"]
    return profile | {"stage": stage if stage and stage["disclosed"] else None}


def empty_profile() -> Profile:
    return {name: copy(field.empty) for name, field in FIELDS.items()}


def upgraded(profile: Profile, schema_version: int) -> Profile:
    """A stored profile in today's schema: fields that an older one lacked are empty."""
    if schema_version > SCHEMA_VERSION:
        raise ValueError(f"Profile schema {schema_version} is newer than {SCHEMA_VERSION}")
    return empty_profile() | {name: value for name, value in profile.items() if name in FIELDS}


def public_value(name: str, value: Any) -> Any:
    """The value as an event may hold it for ever.

    An undisclosed revenue stage never leaves the desk, and a contact may name a person (`personal_values`).
    """
    if name == "stage" and value and not value["disclosed"]:
        return {"year": value["year"], "disclosed": False}
    if name in PERSONAL:
        return bool(value)
    return value


def personal_values(before: Profile | None, after: Profile, names: Iterable[str]) -> dict[str, Any]:
    """What of a change belongs into the side row of its event, which can be erased."""
    return {
        name: {"before": before[name] if before else "", "after": after[name]} for name in names if name in PERSONAL
    }


def shown(name: str, value: Any) -> str:
    """The value in words, in the reader's language; '' where nothing is given."""
    field = FIELDS[name]
    return "" if field.is_empty(value) else field.show(value)


def field_label(field: Field) -> str:
    """What a field is called, with its language where it has one: "In one line (French)"."""
    if not field.language:
        return str(field.label)
    return _("%(field)s (%(language)s)") % {"field": field.label, "language": language_name(field.language)}


def status_asked(revision: Revision) -> str:
    """What a revision says became of the company, in words: also that it is active."""
    value = upgraded(revision.profile, revision.schema_version)["status"]
    return shown("status", value) or str(CompanyStatus.ACTIVE.label)
