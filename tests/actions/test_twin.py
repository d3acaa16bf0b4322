"""A new submission that turns out to be a company we list already, unclaimed: one company, one entry."""

import pytest

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import Confirmation, EntryState, Reason, Verb
from directory.models import Event, FactSource, Startup, Submission
from directory.rules.trail import first_broken_position
from tests.factories import Make


def approve(submission: Submission, twin: Startup, by: User) -> None:
    actions.approve(
        submission=submission,
        revision=Make.revision(submission),
        seen_version=0,
        reason=Reason.MEETS_CRITERIA,
        words="",
        twin=twin,
        partner_words="Called the number on its site.",
        by=by,
    )


def in_namur(**changed: object) -> Startup:
    return Make.unclaimed(**(Make.place("5000", "Namur") | changed))


def test_it_works(founder: User, wallonia: User) -> None:
    listed = in_namur(name="Firme des Sources")
    submission = Make.waiting(founder, name="Firme des Sources")
    approve(submission, listed, wallonia)
    startup = Startup.objects.get()
    assert startup == listed
    assert startup.confirmation == Confirmation.CONFIRMED
    assert startup.slug == "firme-des-sources"
    assert startup.tagline_fr == Make.revision(submission).profile["tagline_fr"]
    assert startup.status == "active"
    assert startup.team.get().user == founder
    assert Make.fresh(submission).startup == startup


def test_a_fact_that_the_founder_left_open_stays_with_its_source(founder: User, wallonia: User) -> None:
    listed = in_namur(founded=1999)
    approve(Make.waiting(founder, founded=None), listed, wallonia)
    listed.refresh_from_db()
    assert listed.founded == 1999
    assert FactSource.objects.get(startup=listed, field="founded").source == "Test list"
    assert FactSource.objects.get(startup=listed, field="postal_code").confirmed_by == founder


def test_the_trail_tells_it(founder: User, wallonia: User) -> None:
    listed = in_namur(name="Avant")
    approve(Make.waiting(founder, name="Après"), listed, wallonia)
    event = Event.objects.get(verb=Verb.ENTRY_CLAIMED)
    assert (event.before["name"], event.after["name"]) == ("Avant", "Après")
    assert event.actor == str(wallonia.pk)


def test_its_number_is_not_listed_twice(founder: User, wallonia: User) -> None:
    number = Make.profile()["enterprise_number"]
    listed = in_namur(enterprise_number=number)
    with pytest.raises(errors.NumberListed):
        Make.waiting(founder, enterprise_number=number)  # it is to be claimed
    Startup.objects.filter(pk=listed.pk).update(enterprise_number="")  # the list gave the number later
    submission = Make.waiting(founder, enterprise_number=number)
    Startup.objects.filter(pk=listed.pk).update(enterprise_number=number)
    with pytest.raises(errors.NumberListed):
        Make.approve(submission, wallonia)  # as a new one beside it
    approve(submission, listed, wallonia)
    assert Startup.objects.filter(enterprise_number=number).count() == 1


def test_a_stub_becomes_public(founder: User, wallonia: User) -> None:
    stub = Make.unclaimed(name="Presque rien", postal_code="", municipality="")
    approve(Make.waiting(founder, name="Presque rien"), stub, wallonia)
    stub.refresh_from_db()
    assert stub.state == EntryState.PUBLISHED
    assert stub.territory is not None
    assert stub.territory.slug == "wallonia"


def test_not_one_of_another_territory(founder: User, wallonia: User) -> None:
    with pytest.raises(errors.Outdated):
        approve(Make.waiting(founder), Make.unclaimed(), wallonia)


def test_not_one_that_somebody_has_claimed(founder: User, other_founder: User, wallonia: User) -> None:
    claimed = Make.published(other_founder, wallonia)
    submission = Make.waiting(founder)
    with pytest.raises(errors.Outdated):
        approve(submission, claimed, wallonia)
    assert Make.fresh(submission).state == "waiting"


def test_two_founders_cannot_both_get_it(founder: User, other_founder: User, wallonia: User) -> None:
    listed = in_namur()
    first, second = Make.waiting(founder), Make.waiting(other_founder)
    approve(first, listed, wallonia)
    with pytest.raises(errors.Outdated):
        approve(second, listed, wallonia)
    assert listed.team.count() == 1


def test_words_that_the_firm_did_not_write_go(founder: User, wallonia: User) -> None:
    listed = in_namur(tagline_en="In-store shopper tracking", original_language="en")
    approve(Make.waiting(founder), listed, wallonia)
    listed.refresh_from_db()
    assert listed.tagline_en == ""
    assert listed.tagline_fr
    assert not FactSource.objects.filter(startup=listed, field="tagline_en").exists()


def test_not_without_a_proof(founder: User, wallonia: User) -> None:
    """A registration that gets an entry of ours is a claim under another name."""
    listed, submission = in_namur(name="Firme des Sources"), Make.waiting(founder, name="Firme des Sources")
    with pytest.raises(errors.Unproven):
        Make.approve(submission, wallonia, twin=listed)
    assert not listed.team.exists()
    approve(submission, listed, wallonia)
    assert submission.proofs.get().words == "Called the number on its site."
    assert first_broken_position() is None


def test_a_stub_was_never_public(founder: User, wallonia: User) -> None:
    stub = Make.unclaimed(name="Presque rien", postal_code="", municipality="")
    Make.approve(Make.waiting(founder, name="Presque rien"), wallonia, twin=stub)
    assert stub.team.get().user == founder


def test_one_that_was_sent_before_the_list_had_its_number_goes_on(founder: User) -> None:
    submission = Make.waiting(founder)
    in_namur(enterprise_number=submission.enterprise_number)
    profile = Make.revision(submission).profile | {"founded": 2001}
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
    assert Make.fresh(submission).revisions.count() == 2
    number = in_namur(enterprise_number=Make.profile()["enterprise_number"]).enterprise_number
    with pytest.raises(errors.NumberListed):
        actions.submit(
            submission=submission, profile=profile | {"enterprise_number": number}, accepts_licence=True, by=founder
        )
