"""The house style as living parts: what the pages are made of, in every state. Exists in DEBUG only."""

import re

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from directory.choices import Confirmation
from directory.models import RevenueStage
from directory.search import catalogue
from directory.search.facets import Facet
from directory.search.query import Selection
from directory.search.results import Results
from directory.templatetags.charts import Bar, Stack
from directory.views.cards import cards
from directory.views.dev import development
from directory.views.home import map_areas
from directory.views.listing import facets

SPRITE = "directory/img/sprite.svg"
TOKENS = "directory/css/tokens.css"
COLOUR = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});")
NAMES = ("Kempenglas", "Guldenvlies", "École Polyphonique", "1060 Labs", "Xylo Dynamics", "Ħal Instruments")
FIRMS_SHOWN = 4
BARS = [Bar("Fintech", 12, "12"), Bar("Energy & climate", 7, "7"), Bar("Not told", None)]
COLUMNS = [Bar(str(year), year % 7, str(year % 7), tick=year % 5 == 0) for year in range(2010, 2024)]
STACKS = [Stack("Germany", (5, 3, 1, 2), "11"), Stack("France", (2, 2, 0, 1), "5")]


class EveryField(forms.Form):
    """One field of each kind; sent with nothing but a wrong number, so that each shows its error."""

    text = forms.CharField(label="Text", help_text="Help comes before the field.")
    wrong = forms.IntegerField(label="A number", min_value=1)
    optional = forms.CharField(label="In your words", widget=forms.Textarea, required=False)
    one = forms.ChoiceField(label="One of a few", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(
        label="Some of a few", choices=[("a", "Customers"), ("b", "Staff")], widget=forms.CheckboxSelectMultiple
    )
    long = forms.ChoiceField(label="One of many", choices=[("a", "One"), ("b", "Two")])
    yes = forms.BooleanField(label="Yes to one thing", help_text="With what it means.")


@development
def components(request: HttpRequest) -> HttpResponse:
    """Drawn by the same templates, tags and styles as the pages, from the entries that are there."""
    found = catalogue.current()
    listed = Results(Selection(), found)
    sector = found.vocabulary.of(Facet.SECTOR)[0]
    selection = Selection.of(sector, found.vocabulary.of(Facet.REGION)[0])
    context = {
        "icons": re.findall(r'<symbol id="([a-z-]+)"', _text(SPRITE)),
        "colours": dict(COLOUR.findall(_text(TOKENS))).keys(),
        "names": NAMES,
        "looks": ("pencil", "ink", "colour"),
        "confirmations": Confirmation.values,
        "today": timezone.localdate(),
        "cards": cards(listed.slice(0, min(FIRMS_SHOWN, len(listed))), found),
        "selection": selection,
        "facet": facets([Results(Selection.of(sector), found).choices(Facet.SECTOR)]),
        "form": EveryField({"wrong": "0"}),
        "stages": RevenueStage.objects.order_by("position"),
        "areas": map_areas(Results(Selection(), found, for_figures=True)),
        "bars": BARS,
        "columns": COLUMNS,
        "stacks": STACKS,
        "address": request.build_absolute_uri(),
    }
    return render(request, "dev/components.html", context)


def _text(name: str) -> str:
    path = finders.find(name)
    with open(str(path), encoding="utf-8") as file:
        return file.read()
