"""Reporting an error at a fact of a profile: the links, the form, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.actions.errors import NotReportable
from directory.models import Certification, ErrorReport, Event, StageDeclaration, Startup
from directory.rules.reports import FACTS, facts_standing, topic_of
from directory.rules.topics import FIELDS_OF, Topic
from tests.factories import Make
from tests.robots import in_words, not_a_robot

TYPED = {"fact": "founded", "words": "It was 2018.\n\nSee the gazette.", "evidence": "https://gazette.example/1"}


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivière & Fils")


def form_of(startup: Startup, language: str = "en") -> str:
    return f"/{language}/startups/{startup.slug}/error/"


def report(client: Client, startup: Startup, **typed: str) -> Any:
    return client.post(form_of(startup, "de"), TYPED | not_a_robot(client) | typed)


def test_it_works(client: Client, startup: Startup) -> None:
    """From the fact, without an account and without an address."""
    profile = client.get(startup.get_absolute_url()).content.decode()
    for fact in (
        "founded",
        "municipality",
        "people",
        "sectors",
        "stage",
        "website",
        "enterprise_number",
        "description",
    ):
        assert f'href="{form_of(startup)}?fact={fact}"' in profile, fact
    assert "Report an error in: Founded" in " ".join(profile.split())
    page = client.get(f"{form_of(startup)}?fact=founded")
    text = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text
    assert '<option value="founded" selected>Founded: 2019</option>' in text
    assert "Declared by the company" in text
    response = report(client, startup, email="anna@isar.example")
    assert response["Location"] == f"{form_of(startup, 'de')}thanks/"
    assert client.get(response["Location"]).status_code == 200
    found = ErrorReport.objects.get()
    assert (found.startup, found.fact, found.state, found.language) == (startup, "founded", "open", "de")
    assert (found.words, found.email) == (TYPED["words"], "anna@isar.example")
    assert not Event.objects.filter(verb__startswith="error").exists()


def test_something_else(client: Client, startup: Startup) -> None:
    for address in ("", "?fact=other", "?fact=nonsense", "?fact=founded&fact=people"):
        assert client.get(f"{form_of(startup)}{address}").status_code == 200
    assert "selected" in client.get(f"{form_of(startup)}?fact=other").content.decode()
    assert report(client, startup, fact="other", evidence="").status_code == 302
    assert ErrorReport.objects.get().fact == ""


def test_errors_keep_what_was_typed(client: Client, startup: Startup) -> None:
    bad = {
        "fact": "revenue",
        "words": "  ",
        "evidence": "x" * 301,
        "email": "anna@isar.example\nBcc: b@c.example",
    }
    for name, value in bad.items():
        response = report(client, startup, **{name: value})
        page = response.content.decode()
        assert response.status_code == 422, name
        assert f'id="id_{name}_error"' in page, name
        assert "See the gazette." in page or name == "words"
        assert '<option value="founded" selected>' in page or name == "fact"
    for name, value in {"words": "y" * 1001, "evidence": "\u202eneu", "fact": "\x00", "email": "²"}.items():
        assert report(client, startup, **{name: value}).status_code == 422, name
    assert client.post(form_of(startup), TYPED).status_code == 422  # no calculation
    assert report(client, startup, leave_empty="me").status_code == 422
    assert not ErrorReport.objects.exists()


def test_without_script(client: Client, startup: Startup, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question in words keeps the fact that was chosen."""
    monkeypatch.setattr("accounts.robots.SOONEST", 0)
    page = client.get(f"{form_of(startup)}?fact=founded&check=question").content.decode()
    assert '<option value="founded" selected>' in page
    assert client.post(form_of(startup), TYPED | in_words(page)).status_code == 302


def test_limits(client: Client, startup: Startup, settings: Settings) -> None:
    """By client, by address, and of one entry."""
    plain = settings.RATE_LIMITS
    for action, rate in (("", "1/h/ip"), ("_address", "1/h/key"), ("_entry", "1/h/key")):
        settings.RATE_LIMITS = plain | {f"error_report{action}": rate}
        ErrorReport.objects.all().delete()
        email = f"anna{action}@isar.example"
        assert report(client, startup, email=email).status_code == 302, action
        again = report(client, startup, email=email.upper())
        assert again.status_code == 422, action
        assert "See the gazette." in again.content.decode()
        assert ErrorReport.objects.count() == 1


