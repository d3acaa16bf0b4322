"""Sessions: a new one at each login, seen and ended by their owner, short for people of the desk."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from accounts.sessions import IDLE, LONGEST, device_of, end_all_sessions
from tests.accounts.test_signing_in import is_signed_in, sign_in

SignIn = Callable[[User], Client]
PAGE = "/en/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1 Version/18.6 Mobile/15E148 Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/139.0 Safari/537.36 Edg/139.0"
FORTNIGHT = timedelta(days=14)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def marks(client: Client) -> list[str]:
    page = client.get(PAGE).content.decode()
    return [part.split('"')[0] for part in page.split('name="mark" value="')[1:] if not part.startswith("all")]


def test_the_id_changes_at_login(client: Client, founder: User) -> None:
    client.post("/en/accounts/login/", {"email": founder.email})
    before = client.session.session_key
    assert before
    sign_in(client, founder.email)
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_the_id_dies_at_logout(client: Client, founder: User) -> None:
    sign_in(client, founder.email)
    key = client.session.session_key
    client.post("/en/accounts/logout/")
    assert not Session.objects.filter(pk=key).exists()


def test_they_are_listed(founder: User, other_founder: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
    here, there = Client(HTTP_USER_AGENT=FIREFOX), Client(HTTP_USER_AGENT=SAFARI)
    sign_in(there, founder.email)
    clock.shift(timedelta(minutes=2))
    sign_in(here, founder.email)
    as_user(other_founder)
    page = here.get(PAGE).content.decode()
    assert page.count("Signed in on") == 2
    assert page.index("Firefox, Linux") < page.index("Safari, iPhone")
    assert page.count("This one") == 1
    for key in Session.objects.values_list("pk", flat=True):
        assert key not in page


def test_no_address_is_kept(founder: User) -> None:
    client = Client(REMOTE_ADDR="198.51.100.77", HTTP_USER_AGENT=FIREFOX)
    sign_in(client, founder.email)
    row = Session.objects.get(user=founder)
    assert row.device == "Firefox, Linux"
    assert "198.51.100.77" not in str(row.get_decoded())
    assert "Gecko" not in str(row.get_decoded())


def test_one_is_ended(founder: User, as_user: SignIn) -> None:
    here, there, third = as_user(founder), as_user(founder), as_user(founder)
    [mark, _] = marks(here)
    assert here.post(PAGE, {"mark": mark}).headers["Location"] == PAGE
    assert is_signed_in(here)
    assert [is_signed_in(there), is_signed_in(third)].count(True) == 1


def test_all_others_are_ended(founder: User, other_founder: User, as_user: SignIn) -> None:
    here, there, third, stranger = as_user(founder), as_user(founder), as_user(founder), as_user(other_founder)
    here.post(PAGE, {"mark": "all"})
    assert [is_signed_in(client) for client in (here, there, third, stranger)] == [True, False, False, True]


@pytest.mark.parametrize("mark", ["", "x", "\x00", "²" * 1000])
def test_no_such_session(founder: User, as_user: SignIn, mark: str) -> None:
    here, there = as_user(founder), as_user(founder)
    assert here.post(PAGE, {"mark": mark}).status_code == 302
    assert is_signed_in(there)


def test_a_session_of_somebody_else(founder: User, other_founder: User, as_user: SignIn) -> None:
    theirs, second = as_user(other_founder), as_user(other_founder)
    [mark] = marks(theirs)
    as_user(founder).post(PAGE, {"mark": mark})
    assert is_signed_in(second)


def test_strangers_are_led_to_the_login(client: Client, db: None) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/en/accounts/login/")


def test_reading_in_public_opens_none(client: Client, db: None) -> None:
    for path in ("/en/", "/en/startups/", "/en/accounts/login/", "/en/accounts/signup/", "/en/accounts/challenge/"):
        assert client.get(path).status_code == 200
    assert not Session.objects.exists()


def test_a_closed_account(founder: User, other_founder: User, as_user: SignIn) -> None:
    clients = [as_user(founder), as_user(founder), as_user(other_founder)]
    end_all_sessions(founder)
    assert [is_signed_in(client) for client in clients] == [False, False, True]


def test_founders_stay_for_a_fortnight(founder: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
    client = as_user(founder)
    clock.shift(FORTNIGHT - timedelta(minutes=1))
    assert is_signed_in(client)
    clock.shift(timedelta(minutes=2))
    assert not is_signed_in(client)


class TestPeopleOfTheDesk:
    DESK = reverse("admin:index")

    def test_idle_for_three_hours(self, wallonia: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
        client = as_user(wallonia)
        for _ in range(3):
            clock.shift(IDLE - timedelta(minutes=2))
            assert client.get(self.DESK).status_code == 200
        clock.shift(IDLE + timedelta(minutes=2))
        assert client.get(self.DESK).status_code == 302
        assert not is_signed_in(client)

    def test_twelve_hours(self, wallonia: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
        client = as_user(wallonia)
        for _ in range(11):
            clock.shift(timedelta(hours=1))
            assert client.get(self.DESK).status_code == 200
        clock.shift(timedelta(minutes=59))
        assert client.get("/en/my/").status_code == 200
        clock.shift(timedelta(minutes=1, seconds=1))
        assert client.get(self.DESK).status_code == 302
        assert not is_signed_in(client)

    def test_the_cookie_ends_with_it(self, wallonia: User, client: Client, clock: time_machine.Traveller) -> None:
        client.force_login(wallonia)
        client.get("/en/accounts/security/")
        assert int(client.cookies["sessionid"]["max-age"]) == IDLE.total_seconds()

    def test_who_joins_the_desk_signs_in_anew_after_twelve_hours(
        self, founder: User, as_user: SignIn, clock: time_machine.Traveller
    ) -> None:
        client = as_user(founder)
        clock.shift(LONGEST + timedelta(hours=1))
        User.objects.filter(pk=founder.pk).update(is_auditor=True)
        answer = client.get("/en/my/")
        assert answer.headers["Location"] == "/en/accounts/login/?next=/en/my/"
        assert "twelve hours" in client.get(answer.headers["Location"]).content.decode()
        assert not is_signed_in(client)

    def test_a_form_is_not_sent_again_after_it(
        self, founder: User, as_user: SignIn, clock: time_machine.Traveller
    ) -> None:
        client = as_user(founder)
        clock.shift(LONGEST + timedelta(hours=1))
        User.objects.filter(pk=founder.pk).update(is_auditor=True)
        assert client.post("/en/my/profile/", {"name": "x", "language": "en"}).headers["Location"] == (
            "/en/accounts/login/"
        )

    @pytest.mark.parametrize("path", ["/en/my/", "/en/my/welcome/", "/en/my/profile/", "/admin/"])
    def test_without_second_factor_it_is_set_up_before_anything_else(self, wallonia: User, path: str) -> None:
        Authenticator.objects.filter(user=wallonia).delete()
        User.objects.filter(pk=wallonia.pk).update(language="en")
        client = Client()
        client.force_login(wallonia)
        assert client.get(path).headers["Location"].endswith("/accounts/security/app/")
        page = client.get("/en/accounts/security/app/").content.decode()
        assert "The desk asks for a second factor." in page
        assert "/en/accounts/security/passkeys/add/" in page
        assert client.get("/en/accounts/security/").status_code == 200

    def test_a_founder_needs_none(self, founder: User, as_user: SignIn) -> None:
        assert as_user(founder).get("/en/my/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox, Linux"),
        (SAFARI, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        ("", ""),
        ("curl/8", ""),
        ("x" * 100_000, ""),
    ],
)
def test_what_a_session_was_opened_with(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
