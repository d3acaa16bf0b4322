"""Which codes belong to which territory, who curates it, and filing anew what a changed table of codes left behind."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accounts.models import Language
from directory.actions._shared import Actor, lock_submission, record, refusing
from directory.actions.documents import keep_names, write_documents
from directory.actions.errors import NotAllowed, SlugTaken, Uncovered
from directory.choices import OPEN_STATES, SubmissionKind, SubmissionState, Verb
from directory.models import Event, Partner, Startup, Submission, Territory, TerritoryCode
from directory.rules.filing import Filing, current_table, table_with, taken_over
from directory.rules.permissions import may_govern

CHUNK = 200
TAKEN = {"directory_territory_slug_key": SlugTaken}


@transaction.atomic
def add_territory(*, slug: str, names: Mapping[str, str], partner: Partner, by: Actor) -> Territory:
    """A territory without codes; the slug stays for ever. Raises NotAllowed or SlugTaken."""
    _refuse_others(by)
    territory = Territory(slug=slug, partner=partner, **{f"name_{code}": names[code] for code in Language.values})
    with refusing(TAKEN):
        territory.save()
    record(Verb.TERRITORY_ADDED, by=by, after=_shown(territory, []))
    return territory


@transaction.atomic
def change_territory(
    *, territory: Territory, codes: Collection[str], partner: Partner, fallback: Territory | None, days: int, by: Actor
) -> None:
    """Which codes are its own, who curates it, and who may decide after how many working days.

    A code that another territory had moves here. Nothing that stands in the directory moves (`refile`). The same again
    writes no event. Raises NotAllowed, or Uncovered where some place would belong to no territory.
    """
    _refuse_others(by)
    # All of them: two changes at once would not see each other's codes.
    locked = {row.pk: row for row in Territory.objects.select_for_update(no_key=True).order_by("pk")}[territory.pk]
    own = _codes(locked)
    wanted = sorted(set(codes))
    taken = TerritoryCode.objects.filter(code__in=wanted).exclude(territory=locked)
    came_from = dict(taken.order_by("code").values_list("code", "territory__slug"))
    before = _shown(locked, own)
    if set(own) - set(wanted) and Filing(table_with(locked, wanted)).uncovered():
        raise Uncovered
    locked.partner, locked.fallback, locked.fallback_after_working_days = partner, fallback, days
    after = _shown(locked, wanted)
    if after == before:
        return
    locked.save(update_fields=["partner", "fallback", "fallback_after_working_days"])
    TerritoryCode.objects.filter(territory=locked).exclude(code__in=wanted).delete()
    taken.update(territory=locked)
    missing = set(wanted) - set(own) - set(came_from)
    TerritoryCode.objects.bulk_create(TerritoryCode(territory=locked, code=code) for code in sorted(missing))
    record(Verb.TERRITORY_CHANGED, by=by, before=before | ({"codes_of": came_from} if came_from else {}), after=after)


def refile(*, most: int, by: Actor) -> int:
    """Put entries and new ones that wait under the territory that their address lies in. How many that was.

    In chunks, each with its events, so that nobody waits: a run that stops half-way has done what it has done.
    Raises NotAllowed.
    """
    _refuse_others(by)
    filing = Filing(current_table())
    territories = Territory.objects.in_bulk()
    misfiled = list(filing.misfiled(most).items())
    done = 0
    for start in range(0, len(misfiled), CHUNK):
        done += _refile_entries(dict(misfiled[start : start + CHUNK]), territories, by)
    for pk, target in filing.misfiled_new().items():
        done += _refile_new(pk, territories[target], by)
    return done


def moved_codes() -> set[str]:
    """The codes that somebody gave to a territory or took from one: the shipped table no longer decides on them."""
    moved: set[str] = set()
    changes = Event.objects.filter(verb=Verb.TERRITORY_CHANGED).values_list("before__codes", "after__codes")
    for before, after in changes:
        moved |= set(before) ^ set(after)
    return moved


@transaction.atomic
def _refile_entries(targets: dict[int, int], territories: dict[int, Territory], by: Actor) -> int:
    """What waits for a decision about an entry goes with it."""
    waiting = Submission.objects.filter(startup__in=targets, state__in=(SubmissionState.DRAFT, *OPEN_STATES))
    submissions = list(waiting.select_for_update().order_by("pk"))
    keep_names()
    moving = {one.startup_id for one in submissions if one.kind == SubmissionKind.TRANSFER}
    rows = (
        Startup.objects.select_for_update(of=("self",))
        .select_related("territory")
        .filter(~taken_over("submission__startup"), pk__in=targets)
    )
    entries = [row for row in rows.order_by("pk") if row.pk not in moving and row.territory_id != targets[row.pk]]
    moved = {entry.pk: entry.territory for entry in entries}
    for entry in entries:
        entry.territory = territories[targets[entry.pk]]
        entry.save(update_fields=["territory"])
    for submission in submissions:
        if submission.startup_id in moved and submission.territory_id:
            submission.territory = territories[targets[submission.startup_id]]
            submission.save(update_fields=["territory"])
    write_documents(list(moved))
    for entry in entries:
        source = moved[entry.pk]
        before, after = {"territory": source.slug if source else ""}, {"territory": territories[targets[entry.pk]].slug}
        record(Verb.REFILED, by=by, startup=entry, before=before, after=after)
    return len(entries)


@transaction.atomic
def _refile_new(pk: int, target: Territory, by: Actor) -> int:
    submission = lock_submission(Submission(pk=pk))
    if submission.state not in OPEN_STATES or submission.territory is None or submission.territory == target:
        return 0
    if Submission.objects.filter(taken_over("submission"), pk=pk).exists():
        return 0
    before = {"territory": submission.territory.slug}
    submission.territory = target
    submission.save(update_fields=["territory"])
    record(Verb.REFILED, by=by, submission=submission, before=before, after={"territory": target.slug})
    return 1


def _refuse_others(by: Actor) -> None:
    if not isinstance(by, str) and not may_govern(by):
        raise NotAllowed


def _codes(territory: Territory) -> list[str]:
    return sorted(territory.codes.values_list("code", flat=True))


def _shown(territory: Territory, codes: list[str]) -> dict[str, Any]:
    return {
        "territory": territory.slug,
        "partner": territory.partner.slug,
        "fallback": territory.fallback.slug if territory.fallback else "",
        "days": territory.fallback_after_working_days,
        "codes": codes,
    }
