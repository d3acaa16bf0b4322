"""The filters of the listing. They are drawn in Python: a page has some two hundred values, and all but their count and
their tick stays the same."""

from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.search.facets import Facet
from directory.search.query import Selection
from directory.search.results import Choice, Choices
from directory.search.vocabulary import Option
from directory.templatetags.ui import icon, number, number_in

register = template.Library()


@dataclass(frozen=True)
class Chip:
    """A chosen condition: the parameter and value that its link leaves out."""

    key: str
    value: str
    label: str


@register.simple_tag
def facet(choices: Choices) -> SafeString:
    """A filter: its values with a box to tick and their number of entries, some of them folded away."""
    language = translation.get_language() or ""
    begin, middle, fold = _frame(choices.facet, language)
    parts = [begin, " open" if choices.is_open else "", middle, _picks(choices.first, language)]
    if choices.rest:
        parts += [fold, escape(_more(len(choices.rest))), FOLD, _picks(choices.rest, language), FOLD_END]
    if words := _missing(choices):
        parts.append(format_html('<p class="note">{}</p>', words))
    return mark_safe("".join([*parts, "</details>"]))  # noqa: S308 - made of escaped parts


FOLD = '</summary><ul class="facet__list">'
FOLD_END = "</details>"


@lru_cache(maxsize=256)
def _frame(facet: Facet, language: str) -> tuple[str, str, str]:
    arrow = icon("chevron-down", "icon--turn")
    return (
        format_html('<details class="facet" id="facet-{}"', facet),
        format_html('><summary><span>{}</span>{}</summary><ul class="facet__list">', facet.label, arrow),
        format_html('<details class="fold" id="more-{}"><summary>{} ', facet, arrow),
    )


def _picks(choices: list[Choice], language: str) -> str:
    return "".join([_pick(choice, language) for choice in choices]) + "</ul>"


def _pick(choice: Choice, language: str) -> str:
    begin, middle = _constant_parts(choice.option, language)
    nil = "" if choice.total else " pick--nil"
    ticked = " checked" if choice.is_chosen else ""
    return f'<li><label class="pick{nil}{begin}{ticked}{middle}{number_in(choice.total, language)}</span></label></li>'


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


def _more(count: int) -> str:
    """Says how many values are folded away."""
    return ngettext("Show %(count)d more", "Show %(count)d more", count) % {"count": count}


def _missing(choices: Choices) -> str:
    """Says how many entries do not answer to the filter; '' where all do."""
    if not choices.missing:
        return ""
    if choices.facet != Facet.STAGE:
        return _("Not known: %(number)s") % {"number": number(choices.missing)}
    if choices.is_all_zero:
        return _("None of these firms has disclosed it.")
    return _("Not disclosed: %(number)s") % {"number": number(choices.missing)}


@register.simple_tag
def chips(selection: Selection) -> list[Chip]:
    """What was chosen, beside the words: each can be taken away."""
    chosen = [Chip(option.facet, option.slug, option.label) for option in selection.chosen]
    if selection.founded_from is not None:
        words = _("Founded %(year)d or later") % {"year": selection.founded_from}
        chosen.append(Chip("founded_from", str(selection.founded_from), words))
    if selection.founded_to is not None:
        words = _("Founded %(year)d or earlier") % {"year": selection.founded_to}
        chosen.append(Chip("founded_to", str(selection.founded_to), words))
    return chosen
