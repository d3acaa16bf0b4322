"""What weighs much takes two moderators: which approvals, what the first one leaves, and who gives the second."""

import pytest
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Reason, SubmissionState, Verb
from directory.models import Event, EventDetail, FirstLook, Startup
from directory.rules.second_look import first_look_at, needs_second_look
from tests.factories import Make, enterprise_number


def test_it_works(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    removal, colleague = Make.removal(startup, founder), Make.colleague(wallonia)
    mail.outbox.clear()
    look = Make.look_first(removal, wallonia, words="Au revoir.")
    assert (look.words, look.looked_by, first_look_at(removal)) == ("Au revoir.", wallonia, look)
    assert Make.fresh(removal).state == SubmissionState.WAITING
    assert Startup.objects.get(pk=startup.pk).state == EntryState.PUBLISHED
    assert not mail.outbox
    event = Event.objects.get(verb=Verb.LOOKED)
    assert (event.actor, event.after) == (str(wallonia.pk), {"revision": 1})
    assert EventDetail.objects.get(position=event.position).personal == {"words": "Au revoir."}
    Make.approve(removal, colleague, words="Adieu.")
    assert Startup.objects.get(pk=startup.pk).state == EntryState.REMOVED
    assert removal.decisions.get().decided_by == colleague


def test_which_approvals(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    states = {"acquired": True, "merged": True, "ceased": False}
    for status, needs in states.items():
        asked = Make.state(startup, founder, status=status)
        assert needs_second_look(asked, Make.revision(asked)) == needs, status
        actions.withdraw(submission=asked, by=founder)
    for changed, needs in (
        ({"people": "50-99"}, False),
        ({"enterprise_number": enterprise_number(Make.serial())}, True),
        ({"enterprise_number": ""}, True),
    ):
        change = Make.change(startup, founder, **changed)
        assert needs_second_look(change, Make.revision(change)) == needs, changed
        actions.withdraw(submission=change, by=founder)
    registration = Make.waiting(founder)
    revision = Make.revision(registration)
    assert not needs_second_look(registration, revision)
    assert not needs_second_look(registration, revision, Make.unclaimed())  # a number where none was public
    assert needs_second_look(registration, revision, Make.unclaimed(enterprise_number="0403227515"))


def test_one_alone_does_not_approve(founder: User, wallonia: User) -> None:
    removal = Make.removal(Make.published(founder, wallonia), founder)
    with pytest.raises(errors.NeedsSecondLook):
        Make.approve(removal, wallonia)
    Make.look_first(removal, wallonia)
    with pytest.raises(errors.YourFirstLook):
        Make.approve(removal, wallonia)
    with pytest.raises(errors.YourFirstLook):
        Make.look_first(removal, wallonia)
    with pytest.raises(errors.LookedMeanwhile):
        Make.look_first(removal, Make.colleague(wallonia))
    assert FirstLook.objects.count() == 1
    assert Make.fresh(removal).state == SubmissionState.WAITING


def test_the_second_approves_no_more_than_the_first(founder: User, wallonia: User) -> None:
    startup, colleague = Make.published(founder, wallonia), Make.colleague(wallonia)
    number = enterprise_number(Make.serial())
    change = Make.change(startup, founder, people="50-99", founded=2001, enterprise_number=number)
    rest = {"words": "Pourquoi ?", "rest_reason": Reason.FACT_IN_DOUBT}
    Make.look_first(change, colleague, fields={"people"}, **rest)
    with pytest.raises(errors.BeyondFirstLook):
        Make.approve(change, wallonia)
    with pytest.raises(errors.BeyondFirstLook):
        Make.approve(change, wallonia, fields={"people", "enterprise_number"}, **rest)
    Make.approve(change, wallonia, fields={"people", "founded"}, **rest)  # what one approval is enough for
    startup.refresh_from_db()
    assert (startup.founded, startup.people) == (2001, "50-99")
    assert startup.enterprise_number != number


def test_the_second_colours_in_the_entry_that_the_first_chose(founder: User, wallonia: User) -> None:
    place = Make.place("5000", "Namur")
    twins = [
        Make.unclaimed(name="Rivagetech", enterprise_number=enterprise_number(Make.serial()), **place) for _ in "ab"
    ]
    registration = Make.waiting(founder, name="Rivage Tech")
    given = {"partner_words": "Called."}
    Make.look_first(registration, Make.colleague(wallonia), twin=twins[0], **given)
    with pytest.raises(errors.BeyondFirstLook):
        Make.approve(registration, wallonia, twin=twins[1], **given)
    Make.approve(registration, wallonia, twin=twins[0], **given)
    assert Make.fresh(registration).startup == twins[0]


def test_what_was_corrected_since_needs_two_looks_again(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    asked, colleague = Make.state(startup, founder), Make.colleague(wallonia)
    Make.look_first(asked, wallonia)
    value = Make.revision(asked).profile["status"] | {"by": "Encore Plus Grande Eau"}
    actions.ask_state(startup=startup, status=value, seen=1, language="fr", by=founder)
    assert first_look_at(asked) is None
    with pytest.raises(errors.NeedsSecondLook):
        Make.approve(asked, colleague)
    Make.look_first(asked, wallonia)
    Make.approve(asked, colleague)
    assert Startup.objects.get(pk=startup.pk).acquired_by == "Encore Plus Grande Eau"


def test_the_second_may_say_no(founder: User, wallonia: User) -> None:
    removal = Make.removal(Make.published(founder, wallonia), founder)
    Make.look_first(removal, wallonia)
    revision, reason = Make.revision(removal), Reason.NOT_ENTITLED
    with pytest.raises(errors.YourFirstLook):
        actions.reject(submission=removal, revision=revision, reason=reason, words="Non.", by=wallonia)
    actions.reject(submission=removal, revision=revision, reason=reason, words="Non.", by=Make.colleague(wallonia))
    assert Make.fresh(removal).state == SubmissionState.REJECTED


def test_refusals(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(founder, wallonia)
    removal, change = Make.removal(startup, founder), Make.change(startup, founder, people="50-99")
    with pytest.raises(errors.NotAllowed):
        Make.look_first(removal, flanders)
    with pytest.raises(errors.Outdated):  # one approval is enough
        Make.look_first(change, wallonia)
    Make.approve(change, wallonia)
    with pytest.raises(errors.Outdated):
        Make.look_first(removal, wallonia)  # the version of the entry that was on the screen
    actions.withdraw(submission=removal, by=founder)
    with pytest.raises(errors.AlreadyDecided):
        Make.look_first(removal, wallonia)
