"""What a card and a profile say of an entry, in the reader's language, each fact with its date and source."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils import formats
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.choices import (
    BusinessModel,
    ClientFocus,
    CompanyStatus,
    Export,
    Funding,
    People,
    Precision,
)
from directory.models import FactSource, Municipality, Startup
from directory.rules.identifiers import domain_of
from directory.rules.names import country_name, label_of, labels_of, language_label, listed
from directory.rules.profile import FACTS

register = template.Library()
register.filter("country_name", country_name)
register.filter("domain", domain_of)


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    source: str = ""
    source_url: str = ""
    url: str = ""
    key: str = ""  # of rules.reports.FACTS


@dataclass(frozen=True)
class Source:
    """One list from which facts of an entry come."""

    name: str
    url: str
    when: str
    licence: str


# ---- Places ----


@register.filter
def place_name(municipality: Municipality) -> str:
    """The municipality in the reader's language, with its local name where that differs."""
    name, local = str(municipality), municipality.name_local
    if name.casefold() == local.casefold():
        return name
    return pgettext("municipality and its local name", "%(name)s (%(local)s)") % {"name": name, "local": local}


@register.filter
def area_name(municipality: Municipality) -> str:
    """The province, or the region in Brussels, which has no province."""
    return str(municipality.province or municipality.region)


@register.filter
def area_slug(municipality: Municipality) -> str:
    return (municipality.province or municipality.region).slug


# ---- Cards ----


@register.filter
def card_line(startup: Startup) -> str:
    """Where it is, what it does, how large: whatever is known."""
    place = startup.municipality
    return card_words(
        place=str(place or ""),
        province=str((place and place.province) or ""),
        since=since(startup.founded, get_language()),
        sector=str(next(iter(startup.sectors), "")),
        stage=str(startup.public_stage or ""),
        domain=startup.domain,
    )


def card_words(*, place: str, province: str, since: str, sector: str, stage: str, domain: str) -> str:
    """The line of a card from its parts, of which any may be ""."""
    parts = [place, province if province != place else "", since, sector, stage, "" if sector else domain]
    return " · ".join(part for part in parts if part)


@lru_cache(maxsize=1024)
def since(founded: int | None, language: str | None) -> str:
    """The year in words, in the language that is active; "" for none."""
    return _("founded in %(year)d") % {"year": founded} if founded else ""


# ---- Profile ----


def facts_of(startup: Startup) -> list[Fact]:
    """The facts that an entry gives, in the order of the page. What it does not give is left out."""
    sources = {source.field: source for source in startup.fact_sources.all()}
    given = [
        (_("Where"), _place(startup), "municipality"),
        (_("Founded"), str(startup.founded or ""), "founded"),
        (_("People"), label_of(People, startup.people), "people"),
        (_("Sectors"), listed(startup.sectors), "sectors"),
        (_("Technologies"), listed(startup.technologies), "technologies"),
        (_("Sells to"), listed(labels_of(ClientFocus, startup.client_focus)), "client_focus"),
        (_("Earns by"), listed(labels_of(BusinessModel, startup.business_model)), "business_model"),
        (_("Export"), label_of(Export, startup.export), "export"),
        (_("Funding"), label_of(Funding, startup.funding), "funding"),
        (_("Support in"), listed(map(language_label, startup.support_languages)), "support_languages"),
        (_("Data kept in"), country_name(startup.hosting_country), "hosting_country"),
        (_("Ultimate owner in"), country_name(startup.owner_country), "owner_country"),
        (_("Offices"), listed(_office(office) for office in startup.offices.all()), "offices"),
    ]
    return [
        Fact(str(label), value, source_words(sources.get(name)), source_address(sources.get(name)), key=name)
        for label, value, name in given
        if value
    ]


def fact_of(startup: Startup, name: str, value: str) -> Fact:
    """One fact that the page shows apart from the others."""
    source = next((row for row in startup.fact_sources.all() if row.field == name), None)
    return Fact("", value, source_words(source), source_address(source))


def _place(startup: Startup) -> str:
    if startup.municipality is None:
        return ""
    if area_name(startup.municipality) == str(startup.municipality):
        return " ".join([startup.postal_code, place_name(startup.municipality)]).strip()
    place = {"municipality": place_name(startup.municipality), "area": area_name(startup.municipality)}
    if startup.postal_code:
        return _("%(code)s %(municipality)s, %(area)s") % (place | {"code": startup.postal_code})
    return _("%(municipality)s, %(area)s") % place


