"""Which support organisations accompany a firm, on the pages of its founder."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Side, TeamRole
from directory.models import Accompaniment, Startup, SupportOrganisation, TeamMember
from tests.factories import Make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def firm(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivière")


@pytest.fixture
def hub(db: None) -> SupportOrganisation:
    return Make.organisation("Namur", name="Trakk")


def page(firm: Startup) -> str:
    return f"/en/my/startups/{firm.slug}/organisations/"


def proposed(hub: SupportOrganisation, firm: Startup, by: User) -> Accompaniment:
    return actions.propose_accompaniment(organisation=hub, startup=firm, since=2021, side=Side.ORGANISATION, by=by)


def test_it_works(firm: Startup, hub: SupportOrganisation, founder: User, wallonia: User, as_user: SignIn) -> None:
    """The firm names one; the desk says yes; the firm ends it."""
    mine = as_user(founder)
    assert page(firm) in mine.get(f"/en/my/startups/{firm.slug}/").content.decode()
    answer = mine.post(page(firm), {"organisation": hub.pk, "since": "2020"}, follow=True)
    assert "It is public once the desk of Trakk has confirmed it." in answer.content.decode()
    assert "Waiting for the organisation" in answer.content.decode()
    made = Accompaniment.objects.get()
    assert (made.since, made.proposed_by) == (2020, "firm")
    actions.confirm_accompaniment(accompaniment=made, side=Side.ORGANISATION, by=wallonia)
    assert f">{hub.name}</option>" not in mine.get(page(firm)).content.decode()
    ended = mine.post(f"{page(firm)}{made.pk}/answer/", {"answer": "no"}, follow=True)
    assert "Nothing of Trakk stands on your public page." in ended.content.decode()
    again = mine.post(f"{page(firm)}{made.pk}/answer/", {"answer": "no"}, follow=True)
    assert "This was over already: Trakk." in again.content.decode()


def test_answering(firm: Startup, hub: SupportOrganisation, founder: User, wallonia: User, as_user: SignIn) -> None:
    made = proposed(hub, firm, wallonia)
    mine, answer = as_user(founder), f"{page(firm)}{made.pk}/answer/"
    duties = mine.get(f"/en/my/startups/{firm.slug}/").content.decode()
    assert "1 support organisation says that it accompanies you." in duties
    assert answer in duties
    assert mine.get(answer)["Location"] == page(firm)
    assert not Accompaniment.objects.confirmed().exists()
    assert "Trakk stands on your public page" in mine.post(answer, {"answer": "yes"}, follow=True).content.decode()
    twice = mine.post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert "This was confirmed already: Trakk." in twice
    assert "accompanies you" not in mine.get(f"/en/my/startups/{firm.slug}/").content.decode()
    actions.end_accompaniment(accompaniment=made, side=Side.ORGANISATION, by=wallonia)
    late = mine.post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert "This was declined or ended in the meantime." in late


@pytest.mark.parametrize(
    ("typed", "faulty"),
    [
        ({"since": ""}, "since"),
        ({"since": "20²0"}, "since"),
        ({"since": "1944"}, "since"),
        ({"since": "9999"}, "since"),
        ({"since": "2" * 5000}, "since"),
        ({"since": "0202499999"}, "since"),
        ({"since": "020245"}, "since"),
        ({"since": "02024"}, "since"),
        ({"since": "2020\x00"}, "since"),
        ({"organisation": ""}, "organisation"),
        ({"organisation": "0"}, "organisation"),
    ],
)
def test_bad_answers_are_refused_and_kept(  # noqa: PLR0917  # fixtures come by position
    firm: Startup, hub: SupportOrganisation, founder: User, as_user: SignIn, typed: dict[str, str], faulty: str
) -> None:
    answer = as_user(founder).post(page(firm), {"organisation": hub.pk, "since": "2020"} | typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {faulty}
    assert not Accompaniment.objects.exists()


def test_an_editor_reads_and_does_not_answer(  # noqa: PLR0917  # fixtures come by position
    firm: Startup,
    hub: SupportOrganisation,
    founder: User,
    other_founder: User,
    wallonia: User,
    as_user: SignIn,
) -> None:
    TeamMember.objects.create(startup=firm, user=other_founder, role=TeamRole.EDITOR)
    made = proposed(hub, firm, wallonia)
    editor = as_user(other_founder)
    content = editor.get(page(firm)).content.decode()
    assert "Trakk" in content
    assert "/answer/" not in content
    assert "/answer/" not in editor.get(f"/en/my/startups/{firm.slug}/").content.decode()
    assert editor.post(page(firm), {"organisation": hub.pk, "since": "2020"}).status_code == 404
    assert editor.post(f"{page(firm)}{made.pk}/answer/", {"answer": "yes"}).status_code == 404
    other = Make.published(founder, wallonia)
    assert as_user(founder).post(f"{page(other)}{made.pk}/answer/", {"answer": "yes"}).status_code == 404
    assert not Accompaniment.objects.confirmed().exists()


def test_refusals_are_told_at_the_form(
    firm: Startup, hub: SupportOrganisation, founder: User, wallonia: User, as_user: SignIn
) -> None:
    mine, typed = as_user(founder), {"organisation": hub.pk, "since": "2020"}
    mine.post(page(firm), typed)
    assert mine.post(page(firm), typed).status_code == 422  # is no choice any more
    made = Accompaniment.objects.get()
    actions.end_accompaniment(accompaniment=made, side=Side.ORGANISATION, by=wallonia)
    answer = mine.post(page(firm), typed)
    assert answer.status_code == 409
    assert "The other side said no to this less than a year ago." in answer.content.decode()
    assert 'value="2020"' in answer.content.decode()
