"""See my data: one file with all of it, nothing of others, no secrets. No key to a person can be forgotten."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import PartnerRole, Reason
from directory.models import Invitation, Logo, Message, Partner, Proof, Startup, Submission, TeamMember
from directory.personal import HELD, NOT_TOLD
from directory.rules.topics import Topic
from tests.factories import Make
from tests.founder.answers import answers

SignIn = Callable[[User], Client]
PAGE, FILE = "/en/my/data/", "/en/my/data/download/"


def file_of(client: Client) -> dict[str, Any]:
    response = client.get(FILE)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="belgiantech-my-data-')
    assert "no-store" in response["Cache-Control"]
    data: dict[str, Any] = json.loads(response.content)
    return data


def keys_to_people(all_models: Iterable[type[models.Model]]) -> set[tuple[type[models.Model], str]]:
    """Every foreign key, one-to-one or many-to-many field that points to a person."""
    return {
        (model, field.name)
        for model in all_models
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.related_model is User
    }


def invite(startup: Startup, email: str, by: User) -> Invitation:
    return Invitation.objects.create(
        startup=startup,
        email=email,
        role="editor",
        token_digest=f"digest-{email}",
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=14),
    )


def save(submission: Submission, topic: Topic, by: User, **changed: Any) -> None:
    mark = submission.mark_of(topic)
    actions.save_draft(submission=submission, topic=topic, typed=answers(topic, **changed), seen_mark=mark, by=by)


def ask(submission: Submission, moderator: User, words: str) -> None:
    actions.request_changes(
        submission=submission, revision=Make.revision(submission), reason=Reason.UNCLEAR, words=words, by=moderator
    )


def test_it_works(founder: User, wallonia: User, as_user: SignIn) -> None:
    founder.name = "Élodie Fondatrice"
    founder.save()
    startup = Make.published(founder, wallonia, name="Eau Vive")
    client = as_user(founder)
    assert f'href="{FILE}"' in client.get(PAGE).content.decode()
    data = file_of(client)
    assert data["account"]["email"] == founder.email
    assert data["account"]["name"] == "Élodie Fondatrice"
    assert data["account"]["has_password"] is False
    assert data["email_addresses"] == [{"email": founder.email, "verified": True, "primary": True}]
    assert [team["startup_name"] for team in data["teams"]] == ["Eau Vive"]
    assert [each["name"] for each in data["submissions"]] == ["Eau Vive"]
    assert data["revisions"][0]["profile"]["tagline_fr"] == "Mesure le niveau des rivières"
    assert [each["verdict"] for each in data["decisions_received"]] == ["approve"]
    assert data["entries_confirmed"] == [
        {"name": "Eau Vive", "slug": startup.slug, "confirmed_on": timezone.localdate().isoformat()}
    ]
    assert "name" in {fact["field"] for fact in data["facts_confirmed"]}
    assert {event["verb"] for event in data["events"]} == {"submitted", "team-joined"}
    assert len(data["sessions"]) == 1


def test_drafts_messages_invitations(founder: User, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    draft = Make.draft(founder)
    save(draft, Topic.COMPANY, founder, name="Pas encore")
    waiting = Make.waiting(founder)
    for by, from_desk, text in ((founder, False, "Une question"), (wallonia, True, "Une réponse")):
        Message.objects.create(submission=waiting, written_by=by, from_desk=from_desk, text=text)
    ask(waiting, wallonia, "Précisez, s’il vous plaît.")
    theirs = Make.published(other_founder, wallonia, name="Autre Firme")
    invite(theirs, founder.email.upper(), other_founder)
    invite(Make.published(founder, wallonia), "colleague@elsewhere.test", founder)
    data = file_of(as_user(founder))
    [kept] = data["drafts"]
    assert kept["reference"] == draft.reference
    assert kept["draft"]["company"]["typed"]["name"] == "Pas encore"
    assert [each["text"] for each in data["messages_written"]] == ["Une question"]
    assert [each["text"] for each in data["messages_received"]] == ["Une réponse"]
    assert "Précisez, s’il vous plaît." in [each["words"] for each in data["decisions_received"]]
    assert [each["startup_name"] for each in data["invitations_received"]] == ["Autre Firme"]
    assert len(data["invitations_sent"]) == 1


def test_what_a_moderator_did(founder: User, wallonia: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    ask(waiting, wallonia, "Pourquoi ?")
    data = file_of(as_user(wallonia))
    assert [each["partner_slug"] for each in data["partners"]] == ["walloon-partner"]
    assert [each["words"] for each in data["decisions_made"]] == ["Pourquoi ?"]
    [event] = [event for event in data["events"] if event["verb"] == "changes-requested"]
    assert event["by_you"]
    assert event["personal"] == {"words": "Pourquoi ?"}
    assert [each["type"] for each in data["authenticators"]] == ["totp"]


def test_nothing_of_others(founder: User, other_founder: User, wallonia: User, operator: User, as_user: SignIn) -> None:
    other_founder.name = "Quelqu’un d’autre"
    other_founder.save()
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role="editor")
    change = Make.change(startup, other_founder, people="50-99", tagline_fr="Écrit par un autre")
    Message.objects.create(submission=change, written_by=other_founder, from_desk=False, text="Entre nous")
    invite(startup, "colleague@elsewhere.test", founder)
    partner = Partner.objects.get(slug="flemish-partner")
    actions.appoint(email=founder.email, partner=partner, role=PartnerRole.LEAD, by=operator)
    actions.appoint(email=other_founder.email, partner=partner, by=operator)
    TOTP.activate(founder, generate_totp_secret())  # as everybody of a partner has to
    text = as_user(founder).get(FILE).content.decode()
    for secret in (
        other_founder.email,
        other_founder.name,
        str(other_founder.pk),
        wallonia.email,
        str(wallonia.pk),
        str(operator.pk),
        "colleague@elsewhere.test",
        "Écrit par un autre",
        "Entre nous",
    ):
        assert secret not in text, secret
    [appointed] = [event for event in json.loads(text)["events"] if event["verb"] == "partner-joined"]
    assert (appointed["by_you"], appointed["after"]["user"]) == (False, str(founder.pk))
    of_operator = file_of(as_user(operator))
    assert all("user" not in event["after"] for event in of_operator["events"])
    assert str(founder.pk) not in json.dumps(of_operator)


def test_a_draft_of_a_team_that_one_left_is_not_told(
    founder: User, other_founder: User, wallonia: User, as_user: SignIn
) -> None:
    startup = Make.published(founder, wallonia)
    member = TeamMember.objects.create(startup=startup, user=other_founder, role="editor")
    change = actions.start_change(startup=startup, language="nl", by=other_founder)
    save(change, Topic.COMPANY, founder)
    assert len(file_of(as_user(other_founder))["drafts"]) == 1
    TeamMember.objects.filter(pk=member.pk).update(left_at=member.joined_at)
    assert file_of(as_user(other_founder))["drafts"] == []


def ask_state(startup: Startup, by: User, words: str, seen: int = 0) -> Submission:
    status = {"status": "ceased", "since": "", "by": "", "source": ""}
    return actions.ask_state(startup=startup, status=status, statement=words, seen=seen, language="fr", by=by)


def test_words_to_the_moderator_of_a_team_that_one_left(
    founder: User, other_founder: User, wallonia: User, as_user: SignIn
) -> None:
    """The own ones are told for ever, those of a colleague while one belongs to the team."""
    startup = Make.published(founder, wallonia)
    member = TeamMember.objects.create(startup=startup, user=other_founder, role="owner")

    def told() -> list[str]:
        return [each["statement"] for each in file_of(as_user(other_founder))["statements"]]

    asked = ask_state(startup, other_founder, "Mes mots")
    TeamMember.objects.filter(pk=member.pk).update(left_at=timezone.now())
    assert told() == ["Mes mots"]
    TeamMember.objects.filter(pk=member.pk).update(left_at=None)
    ask_state(startup, founder, "Les mots de quelqu’un d’autre", seen=Make.revision(asked).number)
    assert told() == ["Les mots de quelqu’un d’autre"]
    TeamMember.objects.filter(pk=member.pk).update(left_at=timezone.now())
    assert told() == []
    assert "quelqu’un d’autre" not in as_user(other_founder).get(FILE).content.decode()


def test_remarks_at_fields(founder: User, wallonia: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    actions.request_changes(
        submission=waiting,
        revision=Make.revision(waiting),
        reason=Reason.UNCLEAR,
        words="",
        remarks={"tagline_fr": "Plus court"},
        by=wallonia,
    )
    for person, section in ((founder, "decisions_received"), (wallonia, "decisions_made")):
        assert [each["remarks"] for each in file_of(as_user(person))[section]] == [{"tagline_fr": "Plus court"}]


def test_no_secrets(founder: User, as_user: SignIn) -> None:
    secret = generate_totp_secret()
    founder.set_password("correct horse")
    founder.save()
    TOTP.activate(founder, secret)
    client = as_user(founder)
    text = client.get(FILE).content.decode()
    assert json.loads(text)["account"]["has_password"] is True
    for hidden in (secret, founder.password, client.session.session_key or "no session"):
        assert hidden not in text


def test_claims_contacts_logos(founder: User, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    mine = {"name": "Moi", "email": founder.email, "phone": "1"}
    other = {"name": "Un autre", "email": "somebody@elsewhere.test", "phone": "2"}
    for name, contact in (("Avec moi", mine), ("Avec un autre", other)):
        startup = Make.published(founder, wallonia, name=name)
        Startup.objects.filter(pk=startup.pk).update(contact=contact)
        startup.submissions.update(contact=contact)
    waiting = Make.waiting(founder)
    Submission.objects.filter(pk=waiting.pk).update(statement="Je suis la gérante")
    Proof.objects.create(submission=waiting, method="email", domain="x.example.com", email="me@x.example.com")
    Proof.objects.create(submission=waiting, method="partner", given_by=wallonia, words="Je la connais")
    logo = Logo.objects.create(submission=waiting, uploaded_by=founder, width=10, height=10)
    client = as_user(founder)
    data = file_of(client)
    assert data["private_contact_of_entries"] == [{"name": "Avec moi", "contact": mine}]
    assert [each["contact"] for each in data["private_contact_of_submissions"]] == [mine]
    assert "somebody@elsewhere.test" not in client.get(FILE).content.decode()
    assert "Je suis la gérante" in [each["statement"] for each in data["statements"]]
    assert [each["email"] for each in data["proofs_tried"]] == ["me@x.example.com", ""]
    assert [each["id"] for each in data["logos"]] == [str(logo.pk)]
    assert [each["words"] for each in file_of(as_user(wallonia))["proofs_given"]] == ["Je la connais"]


def test_no_notes_of_the_desk(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    Startup.objects.filter(pk=startup.pk).update(desk_note="Only for the desk")
    assert "Only for the desk" not in as_user(founder).get(FILE).content.decode()


def test_signed_in_only_and_read_only(client: Client, founder: User, as_user: SignIn) -> None:
    for path in (PAGE, FILE):
        assert client.get(path)["Location"].startswith("/en/accounts/login/")
        assert as_user(founder).post(path).status_code == 405


def test_every_key_to_a_person_is_told_or_has_a_reason() -> None:
    told = {(holding.model, key) for holding in HELD.values() for key in holding.keys}
    assert told.isdisjoint(NOT_TOLD)
    assert all(NOT_TOLD.values())
    assert keys_to_people(apps.get_models()) == told | set(NOT_TOLD)


def test_a_new_key_would_be_found() -> None:
    class Forgotten(models.Model):
        person = models.ForeignKey(User, models.CASCADE, related_name="+")
        people = models.ManyToManyField(User, related_name="+")
        other = models.ForeignKey(Startup, models.CASCADE, related_name="+")

        class Meta:
            app_label = "forgotten"

        def __str__(self) -> str:
            return ""

    assert keys_to_people([Forgotten]) == {(Forgotten, "person"), (Forgotten, "people")}


@pytest.mark.parametrize("section", HELD)
def test_sections_say_only_what_they_name(section: str) -> None:
    """A section lists its fields: none comes with a model that grows."""
    assert HELD[section].told
    assert not {"password", "data", "token_digest", "desk_note", "salt"} & set(HELD[section].told)


def test_a_contact_that_i_gave_alone_is_mine_also_without_an_address(founder: User, as_user: SignIn) -> None:
    contact = {"name": "Reception", "email": "", "phone": "+32 81 12 34 56"}
    draft = Make.draft(founder)
    actions.submit(submission=draft, profile=Make.profile(), accepts_licence=True, contact=contact, by=founder)
    data = file_of(as_user(founder))
    assert [each["contact"] for each in data["private_contact_of_submissions"]] == [contact]
