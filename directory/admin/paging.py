"""Pages of a long list, by `page` in the address."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from directory.search.query import page_number

M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[M], size: int) -> Page[M]:
    """A malformed number is page 1, a page past the end 404 (product.md, Addresses)."""
    number = page_number(request.GET.get("page", ""))
    paginator = Paginator(rows, size)
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)
