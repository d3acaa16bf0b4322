"""Addresses without a language: the root, robots, sitemap, feeds, health, logos, and what exists in DEBUG only."""

from django.conf import settings
from django.urls import URLPattern, path

from directory.urls import development
from directory.views import feeds, logos, machines

urlpatterns: list[URLPattern] = [
    path("", machines.root, name="root"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("logos/<uuid:pk>-<int:side>.png", logos.logo, name="logo"),
    path("feeds/<str:language>/startups.atom", feeds.startups, name="startups_feed"),
    path("feeds/<str:language>/asks.atom", feeds.asks, name="asks_feed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap_section"),
]
if settings.DEBUG:
    urlpatterns += development.urlpatterns
