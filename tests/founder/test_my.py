"""The founder's space: own things only, settings, withdrawing."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Reason, SubmissionState
from directory.models import Submission
from directory.rules.topics import Topic
from tests.factories import Make

SignIn = Callable[[User], Client]
STEPS = ["", "edit/", "check/", "withdraw/"]
POSTS = ["edit/", "save/", "send/", "withdraw/"]


def test_it_works(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    waiting = Make.waiting(founder)
    draft = Make.draft(founder)
    page = as_user(founder).get("/en/my/").content.decode()
    assert f'href="/en/startups/{startup.slug}/"' in page
    assert f'action="/en/my/startups/{startup.slug}/change/"' in page
    assert waiting.reference in page
    assert draft.reference in page


def test_what_others_sent_does_not_exist(founder: User, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    mine = [Make.draft(founder), Make.waiting(founder)]
    client = as_user(other_founder)
    for submission in mine:
        assert submission.reference not in client.get("/en/my/").content.decode()
        for step in STEPS:
            assert client.get(f"/en/my/submissions/{submission.reference}/{step}").status_code == 404, step
        for step in POSTS:
            assert client.post(f"/en/my/submissions/{submission.reference}/{step}").status_code == 404, step
        assert Make.fresh(submission).state == submission.state
    startup = Make.published(founder, wallonia)
    assert client.post(f"/en/my/startups/{startup.slug}/change/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client, founder: User) -> None:
    reference = Make.waiting(founder).reference
    for path in ("my/", "my/profile/", f"my/submissions/{reference}/", f"my/submissions/{reference}/edit/"):
        assert client.get(f"/fr/{path}").headers["Location"].startswith("/fr/accounts/login/?next="), path
    assert client.post("/fr/register/start/").headers["Location"].startswith("/fr/accounts/signup/?next=")
    assert Submission.objects.count() == 1


def test_looking_starts_nothing(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    client = as_user(founder)
    assert client.get("/en/register/start/").headers["Location"] == "/en/register/"
    address = f"/en/my/startups/{startup.slug}/"
    assert client.get(f"{address}change/").headers["Location"] == address
    assert Submission.objects.count() == 1


def test_who_had_to_sign_in_first_lands_on_the_form(founder: User, as_user: SignIn) -> None:
    draft = Make.draft(founder)
    actions.save_draft(
        submission=draft,
        topic=Topic.COMPANY,
        typed={"name": "Eau Vive"},
        seen_mark=draft.mark_of("company"),
        by=founder,
    )
    address = f"/en/my/submissions/{draft.reference}/"
    assert as_user(founder).get(f"{address}send/").headers["Location"] == f"{address}check/"


def test_the_decision_in_the_moderators_words(founder: User, wallonia: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    actions.reject(
        submission=waiting,
        revision=Make.revision(waiting),
        reason=Reason.NOT_BELGIAN,
        words="Le siège est à <Lille>.",
        by=wallonia,
    )
    page = as_user(founder).get(f"/en/my/submissions/{waiting.reference}/").content.decode()
    assert "Not established in Belgium" in page
    assert "Le siège est à &lt;Lille&gt;." in page
    assert wallonia.email not in page


def test_withdrawing_asks_first(founder: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    client = as_user(founder)
    address = f"/en/my/submissions/{waiting.reference}/withdraw/"
    assert client.get(address).status_code == 200
    assert Make.fresh(waiting).state == SubmissionState.WAITING
    assert client.post(address).headers["Location"] == "/en/my/"
    assert Make.fresh(waiting).state == SubmissionState.WITHDRAWN
    assert client.post(address).status_code == 404


def test_the_profile(founder: User, as_user: SignIn) -> None:
    client = as_user(founder)
    answer = client.post("/en/my/profile/", {"name": " Ada  Lovelace ", "language": "de"})
    assert answer.headers["Location"] == "/en/my/profile/"
    founder.refresh_from_db()
    assert (founder.name, founder.language) == ("Ada Lovelace", "de")


def test_the_language_is_remembered_once_it_is_chosen(founder: User, as_user: SignIn) -> None:
    """For the address without one. Reading sets no such cookie, and neither does a choice that is refused."""
    client = as_user(founder)
    for path in ("/en/", "/nl/startups/", "/en/my/", "/en/my/profile/"):
        assert "language" not in client.get(path).cookies, path
    assert "language" not in client.post("/en/my/profile/", {"name": "", "language": "xx"}).cookies
    cookie = client.post("/en/my/profile/", {"name": "", "language": "de"}).cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("de", True, "Lax")
    assert cookie["max-age"] == 365 * 24 * 3600
    assert client.get("/", headers={"Accept-Language": "fr"}).headers["Location"] == "/de/"


@pytest.mark.parametrize(
    "typed",
    [
        {"language": "xx"},
        {"name": "a\x07b"},
        {"name": "\u202ea"},
        {"name": "a\x00"},
        {"name": "a\x9bb"},
        {"name": "x" * 20_000},
    ],
)
def test_bad_settings(founder: User, as_user: SignIn, typed: dict[str, str]) -> None:
    answer = as_user(founder).post("/en/my/profile/", {"name": "A", "language": "en"} | typed)
    assert answer.status_code == 200
    founder.refresh_from_db()
    assert (founder.name, founder.language) == ("", "fr")


def test_a_draft_says_who_reads_it(founder: User, wallonia: User, as_user: SignIn) -> None:
    """A new entry is nobody else's yet; a change is the whole team's, and there is one at a time."""
    draft = Make.draft(founder)
    startup = Make.published(founder, wallonia)
    change = actions.start_change(startup=startup, language="en", by=founder)
    client = as_user(founder)
    alone, shared = "nobody but you sees it", "A draft of your team: all of you can read it"
    page = client.get(f"/en/my/submissions/{draft.reference}/").content.decode()
    assert alone in page
    assert shared not in page
    page = client.get(f"/en/my/submissions/{change.reference}/").content.decode()
    assert shared in page
    assert alone not in page


def test_a_second_send_after_signing_in_shows_where_it_stands(founder: User, wallonia: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    address = f"/en/my/submissions/{waiting.reference}/"
    assert as_user(founder).get(f"{address}send/").headers["Location"] == address
    Make.approve(waiting, wallonia)
    assert as_user(founder).get(f"{address}send/").headers["Location"] == address
