"""The pages on which a founder says what became of the firm, or asks for the removal of its entry."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import Reason, SubmissionKind, SubmissionState, TeamRole
from directory.models import Startup, Submission, TeamMember
from tests.factories import Make

SignIn = Callable[[User], Client]


def state_answers(**changed: Any) -> dict[str, Any]:
    return {
        "seen": "0",
        "status": "acquired",
        "since": "2026-03-31",
        "by": "Grande Eau",
        "source": "https://example.com/news",
        "statement": "Voir le Moniteur.",
    } | changed


def asked(startup: Startup, kind: SubmissionKind) -> Submission | None:
    return startup.submissions.filter(kind=kind).first()


def test_it_works(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    client, address = as_user(founder), f"/en/my/startups/{startup.slug}/state/"
    assert f'href="{address}"' in client.get(f"/en/my/startups/{startup.slug}/").content.decode()
    page = client.get(address).content.decode()
    assert "What became of Eau Vive?" in page
    assert "active after all" not in page
    answer = client.post(address, state_answers())
    submission = asked(startup, SubmissionKind.STATE)
    assert submission is not None
    assert answer.headers["Location"] == f"/en/my/submissions/{submission.reference}/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Acquired, Grande Eau, 31 March 2026, https://example.com/news" in page
    assert "Voir le Moniteur." in page
    assert f'href="{address}"' in page  # to correct it
    assert "Wallonia" in page
    page = client.get(address).content.decode()
    assert 'value="Grande Eau"' in page
    assert 'value="2026-03-31"' in page
    client.post(address, state_answers(seen="1", by="Plus Grande Eau"))
    assert Make.revision(submission).profile["status"]["by"] == "Plus Grande Eau"


def test_active_after_all_is_offered_where_it_is_not(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    Make.approve_both(Make.state(startup, founder), wallonia)
    client, address = as_user(founder), f"/en/my/startups/{startup.slug}/state/"
    page = client.get(address).content.decode()
    assert "It is active after all" in page
    assert "Public now:" in page
    client.post(address, {"seen": "0", "status": "active", "statement": ""})
    waiting = startup.submissions.open().get()
    assert "Active" in client.get(waiting.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"status": ""},
        {"status": "unknown"},
        {"status": "active"},  # it is
        {"since": ""},
        {"since": "31/03/2026"},
        {"since": "2026-02-30"},
        {"since": "²026-03-31"},
        {"since": "1700-01-01"},
        {"since": "99999999-01-01"},
        {"since": "\x00"},
        {"by": ""},
        {"by": "x" * 121},
        {"by": "a\x00"},
        {"source": ""},
        {"source": "http://example.com/news"},
        {"source": "javascript://example.com/%0aalert(1)"},
        {"source": "https://"},
        {"source": "https://user@example.com/"},
        {"source": "x" * 301},
        {"statement": "a\x07"},
        {"statement": "x" * 2001},
        {"seen": "²"},
        {"seen": str(2**63)},
    ],
)
def test_bad_answers(founder: User, wallonia: User, as_user: SignIn, typed: dict[str, str]) -> None:
    startup = Make.published(founder, wallonia)
    answer = as_user(founder).post(f"/en/my/startups/{startup.slug}/state/", state_answers(**typed))
    assert answer.status_code == 200
    assert 'class="notice notice--care summary"' in answer.content.decode()
    assert asked(startup, SubmissionKind.STATE) is None


def test_not_in_the_future(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    client, address = as_user(founder), f"/en/my/startups/{startup.slug}/state/"
    today = timezone.localdate()
    later = client.post(address, state_answers(since=(today + timedelta(days=1)).isoformat()))
    assert "This day has not come yet." in later.content.decode()
    assert client.post(address, state_answers(since=today.isoformat())).status_code == 302


def test_what_is_of_no_use_is_left_out(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    as_user(founder).post(f"/en/my/startups/{startup.slug}/state/", state_answers(status="ceased"))
    submission = asked(startup, SubmissionKind.STATE)
    assert submission is not None
    assert Make.revision(submission).profile["status"]["by"] == ""


def test_a_refusal_keeps_what_was_typed(founder: User, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.OWNER)
    Make.state(startup, founder)
    Make.removal(startup, founder)
    client = as_user(other_founder)
    answer = client.post(f"/en/my/startups/{startup.slug}/state/", state_answers(by="Autre Eau"))
    assert answer.status_code == 409
    assert "This was asked for already" in answer.content.decode()
    assert 'value="Autre Eau"' in answer.content.decode()
    client = as_user(founder)  # a removal is its sender's alone: another window of the same person
    answer = client.post(f"/en/my/startups/{startup.slug}/remove/", {"seen": "0", "statement": "Autre <raison>"})
    assert answer.status_code == 409
    assert "Autre &lt;raison&gt;" in answer.content.decode()


def test_removal(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    client, address = as_user(founder), f"/en/my/startups/{startup.slug}/remove/"
    assert f'href="{address}"' in client.get(f"/en/my/startups/{startup.slug}/").content.decode()
    assert "Its team ends" in client.get(address).content.decode()
    empty = client.post(address, {"seen": "0", "statement": " "})
    assert "Say why, in a sentence or two." in empty.content.decode()
    answer = client.post(address, {"seen": "0", "statement": "Plus envie."})
    submission = asked(startup, SubmissionKind.REMOVAL)
    assert submission is not None
    page = client.get(answer.headers["Location"]).content.decode()
    assert "That Eau Vive is removed from the directory for good." in page
    assert "Plus envie." in page
    assert "What you sent" not in page
    Make.approve_both(submission, wallonia)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "The entry is gone." in page
    assert "See the public page" not in page
    assert client.get(address).status_code == 404


def test_an_editor_is_not_offered_it(founder: User, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    client = as_user(other_founder)
    page = client.get(f"/en/my/startups/{startup.slug}/").content.decode()
    assert f"/en/my/startups/{startup.slug}/state/" in page
    assert f"/en/my/startups/{startup.slug}/remove/" not in page
    assert client.get(f"/en/my/startups/{startup.slug}/remove/").status_code == 404


def test_from_outside(client: Client, founder: User, as_user: SignIn) -> None:
    startup = Make.unclaimed()
    address = f"/en/my/startups/{startup.slug}/remove/"
    assert f'href="{address}"' in client.get(f"/en/startups/{startup.slug}/").content.decode()
    assert client.get(address).headers["Location"].startswith("/en/accounts/login/?next=")
    mine = as_user(founder)
    assert "You have to show that you speak for the firm." in mine.get(address).content.decode()
    mine.post(address, {"seen": "0", "statement": "C’est la nôtre."})
    assert startup.submissions.get().submitted_by == founder


def test_the_link_stands_where_nobody_keeps_the_entry(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    link = f"/en/my/startups/{startup.slug}/remove/"
    first = client.get(f"/en/startups/{startup.slug}/")
    assert link not in first.content.decode()
    startup.team.update(left_at=timezone.now())
    again = client.get(f"/en/startups/{startup.slug}/", headers={"If-None-Match": first.headers["ETag"]})
    assert link in again.content.decode()


def test_words_to_the_moderator_are_nobody_else_s(
    founder: User, other_founder: User, wallonia: User, as_user: SignIn
) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    removal = Make.removal(startup, founder)
    page = as_user(other_founder).get(removal.get_absolute_url()).content.decode()
    assert "Nous ne voulons plus." not in page


def test_correcting_after_a_question(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    removal = Make.removal(startup, founder)
    actions.request_changes(
        submission=removal, revision=Make.revision(removal), reason=Reason.UNCLEAR, words="Pourquoi ?", by=wallonia
    )
    client, address = as_user(founder), f"/en/my/startups/{startup.slug}/remove/"
    page = client.get(removal.get_absolute_url()).content.decode()
    assert f'href="{address}"' in page
    assert "Nous ne voulons plus." in client.get(address).content.decode()
    client.post(address, {"seen": "1", "statement": "Nous fermons."})
    assert (Make.fresh(removal).state, Make.fresh(removal).statement) == (SubmissionState.WAITING, "Nous fermons.")
