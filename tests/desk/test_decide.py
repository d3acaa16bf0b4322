"""Deciding through the form: each verdict with what follows, and each way to be refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.choices import EntryState, Reason, SubmissionState, Verb, Verdict
from directory.models import Decision, Event, Startup, Submission
from tests.factories import Make

SignIn = Callable[[User], Client]
Send = Callable[..., Any]


def state_of(submission: Submission) -> str:
    return Make.fresh(submission).state


def text(response: Any) -> str:
    return str(response.content.decode())


def test_it_works(wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder, name="Rivage")
    response = send(wallonia, submission, words="Bienvenue.")
    assert response.status_code == 302
    assert response["Location"] == reverse("admin:index")
    submission = Make.fresh(submission)
    assert submission.state == SubmissionState.APPROVED
    assert submission.startup is not None
    assert submission.startup.state == EntryState.PUBLISHED
    decision = Decision.objects.get()
    assert (decision.verdict, decision.reason, decision.words) == (
        Verdict.APPROVE,
        Reason.MEETS_CRITERIA,
        "Bienvenue.",
    )
    assert decision.decided_by == wallonia
    assert Event.objects.filter(verb=Verb.ENTRY_PUBLISHED).count() == 1


def test_what_was_decided_is_told(wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
    submission = Make.waiting(founder, name="Rivage")
    client = as_user(wallonia)
    answer = {
        "verdict": "approve",
        "reason": "meets-criteria",
        "words": "",
        "revision": Make.revision(submission).pk,
        "seen_version": 0,
    }
    response = client.post(reverse("admin:decide", args=[submission.reference]), answer, follow=True)
    assert "Rivage: approved." in text(response)


AGAINST = {
    Verdict.REQUEST_CHANGES: (SubmissionState.CHANGES_REQUESTED, Verb.CHANGES_REQUESTED),
    Verdict.REJECT: (SubmissionState.REJECTED, Verb.REJECTED),
}


@pytest.mark.parametrize("verdict", AGAINST)
def test_against_it_publishes_nothing(verdict: Verdict, wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    assert send(wallonia, submission, verdict).status_code == 302
    state, verb = AGAINST[verdict]
    assert state_of(submission) == state
    assert not Startup.objects.exists()
    assert Event.objects.filter(verb=verb, submission=submission.reference).count() == 1


def test_the_next_one_opens(wallonia: User, founder: User, send: Send) -> None:
    first, second, third = (Make.waiting(founder) for _ in range(3))
    assert send(wallonia, second)["Location"] == reverse("admin:review", args=[third.reference])
    assert send(wallonia, third)["Location"] == reverse("admin:review", args=[first.reference])
    assert send(wallonia, first)["Location"] == reverse("admin:index")


def test_the_next_one_is_never_the_own_company(wallonia: User, founder: User, send: Send) -> None:
    first = Make.waiting(founder)
    Make.waiting(wallonia)
    assert send(wallonia, first)["Location"] == reverse("admin:index")


def test_another_territory_is_unknown(flanders: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    assert send(flanders, submission).status_code == 404
    assert state_of(submission) == SubmissionState.WAITING


def test_the_own_company_is_refused(wallonia: User, send: Send) -> None:
    submission = Make.waiting(wallonia)
    response = send(wallonia, submission)
    assert response.status_code == 409
    assert "You have no right to do this." in text(response)
    assert state_of(submission) == SubmissionState.WAITING


@pytest.mark.parametrize("who", ["founder", "auditor"])
def test_others_see_an_unknown_address(who: str, founder: User, auditor: User, send: Send) -> None:
    submission = Make.waiting(founder)
    assert send({"founder": founder, "auditor": auditor}[who], submission).status_code == 404
    assert state_of(submission) == SubmissionState.WAITING


def test_anonymous_is_led_to_the_login(client: Client, founder: User) -> None:
    submission = Make.waiting(founder)
    response = client.post(reverse("admin:decide", args=[submission.reference]), {"verdict": "approve"})
    assert response["Location"].startswith(reverse("account_login"))


def test_without_second_factor_nothing_is_decided(wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    Authenticator.objects.filter(user=wallonia).delete()
    assert send(wallonia, submission)["Location"] == reverse("mfa_activate_totp")
    assert state_of(submission) == SubmissionState.WAITING


def test_the_reason_must_fit_the_verdict(wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    response = send(wallonia, submission, Verdict.REJECT, reason=Reason.MEETS_CRITERIA)
    assert response.status_code == 422
    assert "This reason does not go with your decision." in text(response)
    assert "Ajoutez une source" in text(response)
    assert state_of(submission) == SubmissionState.WAITING


@pytest.mark.parametrize("verdict", [Verdict.REQUEST_CHANGES, Verdict.REJECT])
def test_words_are_required_unless_approved(verdict: Verdict, wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    response = send(wallonia, submission, verdict, words=" \n ")
    assert response.status_code == 422
    assert "Say what the company should know" in text(response)
    assert state_of(submission) == SubmissionState.WAITING


def test_an_outdated_revision_is_refused_with_what_differs(wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    seen = Make.revision(submission)
    profile = seen.profile | {"tagline_fr": "Mesure le débit des rivières"}
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
    response = send(wallonia, submission, Verdict.REJECT, revision=seen.pk, words="Pas encore.")
    html = text(response)
    assert response.status_code == 409
    assert "You looked at revision 1; the company has sent revision 2 since." in html
    assert "Mesure le <del>niveau</del> des rivières" in html
    assert "Mesure le <ins>débit</ins> des rivières" in html
    assert "Pas encore." in html
    assert f'name="revision" value="{Make.revision(submission).pk}"' in " ".join(html.split())
    assert state_of(submission) == SubmissionState.WAITING


def test_an_entry_changed_meanwhile_is_refused(wallonia: User, founder: User, send: Send) -> None:
    startup = Make.published(founder, wallonia)
    submission = Make.change(startup, founder, founded=2018)
    Startup.objects.filter(pk=startup.pk).update(content_version=9)
    response = send(wallonia, submission, seen_version=1)
    assert response.status_code == 409
    assert "There is a newer version than the one you looked at." in text(response)
    assert state_of(submission) == SubmissionState.WAITING


def test_who_comes_second_is_told_the_outcome(
    wallonia: User, founder: User, send: Send, make_moderator: Callable[[str], User]
) -> None:
    submission = Make.waiting(founder)
    send(make_moderator("walloon-partner"), submission, Verdict.REJECT)
    response = send(wallonia, submission, Verdict.APPROVE, words="Très bien.")
    html = text(response)
    assert response.status_code == 409
    assert "Somebody has decided on this submission in the meantime" in html
    assert "colleague-walloon-partner@example.test" in html
    assert "Très bien." in html
    assert Decision.objects.count() == 1


def test_a_number_listed_meanwhile_is_refused(wallonia: User, founder: User, other_founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    number = Make.revision(submission).profile["enterprise_number"]
    taken = Make.published(other_founder, wallonia)
    Startup.objects.filter(pk=taken.pk).update(enterprise_number=number)
    response = send(wallonia, submission)
    assert response.status_code == 409
    assert "An entry with this enterprise number is already listed." in text(response)


WORD = {"partner_vouches": "on", "partner_words": "Called the number on its site."}


@pytest.fixture
def twins(founder: User, other_founder: User) -> tuple[Startup, Submission, Submission]:
    """An unclaimed entry, and two people who each send the same company."""
    listed = Make.unclaimed(name="Rivagetech", **Make.place("5000", "Namur"))
    return listed, Make.waiting(founder, name="Rivage Tech"), Make.waiting(other_founder, name="Rivage Tech")


def test_the_chosen_twin_is_handed_over(
    wallonia: User, send: Send, twins: tuple[Startup, Submission, Submission]
) -> None:
    listed, first, _second = twins
    assert send(wallonia, first, twin=listed.pk, **WORD).status_code == 302
    assert Make.fresh(first).startup == listed == Startup.objects.get()


def test_a_twin_is_not_handed_over_without_the_word_of_the_partner(
    wallonia: User, send: Send, twins: tuple[Startup, Submission, Submission], as_user: Callable[[User], Client]
) -> None:
    listed, first, second = twins
    refused = send(wallonia, first, twin=listed.pk)
    assert refused.status_code == 409
    assert "Nothing proves yet that this person speaks for the company." in text(refused)
    assert 'name="partner_vouches"' in refused.content.decode()
    assert send(wallonia, first, twin=listed.pk, **WORD).status_code == 302
    page = as_user(wallonia).get(f"/admin/submissions/{first.reference}/").content.decode()
    assert WORD["partner_words"] in page
    assert send(wallonia, second).status_code == 302  # a new entry beside it needs none


@pytest.mark.parametrize("others", [0, 1])
def test_a_twin_that_a_colleague_gave_away_is_not_doubled(
    others: int,
    wallonia: User,
    send: Send,
    make_moderator: Callable[[str], User],
    twins: tuple[Startup, Submission, Submission],
) -> None:
    """Whether or not another unclaimed entry is still offered instead."""
    listed, first, second = twins
    for _ in range(others):
        Make.unclaimed(name="Rivage Techno", **Make.place("5000", "Namur"))
    send(make_moderator("walloon-partner"), first, twin=listed.pk, **WORD)
    response = send(wallonia, second, twin=listed.pk, words="Très bien.")
    assert response.status_code == 409
    assert "There is a newer version than the one you looked at." in text(response)
    assert "Très bien." in text(response)
    assert state_of(second) == SubmissionState.WAITING
    assert Startup.objects.count() == 1 + others


@pytest.mark.parametrize("twin", ["x", "²", "0", "-1", str(2**63), "9" * 6000, "\x00"])
def test_a_twin_that_is_none_publishes_nothing(twin: str, wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    assert send(wallonia, submission, twin=twin).status_code == 409
    assert not Startup.objects.exists()


def test_against_it_the_twin_does_not_matter(
    wallonia: User, send: Send, twins: tuple[Startup, Submission, Submission]
) -> None:
    listed, first, second = twins
    send(wallonia, first, twin=listed.pk, **WORD)
    assert send(wallonia, second, Verdict.REJECT, twin=listed.pk).status_code == 302
    assert state_of(second) == SubmissionState.REJECTED


@pytest.mark.parametrize(
    "changed",
    [
        {"verdict": "burn"},
        {"verdict": ""},
        {"verdict": "x" * 20_000},
        {"reason": "because"},
        {"reason": "x" * 20_000},
        {"revision": "x"},
        {"revision": "²"},
        {"revision": ""},
        {"revision": str(2**63)},
        {"revision": "9" * 6000},
        {"revision": "-1"},
        {"seen_version": "x"},
        {"seen_version": "²"},
        {"seen_version": str(2**63)},
        {"seen_version": "9" * 6000},
        {"seen_version": "-1"},
        {"words": "nul \x00"},
        {"words": "x" * 20_000},
    ],
)
def test_bad_input_is_answered_in_words(changed: dict[str, Any], wallonia: User, founder: User, send: Send) -> None:
    submission = Make.waiting(founder)
    response = send(wallonia, submission, **changed)
    assert response.status_code in (400, 422)
    assert state_of(submission) == SubmissionState.WAITING


def test_a_lone_surrogate_is_no_error(wallonia: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder)
    body = (
        f"verdict=approve&reason=meets-criteria&words=%ED%A0%80&revision={Make.revision(submission).pk}&seen_version=0"
    )
    response = as_user(wallonia).post(
        reverse("admin:decide", args=[submission.reference]),
        body,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (302, 400, 422)


def test_a_revision_of_another_submission_is_refused(wallonia: User, founder: User, send: Send) -> None:
    submission, other = Make.waiting(founder), Make.waiting(founder)
    assert send(wallonia, submission, revision=Make.revision(other).pk).status_code == 422
    assert state_of(submission) == SubmissionState.WAITING


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_other_methods_decide_nothing(method: str, wallonia: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder)
    response = getattr(as_user(wallonia), method)(reverse("admin:decide", args=[submission.reference]))
    assert response["Location"] == reverse("admin:review", args=[submission.reference])
    assert state_of(submission) == SubmissionState.WAITING


def test_nothing_is_decided_beforehand(founder: User, wallonia: User, as_user: Callable[[User], Client]) -> None:
    submission = Make.waiting(founder)
    page = as_user(wallonia).get(f"/admin/submissions/{submission.reference}/").content.decode()
    assert 'name="verdict"' in page
    assert "checked" not in page


def test_approval_needs_no_reason_of_its_own(founder: User, wallonia: User, as_user: Callable[[User], Client]) -> None:
    submission = Make.waiting(founder)
    answer = {"verdict": "approve", "revision": Make.revision(submission).pk, "seen_version": 0}
    as_user(wallonia).post(f"/admin/submissions/{submission.reference}/decide/", answer)
    assert submission.decisions.get().reason == "meets-criteria"


def test_a_rejection_does(founder: User, wallonia: User, as_user: Callable[[User], Client]) -> None:
    submission = Make.waiting(founder)
    answer = {"verdict": "reject", "words": "Non.", "revision": Make.revision(submission).pk, "seen_version": 0}
    response = as_user(wallonia).post(f"/admin/submissions/{submission.reference}/decide/", answer)
    assert response.status_code == 422
    assert not submission.decisions.exists()


def test_the_unclaimed_entry_with_the_same_number_is_proposed(
    founder: User, wallonia: User, as_user: Callable[[User], Client]
) -> None:
    number = Make.profile()["enterprise_number"]
    submission = Make.waiting(founder, enterprise_number=number)
    listed = Make.unclaimed(enterprise_number=number, **Make.place("5000", "Namur"))
    page = as_user(wallonia).get(f"/admin/submissions/{submission.reference}/").content.decode()
    chosen = re.search(r'name="twin"\s+value="(\d+)"[^>]*checked', page)
    assert chosen
    assert int(chosen.group(1)) == listed.pk


def test_a_shared_web_host_proposes_nobody(founder: User, wallonia: User, as_user: Callable[[User], Client]) -> None:
    Make.unclaimed(name="Alpha bakery", website="https://pages.example.com/alpha", **Make.place("5000", "Namur"))
    submission = Make.waiting(founder, name="Zulu Robotics", website="https://pages.example.com/zulu")
    page = as_user(wallonia).get(f"/admin/submissions/{submission.reference}/").content.decode()
    assert "Alpha bakery" in page
    assert not re.search(r'name="twin"\s+value="\d+"[^>]*checked', page)


def test_an_entry_that_resembles_nothing_cannot_be_chosen(
    founder: User, wallonia: User, as_user: Callable[[User], Client]
) -> None:
    other = Make.unclaimed(name="Quux", **Make.place("5000", "Namur"))
    submission = Make.waiting(founder, name="Zulu Robotics")
    answer = {
        "verdict": "approve",
        "twin": other.pk,
        "revision": Make.revision(submission).pk,
        "seen_version": 0,
    }
    response = as_user(wallonia).post(f"/admin/submissions/{submission.reference}/decide/", answer)
    assert response.status_code == 409
    other.refresh_from_db()
    assert other.name == "Quux"
