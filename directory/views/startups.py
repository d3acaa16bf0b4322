"""The list of startups, the profile of one, and the picture of it that other sites show."""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belgiantech.release import release
from directory.choices import Confirmation, EntryState, SubmissionState
from directory.models import Accompaniment, Ask, RevenueStage, Slug, Startup, Submission
from directory.models.collection import collections_of
from directory.rules.identifiers import format_enterprise_number, peppol_id, vat_number
from directory.rules.introductions import takes_introductions
from directory.rules.names import country_name, listed
from directory.rules.reports import takes_reports
from directory.search.catalogue import Catalogue
from directory.search.facets import Facet
from directory.search.query import Selection
from directory.search.related import Profile, Related, related
from directory.search.results import PastTheEnd, Results
from directory.search.suggest import nearest
from directory.templatetags import facts, ui
from directory.templatetags.markets import market_rows, tiles_of
from directory.views import drawing
from directory.views.caching import cacheable, catalogue_of, keep
from directory.views.errors import gone
from directory.views.fragments import is_fragment
from directory.views.frames import framed
from directory.views.listing import list_query, listing
from directory.views.policies import public
from directory.views.suggest import address_of

MOST_RELATED = 3
MOST_NAMED = 3  # countries, in what two firms share
HOUR = 3600  # seconds; after that a cache asks for the picture again
LONGEST_CHAIN = 10  # of entries merged one into the other


