"""Addresses without a language: the root, robots, sitemap, health, and what exists in DEBUG only."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
