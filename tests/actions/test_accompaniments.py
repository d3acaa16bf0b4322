"""Which firms a support organisation accompanies: two sides, either of which ends it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.utils import IntegrityError
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Side, TeamRole, Verb
from directory.models import Accompaniment, Event, Startup, SupportOrganisation, TeamMember
from directory.notifications import accompaniment as mails
from directory.rules.permissions import readable_events
from directory.templatetags.trail import lines
from tests.factories import Make

pytestmark = pytest.mark.django_db
ORGANISATION, FIRM = Side.ORGANISATION, Side.FIRM


@pytest.fixture
def hub() -> SupportOrganisation:
    """In Flanders; the firm lies in Wallonia."""
    return Make.organisation("Gent", name="Wintercircus")


@pytest.fixture
def firm(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Rivière")
    mail.outbox.clear()
    return startup


def propose(hub: SupportOrganisation, firm: Startup, side: Side, by: User) -> Accompaniment:
    return actions.propose_accompaniment(organisation=hub, startup=firm, since=2021, side=side, by=by)


def refused(error: type[errors.Refused], action: Any, **given: Any) -> None:
    with pytest.raises(error):
        action(**given)


def test_it_works(hub: SupportOrganisation, firm: Startup, flanders: User, founder: User, auditor: User) -> None:
    made = propose(hub, firm, ORGANISATION, flanders)
    [message] = mail.outbox
    assert message.to == [founder.email]
    assert "Wintercircus" in message.subject
    assert f"/fr/my/startups/{firm.slug}/organisations/" in str(message.body)
    assert not Accompaniment.objects.public().exists()
    assert actions.confirm_accompaniment(accompaniment=made, side=FIRM, by=founder)
    assert not actions.confirm_accompaniment(accompaniment=made, side=FIRM, by=founder)
    assert list(Accompaniment.objects.public()) == [made]
    assert actions.end_accompaniment(accompaniment=made, side=ORGANISATION, by=flanders)
    assert not actions.end_accompaniment(accompaniment=made, side=FIRM, by=founder)
    refused(errors.AccompanimentOver, actions.confirm_accompaniment, accompaniment=made, side=FIRM, by=founder)
    assert not Accompaniment.objects.public().exists()
    events = Event.objects.filter(verb__startswith="accompaniment").order_by("position")
    verbs = [Verb.ACCOMPANIMENT_PROPOSED, Verb.ACCOMPANIMENT_CONFIRMED, Verb.ACCOMPANIMENT_ENDED]
    assert [event.verb for event in events] == verbs
    assert [event.territory for event in events] == ["flanders", "wallonia", "flanders"]
    assert {event.startup_id for event in events} == {firm.pk}
    said = [(line.sentence, line.why) for line in lines(events, auditor)]
    assert [sentence.split(" said")[0].split(" conf")[0].split(" ended")[0] for sentence, _why in said] == [
        "A moderator (Flanders)",
        "The company",
        "A moderator (Flanders)",
    ]
    assert {why for _sentence, why in said} == {"Organisation: Wintercircus"}


def test_the_organisation_s_territory_reads_what_it_said(  # noqa: PLR0917  # fixtures come by position
    hub: SupportOrganisation, firm: Startup, flanders: User, wallonia: User, brussels: User, founder: User
) -> None:
    """And not what the firm said, nor anything else of an entry of another territory."""
    made = propose(hub, firm, ORGANISATION, flanders)
    actions.confirm_accompaniment(accompaniment=made, side=FIRM, by=founder)
    of_firm = Event.objects.filter(startup_id=firm.pk)
    [read] = readable_events(flanders) & of_firm
    assert read.verb == Verb.ACCOMPANIMENT_PROPOSED
    assert readable_events(wallonia).filter(startup_id=firm.pk).count() == of_firm.count()
    assert not readable_events(brussels).filter(startup_id=firm.pk).exists()


def test_the_other_way_round(hub: SupportOrganisation, firm: Startup, flanders: User, founder: User) -> None:
    made = propose(hub, firm, FIRM, founder)
    assert mail.outbox == []
    refused(errors.AccompaniedAlready, propose_again, hub=hub, firm=firm, side=ORGANISATION, by=flanders)
    refused(errors.NotAllowed, actions.confirm_accompaniment, accompaniment=made, side=ORGANISATION, by=founder)
    assert actions.confirm_accompaniment(accompaniment=made, side=ORGANISATION, by=flanders)
    assert actions.end_accompaniment(accompaniment=made, side=FIRM, by=founder)
    assert propose(hub, firm, FIRM, founder).pk != made.pk  # what was true once can be so again


def propose_again(hub: SupportOrganisation, firm: Startup, side: Side, by: User) -> None:
    propose(hub, firm, side, by)


def test_who_said_no_is_not_asked_again_within_a_year(
    hub: SupportOrganisation, firm: Startup, flanders: User, founder: User, auditor: User
) -> None:
    made = propose(hub, firm, ORGANISATION, flanders)
    assert actions.end_accompaniment(accompaniment=made, side=FIRM, by=founder)
    refused(errors.DeclinedLately, propose_again, hub=hub, firm=firm, side=ORGANISATION, by=flanders)
    own = propose(hub, firm, FIRM, founder)  # but may say so itself, and take it back
    assert actions.end_accompaniment(accompaniment=own, side=FIRM, by=founder)
    sentences = [line.sentence for line in lines(Event.objects.filter(verb=Verb.ACCOMPANIMENT_ENDED), auditor)]
    assert "The company did not confirm that a support organisation accompanies the firm." in sentences
    assert "The company took back that a support organisation accompanies the firm." in sentences
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert propose(hub, firm, ORGANISATION, flanders)


def test_who_took_it_back_mails_nobody_again_within_a_month(
    hub: SupportOrganisation, firm: Startup, flanders: User, founder: User
) -> None:
    """A wrong year can be put right at once; what the firm says mails nobody anyway."""
    for side, by in ((ORGANISATION, flanders), (ORGANISATION, flanders), (FIRM, founder)):
        made = propose(hub, firm, side, by)
        assert actions.end_accompaniment(accompaniment=made, side=side, by=by)
    assert len(mail.outbox) == 1
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert propose(hub, firm, ORGANISATION, flanders)
    assert len(mail.outbox) == 2


def test_only_owners_are_asked(
    hub: SupportOrganisation, firm: Startup, flanders: User, founder: User, other_founder: User
) -> None:
    """Editors could not answer, also where no owner is left."""
    TeamMember.objects.create(startup=firm, user=other_founder, role=TeamRole.EDITOR)
    made = propose(hub, firm, ORGANISATION, flanders)
    assert [message.to for message in mail.outbox] == [[founder.email]]
    mails.accompaniment_proposed.call(made.pk, str(other_founder.pk))
    TeamMember.objects.filter(startup=firm, user=founder).update(left_at=timezone.now())
    propose(Make.organisation("Gent", name="Watt"), firm, ORGANISATION, flanders)
    assert len(mail.outbox) == 1


def test_whose_word_counts(  # noqa: PLR0917  # fixtures come by position
    hub: SupportOrganisation,
    firm: Startup,
    flanders: User,
    wallonia: User,
    founder: User,
    other_founder: User,
    operator: User,
) -> None:
    TeamMember.objects.create(startup=firm, user=other_founder, role=TeamRole.EDITOR)
    for by in (wallonia, operator, founder):
        refused(errors.NotAllowed, propose_again, hub=hub, firm=firm, side=ORGANISATION, by=by)
    for by in (flanders, other_founder, operator):
        refused(errors.NotAllowed, propose_again, hub=hub, firm=firm, side=FIRM, by=by)
    made = propose(hub, firm, FIRM, founder)
    for side, people in ((ORGANISATION, (wallonia, operator, founder)), (FIRM, (flanders, other_founder))):
        for by in people:
            refused(errors.NotAllowed, actions.confirm_accompaniment, accompaniment=made, side=side, by=by)
            refused(errors.NotAllowed, actions.end_accompaniment, accompaniment=made, side=side, by=by)


def test_never_for_the_own_company(hub: SupportOrganisation, firm: Startup, flanders: User, founder: User) -> None:
    TeamMember.objects.create(startup=firm, user=flanders, role=TeamRole.OWNER)
    refused(errors.NotAllowed, propose_again, hub=hub, firm=firm, side=ORGANISATION, by=flanders)
    made = propose(hub, firm, FIRM, founder)
    for action in (actions.confirm_accompaniment, actions.end_accompaniment):
        refused(errors.NotAllowed, action, accompaniment=made, side=ORGANISATION, by=flanders)
    assert actions.confirm_accompaniment(accompaniment=made, side=ORGANISATION, by=Make.colleague(flanders))


def test_only_what_is_public_is_asked(hub: SupportOrganisation, firm: Startup, flanders: User, founder: User) -> None:
    made = propose(hub, firm, FIRM, founder)
    SupportOrganisation.objects.filter(pk=hub.pk).update(is_published=False)
    refused(errors.NotPublicYet, actions.confirm_accompaniment, accompaniment=made, side=ORGANISATION, by=flanders)
    SupportOrganisation.objects.filter(pk=hub.pk).update(is_published=True)
    other = Make.organisation("Gent", is_published=False)
    refused(errors.NotPublicYet, propose_again, hub=other, firm=firm, side=FIRM, by=founder)
    actions.confirm_accompaniment(accompaniment=made, side=ORGANISATION, by=flanders)
    for change in ({"state": EntryState.UNPUBLISHED}, {"is_sample": True}, {"status": "ceased"}):
        Startup.objects.filter(pk=firm.pk).update(state=EntryState.PUBLISHED, is_sample=False, status="active")
        assert Accompaniment.objects.public().exists()
        Startup.objects.filter(pk=firm.pk).update(**change)
        assert not Accompaniment.objects.public().exists(), change
    refused(errors.AccompaniedAlready, propose_again, hub=hub, firm=firm, side=FIRM, by=founder)


def test_an_unclaimed_firm_answers_once_it_is_claimed(hub: SupportOrganisation, flanders: User, founder: User) -> None:
    unclaimed = Make.unclaimed()
    made = propose(hub, unclaimed, ORGANISATION, flanders)
    assert mail.outbox == []
    refused(errors.NotAllowed, actions.confirm_accompaniment, accompaniment=made, side=FIRM, by=founder)
    TeamMember.objects.create(startup=unclaimed, user=founder, role=TeamRole.OWNER)
    Startup.objects.filter(pk=unclaimed.pk).update(claimed_at=timezone.now())
    assert actions.confirm_accompaniment(accompaniment=made, side=FIRM, by=founder)


def test_the_mail_is_not_sent_once_it_was_answered(
    hub: SupportOrganisation, firm: Startup, flanders: User, founder: User
) -> None:
    made = propose(hub, firm, ORGANISATION, flanders)
    actions.confirm_accompaniment(accompaniment=made, side=FIRM, by=founder)
    mail.outbox.clear()
    mails.accompaniment_proposed.call(made.pk, str(founder.pk))
    mails.accompaniment_proposed.call(0, str(founder.pk))
    assert mail.outbox == []


def test_one_at_a_time(hub: SupportOrganisation, firm: Startup, founder: User) -> None:
    made = propose(hub, firm, FIRM, founder)
    with pytest.raises(IntegrityError, match="accompaniment_once_at_a_time"):
        Accompaniment.objects.create(
            organisation=hub, startup=firm, since=2020, proposed_by=FIRM, firm_confirmed_at=made.proposed_at
        )


def test_a_removed_firm_leaves_nothing(
    hub: SupportOrganisation, firm: Startup, founder: User, wallonia: User, operator: User
) -> None:
    propose(hub, firm, FIRM, founder)
    Make.approve_both(Make.removal(firm, founder), wallonia)
    assert not Accompaniment.objects.exists()
