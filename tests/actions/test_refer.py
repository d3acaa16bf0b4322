"""Handing a submission to the territory where it belongs."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import ReferralOutcome, SubmissionKind, Verb
from directory.models import Event, Referral, Startup, Submission, Territory
from directory.rules.calendar import due_date
from directory.rules.permissions import Permission, may
from directory.rules.thread import is_of_desk
from tests.factories import Make


def offered(submission: Submission, by: User, to: str = "flanders") -> Referral:
    territory = Territory.objects.get(slug=to)
    return actions.offer(submission=submission, territory=territory, reason="Leur siège est à Gand.", by=by)


def test_it_works(founder: User, wallonia: User, flanders: User) -> None:
    User.objects.filter(pk=founder.pk).update(language="en")
    with time_machine.travel("2026-11-02 12:00:00+01:00", tick=False):
        submission = Make.waiting(founder, name="Lys")
        offered(submission, wallonia)
    assert may(wallonia, Permission.DECIDE, submission)
    assert not may(flanders, Permission.DECIDE, submission)
    mail.outbox.clear()
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False):
        referral = actions.accept(submission=submission, words="Merci.", by=flanders)
        submission = Make.fresh(submission)
        assert submission.territory == referral.to_territory
        assert submission.due_on == due_date(referral.answered_at.date()) if referral.answered_at else False
        assert not may(wallonia, Permission.REVIEW, submission)
        assert not may(wallonia, Permission.DECIDE, submission)
    assert (referral.outcome, referral.answered_by) == (ReferralOutcome.ACCEPTED, flanders)
    assert "has taken over what you sent for Lys" in mail.outbox[-1].body
    assert mail.outbox[-1].to == [founder.email]
    answered = Event.objects.get(verb=Verb.OFFER_ANSWERED)
    assert answered.before == {"territory": "wallonia"}
    assert answered.after == {"territory": "flanders", "outcome": "accepted"}
    assert Event.objects.get(verb=Verb.OFFERED).after == {"territory": "flanders"}
    # A correction with the same address stays; the address in Wallonia does not bring the entry back.
    profile = Make.revision(submission).profile | {"people": "2-9"}
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
    Make.approve(Make.fresh(submission), flanders)
    startup = Make.fresh(submission).startup
    assert startup is not None
    assert startup.territory == referral.to_territory
    assert startup.postal_code == "5000"


def test_filing_anew_leaves_it_there(founder: User, wallonia: User, flanders: User) -> None:
    """As a new one that waits, and once it is an entry."""
    submission = Make.waiting(founder)
    offered(submission, wallonia)
    actions.accept(submission=submission, words="", by=flanders)
    assert actions.refile(most=100, by="SYSTEM") == 0
    Make.approve(Make.fresh(submission), flanders)
    assert actions.refile(most=100, by="SYSTEM") == 0
    startup = Startup.objects.get()
    assert startup.territory is not None
    assert startup.territory.slug == "flanders"
    Startup.objects.update(territory=Territory.objects.get(slug="brussels"))  # where nobody accepted it
    assert actions.refile(most=100, by="SYSTEM") == 1


def test_a_new_address_is_where_it_lies(founder: User, wallonia: User, flanders: User) -> None:
    submission = Make.waiting(founder)
    offered(submission, wallonia)
    actions.accept(submission=submission, words="", by=flanders)
    profile = Make.revision(submission).profile | Make.place("4700", "Eupen")
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
    assert Make.fresh(submission).territory == Territory.objects.get(slug="ostbelgien")


def test_an_entry_moves_along_with_what_is_open_for_it(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(founder, wallonia)
    change, state = Make.change(startup, founder, people="50-99"), Make.state(startup, founder)
    offered(change, wallonia)
    actions.accept(submission=change, words="", by=flanders)
    territory = Territory.objects.get(slug="flanders")
    assert Startup.objects.get(pk=startup.pk).territory == territory
    assert {Make.fresh(one).territory for one in (change, state)} == {territory}
    assert Event.objects.get(verb=Verb.ENTRY_MOVED).after == {"territory": "flanders"}
    assert Event.objects.filter(verb=Verb.OFFER_ANSWERED).count() == 2
    Make.approve(Make.fresh(change), flanders)
    assert Startup.objects.get(pk=startup.pk).territory == territory


def test_what_moves_along_needs_no_answer_of_its_own(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(founder, wallonia)
    change, state = Make.change(startup, founder, people="50-99"), Make.state(startup, founder)
    offered(change, wallonia)
    other = offered(state, wallonia)
    actions.accept(submission=change, words="", by=flanders)
    other.refresh_from_db()
    assert (other.outcome, other.answered_by) == (ReferralOutcome.ACCEPTED, flanders)
    assert is_of_desk(flanders, Make.fresh(state))


def test_declined_and_taken_back(founder: User, wallonia: User, flanders: User) -> None:
    submission = Make.waiting(founder)
    offered(submission, wallonia)
    with pytest.raises(errors.OfferedAlready):
        offered(submission, wallonia, to="brussels")
    with pytest.raises(errors.Incomplete):
        actions.decline(submission=submission, words="", by=flanders)
    actions.decline(submission=submission, words="Ce n’est pas chez nous.", by=flanders)
    assert not may(flanders, Permission.REVIEW, submission)
    assert Make.fresh(submission).territory == Territory.objects.get(slug="wallonia")
    offered(submission, wallonia, to="brussels")
    assert actions.take_offer_back(submission=submission, by=wallonia).outcome == ReferralOutcome.TAKEN_BACK
    with pytest.raises(errors.OfferOver):
        actions.take_offer_back(submission=submission, by=wallonia)


def test_refusals(founder: User, wallonia: User, flanders: User, brussels: User) -> None:
    submission = Make.waiting(founder)
    with pytest.raises(errors.NotAllowed):
        offered(submission, flanders, to="brussels")
    with pytest.raises(errors.NotAllowed):
        offered(submission, wallonia, to="wallonia")
    with pytest.raises(errors.OfferOver):
        actions.accept(submission=submission, words="", by=flanders)
    offered(submission, wallonia)
    for stranger in (brussels, wallonia):
        with pytest.raises(errors.NotAllowed):
            actions.accept(submission=submission, words="", by=stranger)
    with pytest.raises(errors.NotAllowed):
        actions.take_offer_back(submission=submission, by=flanders)
    Make.approve(submission, wallonia)  # the first one keeps deciding
    with pytest.raises(errors.AlreadyDecided):
        actions.accept(submission=submission, words="", by=flanders)


def test_a_move_is_an_offer_already(founder: User, wallonia: User, ostbelgien: User) -> None:
    startup = Make.published(founder, wallonia)
    Make.approve(Make.change(startup, founder, **Make.place("4700", "Eupen")), wallonia)
    with pytest.raises(errors.NotAllowed):
        offered(startup.submissions.get(kind=SubmissionKind.TRANSFER), ostbelgien)


def test_the_fallback_counts_from_the_acceptance(founder: User, wallonia: User, ostbelgien: User) -> None:
    with time_machine.travel("2026-11-02 12:00:00+01:00", tick=False) as clock:
        submission = Make.waiting(founder)
        offered(submission, wallonia, to="ostbelgien")
        clock.shift(timedelta(days=21))
        actions.accept(submission=submission, words="", by=ostbelgien)
        assert not may(wallonia, Permission.DECIDE, submission)
        clock.shift(timedelta(days=15))
        assert may(wallonia, Permission.DECIDE, submission)
