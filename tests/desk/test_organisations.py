"""Support organisations at the desk: written, published and taken off by the territory they lie in."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.actions.errors import NoPlace, NotAllowed
from directory.choices import Verb
from directory.models import Event, Municipality, PostalCode, SupportOrganisation
from tests.factories import Make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST, NEW = "/admin/organisations/", "/admin/organisations/new/"
GIVEN = {
    "name": "Cité du bois",
    "kind": "hub",
    "website": "cite.example.com",
    "postal_code": "5000",
    "original_language": "fr",
    "description_fr": "Un atelier partagé.",
    "source": "Its own page",
    "source_url": "",
    "as_of": "2026-01-01",
}


def page(organisation: SupportOrganisation) -> str:
    return reverse("admin:organisation", args=[organisation.pk])


def test_it_works(wallonia: User, as_user: SignIn, client: Client) -> None:
    desk = as_user(wallonia)
    assert desk.get(NEW).status_code == 200
    assert desk.post(NEW, GIVEN)["Location"] == LIST
    made = SupportOrganisation.objects.get()
    assert (made.slug, made.website, made.is_published) == ("cite-du-bois", "https://cite.example.com", False)
    public = made.get_absolute_url()
    assert client.get(public).status_code == 404
    assert desk.post(f"{page(made)}show/", {"is_published": "yes"}).status_code == 302
    assert "Un atelier partagé." in client.get(public).content.decode()
    assert desk.post(page(made), GIVEN | {"name": "Cité du fer"}).status_code == 302
    assert desk.post(page(made), GIVEN | {"name": "Cité du fer"}).status_code == 302  # the same again
    assert "Cité du fer" in client.get(public).content.decode()
    assert desk.post(f"{page(made)}show/", {"is_published": "no"}).status_code == 302
    assert client.get(public).status_code == 404
    events = Event.objects.order_by("position")
    assert [event.verb for event in events] == [
        Verb.ORGANISATION_CHANGED,
        Verb.ORGANISATION_SHOWN,
        Verb.ORGANISATION_CHANGED,
        Verb.ORGANISATION_SHOWN,
    ]
    assert events[2].before == {"organisation": "cite-du-bois", "name": "Cité du bois"}
    assert {event.territory for event in events} == {"wallonia"}
    assert "support organisation" in desk.get(reverse("admin:events")).content.decode()


@pytest.mark.parametrize(
    ("changed", "faulty"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"kind": "shop"}, "kind"),
        ({"website": "http://localhost"}, "website"),
        ({"postal_code": "²000"}, "postal_code"),
        ({"postal_code": "9999"}, "postal_code"),
        ({"postal_code": ""}, "postal_code"),
        ({"postal_code": "9000"}, "postal_code"),  # in Flanders
        ({"original_language": ""}, "original_language"),
        ({"original_language": "nl"}, "description_nl"),
        ({"description_fr": "mot " * 121}, "description_fr"),
        ({"source": ""}, "source"),
        ({"as_of": "2026-02-31"}, "as_of"),
        ({"as_of": "9000-01-01"}, "as_of"),
    ],
)
def test_bad_answers_are_refused_and_kept(
    wallonia: User, as_user: SignIn, changed: dict[str, str], faulty: str
) -> None:
    answer = as_user(wallonia).post(NEW, GIVEN | changed)
    assert answer.status_code == 422
    assert faulty in answer.context["form"].errors
    assert "Un atelier" in answer.content.decode() or "description_fr" in changed
    assert not SupportOrganisation.objects.exists()


def test_whose_they_are(  # noqa: PLR0917  # fixtures come by position
    wallonia: User, flanders: User, ostbelgien: User, operator: User, auditor: User, as_user: SignIn
) -> None:
    eupen, gent, nowhere = Make.organisation("Eupen"), Make.organisation("Gent"), Make.organisation()
    seen = {ostbelgien: eupen, flanders: gent, operator: nowhere, wallonia: None, auditor: None}
    for user, own in seen.items():
        desk = as_user(user)
        assert list(desk.get(LIST).context["page"]) == ([own] if own else [])
        for each in (eupen, gent, nowhere):
            assert desk.get(page(each)).status_code == (200 if each == own else 404)
            answer = desk.post(f"{page(each)}show/", {"is_published": "no"})
            assert answer.status_code == (302 if each == own else 404)
        assert desk.get(NEW).status_code == (404 if user == auditor else 200)
    with pytest.raises(NotAllowed):
        actions.show_organisation(organisation=gent, is_published=True, by=wallonia)
    with pytest.raises(NoPlace):
        actions.show_organisation(organisation=nowhere, is_published=True, by=operator)


def test_the_operator_places_what_has_no_place(operator: User, flanders: User, as_user: SignIn) -> None:
    nowhere = Make.organisation()
    assert as_user(operator).post(page(nowhere), GIVEN | {"postal_code": "9000"}).status_code == 302
    assert as_user(operator).get(page(nowhere)).status_code == 404
    assert as_user(flanders).get(page(nowhere)).status_code == 200


def test_names_may_be_the_same_and_addresses_are_not(wallonia: User, as_user: SignIn) -> None:
    for _twice in range(2):
        as_user(wallonia).post(NEW, GIVEN)
    as_user(wallonia).post(NEW, GIVEN | {"name": "東京"})
    slugs = list(SupportOrganisation.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs[:2] == ["cite-du-bois", "cite-du-bois-2"]
    assert slugs[2].startswith("organisation-")


def test_a_code_of_two_municipalities_asks_which(operator: User, as_user: SignIn) -> None:
    code = PostalCode.objects.values("code").annotate(places=Count("pk")).filter(places=2)[0]["code"]
    answer = as_user(operator).post(NEW, GIVEN | {"postal_code": code})
    assert set(answer.context["form"].errors) == {"municipality"}
    place = Municipality.objects.filter(postal_codes__code=code)[0]
    given = GIVEN | {"postal_code": code, "municipality": place.nis_code}
    assert as_user(operator).post(NEW, given).status_code == 302
    assert SupportOrganisation.objects.get().municipality == place


def test_a_list_does_not_undo_what_the_desk_wrote(wallonia: User) -> None:
    def load(**changed: Any) -> str:
        facts = {"name": "Hub", "kind": "hub", "source": "List", "as_of": date(2020, 1, 1), "is_published": True}
        place = Municipality.objects.get(name_local="Namur")
        return actions.import_organisation(slug="hub", facts=facts | {"municipality": place} | changed, by="SYSTEM")

    assert (load(), load(), load(name="The hub")) == ("created", "same", "changed")
    actions.show_organisation(organisation=SupportOrganisation.objects.get(), is_published=False, by=wallonia)
    assert load() == "skipped"
    assert SupportOrganisation.objects.get().name == "The hub"
