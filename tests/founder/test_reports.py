"""The team's side of an error that a visitor reported: a task on the page of the firm, and two answers."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.actions.errors import NotAllowed
from directory.choices import ReportAnswer, Verb
from directory.models import ErrorReport, Event, Startup, Submission
from directory.personal import personal_data
from tests.factories import Make

SignIn = Callable[[User], Client]


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivière & Fils")


@pytest.fixture
def report(startup: Startup, wallonia: User) -> ErrorReport:
    return Make.passed_on(startup, wallonia, fact="people", email="anna@isar.example")


def test_it_works(report: ErrorReport, startup: Startup, founder: User, wallonia: User, as_user: SignIn) -> None:
    """The words stand on the page of the firm; correcting leads into the change, at the topic of the fact."""
    client, page = as_user(founder), f"/en/my/startups/{startup.slug}/"
    text = client.get(page).content.decode()
    assert "Gegründet 2018." in text
    assert "anna@" not in text
    for answer in ("correct", "right"):
        assert client.get(f"/en/my/reports/{report.pk}/{answer}/")["Location"] == page
    response = client.post(f"/en/my/reports/{report.pk}/correct/")
    change = Submission.objects.get(kind="change")
    assert response["Location"] == f"/en/my/submissions/{change.reference}/edit/size/"
    assert client.get(response["Location"]).status_code == 200
    assert "Gegründet" not in client.get(page).content.decode()
    assert client.post(f"/en/my/reports/{report.pk}/right/").status_code == 404  # answered
    found = ErrorReport.objects.get()
    assert (found.answer, found.answered_by, found.state) == ("correcting", founder, "passed-on")
    assert Event.objects.get(verb=Verb.ERROR_ANSWERED).after == {"fact": "people", "answer": "correcting"}
    assert (
        "L’entreprise a commencé à corriger" in as_user(wallonia).get(f"/admin/reports/{report.pk}/").content.decode()
    )
    told = personal_data(founder)["error_reports_answered"]
    assert [row["answer"] for row in told] == ["correcting"]
    assert [row["state"] for row in personal_data(wallonia)["error_reports_handled"]] == ["passed-on"]


def test_it_is_right(report: ErrorReport, startup: Startup, founder: User, as_user: SignIn) -> None:
    response = as_user(founder).post(f"/en/my/reports/{report.pk}/right/")
    assert response["Location"] == f"/en/my/startups/{startup.slug}/"
    assert ErrorReport.objects.get().answer == ReportAnswer.RIGHT
    with pytest.raises(NotAllowed):  # a colleague was quicker
        actions.answer_report(report=report, answer=ReportAnswer.CORRECTING, by=founder)
    assert not Submission.objects.filter(kind="change").exists()


def test_a_colleague_answers_while_the_page_loads(
    report: ErrorReport, startup: Startup, founder: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, and no change is left behind."""
    monkeypatch.setattr("directory.views.my_reports._mine", lambda *_: report)
    actions.answer_report(report=report, answer=ReportAnswer.RIGHT, by=founder)
    response = as_user(founder).post(f"/en/my/reports/{report.pk}/correct/")
    assert response["Location"] == f"/en/my/startups/{startup.slug}/"
    assert ErrorReport.objects.get().answer == ReportAnswer.RIGHT
    assert not Submission.objects.filter(kind="change").exists()


def test_what_became_of_it_has_its_own_page(startup: Startup, founder: User, wallonia: User, as_user: SignIn) -> None:
    report = Make.passed_on(startup, wallonia, fact="status")
    response = as_user(founder).post(f"/en/my/reports/{report.pk}/correct/")
    assert response["Location"] == f"/en/my/startups/{startup.slug}/state/"
    assert not Submission.objects.filter(kind="change").exists()


def test_only_what_was_passed_on_and_only_to_the_team(
    report: ErrorReport, startup: Startup, founder: User, other_founder: User, as_user: SignIn
) -> None:
    waiting = Make.report(startup, words="Still at the desk")
    assert "Still at the desk" not in as_user(founder).get(f"/en/my/startups/{startup.slug}/").content.decode()
    for client, pk in ((as_user(founder), waiting.pk), (as_user(other_founder), report.pk), (as_user(founder), 10**30)):
        for answer in ("correct", "right"):
            assert client.post(f"/en/my/reports/{pk}/{answer}/").status_code == 404
    for person, row in ((founder, waiting), (other_founder, report)):
        with pytest.raises(NotAllowed):
            actions.answer_report(report=row, answer=ReportAnswer.RIGHT, by=person)
