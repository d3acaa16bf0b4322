"""What everybody may read."""

from django.urls import URLPattern, path

from directory.views import (
    accountability,
    asks,
    home,
    landing,
    markets,
    organisations,
    pages,
    shortlist,
    startups,
    suggest,
    threshold,
)

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("startups/", startups.startups, name="startups"),
    path("startups/<slug:slug>/", startups.startup, name="startup"),
    path("suggest/", suggest.suggest, name="suggest"),
    path("sectors/<slug:slug>/", landing.sector, name="sector"),
    path("regions/<slug:slug>/", landing.region, name="region"),
    path("stages/<slug:slug>/", landing.stage, name="stage"),
    path("markets/", markets.markets, name="markets"),
    path("markets/<slug:code>/", markets.market, name="market"),
    path("threshold/", threshold.threshold, name="threshold"),
    path("threshold/matrix.csv", threshold.threshold_csv, name="threshold_csv"),
    path("asks/", asks.asks, name="asks"),
    path("shortlist/", shortlist.shortlist, name="shortlist"),
    path("shortlist/list.csv", shortlist.shortlist_csv, name="shortlist_csv"),
    path("compare/", shortlist.compare, name="compare"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("criteria/", pages.criteria, name="criteria"),
    path("accountability/", accountability.accountability, name="accountability"),
    path("accountability/times.csv", accountability.times_csv, name="times_csv"),
    path("accountability/decisions.csv", accountability.decisions_csv, name="decisions_csv"),
    path("accountability/changes.csv", accountability.changes_csv, name="changes_csv"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
