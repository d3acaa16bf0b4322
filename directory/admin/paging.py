"""Pages of a long list, by `page` in the address."""

import re
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[M], size: int) -> Page[M]:
    """A malformed number is page 1, a page past the end 404 (product.md, Addresses)."""
    typed = request.GET.get("page", "")
    number = int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else 1
    paginator = Paginator(rows, size)
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(max(number, 1))
