"""The entries of the own territory, with sources and what is not disclosed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import EntryState, Reason
from directory.models import RevenueStage, Startup
from tests.factories import Make

SignIn = Callable[[User], Client]


def names(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("admin:entries"), query)
    assert response.status_code == 200
    return [startup.name for startup in response.context["page"]]


def html_of(client: Client, startup: Startup) -> str:
    response = client.get(reverse("admin:entry", args=[startup.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_works(wallonia: User, flanders: User, founder: User, as_user: SignIn) -> None:
    Make.published(founder, wallonia, name="Rivage")
    Make.unclaimed(name="Polder")
    assert names(as_user(wallonia)) == ["Rivage"]
    assert names(as_user(flanders)) == ["Polder"]


def test_search_knows_no_accents_or_capitals(wallonia: User, founder: User, as_user: SignIn) -> None:
    Make.published(founder, wallonia, name="Été à Liège")
    Make.published(founder, wallonia, name="100% Namur_x")
    client = as_user(wallonia)
    assert names(client, q="ete A") == ["Été à Liège"]
    assert names(client, q="ÉTÉ") == ["Été à Liège"]
    assert names(client, q="%") == ["100% Namur_x"]
    assert names(client, q="nothing like it") == []


def test_states_filter(flanders: User, as_user: SignIn) -> None:
    unclaimed, confirmed, lapsed, hidden = (Make.unclaimed(name=name) for name in ("Aa", "Bb", "Cc", "Dd"))
    now = timezone.now()
    Startup.objects.filter(pk=confirmed.pk).update(claimed_at=now, confirmed_on=now.date())
    Startup.objects.filter(pk=lapsed.pk).update(claimed_at=now, confirmed_on="2020-01-01")
    Startup.objects.filter(pk=hidden.pk).update(state=EntryState.UNPUBLISHED)
    client = as_user(flanders)
    assert names(client, state="unclaimed") == [unclaimed.name]
    assert names(client, state="confirmed") == ["Bb"]
    assert names(client, state="lapsed") == ["Cc"]
    assert names(client, state="unpublished") == ["Dd"]
    assert names(client, state="no such state") == ["Aa", "Bb", "Cc", "Dd"]


def test_search_finds_what_the_public_search_finds_in_any_state(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(
        founder,
        wallonia,
        name="Rivage",
        description_fr="Suit la santé des rivières.",
        website="https://rivage.example.com",
    )
    Make.published(founder, wallonia, name="Autre")
    Startup.objects.filter(pk=startup.pk).update(state=EntryState.UNPUBLISHED)
    client = as_user(wallonia)
    number = startup.enterprise_number
    for query in (
        "santé",
        "sante rivieres",
        "rivage.example.com",
        f"BE {number[:4]}.{number[4:7]}.{number[7:]}",
        "vag",
    ):
        assert names(client, q=query) == ["Rivage"], query
    assert names(client, q="santé -rivières") == []
    choices = {choice.value: choice.count for choice in client.get(reverse("admin:entries")).context["states"]}
    assert (choices["unpublished"], choices["confirmed"], choices["unclaimed"], choices["stub"]) == (1, 1, 0, 0)


def test_decisions_so_far(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    actions.reject(
        submission=change,
        revision=Make.revision(change),
        reason=Reason.MISLEADING,
        words="Ce nombre n’est pas le bon.",
        by=wallonia,
    )
    html = html_of(as_user(wallonia), startup)
    assert "Ce nombre n’est pas le bon." in html
    assert html.index(change.reference) < html.index(startup.submissions.order_by("pk")[0].reference)


def test_stubs_lie_in_no_territory_and_are_the_operators(
    wallonia: User, operator: User, flanders: User, as_user: SignIn
) -> None:
    stub = Make.unclaimed(name="Nowhere", postal_code="", municipality="")
    assert stub.state == EntryState.STUB
    assert names(as_user(operator)) == ["Nowhere"]
    assert names(as_user(flanders)) == names(as_user(wallonia)) == []
    assert as_user(flanders).get(reverse("admin:entry", args=[stub.pk])).status_code == 404
    assert "Nowhere" in html_of(as_user(operator), stub)
    assert "Still needed before it can be public: Municipality." in html_of(as_user(operator), stub)
    assert "Needs: Municipality" in as_user(operator).get(reverse("admin:entries")).content.decode()


def test_an_entry_shows_facts_sources_and_history(flanders: User, auditor: User, as_user: SignIn) -> None:
    startup = Make.unclaimed(name="Polder")
    Startup.objects.filter(pk=startup.pk).update(desk_note="City and NIS code disagree")
    html = html_of(as_user(flanders), startup)
    for words in ("Polder", "Test list", "2013", "CC0-1.0", "City and NIS code disagree"):
        assert words in html
    assert "The system brought the entry in from a public list." in html
    assert "City and NIS code" not in html_of(as_user(auditor), startup)


def test_an_undisclosed_stage_is_for_the_territory_only(
    wallonia: User, founder: User, auditor: User, flanders: User, as_user: SignIn
) -> None:
    stage = RevenueStage.objects.get(slug="2m-3m")
    startup = Make.published(founder, wallonia, stage={"year": 2025, "stage": stage.pk, "disclosed": False})
    html = html_of(as_user(wallonia), startup)
    assert stage.name_en in html
    assert "Not disclosed: for the desk only" in html
    for other in (auditor, flanders):
        client = as_user(other)
        response = client.get(reverse("admin:entry", args=[startup.pk]))
        assert response.status_code == (200 if other == auditor else 404)
        assert stage.name_en not in response.content.decode()
        log = client.get(reverse("admin:events")).content.decode()
        assert stage.name_en not in log


@pytest.mark.parametrize("typed", ["x", "²", "-1", str(2**63), "9" * 6000, "1 OR 1=1", "%ED%A0%80"])
def test_garbage_entries_are_unknown(typed: str, wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get(f"/admin/entries/{typed}/").status_code == 404


@pytest.mark.parametrize("query", ["q=%ED%A0%80", "q=" + "x" * 20_000, "q=%5C", "q=%27", "state=%C2%B2", "page=x"])
def test_bad_queries_are_answered(query: str, wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get(f"{reverse('admin:entries')}?{query}").status_code == 200


def test_nul_in_the_search_is_refused(wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get(f"{reverse('admin:entries')}?q=%00").status_code == 400


@pytest.mark.parametrize("typed", ["a\x00b", "\x07", "a\u2028b", "\u202e", "x" * 20_000])
def test_search_for_what_nobody_can_read(wallonia: User, as_user: SignIn, typed: str) -> None:
    """The database holds no NUL; it never sees one."""
    client = as_user(wallonia)
    response = client.get(reverse("admin:entries"), {"q": typed})
    assert response.status_code == (400 if "\x00" in typed else 200)


def test_search_drops_control_characters(wallonia: User, founder: User, as_user: SignIn) -> None:
    Make.published(founder, wallonia, name="Rivage Vert")
    assert names(as_user(wallonia), q="rivage\x07vert") == ["Rivage Vert"]


def test_pages(wallonia: User, founder: User, as_user: SignIn) -> None:
    Make.published(founder, wallonia, name="Rivage")
    client = as_user(wallonia)
    for malformed in ("", "x", "-1", "²", "1.5", "0"):
        assert names(client, page=malformed) == ["Rivage"], malformed
    for past in ("2", "999999999", str(2**63), "9" * 5000):
        assert names(client, page=past) == ["Rivage"], past  # what is decided may empty the page where one is


def test_what_an_auditor_and_the_operator_are_told(auditor: User, operator: User, as_user: SignIn) -> None:
    reader, runner = as_user(auditor), as_user(operator)
    for name in ("duplicates", "organisations", "fast", "old_lists"):
        assert "decided by the partners" in reader.get(reverse(f"admin:{name}")).content.decode(), name
    for name in ("entries", "imports"):
        page = reader.get(reverse(f"admin:{name}")).content.decode()
        assert reverse("admin:old_lists") not in page
        assert "your own territory. What" not in page
    for name, words in (("entries", "lies in no territory yet"), ("duplicates", "that lie in none")):
        assert words in runner.get(reverse(f"admin:{name}")).content.decode(), name
