"""Who works for a partner: a lead invites and removes, the operator does the rest, and rights end at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Session, User
from directory import actions
from directory.actions.errors import LastOperator, NotAllowed, OneRole
from directory.choices import PartnerRole, Power, Verb
from directory.models import Event, EventDetail, Membership, Partner, TeamMember
from directory.templatetags.trail import lines
from tests.factories import Make

SignIn = Callable[[User], Client]
WALLOON = "/admin/partners/walloon-partner/"
INVITE = WALLOON + "invite/"
PEOPLE = "/admin/people/"
NEW = "new-moderator@example.test"


@pytest.fixture
def lead(wallonia: User) -> User:
    Membership.objects.filter(user=wallonia).update(role=PartnerRole.LEAD)
    return wallonia


@pytest.fixture
def client(lead: User, as_user: SignIn) -> Client:
    return as_user(lead)


def member(user: User) -> str:
    """The page of the membership."""
    row = Membership.objects.get(user=user)
    return reverse("admin:member", args=[row.partner.slug, row.pk])


def test_a_lead_invites_and_removes(client: Client, lead: User, founder: User, as_user: SignIn) -> None:
    assert client.post(INVITE, {"email": founder.email, "role": "moderator"})["Location"] == WALLOON
    message: Any = mail.outbox[-1]
    assert message.to == [founder.email]
    assert f'<html lang="{founder.language}">' in str(message.alternatives[0][0])
    assert founder.email in client.get(WALLOON).content.decode()
    event = Event.objects.get(verb=Verb.PARTNER_JOINED)
    assert founder.email not in str(event.after)
    (line,) = lines([event], lead)
    assert line.sentence.startswith("A lead (")
    assert founder.email in line.why  # a colleague may know who it is
    colleague = as_user(founder)
    assert colleague.get("/admin/").status_code == 302  # to setting up a second factor
    assert client.post(member(founder), {"role": "lead"}).status_code == 302
    assert Membership.objects.get(user=founder).role == PartnerRole.LEAD
    page = member(founder)
    assert client.post(page + "remove/")["Location"] == WALLOON
    assert colleague.get("/admin/").status_code == 404  # in the session that was open already
    assert mail.outbox[-1].to == [founder.email]
    assert client.post(page + "remove/").status_code == 404


def test_who_has_no_account_gets_one(client: Client, lead: User) -> None:
    client.post(INVITE, {"email": NEW, "role": "lead"})
    person = User.objects.get(email=NEW)
    assert person.language == lead.language
    assert reverse("admin:index") in mail.outbox[-1].body


@pytest.mark.parametrize(
    "wrong", [{"email": "no address"}, {"email": ""}, {"email": "a\x00b@example.test"}, {"role": "operator"}], ids=repr
)
def test_bad_answers_keep_what_was_typed(client: Client, wrong: dict[str, str]) -> None:
    response = client.post(INVITE, {"email": NEW, "role": "lead"} | wrong)
    assert response.status_code == 422
    assert Membership.objects.count() == 1


def test_the_last_lead_stays_unless_the_operator_says_so(
    client: Client, lead: User, operator: User, as_user: SignIn
) -> None:
    assert client.post(member(lead), {"role": "moderator"}).status_code == 409
    assert client.post(member(lead) + "remove/")["Location"] == member(lead)
    assert Membership.objects.get(user=lead).role == PartnerRole.LEAD
    as_user(operator).post(member(lead) + "remove/")
    assert not Membership.objects.exists()


def test_a_moderator_sees_colleagues_and_changes_nothing(
    wallonia: User, flanders: User, auditor: User, as_user: SignIn
) -> None:
    client = as_user(wallonia)
    html = client.get(PEOPLE).content.decode()
    assert wallonia.email in html
    assert flanders.email not in html
    assert "Has a second factor." in html
    for address in (INVITE, member(wallonia), "/admin/partners/flemish-partner/", PEOPLE + f"{flanders.pk}/"):
        assert client.get(address).status_code == client.post(address, {}).status_code == 404
    partner = Partner.objects.get(slug="walloon-partner")
    for person in (wallonia, flanders, auditor):
        with pytest.raises(NotAllowed):
            actions.appoint(email=NEW, partner=partner, by=person)
        with pytest.raises(NotAllowed):
            actions.dismiss(email=wallonia.email, partner=partner, by=person)
    assert as_user(auditor).get(PEOPLE).status_code == 404
    page = as_user(auditor).get(WALLOON)
    assert wallonia.email not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_operator_finds_and_bars_somebody(operator: User, founder: User, as_user: SignIn) -> None:
    client, barred = as_user(operator), as_user(founder)
    page = client.post(PEOPLE, {"email": founder.email.upper()})["Location"]
    assert client.post(PEOPLE, {"email": NEW}).status_code == 422
    assert founder.email in client.get(page).content.decode()
    assert client.post(page + "bar/", {"words": ""}).status_code == 422
    assert client.post(page + "bar/", {"words": "Insults."})["Location"] == page
    assert not Session.objects.filter(user=founder).exists()
    assert "/accounts/" in barred.get("/en/my/")["Location"]
    event = Event.objects.get(verb=Verb.PERSON_BARRED)
    assert event.after == {"user": str(founder.pk)}
    assert EventDetail.objects.get(position=event.position).personal == {"words": "Insults."}
    client.post(page + "let-in/", {"words": "Sorry."})
    founder.refresh_from_db()
    assert founder.is_active
    actions.close_account(user=founder, by=founder)  # what was said about the person goes with the account
    assert not EventDetail.objects.exists()
    assert client.post(f"{PEOPLE}{operator.pk}/bar/", {"words": "Me."}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_the_data_of_a_barred_person_is_erased(
    operator: User, founder: User, other_founder: User, wallonia: User, as_user: SignIn
) -> None:
    """Who is barred does not come to the own page. The last owner of an entry is replaced first."""
    client, page = as_user(operator), f"{PEOPLE}{founder.pk}/"
    startup, address = Make.published(founder, wallonia), founder.email
    assert client.get(page + "close/").status_code == 404
    client.post(page + "bar/", {"words": "Insults."})
    assert page + "close/" in client.get(page).content.decode()
    assert client.post(page + "close/", {"words": "Asked by letter."}).status_code == 409
    TeamMember.objects.create(startup=startup, user=other_founder, role="owner")
    mail.outbox.clear()
    assert client.post(page + "close/", {"words": "Asked by letter."})["Location"] == page
    founder.refresh_from_db()
    assert founder.is_closed
    assert [message.to for message in mail.outbox] == [[address]]
    event = Event.objects.get(verb=Verb.ACCOUNT_CLOSED)
    assert (event.actor, event.after) == (str(operator.pk), {"user": str(founder.pk)})
    assert EventDetail.objects.get(position=event.position).personal == {"words": "Asked by letter."}
    html = client.get("/admin/events/", {"person": str(founder.pk)}).content.decode()
    assert "The operator closed somebody’s account and erased its data." in html
    assert client.post(page + "close/", {"words": "Again."}).status_code == 409


def test_roles_for_the_whole_site(operator: User, founder: User, wallonia: User, as_user: SignIn) -> None:
    client = as_user(operator)
    given = {"email": founder.email, "power": "auditor", "words": "Court of audit."}
    assert client.post(PEOPLE + "role/", given | {"email": NEW}).status_code == 422
    assert client.post(PEOPLE + "role/", given | {"email": wallonia.email}).status_code == 409
    assert client.post(PEOPLE + "role/", given)["Location"] == PEOPLE
    assert mail.outbox[-1].to == [founder.email]
    assert founder.email in client.get(PEOPLE).content.decode()
    with pytest.raises(OneRole):
        actions.appoint(email=founder.email, partner=Partner.objects.get(slug="walloon-partner"), by=operator)
    page = f"{PEOPLE}{founder.pk}/end-role/"
    assert client.get(page + "operator/").status_code == client.get(page + "king/").status_code == 404
    client.post(page + "auditor/", {"words": "Done."})
    founder.refresh_from_db()
    assert not founder.is_auditor
    with pytest.raises(LastOperator):
        actions.take_power(person=operator, power=Power.OPERATOR, words="Tired.", by=operator)
    actions.give_power(email=founder.email, power=Power.OPERATOR, words="Two of us.", by=operator)
    response = client.post(f"{PEOPLE}{operator.pk}/end-role/operator/", {"words": "Tired."})
    assert response["Location"].endswith("/my/welcome/")
    assert client.get("/admin/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.bar(person=founder, words="Mine.", by=operator)


def test_what_happened_to_a_partner_is_in_its_log(client: Client, lead: User, flanders: User, as_user: SignIn) -> None:
    actions.appoint(email=NEW, partner=Partner.objects.get(slug="walloon-partner"), by=lead)
    Make.waiting(User.objects.get(email=NEW))
    log = client.get("/admin/events/", {"partner": "walloon-partner"}).content.decode()
    assert NEW in log
    assert "The company sent it in." in log
    assert NEW not in as_user(flanders).get("/admin/events/").content.decode()
