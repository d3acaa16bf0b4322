"""Errors that visitors reported, at the desk: whose they are, what becomes of them, and who is told."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from directory import actions
from directory.actions.errors import Gone, NobodyToTell, NotAllowed, ReportOver
from directory.choices import ReportState, Verb
from directory.models import ErrorReport, Event, Startup, TeamMember
from directory.rules.digest import digest_for
from tests.factories import Make

SignIn = Callable[[User], Client]
LIST = "/admin/reports/"
OPEN, PASSED_ON, HANDLED, DISMISSED = ReportState


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivière & Fils")


@pytest.fixture
def report(startup: Startup) -> ErrorReport:
    found = Make.report(startup, email="anna@isar.example")
    mail.outbox.clear()
    return found


def page_of(report: ErrorReport) -> str:
    return f"{LIST}{report.pk}/"


def handle(client: Client, report: ErrorReport, state: str, seen: str = "open") -> str:
    response = client.post(f"{page_of(report)}handle/", {"state": state, "seen": seen})
    assert response.status_code == 302
    return str(response["Location"])


def test_it_works(report: ErrorReport, startup: Startup, wallonia: User, as_user: SignIn) -> None:
    """The list, the page, and "dealt with": the reporter gets one mail, and the address is gone."""
    client = as_user(wallonia)
    assert "1 error reported by visitors" in client.get("/admin/").content.decode()
    other = Make.report(startup, fact="")
    listed = client.get(LIST).content.decode()
    assert listed.index(page_of(report)) < listed.index(page_of(other))
    text = client.get(page_of(report)).content.decode()
    for words in (
        "Gegründet 2018.",
        "Staatsblatt",
        "2019",
        "The company, ",
        f"/admin/entries/{startup.pk}/change/company/",
    ):
        assert words in text, words
    assert "anna@isar.example" not in text
    assert "2 errors reported by visitors" in client.get(f"/admin/entries/{startup.pk}/").content.decode()
    assert client.get(page_of(other)).status_code == 200
    assert client.get(f"{page_of(report)}handle/")["Location"] == page_of(report)
    assert handle(client, report, "nonsense") == page_of(report)
    assert handle(client, report, "handled") == LIST
    [message] = mail.outbox
    assert message.to == ["anna@isar.example"]
    assert "Rivière & Fils" in message.subject
    assert "Gegründet 2018" not in message.body  # whoever types somebody's address sends that person no words
    report.refresh_from_db()
    assert (report.state, report.handled_by, report.email) == (HANDLED, wallonia, "")
    event = Event.objects.get(verb=Verb.ERROR_HANDLED)
    assert (event.after, event.personal_digest, event.territory) == ({"fact": "founded"}, "", "wallonia")
    assert "dealt with the report of an error" in client.get(f"/admin/events/?entry={startup.pk}").content.decode()
    assert page_of(report) in client.get(f"{LIST}?state=handled").content.decode()
    assert page_of(report) not in client.get(LIST).content.decode()


def test_passing_it_on(report: ErrorReport, founder: User, wallonia: User, as_user: SignIn) -> None:
    """The team gets the words, disarmed, and never who said so; the reporter is told the same day."""
    client = as_user(wallonia)
    assert handle(client, report, "passed-on") == LIST
    to_firm, to_reporter = sorted(mail.outbox, key=lambda message: message.to != [founder.email])
    assert (to_firm.to, to_reporter.to) == ([founder.email], ["anna@isar.example"])
    assert "> Gegründet 2018." in to_firm.body
    assert "example[.]com/akte" in to_firm.body
    assert f"/fr/my/startups/{report.startup.slug}/#errors" in to_firm.body
    assert "anna@" not in to_firm.body
    assert "The company has not answered yet" in client.get(page_of(report)).content.decode()
    mail.outbox.clear()
    handle(client, report, "dismissed", seen="passed-on")  # the desk may still end it
    assert mail.outbox == []
    assert 'name="state"' not in client.get(page_of(report)).content.decode()


def test_nobody_to_pass_it_on_to(flanders: User, as_user: SignIn) -> None:
    report, client = Make.report(Make.unclaimed()), as_user(flanders)
    text = client.get(page_of(report)).content.decode()
    assert 'value="passed-on"' not in text
    assert "/change/company/" in text
    assert handle(client, report, "passed-on") == page_of(report)
    assert "cannot be passed on" in client.get(page_of(report)).content.decode()
    with pytest.raises(NobodyToTell):
        actions.handle_report(report=report, state=PASSED_ON, seen=OPEN, by=flanders)
    handle(client, report, "dismissed")
    assert mail.outbox == []


@pytest.mark.parametrize("state", ["unpublished", "merged"])
def test_the_team_of_an_entry_off_the_public_pages_cannot_answer(
    report: ErrorReport, wallonia: User, as_user: SignIn, state: str
) -> None:
    into = Make.unclaimed() if state == "merged" else None
    Startup.objects.filter(pk=report.startup_id).update(state=state, merged_into=into)
    client = as_user(wallonia)
    assert 'value="passed-on"' not in client.get(page_of(report)).content.decode()
    assert handle(client, report, "passed-on") == page_of(report)
    with pytest.raises(NobodyToTell):
        actions.handle_report(report=report, state=PASSED_ON, seen=OPEN, by=wallonia)
    assert (ErrorReport.objects.get().state, mail.outbox) == (OPEN, [])
    assert handle(client, report, "dismissed") == LIST


def test_who_comes_second_is_told(report: ErrorReport, wallonia: User, as_user: SignIn) -> None:
    client, colleague = as_user(wallonia), Make.colleague(wallonia)
    actions.handle_report(report=report, state=PASSED_ON, seen=OPEN, by=colleague)
    assert handle(client, report, "handled") == page_of(report)
    assert "A colleague has dealt with this" in client.get(page_of(report)).content.decode()
    actions.handle_report(report=report, state=HANDLED, seen=PASSED_ON, by=colleague)
    for state, seen in ((DISMISSED, HANDLED), (OPEN, HANDLED), (PASSED_ON, PASSED_ON)):
        with pytest.raises(ReportOver):
            actions.handle_report(report=report, state=state, seen=seen, by=wallonia)
    ErrorReport.objects.all().delete()
    with pytest.raises(Gone):
        actions.handle_report(report=report, state=HANDLED, seen=OPEN, by=wallonia)


def test_who_handles_it(  # noqa: PLR0917  # fixtures come by position
    report: ErrorReport, wallonia: User, flanders: User, operator: User, auditor: User, as_user: SignIn
) -> None:
    """Never another territory, the own company, or who only reads."""
    for person in (flanders, operator, auditor):
        client = as_user(person)
        assert page_of(report) not in client.get(LIST).content.decode()
        assert client.get(page_of(report)).status_code == 404
        assert client.post(f"{page_of(report)}handle/", {"state": "handled", "seen": "open"}).status_code == 404
        with pytest.raises(NotAllowed):
            actions.handle_report(report=report, state=HANDLED, seen=OPEN, by=person)
    TeamMember.objects.create(startup=report.startup, user=wallonia, role="editor")
    assert as_user(wallonia).get(page_of(report)).status_code == 404
    assert "reported by visitors" not in as_user(wallonia).get("/admin/").content.decode()
    assert as_user(wallonia).get(f"{LIST}{10**30}/").status_code == 404


def test_narrowed_to_a_firm(report: ErrorReport, founder: User, wallonia: User, as_user: SignIn) -> None:
    other = Make.report(Make.published(founder, wallonia))
    client = as_user(wallonia)
    page = client.get(f"{LIST}?entry={report.startup_id}").content.decode()
    assert page_of(report) in page
    assert page_of(other) not in page
    for wrong in ("²", "x", "9" * 40, "999999", ""):
        assert page_of(other) in client.get(f"{LIST}?entry={wrong}&state=nonsense&page=x").content.decode()


def test_an_address_that_bounces_is_kept_no_longer_than_the_mail(
    report: ErrorReport, wallonia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be sent now is tried again, so the address stays until it is out."""

    def away(*args: object) -> None:
        raise OSError("away")

    with monkeypatch.context() as broken:
        broken.setattr("directory.notifications.reports.send", away)
        actions.handle_report(report=report, state=DISMISSED, seen=OPEN, by=wallonia)
    assert ErrorReport.objects.get().email == "anna@isar.example"


def test_the_daily_mail(report: ErrorReport, wallonia: User, flanders: User) -> None:
    digest = digest_for(wallonia)
    assert (digest.total, digest.reports, digest.is_empty) == (0, 1, False)
    assert digest_for(flanders).is_empty
    from django.utils import timezone

    from directory.notifications import desk as mails

    mails.daily_digest.enqueue(str(wallonia.pk), day=timezone.localdate().isoformat())
    [message] = mail.outbox
    assert message.to == [wallonia.email]
    assert "/admin/reports/" in message.body


def test_removal_and_closed_accounts(report: ErrorReport, founder: User, wallonia: User) -> None:
    """With the account goes the address; with the entry goes all that was said of it."""
    reporter = User.objects.create_user("Anna@isar.example")
    actions.close_account(user=reporter, by=reporter)
    assert ErrorReport.objects.get().email == ""
    Make.approve_both(Make.removal(report.startup, founder), wallonia)
    assert not ErrorReport.objects.exists()
