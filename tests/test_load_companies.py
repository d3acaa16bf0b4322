import unicodedata
from datetime import date
from io import StringIO
from typing import ClassVar

import pytest
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import CompanyStatus, Confirmation, EntryState, Precision, Verb
from directory.imports import companies
from directory.imports.companies import Reader, clean_name, load_companies
from directory.imports.demo import load_demo
from directory.models import Event, FactSource, Region, Slug, Startup, SupportOrganisation
from tests.factories import Make

pytestmark = pytest.mark.django_db

ROW = {
    "name": "Test",
    "website": "",
    "postal_code": "9000",
    "municipality_nis": "44021",
    "city": "Gent",
    "region_nuts1": "BE2",
    "province_nuts2": "BE23",
    "founded": "2009",
    "sector_hints": "",
    "source": "ror@ror-community/ror-records",
    "source_licence": "CC0-1.0",
    "source_year": "2026",
}


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> companies.Row:
    """The tables hold this one row, which a test may change."""
    row = dict(ROW)
    monkeypatch.setattr(companies, "rows", lambda name: iter([row] if name == "companies.csv" else []))
    return row


class TestShippedList(TestCase):
    """What the whole list gives, loaded once for all of these."""

    loaded: ClassVar[companies.Loaded]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.loaded = load_companies()

    def test_it_works(self) -> None:
        assert Startup.objects.published().count() == 234
        assert set(Startup.objects.filter(state=EntryState.STUB).values_list("name", flat=True)) == {
            "Conneqtr",
            "Gowlz",
        }
        assert self.loaded.stubs == 2
        assert self.loaded.left_out == []
        assert not Startup.objects.exclude(status=CompanyStatus.UNKNOWN).exists()
        assert {startup.confirmation for startup in Startup.objects.all()} == {Confirmation.UNCLAIMED}
        assert not Startup.objects.filter(is_sample=True).exists()

    def test_brussels_is_in_no_province(self) -> None:
        brussels = Startup.objects.published().filter(municipality__area__parent__code="BE1")
        assert brussels.count() > 50
        assert not brussels.filter(municipality__area__in=Region.objects.provinces()).exists()

    def test_every_fact_has_its_source_licence_and_year(self) -> None:
        ogone = Startup.objects.get(name="Ogone")
        facts = {fact.field: fact for fact in ogone.fact_sources.all()}
        assert set(facts) == {"name", "postal_code", "municipality", "founded", "sectors"}
        founded = facts["founded"]
        assert founded.source == "Crunchbase, acquisitions, December 2015; Crunchbase, July 2013"
        assert founded.source_url == "https://github.com/energyfirefox/crunchbase"
        assert "CC-BY-3.0" in founded.licence
        assert (founded.year, founded.precision) == (2015, Precision.YEAR)
        assert not FactSource.objects.filter(source="").exists()

    def test_disagreements_are_flagged_for_the_desk(self) -> None:
        nieuws = Startup.objects.get(name="Nieuws.be")
        assert nieuws.municipality
        assert nieuws.municipality.name_local == "Kortrijk"
        assert nieuws.desk_note == "The list says “Gent”, but postal code 8500 lies in Kortrijk."
        assert self.loaded.flagged == Startup.objects.exclude(desk_note="").count() == 12

    def test_the_names_of_the_article(self) -> None:
        leexi = Startup.objects.get(name="Leexi")
        assert (leexi.tagline_en[:12], leexi.original_language) == ("AI notetaker", "en")
        assert Startup.objects.get(name="Amoobi").enterprise_number == "0835209788"
        assert [sector.slug for sector in Startup.objects.get(name="Crossuite").sectors] == ["digital-health"]
        assert Startup.objects.get(name="Gowlz").fact_sources.count() == 1
        hub = SupportOrganisation.objects.get()
        assert (hub.name, hub.kind, hub.is_published, str(hub.municipality)) == ("Wintercircus", "hub", True, "Ghent")
        assert not Startup.objects.filter(name="Wintercircus").exists()

    def test_a_second_run_changes_nothing(self) -> None:
        events = Event.objects.count()
        versions = list(Startup.objects.order_by("pk").values_list("pk", "content_version", "changed_at"))
        again = load_companies()
        assert dict(again.outcomes) == {"same": 237}
        assert Event.objects.count() == events
        assert list(Startup.objects.order_by("pk").values_list("pk", "content_version", "changed_at")) == versions

    def test_the_command_prints_counts(self) -> None:
        out = StringIO()
        call_command("load_companies", stdout=out)
        expected = "companies: 0 created, 0 changed, 237 same, 0 skipped; 2 stubs, 12 flagged for the desk\n"
        assert out.getvalue() == expected

    def test_samples_do_not_count_among_the_real_ones(self) -> None:
        with override_settings(DEBUG=True):
            load_demo()
        assert Startup.objects.published().count() > Startup.objects.published().real().count() == 234


def test_a_changed_row_is_brought_up_to_date(only: companies.Row) -> None:
    load_companies()
    only["founded"] = "2010"
    assert dict(load_companies().outcomes) == {"changed": 1}
    startup = Startup.objects.get()
    assert startup.founded == 2010
    event = Event.objects.order_by("-position")[0]
    assert (event.verb, event.before, event.after) == (Verb.ENTRY_CHANGED, {"founded": 2009}, {"founded": 2010})


def test_an_entry_that_loses_its_place_becomes_a_stub(only: companies.Row) -> None:
    load_companies()
    only.update(postal_code="", municipality_nis="", city="")
    assert load_companies().stubs == 1
    startup = Startup.objects.get()
    assert (startup.state, startup.municipality) == (EntryState.STUB, None)


