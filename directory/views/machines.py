"""For browsers without a language, search engines, and whoever watches whether the site runs."""

import logging
from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.choices import RegionLevel
from directory.models import Collection, Market, Region, RevenueStage, Sector, Startup, SupportOrganisation
from directory.search import catalogue
from directory.views.policies import public

logger = logging.getLogger(__name__)
PLAIN = "text/plain; charset=utf-8"


@public
@never_cache
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the reader's language: the cookie's, else the browser's, else English. Remembers nothing."""
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type=PLAIN)


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and knows every migration, and the catalogue follows it; else 503 and why."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return HttpResponse("database does not answer\n", content_type=PLAIN, status=503)
    if waiting:
        return HttpResponse("migrations wait\n", content_type=PLAIN, status=503)
    trouble = _catalogue_trouble()
    if trouble:
        return HttpResponse(f"{trouble}\n", content_type=PLAIN, status=503)
    return HttpResponse("ready\n", content_type=PLAIN)


def _catalogue_trouble() -> str:
    """Lets this process load what it lacks, so that it becomes ready by itself."""
    try:
        catalogue.current()
    except Exception as error:
        logger.exception("The catalogue cannot be loaded")
        return f"no catalogue: {type(error).__name__}"
    return catalogue.trouble()


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap_url = f"{settings.SITE_URL}{reverse('sitemap')}"
    return render(request, "public/robots.txt", {"sitemap_url": sitemap_url}, content_type=PLAIN)


# ---- Sitemap ----


class InFourLanguages(Sitemap):
    """Each address in each language, with its siblings; on the host of SITE_URL, whoever asks."""

    i18n = True
    alternates = True
    x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Pages(InFourLanguages):
    def items(self) -> list[str]:
        return [
            "home",
            "startups",
            "markets",
            "threshold",
            "insights",
            "map",
            "asks",
            "collections",
            "organisations",
            "criteria",
            "accountability",
            "about",
            "privacy",
            "accessibility",
        ]

    def location(self, item: Any) -> str:
        return reverse(item)


class Rows(InFourLanguages):
    """The rows of a queryset; `route` names the page of one, by slug."""

    route: ClassVar[str]
    rows: ClassVar[Callable[[], "QuerySet[Any]"]]

    def items(self) -> "QuerySet[Any]":
        return type(self).rows().order_by("pk")

    def location(self, item: Any) -> str:
        return reverse(self.route, args=[item.slug])


class Startups(Rows):
    route = "startup"
    rows = staticmethod(lambda: Startup.objects.published().real().only("pk", "slug", "changed_at"))

    def lastmod(self, item: Model) -> Any:
        return item.changed_at  # type: ignore[attr-defined]


class Organisations(Rows):
    route = "organisation"
    rows = staticmethod(SupportOrganisation.objects.published)


class Collections(Rows):
    route = "collection"
    rows = staticmethod(Collection.objects.published)


class Sectors(Rows):
    route = "sector"
    rows = staticmethod(Sector.objects.in_use)


class Regions(Rows):
    route = "region"
    rows = staticmethod(lambda: Region.objects.exclude(level=RegionLevel.AREA))


class Markets(InFourLanguages):
    """The countries in which a real firm works."""

    def items(self) -> list[str]:
        firms = Startup.objects.in_default_results().real()
        return sorted(set(Market.objects.filter(startup__in=firms).values_list("country", flat=True)))

    def location(self, item: Any) -> str:
        return reverse("market", args=[item.lower()])


class Stages(Rows):
    route = "stage"
    rows = staticmethod(RevenueStage.objects.all)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": Pages,
    "startups": Startups,
    "organisations": Organisations,
    "collections": Collections,
    "sectors": Sectors,
    "regions": Regions,
    "stages": Stages,
    "markets": Markets,
}


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index; each section has pages of its own, so that none grows past what search engines read."""
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap_section")


@public
@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap_views.sitemap(request, SITEMAPS, section=section)
