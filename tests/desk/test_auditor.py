"""An auditor reads the queue and each submission of every territory, without what is personal or not disclosed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.choices import Verdict
from directory.models import RevenueStage, Submission
from tests.desk.conftest import Send
from tests.factories import Make

SignIn = Callable[[User], Client]
CONTACT = {"name": "Zoé Martin", "email": "zoe@rivage.example", "phone": "+32 81 00 00 00"}


@pytest.fixture
def submission(wallonia: User, founder: User, send: Send) -> Submission:
    """Of Rivage: sent back once, sent again, written and noted about, and held."""
    draft = Make.draft(founder)
    stage = RevenueStage.objects.get(slug="2m-3m")
    profile = Make.profile(
        name="Rivage", tagline_fr="Libellule", stage={"year": 2025, "stage": stage.pk, "disclosed": False}
    )
    actions.submit(submission=draft, profile=profile, accepts_licence=True, contact=CONTACT, by=founder)
    send(wallonia, draft, Verdict.REQUEST_CHANGES, words="Moustique.")
    again = profile | {"founded": 2018}
    actions.submit(submission=Make.fresh(draft), profile=again, accepts_licence=True, by=founder)
    actions.write_message(submission=draft, text="Coccinelle.", by=founder)
    actions.add_note(about=draft, text="Papillon.", by=wallonia)
    actions.take(submission=Make.fresh(draft), by=wallonia)
    return Make.fresh(draft)


def test_reads_the_queue_and_the_page(
    submission: Submission, wallonia: User, founder: User, auditor: User, as_user: SignIn
) -> None:
    Make.waiting(founder, name="Polder", **Make.place("9000", "Gent"))
    client = as_user(auditor)
    address = reverse("admin:review", args=[submission.reference])
    queue = client.get(reverse("admin:index"))
    page = client.get(address)
    assert "2 submissions wait for a decision." in queue.content.decode()
    assert f'href="{address}"' in queue.content.decode()
    assert "Polder" in queue.content.decode()
    html = page.content.decode()
    for words in (
        "Rivage: New entry",
        "Walloon",
        "fields filled in",
        "<li>Founded</li>",
        "Changes requested:",
        "Revision 1,",
        "A moderator (Wallonia) asked for changes.",
    ):
        assert words in html, words
    unseen = ["Libellule", "Moustique", "Coccinelle", "Papillon", founder.email, wallonia.email, *CONTACT.values()]
    for private in (*unseen, str(RevenueStage.objects.get(slug="2m-3m"))):
        assert private not in html, private
        assert private not in queue.content.decode(), private
    for nothing_to_do in ("Start with the oldest", "Held by", "You decide on your own territory only", "Fast lane"):
        assert nothing_to_do not in queue.content.decode(), nothing_to_do


def test_filters_but_not_by_who_holds_it(submission: Submission, auditor: User, as_user: SignIn) -> None:
    client = as_user(auditor)
    table: list[tuple[dict[str, str], bool]] = [
        ({"held": "free", "scope": "mine"}, True),  # says nothing of holds
        ({"territory": "wallonia", "kind": "new", "q": "rivage"}, True),
        ({"kind": "change"}, False),
        ({"state": "rejected"}, False),
    ]
    for query, is_found in table:
        html = client.get(reverse("admin:index"), query).content.decode()
        assert (submission.reference in html) is is_found, query
    assert "No submission matches." in html
    assert 'name="held"' not in html


def test_drafts_are_unknown(founder: User, auditor: User, as_user: SignIn) -> None:
    draft = Make.draft(founder)
    client = as_user(auditor)
    assert "Nothing waits for a decision." in client.get(reverse("admin:index")).content.decode()
    assert client.get(reverse("admin:review", args=[draft.reference])).status_code == 404


@pytest.mark.parametrize("verb", ["decide", "message", "note", "take", "let_go", "offer", "take_offer_back"])
def test_writes_nothing(verb: str, submission: Submission, auditor: User, as_user: SignIn) -> None:
    given = {"text": "Sauterelle.", "verdict": "approve"}
    response = as_user(auditor).post(reverse(f"admin:{verb}", args=[submission.reference]), given)
    assert response.status_code == 404
    assert Make.fresh(submission).changed_at == submission.changed_at
