"""Passkeys as a browser sends them, well made and badly made. The ceremony itself: tests/journeys/test_accounts.py."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.test_signing_in import code_from_mail, is_signed_in, language_of_mail
from tests.devices import Device

SignIn = Callable[[User], Client]
ADD = "/en/accounts/security/passkeys/add/"
LOGIN = "/en/accounts/login/passkey/"


def options_of(client: Client, path: str) -> dict[str, Any]:
    """What the page gives to the browser."""
    options: dict[str, Any] = json.loads(client.get(path).context["passkey_options"])
    return options


def options_of_login(client: Client) -> dict[str, Any]:
    options: dict[str, Any] = client.post("/en/accounts/login/passkey/options/").json()
    return options


def add(client: Client, device: Device, name: str = "Blue key", **changed: Any) -> Any:
    credential = device.create(options_of(client, ADD)) | changed
    return client.post(ADD, {"name": name, "credential": json.dumps(credential)})


def log_in(client: Client, device: Device, **more: str) -> Any:
    return client.post(LOGIN, {"credential": json.dumps(device.get(options_of_login(client)))} | more)


def confirm_with(client: Client, device: Device, path: str) -> None:
    client.post(path, {"credential": json.dumps(device.get(options_of(client, path)))})


def second_factor(client: Client, user: User) -> Client:
    client.post("/en/accounts/login/", {"email": user.email})
    client.post("/en/accounts/login/code/", {"code": code_from_mail()})
    return client


def passkeys(user: User) -> list[str]:
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [str(row) for row in rows]


@pytest.fixture
def device(as_user: SignIn, founder: User) -> Device:
    """The founder's, already added."""
    made = Device()
    assert add(as_user(founder), made).status_code == 302
    mail.outbox.clear()
    return made


def test_it_works(as_user: SignIn, founder: User) -> None:
    client, elsewhere = as_user(founder), as_user(founder)
    answer = add(client, Device(), name="  Blue \n key ")
    assert answer.headers["Location"] == "/en/accounts/security/codes/"
    assert passkeys(founder) == ["Blue key"]
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)  # nobody showed a second factor there
    assert client.get("/en/accounts/security/codes/").content.decode().count("<code>") == 10
    assert language_of_mail() == "fr"
    assert "Blue key" in client.get("/en/accounts/security/").content.decode()


def test_signing_in_with_it_alone(client: Client, founder: User, device: Device) -> None:
    answer = log_in(client, device, next="/en/register/")
    assert answer.headers["Location"] == "/en/register/"
    assert is_signed_in(client)


def test_signing_in_with_it_alone_opens_the_desk(client: Client, operator: User, as_user: SignIn) -> None:
    """Finger, face or PIN is the other factor."""
    Authenticator.objects.filter(user=operator).delete()
    device = Device()
    add(as_user(operator), device)
    log_in(client, device)
    assert client.get("/admin/").status_code == 200


def test_a_key_without_finger_or_pin_does_not_sign_in_alone(client: Client, founder: User, as_user: SignIn) -> None:
    device = Device(is_verified=False)
    assert add(as_user(founder), device).status_code == 302
    assert log_in(client, device).headers["Location"] == "/en/accounts/login/"
    assert not is_signed_in(client)
    second_factor(client, founder)
    confirm_with(client, device, "/en/accounts/second-factor/")  # after the code, it is enough
    assert is_signed_in(client)


@pytest.mark.parametrize("page", ["/en/accounts/second-factor/", ADD])
def test_a_challenge_of_another_page_does_not_sign_in(
    client: Client, founder: User, other_founder: User, as_user: SignIn, page: str
) -> None:
    """Those do not ask for finger, face or PIN: a key that was found would be enough."""
    found, own = Device(is_verified=False), Device()
    add(as_user(founder), found)
    if page == ADD:
        client.force_login(other_founder)
    else:
        add(as_user(other_founder), own)
        second_factor(client, other_founder)
    credential = found.get(options_of(client, page))
    session = client.session
    for way_in in ("_auth_user_id", "account_login"):  # with either, the page sends away before; both can end
        session.pop(way_in, None)
    session.save()
    client.post(LOGIN, {"credential": json.dumps(credential)})
    assert not is_signed_in(client)


def test_as_second_factor(client: Client, founder: User, device: Device) -> None:
    second_factor(client, founder)
    assert not is_signed_in(client)
    page = client.get("/en/accounts/second-factor/").content.decode()
    assert "data-passkey" in page
    assert "Or a recovery code" in page
    confirm_with(client, device, "/en/accounts/second-factor/")
    assert is_signed_in(client)


def test_somebody_elses_as_second_factor(client: Client, founder: User, other_founder: User, device: Device) -> None:
    second_factor(client, founder)
    stranger = Device()
    stranger.user = device.user
    confirm_with(client, stranger, "/en/accounts/second-factor/")
    assert not is_signed_in(client)


def test_a_challenge_counts_once(client: Client, founder: User, device: Device) -> None:
    credential = json.dumps(device.get(options_of_login(client)))
    client.post(LOGIN, {"credential": credential})
    assert is_signed_in(client)
    client.post("/en/accounts/logout/")
    client.post(LOGIN, {"credential": credential})
    assert not is_signed_in(client)
    options_of_login(client)  # another challenge
    client.post(LOGIN, {"credential": credential})
    assert not is_signed_in(client)


def test_a_closed_account(client: Client, founder: User, device: Device) -> None:
    User.objects.filter(pk=founder.pk).update(is_active=False)
    assert log_in(client, device).headers["Location"] == "/en/accounts/inactive/"
    assert not is_signed_in(client)


