"""Two entries of one company become one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from directory.actions._entries import write_profile
from directory.actions._introductions import lapse
from directory.actions._shared import record, refusing
from directory.actions.documents import keep_names
from directory.actions.errors import LISTED, ChangePending, Incomplete, KeepPublic, NotAllowed, NotByMerging, Outdated
from directory.choices import (
    OPEN_STATES,
    CompanyStatus,
    EntryState,
    IntroductionState,
    ReportState,
    SubmissionState,
    TeamRole,
    Verb,
)
from directory.models import (
    Accompaniment,
    Collection,
    CollectionEntry,
    ErrorReport,
    FactSource,
    Merge,
    Municipality,
    Startup,
    Submission,
    TeamMember,
)
from directory.notifications import merging as mails
from directory.rules.keeping import team_of
from directory.rules.merging import State, differences, fingerprint_of, is_readable, names_taken, state_of
from directory.rules.permissions import Permission, narrow
from directory.rules.places import territory_of
from directory.rules.profile import PLACE, Profile, personal_values, profile_of, public_value

# What others said of the merged entry, and which goes on with the kept one.
CARRIED: tuple[type[Model], ...] = (Accompaniment, CollectionEntry, ErrorReport)


@transaction.atomic
def merge(
    *, kept: Startup, merged: Startup, choices: Mapping[str, str], seen_versions: tuple[int, int], reason: str, by: User
) -> Merge:
    """Let `merged` go into `kept`, which takes over the fields chosen so, with their sources.

    `choices` says "kept" or "merged" by the first name of each of rules.merging.differences; `seen_versions` are the
    content_versions of both on the screen. The merged entry keeps its facts, its history, its proofs, its drafts and
    the views counted for it; its addresses lead to the kept one; its team joins the other. Who accompanies it, where
    partners collected it and what visitors reported goes on with the kept one. `reason` is for both teams.

    What waits for an answer of the merged entry's team lapses. Raises NotAllowed, Outdated, ChangePending, KeepPublic,
    NotByMerging, Incomplete or NumberListed; then nothing is changed.
    """
    locked_people = _lock_people(merged)
    locked_collections = lock_collections(merged)
    locked_submissions = lock_undecided(kept, merged)
    keep_names()
    into, gone = lock_both(kept, merged)
    if (into.content_version, gone.content_version) != seen_versions:
        raise Outdated
    _check(into, gone, locked_submissions, by)
    before, ours, theirs = state_of(into), profile_of(into), profile_of(gone)
    found = differences(into, gone)
    if any(one.is_fixed and choices.get(one.name, one.default) != one.default for one in found):
        raise NotByMerging
    names = names_taken(found, choices)
    profile = ours | {name: theirs[name] for name in names}
    if into.state == EntryState.PUBLISHED and not is_readable(profile):
        raise Incomplete
    state_before = gone.state
    _let_go(gone, into)
    _take_over(into, gone, profile, names)
    joined, raised = _join_teams(into, gone, locked_people)
    carried = _carry_over(into, gone, locked_collections)
    for introduction in gone.introductions.filter(state=IntroductionState.WAITING).order_by("pk"):
        lapse(introduction)  # it was sent to the other team
    row = Merge.objects.create(
        kept=into,
        merged=gone,
        snapshot=_changed(before, state_of(Startup.objects.get(pk=into.pk)))
        | {"state": state_before, "joined": [one.pk for one in joined], "raised": [one.pk for one in raised]}
        | {"carried": carried},
        fingerprint=fingerprint_of(into, gone),
    )
    event = record(
        Verb.ENTRY_MERGED,
        by=by,
        startup=gone,
        before={"state": state_before},
        after={"state": EntryState.MERGED, "merged_into": into.pk},
        personal={"words": reason},
    )
    _record_change(into, ours, profile, names, by)
    _record_team(into, gone, joined, raised, by)
    for person in team_of(into):
        mails.entries_merged.enqueue(event.position, str(person.pk))
    return row


def _lock_people(merged: Startup) -> set[object]:
    """Whoever of the team closes the account meanwhile waits, or is no longer of the team."""
    team = TeamMember.objects.active().filter(startup=merged).values("user")
    people = User.objects.select_for_update(no_key=True).filter(pk__in=team, is_active=True).order_by("pk")
    return {person.pk for person in people}


def lock_collections(startup: Startup) -> set[int]:
    """Where it stands: nobody else puts firms into these, or takes them out, before we are done."""
    standing = CollectionEntry.objects.filter(startup=startup).values("collection")
    return {row.pk for row in Collection.objects.select_for_update().filter(pk__in=standing).order_by("pk")}


def lock_undecided(*startups: Startup) -> set[int]:
    """What somebody writes or has sent for these entries: it is not sent, or decided, before we are done."""
    rows = Q(startup__in=startups, state__in=(SubmissionState.DRAFT, *OPEN_STATES))
    return {row.pk for row in Submission.objects.select_for_update(of=("self",)).filter(rows).order_by("pk")}


def lock_both(kept: Startup, merged: Startup) -> tuple[Startup, Startup]:
    rows = Startup.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, merged.pk)).order_by("pk")
    locked = {row.pk: row for row in rows}
    return locked[kept.pk], locked[merged.pk]


def _check(into: Startup, gone: Startup, locked: set[int], by: User) -> None:
    both = (into.pk, gone.pk)
    mine = narrow(Startup.objects.filter(pk__in=both, is_sample=into.is_sample), by, Permission.MERGE)
    if into.pk == gone.pk or mine.count() != 2:
        raise NotAllowed
    if into.state == EntryState.STUB and gone.state == EntryState.PUBLISHED:
        raise KeepPublic
    undecided = Submission.objects.filter(startup__in=both)
    if undecided.open().exists():
        raise ChangePending
    if undecided.filter(state=SubmissionState.DRAFT).exclude(pk__in=locked).exists():
        raise Outdated  # begun this very moment: it could be sent before we are done


def _let_go(gone: Startup, into: Startup) -> None:
    """First, so that its number is free for the other one."""
    gone.state, gone.merged_into = EntryState.MERGED, into
    gone.content_version += 1
    gone.changed_at = timezone.now()
    gone.save()


def _take_over(into: Startup, gone: Startup, profile: Profile, names: list[str]) -> None:
    """The chosen facts with their sources; of claim, confirmation and contact what says more."""
    if gone.claimed_at:
        if into.status == CompanyStatus.UNKNOWN:
            into.status = CompanyStatus.ACTIVE  # the company itself has spoken
        into.claimed_at = min(filter(None, (into.claimed_at, gone.claimed_at)))
    if gone.confirmed_on and (into.confirmed_on is None or into.confirmed_on < gone.confirmed_on):
        into.confirmed_on, into.confirmed_by = gone.confirmed_on, gone.confirmed_by
    into.contact = into.contact or gone.contact
    into.content_version += 1
    into.changed_at = timezone.now()
    # An entry keeps its territory until the other one accepts it (rules.filing says what stands elsewhere).
    if into.territory is None and set(names) & set(PLACE) and profile["municipality"]:
        municipality = Municipality.objects.select_related("area__parent").get(nis_code=profile["municipality"])
        into.territory = territory_of(profile["postal_code"], municipality)
    with refusing(LISTED):
        write_profile(into, profile, names)
    _take_sources(into, gone, names)


def _take_sources(into: Startup, gone: Startup, names: Iterable[str]) -> None:
    FactSource.objects.filter(startup=into, field__in=names).delete()
    travelling = list(gone.fact_sources.filter(field__in=names).order_by("pk"))
    for source in travelling:
        source.pk, source.startup = None, into
    FactSource.objects.bulk_create(travelling)


def _join_teams(into: Startup, gone: Startup, people: set[object]) -> tuple[list[TeamMember], list[TeamMember]]:
    """Who joined, and who became an owner by it. Raises Outdated for somebody who came to the team this very moment."""
    members = {member.user_id: member for member in into.team.active()}
    joined, raised = [], []
    for other in gone.team.active().filter(user__is_active=True).order_by("pk"):
        if other.user_id not in people:
            raise Outdated
        member = members.get(other.user_id)
        if member is None:
            joined.append(TeamMember.objects.create(startup=into, user=other.user, role=other.role))
        elif other.role == TeamRole.OWNER and member.role != TeamRole.OWNER:
            member.role = TeamRole.OWNER
            member.save(update_fields=["role"])
            raised.append(member)
    return joined, raised


def _carry_over(into: Startup, gone: Startup, collections: set[int]) -> dict[str, list[int]]:
    """What others said of it and the kept entry does not have yet: by model, the keys of what moved. Raises Outdated
    for a collection that it was put into this very moment."""
    holding = CollectionEntry.objects.filter(startup=into).values("collection")
    entries = CollectionEntry.objects.filter(startup=gone).exclude(collection__in=holding)
    if entries.exclude(collection__in=collections).exists():
        raise Outdated
    known = into.accompaniments.filter(ended_at=None).values("organisation")
    moving: tuple[QuerySet[Any], ...] = (
        gone.accompaniments.filter(ended_at=None).exclude(organisation__in=known),
        entries,
        gone.error_reports.filter(state__in=(ReportState.OPEN, ReportState.PASSED_ON)),
    )
    carried = {rows.model.__name__: list(rows.order_by("pk").values_list("pk", flat=True)) for rows in moving}
    move(carried, gone, into)
    return carried


def move(carried: Mapping[str, list[int]], source: Startup, to: Startup) -> None:
    """Under the locks of both entries. What was erased meanwhile stays so."""
    for model in CARRIED:
        rows = model._default_manager.filter(pk__in=carried.get(model.__name__, []), startup=source)
        rows.update(startup=to)


def _changed(before: State, after: State) -> State:
    """What the entry said before where it says something else now; its version only ever rises."""
    columns = {
        name: value
        for name, value in before["columns"].items()
        if after["columns"][name] != value and name != "content_version"
    }
    rows = {name: value for name, value in before["rows"].items() if after["rows"][name] != value}
    return {"columns": columns, "rows": rows}


def _record_change(into: Startup, ours: Profile, profile: Profile, names: list[str], by: User) -> None:
    if names:
        record(
            Verb.ENTRY_CHANGED,
            by=by,
            startup=into,
            before={name: public_value(name, ours[name]) for name in names},
            after={name: public_value(name, profile[name]) for name in names},
            personal=personal_values(ours, profile, names),
        )


def _record_team(into: Startup, gone: Startup, joined: list[TeamMember], raised: list[TeamMember], by: User) -> None:
    for member in joined:
        after = {"user": str(member.user_id), "role": member.role, "merged": gone.pk}
        record(Verb.TEAM_JOINED, by=by, startup=into, after=after)
    for member in raised:
        before = {"user": str(member.user_id), "role": TeamRole.EDITOR}
        after = {"user": str(member.user_id), "role": TeamRole.OWNER, "merged": gone.pk}
        record(Verb.TEAM_ROLE_CHANGED, by=by, startup=into, before=before, after=after)
