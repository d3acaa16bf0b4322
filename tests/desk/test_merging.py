"""Pairs of possible duplicates, what a moderator says of them, and merging two entries on the desk."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.choices import EntryState, Verb
from directory.models import DuplicatePair, Event, Merge, Startup
from tests.factories import Make

SignIn = Callable[[User], Client]
LIST = "/admin/duplicates/"


@pytest.fixture
def firm(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivage Capteurs")


@pytest.fixture
def listed(db: None) -> Startup:
    return Make.unclaimed(name="Rivage-Capteur", **Make.place("5000", "Namur"))


def pair_of(first: Startup, second: Startup) -> DuplicatePair:
    return DuplicatePair.objects.get(first=min(first.pk, second.pk), second=max(first.pk, second.pk))


def merge_page(kept: Startup, merged: Startup) -> str:
    return reverse("admin:merge", args=[kept.pk, merged.pk])


def form_of(kept: Startup, merged: Startup, **changed: str) -> dict[str, object]:
    versions: dict[str, object] = {"kept_version": kept.content_version, "merged_version": merged.content_version}
    kept_everywhere = dict.fromkeys(
        ("name", "enterprise_number", "website", "founded", "original_language", "tagline_fr", "description_fr"), "kept"
    )
    rows = dict.fromkeys(("sectors", "people", "stage"), "kept")
    return versions | kept_everywhere | rows | {"words": "La même adresse, le même fondateur."} | changed


def test_the_job_finds_pairs(firm: Startup, listed: Startup, founder: User, wallonia: User) -> None:
    """By number, domain or name; a name that is less alike counts in the same town; shared domains do not."""
    domain = Make.unclaimed(name="Tout autre", website="https://rivage.example.com")
    same_domain = Make.unclaimed(name="Ganz anders", website="https://www.rivage.example.com/de")
    Make.unclaimed(name="Eerste", website="https://www.facebook.com/eerste")
    Make.unclaimed(name="Wholly other", website="https://www.facebook.com/other")
    far = Make.unclaimed(name="Rivage Capteurs")  # in Gent: the very same name
    Make.unclaimed(name="Rivage Capteurz")  # in Gent: nearly the same as another one there
    stub = Make.unclaimed(name="Rivage Capteurs ASBL", postal_code="", municipality="")
    assert actions.find_duplicates(by="SYSTEM") == 6
    pair = pair_of(firm, listed)
    assert (pair.same_number, pair.same_domain) == (False, False)
    assert 0.5 < pair.similarity < 1
    assert pair_of(domain, same_domain).same_domain
    assert pair_of(firm, far).similarity == 1
    assert pair_of(firm, stub).similarity > 0.6
    Startup.objects.filter(pk=domain.pk).update(domain="else.example.com")
    assert actions.find_duplicates(by="SYSTEM") == 5
    assert not DuplicatePair.objects.filter(first=domain, second=same_domain).exists()


def test_the_list(firm: Startup, listed: Startup, wallonia: User, flanders: User, as_user: SignIn) -> None:
    """Who may merge one of the two sees the pair; merging takes both."""
    actions.find_duplicates(by="SYSTEM")
    page = as_user(wallonia).get(LIST).content.decode()
    first, second = sorted((firm.pk, listed.pk))
    assert reverse("admin:merge", args=[first, second]) in page
    assert "Names very much alike" in page
    assert firm.name not in as_user(flanders).get(LIST).content.decode()
    assert (
        reverse("admin:not_the_same", args=[pair_of(firm, listed).pk])
        in as_user(wallonia).get(reverse("admin:entry", args=[firm.pk])).content.decode()
    )


def test_not_the_same_is_remembered(
    firm: Startup, listed: Startup, wallonia: User, flanders: User, as_user: SignIn
) -> None:
    actions.find_duplicates(by="SYSTEM")
    address = reverse("admin:not_the_same", args=[pair_of(firm, listed).pk])
    assert as_user(flanders).post(address).status_code == 404
    client = as_user(wallonia)
    assert client.get(address).status_code == 302
    assert pair_of(firm, listed).dismissed_at is None
    assert client.post(address, follow=True).status_code == 200
    actions.find_duplicates(by="SYSTEM")
    assert pair_of(firm, listed).dismissed_at
    assert client.post(address).status_code == 404
    assert Event.objects.filter(verb=Verb.NOT_THE_SAME).count() == 1
    assert "not the same company" in client.get(reverse("admin:events")).content.decode()


def test_merging_and_undoing(firm: Startup, listed: Startup, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    page = client.get(merge_page(firm, listed)).content.decode()
    assert "Test list" in page
    assert merge_page(listed, firm) in page
    assert "What the company says holds." in page
    assert 'name="enterprise_number"' not in page
    answer = client.post(merge_page(firm, listed), form_of(firm, listed, founded="merged"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:entry", args=[firm.pk])
    shown = answer.content.decode()
    assert "is part of Rivage Capteurs now" in shown
    assert "merged the entry into another one" in shown
    assert "Entry imported" in shown or "brought the entry in" in shown  # the history of both
    assert Startup.objects.get(pk=firm.pk).founded == listed.founded
    gone = client.get(reverse("admin:entry", args=[listed.pk])).content.decode()
    assert reverse("admin:entry", args=[firm.pk]) in gone
    undo = reverse("admin:unmerge", args=[Merge.objects.get().pk])
    assert undo in shown
    assert undo in client.get(LIST).content.decode()
    assert client.get(undo).status_code == 302
    assert Startup.objects.get(pk=listed.pk).state == EntryState.MERGED
    assert "an entry of its own again" in client.post(undo, follow=True).content.decode()
    assert Startup.objects.get(pk=listed.pk).state == EntryState.PUBLISHED
    assert client.post(undo).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [{"words": ""}, {"words": "mot " * 201}, {"founded": "²"}, {"founded": ""}, {"kept_version": "9" * 40}],
)
def test_bad_input_keeps_what_was_typed(
    changed: dict[str, str], firm: Startup, listed: Startup, wallonia: User, as_user: SignIn
) -> None:
    answer = as_user(wallonia).post(merge_page(firm, listed), form_of(firm, listed, name="merged") | changed)
    assert answer.status_code in (409, 422)
    assert re.search(r'value="merged"\s+checked', answer.content.decode())
    assert Merge.objects.count() == 0


def test_refusals_are_said(  # noqa: PLR0917  # fixtures come by position
    firm: Startup, listed: Startup, founder: User, wallonia: User, flanders: User, operator: User, as_user: SignIn
) -> None:
    elsewhere = Make.unclaimed()
    client = as_user(wallonia)
    for kept, merged in ((firm, elsewhere), (elsewhere, firm), (firm, firm)):
        assert client.get(merge_page(kept, merged)).status_code == 404
    assert as_user(flanders).post(merge_page(firm, listed), form_of(firm, listed)).status_code == 404
    assert as_user(operator).get(merge_page(firm, elsewhere)).status_code == 200
    change = Make.change(firm, founder, founded=2018)
    page = client.get(merge_page(firm, listed)).content.decode()
    assert change.reference in page
    assert "Merge the two" not in page
    answer = client.post(merge_page(firm, listed), form_of(firm, listed))
    assert answer.status_code == 409
    assert "Please decide on that first" in answer.content.decode()
    assert "le même fondateur" in answer.content.decode()


def test_the_number_of_queries_does_not_grow(firm: Startup, listed: Startup, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)

    def queries() -> int:
        actions.find_duplicates(by="SYSTEM")
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    few = queries()
    for _ in range(3):
        Make.unclaimed(name="Rivage-Capteur", **Make.place("5000", "Namur"))
    assert queries() == few
