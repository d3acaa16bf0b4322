"""What narrows a list, as links that take it away."""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.search.query import Selection
from directory.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def chips(selection: Selection, route: str = "startups") -> SafeString:
    """What was chosen beside the words: each a link to the list, or to another page, without it."""
    chosen = [(option.label, selection.without_option(option)) for option in selection.chosen]
    chosen += selection.without_years
    if not chosen:
        return SafeString()
    begin, chip, end = _chip(translation.get_language())
    address = reverse(route)
    links = [
        f'<li><a class="chip" href="{escape(f"{address}?{query}" if (query := rest.as_query()) else address)}">'
        f"{chip}{escape(label)} {end}"
        for label, rest in chosen
    ]
    return mark_safe("".join([begin, *links, "</ul>"]))  # noqa: S308 - made of escaped parts


@lru_cache(maxsize=8)
def _chip(language: str | None) -> tuple[str, str, str]:
    """What is the same in all of them, in the language that is active."""
    return (
        format_html('<ul class="chips" data-hx-boost="true" aria-label="{}">', _("Chosen filters")),
        format_html('<span class="vh">{} </span>', _("Remove:")),
        format_html("{}</a></li>", icon("x")),
    )
