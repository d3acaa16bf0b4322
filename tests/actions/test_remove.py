"""Leaving the directory: who may ask, what an approval ends, and what is left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, ProofMethod, Reason, SubmissionKind, SubmissionState, TeamRole, Verb
from directory.models import (
    Ask,
    Event,
    EventDetail,
    ImportBatch,
    ImportRow,
    Invitation,
    Logo,
    Merge,
    Proof,
    Slug,
    Startup,
    Submission,
    Suggestion,
    TeamMember,
)
from directory.rules.entitlement import is_proven, needs_proof
from directory.rules.permissions import Permission, may
from directory.rules.trail import first_broken_position
from tests.factories import Make


def prove(submission: Submission, method: ProofMethod = ProofMethod.DNS, **fields: Any) -> Proof:
    values = {"domain": "eau.example.com", "is_independent": True, "verified_at": timezone.now()} | fields
    return Proof.objects.create(submission=submission, method=method, **values)


def test_it_works(client: Client, founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    member = TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    asked = Make.removal(startup, founder)
    assert (asked.state, asked.statement, needs_proof(asked)) == ("waiting", "Nous ne voulons plus.", False)
    startup.refresh_from_db()
    assert startup.state == EntryState.PUBLISHED
    mail.outbox.clear()
    Make.approve_both(asked, wallonia)
    startup.refresh_from_db()
    assert startup.state == EntryState.REMOVED
    assert not startup.team.active().exists()
    event = Event.objects.get(verb=Verb.ENTRY_REMOVED)
    assert event.after == {"state": "removed", "asked_by": "owner"}
    assert "Nous" not in str((event.before, event.after, event.reason))
    assert EventDetail.objects.get(position=event.position).personal == {"statement": "Nous ne voulons plus."}
    assert Event.objects.filter(verb=Verb.TEAM_LEFT, startup_id=startup.pk).count() == 2
    assert {message.to[0] for message in mail.outbox} == {founder.email, other_founder.email}
    assert "Eau Vive" in mail.outbox[0].subject
    assert TeamMember.objects.get(pk=member.pk).left_at is not None
    assert first_broken_position() is None


def test_every_address_says_so_and_no_list_names_it(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    Slug.objects.create(slug="eau-morte", startup=startup)
    assert "Eau Vive" in client.get("/en/startups/").content.decode()
    Make.approve_both(Make.removal(startup, founder), wallonia)
    for language in ("en", "fr", "nl", "de"):
        for slug in (startup.slug, "eau-morte"):
            answer = client.get(f"/{language}/startups/{slug}/")
            assert answer.status_code == 410, (language, slug)
            assert "Eau Vive" not in answer.content.decode()
    for page in ("startups/", "startups/?q=Eau+Vive", "", "suggest/?q=Eau"):
        body = client.get(f"/en/{page}").content.decode()
        assert startup.slug not in body, page
    assert startup.slug not in client.get("/sitemap-startups.xml").content.decode()
    assert Startup.objects.get(pk=startup.pk).search_document == ""
    call_command("check_search", verbosity=0)


def test_what_is_still_open_ends(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    change, state = Make.change(startup, founder, people="50-99"), Make.state(startup, founder)
    Make.approve_both(Make.removal(startup, founder), wallonia)
    for submission in (change, state):
        assert Make.fresh(submission).state == SubmissionState.WITHDRAWN
        assert Event.objects.filter(verb=Verb.WITHDRAWN, submission=submission.reference).count() == 1
        assert not may(founder, Permission.FOLLOW, submission)


def test_a_draft_ends_too(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    draft = actions.start_change(startup=startup, language="fr", by=founder)
    Make.approve_both(Make.removal(startup, founder), wallonia)
    assert Make.fresh(draft).state == SubmissionState.WITHDRAWN


def test_who_claims_it_meanwhile_is_told(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    startup.team.update(left_at=Now())
    removal = Make.removal(startup, other_founder)
    prove(removal)
    claim = Submission.objects.create(
        reference="BT-2026-CLAAAM",
        kind=SubmissionKind.CLAIM,
        state="waiting",
        startup=startup,
        territory=startup.territory,
        submitted_by=founder,
        language="fr",
        name=startup.name,
        submitted_at=timezone.now(),
        due_on=timezone.localdate(),
    )
    mail.outbox.clear()
    Make.approve_both(removal, wallonia)
    assert Make.fresh(claim).state == SubmissionState.WITHDRAWN
    assert {message.to[0] for message in mail.outbox} == {founder.email, other_founder.email}


def test_what_people_gave_goes_and_what_it_was_stays(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive", public_contact="info@eau.example.com")
    logo = Logo.objects.create(uploaded_by=founder, width=1, height=1)
    today = timezone.localdate()
    Startup.objects.filter(pk=startup.pk).update(contact={"name": "Ada"}, logo=logo, desk_note="Ada")
    ask = Ask.objects.create(
        startup=startup, kind="other", text="Ada", language="fr", opened_on=today, lapses_on=today + timedelta(days=90)
    )
    invitation = Invitation.objects.create(
        startup=startup,
        email="ada@example.test",
        role="editor",
        token_digest="x",
        invited_by=founder,
        expires_at=timezone.now() + timedelta(days=7),
    )
    Make.approve_both(Make.removal(startup, founder), wallonia)
    startup.refresh_from_db()
    assert (startup.contact, startup.public_contact, startup.logo, startup.desk_note) == ({}, "", None, "")
    assert (startup.tagline_fr, startup.description_fr, startup.confirmed_by) == ("", "", None)
    assert startup.name == "Eau Vive"
    ask.refresh_from_db()
    invitation.refresh_from_db()
    assert ask.ended_on == today
    assert invitation.revoked_at is not None


def test_what_went_into_it_goes_along(founder: User, other_founder: User, wallonia: User) -> None:
    kept = Make.published(founder, wallonia, name="Eau Vive")
    other = Make.published(other_founder, wallonia, public_contact="ada@eau.example.com")
    Make.approve(Make.change(other, other_founder, public_contact="bea@eau.example.com"), wallonia)
    draft = actions.start_change(startup=other, language="fr", by=other_founder)
    other.refresh_from_db()
    versions = (kept.content_version, other.content_version)
    actions.merge(kept=kept, merged=other, choices={}, seen_versions=versions, reason="Une firme.", by=wallonia)
    kept.refresh_from_db()
    batch = ImportBatch.objects.create(
        partner=wallonia.memberships.get().partner,
        uploaded_by=wallonia,
        source="List",
        licence="CC0-1.0",
        as_of=timezone.localdate(),
    )
    told = {"profile": {"public_contact": "ada"}, "changes": {"public_contact": ""}, "before": {"note": "Ada"}}
    row = ImportRow.objects.create(
        batch=batch, number=1, line=2, key="x", outcome="change", startup=other, result="written", **told
    )
    Suggestion.objects.create(startup=kept, batch=batch, row=row, values={"public_contact": "ada"})
    Make.approve_both(Make.removal(kept, founder), wallonia)
    other.refresh_from_db()
    row.refresh_from_db()
    assert (other.state, other.merged_into) == (EntryState.MERGED, kept)
    assert (other.public_contact, other.description_fr, other.contact) == ("", "", {})
    assert not other.stage_declarations.exists()
    assert Make.fresh(draft).state == SubmissionState.WITHDRAWN
    assert (row.profile, row.changes, row.before) == ({}, {}, {})
    assert not Suggestion.objects.exists()
    assert Merge.objects.get().snapshot == {}
    changes = Event.objects.filter(startup_id=other.pk, verb__in=(Verb.ENTRY_PUBLISHED, Verb.ENTRY_CHANGED))
    assert not EventDetail.objects.filter(position__in=changes.values("position")).exists()
    assert first_broken_position() is None


def test_an_editor_does_not_ask_nor_a_stranger(
    founder: User, other_founder: User, wallonia: User, operator: User
) -> None:
    startup = Make.published(founder, wallonia)
    for person in (other_founder, wallonia, operator):
        with pytest.raises(errors.NotAllowed):
            Make.removal(startup, person)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    with pytest.raises(errors.NotAllowed):
        Make.removal(startup, other_founder)
    assert not Submission.objects.filter(kind=SubmissionKind.REMOVAL).exists()


def test_a_reason_is_needed(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    with pytest.raises(errors.Incomplete):
        actions.ask_removal(startup=startup, statement="", language="fr", by=founder)


class TestFromOutside:
    """An entry that nobody keeps: anybody may ask, and has to prove to be the firm."""

    def test_without_a_proof_it_is_not_approved(self, founder: User, flanders: User) -> None:
        startup = Make.unclaimed()
        asked = Make.removal(startup, founder)
        assert needs_proof(asked)
        with pytest.raises(errors.Unproven):
            Make.look_first(asked, flanders)
        assert Make.fresh(asked).state == "waiting"
        assert Startup.objects.get(pk=startup.pk).state == EntryState.PUBLISHED

    @pytest.mark.parametrize(
        ("fields", "is_enough"),
        [
            ({}, True),
            ({"is_independent": False}, False),
            ({"verified_at": None}, False),
            ({"lapsed_at": timezone.now()}, False),
        ],
    )
    def test_which_proofs_are_enough(
        self, founder: User, flanders: User, fields: dict[str, Any], is_enough: bool
    ) -> None:
        asked = Make.removal(Make.unclaimed(), founder)
        prove(asked, **fields)
        assert is_proven(asked) == is_enough

    def test_the_word_of_the_partner_is_enough(self, founder: User, flanders: User) -> None:
        startup = Make.unclaimed()
        asked = Make.removal(startup, founder)
        prove(asked, ProofMethod.PARTNER, domain="", given_by=flanders)
        Make.approve_both(asked, flanders)
        assert Startup.objects.get(pk=startup.pk).state == EntryState.REMOVED
        assert Event.objects.get(verb=Verb.ENTRY_REMOVED).after["asked_by"] == "outside"
        assert mail.outbox[-1].to == [founder.email]

    def test_a_list_does_not_bring_it_back(self, founder: User, flanders: User) -> None:
        startup = Make.unclaimed()
        asked = Make.removal(startup, founder)
        prove(asked)
        Make.approve_both(asked, flanders)
        row = actions.ImportedEntry(
            key=str(startup.import_key),
            profile={"name": startup.name} | Make.place("9000", "Gent"),
            source="Test list",
            source_url="",
            licence="CC0-1.0",
            as_of=timezone.localdate(),
        )
        assert actions.import_entry(row=row, by="SYSTEM") == "skipped"

    def test_once_a_person_and_corrected(self, founder: User, other_founder: User) -> None:
        startup = Make.unclaimed()
        asked = Make.removal(startup, founder)
        assert Make.removal(startup, founder) == asked
        assert Make.removal(startup, other_founder) != asked
        again = actions.ask_removal(startup=startup, statement="Mieux dit.", seen=1, language="fr", by=founder)
        assert (again.pk, again.statement) == (asked.pk, "Mieux dit.")
        with pytest.raises(errors.AskedAlready):
            actions.ask_removal(startup=startup, statement="Autrement.", language="fr", by=founder)

    def test_not_very_many_at_once(self, founder: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("directory.actions.ask.MOST_UNFINISHED", 1)
        Make.removal(Make.unclaimed(), founder)
        with pytest.raises(errors.TooMany):
            Make.removal(Make.unclaimed(), founder)


def test_the_owner_still_reads_what_came_of_it(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.OWNER)
    asked = Make.removal(startup, founder)
    assert may(other_founder, Permission.FOLLOW, asked)
    Make.approve_both(asked, wallonia)
    assert may(founder, Permission.FOLLOW, asked)
    assert not may(founder, Permission.EDIT, asked)
    assert not may(other_founder, Permission.FOLLOW, asked)


class TestWhose:
    """A removal is its sender's alone; other owners read what the team asked for, never what an outsider did."""

    def test_nobody_else_of_the_team_changes_it(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        member = TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
        asked = Make.removal(startup, founder)
        for role, follows in ((TeamRole.EDITOR, False), (TeamRole.OWNER, True)):
            TeamMember.objects.filter(pk=member.pk).update(role=role)
            assert may(other_founder, Permission.FOLLOW, asked) == follows
            assert not may(other_founder, Permission.EDIT, asked)
            with pytest.raises(errors.NotAllowed):
                actions.withdraw(submission=asked, by=other_founder)
        own = Make.removal(startup, other_founder)
        assert own != asked
        assert Make.fresh(asked).statement == "Nous ne voulons plus."
        actions.withdraw(submission=asked, by=founder)

    def test_a_new_team_does_not_see_what_an_outsider_asked(
        self, founder: User, other_founder: User, flanders: User, as_user: Callable[[User], Client]
    ) -> None:
        startup = Make.unclaimed()
        asked = actions.ask_removal(startup=startup, statement="A secret reason", language="en", by=other_founder)
        claim = Make.claim(startup, founder)
        Make.proof(claim)
        Make.approve(claim, flanders)
        assert startup.team.get().user == founder
        for permission in (Permission.FOLLOW, Permission.EDIT):
            assert not may(founder, permission, asked)
            assert may(other_founder, permission, asked)
        page = as_user(founder).get(f"/en/my/startups/{startup.slug}/remove/")
        assert page.status_code == 200
        assert "A secret reason" not in page.content.decode()
        assert Make.removal(startup, founder) != asked

    def test_who_left_the_team_has_no_say_in_what_was_asked_for_it(
        self, founder: User, other_founder: User, wallonia: User
    ) -> None:
        startup = Make.published(founder, wallonia)
        TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.OWNER)
        asked = Make.removal(startup, founder)
        actions.leave(startup=startup, by=founder)
        assert not may(founder, Permission.FOLLOW, asked)
        assert not may(founder, Permission.EDIT, asked)
        assert may(other_founder, Permission.FOLLOW, asked)