def test_no_client_closes_an_entry_for_the_others(client: Client, startup: Startup, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {
        "error_report_entry_client": "1/h/key",
        "error_report_entry": "2/h/key",
    }
    assert [report(client, startup).status_code for _ in range(3)] == [302, 422, 422]
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert report(other, startup).status_code == 302
    assert report(Client(REMOTE_ADDR="192.0.2.8"), startup).status_code == 422  # of the entry, by anybody


def test_samples_and_what_is_not_public(client: Client, startup: Startup, settings: Settings) -> None:
    settings.SHOW_SAMPLES = True
    Startup.objects.filter(pk=startup.pk).update(is_sample=True)
    assert "/error/" not in client.get(startup.get_absolute_url()).content.decode()
    assert client.get(form_of(startup))["Location"] == startup.get_absolute_url()
    assert report(client, startup).status_code == 302
    Startup.objects.filter(pk=startup.pk).update(is_sample=False, state="unpublished")
    for path in (form_of(startup), f"{form_of(startup)}thanks/", "/en/startups/no-such-firm/error/"):
        assert client.get(path).status_code == 404
    assert report(client, startup).status_code == 404
    with pytest.raises(NotReportable):
        Make.report(startup)
    assert not ErrorReport.objects.exists()


def test_what_is_not_public_stands_nowhere(client: Client, startup: Startup) -> None:
    """Neither an undisclosed stage, which then is no choice, nor a certificate that has run out."""
    StageDeclaration.objects.update(disclosed=False)
    Startup.objects.filter(pk=startup.pk).update(public_stage=None)
    for name, days in (("Old ISO", -1), ("New ISO", 1)):
        until = timezone.localdate() + timedelta(days=days)
        Certification.objects.create(startup=startup, name=name, valid_until=until)
    page = client.get(f"{form_of(startup)}?fact=stage").content.decode()
    assert 'value="stage"' not in page
    assert "2–3" not in page
    assert "Old ISO" not in page
    assert "New ISO" in page
    assert report(client, startup, fact="stage").status_code == 422


def test_texts_as_the_page_shows_them(client: Client, startup: Startup) -> None:
    standing = facts_standing(startup)
    assert standing["tagline"] == "Mesure le niveau des rivières"
    assert standing["municipality"] == "5000 Namur"
    assert list(standing) == [fact for fact in FACTS if fact in standing]
    text = client.get(f"{form_of(startup)}?fact=description").content.decode()
    assert "préviennent les communes" in text
    assert topic_of("description") == Topic.WHAT
    assert topic_of("") == Topic.COMPANY
    asked = {name for names in FIELDS_OF.values() for name in names}
    assert {fact for fact in FACTS if fact not in asked} == {"tagline", "description", "status"}


def test_erased_by_the_clock(startup: Startup, wallonia: User) -> None:
    """A year after it was handled, two years in any case; the address after 90 days in which nobody looked."""
    fresh, waiting, ancient, handled = (Make.report(startup, email="anna@isar.example") for _each in range(4))
    now = timezone.now()
    for report, days in ((waiting, 91), (ancient, 731), (handled, 500)):
        ErrorReport.objects.filter(pk=report.pk).update(created_at=now - timedelta(days=days))
    ErrorReport.objects.filter(pk=handled.pk).update(
        state="handled", handled_by=wallonia, handled_at=now - timedelta(days=366)
    )
    assert actions.erase_reports(by="SYSTEM") == 2
    assert actions.erase_reporters(by="SYSTEM") == 1
    left = dict(ErrorReport.objects.values_list("pk", "email"))
    assert left == {fresh.pk: "anna@isar.example", waiting.pk: ""}


def test_an_entry_of_a_list(client: Client, db: None) -> None:
    """Its source stands beside the fact; the form says that the desk corrects it."""
    startup = Make.unclaimed()
    page = client.get(f"{form_of(startup)}?fact=founded").content.decode()
    assert "Test list" in page
    assert "Founded: 2009" in page
    assert "correct the entry if you are right" in page
