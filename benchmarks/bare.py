"""A bare Django: one view, no middleware, a page of as many bytes as BENCH_BYTES says. The roof for ours."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = b"<!doctype html><title>Bare</title>".ljust(int(os.environ["BENCH_BYTES"]), b".")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", page)]
settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[], USE_I18N=False)
application = get_wsgi_application()
