from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from directory.choices import RegionLevel
from directory.imports.reference import load_reference
from directory.models import (
    Municipality,
    Partner,
    PostalCode,
    Region,
    RevenueStage,
    Sector,
    Technology,
    Territory,
    TerritoryCode,
)
from directory.rules.places import municipalities_of, territory_of
from tests.factories import Make
from tests.search.finding import find

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    assert Sector.objects.count() == 26
    assert Technology.objects.count() == 24
    assert RevenueStage.objects.count() == 10
    assert Municipality.objects.count() == 565
    assert PostalCode.objects.count() == 1152
    assert Partner.objects.count() == 4
    assert Territory.objects.count() == 4


def test_brussels_is_an_area_and_never_a_province() -> None:
    assert Region.objects.regions().count() == 3
    assert Region.objects.provinces().count() == 10
    assert Region.objects.get(code="BE10").level == RegionLevel.AREA


@pytest.mark.parametrize("model", [Sector, Technology, RevenueStage, Region, Municipality, Partner, Territory])
def test_everything_is_named_in_four_languages(model: type[Sector]) -> None:
    for row in model.objects.all():
        assert all([row.name_en, row.name_fr, row.name_nl, row.name_de]), row.pk


def test_three_codes_belong_to_two_municipalities() -> None:
    assert len(municipalities_of("1050")) == 2
    assert len(municipalities_of("9000")) == 1
    assert municipalities_of("9999") == []


def test_territories_their_codes_and_fallbacks() -> None:
    eupen = Municipality.objects.get(name_local="Eupen")
    namur = Municipality.objects.get(name_local="Namur")
    assert territory_of("4700", eupen).slug == "ostbelgien"
    assert territory_of("5000", namur).slug == "wallonia"
    fallbacks = {row.slug: row.fallback and row.fallback.slug for row in Territory.objects.all()}
    assert fallbacks == {"ostbelgien": "wallonia", "wallonia": None, "flanders": None, "brussels": None}


def test_other_names_and_localities_are_kept() -> None:
    assert Municipality.objects.get(nis_code="11002").other_names == "Antorf"
    assert PostalCode.objects.get(code="1020").localities == "Laeken|Laken"


def test_a_second_run_changes_nothing() -> None:
    for name, counts in load_reference().items():
        assert (counts.created, counts.changed) == (0, 0), name


def test_a_changed_row_is_brought_up_to_date() -> None:
    Sector.objects.filter(slug="fintech").update(name_de="Finanztechnik")
    TerritoryCode.objects.filter(code="4700").update(territory=Territory.objects.get(slug="wallonia"))
    counts = load_reference()
    assert counts["sectors"].changed == 1
    assert counts["codes of territories"].changed == 1
    assert Sector.objects.get(slug="fintech").name_de == "Fintech"
    assert TerritoryCode.objects.get(code="4700").territory.slug == "ostbelgien"


def test_entries_are_found_by_what_changed(founder: User, wallonia: User) -> None:
    """As if the shipped tables now said otherwise: the rows and the documents are brought up to date together."""
    Make.published(founder, wallonia, name="Rivage")
    for rows in (Sector.objects.filter(slug="circular-water"), Municipality.objects.filter(name_local="Namur")):
        shipped = rows.get().name_de
        rows.update(name_de="Leuchtkäfer")
        call_command("refresh_search", verbosity=0)
        assert find("Leuchtkäfer") == ["Rivage"]
        load_reference()
        assert find("Leuchtkäfer") == []
        assert find(shipped) == ["Rivage"]
    PostalCode.objects.filter(code="5000").update(localities="Leuchtkäfer")
    call_command("refresh_search", verbosity=0)
    load_reference()
    call_command("check_search", verbosity=0)


def test_rows_of_the_operator_stay() -> None:
    Sector.objects.create(slug="own", name_en="Own", name_fr="Propre", name_nl="Eigen", name_de="Eigen")
    own = Partner.objects.create(slug="own", name_en="Own", name_fr="Propre", name_nl="Eigen", name_de="Eigen")
    Partner.objects.filter(slug="walloon-partner").update(name_fr="Renommé")
    Territory.objects.filter(slug="wallonia").update(partner=own)
    Territory.objects.filter(slug="ostbelgien").update(fallback=None)
    load_reference()
    assert Sector.objects.filter(slug="own").exists()
    assert Partner.objects.get(slug="walloon-partner").name_fr == "Renommé"
    assert Territory.objects.get(slug="wallonia").partner == own
    assert Territory.objects.get(slug="ostbelgien").fallback is None


def test_the_command_prints_counts() -> None:
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "municipalities: 0 new, 0 changed, 565 as before" in out.getvalue()