@public
@cacheable
@require_safe
def startups(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by the address (product.md, Addresses). htmx gets the part that changes."""
    found = catalogue_of(request)
    selection = Selection.parse(request.GET, found.vocabulary)
    results = Results(selection, found)
    try:
        page = results.page()
    except PastTheEnd as error:
        raise Http404 from error
    near = nearest(selection.q, found) if selection.q and not results.found else []
    drawn = listing(request, results, page, [(option, address_of(option)) for option in near])
    title = title_of(selection)
    if is_fragment(request):
        return HttpResponse(format_html("<title>{} – #BELGIANTECH</title>{}", title, drawn))
    canonical = selection.canonical() if selection.is_for_search_engines else ""
    if selection.is_for_search_engines:
        keep(request, query=canonical)
    holes = {
        "title": title,
        "canonical": f"?{canonical}" if canonical else "",
        "words": selection.q,
        "feed_url": feed_of(selection),
        "listing": drawn,
    }
    return framed(request, "public/startups.html", holes, is_indexed=selection.is_for_search_engines)


def title_of(selection: Selection) -> str:
    """Says what was asked."""
    asked = [selection.q] if selection.q else [option.label for option in selection.chosen]
    return _("Startups: %(words)s") % {"words": ", ".join(asked)} if asked else _("Startups")


def feed_of(selection: Selection) -> str:
    """The address of the same list as a feed, in this language."""
    return reverse("startups_feed", args=[get_language()]) + list_query(selection)


@public
@cacheable
@require_safe
def startup(request: HttpRequest, slug: str) -> HttpResponse:
    """The profile. Old addresses lead on for ever, removed entries say so, what is not public does not exist."""
    entry = Startup.objects.for_profile().filter(slug=slug).first()
    if entry is None or not entry.is_public:
        return _instead(request, slug, "startup")
    return render(request, "public/startup.html", profile_context(entry, catalogue_of(request)))


@public
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a profile, in the language of its address. Drawn once for what it says: its name is that."""
    entry = Startup.objects.for_picture().filter(slug=slug).first()
    if entry is None or not entry.is_public:
        return _instead(request, slug, "startup_card")
    picture = picture_of(entry)
    name = hashlib.blake2b(repr((release(), astuple(picture))).encode(), digest_size=16).hexdigest()
    if f'"{name}"' in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        drawn = caches["pictures"].get(name)
        if drawn is None:
            drawn = drawing.draw(picture)
            caches["pictures"].set(name, drawn)
        response = HttpResponse(drawn, content_type="image/png")
    response["ETag"] = f'"{name}"'
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def picture_of(entry: Startup) -> drawing.Picture:
    """What the picture says, in the language that is active."""
    words = {
        Confirmation.CONFIRMED: _("Confirmed by the firm"),
        Confirmation.LAPSED: _("Not confirmed for over a year"),
        Confirmation.UNCLAIMED: _("Unclaimed"),
    }
    return drawing.Picture(
        name=entry.name,
        number=format_enterprise_number(entry.enterprise_number) or entry.slug,
        tagline=str(ui.text_in(entry, "tagline")),
        line=facts.card_line(entry),
        state=words[Confirmation(entry.confirmation)],
        is_confirmed=entry.confirmation == Confirmation.CONFIRMED,
        mark=_("Sample") if entry.is_sample else "",
    )


def _instead(request: HttpRequest, slug: str, route: str) -> HttpResponse:
    row = Slug.objects.filter(slug=slug).select_related("startup").first()
    entry = row.startup if row else Startup.objects.filter(slug=slug).first()
    for _step in range(LONGEST_CHAIN):
        if entry is None or entry.merged_into is None:
            break
        entry = entry.merged_into
    if entry is None:
        raise Http404
    if entry.is_public:
        return HttpResponsePermanentRedirect(reverse(route, args=[entry.slug]))
    if entry.state == EntryState.REMOVED:
        return gone(request)
    raise Http404


def profile_context(entry: Startup, found: Catalogue) -> dict[str, object]:
    stages = [option.row for option in found.vocabulary.of(Facet.STAGE)]
    return _facts_context(entry, stages) | {
        "asks": entry.asks.open().order_by("-opened_on", "pk"),
        "approved": approved_submission(entry),
        "accompanied": accompanied(entry),
        "collections": collections_of(entry),
        "related": related_firms(entry, found),
        "is_kept": entry.claimed_at is not None and entry.team.active().exists(),
        "takes_introductions": takes_introductions(entry),
        "takes_reports": takes_reports(entry),
    }


def preview_context(entry: Startup, asks: list[Ask]) -> dict[str, object]:
    """What the page of an entry shows that is in no database yet (rules.preview)."""
    stages = list(RevenueStage.objects.order_by("position"))
    return _facts_context(entry, stages) | {
        "asks": asks,
        "approved": None,
        "accompanied": [],
        "collections": [],
        "related": [],
        "is_kept": True,
        "takes_introductions": False,
        "takes_reports": False,
    }


@dataclass(frozen=True)
class RelatedFirm:
    """A firm to see beside another one, and why."""

    startup: Startup
    why: str


def related_firms(entry: Startup, found: Catalogue) -> list[RelatedFirm]:
    """The nearest few, each with what it shares with this one. One statement."""
    profile = Profile(
        entry.pk,
        sectors=tuple(sector.pk for sector in entry.sectors),
        markets=tuple(dict.fromkeys(str(market.country) for market in entry.markets.all())),
        municipality=entry.municipality_id,
        area=entry.municipality.area_id if entry.municipality else None,
    )
    near = related(profile, found, most=MOST_RELATED)
    firms = Startup.objects.published().in_bulk([each.pk for each in near]) if near else {}
    area = facts.area_name(entry.municipality) if entry.municipality else ""
    return [RelatedFirm(firms[each.pk], why_related(each, area)) for each in near if each.pk in firms]


def why_related(other: Related, area: str) -> str:
    """What two firms share, in a few words: "Same sector · also in Germany · Namur"."""
    parts: Iterable[str] = (
        _("Same sector") if other.sectors else "",
        _("also in %(countries)s") % {"countries": listed(map(country_name, other.markets[:MOST_NAMED]))}
        if other.markets
        else "",
        area if other.is_near else "",
    )
    return " · ".join(part for part in parts if part)


def _facts_context(entry: Startup, stages: list[Any]) -> dict[str, object]:
    """What the entry itself says."""
    number = entry.enterprise_number
    markets = list(entry.markets.all())
    return {
        "startup": entry,
        "facts": facts.facts_of(entry),
        "sources": facts.sources_of(entry),
        "blanks": facts.blanks_of(entry) if entry.claimed_at is None else [],
        "status_notice": facts.status_notice(entry),
        "stages": stages,
        "status_fact": facts.status_fact(entry),
        "stage_fact": facts.fact_of(entry, "stage", str(entry.public_stage)) if entry.public_stage else None,
        "website_fact": facts.fact_of(entry, "website", entry.domain or entry.website) if entry.website else None,
        "market_rows": market_rows(markets),
        "tiles": tiles_of(markets),
        "certifications": [row for row in entry.certifications.all() if facts.is_valid_on(row)],
        "number": format_enterprise_number(number),
        "vat": vat_number(number),
        "peppol": peppol_id(number),
        "address": settings.SITE_URL + entry.get_absolute_url() if entry.is_public else "",
        "printed_on": timezone.localdate(),
    }


def accompanied(entry: Startup) -> list[Accompaniment]:
    """The support organisations that accompany it, as both sides say, the longest first."""
    rows = Accompaniment.objects.public().filter(startup=entry)
    return list(rows.select_related("organisation__municipality").order_by("since", "organisation__name", "pk"))


def approved_submission(entry: Startup) -> Submission | None:
    """The latest proposal that a moderator approved: says which territory did, and when; never who."""
    return (
        Submission.objects.filter(startup=entry, state=SubmissionState.APPROVED)
        .select_related("territory")
        .order_by("-decided_at", "pk")
        .first()
    )
