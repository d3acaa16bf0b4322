"""Notes for colleagues: for those who look after it, never for the company."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.actions.errors import NotAllowed
from directory.models import Event, Note, Startup, Submission, TeamMember
from tests.factories import Make

SignIn = Callable[[User], Client]
Colleague = Callable[[str], User]


def page(client: Client, about: Submission | Startup) -> Any:
    if isinstance(about, Submission):
        return client.get(reverse("admin:review", args=[about.reference]))
    return client.get(reverse("admin:entry", args=[about.pk]))


def write(client: Client, about: Submission | Startup, text: str = "Vu à Namur.") -> Any:
    if isinstance(about, Submission):
        return client.post(reverse("admin:note", args=[about.reference]), {"note-text": text})
    return client.post(reverse("admin:entry_note", args=[about.pk]), {"note-text": text})


def test_it_works(wallonia: User, founder: User, as_user: SignIn, make_moderator: Colleague) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    mine, theirs = as_user(wallonia), as_user(make_moderator("walloon-partner"))
    events = Event.objects.count()
    assert write(mine, change).status_code == 302
    write(mine, change)  # sent twice
    write(theirs, startup, "Appelé mardi.")
    assert [note.text for note in Note.objects.order_by("pk")] == ["Vu à Namur.", "Appelé mardi."]
    assert Event.objects.count() == events
    for client in (mine, theirs):
        for about in (change, startup):
            html = page(client, about).content.decode()
            assert "Vu à Namur." in html
            assert "Appelé mardi." in html
            assert html.count("Remove this note") == 1  # the own one
    note = Note.objects.get(written_by=wallonia)
    remove = reverse("admin:remove_note", args=[note.pk])
    assert theirs.post(remove).status_code == 404
    mine.get(remove)
    assert Note.objects.count() == 2
    assert mine.post(remove)["Location"] == reverse("admin:review", args=[change.reference]) + "#notes"
    assert [note.text for note in Note.objects.all()] == ["Appelé mardi."]


def test_never_for_the_company_or_another_territory(  # noqa: PLR0917  # fixtures come by position
    wallonia: User, flanders: User, auditor: User, founder: User, as_user: SignIn, make_moderator: Colleague
) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    insider = make_moderator("walloon-partner")
    TeamMember.objects.create(startup=startup, user=insider, role="editor")
    for about in (startup, change):
        actions.add_note(about=about, text="Entre nous.", by=wallonia)
        for user in (flanders, auditor, founder):
            assert write(as_user(user), about).status_code == 404
        assert write(as_user(insider), about).status_code == 404
        html = page(as_user(insider), about).content.decode()
        assert "Entre nous." not in html
        assert "Notes for colleagues" not in html
        with pytest.raises(NotAllowed):
            actions.add_note(about=about, text="Non.", by=insider)
    client = as_user(founder)
    for path in (
        f"/en/my/submissions/{change.reference}/",
        f"/en/my/startups/{startup.slug}/",
        "/en/my/data/download/",
    ):
        assert "Entre nous." not in client.get(path).content.decode()
    assert Note.objects.count() == 2


def test_a_territory_asked_to_accept_an_address_reads_its_own_notes_only(
    wallonia: User, ostbelgien: User, founder: User, as_user: SignIn
) -> None:
    startup = Make.published(founder, wallonia)
    actions.add_note(about=startup, text="Pas pour Eupen.", by=wallonia)
    Make.approve(Make.change(startup, founder, **Make.place("4700", "Eupen")), wallonia)
    move = Submission.objects.get(kind="transfer")
    actions.add_note(about=move, text="Bei uns angerufen.", by=ostbelgien)
    html = page(as_user(ostbelgien), move).content.decode()
    assert "Bei uns angerufen." in html
    assert "Pas pour Eupen." not in html


@pytest.mark.parametrize("typed", ["", "  ", "a\x07b", "x" * 4001])
def test_what_cannot_be_kept_is_said_and_not_lost(typed: str, wallonia: User, founder: User, as_user: SignIn) -> None:
    for about in (Make.waiting(founder), Make.published(founder, wallonia)):
        response = write(as_user(wallonia), about, typed)
        assert response.status_code == 422
        assert response.context["note_form"].errors
        assert response.context["note_form"]["text"].value() == typed
    assert Note.objects.count() == 0


def test_with_the_texts_of_a_submission_and_the_account_of_who_wrote(
    wallonia: User, founder: User, as_user: SignIn, make_moderator: Colleague
) -> None:
    colleague = make_moderator("walloon-partner")
    submission, startup = Make.waiting(founder), Make.published(founder, wallonia)
    for about in (submission, startup):
        actions.add_note(about=about, text="Noté.", by=colleague)
    told = as_user(colleague).get("/en/my/data/download/").json()["notes_written"]
    assert [note["text"] for note in told] == ["Noté.", "Noté."]
    actions.close_account(user=colleague, by=colleague)
    assert "Closed account" in page(as_user(wallonia), startup).content.decode()
    removal = Make.removal(startup, founder)
    actions.add_note(about=removal, text="Demandé.", by=wallonia)
    Make.approve_both(removal, wallonia)
    actions.close_account(user=founder, by=founder)
    assert Note.objects.count() == 0
