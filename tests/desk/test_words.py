"""The operator's pages of synonyms."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory.admin import words as pages
from directory.choices import Verb
from directory.models import Event, Synonyms

SignIn = Callable[[User], Client]
LIST, NEW = "/admin/words/", "/admin/words/new/"


@pytest.fixture
def client(operator: User, as_user: SignIn) -> Client:
    return as_user(operator)


@pytest.fixture
def own(db: None) -> Synonyms:
    return Synonyms.objects.create(words=["marégraphe", "limnigraphe"])


def shipped() -> Synonyms:
    return Synonyms.objects.get(key="translation")


def firsts(client: Client, **query: str) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [group.words[0] for group in response.context["page"]]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_it_works(client: Client) -> None:
    assert 'href="/admin/words/new/"' in client.get(LIST).content.decode()
    assert client.get(NEW).status_code == 200
    response = client.post(NEW, {"words": "zwiebelfisch\r\n\r\n Limnigraphe \r\n", "is_used": "on"})
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert said(response) == ["Saved: zwiebelfisch, Limnigraphe."]
    group = Synonyms.objects.get(key=None)
    assert (group.words, group.is_used) == (["zwiebelfisch", "Limnigraphe"], True)
    assert Event.objects.get().verb == Verb.WORDS_CHANGED
    assert firsts(client, q="ZWIEBEL") == ["zwiebelfisch"]
    assert f'href="/admin/words/{group.pk}/"' in client.get(LIST, {"q": "zwiebel"}).content.decode()


def test_any_word_of_a_group_is_found_whatever_its_accents_and_capitals(client: Client, own: Synonyms) -> None:
    assert firsts(client, q="MAREGRAPHE") == ["marégraphe"]
    assert firsts(client, q="Límni") == ["marégraphe"]
    assert firsts(client, q="maregraphe limnigraphe") == []
    assert firsts(client, q="%") == []


def test_a_long_list_has_pages_in_alphabetical_order(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    Synonyms.objects.all().delete()
    for first in ("éb", "Ec", "ea"):
        Synonyms.objects.create(words=[first, "x"])
    assert firsts(client) == ["ea", "éb", "Ec"]
    monkeypatch.setattr(pages, "ROWS", 2)
    assert firsts(client) == ["ea", "éb"]
    assert firsts(client, page="2") == ["Ec"]
    assert firsts(client, page="3") == ["Ec"]  # past the end, the desk shows the last one


def test_without_any(client: Client) -> None:
    Synonyms.objects.all().delete()
    assert "There are no synonyms yet." in client.get(LIST).content.decode()
    assert "No group has this word." in client.get(LIST, {"q": "x"}).content.decode()


def test_what_is_kept_is_shown(client: Client, own: Synonyms) -> None:
    response = client.get(reverse("admin:words_of", args=[own.pk]))
    html = response.content.decode()
    assert "marégraphe\nlimnigraphe</textarea>" in html
    assert " checked" in html
    Synonyms.objects.filter(pk=own.pk).update(is_used=False)
    assert " checked" not in client.get(reverse("admin:words_of", args=[own.pk])).content.decode()


def test_changed_and_switched_off(client: Client, own: Synonyms) -> None:
    response = client.post(reverse("admin:words_of", args=[own.pk]), {"words": "a\nb"})
    assert response.status_code == 302
    own.refresh_from_db()
    assert (own.words, own.is_used) == (["a", "b"], False)
    assert '<span class="tag tag--care">No</span>' in client.get(LIST, {"q": "a"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "This is needed."),
        ("\n \r\n", "This is needed."),
        ("alone", "at least two different words"),
        ("Été\nete", "at least two different words"),
        ("one\n" + "t" * 61, "is too long"),
        ("\n".join(f"word {number}" for number in range(41)), "At most 40 words"),
        ("one\ntw\x00o", "cannot be shown"),
    ],
    ids=["empty", "blank", "one", "twice", "long", "many", "nul"],
)
def test_what_makes_no_group(client: Client, own: Synonyms, typed: str, error: str) -> None:
    for address in (NEW, reverse("admin:words_of", args=[own.pk])):
        response = client.post(address, {"words": typed})
        html = response.content.decode()
        assert response.status_code == 422
        assert html.count(error) == 2  # in the summary and at the field
        assert 'href="#id_words"' in html
        assert 'aria-invalid="true"' in html
        if typed.strip() and "\x00" not in typed:
            assert typed in response.context["form"]["words"].value()
            assert typed.split("\n", maxsplit=1)[0] in html
        assert " checked" not in html
    own.refresh_from_db()
    assert own.words == ["marégraphe", "limnigraphe"]
    assert not Event.objects.exists()


def test_removed_after_a_question(client: Client, own: Synonyms) -> None:
    address = reverse("admin:remove_words", args=[own.pk])
    assert f'href="{address}"' in client.get(reverse("admin:words_of", args=[own.pk])).content.decode()
    assert "Remove this group?" in client.get(address).content.decode()
    assert Synonyms.objects.filter(pk=own.pk).exists()
    response = client.post(address)
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert said(response) == ["The search no longer uses “marégraphe”."]
    assert not Synonyms.objects.filter(pk=own.pk).exists()
    assert client.post(address).status_code == 404


def test_a_shipped_group_is_switched_off(client: Client) -> None:
    address = reverse("admin:remove_words", args=[shipped().pk])
    assert "you can switch it on again" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert not shipped().is_used
    page = reverse("admin:words_of", args=[shipped().pk])
    assert f'href="{address}"' not in client.get(page).content.decode()
    client.post(page, {"words": "\n".join(shipped().words), "is_used": "on"})
    assert shipped().is_used


def test_somebody_else_was_faster(client: Client, own: Synonyms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "get_object_or_404", lambda *args, **kwargs: own)
    Synonyms.objects.filter(pk=own.pk).delete()
    for address in (reverse("admin:words_of", args=[1]), reverse("admin:remove_words", args=[1])):
        response = client.post(address, {"words": "a\nb"})
        assert (response.status_code, said(response)) == (302, ["Somebody has removed this in the meantime."])
        client.cookies.pop("messages", None)


@pytest.mark.parametrize("typed", ["0", "999999999", "9" * 30, "x", "-1"])
def test_unknown_groups(client: Client, typed: str) -> None:
    for address in (f"/admin/words/{typed}/", f"/admin/words/{typed}/remove/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"words": "a\nb"}).status_code == 404


@pytest.mark.parametrize("query", ["q=%ED%A0%80", "q=" + "x" * 20_000, "q=%5C", "q=%27", "page=x"])
def test_bad_queries_are_answered(client: Client, query: str) -> None:
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_the_others_of_the_desk_see_nothing_of_it(
    own: Synonyms, wallonia: User, auditor: User, as_user: SignIn
) -> None:
    """The auditor reads the list, and no more of it."""
    addresses = [LIST, NEW, *(reverse(f"admin:{name}", args=[own.pk]) for name in ("words_of", "remove_words"))]
    for person in (wallonia, auditor):
        client = as_user(person)
        for address in addresses:
            assert client.get(address).status_code == (200 if person == auditor and address == LIST else 404)
            if address != LIST:
                assert client.post(address, {"words": "a\nb"}).status_code == 404
        assert ("/admin/words/" in client.get(reverse("admin:index")).content.decode()) is (person == auditor)
    assert reverse("admin:words_of", args=[own.pk]) not in client.get(LIST).content.decode()
    own.refresh_from_db()
    assert own.words == ["marégraphe", "limnigraphe"]


def test_the_operator_finds_it(client: Client) -> None:
    assert 'href="/admin/words/"' in client.get(reverse("admin:index")).content.decode()
