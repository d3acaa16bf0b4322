"""Collections as their owners keep them. None is ever deleted: it is taken off the public pages instead.

Each action locks the collection first, then the firm; so the order of a collection has one writer at a time.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import Language, User
from directory.actions._shared import record
from directory.actions._slugs import first_free
from directory.actions.errors import CollectionFull, Gone, NoFirm, NoReviewDate, NoRule, NotAllowed
from directory.choices import Verb
from directory.models import Collection, CollectionEntry, CollectionOwner, Partner, Startup
from directory.models.startup import StartupQuerySet
from directory.rules.permissions import Permission, may, may_keep_collections, of_own_companies

MOST_FIRMS = 60
REASONS = tuple(f"reason_{code}" for code in Language.values)
Owners = Iterable[Partner]


@transaction.atomic
def keep_collection(
    *, collection: Collection | None = None, facts: Mapping[str, Any], owners: Owners | None = None, by: User
) -> Collection:
    """Begin a collection with these columns, not public yet; or write them on one. The same again writes no event.

    Its address is made of its first title and stays. `owners`: who keeps it, None for those that it has. A moderator
    begins one for own partners, and leaves it to the operator to join others to it. Raises NotAllowed, Gone, or NoRule
    and NoReviewDate where a public one would lose what it needs.
    """
    kept = _lock(collection, by) if collection else _new(facts, by)
    partners = _owners(kept, owners, is_new=collection is None, by=by)
    if kept.is_published:
        _refuse_unready(facts)
    changed = [name for name, value in facts.items() if collection is None or (getattr(kept, name) or "") != value]
    changed = [name for name in changed if getattr(kept, name) or facts[name]]
    known = [] if collection is None else _slugs(kept)
    if not changed and [partner.slug for partner in partners] == known:
        return kept
    said = {} if collection is None else {name: _said(getattr(kept, name)) for name in changed}
    before = {} if collection is None else _about(kept, known) | {"changed": changed}
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.save()
    _write_owners(kept, partners)
    after = _about(kept, [partner.slug for partner in partners]) | {"changed": changed}
    # Free words may name people: they stand in the side row, which can be erased.
    personal = {"before": said, "after": {name: _said(facts[name]) for name in changed}} if changed else None
    record(Verb.COLLECTION_CHANGED, by=by, before=before, after=after, personal=personal)
    return kept


@transaction.atomic
def show_collection(*, collection: Collection, is_published: bool, by: User) -> None:
    """Publish it, or take it off the public pages. Raises NotAllowed, Gone, NoRule, NoReviewDate or NoFirm."""
    locked = _lock(collection, by)
    if locked.is_published == is_published:
        return
    if is_published:
        _refuse_unready({name: getattr(locked, name) for name in ("original_language", "review_on", *_rules())})
        _refuse_empty(locked)
    locked.is_published = is_published
    locked.save(update_fields=["is_published"])
    about = _about(locked, _slugs(locked))
    record(
        Verb.COLLECTION_SHOWN,
        by=by,
        before=about | {"is_published": not is_published},
        after=about | {"is_published": is_published},
    )


@transaction.atomic
def collect_firm(*, collection: Collection, startup: Startup, reasons: Mapping[str, str], by: User) -> CollectionEntry:
    """Put a public firm at the end of it, or say anew why it stands there. `reasons` by column. The same again writes
    no event. Raises NotAllowed (also for the own company, and for what is not public), Gone or CollectionFull."""
    locked = _lock(collection, by)
    _lock_firms(startup.pk)
    if not may(by, Permission.COLLECT, startup):
        raise NotAllowed
    entry = locked.entries.filter(startup=startup).first()
    if entry is None:
        entry, before = _added(locked, startup), {}
    else:
        before = {name: getattr(entry, name) or "" for name in REASONS}
    if before == dict(reasons):
        return entry
    for name in REASONS:
        setattr(entry, name, reasons[name])
    entry.save()
    _record_firm(locked, startup, by, before=before, after=dict(reasons))
    return entry


@transaction.atomic
def drop_firm(*, collection: Collection, startup: Startup, by: User) -> None:
    """Take a firm out. Raises NotAllowed (also for the own company), Gone, or NoFirm where a public collection would
    have none left."""
    locked = _lock(collection, by)
    if of_own_companies(_lock_firms(startup.pk), by).exists():
        raise NotAllowed
    entry = _entry(locked, startup)
    before = {name: getattr(entry, name) or "" for name in REASONS}
    entry.delete()
    if locked.is_published:
        _refuse_empty(locked)
    _record_firm(locked, startup, by, before=before, after={})


@transaction.atomic
def move_firm(*, collection: Collection, startup: Startup, up: bool, by: User) -> None:
    """One place up or down; the first cannot go up, nor the last down. Raises Gone, or NotAllowed also where it or its
    neighbour is the own company."""
    locked = _lock(collection, by)
    entry = _entry(locked, startup)
    others = locked.entries.order_by("position")
    neighbour = (
        others.filter(position__lt=entry.position).last() if up else others.filter(position__gt=entry.position).first()
    )
    if neighbour is None:
        return
    both = _lock_firms(entry.startup_id, neighbour.startup_id)
    if of_own_companies(both, by).exists():
        raise NotAllowed
    entry, neighbour = _still_there(locked, entry, neighbour)
    entry.position, neighbour.position = neighbour.position, entry.position
    for one in (entry, neighbour):
        one.save(update_fields=["position"])
    about = _about(locked, _slugs(locked)) | {"startup": startup.pk}
    record(
        Verb.COLLECTION_FIRMS,
        by=by,
        before=about | {"position": neighbour.position},
        after=about | {"position": entry.position},
    )


def _new(facts: Mapping[str, Any], by: User) -> Collection:
    if not may_keep_collections(by):
        raise NotAllowed
    name = facts["title_en"] or facts[f"title_{facts['original_language']}"]
    return Collection(slug=first_free(Collection.objects.all(), name, otherwise="collection"))


def _lock(collection: Collection, by: User) -> Collection:
    locked = Collection.objects.select_for_update().filter(pk=collection.pk).first()
    if locked is None:
        raise Gone
    if not may(by, Permission.KEEP_COLLECTION, locked):
        raise NotAllowed
    return locked


def _lock_firms(*pks: int) -> StartupQuerySet:
    """So that none goes or stops being public meanwhile: who removes an entry takes it out of collections, too."""
    firms = Startup.objects.filter(pk__in=pks)
    list(firms.select_for_update(no_key=True).order_by("pk").values("pk"))
    return firms


def _entry(collection: Collection, startup: Startup) -> CollectionEntry:
    entry = collection.entries.filter(startup=startup).first()
    if entry is None:
        raise Gone
    return entry


def _still_there(collection: Collection, *entries: CollectionEntry) -> list[CollectionEntry]:
    """Read anew once their firms are locked: the removal of a firm takes it out without the collection's lock."""
    found = collection.entries.in_bulk([entry.pk for entry in entries])
    if len(found) < len(entries):
        raise Gone
    return [found[entry.pk] for entry in entries]


