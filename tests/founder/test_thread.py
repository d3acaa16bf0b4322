"""The thread on a founder's page of a submission, and the moderator's remarks on it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Reason, TeamRole
from directory.models import Message, TeamMember
from tests.factories import Make

SignIn = Callable[[User], Client]


def test_it_works(founder: User, wallonia: User, as_user: SignIn) -> None:
    User.objects.filter(pk=wallonia.pk).update(name="Marie Curie")
    waiting = Make.waiting(founder)
    client = as_user(founder)
    address = f"{waiting.get_absolute_url()}messages/"
    assert f'action="{address}"' in client.get(waiting.get_absolute_url()).content.decode()
    answer = client.post(address, {"message-text": "Une <question>\r\nà vous."})
    assert answer.headers["Location"] == f"{waiting.get_absolute_url()}#messages"
    actions.write_message(submission=waiting, text="La réponse.", by=wallonia)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert "Une &lt;question&gt;<br>à vous." in page
    assert "La réponse." in page
    partner = str(waiting.territory.partner)  # type: ignore[union-attr]
    assert f"<b>{partner}</b>" in page
    assert "<b>You</b>" in page
    assert "Marie Curie" not in page
    assert wallonia.email not in page


def test_the_others_of_the_team_follow(founder: User, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    change = Make.change(startup, founder, people="50-99")
    actions.write_message(submission=change, text="Une question.", by=founder)
    page = as_user(other_founder).get(change.get_absolute_url()).content.decode()
    assert "Une question." in page
    assert "A colleague" in page


@pytest.mark.parametrize("text", ["", "a\x00", "\u202ea", "x" * 4001])
def test_what_cannot_be_sent_stays_in_the_form(founder: User, as_user: SignIn, text: str) -> None:
    waiting = Make.waiting(founder)
    answer = as_user(founder).post(f"{waiting.get_absolute_url()}messages/", {"message-text": text})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "One answer needs another look" in page
    assert 'href="#id_message-text"' in page
    assert not Message.objects.exists()


def test_a_refusal_keeps_what_was_typed(founder: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    actions.withdraw(submission=waiting, by=founder)
    answer = as_user(founder).post(f"{waiting.get_absolute_url()}messages/", {"message-text": "Encore <ceci>"})
    assert answer.status_code == 409
    assert "Nothing can be written here any more." in answer.content.decode()
    assert "Encore &lt;ceci&gt;" in answer.content.decode()


def test_a_draft_has_none_and_a_closed_one_is_only_read(founder: User, as_user: SignIn) -> None:
    draft, waiting = Make.draft(founder), Make.waiting(founder)
    client = as_user(founder)
    assert 'id="messages"' not in client.get(draft.get_absolute_url()).content.decode()
    actions.write_message(submission=waiting, text="Une question.", by=founder)
    actions.withdraw(submission=waiting, by=founder)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert "This thread is closed." in page
    assert 'name="text"' not in page


def test_looking_writes_nothing(founder: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    answer = as_user(founder).get(f"{waiting.get_absolute_url()}messages/")
    assert answer.headers["Location"] == waiting.get_absolute_url()


def test_remarks_by_field_until_it_is_sent_again(founder: User, wallonia: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    revision = Make.revision(waiting)
    actions.request_changes(
        submission=waiting,
        revision=revision,
        reason=Reason.UNCLEAR,
        words="",
        remarks={"tagline_fr": "Pour <qui> ?", "sectors": "Lequel ?"},
        by=wallonia,
    )
    client = as_user(founder)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert "In one line (French)" in page
    assert "Pour &lt;qui&gt; ?" in page
    assert page.index("Pour &lt;qui&gt; ?") < page.index("Lequel ?")
    profile = revision.profile | {"tagline_fr": "Mesure le niveau pour les communes"}
    actions.submit(submission=Make.fresh(waiting), profile=profile, accepts_licence=True, by=founder)
    assert "Pour &lt;qui&gt; ?" not in client.get(waiting.get_absolute_url()).content.decode()


def test_where_it_is_decided_and_until_when(founder: User, as_user: SignIn) -> None:
    waiting = Make.waiting(founder)
    page = as_user(founder).get(waiting.get_absolute_url()).content.decode()
    for word in (waiting.reference, str(waiting.territory), str(waiting.territory.partner), "Decision by"):  # type: ignore[union-attr]
        assert word in page