def _office(office: Any) -> str:
    if office.municipality:
        return place_name(office.municipality)
    return _("%(city)s (%(country)s)") % {"city": office.city, "country": country_name(office.country)}


def source_words(source: FactSource | None) -> str:
    """On whose word, and as of when."""
    if source is None:
        return ""
    if not source.source:
        return _("Declared by the company, %(date)s") % {"date": formats.date_format(source.as_of, "DATE_FORMAT")}
    when = as_known(source)
    if source.licence == FACTS:
        return _("Source: %(name)s, %(date)s") % {"name": source.source, "date": when}
    if when in source.source:  # "Crunchbase, July 2013" says it already
        return _("Public list: %(name)s") % {"name": source.source}
    return _("Public list: %(name)s, %(date)s") % {"name": source.source, "date": when}


def source_address(source: FactSource | None) -> str:
    return source.source_url if source else ""


def as_known(source: FactSource) -> str:
    """The date of a fact, no more exactly than it is known."""
    if source.precision == Precision.YEAR:
        return str(source.year)
    return formats.date_format(source.as_of, "DATE_FORMAT")


def sources_of(startup: Startup) -> list[Source]:
    """The public lists behind an entry, each once. The source of an undisclosed stage is no one's business."""
    rows = [
        Source(row.source, row.source_url, as_known(row), _("facts only") if row.licence == FACTS else row.licence)
        for row in startup.fact_sources.all()
        if row.source and (row.field != "stage" or startup.public_stage)
    ]
    return sorted(set(rows), key=lambda source: (source.name, source.when))


def blanks_of(startup: Startup) -> list[Fact]:
    """What only the company could tell, as far as the entry does not say it."""
    blanks = []
    has_tagline = any(getattr(startup, f"tagline_{code}") for code, _name in settings.LANGUAGES)
    for is_given, label, words in [
        (has_tagline, _("What it does"), _("One sentence, in your language")),
        (startup.sectors, _("Sector"), _("One main sector, two more")),
        (startup.public_stage, _("Revenue stage"), _("A band, never a figure")),
        (startup.people, _("People"), _("A band, never names")),
        (startup.enterprise_number, _("Enterprise number"), _("Gives VAT number and Peppol id")),
    ]:
        if not is_given:
            blanks.append(Fact(label, words))
    return blanks


# ---- State ----


def status_notice(startup: Startup) -> str:
    """What became of a company that is no longer active, dated where the date is known; '' for the others."""
    values = {"name": startup.name, "buyer": startup.acquired_by}
    if startup.status_since:
        values["date"] = formats.date_format(startup.status_since, "DATE_FORMAT")
        return {
            CompanyStatus.ACQUIRED: _("%(name)s was acquired by %(buyer)s on %(date)s.")
            if startup.acquired_by
            else _("%(name)s was acquired on %(date)s."),
            CompanyStatus.MERGED: _("%(name)s merged with %(buyer)s on %(date)s.")
            if startup.acquired_by
            else _("%(name)s merged with another company on %(date)s."),
            CompanyStatus.CEASED: _("%(name)s has not been in business since %(date)s."),
            CompanyStatus.MOVED_ABROAD: _("%(name)s moved abroad on %(date)s."),
        }.get(CompanyStatus(startup.status), "") % values
    return {
        CompanyStatus.ACQUIRED: _("%(name)s was acquired by %(buyer)s.")
        if startup.acquired_by
        else _("%(name)s was acquired."),
        CompanyStatus.MERGED: _("%(name)s merged with %(buyer)s.")
        if startup.acquired_by
        else _("%(name)s merged with another company."),
        CompanyStatus.CEASED: _("%(name)s is no longer in business."),
        CompanyStatus.MOVED_ABROAD: _("%(name)s moved abroad."),
    }.get(CompanyStatus(startup.status), "") % values


def status_fact(startup: Startup) -> Fact:
    """Where one can read what became of it: an address, shown by its domain, or words; and who says so."""
    source = startup.status_source
    said = fact_of(startup, "status", source)
    if any(row.field == "status" and row.source == source for row in startup.fact_sources.all()):
        said = replace(said, source="")  # the desk noted it: both are the same words
    if not source.startswith("https://"):
        return said
    return replace(said, value=domain_of(source), url=source)


# ---- Certificates ----


def is_valid_on(certification: Any, day: date | None = None) -> bool:
    """Whether a certificate is still shown: it has not run out."""
    return certification.valid_until is None or certification.valid_until >= (day or localdate())
