"""A card of a list. Drawn in Python like the filters (docs/decisions/0010): a page shows twenty-four."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.choices import Confirmation
from directory.templatetags.ui import Text, monogram, name_of_language

LOOKS = {Confirmation.CONFIRMED: "yes", Confirmation.LAPSED: "old", Confirmation.UNCLAIMED: "open"}


@dataclass(frozen=True)
class Card:
    name: str
    url: str
    tagline: Text
    line: str
    confirmation: Confirmation
    is_sample: bool = False


def draw(card: Card, language: str) -> SafeString:
    """Name and monogram, what it does, where it is, how far to trust it; in the language that is active."""
    line_break = "<br>" if card.tagline and card.line else ""
    return mark_safe(  # noqa: S308 - whatever people wrote is escaped
        f'<li class="entry">{monogram(card.name, card.confirmation)}'
        f'<h3><a href="{escape(card.url)}">{escape(card.name)}</a></h3>'
        f'<p>{_tagline(card.tagline, language)}{line_break}<span class="meta">{escape(card.line)}</span></p>'
        f'<p class="row">{_state(card.confirmation, language)}{_sample(language) if card.is_sample else ""}</p></li>'
    )


def _tagline(text: Text, language: str) -> str:
    if not text.is_original:
        return f"<span>{escape(text.text)}</span>" if text else ""
    return f'<span lang="{text.lang}">{escape(text.text)}</span> {_note(text.lang, language)}'


@lru_cache(maxsize=64)
def _note(lang: str, language: str) -> str:
    """Says in which language a text is that is not in the reader's."""
    return f'<abbr class="meta" title="{escape(name_of_language(lang))}">({lang.upper()})</abbr>'


@lru_cache(maxsize=64)
def _state(confirmation: Confirmation, language: str) -> str:
    words = {
        Confirmation.CONFIRMED: _("Confirmed"),
        Confirmation.LAPSED: _("Not confirmed for over a year"),
        Confirmation.UNCLAIMED: _("Unclaimed"),
    }
    return f'<span class="state state--{LOOKS[confirmation]}">{escape(words[confirmation])}</span>'


@lru_cache(maxsize=8)
def _sample(language: str) -> str:
    return f' <span class="tag tag--sample">{escape(_("Sample"))}</span>'
