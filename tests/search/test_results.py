"""What a Selection finds, and the figures beside the filters."""

import pytest

from accounts.models import User
from directory.choices import CompanyStatus, EntryState
from directory.models import Municipality, RevenueStage, Sector, Startup
from directory.search.facets import Facet
from directory.search.results import PastTheEnd
from tests.factories import Make
from tests.search.finding import counted, names, results

pytestmark = pytest.mark.django_db


def place(name: str) -> str:
    return Municipality.objects.get(name_local=name).nis_code


def stage(slug: str, disclosed: bool = True) -> dict[str, object]:
    return {"year": 2025, "stage": RevenueStage.objects.get(slug=slug).pk, "disclosed": disclosed}


def sector(slug: str) -> list[int]:
    return [Sector.objects.get(slug=slug).pk]


@pytest.fixture
def three(founder: User, wallonia: User) -> None:
    """Two in Namur, one in Ghent; water, finance, nothing known."""
    Make.published(founder, wallonia, name="Zeta")
    Make.published(founder, wallonia, name="Eta", sectors=sector("fintech"), stage=stage("1m-2m"))
    Make.unclaimed(name="Alpha", founded=2021)


def test_it_works(three: None) -> None:
    assert names() == ["Eta", "Zeta", "Alpha"]


def test_values_of_a_facet_are_alternatives_and_facets_narrow(three: None) -> None:
    assert names("region=namur") == ["Eta", "Zeta"]
    assert names("region=namur&region=flanders") == ["Eta", "Zeta", "Alpha"]
    assert names("region=namur&sector=fintech") == ["Eta"]
    assert names("sector=fintech&sector=circular-water") == ["Eta", "Zeta"]
    assert names("stage=1m-2m&stage=2m-3m&region=wallonia") == ["Eta", "Zeta"]


def test_sorts(three: None) -> None:
    assert names("sort=name") == ["Alpha", "Eta", "Zeta"]
    assert names("sort=founded")[0] == "Alpha"
    assert names("sort=updated") == ["Alpha", "Eta", "Zeta"]


def test_an_entry_of_two_chosen_sectors_appears_once(founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Both", sectors=sector("fintech") + sector("education"))
    assert names("sector=fintech&sector=education") == ["Both"]


def test_counts_leave_their_own_facet_out(three: None) -> None:
    found = results("region=namur&sector=fintech")
    assert counted(found, Facet.REGION) == {"namur": 1, "wallonia": 1}
    assert counted(found, Facet.SECTOR) == {"fintech": 1, "circular-water": 1}
    assert counted(found, Facet.STAGE) == {"1m-2m": 1}


def test_brussels_is_a_region_without_provinces() -> None:
    Make.unclaimed(
        postal_code="1000",
        municipality=place("Bruxelles")
        if Municipality.objects.filter(name_local="Bruxelles")
        else Municipality.objects.get(nis_code="21004").nis_code,
    )
    assert counted(results(), Facet.REGION) == {"brussels": 1}
    assert "brussels-capital" not in [choice.slug for choice in results().choices(Facet.REGION).first]
    assert len(names("region=brussels")) == 1


def test_an_undisclosed_stage_counts_nowhere(founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Discreet", stage=stage("2m-3m", disclosed=False))
    assert names("stage=2m-3m") == []
    assert counted(results(), Facet.STAGE) == {}
    assert results().choices(Facet.STAGE).missing == 1


@pytest.mark.parametrize("state", [EntryState.STUB, EntryState.UNPUBLISHED, EntryState.REMOVED])
def test_what_is_not_published_is_not_found(state: EntryState) -> None:
    startup = Make.unclaimed(name="Hidden")
    Startup.objects.filter(pk=startup.pk).update(state=state)
    assert names() == names("q=hidden") == []


@pytest.mark.parametrize("status", [CompanyStatus.ACQUIRED, CompanyStatus.CEASED, CompanyStatus.MOVED_ABROAD])
def test_companies_no_longer_active_stay_outside(status: CompanyStatus) -> None:
    startup = Make.unclaimed(name="Former")
    Startup.objects.filter(pk=startup.pk).update(status=status)
    assert names() == []


def test_figures_leave_samples_out(three: None) -> None:
    Startup.objects.filter(name="Zeta").update(is_sample=True)
    assert results().samples == 1
    assert len(results(for_figures=True)) == 2


def test_pages(three: None) -> None:
    assert results("page=1").page().number == 1
    with pytest.raises(PastTheEnd):
        results("page=2").page()
    with pytest.raises(PastTheEnd):
        results(f"page={2**63}").page()


def test_what_to_leave_out_when_nothing_is_found(three: None) -> None:
    drops = {way.query: way.count for way in results("region=namur&sector=education&q=zeta").drops()}
    assert drops == {"region=namur&sector=education": 0, "sector=education&q=zeta": 0, "region=namur&q=zeta": 1, "": 3}
