"""Delete my account: nothing of the person is left, what was decided stays, and nobody is left in the lurch."""

import time
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Session, User
from belgiantech.settings import CACHES, TASKS
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Reason, SubmissionState, TeamRole, Verb
from directory.models import (
    Decision,
    Event,
    EventDetail,
    Invitation,
    Membership,
    Message,
    Partner,
    Proof,
    Startup,
    Submission,
    TeamMember,
)
from directory.rules.topics import Topic
from directory.rules.trail import first_broken_position
from tests.actions.test_races import approve, at_once, refusals
from tests.factories import Make
from tests.founder.test_my_data import save
from tests.notifications.test_mails import html_of

SignIn = Callable[[User], Client]
PAGE = "/en/my/delete/"
NAME, ADDRESS = "Zénobie Fondatrice", "zenobie.fondatrice@example.test"


@pytest.fixture
def leaver(founder: User) -> User:
    """With a name and an address that stand nowhere else."""
    EmailAddress.objects.filter(user=founder).update(email=ADDRESS)
    founder.email, founder.name = ADDRESS, NAME
    founder.save()
    return founder


def close(user: User) -> None:
    actions.close_account(user=user, by=user)


def now_of(user: User) -> User:
    return User.objects.get(pk=user.pk)


def send(client: Client, email: str = ADDRESS) -> Any:
    return client.post(PAGE, {"email": email})


