"""What entries are sorted by, with its names in four languages, and what a new name touches."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, language_name
from directory import actions
from directory.actions.rename import Named
from directory.admin.access import DeskRequest, only_who
from directory.forms.words import NamesForm
from directory.models import RevenueStage, Sector, Startup, Technology
from directory.models.taxonomy import Term
from directory.rules.permissions import may_keep_words, may_read_words

MOST_SHOWN = 10  # of the entries that a change touches


@dataclass(frozen=True)
class Kind:
    """A taxonomy: its part of the address, and the way from a row to the entries that the public finds under it."""

    slug: str
    label: str | Promise
    model: type[Sector | Technology | RevenueStage]
    entries: str
    order: str

    def rows(self) -> QuerySet[Any]:
        listed = Q((f"{self.entries}__in", Startup.objects.published()))
        rows: QuerySet[Any] = self.model._default_manager.annotate(listed=Count(self.entries, filter=listed)).order_by(
            self.order
        )
        return rows.filter(merged_into=None) if self.has_terms else rows

    @property
    def has_terms(self) -> bool:
        """Whether rows can be added, merged and removed: revenue stages are bands of money, and are only renamed."""
        return issubclass(self.model, Term)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("sectors", gettext_lazy("Sectors"), Sector, "startup_links__startup", "name_en"),
        Kind("technologies", gettext_lazy("Technologies"), Technology, "startup_links__startup", "name_en"),
        Kind("stages", gettext_lazy("Revenue stages"), RevenueStage, "startups", "position"),
    )
}


@dataclass(frozen=True)
class Row:
    """A line of the table: the row, and its name in each language."""

    kind: str
    slug: str
    names: list[tuple[str, str, str]]  # code, language, name
    listed: int


@only_who(may_read_words)
def taxonomies(request: DeskRequest) -> HttpResponse:
    kinds = [(kind, [_line(kind, row) for row in kind.rows()]) for kind in KINDS.values()]
    languages = [language_name(code) for code in Language.values]
    context = {"kinds": kinds, "languages": languages, "may_keep": may_keep_words(request.user)}
    return render(request, "desk/taxonomies.html", context)


@only_who(may_keep_words)
def taxonomy(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    row: Named = get_object_or_404(KINDS[kind].rows(), slug=slug)
    form = NamesForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        actions.rename(row=row, names=form.cleaned_data, by=request.user)
        row.refresh_from_db()
        messages.success(request, _("Saved: %(words)s.") % {"words": row})
        return redirect("admin:taxonomies")
    entries = entries_under(KINDS[kind], row)
    context = {"form": form, "row": row, "kind": KINDS[kind], "entries": entries[:MOST_SHOWN]}
    return render(request, "desk/taxonomy.html", context, status=422 if form.is_bound else 200)


def entries_under(kind: Kind, row: Any) -> QuerySet[Startup]:
    """What the public finds under a row."""
    under = kind.model._default_manager.filter(pk=row.pk).values(kind.entries)
    return Startup.objects.published().filter(pk__in=under).order_by("sort_name", "pk")


def _line(kind: Kind, row: Any) -> Row:
    names = [(code, language_name(code), getattr(row, f"name_{code}")) for code in Language.values]
    return Row(kind.slug, row.slug, names, row.listed)
