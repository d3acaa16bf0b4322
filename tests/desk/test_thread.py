"""The thread on the desk, remarks beside the fields, and how removals and changes of state read there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Reason, TeamRole, Verb, Verdict
from directory.models import Decision, Event, EventDetail, Message, Startup, Submission, TeamMember
from directory.rules.remarks import remarks_of
from tests.factories import Make

SignIn = Callable[[User], Client]
Send = Callable[..., Any]


def review(client: Client, submission: Submission) -> str:
    return str(client.get(reverse("admin:review", args=[submission.reference])).content.decode())


def post(client: Client, submission: Submission, text: str) -> Any:
    return client.post(reverse("admin:message", args=[submission.reference]), {"message-text": text})


def test_it_works(wallonia: User, founder: User, as_user: SignIn) -> None:
    User.objects.filter(pk=founder.pk).update(name="Ada Lovelace")
    waiting = Make.waiting(founder)
    client = as_user(wallonia)
    answer = post(client, waiting, "Une question.")
    assert answer.headers["Location"].endswith(f"/admin/submissions/{waiting.reference}/#messages")
    actions.write_message(submission=waiting, text="Ma <réponse>.", by=founder)
    html = review(client, waiting)
    assert "Une question." in html
    assert "Ma &lt;réponse&gt;." in html
    assert "Ada Lovelace" in html
    assert founder.email in html


def test_who_else_is_answered_as_if_it_did_not_exist(
    wallonia: User, flanders: User, founder: User, as_user: SignIn
) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=wallonia, role=TeamRole.EDITOR)
    change = Make.change(startup, founder, people="50-99")
    for person in (wallonia, flanders, founder):  # the own company, another territory, not of the desk
        assert post(as_user(person), change, "X").status_code == 404
    assert 'name="text"' not in review(as_user(wallonia), change)
    assert not Message.objects.exists()


@pytest.mark.parametrize("text", ["", "a\x00", "x" * 4001])
def test_what_cannot_be_sent(wallonia: User, founder: User, as_user: SignIn, text: str) -> None:
    assert post(as_user(wallonia), Make.waiting(founder), text).status_code == 422
    assert not Message.objects.exists()


def test_a_refusal_keeps_what_was_typed(wallonia: User, founder: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    actions.withdraw(submission=waiting, by=founder)
    answer = post(as_user(wallonia), waiting, "Encore <ceci>")
    assert answer.status_code == 409
    assert "Encore &lt;ceci&gt;" in answer.content.decode()


class TestRemarks:
    def test_it_works(self, wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
        waiting = Make.waiting(founder)
        html = review(as_user(wallonia), waiting)
        assert 'name="remark-tagline_fr"' in html
        assert 'form="decision"' in html
        assert 'name="remark-tagline_de"' not in html  # neither given nor changed
        send(wallonia, waiting, Verdict.REQUEST_CHANGES, words="", **{"remark-tagline_fr": " Pour qui ?\r\nOù ? "})
        assert remarks_of(Make.fresh(waiting)) == {"tagline_fr": "Pour qui ?\nOù ?"}
        event = Event.objects.get(verb=Verb.CHANGES_REQUESTED)
        assert "Pour" not in str((event.before, event.after, event.reason))
        assert EventDetail.objects.get(position=event.position).personal["remarks"] == {
            "tagline_fr": "Pour qui ?\nOù ?"
        }
        assert "Pour qui ?<br>" in review(as_user(wallonia), waiting)

    def test_neither_words_nor_a_remark(self, wallonia: User, founder: User, send: Send) -> None:
        waiting = Make.waiting(founder)
        answer = send(wallonia, waiting, Verdict.REQUEST_CHANGES, words="", **{"remark-tagline_fr": "  "})
        assert answer.status_code == 422
        with pytest.raises(errors.Incomplete):
            actions.request_changes(
                submission=waiting,
                revision=Make.revision(waiting),
                reason=Reason.UNCLEAR,
                words="",
                remarks={"no_such_field": "X", "name": ""},
                by=wallonia,
            )
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REJECT])
    def test_with_another_verdict_they_are_not_lost(
        self, wallonia: User, founder: User, send: Send, verdict: Verdict
    ) -> None:
        answer = send(wallonia, Make.waiting(founder), verdict, **{"remark-name": "Vraiment <ainsi> ?"})
        assert answer.status_code == 422
        assert "They go with a request for changes only." in answer.content.decode()
        assert "Vraiment &lt;ainsi&gt; ?" in answer.content.decode()
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("text", ["a\x00", "\u202ea", "x" * 1001])
    def test_bad_texts(self, wallonia: User, founder: User, send: Send, text: str) -> None:
        answer = send(wallonia, Make.waiting(founder), Verdict.REQUEST_CHANGES, **{"remark-name": text})
        assert answer.status_code == 422
        assert "A remark at a field cannot be kept as it is." in answer.content.decode()
        assert not Decision.objects.exists()

    def test_a_newer_revision_keeps_them(self, wallonia: User, founder: User, send: Send) -> None:
        waiting = Make.waiting(founder)
        seen = Make.revision(waiting)
        actions.submit(submission=waiting, profile=seen.profile | {"people": "50-99"}, accepts_licence=True, by=founder)
        typed = {"revision": seen.pk, "remark-name": "Vraiment ?"}
        answer = send(wallonia, waiting, Verdict.REQUEST_CHANGES, **typed)
        assert answer.status_code == 409
        assert "Vraiment ?" in answer.content.decode()

    def test_decided_meanwhile_they_can_be_copied(
        self, wallonia: User, founder: User, send: Send, make_moderator: Callable[[str], User]
    ) -> None:
        waiting = Make.waiting(founder)
        Make.approve(waiting, make_moderator("walloon-partner"))
        typed = {"seen_version": 0, "remark-name": "Vraiment ?"}
        answer = send(wallonia, Make.fresh(waiting), Verdict.REQUEST_CHANGES, **typed)
        assert answer.status_code == 409
        assert "Vraiment ?" in answer.content.decode()

    def test_of_a_change_only_what_is_given_or_changed(self, wallonia: User, founder: User, as_user: SignIn) -> None:
        startup = Make.published(founder, wallonia)
        html = review(as_user(wallonia), Make.change(startup, founder, people=""))
        assert 'name="remark-people"' in html
        assert 'name="remark-name"' in html
        assert 'name="remark-funding"' not in html


def test_a_change_of_state(wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    asked = actions.ask_state(
        startup=startup,
        status={"status": "ceased", "since": "2026-03-31", "by": "", "source": "Moniteur"},
        statement="Voir <page 3>.",
        language="fr",
        by=founder,
    )
    client = as_user(wallonia)
    html = review(client, asked)
    assert "The company says what became of Eau Vive: No longer in business, 31 March 2026, Moniteur" in html
    assert "Voir &lt;page 3&gt;." in html
    assert "1 field changed" in html
    assert "The company said what became of it." in html
    assert "Change of state" in client.get("/admin/").content.decode()
    assert send(wallonia, asked, Verdict.APPROVE).status_code == 302
    assert Startup.objects.get(pk=startup.pk).status == "ceased"


def test_a_removal(wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    asked = Make.removal(startup, founder)
    client = as_user(wallonia)
    html = review(client, asked)
    assert "It is asked that Eau Vive is removed from the directory for good." in html
    assert "Nous ne voulons plus." in html
    assert "An owner of the entry." in html
    assert "The entry goes at once and for good" in html
    assert "fields changed" not in html
    assert 'name="remark-name"' not in html
    queue = client.get("/admin/").content.decode()
    assert "Removal" in queue
    assert "0 fields" not in queue
    Make.look_first(asked, Make.colleague(wallonia))  # a removal takes two
    assert send(wallonia, asked, Verdict.APPROVE).status_code == 302
    assert Startup.objects.get(pk=startup.pk).state == EntryState.REMOVED
    html = review(client, asked)
    assert "removed the entry for good." in html
    assert "Meets the criteria" not in html.split("History")[-1].split("published the entry")[0]
    assert client.get(f"/admin/entries/{startup.pk}/").status_code == 200


def test_a_removal_that_nothing_proves(flanders: User, founder: User, as_user: SignIn, send: Send) -> None:
    startup = Make.unclaimed()
    asked = Make.removal(startup, founder)
    assert "nothing proves yet that it is the company" in review(as_user(flanders), asked)
    answer = send(flanders, asked, Verdict.APPROVE)
    assert answer.status_code == 409
    assert str(errors.Unproven.message) in answer.content.decode()
    Make.look_first(asked, Make.colleague(flanders), partner_words="Called the number on its site.")
    answer = send(
        flanders, asked, Verdict.APPROVE, partner_vouches="on", partner_words="Called the number on its site."
    )
    assert answer.status_code == 302
    assert Startup.objects.get(pk=startup.pk).state == EntryState.REMOVED


def test_a_removal_that_is_proved(flanders: User, founder: User, as_user: SignIn) -> None:
    startup = Make.unclaimed()
    asked = Make.removal(startup, founder)
    asked.proofs.create(method="dns", domain="eau.example.com", is_independent=True, verified_at=timezone.now())
    html = review(as_user(flanders), asked)
    assert "Who asks, and what shows that it is the firm" in html
    assert "eau.example.com" in html
