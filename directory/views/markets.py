"""Markets abroad: the world with its Belgian firms, and a page for the buyer in each country."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from directory.choices import Activity
from directory.models import Ask, Collection, MarketContact, Reference, Startup
from directory.rules.markets import OFFERS, READ_FIRST, SPOKEN
from directory.search.catalogue import Catalogue
from directory.search.facets import MARKET_ACTIVITY, Facet, Key
from directory.search.query import Selection
from directory.search.results import Choice, Results
from directory.search.vocabulary import Option
from directory.templatetags.markets import tiles_around, tiles_with
from directory.views.caching import cacheable, catalogue_of
from directory.views.cards import cards
from directory.views.landing import breakdown
from directory.views.policies import public
from directory.views.samples import most_trusted_first, with_stand_ins

MOST_CARDS = 12  # of a section; the list has the others
MOST_REFERENCES = 12
MOST_ASKS = 6


@dataclass(frozen=True)
class MarketCount:
    """A country with the number of its firms, in all and by what they do there."""

    option: Option
    total: int
    by_activity: list[int]  # in the order of Activity

    @property
    def code(self) -> str:
        return self.option.slug

    @property
    def url(self) -> str:
        return reverse("market", args=[self.option.slug.lower()])


@dataclass(frozen=True)
class Section:
    """Firms that have one thing in common in this market. Each firm stands in the first section that it fits."""

    slug: str
    title: str | Promise
    entries: BitMap
    cards: list[SafeString] = field(repr=False)
    all_url: str

    @property
    def more(self) -> int:
        """How many more the list has."""
        return len(self.entries) - len(self.cards)


@public
@cacheable
@require_safe
def markets(request: HttpRequest) -> HttpResponse:
    """The world: how many firms work where."""
    shown = Shown(catalogue_of(request))
    found = shown.markets()
    context = {
        "markets": found,
        "tiles": tiles_with({each.code: each.url for each in found}),
        "activities": list(Activity),
        "firms": len(shown.abroad),
        "are_samples": shown.are_samples,
        "today": timezone.localdate(),
    }
    return render(request, "public/markets.html", context)


@public
@cacheable
@require_safe
def market(request: HttpRequest, code: str) -> HttpResponse:
    """One country, for the buyer there. Any but Belgium has a page: one without firms says so."""
    shown = Shown(catalogue_of(request))
    option = shown.found.vocabulary.options[Facet.MARKET].get(code.upper())
    if option is None:
        raise Http404
    if code != option.slug.lower():
        return HttpResponsePermanentRedirect(reverse("market", args=[option.slug.lower()]))
    here = shown.of(Facet.MARKET, option.slug)
    active = Startup.objects.in_default_results()
    if not shown.are_samples:
        active = active.real()
    context = {
        "market": option,
        "crumbs": [(gettext("Markets"), reverse("markets"))],
        "sections": shown.sections(option),
        "firms": here,
        "tiles": tiles_around(option.slug),
        "asks": open_asks(option.slug, active)[:MOST_ASKS],
        "references": references(option.slug, active)[:MOST_REFERENCES],
        "missions": list(Collection.objects.published().ahead().filter(country=option.slug)),
        "contacts": list(MarketContact.objects.filter(country=option.slug).order_by("position")),
        "breakdown": shown.breakdown(option),
        "all_url": f"{reverse('startups')}?market={option.slug}",
        "offer": offer(option.slug),
        "are_samples": shown.are_samples and bool(here),
        "today": timezone.localdate(),
    }
    return render(request, "public/market.html", context)


class Shown:
    """The entries that the pages of markets speak of, and the countries in which they say to work."""

    def __init__(self, found: Catalogue) -> None:
        self.found = found
        self.by_country: Mapping[Key, BitMap] = found.index.facets.get(Facet.MARKET, {})
        abroad = BitMap.union(BitMap(), *(pks for key, pks in self.by_country.items() if key))
        self.entries, self.are_samples = with_stand_ins(found, abroad)
        self.abroad = self.entries & abroad

    def of(self, facet: str, key: str) -> BitMap:
        return self.entries & self.found.index.of_value(facet, key)

    def markets(self) -> list[MarketCount]:
        """The countries with at least one firm, those with most first."""
        options = self.found.vocabulary.by_key[Facet.MARKET]
        language = translation.get_language() or ""
        counts = [
            MarketCount(
                options[key],
                total,
                [len(self.of(MARKET_ACTIVITY, f"{key}:{activity.value}")) for activity in Activity],
            )
            for key, pks in self.by_country.items()
            if key in options and (total := pks.intersection_cardinality(self.entries))
        ]
        return sorted(counts, key=lambda count: (-count.total, count.option.alphabetical(language)))

    def sections(self, market: Option) -> list[Section]:
        """What a buyer asks, in this order: who is here already, who comes, who looks for somebody, who speaks my
        language. Empty ones are left out."""
        seen = BitMap()
        sections = []
        for slug, title, entries, query in self._groups(market):
            fresh = entries - seen
            seen |= fresh
            if fresh:
                first = most_trusted_first(fresh, self.found)[:MOST_CARDS]
                drawn = cards(first, self.found)
                sections.append(Section(slug, title, fresh, drawn, f"{reverse('startups')}?{query}"))
        return sections

    def _groups(self, market: Option) -> list[tuple[str, str | Promise, BitMap, str]]:
        def doing(*activities: Activity) -> BitMap:
            return BitMap.union(*(self.of(MARKET_ACTIVITY, f"{market.slug}:{each.value}") for each in activities))

        def listing(*activities: Activity) -> str:
            return "&".join([f"market={market.slug}", *(f"activity={each.value}" for each in activities)])

        present = (Activity.CUSTOMERS, Activity.STAFF)
        spoken = SPOKEN.get(market.slug, ())
        speaking = BitMap.union(BitMap(), *(self.of(Facet.LANGUAGE, code) for code in spoken))
        return [
            ("here", HERE, doing(*present), listing(*present)),
            ("coming", COMING, doing(Activity.ENTERING), listing(Activity.ENTERING)),
            ("seeking", SEEKING, doing(Activity.SEEKING_PARTNER), listing(Activity.SEEKING_PARTNER)),
            ("speaking", SPEAKING, speaking, "&".join(f"language={code}" for code in spoken)),
        ]

    def breakdown(self, market: Option) -> list[Choice]:
        results = Results(Selection.of(market), self.found, for_figures=not self.are_samples)
        return breakdown(results, Facet.SECTOR)


HERE = gettext_lazy("Already here, with customers or people")
COMING = gettext_lazy("Coming within a year")
SEEKING = gettext_lazy("Looking for a partner here")
SPEAKING = gettext_lazy("Answer in your language")


@dataclass(frozen=True)
class Offer:
    """The page in the language that the buyer there reads."""

    language: str
    words: str
    url: str


def offer(code: str) -> Offer | None:
    """None where the page is in that language already, or where we know of none."""
    language = READ_FIRST.get(code)
    if language is None or language == translation.get_language():
        return None
    with translation.override(language):
        return Offer(language.value, OFFERS[language], reverse("market", args=[code.lower()]))


def open_asks(code: str, startups: QuerySet[Startup]) -> QuerySet[Ask]:
    """What these firms look for in this country, those that lapse first on top."""
    found = Ask.objects.open().filter(country=code, startup__in=startups)
    return found.select_related("startup").order_by("lapses_on", "pk")


def references(code: str, startups: QuerySet[Startup]) -> QuerySet[Reference]:
    """Customers in this country that vouch for one of these firms."""
    found = Reference.objects.filter(country=code, startup__in=startups)
    return found.select_related("startup").order_by("name", "pk")
