"""What a list says of a firm's own entry: told by mail, taken over into a change, or declined."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.choices import SuggestionState
from directory.forms.answers import Answers
from directory.models import Startup, Submission, Suggestion
from directory.rules.topics import Topic
from tests.factories import Make, enterprise_number
from tests.imports.lists import confirmed, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NUMBER = enterprise_number(800_001)


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Aquametrie", enterprise_number=NUMBER)


@pytest.fixture
def suggestion(startup: Startup, wallonia: User) -> Suggestion:
    mail.outbox.clear()
    confirmed(wallonia, text_of(["Aquamétrie", NUMBER, "5000", "Namur", "2012", ""]))
    return Suggestion.objects.get()


def test_it_works(founder: User, startup: Startup, suggestion: Suggestion, as_user: SignIn) -> None:
    [told] = mail.outbox
    assert told.to == [founder.email]
    assert reverse("my_startup", args=[startup.slug]) in told.body
    client = as_user(founder)
    page = client.get(reverse("my_startup", args=[startup.slug])).content.decode()
    assert "2012" in page
    assert "Members of the cluster" in page
    response = client.post(reverse("suggestion_take", args=[suggestion.pk]))
    change = Submission.objects.get(startup=startup, kind="change")
    assert response["Location"] == change.get_edit_url()
    profile = Answers(change).profile()
    assert (profile["name"], profile["founded"], profile["people"]) == ("Aquamétrie", 2012, "10-19")
    assert Startup.objects.get().name == "Aquametrie"
    assert "Members of the cluster" not in client.get(reverse("my_startup", args=[startup.slug])).content.decode()


def test_what_the_team_has_typed_stays(
    founder: User, startup: Startup, suggestion: Suggestion, as_user: SignIn
) -> None:
    change = actions.start_change(startup=startup, language="fr", by=founder)
    typed = Answers(change).typed(Topic.COMPANY) | {"website": "not finished"}
    mark = change.mark_of(Topic.COMPANY)
    actions.save_draft(submission=change, topic=Topic.COMPANY, typed=typed, seen_mark=mark, by=founder)
    as_user(founder).post(reverse("suggestion_take", args=[suggestion.pk]))
    drafted = Submission.objects.get(pk=change.pk).draft_of(Topic.COMPANY)
    assert drafted is not None
    assert (drafted["website"], drafted["founded"], drafted["name"]) == ("not finished", "2012", "Aquamétrie")


def test_declined_it_is_not_suggested_again(
    founder: User, wallonia: User, startup: Startup, suggestion: Suggestion, as_user: SignIn
) -> None:
    as_user(founder).post(reverse("suggestion_decline", args=[suggestion.pk]))
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.DECLINED
    confirmed(wallonia, text_of(["Aquamétrie", NUMBER, "5000", "Namur", "2012", ""]))
    assert Suggestion.objects.count() == len(mail.outbox) == 1


def test_a_newer_list_takes_the_place_of_an_older_one(
    founder: User, wallonia: User, startup: Startup, suggestion: Suggestion, as_user: SignIn
) -> None:
    confirmed(wallonia, text_of(["Aquamétrie", NUMBER, "5000", "Namur", "2013", ""]))
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.WITHDRAWN
    response = as_user(founder).post(reverse("suggestion_take", args=[suggestion.pk]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("my_startup", args=[startup.slug])
    assert Suggestion.objects.filter(state=SuggestionState.OPEN).count() == 1
