"""Old lists: many unclaimed entries at once are gone or no firms, after a look; one by one it can be taken back."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.actions.errors import CompanyKeepsIt, NotAllowed, NumberListed, SaidAlready
from directory.choices import CompanyStatus, EntryState, Reason, Verb
from directory.models import Event, FactSource, Startup
from directory.rules.trail import first_broken_position
from tests.factories import Make, enterprise_number

SignIn = Callable[[User], Client]
GONE = {"source": "Belgian Official Gazette, 2 April 2026", "as_of": "2026-04-02", "words": "Struck off."}
NO_FIRM = {"reason": "no-own-technology", "words": ""}


def address(startups: Iterable[Startup | int | str], what: str = "gone") -> str:
    pks = [("entry", one.pk if isinstance(one, Startup) else one) for one in startups]
    return f"{reverse('admin:mark_old')}?{urlencode([*pks, ('what', what)])}"


def fresh(startup: Startup) -> Startup:
    return Startup.objects.get(pk=startup.pk)


def say(client: Client, startups: Iterable[Startup], what: str, form: dict[str, str]) -> Any:
    return client.post(address(startups, what), form, follow=True)


def load_again(startup: Startup) -> str:
    """The list as it was."""
    row = actions.ImportedEntry(
        key=startup.import_key or "",
        profile={
            "name": startup.name,
            "postal_code": startup.postal_code,
            "municipality": startup.municipality.nis_code if startup.municipality else "",
            "founded": startup.founded,
        },
        source="Test list",
        source_url="https://example.com/list",
        licence="CC0-1.0",
        as_of=date(2013, 1, 1),
    )
    return actions.import_entry(row=row, by="SYSTEM")


def test_gone(flanders: User, as_user: SignIn) -> None:
    startups = [Make.unclaimed(name=name) for name in ("Polder", "Duin", "Schorre")]
    client = as_user(flanders)
    assert [one.name for one in client.get(reverse("admin:old_lists")).context["page"]] == ["Duin", "Polder", "Schorre"]
    html = client.get(address(startups[:2])).content.decode()
    assert "2 entries would change" in html
    assert "Schorre" not in html
    assert fresh(startups[0]).status == CompanyStatus.UNKNOWN  # looking changes nothing
    said = say(client, startups[:2], "gone", GONE).content.decode()
    assert 'Noted for 2 entries. <a href="/admin/entries/?state=gone">' in said
    gone = fresh(startups[0])
    assert (gone.state, gone.status) == (EntryState.PUBLISHED, CompanyStatus.CEASED)
    fact = FactSource.objects.get(startup=gone, field="status")
    assert (fact.source, fact.as_of) == (GONE["source"], date(2026, 4, 2))
    public = client.get(gone.get_absolute_url()).content.decode()
    assert "Polder is no longer in business." in public
    assert public.count(GONE["source"]) == 2  # in the notice, and among the sources of the page
    page = client.get(reverse("admin:entry", args=[gone.pk])).content.decode()
    assert "No longer in business" in page
    assert reverse("admin:invite_to_claim", args=[gone.pk]) not in page
    assert client.get(reverse("admin:invite_to_claim", args=[gone.pk])).status_code == 404
    assert "Struck off." not in public
    assert "Duin" not in client.get("/en/startups/").content.decode()
    assert [one.name for one in client.get(reverse("admin:entries"), {"state": "gone"}).context["page"]] == [
        "Duin",
        "Polder",
    ]
    assert load_again(gone) == "same"  # the list knows nothing of it
    assert fresh(gone).status == CompanyStatus.CEASED
    html = client.get(reverse("admin:entry", args=[gone.pk])).content.decode()
    assert "A moderator (Flanders) noted that the company is no longer in business." in html
    assert f"Source: {GONE['source']}" in html
    assert "Struck off." in html
    client.post(reverse("admin:entry_back", args=[gone.pk]))
    assert fresh(gone).status == CompanyStatus.UNKNOWN
    assert not FactSource.objects.filter(startup=gone, field="status").exists()
    assert "Back to the list" not in client.get(reverse("admin:entry", args=[gone.pk])).content.decode()
    verbs = list(Event.objects.filter(startup_id=gone.pk).order_by("position").values_list("verb", flat=True))
    assert verbs == [Verb.ENTRY_IMPORTED, Verb.ENTRY_GONE, Verb.ENTRY_PUT_BACK]
    assert first_broken_position() is None


def test_not_by_who_claims_it(flanders: User, as_user: SignIn) -> None:
    """Also in a draft."""
    startup, client = Make.unclaimed(name="Polder"), as_user(flanders)
    say(client, [startup], "gone", GONE)
    draft = actions.start_claim(startup=startup, language="nl", by=flanders)
    assert "Back to what the list says" not in client.get(reverse("admin:entry", args=[startup.pk])).content.decode()
    assert client.post(reverse("admin:entry_back", args=[startup.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        actions.put_back(startup=startup, by=flanders)
    draft.delete()
    actions.put_back(startup=startup, by=flanders)
    actions.start_claim(startup=startup, language="nl", by=flanders)
    with pytest.raises(NotAllowed):
        actions.mark_gone(startup=startup, source="X", as_of=date(2026, 4, 2), words="", by=flanders)


def test_not_a_firm(flanders: User, as_user: SignIn) -> None:
    startup, stays = Make.unclaimed(name="Polder"), Make.unclaimed(name="Duin")
    client = as_user(flanders)
    say(client, [startup], "not-a-firm", NO_FIRM)
    assert fresh(startup).state == EntryState.UNPUBLISHED
    assert client.get(startup.get_absolute_url()).status_code == 404
    assert client.get(stays.get_absolute_url()).status_code == 200
    assert load_again(startup) == "skipped"
    assert fresh(startup).state == EntryState.UNPUBLISHED
    event = Event.objects.get(verb=Verb.ENTRY_NOT_A_FIRM)
    assert event.reason == Reason.NO_OWN_TECHNOLOGY
    client.post(reverse("admin:entry_back", args=[startup.pk]))
    assert fresh(startup).state == EntryState.PUBLISHED


def test_what_is_left_out_and_why(flanders: User, wallonia: User, founder: User, as_user: SignIn) -> None:
    own, open_one = Make.unclaimed(name="Polder"), Make.unclaimed(name="Duin")
    kept = Make.published(founder, flanders, name="Schorre", **Make.place("9000", "Gent"))
    Make.claim(open_one, founder)
    foreign = Make.unclaimed(name="Rivage", **Make.place("5000", "Namur"))
    stub = Make.unclaimed(name="Nowhere", postal_code="", municipality="")
    client = as_user(flanders)
    chosen: list[Startup | int | str] = [own, open_one, kept, foreign, stub, "x", "²", "9" * 40, ""]
    response = client.get(address(chosen))
    assert [one.name for one in response.context["chosen"]] == ["Polder"]
    assert [(one.name, type(why).__name__) for one, why in response.context["skipped"]] == [
        ("Duin", "ChangePending"),
        ("Schorre", "CompanyKeepsIt"),
    ]
    for name in ("Rivage", "Nowhere"):
        assert name not in response.content.decode()
    client.post(address(chosen), GONE)
    assert [one.name for one in Startup.objects.filter(status=CompanyStatus.CEASED)] == ["Polder"]
    assert "Nothing was ticked that could change." in client.get(address([kept])).content.decode()
    for startup, refused in ((own, SaidAlready), (kept, CompanyKeepsIt), (foreign, NotAllowed)):
        with pytest.raises(refused):
            actions.mark_not_a_firm(startup=startup, reason=Reason.DUPLICATE, by=flanders)
    with pytest.raises(SaidAlready):
        actions.put_back(startup=kept, by=flanders)
    with pytest.raises(NotAllowed):
        actions.put_back(startup=own, by=wallonia)


def test_at_most_200_and_as_many_questions_for_many_as_for_few(flanders: User, as_user: SignIn) -> None:
    startups = [Make.unclaimed() for _ in range(12)]
    client = as_user(flanders)
    counts = []
    for some in (startups[:2], startups):
        with CaptureQueriesContext(connection) as captured:
            client.get(address(some))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    response = client.get(address([*startups[:1], *range(900_000, 900_199), startups[1]]))
    assert [one.pk for one in response.context["chosen"]] == [startups[0].pk]
    assert "At most 200 entries at once" in response.content.decode()


def test_back_only_where_the_number_is_free(flanders: User, founder: User) -> None:
    number = enterprise_number(77)
    startup = Make.unclaimed(enterprise_number=number)
    actions.mark_not_a_firm(startup=startup, reason=Reason.DUPLICATE, by=flanders)
    Make.published(founder, flanders, enterprise_number=number, **Make.place("9000", "Gent"))
    with pytest.raises(NumberListed):
        actions.put_back(startup=startup, by=flanders)
    assert fresh(startup).state == EntryState.UNPUBLISHED


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("gone", {"source": ""}),
        ("gone", {"source": "a\x07b"}),
        ("gone", {"source": "x" * 301}),
        ("gone", {"as_of": "2999-01-01"}),
        ("gone", {"as_of": "²"}),
        ("gone", {"words": ""}),
        ("not-a-firm", {"reason": "meets-criteria"}),
        ("not-a-firm", {"reason": ""}),
    ],
)
def test_wrong_answers_change_nothing(what: str, wrong: dict[str, str], flanders: User, as_user: SignIn) -> None:
    startup = Make.unclaimed()
    form = (GONE if what == "gone" else NO_FIRM) | wrong
    response = as_user(flanders).post(address([startup], what), form)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert (fresh(startup).state, fresh(startup).status) == (EntryState.PUBLISHED, CompanyStatus.UNKNOWN)


def test_nothing_ticked_stays_on_the_list(flanders: User, as_user: SignIn) -> None:
    Make.unclaimed(name="Polder")
    response = as_user(flanders).get(address([]) + "&q=polder&page=1", follow=True)
    assert response.redirect_chain == [(f"{reverse('admin:old_lists')}?q=polder&page=1", 302)]
    assert "Tick at least one entry." in response.content.decode()


def test_nothing_else_can_be_said(flanders: User, as_user: SignIn) -> None:
    startup = Make.unclaimed()
    client = as_user(flanders)
    for what in ("", "merged", "²"):
        assert client.get(address([startup], what)).status_code == 404
        assert client.post(address([startup], what), GONE).status_code == 404
    client.get(reverse("admin:entry_back", args=[startup.pk]))
    assert Event.objects.filter(startup_id=startup.pk).count() == 1
