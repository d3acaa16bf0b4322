"""Logos as files: public for good with a published entry, private before, and safe whatever they are taken for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.choices import EntryState, Reason
from directory.images import SIZES
from directory.models import Startup, Submission
from tests.factories import Make
from tests.pictures import opened

pytestmark = pytest.mark.django_db
UNKNOWN = "00000000-0000-4000-8000-000000000000"
SignIn = Callable[[User], Client]


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    return Make.published_with_logo(founder, wallonia, name="Aquametrie")


@pytest.fixture
def waiting(founder: User) -> Submission:
    """With a logo that nobody has decided on."""
    submission = Make.draft(founder)
    profile = Make.profile(logo=str(Make.logo(submission, founder).pk))
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
    return Make.fresh(submission)


def address(logo: Any, side: int | str = 192) -> str:
    return f"/logos/{logo}-{side}.png"


def is_public(logo: Any) -> bool:
    return Client().get(address(logo)).status_code == 200


def test_it_works(client: Client, startup: Startup) -> None:
    for side in SIZES:
        answer = client.get(address(startup.logo_id, side))
        assert answer.status_code == 200
        assert opened(answer.content).size == (min(side, 300), round(min(side, 300) / 1.5))


def test_headers_of_a_public_one(client: Client, startup: Startup) -> None:
    answer = client.get(address(startup.logo_id))
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == 'inline; filename="logo.png"'
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not answer.cookies
    for name in ("Vary", "Content-Language"):
        assert name not in answer  # a cache keeps one for all


def test_it_costs_one_statement(client: Client, startup: Startup, founder: User, as_user: SignIn) -> None:
    for reader in (client, as_user(founder)):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address(startup.logo_id)).status_code == 200
        assert len(queries) == 1


def test_asked_again_it_is_not_sent(client: Client, startup: Startup, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = client.get(address(startup.logo_id))["ETag"]
    assert client.get(address(startup.logo_id, 96))["ETag"] != etag
    assert client.get(address(startup.logo_id), headers={"if-none-match": '"other"'}).status_code == 200

    def unread(*args: Any) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(FileSystemStorage, "open", unread)
    answer = client.get(address(startup.logo_id), headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert "Vary" not in answer


def test_head_and_other_methods(client: Client, startup: Startup) -> None:
    assert client.head(address(startup.logo_id)).status_code == 200
    assert client.post(address(startup.logo_id)).status_code == 405


@pytest.mark.parametrize("side", ["511", "0", "99999999999999999999", "9" * 5000, "²", "-1", "512.5", ""])
def test_there_are_three_sizes(client: Client, startup: Startup, side: str) -> None:
    assert client.get(address(startup.logo_id, side)).status_code == 404


@pytest.mark.parametrize("name", [UNKNOWN, "x", UNKNOWN.upper(), "../../etc/passwd", "%2e%2e%2f"])
def test_unknown_ones(client: Client, startup: Startup, name: str) -> None:
    assert client.get(address(name)).status_code == 404


def test_undecided_is_private(waiting: Submission, founder: User, wallonia: User, as_user: SignIn) -> None:
    logo = waiting.logos.get()
    assert not is_public(logo)
    for person in (founder, wallonia):
        answer = as_user(person).get(address(logo))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "ETag" not in answer
    Make.approve(waiting, wallonia)
    assert is_public(logo)


def test_denied_looks_like_unknown(waiting: Submission, other_founder: User, flanders: User, as_user: SignIn) -> None:
    logo = waiting.logos.get()
    for reader in (Client(), as_user(other_founder), as_user(flanders)):
        denied, unknown = reader.get(address(logo)), reader.get(address(UNKNOWN))
        assert denied.status_code == unknown.status_code == 404
        assert denied.content.replace(str(logo.pk).encode(), b"") == unknown.content.replace(UNKNOWN.encode(), b"")
        assert denied.headers.items() - unknown.headers.items() <= {("Content-Length", denied.get("Content-Length"))}
        assert denied["Cache-Control"] == "no-store"  # it may be public tomorrow


def test_a_moderator_shows_the_second_factor_first(waiting: Submission, wallonia: User) -> None:
    client = Client()
    client.force_login(wallonia)
    assert client.get(address(waiting.logos.get())).status_code == 404


def test_a_draft_is_not_for_the_desk(founder: User, wallonia: User, as_user: SignIn) -> None:
    logo = Make.logo(Make.draft(founder), founder)
    assert as_user(founder).get(address(logo)).status_code == 200
    assert as_user(wallonia).get(address(logo)).status_code == 404


def test_rejected_stays_private(waiting: Submission, wallonia: User) -> None:
    actions.reject(
        submission=waiting, revision=Make.revision(waiting), reason=Reason.MISLEADING, words="Non.", by=wallonia
    )
    assert not is_public(waiting.logos.get())


def test_a_proposed_change_is_private_until_approved(startup: Startup, founder: User, wallonia: User) -> None:
    first = startup.logo_id
    change = actions.start_change(startup=startup, language="fr", by=founder)
    second = Make.logo(change, founder)
    sent = Make.change(startup, founder, logo=str(second.pk))
    assert (is_public(first), is_public(second)) == (True, False)
    Make.approve(sent, wallonia)
    assert (is_public(first), is_public(second)) == (False, True)


@pytest.mark.parametrize("state", [EntryState.UNPUBLISHED, EntryState.REMOVED])
def test_an_entry_that_is_gone_takes_it_along(startup: Startup, state: EntryState) -> None:
    Startup.objects.filter(pk=startup.pk).update(state=state)
    assert not is_public(startup.logo_id)


def test_a_sample_shows_none_where_samples_hide(startup: Startup, settings: Settings) -> None:
    Startup.objects.filter(pk=startup.pk).update(is_sample=True)
    settings.SHOW_SAMPLES = False
    assert not is_public(startup.logo_id)


def test_a_file_that_is_missing(client: Client, startup: Startup) -> None:
    logo = startup.logo
    assert logo is not None
    default_storage.delete(logo.file_name(192))
    assert client.get(address(logo)).status_code == 404
    assert client.get(f"/en/startups/{startup.slug}/").status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_on_the_profile(client: Client, startup: Startup, language: str) -> None:
    html = client.get(f"/{language}/startups/{startup.slug}/").content.decode()
    assert f'src="/logos/{startup.logo_id}-192.png"' in html
    assert 'width="168" height="112"' in html
    assert "mono--l" not in html
    if language == "en":
        assert 'alt="Logo of Aquametrie"' in html


def test_on_no_list(client: Client, startup: Startup) -> None:
    for path in ("/en/", "/en/startups/", "/en/sectors/circular-water/"):
        assert "/logos/" not in client.get(path).content.decode()


def test_the_profile_asks_no_more_for_it(client: Client, startup: Startup, founder: User, wallonia: User) -> None:
    plain = Make.published(founder, wallonia)
    counts: list[int] = []
    for entry in (plain, startup, plain, startup):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/nl/startups/{entry.slug}/?{len(counts)}")
        counts.append(len(queries))
    assert counts[2] == counts[3]
