"""The filters of the listing. They are drawn in Python: a page has some two hundred values, and all but their count and
their tick stays the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.search.query import Selection
from directory.search.results import Choice
from directory.search.vocabulary import Option
from directory.templatetags.ui import number

register = template.Library()


@dataclass(frozen=True)
class Chip:
    """A chosen condition: the parameter and value that its link leaves out."""

    key: str
    value: str
    label: str


@register.simple_tag
def picks(choices: Iterable[Choice]) -> SafeString:
    """A box to tick for each choice, with its number of entries."""
    language = translation.get_language() or ""
    return mark_safe("".join(_pick(choice, language) for choice in choices))  # noqa: S308 - made of escaped parts


def _pick(choice: Choice, language: str) -> str:
    begin, middle = _constant_parts(choice.option, language)
    nil = "" if choice.count else " pick--nil"
    ticked = " checked" if choice.is_chosen else ""
    return (
        f'<li><label class="pick{nil}{begin}{ticked}>{middle}<span class="n">{number(choice.count)}</span></label></li>'
    )


@lru_cache(maxsize=4096)
def _constant_parts(option: Option, language: str) -> tuple[str, str]:
    begin = format_html(
        '{}"><input type="checkbox" id="{}-{}" name="{}" value="{}"',
        " pick--in" if option.parent is not None else "",
        option.facet,
        option.slug,
        option.facet,
        option.slug,
    )
    return begin, format_html("<span>{}</span>", option.label)


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
