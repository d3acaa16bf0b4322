"""Components, fed with values: no database."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation

from directory.choices import Confirmation
from directory.templatetags import map as belgium
from directory.templatetags._addresses import LanguageLink
from directory.templatetags.cards import Card, draw
from directory.templatetags.context import site
from directory.templatetags.ui import Text, language_links, number, short_stage, text_in
from directory.views import errors

pytestmark = pytest.mark.urls("tests.ui.urls")
PLAIN_STATIC = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> Iterator[None]:
    settings.STORAGES = PLAIN_STATIC
    settings.SITE_URL = "https://example.be"
    with translation.override("en"):
        yield


def get(address: str) -> HttpRequest:
    return RequestFactory().get(address)


def render(source: str, /, address: str = "/en/startups/", **context: Any) -> str:
    request = get(address)
    return str(engines["django"].from_string(source).render({**site(request), **context}, request))


def component(part: str, /, **context: Any) -> str:
    return render(f'{{% include "_components/{part}.html" %}}', **context)


# ---- Addresses ----


def links(address: str, **options: bool) -> dict[str, LanguageLink]:
    return {link.code: link for link in language_links(Context({"request": get(address)}), **options)}


def test_language_links_keep_page_and_query() -> None:
    found = links("/en/startups/?region=antwerp&region=limburg&q=a%26b")
    assert found["de"].url == "/de/startups/?region=antwerp&region=limburg&q=a%26b"
    assert found["de"].path == "/de/startups/"
    assert [code for code, link in found.items() if link.is_current] == ["en"]


@pytest.mark.parametrize("address", ["/admin/entries/?page=2", "/", "/data/startups.csv", "/english/"])
def test_pages_without_language_lead_to_the_home_pages(address: str) -> None:
    assert links(address)["nl"].url == "/nl/"


def test_error_pages_lead_to_the_home_pages() -> None:
    assert links("/fr/nothing/?a=b", home=True)["de"].url == "/de/"


# ---- Pager ----


def test_pager_keeps_the_filters() -> None:
    page = Paginator(range(240), 24).page(5)
    html = render("{% pager request page %}", address="/en/startups/?region=antwerp&page=5", page=page)
    assert 'href="/en/startups/?region=antwerp&amp;page=6"' in html
    assert re.search(r'href="/en/startups/\?region=antwerp&amp;page=4"\s+rel="prev"', html)
    assert 'href="/en/startups/?region=antwerp"' in html  # the first page has no number
    assert html.count("…") == 2
    assert "Page 5 of 10, entries 97 to 120 of 240" in html


def test_an_address_never_becomes_another_host() -> None:
    request = get("/en/")
    request.path = "//evil.example/"
    html = render("{% pager r page %}", r=request, page=Paginator(range(240), 24).page(5))
    assert 'href="/%2Fevil.example/?page=6"' in html
    assert 'href="//' not in html


def test_pager_of_one_page_is_not_drawn() -> None:
    assert render("{% pager request page %}", page=Paginator(range(3), 24).page(1)) == ""


# ---- Texts ----


def entry(**texts: str) -> SimpleNamespace:
    blank = dict.fromkeys(("tagline_en", "tagline_fr", "tagline_nl", "tagline_de"), "")
    return SimpleNamespace(**{**blank, "original_language": "nl", **texts})


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ({"tagline_en": "Locks", "tagline_nl": "Sluizen"}, ("Locks", "en", False)),
        ({"tagline_fr": "Écluses", "tagline_nl": "Sluizen"}, ("Sluizen", "nl", True)),
        ({"tagline_fr": "Écluses", "tagline_de": "Schleusen"}, ("Écluses", "fr", True)),
    ],
)
def test_text_in_falls_back_to_the_original(texts: dict[str, str], shown: tuple[str, str, bool]) -> None:
    text = text_in(entry(**texts), "tagline")
    assert (text.text, text.lang, text.is_original) == shown


def test_text_in_nothing_is_false() -> None:
    assert not text_in(entry(), "tagline")


def test_a_text_in_another_language_says_so() -> None:
    html = render('{% text_in e "tagline" as t %}{% include "_components/text.html" %}', e=entry(tagline_nl="Sluizen"))
    assert '<span lang="nl">Sluizen</span>' in html
    assert "In Dutch" in html


def test_a_text_in_the_language_of_the_page_says_nothing() -> None:
    html = render('{% text_in e "tagline" as t %}{% include "_components/text.html" %}', e=entry(tagline_en="Locks"))
    assert "lang=" not in html
    assert "Dutch" not in html


@pytest.mark.parametrize(
    ("language", "figure", "day"),
    [
        ("en", "1,234,567", "22 November 2026"),
        ("fr", "1\u202f234\u202f567", "22 novembre 2026"),
        ("nl", "1.234.567", "22 november 2026"),
        ("de", "1.234.567", "22. November 2026"),
    ],
)
def test_figures_and_dates_follow_the_language(language: str, figure: str, day: str) -> None:
    with translation.override(language):
        assert number(1234567) == figure
        assert render('{{ day|date:"DATE_FORMAT" }}', day=date(2026, 11, 22)) == day


@pytest.mark.parametrize(
    ("low", "high", "short"),
    [
        (0, 0, "none"),
        (1, 100_000, "to €100k"),
        (500_000, 1_000_000, "to €1M"),
        (2_000_000, 3_000_000, "€2–3M"),
        (50_000_000, None, "€50M+"),
    ],
)
def test_short_names_of_revenue_stages(low: int, high: int | None, short: str) -> None:
    assert short_stage(SimpleNamespace(min_eur=low, max_eur=high)) == short


# ---- Entries ----


def test_card_escapes_what_people_wrote() -> None:
    tagline = Text("<i>", "fr", is_original=True)
    html = draw(Card("<b>x</b>", "/en/x/", tagline, "<u>", Confirmation.UNCLAIMED, is_sample=True), "en")
    assert not re.search("<[biu]>", html)
    assert '<span lang="fr">&lt;i&gt;</span> <abbr class="meta" title="French">(FR)</abbr><br>' in html
    assert "Unclaimed" in html
    assert "Sample" in html


def test_state_gives_date_and_name() -> None:
    html = component("state", kind="confirmed", by="Ann", on=date(2026, 11, 3))
    assert "Confirmed by Ann, 3 November 2026" in html
    assert "Not confirmed since March 2025" in component("state", kind="lapsed", on=date(2025, 3, 1))
    assert "tag--sample" in component("state", kind="confirmed", is_sample=True)


def test_scale_marks_the_stage_and_the_threshold() -> None:
    stages = [
        SimpleNamespace(position=n, min_eur=n * 10**6, max_eur=(n + 1) * 10**6, role="threshold" if n == 2 else "")
        for n in range(1, 4)
    ]
    html = component("scale", stages=stages, at=3)
    assert html.count('aria-current="step"') == 1
    assert html.count("The threshold") == 1


# ---- Forms ----


class Firm(forms.Form):
    name = forms.CharField(help_text="As your customers know it.")
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"class": "tall"}))
    size = forms.ChoiceField(choices=[("1", "One")])
    role = forms.ChoiceField(widget=forms.RadioSelect, choices=[("o", "Owner"), ("e", "Employee")])
    agree = forms.BooleanField(help_text="Version 1.")


def test_an_error_is_wired_to_its_field() -> None:
    html = str(Firm({})["name"].as_field_group())
    field = re.findall(r"<input[^>]*>", html)[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert "field--err" in html


def test_fields_carry_the_classes_of_the_house() -> None:
    html = str(Firm())
    assert 'class="input"' in html
    assert 'class="area tall"' in html
    assert 'class="select"' in html
    assert html.count('class="choice"') == 3
    assert 'class=""' not in html
    assert 'type="radio" name="role" class="input"' not in html


def test_only_optional_fields_say_so() -> None:
    assert str(Firm()).count("(optional)") == 1


def test_the_summary_links_to_what_takes_the_focus() -> None:
    html = str(Firm({}))
    assert "4 answers need another look" in html
    for target in ("id_name", "id_size", "id_role_0", "id_agree"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html


def test_what_was_typed_stays() -> None:
    html = str(Firm({"note": "a <b> c"}))
    assert "a &lt;b&gt; c</textarea>" in html


# ---- Map ----


def provinces(**counts: int) -> list[dict[str, Any]]:
    return [{"code": code, "name": code, "count": count, "url": f"/en/{code}/"} for code, count in counts.items()]


def test_the_map_gets_yellower_with_the_count() -> None:
    drawn = {area.code: area.level for area in belgium.areas(provinces(BE34=0, BE25=9, BE31=21, BE24=36, BE10=51))}
    assert drawn == {"BE34": 0, "BE25": 1, "BE31": 2, "BE24": 3, "BE10": 3}


def test_the_map_without_any_firm() -> None:
    assert {area.level for area in belgium.areas(provinces(BE34=0, BE25=0))} == {0}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Wallonisch-Brabant", ["Wallonisch-", "Brabant"]),
        ("Brabant wallon", ["Brabant", "wallon"]),
        ("Brussels-Capital", ["Brussels-", "Capital"]),
        ("Namur", ["Namur"]),
    ],
)
def test_long_names_break(name: str, lines: list[str]) -> None:
    assert belgium.wrapped(name, 12) == lines


def test_the_map_says_in_words_what_it_shows() -> None:
    html = render("{% load map %}{% belgium_map provinces unknown=1 %}", provinces=provinces(BE10=51, BE34=1))
    assert 'aria-label="51 startups: BE10"' in html
    assert 'aria-label="1 startup: BE34"' in html
    assert html.count('href="/en/BE10/"') == 2  # on the map and in the list
    assert "Province not known" in html


# ---- Frame and errors ----


def test_the_frame_names_its_translations() -> None:
    html = render('{% extends "base.html" %}', address="/en/startups/?q=x")
    assert re.search(r'<link rel="canonical"\s+href="https://example.be/en/startups/">', html)
    alternates = re.findall(r'rel="alternate"\s+hreflang="([^"]+)"\s+href="([^"]+)"', html)
    assert dict(alternates)["x-default"] == "https://example.be/en/startups/"
    assert dict(alternates)["de"] == "https://example.be/de/startups/"
    assert 'href="/de/startups/?q=x"' in html


def test_the_frame_holds_no_form_that_writes_and_nothing_inline() -> None:
    html = render('{% extends "base.html" %}')
    assert "csrf" not in html
    assert "<form" not in html
    assert " style=" not in html
    assert "<style" not in html
    assert re.findall(r"<script[^>]*>", html) == ['<script src="/static/directory/js/suggest.js" type="module">']


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.gone, 410),
        (errors.server_error, 500),
    ],
)
def test_errors_answer_in_the_language_of_the_address(handler: Callable[..., HttpResponse], status: int) -> None:
    answer = handler(get("/de/nothing/"))
    assert answer.status_code == status
    assert '<html lang="de">' in answer.content.decode()


def test_a_broken_template_still_gives_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> HttpResponse:
        raise RuntimeError

    monkeypatch.setattr(errors, "render", broken)
    monkeypatch.setattr(errors, "render_to_string", broken)
    assert errors.not_found(get("/en/")).status_code == 404
    assert errors.server_error(get("/en/")).status_code == 500
