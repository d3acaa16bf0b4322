"""What the list of startups shows: filters, results and what stands above them. Drawn in Python, as docs/decisions/0010
tells: a page has some two hundred values to tick, and all but their count and their tick stays the same."""

from collections.abc import Iterable
from functools import lru_cache

from django.core.paginator import Page
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.search.facets import Facet
from directory.search.query import SORTS, Selection
from directory.search.results import Choice, Choices, Results
from directory.search.vocabulary import Option
from directory.templatetags.chips import chips
from directory.templatetags.ui import icon, number, number_in, pager
from directory.views.cards import cards
from directory.views.frames import filled


def listing(
    request: HttpRequest, results: Results, page: Page[int], nearest: Iterable[tuple[Option, str]]
) -> SafeString:
    """The part of the page that changes from one selection to the next, and that htmx gets."""
    selection = results.selection
    if not results.found:
        context = {"selection": selection, "results": results, "nearest": nearest, "list_query": list_query(selection)}
        return render_to_string("public/_nothing.html", context, request)
    holes = {
        "facets": facets(results.choices(facet) for facet in Facet),
        "years_open": "open" if selection.years else "",
        "founded_from": str(selection.founded_from or ""),
        "founded_to": str(selection.founded_to or ""),
        "filters_words": filters_words(selection),
        "heading": heading(results),
        "chips": chips(selection),
        "sorts": sorts(selection),
        "notes": notes(results),
        "cards": SafeString("".join(cards(page.object_list, results.catalogue))),
        "pager": pager(request, page),
        "list_query": list_query(selection),
    }
    return filled("public/_listing.html", holes)


# ---- Filters ----


def facets(filters: Iterable[Choices]) -> SafeString:
    """The filters, one below the other; none that has nothing to choose."""
    language = translation.get_language() or ""
    drawn = [facet(choices, language) for choices in filters if choices.first]
    return mark_safe("".join(drawn))  # noqa: S308 - made of escaped parts


def facet(choices: Choices, language: str) -> str:
    """A filter: its values with a box to tick and their number of entries, some of them folded away."""
    begin, middle, fold = _frame(choices.facet, language)
    parts = [begin, " open" if choices.is_open else "", middle, _picks(choices.first, language), "</ul>"]
    if choices.rest:
        rest = len(choices.rest)
        parts += [fold, _more(rest, language), FOLD, _picks(choices.rest, language), "</ul></details>"]
    if choices.missing:
        parts += ['<p class="note">', _missing(choices, language), "</p>"]
    return "".join([*parts, "</details>"])


FOLD = '</summary><ul class="facet__list">'


@lru_cache(maxsize=256)
def _frame(facet: Facet, language: str) -> tuple[str, str, str]:
    arrow = icon("chevron-down", "icon--turn")
    return (
        format_html('<details class="facet" id="facet-{}"', facet),
        format_html('><summary><span>{}</span>{}</summary><ul class="facet__list">', facet.label, arrow),
        format_html('<details class="fold" id="more-{}"><summary>{} ', facet, arrow),
    )


def _picks(choices: list[Choice], language: str) -> str:
    drawn = []
    for option, total, is_chosen in choices:
        begin, middle = _constant_parts(option, language)
        nil = begin if total else f" pick--nil{begin}"
        ticked = " checked" if is_chosen else ""
        drawn.append(f'<li><label class="pick{nil}{ticked}{middle}{number_in(total, language)}</span></label></li>')
    return "".join(drawn)


@lru_cache(maxsize=8192)
def _constant_parts(option: Option, language: str) -> tuple[str, str]:
    begin = format_html(
        '{}"><input type="checkbox" id="{}-{}" name="{}" value="{}"',
        " pick--in" if option.parent is not None else "",
        option.facet,
        option.slug,
        option.facet,
        option.slug,
    )
    return begin, format_html('><span>{}</span><span class="n">', option.label_in(language))


@lru_cache(maxsize=1024)
def _more(count: int, language: str) -> str:
    """Says how many values are folded away, in the language that is active."""
    return escape(ngettext("Show %(count)d more", "Show %(count)d more", count) % {"count": count})


def _missing(choices: Choices, language: str) -> str:
    """Says how many entries do not answer to the filter."""
    is_stage = choices.facet == Facet.STAGE
    return _missing_words(is_stage, is_stage and choices.is_all_zero, language) % {
        "number": number_in(choices.missing, language)
    }


@lru_cache(maxsize=32)
def _missing_words(is_stage: bool, is_all_zero: bool, language: str) -> str:
    if not is_stage:
        return escape(_("Not known: %(number)s"))
    return escape(_("None of these firms has disclosed it.") if is_all_zero else _("Not disclosed: %(number)s"))


# ---- Above the results ----


def heading(results: Results) -> str:
    """What was found, in words."""
    values = {"number": number(len(results)), "words": results.selection.q}
    if not results.selection.q:
        return ngettext("%(number)s firm", "%(number)s firms", len(results)) % values
    if results.words.is_similar:
        words = ngettext("%(number)s firm with a similar name", "%(number)s firms with similar names", len(results))
        return words % values
    return ngettext("%(number)s firm for “%(words)s”", "%(number)s firms for “%(words)s”", len(results)) % values


def notes(results: Results) -> SafeString:
    """What has to be said of a list before it is read; mostly nothing."""
    samples = results.samples
    if results.claimed and not samples and not results.selection.unknown and not results.selection.q:
        return SafeString()
    context = {"selection": results.selection, "results": results, "samples": samples}
    return render_to_string("public/_notes.html", context)


def filters_words(selection: Selection) -> str:
    """What the button that opens the filters says."""
    return _("Filters (%(number)s)") % {"number": selection.count} if selection.count else _("Filters")


def sorts(selection: Selection) -> SafeString:
    """The ways to sort, as options of a select."""
    return _sorts(selection.sort, translation.get_language())


@lru_cache(maxsize=32)
def _sorts(chosen: str, language: str | None) -> SafeString:
    words = {
        "relevance": _("Relevance"),
        "name": _("Name, A to Z"),
        "updated": _("Last updated"),
        "founded": _("Year founded"),
    }
    options = [(sort, SafeString(" selected") if sort == chosen else "", words[sort]) for sort in SORTS]
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


def list_query(selection: Selection) -> str:
    """What the addresses end in by which this list is followed."""
    return f"?{asked}" if (asked := selection.as_list()) else ""
