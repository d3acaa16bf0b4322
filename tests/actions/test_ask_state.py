"""What became of a company: asked by its team, decided by a moderator, kept with date and source."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import CompanyStatus, Reason, SubmissionKind, TeamRole, Verb
from directory.models import Event, FactSource, Startup, Submission, TeamMember
from directory.rules.second_look import TAKEN_OVER
from directory.rules.topics import Topic
from tests.factories import Make
from tests.later import minute_over
from tests.notifications.test_mails import html_of


def test_it_works(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    confirmed = startup.confirmed_on
    asked = Make.state(startup, founder)
    assert (asked.kind, asked.state, asked.territory) == (SubmissionKind.STATE, "waiting", startup.territory)
    assert "Eau Vive" in mail.outbox[-1].subject
    startup.refresh_from_db()
    assert startup.status == CompanyStatus.ACTIVE
    Make.approve_both(asked, wallonia)
    startup.refresh_from_db()
    assert startup.status == CompanyStatus.ACQUIRED
    assert startup.status_since == date(2026, 3, 31)
    assert (startup.acquired_by, startup.status_source) == ("Grande Eau", "https://example.com/news")
    assert startup.confirmed_on == confirmed
    assert FactSource.objects.get(startup=startup, field="status").confirmed_by == founder
    event = Event.objects.get(verb=Verb.ENTRY_CHANGED)
    assert event.before == {"status": None}
    assert event.after["status"]["status"] == "acquired"
    minute_over()
    told = mail.outbox[-1]
    assert told.to == [founder.email]
    assert startup.slug in told.body


def test_active_after_all(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    Make.approve(Make.state(startup, founder, status="ceased", by=""), wallonia)
    asked = actions.ask_state(startup=startup, status=None, statement="Une erreur.", language="fr", by=founder)
    Make.approve(asked, wallonia)
    startup.refresh_from_db()
    assert (startup.status, startup.status_since, startup.status_source) == (CompanyStatus.ACTIVE, None, "")
    assert not FactSource.objects.filter(startup=startup, field="status").exists()


def test_it_says_something_new(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    with pytest.raises(errors.NothingChanged):
        actions.ask_state(startup=startup, status=None, language="fr", by=founder)
    assert not Submission.objects.filter(kind=SubmissionKind.STATE).exists()


def test_it_is_the_team_that_says_so(
    founder: User, other_founder: User, wallonia: User, flanders: User, operator: User
) -> None:
    startup = Make.published(founder, wallonia)
    for stranger in (other_founder, wallonia, flanders, operator):
        with pytest.raises(errors.NotAllowed):
            Make.state(startup, stranger)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    assert Make.state(startup, other_founder).state == "waiting"


def test_one_at_a_time_corrected_by_whoever_saw_it(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    asked = Make.state(startup, founder)
    assert Make.state(startup, founder) == asked  # the same form sent twice
    assert asked.revisions.count() == 1
    with pytest.raises(errors.AskedAlready):
        Make.state(startup, other_founder, status="merged")
    value = Make.revision(asked).profile["status"] | {"by": "Encore Plus Grande Eau"}
    again = actions.ask_state(startup=startup, status=value, seen=1, language="nl", by=other_founder)
    assert again == asked
    assert [revision.number for revision in asked.revisions.order_by("number")] == [1, 2]
    with pytest.raises(errors.DraftChangedElsewhere):
        actions.ask_state(startup=startup, status=value | {"by": "Autre"}, seen=1, language="fr", by=founder)
    Make.approve_both(again, wallonia)
    with pytest.raises(errors.AlreadyDecided):
        actions.ask_state(startup=startup, status=value | {"by": "Autre"}, seen=2, language="fr", by=founder)


def test_what_the_moderator_asks_is_corrected_and_sent_again(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    asked = Make.state(startup, founder)
    actions.request_changes(
        submission=asked,
        revision=Make.revision(asked),
        reason=Reason.FACT_IN_DOUBT,
        words="",
        remarks={"status": "Par qui ?"},
        by=wallonia,
    )
    minute_over()
    assert f"/fr/my/startups/{startup.slug}/state/" in mail.outbox[-1].body
    value = Make.revision(asked).profile["status"]
    assert actions.ask_state(startup=startup, status=value, seen=1, language="fr", by=founder).state == "waiting"
    assert Event.objects.filter(verb=Verb.RESUBMITTED, submission=asked.reference).exists()


def test_another_change_beside_it_stays_what_it_is(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    asked = Make.state(startup, founder, status="ceased", by="")
    Make.approve(Make.fresh(change), wallonia)
    Make.approve(Make.fresh(asked), wallonia)
    startup.refresh_from_db()
    assert (startup.people, startup.status) == ("50-99", CompanyStatus.CEASED)


def test_the_form_of_the_profile_is_not_its_way(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    asked = Make.state(startup, founder)
    with pytest.raises(errors.NotAllowed):
        actions.save_draft(submission=asked, topic=Topic.COMPANY, typed={"name": "X"}, seen_mark="", by=founder)
    with pytest.raises(errors.NotAllowed):
        actions.submit(submission=asked, profile=Make.profile(), accepts_licence=True, by=founder)


def test_the_public_page_shows_date_and_source(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    Make.approve_both(Make.state(startup, founder, status="merged"), wallonia)
    page = client.get(f"/en/startups/{startup.slug}/").content.decode()
    assert "Eau Vive merged with Grande Eau on 31 March 2026." in page
    assert '<a href="https://example.com/news" rel="nofollow noopener">example.com</a>' in page
    assert "Eau Vive" not in client.get("/en/startups/").content.decode()
    asked = actions.ask_state(
        startup=startup,
        status={"status": "ceased", "since": "2026-04-01", "by": "", "source": "Moniteur <belge>"},
        language="fr",
        by=founder,
    )
    Make.approve(asked, wallonia)
    page = client.get(f"/en/startups/{startup.slug}/").content.decode()
    assert "Eau Vive has not been in business since 1 April 2026." in page
    assert "Moniteur &lt;belge&gt;." in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("acquired", "Eau Vive is marked as acquired"),
        ("merged", "Eau Vive is marked as merged"),
        ("ceased", "Eau Vive is marked as no longer in business"),
        ("moved-abroad", "Eau Vive is marked as moved abroad"),
    ],
)
def test_the_mail_says_what_was_approved(founder: User, wallonia: User, status: str, words: str) -> None:
    User.objects.filter(pk=founder.pk).update(language="en")
    startup = Make.published(founder, wallonia, name="Eau Vive")
    approve = Make.approve_both if status in TAKEN_OVER else Make.approve
    approve(Make.state(startup, founder, status=status), wallonia)
    minute_over()
    assert words in html_of(mail.outbox[-1])


def test_a_removed_entry_has_no_state_to_change(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    Startup.objects.filter(pk=startup.pk).update(state="removed")
    with pytest.raises(errors.NotAllowed):
        Make.state(startup, founder)