def _added(collection: Collection, startup: Startup) -> CollectionEntry:
    if collection.entries.count() >= MOST_FIRMS:
        raise CollectionFull
    last = collection.entries.aggregate(last=Max("position"))["last"] or 0
    return CollectionEntry(collection=collection, startup=startup, position=last + 1)


def _owners(kept: Collection, wanted: Owners | None, *, is_new: bool, by: User) -> list[Partner]:
    known = [] if is_new else list(kept.partners.order_by("slug"))
    chosen = known if wanted is None else sorted(wanted, key=lambda partner: partner.slug)
    if not chosen:
        raise NotAllowed
    if by.is_operator or (not is_new and chosen == known):
        return chosen
    own = set(Partner.objects.filter(memberships__user=by))
    if not is_new or not own.issuperset(chosen):
        raise NotAllowed
    return chosen


def _write_owners(kept: Collection, partners: list[Partner]) -> None:
    kept.owners.exclude(partner__in=partners).delete()
    for partner in partners:
        CollectionOwner.objects.get_or_create(collection=kept, partner=partner)


def _rules() -> tuple[str, ...]:
    return tuple(f"rule_{code}" for code in Language.values)


def _refuse_unready(facts: Mapping[str, Any]) -> None:
    if not facts[f"rule_{facts['original_language']}"]:
        raise NoRule
    if facts["review_on"] is None:
        raise NoReviewDate


def _refuse_empty(collection: Collection) -> None:
    if not CollectionEntry.objects.shown().filter(collection=collection).exists():
        raise NoFirm


def _slugs(collection: Collection) -> list[str]:
    return list(collection.partners.order_by("slug").values_list("slug", flat=True))


def _about(collection: Collection, partners: list[str]) -> dict[str, Any]:
    return {"collection": collection.slug, "partners": partners}


def _record_firm(
    collection: Collection, startup: Startup, by: User, *, before: dict[str, str], after: dict[str, str]
) -> None:
    """What is said of a firm may name people: it stands in the side row, and goes with the firm (actions._remove)."""
    about = _about(collection, _slugs(collection)) | {"startup": startup.pk}
    record(
        Verb.COLLECTION_FIRMS,
        by=by,
        before=about if before else {},
        after=about if after else {},
        personal={"before": before, "after": after},
    )


def _said(value: Any) -> str:
    return str(value if value is not None else "")
