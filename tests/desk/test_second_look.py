"""Two moderators on one page after the other: what the first leaves, and what the second sees."""

import re
from collections.abc import Callable
from typing import Any

import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from directory.choices import EntryState, SubmissionState
from directory.models import Event, FirstLook, Startup
from tests.desk.conftest import Send, reads_english
from tests.factories import Make

SignIn = Callable[[User], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_both_look(founder: User, wallonia: User, as_user: SignIn, send: Send) -> None:
    startup = Make.unclaimed(name="Rivage", **Make.place("5000", "Namur"))
    removal, colleague = Make.removal(startup, founder), reads_english(Make.colleague(wallonia))
    TOTP.activate(colleague, generate_totp_secret())
    page = f"/admin/submissions/{removal.reference}/"
    assert "This takes two moderators." in text(as_user(wallonia).get(page))
    word = {"partner_vouches": "on", "partner_words": "Called them."}
    assert send(wallonia, removal, words="Au revoir.", **word).status_code == 302
    assert Make.fresh(removal).state == SubmissionState.WAITING
    assert FirstLook.objects.get().given == {"partner_words": "Called them."}
    queue, first = text(as_user(wallonia).get("/admin/")), text(as_user(wallonia).get(page))
    assert "Needs a second look" in queue
    assert "You gave the first look: a colleague gives the second." in queue
    assert 'name="verdict"' not in first
    refused = send(wallonia, removal)
    assert refused.status_code == 409
    assert "You gave the first look yourself." in text(refused)
    second = text(as_user(colleague).get(page))
    assert "wallonia@example.test looked at it first" in second
    assert re.search(r"<textarea[^>]*>\s*Au revoir.</textarea>", second)  # to keep or to change
    assert 'value="Called them."' in second
    assert "First look by wallonia@example.test" in text(as_user(colleague).get("/admin/"))
    decided = send(colleague, removal, words="Adieu.", **word)
    assert decided.status_code == 302
    assert "Rivage is removed." in str(next(iter(get_messages(decided.wsgi_request))))
    assert Startup.objects.get(pk=startup.pk).state == EntryState.REMOVED
    assert removal.decisions.get().words == "Adieu."
    for shown in (page, f"/admin/entries/{startup.pk}/"):
        html = text(as_user(wallonia).get(shown))
        assert "<b>Approved.</b>" in html
        assert "Meets the criteria" not in html
    trail = text(as_user(wallonia).get(f"/admin/events/?entry={startup.pk}"))
    assert "would approve it; another moderator has to look at it as well." in trail


def test_late_ones_say_who_may_decide_instead(
    founder: User, wallonia: User, ostbelgien: User, as_user: SignIn, send: Send
) -> None:
    with time_machine.travel("2026-11-12 12:00:00+01:00", tick=False):
        submission = Make.waiting(founder, **Make.place("4700", "Eupen"))
    page = f"/admin/submissions/{submission.reference}/"
    with time_machine.travel("2026-11-19 12:00:00+01:00", tick=False):
        assert "may decide in your place" not in text(as_user(ostbelgien).get(page))
    with time_machine.travel("2026-11-20 12:00:00+01:00", tick=False):
        for address in ("/admin/", page):
            assert "From 27 November 2026 on, Wallonia may decide in your place." in text(
                as_user(ostbelgien).get(address)
            )
    with time_machine.travel("2026-11-27 12:00:00+01:00", tick=False):
        for address in ("/admin/", page):
            assert "Since 27 November 2026, Wallonia may decide in your place." in text(
                as_user(ostbelgien).get(address)
            )
            theirs = text(as_user(wallonia).get(address))
            assert (
                "Yours since 27 November 2026: German-speaking Community has not decided in 10 working days." in theirs
            )
        send(wallonia, submission)
        assert Event.objects.get(verb="approved").after == {"revision": 1, "fallback": True}
        trail = text(as_user(ostbelgien).get("/admin/events/"))
        assert "A moderator of another territory, in place of German-speaking Community approved it." in trail
