"""What everybody may read."""

from django.urls import URLPattern, path

from directory.views import (
    asks,
    home,
    introductions,
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
    path("startups/<slug:slug>/introduction/", introductions.introduction, name="introduction"),
    path("startups/<slug:slug>/introduction/sent/", introductions.introduction_sent, name="introduction_sent"),
    path("introductions/<str:token>/", introductions.status, name="introduction_status"),
    path("introductions/<str:token>/send/", introductions.send, name="introduction_send"),
    path("introductions/<str:token>/withdraw/", introductions.withdraw, name="introduction_withdraw"),
    path("introductions/<str:token>/outcome/", introductions.outcome, name="introduction_outcome"),
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
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
