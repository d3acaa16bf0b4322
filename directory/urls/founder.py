"""The founder's way in and the founder's space."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
