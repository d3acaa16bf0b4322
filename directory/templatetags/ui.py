"""Tags and filters of the house style. Loaded in every template (settings, TEMPLATES)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import language_name
from directory.templatetags import _addresses, _monogram

register = template.Library()

SPRITE = "directory/img/sprite.svg"
LOOKS = {state: state for state in _monogram.STATES} | {"unclaimed": "ink", "lapsed": "ink", "confirmed": "colour"}
MILLION = 1_000_000
LANGUAGES = [code for code, _ in settings.LANGUAGES]


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> SafeString:
    """One sign of the sprite. It says nothing to a screen reader: words stand beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "",
        static(SPRITE),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=1)
def wordmark() -> SafeString:
    return format_html(
        '<svg viewBox="0 0 560 78" role="img" aria-label="#BELGIANTECH"><use href="{}#brand"/></svg>', static(SPRITE)
    )


@register.simple_tag
def monogram(name: str, state: str = "ink", size: str = "") -> SafeString:
    """The monogram of a name. `state`: "pencil", "ink", "colour", or how far the entry is confirmed; `size`: "" or "l".

    An unknown state is a mistake in the template and raises KeyError.
    """
    drawn = _monogram.monogram(str(name))
    look = {"pencil": " mono--pencil", "ink": "", "colour": f" mono--c{drawn.colours}"}[LOOKS[str(state)]]
    large = f" mono--{size}" if size else ""
    return mark_safe(  # noqa: S308 - the letters alone come from people
        f'<svg class="mono{look}{large}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        f'<path class="a" d="{drawn.corner}"/><path class="b" d="{drawn.flat}"/><path class="t" d="{drawn.texture}"/>'
        f'<path class="x" d="{drawn.cross}"/>'
        f'<text x="{drawn.letters_x}" y="{drawn.letters_y}">{escape(drawn.letters)}</text></svg>'
    )


# ---- Addresses ----


@register.simple_tag(takes_context=True)
def language_links(context: Context, home: bool = False) -> list[_addresses.LanguageLink]:
    """`{% language_links as links %}`: this page in each language; with `home=True` the home page in each."""
    request = context.get("request")
    return _addresses.language_links(request, home=home) if request else []


@register.simple_tag(takes_context=True)
def page_path(context: Context) -> str:
    """The path of this page without its query, for the canonical address."""
    request = context.get("request")
    return _addresses.path_of(request) if request else "/"


# ---- Pages ----


@register.simple_tag
def pager(request: HttpRequest, page: Page[Any]) -> SafeString:
    """Links to the neighbours, to the first and last page, and to those around this one; filters in the address stay.

    Nothing is drawn for a single page.
    """
    if not page.has_other_pages():
        return SafeString()
    address = _addresses.page_addresses(request)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    words = _page_words(translation.get_language())
    steps = [_step(number, page.number, address, words["page"]) for number in numbers]
    if page.has_previous():
        steps.insert(0, _neighbour(address(page.number - 1), "prev", words["previous"]))
    if page.has_next():
        steps.append(_neighbour(address(page.number + 1), "next", words["next"]))
    return format_html(
        '<nav class="pager" data-hx-boost="true" aria-label="{}"><p class="note">{}</p><ul>{}</ul></nav>',
        words["pages"],
        translation.gettext("Page %(number)s of %(last)s, entries %(from)s to %(to)s of %(total)s")
        % {
            "number": page.number,
            "last": page.paginator.num_pages,
            "from": page.start_index(),
            "to": page.end_index(),
            "total": number(page.paginator.count),
        },
        mark_safe("".join(steps)),  # noqa: S308 - made of escaped parts
    )


@lru_cache(maxsize=8)
def _page_words(language: str | None) -> dict[str, SafeString]:
    """What a pager says, in the language that is active."""
    return {
        "page": format_html('<span class="vh">{} </span>', translation.gettext("Page")),
        "pages": SafeString(escape(translation.gettext("Pages"))),
        "previous": format_html('{}<span class="wide">{}</span>', icon("arrow-left"), translation.gettext("Previous")),
        "next": format_html('<span class="wide">{}</span> {}', translation.gettext("Next"), icon("arrow-right")),
    }


def _step(number: int | str, current: int, address: Callable[[int], str], word: str) -> str:
    if not isinstance(number, int):  # "…", some are left out here
        return f'<li><span class="gap" aria-hidden="true">{number}</span></li>'
    if number == current:
        return f'<li><span aria-current="page">{word}{number}</span></li>'
    return f'<li><a href="{escape(address(number))}">{word}{number}</a></li>'


def _neighbour(address: str, relation: str, words: str) -> str:
    return f'<li><a href="{escape(address)}" rel="{relation}">{words}</a></li>'


# ---- Texts and figures ----


@dataclass(frozen=True)
class Text:
    """A text in the language in which it exists. `is_original`: not in the language of the page."""

    text: str = ""
    lang: str = ""
    is_original: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@register.simple_tag
def text_in(entry: object, field: str) -> Text:
    """`{% text_in entry "tagline" as t %}`: in the page's language, else the original, else any (product.md)."""
    texts = {code: str(getattr(entry, f"{field}_{code}", "") or "") for code in LANGUAGES}
    return text_among(texts, getattr(entry, "original_language", ""), translation.get_language())


def text_among(texts: Mapping[str, str], original: str, language: str | None) -> Text:
    """Of one text in several languages the one to show; as `text_in`."""
    current = language or settings.LANGUAGE_CODE
    for code in (current, original, *LANGUAGES):
        if texts.get(code):
            return Text(texts[code], code, code != current)
    return Text()


@register.filter
def name_of_language(code: str) -> str:
    """The name of a language in the language of the page ("Dutch"), for notes beside a text in another one."""
    return language_name(code)


@register.filter
def number(value: float) -> str:
    """A figure with its thousands grouped as the reader's language does it."""
    return number_in(value, translation.get_language())


@lru_cache(maxsize=8192)  # a listing shows two hundred, and Django takes its time for each
def number_in(value: float, language: str | None) -> str:
    """As `number`, for whoever knows that this is the language of the page."""
    return formats.number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def short_stage(stage: Any) -> str:
    """A revenue stage in a few signs, for the steps of the scale: "to €500k", "€2–3M"."""
    low, high = stage.min_eur, stage.max_eur
    if high == 0:
        return translation.pgettext("yearly revenue", "none")
    if high is None:
        return translation.gettext("€%(low)sM+") % {"low": low // MILLION}
    if high < MILLION:
        return translation.gettext("to €%(high)sk") % {"high": high // 1000}
    if low < MILLION:
        return translation.gettext("to €%(high)sM") % {"high": high // MILLION}
    return translation.gettext("€%(low)s–%(high)sM") % {"low": low // MILLION, "high": high // MILLION}


# ---- Forms ----


@register.filter
def error_links(form: BaseForm) -> Iterator[tuple[str, str]]:
    """Pairs of address and message, one a faulty field, for the summary above a form."""
    for field in form:
        if field.errors:
            label = getattr(field.field, "row_label", field.label)
            words = translation.gettext("%(label)s: %(error)s") % {"label": label, "error": field.errors[0]}
            yield f"#{first_input(field)}", words


@register.filter
def first_input(field: BoundField) -> str:
    """The id of what takes the focus: the first choice of a set, else the field itself."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.id_for_label)
