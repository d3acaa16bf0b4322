"""Two entries become one, and within a day two again."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions.errors import (
    ChangedSince,
    ChangePending,
    Incomplete,
    KeepPublic,
    NotAllowed,
    NotByMerging,
    NumberListed,
    Outdated,
    Refused,
    TooLateToUndo,
)
from directory.choices import EntryState, IntroductionState, ReportState, Side, TeamRole, Verb
from directory.jobs import periodic
from directory.models import (
    Accompaniment,
    Ask,
    CollectionEntry,
    ErrorReport,
    Event,
    FactSource,
    Market,
    Merge,
    Sector,
    SectorLink,
    Startup,
    SupportOrganisation,
    TeamMember,
)
from directory.models.event import EventDetail
from directory.rules.introductions import to_erase, to_remind
from directory.rules.merging import fingerprint_of
from directory.rules.profile import profile_of
from tests.factories import Make


def fresh(startup: Startup) -> Startup:
    return Startup.objects.get(pk=startup.pk)


def merge(kept: Startup, merged: Startup, by: User, choices: dict[str, str] | None = None, **given: Any) -> Merge:
    versions = (fresh(kept).content_version, fresh(merged).content_version)
    given = {"seen_versions": versions, "reason": "Une seule firme."} | given
    return actions.merge(kept=kept, merged=merged, choices=choices or {}, by=by, **given)


@pytest.fixture
def firm(founder: User, wallonia: User) -> Startup:
    """Claimed and confirmed, in Namur, with a market and an ask."""
    rows = {
        "markets": [{"country": "FR", "activities": ["customers"], "since": 2020}],
        "asks": [{"kind": "customer", "country": "FR", "text": "Une commune pilote", "language": "fr"}],
    }
    return Make.published(founder, wallonia, name="Rivage", **rows)


@pytest.fixture
def listed(db: None) -> Startup:
    """From a list, in Namur as well."""
    given = {"name": "Rivage Capteurs", "founded": 2011, "website": "https://capteurs.example.com"}
    return Make.unclaimed(**Make.place("5000", "Namur"), **given)


def found(client: Client, words: str) -> int:
    answer = client.get("/en/startups/", {"q": words})
    return len(answer.context["results"].found)


def test_it_works(firm: Startup, listed: Startup, wallonia: User, founder: User, client: Client) -> None:
    assert found(client, "rivage") == 2
    row = merge(firm, listed, wallonia, {"founded": "merged", "name": "kept", "website": "kept"})
    kept, merged = fresh(firm), fresh(listed)
    assert (kept.founded, kept.name, kept.state) == (2011, "Rivage", EntryState.PUBLISHED)
    assert (merged.state, merged.merged_into) == (EntryState.MERGED, kept)
    assert merged.founded == 2011  # keeps what it said
    assert FactSource.objects.get(startup=kept, field="founded").source == "Test list"
    assert FactSource.objects.get(startup=kept, field="website").source == ""
    assert found(client, "rivage") == 1
    assert fresh(firm).content_version > firm.content_version
    event = Event.objects.get(verb=Verb.ENTRY_MERGED)
    assert (event.startup_id, event.after["merged_into"]) == (merged.pk, kept.pk)
    assert EventDetail.objects.get(position=event.position).personal == {"words": "Une seule firme."}
    assert Event.objects.latest("position").after == {"founded": 2011}
    [told] = [message for message in mail.outbox if "Une seule firme." in message.body]
    assert told.to == [founder.email]
    assert row.fingerprint == fingerprint_of(kept, merged)


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_old_addresses_lead_on(language: str, firm: Startup, listed: Startup, wallonia: User, client: Client) -> None:
    """Also by way of a third entry, and an address that was old before."""
    third = Make.unclaimed(name="Rivagel", **Make.place("5000", "Namur"))
    merge(listed, third, wallonia)
    merge(firm, listed, wallonia)
    for old in (listed, third):
        answer = client.get(f"/{language}/startups/{old.slug}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/{language}/startups/{firm.slug}/")


def test_undone_it_is_as_before(firm: Startup, listed: Startup, wallonia: User, client: Client) -> None:
    """Columns, rows with their keys, sources and the public list."""
    Market.objects.create(startup=listed, country="DE", activity="customers", since=2019)
    before = profile_of(fresh(firm)), profile_of(fresh(listed)), fresh(firm).slug, fresh(firm).confirmed_on
    asks, sources = (list(model.objects.filter(startup=firm).order_by("pk").values()) for model in (Ask, FactSource))
    everything = dict.fromkeys(("name", "founded", "website", "markets", "asks"), "merged")
    row = merge(firm, listed, wallonia, everything)
    assert fresh(firm).name == "Rivage Capteurs"
    assert fresh(firm).asks.open().count() == 0
    mail.outbox.clear()
    actions.unmerge(merge=row, by=wallonia)
    kept, again = fresh(firm), fresh(listed)
    assert (profile_of(kept), profile_of(again), kept.slug, kept.confirmed_on) == before
    assert again.state == EntryState.PUBLISHED
    assert list(Ask.objects.filter(startup=firm).order_by("pk").values()) == asks
    assert list(FactSource.objects.filter(startup=firm).order_by("pk").values()) == sources
    assert kept.content_version > row.kept.content_version
    assert found(client, "rivage") == 2
    assert client.get(f"/en/startups/{listed.slug}/").status_code == 200
    assert Event.objects.latest("position").verb == Verb.ENTRY_UNMERGED
    assert len(mail.outbox) == 1
    assert Merge.objects.get().snapshot == {}
    with pytest.raises(NotAllowed):  # it is merged no more
        actions.unmerge(merge=row, by=wallonia)


def test_teams_join_and_part(
    firm: Startup, founder: User, other_founder: User, wallonia: User, as_user: Callable[[User], Client]
) -> None:
    other = Make.published(other_founder, wallonia, name="Rivage bis")
    TeamMember.objects.create(startup=firm, user=other_founder, role=TeamRole.EDITOR)
    newcomer = User.objects.create_user("newcomer@example.test")
    TeamMember.objects.create(startup=other, user=newcomer, role=TeamRole.EDITOR)
    row = merge(firm, other, wallonia)
    assert set(firm.team.active().values_list("user__email", "role")) == {
        (founder.email, "owner"),
        (other_founder.email, "owner"),
        (newcomer.email, "editor"),
    }
    assert as_user(newcomer).get(f"/en/my/firms/{firm.slug}/").status_code in (200, 404)
    actions.unmerge(merge=row, by=wallonia)
    assert set(firm.team.active().values_list("user__email", "role")) == {
        (founder.email, "owner"),
        (other_founder.email, "editor"),
    }
    assert other.team.active().count() == 2


def test_an_unclaimed_entry_becomes_the_firm_s(firm: Startup, listed: Startup, wallonia: User, founder: User) -> None:
    merge(listed, firm, wallonia)
    kept = fresh(listed)
    assert kept.claimed_at == firm.claimed_at
    assert (kept.confirmed_on, kept.confirmed_by) == (firm.confirmed_on, founder)
    assert kept.status == "active"
    assert kept.enterprise_number == firm.enterprise_number  # something rather than nothing
    assert kept.team.active().get().user == founder


def test_a_company_s_number_and_status_take_two(firm: Startup, listed: Startup, wallonia: User) -> None:
    """Whichever of the two stays."""
    taken_over = {"status": "acquired", "status_since": timezone.localdate(), "acquired_by": "X", "status_source": "Y"}
    Startup.objects.filter(pk=listed.pk).update(enterprise_number="0400000004", **taken_over)
    for name in ("enterprise_number", "status"):
        for kept, merged, side in ((firm, listed, "merged"), (listed, firm, "kept")):
            with pytest.raises(NotByMerging):
                merge(kept, merged, wallonia, {name: side})
    merge(listed, firm, wallonia)
    kept = fresh(listed)
    assert (kept.enterprise_number, kept.status) == (firm.enterprise_number, "active")


def test_an_entry_keeps_its_territory(firm: Startup, operator: User) -> None:
    """The other one has not accepted it."""
    merge(firm, Make.unclaimed(), operator, {"postal_code": "merged"})
    kept = fresh(firm)
    assert kept.territory is not None
    assert (kept.postal_code, kept.territory.slug) == ("9000", "wallonia")


def test_introductions_of_the_merged_entry(firm: Startup, founder: User, other_founder: User, wallonia: User) -> None:
    """Who waits is told; of a yes it is asked what came of it before it is erased."""
    other = Make.published(other_founder, wallonia)
    Startup.objects.filter(pk__in=(firm.pk, other.pk)).update(status="active")
    waits, met = Make.introduction(other), Make.introduction(other, email="bert@isar.example")
    actions.answer_introduction(introduction=met, answer=IntroductionState.YES, words="", by=other_founder)
    mail.outbox.clear()
    merge(firm, other, wallonia)
    waits.refresh_from_db()
    assert waits.state == IntroductionState.LAPSED
    assert ["anna@isar.example"] in [message.to for message in mail.outbox]
    assert not to_remind().exists()
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert set(to_erase()) == {waits}
        assert actions.ask_for_outcome(introduction=met, by="SYSTEM")
        assert met not in to_erase()
    with time_machine.travel(timezone.now() + timedelta(days=99)):
        assert met in to_erase()


def test_what_others_said_goes_on_with_the_kept_one(
    firm: Startup, listed: Startup, wallonia: User, operator: User
) -> None:
    """Who accompanies it, where it was collected, what was reported; each once. Undone it is as before."""
    hub, known = Make.organisation("Namur", name="Trakk"), Make.organisation("Namur", name="Bep")

    def accompanied(organisation: SupportOrganisation, startup: Startup) -> Accompaniment:
        return actions.propose_accompaniment(
            organisation=organisation, startup=startup, since=2021, side=Side.ORGANISATION, by=wallonia
        )

    ended = accompanied(hub, listed)
    actions.end_accompaniment(accompaniment=ended, side=Side.ORGANISATION, by=wallonia)
    Accompaniment.objects.filter(pk=ended.pk).update(
        proposed_at=timezone.now() - timedelta(days=61), ended_at=timezone.now() - timedelta(days=60)
    )
    goes, stays = accompanied(hub, listed), accompanied(known, listed)
    accompanied(known, firm)
    alone, both = Make.collection("walloon-partner", listed), Make.collection("walloon-partner", firm, listed)
    waits, handled = Make.report(listed), Make.report(listed, words="Autre chose")
    actions.handle_report(report=handled, state=ReportState.DISMISSED, seen=ReportState.OPEN, by=wallonia)

    def of(startup: Startup) -> list[list[int]]:
        models = (Accompaniment, CollectionEntry, ErrorReport)
        rows = [model._default_manager.filter(startup=startup).order_by("pk") for model in models]
        return [[one.pk for one in found] for found in rows]

    before = of(firm), of(listed)
    row = merge(firm, listed, wallonia)
    accompaniments, entries, reports = of(listed)
    assert (accompaniments, reports) == ([ended.pk, stays.pk], [handled.pk])
    assert entries == [both.entries.get(startup=listed).pk]
    assert firm.accompaniments.standing().filter(pk=goes.pk).exists()
    assert alone.entries.get().startup == firm
    assert alone.entries.get().reason_en == "Reason of Rivage Capteurs"
    assert both.entries.filter(startup=firm).count() == 1
    assert firm.error_reports.get() == waits
    actions.unmerge(merge=row, by=wallonia)
    assert (of(firm), of(listed)) == before


def test_put_into_a_collection_this_very_moment(
    firm: Startup, listed: Startup, wallonia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Make.collection("walloon-partner", listed)
    monkeypatch.setattr(import_module("directory.actions.merge"), "lock_collections", lambda _startup: set())
    with pytest.raises(Outdated):
        merge(firm, listed, wallonia)
    assert fresh(listed).state == EntryState.PUBLISHED


@pytest.mark.parametrize("gone", ["merged", "removed"])
def test_a_sector_that_is_gone_meanwhile(
    gone: str, firm: Startup, listed: Startup, wallonia: User, operator: User
) -> None:
    stays = SectorLink.objects.get(startup=firm).sector
    ends = Sector.objects.in_use().exclude(pk=stays.pk).order_by("pk")[0]
    SectorLink.objects.filter(startup=listed).delete()
    SectorLink.objects.create(startup=listed, sector=ends, position=0)
    row = merge(listed, firm, wallonia, {"sectors": "merged"})
    if gone == "merged":
        actions.merge_terms(row=ends, into=stays, by=operator)
    else:
        actions.remove_term(row=ends, by=operator)
    actions.unmerge(merge=row, by=wallonia)
    links = SectorLink.objects.filter(startup=listed).values_list("sector", flat=True)
    assert list(links) == ([stays.pk] if gone == "merged" else [])


def test_a_list_brings_nothing_back(listed: Startup, wallonia: User) -> None:
    other = Make.unclaimed(**Make.place("5000", "Namur"), people="10-19")
    merge(listed, other, wallonia)
    for entry, people in ((listed, "10-19"), (other, "10-19")):
        row = actions.ImportedEntry(
            key=str(entry.import_key),
            profile={"name": "Nouveau", **Make.place("5000", "Namur")},
            source="Test list",
            source_url="",
            licence="CC0-1.0",
            as_of=timezone.localdate(),
        )
        assert actions.import_entry(row=row, by="SYSTEM") == "skipped"
        assert fresh(entry).people == people
    assert fresh(other).state == EntryState.MERGED


def test_refusals(  # noqa: PLR0917  # fixtures come by position
    firm: Startup, listed: Startup, wallonia: User, flanders: User, operator: User, founder: User
) -> None:
    elsewhere = Make.unclaimed()
    stub = Make.unclaimed(postal_code="", municipality="")
    insider = TeamMember.objects.create(startup=listed, user=wallonia, role=TeamRole.EDITOR)
    own = {"kept": firm, "merged": listed, "by": wallonia}
    before = Event.objects.count()

    def refused(error: type[Refused], **given: Any) -> None:
        with pytest.raises(error):
            merge(**(own | given))

    refused(NotAllowed)  # the own company
    insider.delete()
    refused(NotAllowed, by=flanders)
    refused(NotAllowed, by=founder)
    refused(NotAllowed, merged=elsewhere)
    refused(NotAllowed, merged=firm)
    refused(NotAllowed, merged=stub)  # a stub is the operator's
    refused(KeepPublic, kept=stub, merged=firm, by=operator)
    refused(Outdated, seen_versions=(99, 99))
    refused(Incomplete, choices={"original_language": "merged"})
    Startup.objects.filter(pk=listed.pk).update(is_sample=True)
    refused(NotAllowed)
    Startup.objects.filter(pk=listed.pk).update(is_sample=False)
    change = Make.change(firm, founder, founded=2018)
    refused(ChangePending)
    assert Event.objects.count() == before + 1  # the change was sent
    actions.withdraw(submission=change, by=founder)
    merge(firm, listed, wallonia)
    refused(NotAllowed)  # once is enough
    assert merge(firm, elsewhere, operator).merged == elsewhere  # across territories
    assert merge(firm, stub, operator).merged == stub


def test_undoing_is_refused(firm: Startup, listed: Startup, wallonia: User, flanders: User, founder: User) -> None:
    row = merge(firm, listed, wallonia)
    with pytest.raises(NotAllowed):
        actions.unmerge(merge=row, by=flanders)
    change = Make.change(fresh(firm), founder, founded=2018)
    with pytest.raises(ChangePending):
        actions.unmerge(merge=row, by=wallonia)
    actions.withdraw(submission=change, by=founder)
    actions.confirm(startup=fresh(firm), by=founder)  # the same day: it says the same
    TeamMember.objects.create(startup=firm, user=wallonia, role=TeamRole.EDITOR).delete()
    Market.objects.create(startup=firm, country="NL", activity="staff")
    with pytest.raises(ChangedSince):
        actions.unmerge(merge=row, by=wallonia)
    Market.objects.filter(startup=firm, country="NL").delete()
    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(TooLateToUndo):
        actions.unmerge(merge=row, by=wallonia)
    actions.unmerge(merge=row, by=wallonia)


def test_a_number_that_was_taken_meanwhile(firm: Startup, wallonia: User, other_founder: User) -> None:
    other = Make.published(other_founder, wallonia)
    row = merge(firm, other, wallonia)
    Make.published(other_founder, wallonia, enterprise_number=other.enterprise_number)
    with pytest.raises(NumberListed):
        actions.unmerge(merge=row, by=wallonia)
    assert fresh(other).state == EntryState.MERGED


def test_what_undoing_needs_is_forgotten_after_a_day(firm: Startup, listed: Startup, wallonia: User) -> None:
    Startup.objects.filter(pk=listed.pk).update(contact={"name": "X", "email": "x@example.com", "phone": ""})
    row = merge(firm, listed, wallonia)
    assert fresh(firm).contact["name"] == "X"
    assert periodic.forget_merges() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert periodic.forget_merges() == 1
        assert periodic.forget_merges() == 0
    row.refresh_from_db()
    assert (row.snapshot, fresh(listed).contact) == ({}, {})
