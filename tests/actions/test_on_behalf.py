"""A partner changes an entry in the company's place: its own source, never the company's word."""

import pytest
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import Reason, SubmissionState, TeamRole, Verb
from directory.models import Event, FactSource, Startup, TeamMember, Territory
from directory.rules.permissions import Permission, may
from tests.factories import Make, enterprise_number
from tests.later import minute_over


def test_unclaimed_the_same_person_approves(flanders: User) -> None:
    startup = Make.unclaimed()
    proposed = Make.on_behalf(startup, flanders, website="https://firme.example.com", founded=None)
    event = Event.objects.get(verb=Verb.PROPOSED_ON_BEHALF)
    assert event.after == {"revision": 1, "partner": "flemish-partner"}
    Make.approve(proposed, flanders)
    startup.refresh_from_db()
    assert (startup.website, startup.founded) == ("https://firme.example.com", None)
    assert (startup.claimed_at, startup.confirmed_on, startup.confirmed_by) == (None, None, None)
    source = FactSource.objects.get(startup=startup, field="website")
    assert (source.source, source.source_url, source.confirmed_at) == (
        "Annual accounts 2025",
        "https://example.com/accounts",
        None,
    )
    assert not FactSource.objects.filter(startup=startup, field="founded").exists()
    assert FactSource.objects.get(startup=startup, field="name").source == "Test list"
    assert not mail.outbox


def test_claimed_a_colleague_decides_and_the_team_is_told(founder: User, other_founder: User, wallonia: User) -> None:
    User.objects.filter(pk=founder.pk).update(language="en")
    startup = Make.published(founder, wallonia, name="Eau Vive")
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    Startup.objects.filter(pk=startup.pk).update(confirmed_on="2025-01-01")
    mail.outbox.clear()
    proposed = Make.on_behalf(startup, wallonia, people="50-99")
    assert {message.to[0] for message in mail.outbox} == {founder.email, other_founder.email}
    assert "on your behalf" in mail.outbox[0].body
    assert "Les comptes annuels le disent." in mail.outbox[0].body
    with pytest.raises(errors.NotAllowed):
        Make.approve(proposed, wallonia)
    for person in (founder, other_founder):
        assert may(person, Permission.FOLLOW, proposed)
        with pytest.raises(errors.NotAllowed):
            actions.withdraw(submission=proposed, by=person)
    # It is in nobody's way: the team begins a change of its own.
    own = Make.change(startup, founder, export="first")
    assert own != proposed
    with pytest.raises(errors.AlreadyDecided):  # there is no founder who would correct it
        actions.request_changes(
            submission=proposed,
            revision=Make.revision(proposed),
            reason=Reason.UNCLEAR,
            words="?",
            by=Make.colleague(wallonia),
        )
    Make.approve(proposed, Make.colleague(wallonia))
    minute_over()
    startup.refresh_from_db()
    assert startup.people == "50-99"
    assert str(startup.confirmed_on) == "2025-01-01"
    assert FactSource.objects.get(startup=startup, field="people").confirmed_by is None
    told = [message for message in mail.outbox if "has changed the entry Eau Vive on your behalf" in message.body]
    assert [message.to for message in told] == [[founder.email]]


def test_a_changed_number_takes_two(flanders: User) -> None:
    startup = Make.unclaimed(enterprise_number=enterprise_number(Make.serial()))
    proposed = Make.on_behalf(startup, flanders, enterprise_number=enterprise_number(Make.serial()))
    with pytest.raises(errors.NeedsSecondLook):
        Make.approve(proposed, flanders)
    Make.look_first(proposed, flanders)
    Make.approve(proposed, Make.colleague(flanders))
    assert Make.fresh(proposed).state == SubmissionState.APPROVED


def test_an_address_elsewhere_waits_for_the_other_territory(flanders: User, wallonia: User) -> None:
    startup = Make.unclaimed()
    Make.approve(Make.on_behalf(startup, flanders, **Make.place("5000", "Namur")), flanders)
    move = startup.submissions.open().get()
    assert move.on_behalf is not None
    Make.approve(move, wallonia)
    startup.refresh_from_db()
    assert startup.territory == Territory.objects.get(slug="wallonia")
    assert FactSource.objects.get(startup=startup, field="postal_code").source == "Annual accounts 2025"
    assert startup.confirmed_on is None


def test_refusals(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(founder, wallonia)
    with pytest.raises(errors.NotAllowed):
        Make.on_behalf(startup, flanders, people="50-99")
    with pytest.raises(errors.NothingChanged):
        Make.on_behalf(startup, wallonia, people=startup.people)
    with pytest.raises(errors.NumberListed):
        Make.on_behalf(startup, wallonia, enterprise_number=Make.published(founder, wallonia).enterprise_number)
    waiting = Make.waiting(founder)
    with pytest.raises(errors.NumberPending):
        Make.on_behalf(startup, wallonia, enterprise_number=waiting.enterprise_number)
    draft = actions.start_change(startup=startup, language="fr", by=founder)
    first = Make.on_behalf(startup, wallonia, people="50-99")  # a draft reserves nothing
    with pytest.raises(errors.ProposedAlready):
        Make.on_behalf(startup, wallonia, people="100-249")
    Make.approve(first, Make.colleague(wallonia))
    startup.refresh_from_db()
    actions.submit(submission=draft, profile=draft.base | {"export": "first"}, accepts_licence=True, by=founder)
    with pytest.raises(errors.ChangePending):
        Make.on_behalf(startup, wallonia, people="100-249")
    startup.content_version = 1
    actions.withdraw(submission=draft, by=founder)
    with pytest.raises(errors.Outdated):
        Make.on_behalf(startup, wallonia, people="100-249")
    insider = Make.colleague(wallonia)
    TeamMember.objects.create(startup=startup, user=insider, role=TeamRole.EDITOR)
    startup.refresh_from_db()
    with pytest.raises(errors.NotAllowed):
        Make.on_behalf(startup, insider, people="100-249")
