"""Message catalogues: what is found in code and templates, what a merge keeps, and what the check refuses."""

from pathlib import Path

import polib
import pytest

from belgiantech.catalogues import Message, compile_catalogues, extract, merge, problems

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext, pgettext_lazy
a = _("Plain") + gettext_lazy("Lazy " "joined")
b = ngettext("%(count)s entry", "%(count)s entries", n)
c = pgettext_lazy("verb", "Open")
d = npgettext("file", "one row", "%s rows", n)
e = _(a) + other("Not marked")
"""
TEMPLATE = """{% load i18n %}
    {% translate "Quoted %" %} {% trans 'Single' as title %} {% trans "Open" context "adjective" %}
  <p title="{% translate "In a 'title'" %}">{{ _("Constant") }} {{ name|default:_("Default") }}</p>
{% blocktranslate trimmed with name=user.name %}
    Hello,
    {{ name }}!
{% endblocktranslate %}
{% blocktranslate count counter=list|length %}{{ counter }} name{% plural %}{{ counter }} names{% endblocktranslate %}
{% blocktranslate context "month" %}May{% endblocktranslate %} {# _("Comment") #}
{% include "x.html" with label=_("Included") %}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "accounts").mkdir()
    (tmp_path / "templates" / "room").mkdir(parents=True)
    (tmp_path / "accounts" / "code.py").write_text(CODE)
    (tmp_path / "templates" / "room" / "page.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def po(tmp_path: Path) -> Path:
    return tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def translated(po: Path, text: str, translation: str = "", plural: str = "", forms: tuple[str, ...] = ()) -> list[str]:
    """The problems of a catalogue with this one entry."""
    message = Message(text, plural=plural)
    catalogue = merge([message], po, "fr")
    catalogue[0].msgstr = translation
    catalogue[0].msgstr_plural = dict(enumerate(forms))
    catalogue.save(str(po))
    return problems([message], po, "fr")


def entry_of(catalogue: polib.POFile | polib.MOFile, text: str) -> polib.POEntry | polib.MOEntry:
    entry = catalogue.find(text)
    assert entry is not None
    return entry


def test_it_finds_all_messages(tree: Path) -> None:
    assert extract(tree) == sorted(
        [
            Message("Plain"),
            Message("Lazy joined"),
            Message("%(count)s entry", "", "%(count)s entries"),
            Message("Open", "verb"),
            Message("one row", "file", "%s rows"),
            Message("Quoted %%"),
            Message("Single"),
            Message("Open", "adjective"),
            Message("In a 'title'"),
            Message("Constant"),
            Message("Default"),
            Message("Hello, %(name)s!"),
            Message("%(counter)s name", "", "%(counter)s names"),
            Message("May", "month"),
            Message("Included"),
        ]
    )


def test_merge_keeps_adds_and_removes(po: Path) -> None:
    merge([Message("Stays"), Message("Goes"), Message("One", "", "Many")], po, "fr")
    catalogue = polib.pofile(str(po))
    entry_of(catalogue, "Stays").msgstr = "Reste"
    entry_of(catalogue, "One").msgstr_plural = {0: "Un", 1: "Plusieurs"}
    catalogue.save(str(po))
    merge([Message("Comes"), Message("One", "", "Many"), Message("Stays")], po, "fr")
    texts = {entry.msgid: dict(entry.msgstr_plural) or entry.msgstr for entry in polib.pofile(str(po))}
    assert texts == {"Comes": "", "One": {0: "Un", 1: "Plusieurs"}, "Stays": "Reste"}


def test_merging_twice_changes_nothing(tree: Path, po: Path) -> None:
    merge(extract(tree), po, "fr")
    first = po.read_bytes()
    merge(extract(tree), po, "fr")
    assert po.read_bytes() == first
    assert b"POT-Creation-Date" not in first


def test_a_complete_catalogue_has_no_problems(po: Path) -> None:
    assert translated(po, "Hello %(name)s, {count} of 100%%", "{count} sur 100%%, %(name)s") == []
    forms = ("une entrée", "%(count)s entrées")
    assert translated(po, "one entry", plural="%(count)s entries", forms=forms) == []


@pytest.mark.parametrize(
    ("text", "translation", "problem"),
    [
        ("Text", "", "untranslated"),
        ("Hello %(name)s", "Bonjour %(nom)s", "placeholders differ"),
        ("%s of %s", "%s de", "placeholders differ"),
        ("{count} rows", "lignes", "placeholders differ"),
        ("Text\n", "Texte", "line breaks at the start or end differ"),
    ],
)
def test_refused_translations(po: Path, text: str, translation: str, problem: str) -> None:
    assert translated(po, text, translation) == [f"fr: {problem}: {text!r}"]


def test_refused_plurals(po: Path) -> None:
    assert translated(po, "one", plural="many", forms=("un",)) == ["fr: 1 plural forms instead of 2: 'one'"]
    assert translated(po, "one", plural="%s", forms=("un", "")) == ["fr: untranslated: 'one'"]


def test_missing_obsolete_and_fuzzy(po: Path) -> None:
    merge([Message("Old"), Message("Fuzzy")], po, "fr")
    catalogue = polib.pofile(str(po))
    for entry in catalogue:
        entry.msgstr = "x"
    entry_of(catalogue, "Fuzzy").flags = ["fuzzy"]
    catalogue.save(str(po))
    expected = ["fr: missing: 'New'", "fr: not used any more: 'Old'", "fr: fuzzy: 'Fuzzy'"]
    assert problems([Message("Fuzzy"), Message("New")], po, "fr") == expected


def test_a_catalogue_that_is_not_there(po: Path) -> None:
    assert "fr: missing: 'New'" in problems([Message("New")], po, "fr")


def test_compiling_follows_the_text_not_the_date(po: Path, tmp_path: Path) -> None:
    translated(po, "Text", "Texte")
    locale = tmp_path / "locale"
    assert compile_catalogues(locale) == 1
    assert compile_catalogues(locale) == 0
    po.write_text(po.read_text().replace("Texte", "Autre"))
    assert compile_catalogues(locale) == 1
    assert entry_of(polib.mofile(str(po.with_suffix(".mo"))), "Text").msgstr == "Autre"
