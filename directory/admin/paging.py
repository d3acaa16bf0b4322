"""Pages of a long list, by `page` in the address."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from directory.search.query import page_number

M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[M], size: int) -> Page[M]:
    """A malformed number is page 1. A page past the end is the last one: what is decided leaves the lists of the desk,
    and so may empty the page on which somebody is."""
    paginator = Paginator(rows, size)
    return paginator.page(min(page_number(request.GET.get("page", "")), paginator.num_pages))