def test_a_claimed_entry_is_left_alone(only: companies.Row) -> None:
    load_companies()
    Startup.objects.update(claimed_at=timezone.now())
    only["founded"] = "2010"
    assert dict(load_companies().outcomes) == {"skipped": 1}
    assert Startup.objects.get().founded == 2009


def test_a_company_that_registered_itself_is_not_listed_twice(
    only: companies.Row, founder: User, wallonia: User
) -> None:
    Make.published(founder, wallonia, name="Own Entry", website="https://own.example.com")
    only["website"] = "http://www.own.example.com/en"
    assert load_companies().left_out == ["Test: already listed as Own Entry"]
    assert Startup.objects.count() == 1


def test_a_company_in_both_tables_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    article = {"kind": "startup", "name": "TEST ", "enterprise_number": "", "website": "", "city": "Gent"}
    article |= {"province_nuts2": "BE23", "sector": "", "what_it_does_en": ""}
    tables = {"companies.csv": [ROW], "article_companies.csv": [article]}
    monkeypatch.setattr(companies, "rows", lambda name: iter(tables[name]))
    assert dict(load_companies().outcomes) == {"created": 1}


@pytest.mark.parametrize("website", ["http://localhost", "ftp://example.com", "not a website", "https://10.0.0.1/"])
def test_a_bad_website_is_left_out_and_flagged(only: companies.Row, website: str) -> None:
    only["website"] = website
    load_companies()
    startup = Startup.objects.get()
    assert startup.website == ""
    assert website in startup.desk_note


@pytest.mark.parametrize("founded", ["0", "3000", "²", "abc"])
def test_a_bad_year_is_left_out_and_flagged(only: companies.Row, founded: str) -> None:
    only["founded"] = founded
    load_companies()
    startup = Startup.objects.get()
    assert startup.founded is None
    assert "founding year" in startup.desk_note


EDGE_NAMES = [
    ("10to1", "10to1"),
    ("3E", "3e"),
    ("O", "o"),
    ("0", "0"),
    ("ADSWIZZ SA", "adswizz-sa"),
    ("Callataÿ & Wouters", "callatay-wouters"),
    ("Rights’Up", "rightsup"),
    ("Œuvre & Cie", "oeuvre-cie"),
    ("Æther Labs", "aether-labs"),
    ("ﬁnanciël", "financiel"),
    ("Ĳsselmeer BV", "ijsselmeer-bv"),
    ("İstanbul BV", "istanbul-bv"),
    ("Straße", "strasse"),
    ("ＦＵＬＬ　ＷＩＤＴＨ", "full-width"),
    ("Robert'); DROP TABLE companies;--", "robert-drop-table-companies"),
    ("<b>Bold</b>", "bboldb"),
    ("{{7*7}}", "77"),
    ("COMPANY NAME  with   spaces ", "company-name-with-spaces"),
    ("null", "null"),
]
WITHOUT_LATIN = ["🚀", "-", ".", "شركة", "חברה", "株式会社", "%"]


@pytest.mark.parametrize(("name", "slug"), EDGE_NAMES)
def test_names_that_break_software_get_an_address(only: companies.Row, name: str, slug: str) -> None:
    only["name"] = name
    load_companies()
    startup = Startup.objects.get()
    assert (startup.name, startup.slug) == (clean_name(name), slug)


@pytest.mark.parametrize("name", WITHOUT_LATIN)
def test_names_without_latin_letters_get_an_address(only: companies.Row, name: str) -> None:
    only["name"] = name
    load_companies()
    assert Startup.objects.get().slug.startswith("company-")
    assert dict(load_companies().outcomes) == {"same": 1}


def test_composed_and_decomposed_names_are_one_company(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [ROW | {"name": unicodedata.normalize(form, "Café Zoé")} for form in ("NFD", "NFC")]
    monkeypatch.setattr(companies, "rows", lambda name: iter(table if name == "companies.csv" else []))
    assert dict(load_companies().outcomes) == {"created": 1}
    assert Startup.objects.get().name == unicodedata.normalize("NFC", "Café Zoé")


def test_names_with_the_same_address_get_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [ROW | {"name": name} for name in ("L'Œil", "L’œil !", "Loeil")]
    monkeypatch.setattr(companies, "rows", lambda name: iter(table if name == "companies.csv" else []))
    load_companies()
    assert set(Slug.objects.values_list("slug", flat=True)) == {"loeil", "loeil-2", "loeil-3"}


def test_a_long_name_is_cut(only: companies.Row) -> None:
    only["name"] = "A" * 200
    load_companies()
    startup = Startup.objects.get()
    assert (len(startup.name), len(startup.slug)) == (120, 70)


def test_an_organisation_is_brought_up_to_date() -> None:
    facts = {"name": "Halle", "kind": "hub", "source": "Test list", "as_of": date(2026, 1, 1), "description_en": "One"}
    assert actions.import_organisation(slug="halle", facts=facts, by="SYSTEM") == "created"
    assert actions.import_organisation(slug="halle", facts=facts, by="SYSTEM") == "same"
    assert actions.import_organisation(slug="halle", facts=facts | {"description_en": "Two"}, by="SYSTEM") == "changed"
    event = Event.objects.order_by("-position")[0]
    assert event.before == {"organisation": "halle", "description_en": "One"}
    assert event.after == {"organisation": "halle", "description_en": "Two"}


def test_rows_are_read_once_each() -> None:
    assert len(list(Reader().entries())) == 236
