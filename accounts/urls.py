"""Sign-up, login by e-mailed code, second factor, sessions: django-allauth's views under our addresses."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