def test_rejected_it_stays(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    asked = Make.removal(startup, founder)
    actions.reject(
        submission=asked, revision=Make.revision(asked), reason=Reason.NOT_ENTITLED, words="Non.", by=wallonia
    )
    startup.refresh_from_db()
    assert startup.state == EntryState.PUBLISHED
    assert startup.team.active().count() == 1


def test_a_draft_for_an_entry_that_went_is_not_sent(founder: User, flanders: User) -> None:
    """A claim that began while the removal was being approved."""
    startup = Make.unclaimed()
    claim = Submission.objects.create(
        reference="BT-2026-CLAAAM",
        kind=SubmissionKind.CLAIM,
        startup=startup,
        submitted_by=founder,
        language="fr",
        base=Make.profile(),
    )
    Startup.objects.filter(pk=startup.pk).update(state=EntryState.REMOVED)
    with pytest.raises(errors.Gone):
        actions.submit(submission=claim, profile=Make.profile(), accepts_licence=True, by=founder)


def test_the_firm_can_come_back_at_another_address(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    Make.approve_both(Make.removal(startup, founder), wallonia)
    again = Make.published(founder, wallonia, name="Eau Vive", enterprise_number=startup.enterprise_number)
    assert again.slug == "eau-vive-2"


def test_nothing_is_left_of_people_in_what_was_approved_before(founder: User, wallonia: User) -> None:
    submission = Make.draft(founder)
    profile = Make.profile(public_contact="jan@example.com")
    contact = {"name": "Jan", "email": "jan@example.com", "phone": ""}
    actions.submit(submission=submission, profile=profile, accepts_licence=True, contact=contact, by=founder)
    actions.write_message(submission=submission, text="Call Jan, jan@example.com", by=founder)
    Make.approve(Make.fresh(submission), wallonia)
    startup = Startup.objects.get()
    assert startup.contact == contact
    Make.approve_both(Make.removal(startup, founder), wallonia)
    assert Make.fresh(submission).contact is None
    left = [*submission.messages.all(), *submission.proofs.all(), *startup.stage_declarations.all()]
    assert left == []
    assert "jan@example.com" not in str(list(EventDetail.objects.values_list("personal")))
    assert first_broken_position() is None
