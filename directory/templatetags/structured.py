"""What a page says of a firm, once more for machines: schema.org as JSON-LD, in a block that no browser runs."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from directory.choices import Activity, CompanyStatus
from directory.models import Startup
from directory.rules.identifiers import format_enterprise_number, peppol_id, vat_number
from directory.templatetags.facts import area_name
from directory.templatetags.ui import Text, text_in

register = template.Library()

# Nothing that people wrote can end the block, or begin a comment in it. U+2028 and the like are escaped by json.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@register.simple_tag
def organization(startup: Startup) -> SafeString:
    """`{% organization startup %}`: name, numbers, place and texts of a firm. Nothing that its page does not show, and
    nothing at all of a sample, which does not exist."""
    return SafeString() if startup.is_sample else _block(organization_of(startup))


def _block(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped for this place


def organization_of(startup: Startup) -> dict[str, Any]:
    """The firm as a schema.org Organization. What it does not give is left out."""
    address = settings.SITE_URL + startup.get_absolute_url()
    given = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{address}#organization",
        "name": startup.name,
        "url": address,
        "sameAs": [startup.website] if startup.website else [],
        "slogan": _text(text_in(startup, "tagline")),
        "description": _text(text_in(startup, "description")),
        "address": _address(startup),
        "foundingDate": str(startup.founded or ""),
        "dissolutionDate": _end(startup),
        "vatID": vat_number(startup.enterprise_number).replace(" ", "").replace(".", ""),
        "identifier": _identifiers(startup.enterprise_number),
        "numberOfEmployees": _people(startup.people),
        "knowsLanguage": startup.support_languages,
        "areaServed": _served(startup),
    }
    return {name: value for name, value in given.items() if value}


def _text(text: Text) -> str | dict[str, str]:
    """With its language where that is not the page's."""
    return {"@value": text.text, "@language": text.lang} if text.is_original else text.text


def _address(startup: Startup) -> dict[str, str]:
    """As far as the page says it: never a street."""
    if startup.municipality is None:
        return {}
    place = {
        "postalCode": startup.postal_code,
        "addressLocality": str(startup.municipality),
        "addressRegion": area_name(startup.municipality),
    }
    given = {name: value for name, value in place.items() if value}
    return {"@type": "PostalAddress", **given, "addressCountry": "BE"}


def _end(startup: Startup) -> str:
    has_ended = startup.status == CompanyStatus.CEASED and startup.status_since
    return startup.status_since.isoformat() if has_ended and startup.status_since else ""


def _identifiers(number: str) -> list[dict[str, str]]:
    if not number:
        return []
    named = (("Enterprise number", format_enterprise_number(number)), ("Peppol", peppol_id(number)))
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in named]


def _people(band: str) -> dict[str, Any]:
    """The band as the page shows it: "10-19", or "250+", which has no end."""
    if not band:
        return {}
    least, _dash, most = band.rstrip("+").partition("-")
    return {"@type": "QuantitativeValue", "minValue": int(least)} | ({"maxValue": int(most)} if most else {})


def _served(startup: Startup) -> list[str]:
    """Countries in which it has customers."""
    return sorted({str(row.country) for row in startup.markets.all() if row.activity == Activity.CUSTOMERS})
