"""Which firms an organisation accompanies, at the desk, which speaks for the organisation."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Side, TeamRole
from directory.models import Accompaniment, Startup, SupportOrganisation, TeamMember
from tests.factories import Make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/admin/organisations/"


@pytest.fixture
def hub(db: None) -> SupportOrganisation:
    return Make.organisation("Gent", name="Wintercircus")


@pytest.fixture
def firm(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Rivière & Fils")
    mail.outbox.clear()
    return startup


def page(hub: SupportOrganisation) -> str:
    return f"{LIST}{hub.pk}/firms/"


def named(hub: SupportOrganisation, firm: Startup, by: User) -> Accompaniment:
    return actions.propose_accompaniment(organisation=hub, startup=firm, since=2021, side=Side.FIRM, by=by)


def test_it_works(hub: SupportOrganisation, firm: Startup, flanders: User, founder: User, as_user: SignIn) -> None:
    """The desk looks for a firm of another territory, by name or number, and asks it."""
    desk = as_user(flanders)
    assert page(hub) in desk.get(f"{LIST}{hub.pk}/").content.decode()
    for query in ("riviere", firm.enterprise_number[2:8], "RIVIÈRE &"):
        assert list(desk.get(page(hub), {"q": query}).context["found"]) == [firm], query
    chosen = f"{page(hub)}{firm.pk}/"
    assert desk.get(chosen).status_code == 200
    answer = desk.post(chosen, {"since": "2021"}, follow=True)
    assert "The owners of Rivière &amp; Fils are asked by mail." in answer.content.decode()
    assert [message.to for message in mail.outbox] == [[founder.email]]
    made = Accompaniment.objects.get()
    assert desk.get(page(hub)).context["proposed"] == [made]
    assert desk.get(page(hub), {"q": "riviere"}).context["found"][0].is_listed
    actions.confirm_accompaniment(accompaniment=made, side=Side.FIRM, by=founder)
    assert desk.get(page(hub)).context["confirmed"] == [made]
    assert [(row.firms, row.waiting) for row in desk.get(LIST).context["page"]] == [(1, 0)]
    ended = desk.post(f"/admin/accompaniments/{made.pk}/answer/", {"answer": "no"}, follow=True)
    assert "does not stand on the organisation’s page any more." in ended.content.decode()


def test_what_a_firm_says_waits(
    hub: SupportOrganisation, firm: Startup, flanders: User, founder: User, as_user: SignIn
) -> None:
    made = named(hub, firm, founder)
    desk, answer = as_user(flanders), f"/admin/accompaniments/{made.pk}/answer/"
    Make.organisation("Gent", name="Aula")
    first = desk.get(LIST)
    assert [row.name for row in first.context["page"]] == ["Wintercircus", "Aula"]
    assert "1 firm names one of them and waits for your answer." in first.content.decode()
    assert desk.get(answer).status_code == 405
    assert "Confirmed: Rivière" in desk.post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert "This was confirmed already: Rivière" in desk.post(answer, {"answer": "yes"}, follow=True).content.decode()
    actions.end_accompaniment(accompaniment=made, side=Side.FIRM, by=founder)
    late = desk.post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert "This was declined or ended in the meantime." in late
    assert "This was over already: Rivière" in desk.post(answer, {"answer": "no"}, follow=True).content.decode()


def test_declining(hub: SupportOrganisation, firm: Startup, flanders: User, founder: User, as_user: SignIn) -> None:
    made = named(hub, firm, founder)
    desk = as_user(flanders)
    said = desk.post(f"/admin/accompaniments/{made.pk}/answer/", {"answer": "no"}, follow=True).content.decode()
    assert "nothing of it was public" in said
    assert not Accompaniment.objects.standing().exists()


def test_never_for_the_own_company(
    hub: SupportOrganisation, firm: Startup, flanders: User, founder: User, as_user: SignIn
) -> None:
    TeamMember.objects.create(startup=firm, user=flanders, role=TeamRole.EDITOR)
    made = named(hub, firm, founder)
    desk = as_user(flanders)
    content = desk.get(page(hub), {"q": "riviere"}).content.decode()
    assert "You belong to this company: a colleague answers." in content
    assert "/answer/" not in content
    assert "No firm that is public is called like “riviere”" in content
    assert desk.post(f"/admin/accompaniments/{made.pk}/answer/", {"answer": "yes"}).status_code == 404
    assert desk.get(f"{page(hub)}{firm.pk}/").status_code == 404


def test_somebody_else_s_organisation(  # noqa: PLR0917  # fixtures come by position
    hub: SupportOrganisation, firm: Startup, wallonia: User, founder: User, auditor: User, as_user: SignIn
) -> None:
    made = named(hub, firm, founder)
    for user in (wallonia, auditor):
        desk = as_user(user)
        assert desk.get(page(hub)).status_code == 404
        assert desk.post(f"{page(hub)}{firm.pk}/", {"since": "2021"}).status_code == 404
        assert desk.post(f"/admin/accompaniments/{made.pk}/answer/", {"answer": "yes"}).status_code == 404


def test_refusals(hub: SupportOrganisation, firm: Startup, flanders: User, as_user: SignIn) -> None:
    desk, chosen = as_user(flanders), f"{page(hub)}{firm.pk}/"
    assert desk.post(chosen, {"since": "soon"}).status_code == 422
    desk.post(chosen, {"since": "2021"})
    again = desk.post(chosen, {"since": "2021"})
    assert again.status_code == 409
    assert "This is on the list already" in again.content.decode()
    unclaimed = Make.unclaimed()
    asked = desk.post(f"{page(hub)}{unclaimed.pk}/", {"since": "2021"}, follow=True).content.decode()
    assert "it can answer once it is claimed" in asked
    SupportOrganisation.objects.update(is_published=False)
    assert "Publish the organisation first" in desk.get(page(hub)).content.decode()
    hidden = desk.post(f"{page(hub)}{Make.unclaimed().pk}/", {"since": "2021"})
    assert hidden.status_code == 409
    for query in ("%", "'", "x" * 500, "𝔛"):
        assert desk.get(page(hub), {"q": query}).status_code == 200
