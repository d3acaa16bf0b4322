"""Synonyms: words that mean the same to the search. The operator keeps them for everybody."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from pyroaring import BitMap

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, only_who
from directory.admin.paging import page_of
from directory.forms.words import SynonymsForm
from directory.models import Synonyms
from directory.models.startup import Unaccent
from directory.rules.permissions import may_keep_words, may_read_words
from directory.search import catalogue
from directory.search.query import clean_query
from directory.search.text import matches

ROWS = 50


@only_who(may_read_words)
def words(request: DeskRequest) -> HttpResponse:
    query = clean_query(request.GET.get("q", ""))
    found = with_word(Synonyms.objects.all(), query).order_by(Lower(Unaccent(F("words__0"))), "pk")
    context = {"page": page_of(request, found, ROWS), "query": query, "may_keep": may_keep_words(request.user)}
    return render(request, "desk/words.html", context)


@only_who(may_keep_words)
def new_words(request: DeskRequest) -> HttpResponse:
    return _edit(request, None)


@only_who(may_keep_words)
def words_of(request: DeskRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Synonyms, pk=pk))


@only_who(may_keep_words)
def remove_words(request: DeskRequest, pk: int) -> HttpResponse:
    """GET asks, POST acts."""
    group = get_object_or_404(Synonyms, pk=pk)
    if request.method != "POST":
        return render(request, "desk/words_remove.html", {"group": group})
    try:
        actions.remove_synonyms(group=group, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The search no longer uses “%(words)s”.") % {"words": group.words[0]})
    return redirect("admin:words")


def with_word(groups: QuerySet[Synonyms], query: str) -> QuerySet[Synonyms]:
    """Those of which some word contains these letters, whatever their accents and capitals."""
    if not query:
        return groups
    lines = Func(F("words"), Value("\n"), function="array_to_string", output_field=TextField())
    return groups.annotate(text=Lower(Unaccent(lines))).filter(text__contains=Lower(Unaccent(Value(query))))


def found_by(words: Iterable[str]) -> int:
    """How many public entries the search finds by one of these words or another."""
    held = catalogue.current()
    found = [matches(f'"{word}"', held) for word in words]
    return len(BitMap.union(BitMap(), *(one.entries for one in found if not one.is_similar)))


def _edit(request: DeskRequest, group: Synonyms | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, SynonymsForm(group=group), group)
    form = SynonymsForm(request.POST, group=group)
    if not form.is_valid():
        return _page(request, form, group, status=422)
    given = form.cleaned_data
    if "look" in request.POST:
        return _page(request, form, group)
    try:
        kept = actions.keep_synonyms(words=given["words"], group=group, is_used=given["is_used"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved: %(words)s.") % {"words": ", ".join(kept.words)})
    return redirect("admin:words")


def _page(request: DeskRequest, form: SynonymsForm, group: Synonyms | None, status: int = 200) -> HttpResponse:
    may_remove = bool(group and (group.key is None or group.is_used))  # a shipped group is only switched off
    words = form.cleaned_data.get("words", []) if form.is_bound else group.words if group else []
    context = {"form": form, "group": group, "may_remove": may_remove, "words": words, "found": found_by(words)}
    return render(request, "desk/words_of.html", context, status=status)