def just_authenticated(client: Client, user: User) -> Client:
    """What allauth notes once a password or a code of the second factor was given again."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def with_colleague(startup: Startup, colleague: User, role: str = "owner") -> TeamMember:
    return TeamMember.objects.create(startup=startup, user=colleague, role=role)


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def rows_with(*texts: str) -> list[str]:
    """Every row of every table, as text, in which one of these stands."""
    found = []
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = [row.lower() for (row,) in cursor.fetchall()]
            found += [f"{table}: {row}" for row in rows if any(text.lower() in row for text in texts)]
    return found


def test_it_works(leaver: User, as_user: SignIn) -> None:
    client = as_user(leaver)
    page = client.get(PAGE).content.decode()
    assert 'name="email"' in page
    mail.outbox.clear()
    response = client.post(PAGE, {"email": f" {ADDRESS.upper()} "}, follow=True)
    assert response.redirect_chain == [("/en/", 302)]
    assert "Your account is deleted." in response.content.decode()
    closed = now_of(leaver)
    assert (closed.is_active, closed.name, closed.last_login) == (False, "", None)
    assert closed.email.startswith("closed-")
    assert closed.email.endswith("@closed.invalid")
    assert str(closed) == "Closed account"
    assert not closed.has_usable_password()
    assert client.get("/en/my/")["Location"].startswith("/en/accounts/login/")
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert f"Bonjour {NAME}" in message.body or f"Hello {NAME}" in message.body
    assert '<html lang="fr">' in html_of(message)
    assert Event.objects.get().verb == Verb.ACCOUNT_CLOSED
    assert first_broken_position() is None


def test_the_address_can_be_used_again(leaver: User) -> None:
    close(leaver)
    assert User.objects.create_confirmed(ADDRESS).pk != leaver.pk


@pytest.mark.parametrize("typed", ["", "somebody@example.test", "\x00", "\ud800", "²" * 5000])
def test_another_address_deletes_nothing(leaver: User, as_user: SignIn, typed: str) -> None:
    response = as_user(leaver).post(PAGE, {"email": typed.encode("utf-8", "surrogatepass")})
    assert response.status_code in (400, 422)
    assert now_of(leaver).is_active
    assert mail.outbox == []


def test_looking_deletes_nothing(leaver: User, as_user: SignIn) -> None:
    assert as_user(leaver).get(PAGE, {"email": ADDRESS}).status_code == 200
    assert now_of(leaver).is_active


def test_nobody_else_may(leaver: User, other_founder: User, operator: User) -> None:
    for person in (other_founder, operator):
        with pytest.raises(errors.NotAllowed):
            actions.close_account(user=leaver, by=person)
    assert now_of(leaver).is_active


def test_erase_a_person_nothing_left_in_database(
    leaver: User, other_founder: User, wallonia: User, settings: Settings, as_user: SignIn
) -> None:
    """With the cache and the tasks in the database, as in production."""
    settings.CACHES, settings.TASKS = CACHES, TASKS
    leaver.set_password("correct horse")
    leaver.save()
    theirs = Make.published(other_founder, wallonia)
    with_colleague(theirs, leaver, "editor")
    change = Make.change(theirs, leaver, people="50-99")
    save(Make.draft(leaver), Topic.COMPANY, leaver, name=f"Chez {NAME}")
    contact = {"name": NAME.upper(), "email": "", "phone": "1"}
    save(change, Topic.CONTACT, leaver, contact_name=NAME, contact_email=ADDRESS, contact_phone="1")
    Startup.objects.filter(pk=theirs.pk).update(contact=contact)
    Submission.objects.filter(pk=change.pk).update(contact={"name": "", "email": ADDRESS, "phone": "1"})
    alone = Submission.objects.create(
        reference="BT-2026-REMOVE",
        kind="removal",
        startup=Make.unclaimed(),
        submitted_by=leaver,
        language="fr",
        statement=f"{NAME} le demande",
        contact=contact,
        state="rejected",
        decided_at=timezone.now(),
        submitted_at=timezone.now(),
        due_on=timezone.localdate(),
        territory=theirs.territory,
        name="X",
    )
    Proof.objects.create(submission=alone, method="email", domain="example.test", email=ADDRESS)
    Proof.objects.create(submission=change, method="email", domain="example.test", email=ADDRESS)
    waiting = Make.waiting(leaver, name=f"Bureau {NAME}", description_fr=f"Écrivez à {ADDRESS}")
    for submission in (waiting, change):
        for by, from_desk in ((leaver, False), (wallonia, True)):
            text = f"Salut, {NAME} <{ADDRESS}>" if submission == waiting or not from_desk else "Bonjour"
            Message.objects.create(submission=submission, written_by=by, from_desk=from_desk, text=text)
    rejected = Make.waiting(leaver, name=f"Refus {NAME}")
    actions.reject(
        submission=rejected,
        revision=Make.revision(rejected),
        reason=Reason.NOT_BELGIAN,
        words=f"Non, {NAME}.",
        by=wallonia,
    )
    for accepted in (None, timezone.now()):
        Invitation.objects.create(
            startup=theirs,
            email=ADDRESS.upper(),
            role="editor",
            token_digest=f"digest-{accepted}",
            invited_by=other_founder,
            expires_at=timezone.now() + timedelta(days=14),
            accepted_at=accepted,
            accepted_by=leaver if accepted else None,
        )
    actions._shared.record(Verb.TEAM_JOINED, by=other_founder, startup=theirs, personal={"invited": ADDRESS.upper()})
    actions._shared.record(Verb.TEAM_JOINED, by=other_founder, startup=theirs, personal={"who": NAME})
    actions._shared.record(Verb.TEAM_JOINED, by=other_founder, startup=theirs, personal={"who": "Somebody else"})
    in_browser, on_the_way_in = as_user(leaver), Client()
    on_the_way_in.post("/en/accounts/login/", {"email": ADDRESS})
    assert len(rows_with(NAME, ADDRESS)) > 12
    assert send(just_authenticated(in_browser, leaver))["Location"] == "/en/"
    assert not now_of(leaver).is_active
    assert rows_with(NAME, ADDRESS) == []
    assert first_broken_position() is None
    assert "Somebody else" in EventDetail.objects.values_list("personal", flat=True)[0].values()


@pytest.mark.parametrize(
    ("personal", "is_kept"),
    [
        ({"email": "an@firm.be"}, False),
        ({"email": "AN@FIRM.BE"}, False),
        ({"words": "Écrivez à\nan@firm.be\nou non"}, False),
        ({"words": "<an@firm.be>, an@firm.be."}, False),
        ({"remarks": {"tagline_fr": "mailto:an@firm.be"}}, False),
        ({"email": "jan@firm.be"}, True),
        ({"email": "j.an@firm.be"}, True),
        ({"email": "x+an@firm.be"}, True),
        ({"email": "an@firm.be.example"}, True),
        ({"email": "an@firm.best"}, True),
        ({"email": "an@firmxbe"}, True),
        ({"words": "Écrivez à\njan@firm.be."}, True),
    ],
)
def test_only_the_own_address(
    founder: User, other_founder: User, wallonia: User, personal: dict[str, Any], is_kept: bool
) -> None:
    """Not every address that holds it."""
    founder.email = "an@firm.be"
    founder.save()
    startup = Make.published(other_founder, wallonia)
    actions._shared.record(Verb.TEAM_INVITED, by=other_founder, startup=startup, personal=personal)
    close(founder)
    assert EventDetail.objects.filter(personal=personal).exists() is is_kept
    assert first_broken_position() is None


def test_what_was_under_way(leaver: User, other_founder: User, wallonia: User) -> None:
    draft, waiting, returned = Make.draft(leaver), Make.waiting(leaver), Make.waiting(leaver)
    actions.request_changes(
        submission=returned, revision=Make.revision(returned), reason=Reason.UNCLEAR, words="Quoi ?", by=wallonia
    )
    startup = Make.published(other_founder, wallonia)
    with_colleague(startup, leaver, "editor")
    change = Make.change(startup, leaver, people="50-99")
    colleague = {"name": "Une collègue", "email": "collegue@elsewhere.test", "phone": ""}
    Submission.objects.filter(pk=change.pk).update(contact=colleague)
    close(leaver)
    assert not Submission.objects.filter(pk=draft.pk).exists()
    for own in (waiting, returned):
        assert Make.fresh(own).state == SubmissionState.WITHDRAWN
        assert Make.fresh(own).name == Make.fresh(own).enterprise_number == ""
        assert Event.objects.filter(verb=Verb.WITHDRAWN, submission=own.reference, actor=leaver.pk).count() == 1
        assert not Event.objects.filter(verb=Verb.ACCOUNT_CLOSED, submission=own.reference).exists()
    # The change is the team's, and goes on.
    assert Make.fresh(change).state == SubmissionState.WAITING
    assert Make.revision(change).profile["people"] == "50-99"
    Make.approve(change, wallonia)
    assert Startup.objects.get(pk=startup.pk).people == "50-99"
    assert Make.fresh(change).contact == Startup.objects.get(pk=startup.pk).contact == colleague
    assert first_broken_position() is None


def test_the_number_is_free_again(leaver: User, other_founder: User) -> None:
    waiting = Make.waiting(leaver)
    number = waiting.enterprise_number
    close(leaver)
    assert Make.waiting(other_founder, enterprise_number=number).state == SubmissionState.WAITING


def test_teams_and_partners(leaver: User, other_founder: User, wallonia: User, operator: User) -> None:
    startup = Make.published(leaver, wallonia)
    with_colleague(startup, other_founder)
    actions.appoint(email=ADDRESS, partner=Partner.objects.get(slug="walloon-partner"), by=operator)
    close(leaver)
    assert list(TeamMember.objects.active().filter(startup=startup)) == [TeamMember.objects.get(user=other_founder)]
    assert TeamMember.objects.get(user=leaver).left_at is not None
    assert not Membership.objects.filter(user=leaver).exists()
    left = Event.objects.get(verb=Verb.TEAM_LEFT)
    assert (left.startup_id, left.actor) == (startup.pk, str(leaver.pk))
    assert left.before == {"user": str(leaver.pk), "role": "owner"}
    assert Event.objects.get(verb=Verb.PARTNER_LEFT).before["partner"] == "walloon-partner"


def test_what_was_decided_stays(
    founder: User, wallonia: User, make_moderator: Callable[[str], User], as_user: SignIn, operator: User
) -> None:
    make_moderator("walloon-partner")
    startup = Make.published(founder, wallonia)
    waiting = Make.waiting(founder)
    actions.request_changes(
        submission=waiting, revision=Make.revision(waiting), reason=Reason.UNCLEAR, words="Pourquoi ?", by=wallonia
    )
    close(wallonia)
    assert Decision.objects.filter(decided_by=wallonia).count() == 2
    assert Decision.objects.get(submission=waiting).words == "Pourquoi ?"
    assert not EventDetail.objects.exists()
    assert not Authenticator.objects.filter(user=wallonia).exists()
    assert first_broken_position() is None
    assert Startup.objects.get(pk=startup.pk).state == EntryState.PUBLISHED
    log = as_user(operator).get("/admin/events/").content.decode()
    assert "Somebody closed the own account." in log


def test_not_the_last_owner(leaver: User, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(leaver, wallonia, name="Eau Vive")
    with_colleague(startup, other_founder, "editor")
    client = as_user(leaver)
    page = client.get(PAGE).content.decode()
    assert "You are the only owner of:" in page
    assert f'href="{reverse("team", args=[startup.slug])}"' in page
    assert 'name="email"' not in page
    response = send(client)
    assert response.status_code == 409
    assert "You are the only owner of:" in response.content.decode()
    with pytest.raises(errors.StillNeeded):
        close(leaver)
    assert now_of(leaver).email == ADDRESS
    assert not Event.objects.filter(verb=Verb.ACCOUNT_CLOSED).exists()
    assert TeamMember.objects.get(user=leaver).left_at is None


def test_an_owner_who_closed_the_account_counts_no_more(leaver: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(leaver, wallonia)
    with_colleague(startup, other_founder)
    close(other_founder)
    with pytest.raises(errors.StillNeeded):
        close(leaver)


@pytest.mark.parametrize("state", [EntryState.REMOVED])
def test_what_is_removed_holds_nobody(leaver: User, wallonia: User, state: str) -> None:
    startup = Make.published(leaver, wallonia)
    Startup.objects.filter(pk=startup.pk).update(state=state)
    close(leaver)
    assert not now_of(leaver).is_active


def test_not_the_last_person_of_a_partner(wallonia: User, as_user: SignIn) -> None:
    page = just_authenticated(as_user(wallonia), wallonia).get(PAGE).content.decode()
    assert "You are the only person of:" in page
    with pytest.raises(errors.StillNeeded):
        close(wallonia)


def test_not_the_only_operator(operator: User, as_user: SignIn) -> None:
    page = just_authenticated(as_user(operator), operator).get(PAGE).content.decode()
    assert "You are the only operator of this site." in page
    with pytest.raises(errors.StillNeeded):
        close(operator)
    second = User.objects.create_confirmed("second@example.test", is_operator=True)
    close(operator)
    with pytest.raises(errors.StillNeeded):
        close(second)


def test_who_has_a_second_factor_is_asked_for_it(leaver: User, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)  # showed it at login, not just now
    for response in (client.get(PAGE), send(client, wallonia.email)):
        assert response["Location"].startswith("/en/accounts/security/confirm/?next=")
    assert now_of(wallonia).is_active


def test_who_has_a_password_is_asked_for_it_and_the_answer_goes_through(leaver: User, as_user: SignIn) -> None:
    leaver.set_password("correct horse")
    leaver.save()
    client = as_user(leaver)
    response = send(client)
    assert response["Location"].startswith("/en/accounts/reauthenticate/?next=")
    response = client.post(response["Location"], {"password": "correct horse"}, follow=True)
    assert "Your account is deleted." in response.content.decode()
    assert not now_of(leaver).is_active
    assert not Session.objects.exists()


def test_sessions_of_others_stay(leaver: User, other_founder: User, as_user: SignIn) -> None:
    elsewhere, other = as_user(leaver), as_user(other_founder)
    send(as_user(leaver))
    assert elsewhere.get("/en/my/").status_code == 302
    assert other.get("/en/my/").status_code == 200


def test_sent_twice(leaver: User, as_user: SignIn) -> None:
    client = as_user(leaver)
    send(client)
    mail.outbox.clear()
    assert send(client)["Location"].startswith("/en/accounts/login/")
    with pytest.raises(errors.AccountClosed):
        close(leaver)
    assert mail.outbox == []
    assert Event.objects.filter(verb=Verb.ACCOUNT_CLOSED).count() == 1


def test_settings_saved_in_another_window_bring_nothing_back(leaver: User) -> None:
    from accounts.forms import PersonForm

    form = PersonForm({"name": NAME, "language": "fr"}, instance=now_of(leaver))
    assert form.is_valid()
    close(leaver)
    form.save()
    assert (now_of(leaver).name, now_of(leaver).is_active) == ("", False)


def test_the_mail_server_is_away(
    leaver: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The account is closed all the same, and neither log nor queue keep the address."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected(f"away, and {ADDRESS} waits")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert send(as_user(leaver))["Location"] == "/en/"
    assert not now_of(leaver).is_active
    assert "account_closed: not sent" in caplog.text
    assert ADDRESS not in caplog.text


def test_no_mail_afterwards(leaver: User, wallonia: User) -> None:
    from directory.notifications.sending import send as hand_over

    close(leaver)
    mail.outbox.clear()
    hand_over("account_closed", now_of(leaver), {"signup_url": ""})
    assert mail.outbox == []


COMMITTED = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


class TestAtOnce:
    """With real threads and real commits: one outcome, no deadlock."""

    pytestmark = COMMITTED

    def test_two_clicks(self, leaver: User) -> None:
        results = at_once(*[lambda: close(leaver)] * 4)
        assert refusals(results) == [errors.AccountClosed] * 3
        assert Event.objects.filter(verb=Verb.ACCOUNT_CLOSED).count() == 1
        assert len(mail.outbox) == 1
        assert first_broken_position() is None

    def test_two_clicks_in_one_browser(self, leaver: User, as_user: SignIn) -> None:
        client = as_user(leaver)

        def click() -> int:
            second = Client()
            second.cookies.update(client.cookies)
            return int(send(second).status_code)

        # Whoever comes second finds the account closed, or is not signed in any more, or the session gone.
        assert set(at_once(click, click)) <= {302, 400}
        assert not now_of(leaver).is_active
        assert Event.objects.filter(verb=Verb.ACCOUNT_CLOSED).count() == 1

    @pytest.mark.parametrize("_", range(4))
    def test_while_the_registration_is_approved(self, leaver: User, wallonia: User, _: int) -> None:
        waiting = Make.waiting(leaver)
        results = at_once(approve(waiting, Make.revision(waiting), wallonia), lambda: close(leaver))
        if Startup.objects.exists():  # then it has an owner
            assert refusals(results) == [errors.StillNeeded]
            assert now_of(leaver).is_active
            assert Make.fresh(waiting).state == SubmissionState.APPROVED
        else:
            assert refusals(results) == [errors.AlreadyDecided]
            assert not now_of(leaver).is_active
            assert Make.fresh(waiting).state == SubmissionState.WITHDRAWN
        assert first_broken_position() is None

    @pytest.mark.parametrize("_", range(3))
    def test_while_the_draft_is_sent(self, leaver: User, _: int) -> None:
        draft, profile = Make.draft(leaver), Make.profile()
        results = at_once(
            lambda: actions.submit(submission=draft, profile=profile, accepts_licence=True, by=leaver),
            lambda: close(leaver),
        )
        assert refusals(results) in ([], [errors.Gone], [errors.AlreadyDecided])
        assert not now_of(leaver).is_active
        assert not Submission.objects.open().exists()

    @pytest.mark.parametrize("_", range(3))
    def test_two_owners(self, leaver: User, other_founder: User, wallonia: User, _: int) -> None:
        with_colleague(Make.published(leaver, wallonia), other_founder)
        results = at_once(lambda: close(leaver), lambda: close(other_founder))
        assert refusals(results) == [errors.StillNeeded]
        assert User.objects.filter(pk__in=[leaver.pk, other_founder.pk], is_active=True).count() == 1

    def test_two_operators_and_two_of_a_partner(
        self, operator: User, wallonia: User, make_moderator: Callable[[str], User]
    ) -> None:
        colleague = make_moderator("walloon-partner")
        second = User.objects.create_confirmed("second@example.test", is_operator=True)
        results = at_once(*[lambda who=who: close(who) for who in (operator, second, wallonia, colleague)])
        assert refusals(results) == [errors.StillNeeded] * 2
        assert User.objects.filter(is_operator=True, is_active=True).count() == 1
        assert Membership.objects.filter(partner__slug="walloon-partner").count() == 1

    def test_while_appointed(self, leaver: User) -> None:
        partner = Partner.objects.get(slug="flemish-partner")
        at_once(lambda: actions.appoint(email=ADDRESS, partner=partner, by="SYSTEM"), lambda: close(leaver))
        assert not Membership.objects.filter(user__is_active=False).exists()
        assert first_broken_position() is None

    def test_other_peoples_sessions_are_read_after_the_commit(
        self, leaver: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """There may be very many, and whoever decides would wait for the locks."""
        on_the_way_in, read = Client(), []
        on_the_way_in.post("/en/accounts/login/", {"email": ADDRESS})
        decode = Session.get_decoded

        def noted(session: Session) -> dict[str, Any]:
            read.append(connection.in_atomic_block)
            return decode(session)

        monkeypatch.setattr(Session, "get_decoded", noted)
        close(leaver)
        assert read == [False]
        assert not Session.objects.exists()

    @pytest.mark.parametrize("_", range(4))
    def test_while_joining_a_team(self, leaver: User, other_founder: User, wallonia: User, _: int) -> None:
        startup = Make.published(other_founder, wallonia)
        invitation = actions.invite(startup=startup, email=ADDRESS, role=TeamRole.EDITOR, by=other_founder)
        results = at_once(lambda: actions.accept_invitation(invitation=invitation, by=leaver), lambda: close(leaver))
        assert refusals(results) in ([], [errors.NotAllowed])
        assert not TeamMember.objects.active().filter(user__is_active=False).exists()
        assert first_broken_position() is None
