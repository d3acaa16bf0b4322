import pytest

from directory.imports.hints import Hints
from directory.models import Sector

pytestmark = pytest.mark.django_db


def slugs(words: str) -> list[str]:
    names = dict(Sector.objects.values_list("pk", "slug"))
    return [names[pk] for pk in Hints().sectors_of(words)]


def test_it_works() -> None:
    assert slugs("Semiconductors") == ["semicon-photonics"]
    assert slugs("Mobile; Point of Sale; Restaurants") == ["retail-ecommerce", "travel-events"]


def test_case_and_blanks_do_not_matter() -> None:
    assert slugs(" fintech ;FINTECH; Payments") == ["fintech"]


def test_words_that_fit_any_firm_give_no_sector() -> None:
    assert slugs("Software; B2B; Consulting; Services; Information Technology; Mobile") == []
    assert slugs("") == []


def test_three_at_most() -> None:
    assert len(slugs("HR Tech; CRM; Project Management; FinTech; Energy")) == 3
