"""Undoing, within a day, that two entries became one; and forgetting what that would need."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory import document
from directory.actions._shared import Actor, lock_startup, record, refusing
from directory.actions.documents import keep_names
from directory.actions.errors import LISTED, ChangedSince, ChangePending, NotAllowed, TooLateToUndo
from directory.actions.merge import lock_both, lock_collections, lock_undecided, move
from directory.choices import EntryState, TeamRole, Verb
from directory.models import Merge, Sector, Startup, TeamMember, Technology
from directory.notifications import merging as mails
from directory.rules.keeping import team_of
from directory.rules.merging import ROWS, State, fingerprint_of
from directory.rules.permissions import Permission, may

TERMS: dict[str, tuple[type[Sector] | type[Technology], str]] = {
    "SectorLink": (Sector, "sector_id"),
    "TechnologyLink": (Technology, "technology_id"),
}


@transaction.atomic
def unmerge(*, merge: Merge, by: User) -> None:
    """Both entries as they were before, each with its team. An address given meanwhile leads to the kept one for ever.

    Raises NotAllowed, TooLateToUndo, ChangePending, ChangedSince or NumberListed; then nothing is changed.
    """
    lock_collections(merge.kept)
    lock_undecided(merge.kept, merge.merged)
    keep_names()
    into, gone = lock_both(merge.kept, merge.merged)
    if not may(by, Permission.MERGE, into) or not may(by, Permission.UNMERGE, gone):
        raise NotAllowed
    current = Merge.objects.undoable().filter(pk=merge.pk).first()
    if current is None:
        raise TooLateToUndo
    if into.submissions.open().exists():
        raise ChangePending
    if fingerprint_of(into, gone) != current.fingerprint:
        raise ChangedSince
    people = {person.pk for person in (*team_of(into), *team_of(gone))}
    with refusing(LISTED):
        _restore(into, current.snapshot)
        _bring_back(gone, current.snapshot["state"])
    move(current.snapshot.get("carried", {}), into, gone)
    left = _part_teams(into, current.snapshot)
    current.undone_at, current.snapshot = timezone.now(), {}
    current.save()
    event = record(
        Verb.ENTRY_UNMERGED,
        by=by,
        startup=gone,
        before={"state": EntryState.MERGED, "merged_into": into.pk},
        after={"state": gone.state},
    )
    for member in left:
        before = {"user": str(member.user_id), "role": member.role, "merged": gone.pk}
        record(Verb.TEAM_LEFT, by=by, startup=into, before=before)
    for person in sorted(people):
        mails.entries_unmerged.enqueue(event.position, str(person))


def _restore(into: Startup, snapshot: State) -> None:
    for field in Startup._meta.concrete_fields:
        if field.attname in snapshot["columns"]:
            setattr(into, field.attname, field.to_python(snapshot["columns"][field.attname]))
    into.content_version += 1
    into.changed_at = timezone.now()
    into.save()
    for name, rows in snapshot["rows"].items():
        model = ROWS[name]
        model._default_manager.filter(startup=into).delete()
        model._default_manager.bulk_create([model(**row) for row in _in_use(name, rows)])
    document.refresh(Startup.objects.get(pk=into.pk))


def _in_use(name: str, rows: list[State]) -> list[State]:
    """Links to sectors and technologies as these are by now: one may have been merged or removed within the day."""
    if name not in TERMS:
        return rows
    term, field = TERMS[name]
    ordered = sorted(rows, key=lambda row: row["position"])
    now = term.objects.resolved([row[field] for row in ordered])
    return [row | {field: pk} for row, pk in zip(ordered, now, strict=False)]


def _bring_back(gone: Startup, state: str) -> None:
    gone.state, gone.merged_into = EntryState(state), None
    gone.content_version += 1
    gone.changed_at = timezone.now()
    gone.save()
    document.refresh(gone)  # a name in it may have changed meanwhile


def _part_teams(into: Startup, snapshot: State) -> list[TeamMember]:
    """Who came with the merged entry leaves again. Returns them."""
    into.team.filter(pk__in=snapshot["raised"]).update(role=TeamRole.EDITOR)
    left = list(into.team.filter(pk__in=snapshot["joined"]).order_by("pk"))
    for member in left:
        member.left_at = max(timezone.now(), member.joined_at)
        member.save(update_fields=["left_at"])
    return left


def forget_merges(*, made_before: datetime, by: Actor) -> int:
    """Empty what undoing would need, and forget whom to ask about an entry that is no more. How many that was."""
    old = Merge.objects.filter(made_at__lt=made_before).exclude(snapshot={})
    return sum(_forget(merge) for merge in old.order_by("pk"))


@transaction.atomic
def _forget(merge: Merge) -> bool:
    gone = lock_startup(merge.merged_id)
    if gone.state == EntryState.MERGED:
        gone.contact = {}
        gone.save(update_fields=["contact"])
    return bool(Merge.objects.filter(pk=merge.pk).exclude(snapshot={}).update(snapshot={}))
