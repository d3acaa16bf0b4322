from datetime import date
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.actions.errors import OnlyInDebug
from directory.choices import CompanyStatus, Confirmation, SubmissionState, Verb
from directory.imports.demo import PEOPLE, demo_totp_secret, load_demo
from directory.models import Ask, Event, Startup, Submission, TeamMember, Territory
from directory.rules.permissions import Permission, may
from directory.rules.trail import first_broken_position

pytestmark = pytest.mark.django_db


@pytest.fixture
def debug(settings: Settings) -> None:
    settings.DEBUG = True


@pytest.fixture
def demo(debug: None) -> None:
    load_demo()


def test_it_works(debug: None) -> None:
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert out.getvalue() == "demo people: 6; samples: 14 created, 0 same\n"
    assert first_broken_position() is None


def test_a_second_run_adds_nothing(demo: None) -> None:
    before = [model.objects.count() for model in (User, EmailAddress, Authenticator, Startup, Submission, Event, Ask)]
    assert dict(load_demo().samples) == {"same": 14}
    after = [model.objects.count() for model in (User, EmailAddress, Authenticator, Startup, Submission, Event, Ask)]
    assert after == before


def test_outside_debug_the_command_refuses() -> None:
    with pytest.raises(CommandError, match="only where DEBUG is on"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not Startup.objects.exists()


def test_outside_debug_the_functions_refuse() -> None:
    with pytest.raises(OnlyInDebug):
        load_demo()
    with pytest.raises(OnlyInDebug):
        actions.load_sample(sample=actions.Sample(key="x", profile={}, confirmed_on=date(2026, 1, 1)), by="SYSTEM")


def test_every_person_can_sign_in(demo: None) -> None:
    for person in PEOPLE:
        user = User.objects.get(email=person.email)
        address = EmailAddress.objects.get(user=user)
        assert (address.verified, address.primary, user.has_usable_password()) == (True, True, False)
        assert user.name.startswith("Demo ")


def test_staff_have_the_published_second_factor(demo: None) -> None:
    assert Authenticator.objects.count() == 5
    operator = User.objects.get(email="operator@demo.test")
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(demo_totp_secret("operator@demo.test"), counter))
    assert TOTP(Authenticator.objects.get(user=operator)).validate_code(code)
    assert len({demo_totp_secret(person.email) for person in PEOPLE}) == len(PEOPLE)


def test_samples_are_marked_and_carry_nothing_real(demo: None) -> None:
    for startup in Startup.objects.all():
        assert startup.is_sample
        assert startup.website.endswith(".example")
        assert startup.enterprise_number == ""
        tagline = getattr(startup, f"tagline_{startup.original_language}")
        assert tagline
        assert getattr(startup, f"description_{startup.original_language}")
    assert not Startup.objects.real().exists()


def test_every_territory_has_several(demo: None) -> None:
    for territory in Territory.objects.all():
        assert Startup.objects.published().filter(territory=territory).count() >= 3, territory


def test_the_stages_around_the_threshold_are_there(demo: None) -> None:
    shown = set(Startup.objects.exclude(public_stage=None).values_list("public_stage__slug", flat=True))
    assert {"1m-2m", "2m-3m", "3m-5m", "pre-revenue"} <= shown
    undisclosed = Startup.objects.get(slug="zinnekepay")
    assert undisclosed.public_stage is None
    assert undisclosed.stage_declarations.get().disclosed is False
    event = Event.objects.get(startup_id=undisclosed.pk)
    assert event.after["stage"] == {"year": 2025, "disclosed": False}


def test_one_lapsed_and_one_was_acquired(demo: None) -> None:
    assert Startup.objects.get(slug="sambrelle").confirmation == Confirmation.LAPSED
    acquired = Startup.objects.get(slug="trottinelle")
    assert (acquired.status, acquired.acquired_by) == (CompanyStatus.ACQUIRED, "Sample Mobility Group (sample)")
    assert acquired.status_since
    assert Startup.objects.get(slug="polderpeil").confirmation == Confirmation.CONFIRMED


def test_a_sample_is_complete(demo: None) -> None:
    startup = Startup.objects.get(slug="polderpeil")
    assert [technology.slug for technology in startup.technologies] == ["sensors-iot", "edge-computing", "simulation"]
    assert startup.markets.count() == 5
    assert startup.asks.open().count() == 2
    assert startup.offices.count() == startup.certifications.count() == startup.references.count() == 1
    assert all(getattr(startup, f"description_{code}") for code in ("en", "fr", "nl", "de"))
    facts = set(startup.fact_sources.filter(source="", confirmed_at__isnull=False).values_list("field", flat=True))
    assert {"founded", "funding", "technologies", "markets", "asks", "references"} <= facts


def test_the_founder_owns_one_and_waits_for_another(demo: None) -> None:
    founder = User.objects.get(email="founder@demo.test")
    startup = TeamMember.objects.of(founder).get().startup
    assert startup.slug == "ardoise-vive"
    assert may(founder, Permission.PROPOSE_CHANGE, startup)
    submission = Submission.objects.get(submitted_by=founder)
    assert (submission.state, str(submission.territory)) == (SubmissionState.WAITING, "Wallonia")
    assert may(User.objects.get(email="wallonia@demo.test"), Permission.DECIDE, submission)
    assert not may(User.objects.get(email="flanders@demo.test"), Permission.REVIEW, submission)
    assert Event.objects.filter(verb=Verb.SUBMITTED).count() == 1


def test_a_changed_sample_stays_changed(demo: None) -> None:
    Startup.objects.filter(slug="hopveld").update(founded=2020, changed_at=timezone.now())
    load_demo()
    assert Startup.objects.get(slug="hopveld").founded == 2020
