"""Collections that partners keep: what they are, the firms in them, and what is printed for a mission or a fair."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.choices import CollectionKind
from directory.models import Collection, CollectionEntry, Startup
from directory.rules.identifiers import format_enterprise_number
from directory.rules.texts import in_alphabet
from directory.templatetags.markets import MarketRow, market_rows
from directory.templatetags.ui import text_in
from directory.views.caching import cacheable
from directory.views.files import csv_file
from directory.views.policies import public
from directory.views.shortlist import compared

MOST_MONOGRAMS = 5


@dataclass(frozen=True)
class Printed:
    """A firm of a booklet or a roster, with the address that its QR code holds."""

    entry: CollectionEntry
    markets: list[MarketRow]

    @property
    def startup(self) -> Startup:
        return self.entry.startup

    @property
    def address(self) -> str:
        return settings.SITE_URL + self.startup.get_absolute_url()


@public
@cacheable
@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    """What is ahead first, then the lists by title, and what is over as an archive."""
    found = list(Collection.objects.published().counted().with_first(MOST_MONOGRAMS))
    events = [each for each in found if each.is_event]
    context = {
        "lists": sorted(
            (each for each in found if each.kind == CollectionKind.COLLECTION), key=lambda each: in_alphabet(str(each))
        ),
        "ahead": sorted((each for each in events if not each.is_over), key=lambda each: (each.starts_on, each.pk)),
        "over": sorted(
            (each for each in events if each.is_over), key=lambda each: (each.ends_on, each.pk), reverse=True
        ),
    }
    return render(request, "public/collections.html", context)


@public
@cacheable
@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    found = _published(slug)
    context = _context(found) | {"entries": list(_with_cards(found))}
    return render(request, "public/collection.html", context)


@public
@cacheable
@require_safe
def booklet(request: HttpRequest, slug: str) -> HttpResponse:
    """To print: a cover, and then two firms a page."""
    found = _published(slug)
    firms = [
        Printed(entry, market_rows(entry.startup.markets.all())) for entry in _with_cards(found, "startup__markets")
    ]
    return render(request, "public/collection_booklet.html", _context(found) | {"firms": firms})


@public
@cacheable
@require_safe
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    """To hang up at the stand of a mission or a fair: each firm with its QR code."""
    found = _published(slug)
    if not found.is_event:
        raise Http404
    firms = [Printed(entry, []) for entry in _shown(found).select_related("startup")]
    return render(request, "public/collection_roster.html", _context(found) | {"firms": firms})


@public
@cacheable
@require_safe
def collection_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts of its firms, a line each, in its order."""
    found = _published(slug)
    entries = list(_shown(found))
    known = Startup.objects.for_profile().in_bulk([entry.startup_id for entry in entries])
    entries = [entry for entry in entries if entry.startup_id in known]  # one may go between the two statements
    firms = [known[entry.startup_id] for entry in entries]
    columns = compared(firms)
    header = (
        _("Firm"),
        _("Address"),
        _("Reason"),
        *(row["label"] for row in columns),
        _("Website"),
        _("Enterprise number"),
    )
    lines = [
        (
            firm.name,
            settings.SITE_URL + firm.get_absolute_url(),
            str(text_in(entry, "reason")),
            *(row["values"][number] for row in columns),
            firm.website,
            format_enterprise_number(firm.enterprise_number),
        )
        for number, (entry, firm) in enumerate(zip(entries, firms, strict=True))
    ]
    return csv_file(found.slug, header, lines)


def _published(slug: str) -> Collection:
    found: Collection = get_object_or_404(Collection.objects.published().prefetch_related("partners"), slug=slug)
    return found


def _shown(found: Collection) -> QuerySet[CollectionEntry]:
    return CollectionEntry.objects.shown().filter(collection=found).select_related("collection")


def _with_cards(found: Collection, *more: str) -> QuerySet[CollectionEntry]:
    """With all that a card says of each firm, and `more` rows."""
    rows = _shown(found).select_related("collection", "startup__municipality__area__parent", "startup__public_stage")
    return rows.prefetch_related("startup__sector_links__sector", *more)


def _context(found: Collection) -> dict[str, object]:
    return {
        "collection": found,
        "title": str(found),
        "crumbs": [(_("Collections"), reverse("collections"))],
        "today": timezone.localdate(),
        "address": settings.SITE_URL + found.get_absolute_url(),
    }