def test_an_account_that_is_gone(client: Client, founder: User, device: Device) -> None:
    founder.delete()
    assert log_in(client, device).headers["Location"] == "/en/accounts/login/"


def test_the_desk_asks_for_it_again(operator: User, as_user: SignIn) -> None:
    Authenticator.objects.filter(user=operator).delete()
    device = Device()
    add(as_user(operator), device)
    client = Client()
    client.force_login(operator)
    path = client.get("/admin/").headers["Location"]
    assert path == "/en/accounts/security/passkeys/confirm/?next=%2Fadmin%2F"
    wrong = client.post(path, {"credential": "{}"})
    assert wrong.status_code == 200
    assert "This did not match." in wrong.content.decode()
    credential = json.dumps(device.get(options_of(client, path)))
    answer = client.post(path, {"credential": credential, "next": "/admin/"})
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


class TestNameAndRemove:
    def pk(self, user: User) -> int:
        return Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN).pk

    def client(self, device: Device) -> Client:
        client = Client()
        log_in(client, device)
        path = "/en/accounts/security/passkeys/confirm/"
        confirm_with(client, device, path)
        return client

    def test_rename(self, founder: User, device: Device) -> None:
        client, path = self.client(device), f"/en/accounts/security/passkeys/{self.pk(founder)}/"
        assert client.get(path).status_code == 200
        assert client.post(path, {"name": "Telephone"}).headers["Location"] == "/en/accounts/security/"
        assert passkeys(founder) == ["Telephone"]

    @pytest.mark.parametrize("name", ["", "x" * 61, "a\x00b", "\u202eb"])
    def test_bad_names(self, founder: User, device: Device, name: str) -> None:
        answer = self.client(device).post(f"/en/accounts/security/passkeys/{self.pk(founder)}/", {"name": name})
        assert answer.status_code == 200
        assert passkeys(founder) == ["Blue key"]

    def test_remove(self, client: Client, founder: User, device: Device) -> None:
        signed_in, path = self.client(device), f"/en/accounts/security/passkeys/{self.pk(founder)}/remove/"
        assert "Blue key" in signed_in.get(path).content.decode()
        assert passkeys(founder)
        assert signed_in.post(path).headers["Location"] == "/en/accounts/security/"
        assert not passkeys(founder)
        assert mail.outbox[-1].to == [founder.email]
        log_in(client, device)
        assert not is_signed_in(client)

    @pytest.mark.parametrize("page", ["", "remove/"])
    def test_somebody_elses(self, founder: User, device: Device, other_founder: User, page: str) -> None:
        client = Client()
        client.force_login(other_founder)
        known = client.post(f"/en/accounts/security/passkeys/{self.pk(founder)}/{page}", {"name": "mine"})
        unknown = client.post(f"/en/accounts/security/passkeys/99999/{page}", {"name": "mine"})
        assert known.status_code == unknown.status_code == 404
        assert passkeys(founder) == ["Blue key"]

    def test_it_is_shown_once_more_before(self, client: Client, founder: User, device: Device) -> None:
        log_in(client, device)
        answer = client.get(f"/en/accounts/security/passkeys/{self.pk(founder)}/remove/")
        assert answer.headers["Location"].startswith("/en/accounts/security/passkeys/confirm/")


BAD = [
    "",
    "x",
    "[]",
    "1",
    "null",
    "{}",
    "[" * 5000,
    '{"id": 1e999}',
    '{"id": NaN}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":1,"clientExtensionResults":{}}',
    '{"id":"²","rawId":"²","type":"public-key","response":{"clientDataJSON":"²"},"clientExtensionResults":{}}',
    '{"id":"AA","rawId":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"},"type":"public-key"}',
    '{"id":"AA","rawId":"AA","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA",'
    '"userHandle":"AA"},"type":"public-key","clientExtensionResults":{}}',
    '{"response":{"userHandle":["a"]}}',
    '{"response":{"userHandle":"bm90IGEgdXVpZA"}}',
    json.dumps({"id": "x" * 30_000}),
    '{"id": "\\u0000"}',
    '{"id": "\\ud800"}',
]


@pytest.mark.parametrize("credential", BAD, ids=range(len(BAD)))
def test_malformed(client: Client, as_user: SignIn, founder: User, credential: str) -> None:
    options_of_login(client)
    assert client.post(LOGIN, {"credential": credential}).status_code == 302
    assert not is_signed_in(client)
    signed_in = as_user(founder)
    signed_in.get(ADD)
    answer = signed_in.post(ADD, {"name": "My telephone", "credential": credential})
    assert answer.status_code == 200
    assert 'value="My telephone"' in answer.content.decode()
    assert not passkeys(founder)


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\u202e"])
def test_what_the_database_cannot_hold(as_user: SignIn, founder: User, text: str) -> None:
    assert add(as_user(founder), Device(), clientExtensionResults={"note": text}).status_code == 200
    assert not passkeys(founder)


def test_signing_in_is_limited(client: Client, db: None) -> None:
    answers = [client.post("/en/accounts/login/passkey/options/").status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_nothing_is_begun_by_reading(client: Client, db: None) -> None:
    assert client.get("/en/accounts/login/passkey/options/").status_code == 405
    assert client.get(LOGIN).headers["Location"] == "/en/accounts/login/"


def test_not_more_than_twenty(as_user: SignIn, founder: User, device: Device) -> None:
    [row] = Authenticator.objects.filter(user=founder, type=Authenticator.Type.WEBAUTHN)
    Authenticator.objects.bulk_create(
        Authenticator(user=founder, type=Authenticator.Type.WEBAUTHN, data=row.data) for _ in range(19)
    )
    assert as_user(founder).get(ADD).headers["Location"] == "/en/accounts/security/"
