"""Entries that nobody has confirmed for two years: found on the desk, and taken off the public pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from directory.choices import EntryState
from directory.models import Startup
from tests.factories import Make

SignIn = Callable[[User], Client]


@pytest.fixture
def silent(founder: User, wallonia: User) -> Startup:
    return confirmed_ago(Make.published(founder, wallonia, name="Silencieuse"), 731)


def confirmed_ago(startup: Startup, days: int) -> Startup:
    Startup.objects.filter(pk=startup.pk).update(confirmed_on=timezone.localdate() - timedelta(days=days))
    return Startup.objects.get(pk=startup.pk)


def address(startup: Startup) -> str:
    return reverse("admin:hide", args=[startup.pk])


def test_it_works(silent: Startup, founder: User, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    page = client.get(reverse("admin:entry", args=[silent.pk]), headers={"Accept-Language": "en"})
    assert address(silent) in page.content.decode()
    assert client.get(address(silent)).status_code == 200
    assert Startup.objects.get(pk=silent.pk).state == EntryState.PUBLISHED
    mail.outbox.clear()
    answer = client.post(address(silent), {"words": "Nous n’avons plus de nouvelles."}, follow=True)
    assert answer.status_code == 200
    assert address(silent) not in answer.content.decode()
    assert Startup.objects.get(pk=silent.pk).state == EntryState.UNPUBLISHED
    [message] = mail.outbox
    assert message.to == [founder.email]
    assert "Nous n’avons plus de nouvelles." in message.body
    assert client.post(address(silent), {"words": "Encore."}).status_code == 404
    assert len(mail.outbox) == 1


def test_the_filter(silent: Startup, founder: User, wallonia: User, as_user: SignIn) -> None:
    confirmed_ago(Make.published(founder, wallonia), 730)
    page = as_user(wallonia).get(reverse("admin:entries"), {"state": "silent"}).context["page"]
    assert [startup.name for startup in page] == ["Silencieuse"]


@pytest.mark.parametrize("words", ["", "   ", "mot " * 201])
def test_words_are_needed_and_kept(silent: Startup, wallonia: User, as_user: SignIn, words: str) -> None:
    answer = as_user(wallonia).post(address(silent), {"words": words})
    assert answer.status_code == 422
    assert answer.context["form"].errors["words"]
    assert words.strip() in answer.content.decode()
    assert Startup.objects.get(pk=silent.pk).state == EntryState.PUBLISHED


def test_confirmed_meanwhile_is_said(silent: Startup, wallonia: User, as_user: SignIn) -> None:
    confirmed_ago(silent, 0)
    client = as_user(wallonia)
    assert address(silent) not in client.get(reverse("admin:entry", args=[silent.pk])).content.decode()
    assert client.get(address(silent)).status_code == 404
    answer = client.post(address(silent), {"words": "Plus de nouvelles."}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Startup.objects.get(pk=silent.pk).state == EntryState.PUBLISHED


def test_reminding_the_team(silent: Startup, founder: User, wallonia: User, flanders: User, as_user: SignIn) -> None:
    desk, remind = as_user(wallonia), reverse("admin:remind", args=[silent.pk])
    assert remind in desk.get(reverse("admin:entry", args=[silent.pk])).content.decode()
    mail.outbox.clear()
    assert as_user(flanders).post(remind).status_code == 404
    assert desk.get(remind).status_code == 302
    for _twice in range(2):
        page = desk.post(remind, follow=True).content.decode()
    assert "less than 90 days ago" in page
    assert [message.to for message in mail.outbox] == [[founder.email]]
    confirmed_ago(silent, 0)
    assert remind not in desk.get(reverse("admin:entry", args=[silent.pk])).content.decode()


def test_a_moderator_of_the_company_has_no_button(silent: Startup, wallonia: User, as_user: SignIn) -> None:
    silent.team.create(user=wallonia, role="editor")
    client = as_user(wallonia)
    assert address(silent) not in client.get(reverse("admin:entry", args=[silent.pk])).content.decode()
    assert client.get(address(silent)).status_code == 404
    assert client.post(address(silent), {"words": "Plus de nouvelles."}).status_code == 404
