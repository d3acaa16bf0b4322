"""Sectors and technologies: new ones, one merged into another, and one that nothing names removed.

What names a merged row keeps its id (revisions never change) and reads as the row that took its place.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from accounts.models import Language
from directory.actions._shared import Actor, record, refusing
from directory.actions.documents import entries_naming, wait_for_names, write_documents
from directory.actions.errors import Gone, InUse, NotAllowed, SlugTaken
from directory.actions.rename import clean_name, kind_of, longest_name
from directory.choices import OPEN_STATES, SubmissionState, Verb
from directory.models import Event, Revision, Sector, SectorLink, Startup, Submission, Technology, TechnologyLink
from directory.rules.permissions import may_keep_words

T = TypeVar("T", Sector, Technology)
TAKEN = {"directory_sector_slug_key": SlugTaken, "directory_technology_slug_key": SlugTaken}
LINKS: dict[type[Model], type[SectorLink] | type[TechnologyLink]] = {Sector: SectorLink, Technology: TechnologyLink}
FIELDS: dict[type[Model], str] = {Sector: "sectors", Technology: "technologies"}  # of a profile
LINK_FIELDS: dict[type[Model], str] = {Sector: "sector", Technology: "technology"}


@transaction.atomic
def add_term(*, model: type[T], slug: str, names: Mapping[str, str], by: Actor) -> T:
    """Raises NotAllowed, SlugTaken, or ValidationError for a name that is missing or too long."""
    _refuse_others(by)
    row = model(slug=slug)
    for code in Language.values:
        setattr(row, f"name_{code}", clean_name(names.get(code, ""), longest_name(row)))
    wait_for_names()
    with refusing(TAKEN):
        row.save()
    record(Verb.TERM_ADDED, by=by, after=_shown(row))
    return row


@transaction.atomic
def merge_terms(*, row: T, into: T, by: Actor) -> int:
    """Entries of the one become entries of the other; its address leads there. How many entries that was.

    One transaction and one event with the entries in it, however many they are, as renaming: nobody sees some entries
    merged and others not. Raises NotAllowed, or Gone where one of the two was merged or removed in the meantime.
    """
    _refuse_others(by)
    wait_for_names()
    merged, target = _lock(row, into)
    touched = entries_naming([merged])
    list(Startup.objects.select_for_update(of=("self",)).filter(pk__in=touched).order_by("pk").values_list("pk"))
    for pk in touched:
        _relink(pk, merged, target)
    rows: QuerySet[Any] = type(merged)._default_manager.all()
    rows.filter(Q(pk=merged.pk) | Q(merged_into=merged)).update(merged_into=target)
    write_documents(touched)
    after = _shown(target) | {"merged": merged.pk, "entries": touched}
    record(Verb.TERM_MERGED, by=by, before=_shown(merged), after=after)
    return len(touched)


@transaction.atomic
def remove_term(*, row: Sector | Technology, by: Actor) -> None:
    """For good: loading the shipped tables again does not bring it back. Raises NotAllowed, Gone or InUse."""
    _refuse_others(by)
    wait_for_names()
    rows: QuerySet[Any] = type(row)._default_manager.select_for_update()
    locked: Sector | Technology | None = rows.filter(pk=row.pk).first()
    if locked is None:
        raise Gone
    if is_named(locked):
        raise InUse
    before = _shown(locked)
    locked.delete()
    record(Verb.TERM_REMOVED, by=by, before=before)


def is_named(row: Sector | Technology) -> bool:
    """By an entry in whatever state, by anything that was ever sent, or by a row that was merged into it."""
    field = FIELDS[type(row)]
    sent = Revision.objects.filter(**{f"profile__{field}__contains": [row.pk]})
    public_then = Submission.objects.filter(**{f"base__{field}__contains": [row.pk]})
    names: tuple[QuerySet[Any], ...] = (row.startup_links.all(), sent, public_then, row.merged_from.all())
    return any(rows.exists() for rows in names)


def open_submissions_naming(row: Sector | Technology) -> QuerySet[Submission]:
    """What is being written or waits for a decision, and names the row."""
    sent = Revision.objects.filter(**{f"profile__{FIELDS[type(row)]}__contains": [row.pk]})
    states = (SubmissionState.DRAFT, *OPEN_STATES)
    return Submission.objects.filter(pk__in=sent.values("submission"), state__in=states)


def removed_slugs(model: type[Model]) -> set[str]:
    """What the shipped tables do not bring back, unless somebody has added it anew."""
    events = Event.objects.filter(verb=Verb.TERM_REMOVED, before__kind=kind_of(model))
    return set(events.values_list("before__slug", flat=True))


def _relink(startup_id: int, merged: Sector | Technology, target: Sector | Technology) -> None:
    """In the place of the one that goes; where the entry has both, in the place of the one that comes first."""
    model, field = LINKS[type(merged)], LINK_FIELDS[type(merged)]
    links: QuerySet[Any] = model._default_manager.filter(startup=startup_id)
    ids = [getattr(link, f"{field}_id") for link in links.order_by("position")]
    kept = list(dict.fromkeys(target.pk if pk == merged.pk else pk for pk in ids))
    if len(kept) == len(ids):
        links.filter(**{field: merged}).update(**{field: target})
        return
    links.delete()
    links.bulk_create(
        model(startup_id=startup_id, position=position, **{f"{field}_id": pk}) for position, pk in enumerate(kept)
    )


def _lock(row: T, into: T) -> tuple[T, T]:
    rows: QuerySet[Any] = type(row)._default_manager.select_for_update(no_key=True)
    locked = {one.pk: one for one in rows.filter(pk__in=(row.pk, into.pk), merged_into=None).order_by("pk")}
    if len(locked) < 2:
        raise Gone
    return locked[row.pk], locked[into.pk]


def _refuse_others(by: Actor) -> None:
    if not isinstance(by, str) and not may_keep_words(by):
        raise NotAllowed


def _shown(row: Sector | Technology) -> dict[str, Any]:
    names = {f"name_{code}": getattr(row, f"name_{code}") or "" for code in Language.values}
    return {"kind": kind_of(type(row)), "row": row.pk, "slug": row.slug} | names
