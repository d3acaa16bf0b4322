"""What stands beside the fields of a proposal: leaving one out, correcting a typing error, picking what holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Reason, SubmissionState, Verdict
from directory.models import Decision, Startup, Submission
from tests.factories import Make

SignIn = Callable[[User], Client]
Send = Callable[..., Any]
FRENCH = "Mesure le nivau des rivières"


def review(client: Client, submission: Submission) -> str:
    return str(client.get(f"/admin/submissions/{submission.reference}/").content.decode())


def text(response: Any) -> str:
    return str(response.content.decode())


class TestLeavingOut:
    def test_it_works(self, wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
        submission = Make.waiting(founder)
        client = as_user(wallonia)
        html = review(client, submission)
        assert 'name="part-founded"' in html
        assert 'name="part-name"' not in html  # there is no entry without it
        given = {"part-founded": "on", "reason": Reason.FACT_IN_DOUBT, "words": "Une source ?"}
        assert send(wallonia, submission, **given).status_code == 302
        decision = submission.decisions.get()
        assert decision.reason == Reason.MEETS_CRITERIA
        assert Startup.objects.get().founded is None
        rest = decision.rest
        assert rest is not None
        assert rest.decisions.get().reason == Reason.FACT_IN_DOUBT
        assert "approved in part." in review(client, submission)
        assert rest.reference in review(client, submission)
        theirs = as_user(founder)
        page = text(theirs.get(f"/en/my/submissions/{submission.reference}/"))
        assert "Approved in part" in page
        assert f"/en/my/submissions/{rest.reference}/" in page
        assert "Une source ?" in text(theirs.get(f"/en/my/submissions/{rest.reference}/"))

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({}, "Please choose a reason."),
            ({"reason": Reason.MEETS_CRITERIA}, "This reason does not go with your decision."),
            ({"reason": Reason.UNCLEAR}, "Say what the company should know"),
            ({"reason": Reason.UNCLEAR, "words": "?", "remark-people": "Ici"}, "a remark at a field that you approve."),
            ({"reason": Reason.UNCLEAR, "words": "?", "part-tagline_fr": "on"}, "would not be complete"),
        ],
    )
    def test_what_is_missing_is_said(
        self, wallonia: User, founder: User, send: Send, given: dict[str, str], says: str
    ) -> None:
        submission = Make.waiting(founder)
        answer = send(wallonia, submission, **({"reason": "", "part-founded": "on"} | given))
        if "part-tagline_fr" in given:  # the page does not offer it: what it sends is not heard
            assert answer.status_code == 302
            assert submission.decisions.get().fields is not None
            return
        assert answer.status_code == 422
        assert says in text(answer)
        assert 'name="part-founded"' in text(answer)
        assert not Decision.objects.exists()


class TestCorrecting:
    def test_it_works(self, wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
        submission = Make.waiting(founder, tagline_fr=FRENCH)
        assert 'name="corrected-tagline_fr"' in review(as_user(wallonia), submission)
        untouched = {"corrected-description_fr": Make.revision(submission).profile["description_fr"]}
        given = untouched | {"corrected-tagline_fr": " Mesure le niveau des rivières"}
        assert send(wallonia, submission, **given).status_code == 302
        assert Startup.objects.get().tagline_fr == "Mesure le niveau des rivières"
        assert submission.decisions.get().revision.is_correction
        page = text(as_user(founder).get(f"/en/my/submissions/{submission.reference}/"))
        assert "<del>nivau</del><ins>niveau</ins>" in page

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"corrected-tagline_fr": "x" * 141}, "A text cannot be corrected like this."),
            ({"corrected-tagline_fr": "a\x00"}, "A text cannot be corrected like this."),
            ({"corrected-tagline_fr": " "}, "To leave a text out is no correction."),
            ({"corrected-name": "…"}, "A name has at least one letter or digit."),
            ({"corrected-name": "Firmes 7", "verdict": Verdict.REJECT}, "That goes with an approval only."),
            ({"corrected-tagline_fr": "Le meilleur capteur du monde"}, "This is more than a typing error"),
        ],
    )
    def test_within_the_limits_of_the_company_s_forms(
        self, wallonia: User, founder: User, send: Send, given: dict[str, str], says: str
    ) -> None:
        submission = Make.waiting(founder, name="Firme 7")
        verdict = given.pop("verdict", Verdict.APPROVE)
        answer = send(wallonia, submission, verdict, **given)
        assert answer.status_code == 422
        assert says in text(answer)
        assert not Decision.objects.exists()

    def test_a_newer_text_is_not_overwritten(self, wallonia: User, founder: User, send: Send) -> None:
        """What stood untouched in the page is no correction of what the company has sent since."""
        submission = Make.waiting(founder, tagline_fr=FRENCH)
        seen = Make.revision(submission)
        newer = seen.profile | {"tagline_fr": "Mesure le débit des rivières"}
        actions.submit(submission=submission, profile=newer, accepts_licence=True, by=founder)
        given = {"corrected-tagline_fr": FRENCH, "corrected-name": "Eau Claire", "part-founded": "on"}
        asked = {"reason": Reason.UNCLEAR, "words": "Une source ?"}
        answer = send(wallonia, submission, revision=seen.pk, **given, **asked)
        html = text(answer)
        assert answer.status_code == 409
        assert "You looked at revision 1; the company has sent revision 2 since." in html
        assert 'value="Mesure le débit des rivières"' in html
        assert 'value="Eau Claire"' in html
        assert 'name="part-founded"' in html
        assert "checked" in html.split('name="part-founded"')[1].split(">")[0]


class TestClash:
    @pytest.fixture
    def change(self, founder: User, wallonia: User) -> Submission:
        startup = Make.published(founder, wallonia, founded=2019)
        change = Make.change(startup, founder, founded=2018, people="50-99")
        Startup.objects.filter(pk=startup.pk).update(founded=2020, content_version=2)
        return Make.fresh(change)

    def test_it_is_asked(self, change: Submission, wallonia: User, as_user: SignIn, send: Send) -> None:
        html = review(as_user(wallonia), change)
        assert html.count('name="part-founded"') == 3
        answer = send(wallonia, change)
        assert answer.status_code == 422
        assert "Choose what holds at each field that is marked." in text(answer)
        assert send(wallonia, change, **{"part-founded": "public"}).status_code == 302
        assert Startup.objects.get().founded == 2020
        assert change.decisions.get().kept == ["founded"]

    def test_against_it_nothing_has_to_be_picked(self, change: Submission, wallonia: User, send: Send) -> None:
        assert send(wallonia, change, Verdict.REJECT).status_code == 302
        assert Make.fresh(change).state == SubmissionState.REJECTED
