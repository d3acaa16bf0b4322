"""A visitor's own list of firms. It stands in the address alone: nobody signs in, and nothing of it is kept here."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Slug, Startup
from directory.rules.identifiers import format_enterprise_number
from directory.rules.names import listed
from directory.templatetags.facts import facts_of, is_valid_on
from directory.templatetags.markets import market_rows
from directory.templatetags.ui import text_in
from directory.views.caching import cacheable, catalogue_of
from directory.views.cards import cards
from directory.views.files import csv_file
from directory.views.policies import public

MOST_LISTED = 60
MOST_COMPARED = 4
MOST_WITH_CODE = 24  # on paper; a longer list has addresses in words alone
LONGEST_SLUG = 80  # of any that we give


@public
@cacheable
@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    slugs = asked(request, MOST_LISTED)
    firms = firms_of(slugs)
    names = [firm.slug for firm in firms]
    context = {
        "firms": [(firm, address("shortlist", [slug for slug in names if slug != firm.slug])) for firm in firms],
        "cards": cards([firm.pk for firm in firms], catalogue_of(request)),
        "sheet": [(firm, settings.SITE_URL + firm.get_absolute_url()) for firm in firms],
        "has_codes": len(firms) <= MOST_WITH_CODE,
        "slugs": names,
        "missing": len(slugs) - len(firms),
        "share_url": settings.SITE_URL + address("shortlist", names),
        "csv_url": address("shortlist_csv", names),
        "compare_url": address("compare", names[:MOST_COMPARED]) if len(names) > 1 else "",
        "most_compared": MOST_COMPARED,
        "today": timezone.localdate(),
    }
    return render(request, "public/shortlist.html", context)


@public
@cacheable
@require_safe
def shortlist_csv(request: HttpRequest) -> HttpResponse:
    """The facts of the listed firms, a line each."""
    firms = firms_of(asked(request, MOST_LISTED))
    columns = compared(firms)
    header = (_("Firm"), _("Address"), *(row["label"] for row in columns), _("Website"), _("Enterprise number"))
    lines = [
        (
            _("%(name)s (sample)") % {"name": firm.name} if firm.is_sample else firm.name,
            settings.SITE_URL + firm.get_absolute_url(),
            *(row["values"][number] for row in columns),
            firm.website,
            format_enterprise_number(firm.enterprise_number),
        )
        for number, firm in enumerate(firms)
    ]
    return csv_file("shortlist", header, lines)


@public
@cacheable
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four firms side by side: each fact that one of them gives."""
    slugs = asked(request, MOST_COMPARED)
    firms = firms_of(slugs)
    names = [firm.slug for firm in firms]
    context = {
        "firms": [
            (firm, address("compare", [slug for slug in names if slug != firm.slug]) if len(firms) > 1 else "")
            for firm in firms
        ],
        "rows": compared(firms),
        "shortlist_url": address("shortlist", names),
        "missing": len(slugs) - len(firms),
    }
    return render(request, "public/compare.html", context)


def asked(request: HttpRequest, most: int) -> list[str]:
    """The firms that an address names, each once, the first ones of too many."""
    return list(dict.fromkeys(slug for slug in request.GET.getlist("firm") if slug))[:most]


def firms_of(slugs: list[str]) -> list[Startup]:
    """The public ones of them in their order, also by an address that they once had. Others are left out."""
    safe = [slug for slug in slugs if len(slug) <= LONGEST_SLUG and "\0" not in slug]
    owners = dict(Slug.objects.filter(slug__in=safe).values_list("slug", "startup_id"))
    found = Startup.objects.published().for_profile().in_bulk(set(owners.values()))
    ordered = dict.fromkeys(owners[slug] for slug in safe if slug in owners)
    return [found[pk] for pk in ordered if pk in found]


def compared(firms: Iterable[Startup]) -> list[dict[str, Any]]:
    """The facts that one of them gives at least, as rows: {label, values}, "" where a firm does not say."""
    sheets = [sheet(firm) for firm in firms]
    labels = dict.fromkeys(label for each in sheets for label in each)
    order = sorted(labels, key=lambda label: min(list(each).index(label) for each in sheets if label in each))
    return [{"label": label, "values": [each.get(label, "") for each in sheets]} for label in order]


def sheet(firm: Startup) -> dict[str, str]:
    """What a buyer compares, by label; what the firm does not give is left out."""
    given = [
        (_("What it does"), str(text_in(firm, "tagline"))),
        *((fact.label, fact.value) for fact in facts_of(firm)),
        (_("Revenue stage"), str(firm.public_stage or "")),
        (_("Markets"), "; ".join(f"{row.country}: {row.activities}" for row in market_rows(firm.markets.all()))),
        (_("Certificates"), listed(each.name for each in firm.certifications.all() if is_valid_on(each))),
        (_("Customers that vouch for it"), listed(each.name for each in firm.references.all())),
        (_("Confirmed by the firm"), formats.date_format(firm.confirmed_on) if firm.confirmed_on else ""),
    ]
    return {str(label): value for label, value in given if value}


def address(name: str, slugs: list[str]) -> str:
    query = urlencode([("firm", slug) for slug in slugs])
    return f"{reverse(name)}?{query}" if query else reverse(name)
