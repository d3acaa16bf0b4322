"""The board of what firms look for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory.models import Ask, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db


def ask(startup: Startup, text: str, country: str = "DE", kind: str = "distributor", **dates: object) -> Ask:
    today = timezone.localdate()
    given = {"opened_on": today, "lapses_on": today + timedelta(days=90)} | dates
    return Ask.objects.create(startup=startup, kind=kind, country=country, text=text, language="en", **given)


@pytest.fixture
def firm(founder: User, wallonia: User) -> Startup:
    firm = Make.published(founder, wallonia, name="Aquametrie")
    today = timezone.localdate()
    ask(firm, "A dealer in Bremen")
    ask(firm, "A pilot in Lyon", "FR", "customer")
    ask(firm, "A pilot anywhere", "", "customer")
    ask(firm, "Lapsed", opened_on=today - timedelta(days=90), lapses_on=today)
    ask(firm, "Ended", ended_on=today)
    return firm


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"A dealer in Bremen", "A pilot in Lyon", "A pilot anywhere"}),
        ("country=DE", {"A dealer in Bremen"}),
        ("country=de", {"A dealer in Bremen"}),
        ("country=any", {"A pilot anywhere"}),
        ("kind=customer", {"A pilot in Lyon", "A pilot anywhere"}),
        ("kind=customer&country=FR", {"A pilot in Lyon"}),
        ("kind=distributor&country=FR", set()),
        ("country=ZZ&kind=nonsense", {"A dealer in Bremen", "A pilot in Lyon", "A pilot anywhere"}),
        ("country=%00&kind=%F0", {"A dealer in Bremen", "A pilot in Lyon", "A pilot anywhere"}),
        ("page=abc", {"A dealer in Bremen", "A pilot in Lyon", "A pilot anywhere"}),
    ],
)
def test_it_works(client: Client, firm: Startup, query: str, found: set[str]) -> None:
    response = client.get(f"/en/asks/?{query}")
    if response.status_code == 400:  # control characters are refused at the door
        assert "%00" in query
        return
    assert {each.text for each in response.context["page"]} == found


def test_a_filter_counts_what_it_would_show(client: Client, firm: Startup) -> None:
    context = client.get("/en/asks/?kind=customer").context
    assert [(choice.label, choice.count) for choice in context["countries"]] == [("France", 1), ("Any country", 1)]
    kinds = [(choice.label, choice.count, choice.is_chosen) for choice in context["kinds"]]
    assert kinds == [("Distributor or reseller", 1, False), ("First customer or pilot", 2, True)]
    assert context["canonical"] == "?kind=customer"


def test_a_page_past_the_end(client: Client, firm: Startup) -> None:
    assert client.get("/en/asks/?page=2").status_code == 404


def test_nothing_of_firms_that_are_not_public(client: Client, firm: Startup) -> None:
    Startup.objects.filter(pk=firm.pk).update(state="unpublished")
    assert not client.get("/en/asks/").context["page"].object_list


def test_samples_stand_in(client: Client, firm: Startup, settings: Settings) -> None:
    settings.SHOW_SAMPLES = True
    Startup.objects.filter(pk=firm.pk).update(is_sample=True)
    context = client.get("/en/asks/").context
    assert (context["are_samples"], context["total"]) == (True, 3)
