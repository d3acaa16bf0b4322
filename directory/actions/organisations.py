"""Support organisations as the desk keeps them. None is ever deleted: it is taken off the public pages instead."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from directory.actions._shared import record
from directory.actions._slugs import first_free
from directory.actions.errors import Gone, NoPlace, NotAllowed
from directory.choices import Verb
from directory.models import Municipality, SupportOrganisation, Territory
from directory.rules.permissions import Permission, may, may_keep_organisations
from directory.rules.places import territory_of, within


@transaction.atomic
def keep_organisation(
    *, organisation: SupportOrganisation | None = None, facts: Mapping[str, Any], by: User
) -> SupportOrganisation:
    """List an organisation with these columns, not public yet; or write them on one. The same again writes no event.

    Its address is made of its first name and stays. Raises NotAllowed, also for a place outside of the own territory,
    Gone, or NoPlace where a public one would lose its place.
    """
    kept = _lock(organisation, by) if organisation else _new(facts, by)
    _refuse_place(facts["municipality"], by)
    if kept.is_published and facts["municipality"] is None:
        raise NoPlace
    changed = [name for name, value in facts.items() if organisation is None or getattr(kept, name) != value]
    if not changed:
        return kept
    about = {"organisation": kept.slug}
    before = {} if organisation is None else about | {name: _said(getattr(kept, name)) for name in changed}
    for name in changed:
        setattr(kept, name, facts[name])
    kept.save()
    after = about | {name: _said(facts[name]) for name in changed}
    record(Verb.ORGANISATION_CHANGED, by=by, territory=territory_of_organisation(kept), before=before, after=after)
    return kept


@transaction.atomic
def show_organisation(*, organisation: SupportOrganisation, is_published: bool, by: User) -> None:
    """Publish it, or take it off the public pages. Raises NotAllowed, Gone, or NoPlace."""
    locked = _lock(organisation, by)
    if locked.is_published == is_published:
        return
    if is_published and locked.municipality is None:
        raise NoPlace
    locked.is_published = is_published
    locked.save(update_fields=["is_published"])
    about = {"organisation": locked.slug}
    record(
        Verb.ORGANISATION_SHOWN,
        by=by,
        territory=territory_of_organisation(locked),
        before=about | {"is_published": not is_published},
        after=about | {"is_published": is_published},
    )


def _new(facts: Mapping[str, Any], by: User) -> SupportOrganisation:
    if not may_keep_organisations(by):
        raise NotAllowed
    return SupportOrganisation(
        slug=first_free(SupportOrganisation.objects.all(), facts["name"], otherwise="organisation")
    )


def _lock(organisation: SupportOrganisation, by: User) -> SupportOrganisation:
    locked = SupportOrganisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if locked is None:
        raise Gone
    if not may(by, Permission.KEEP_ORGANISATION, locked):
        raise NotAllowed
    return locked


def _refuse_place(municipality: Municipality | None, by: User) -> None:
    """The operator may place it anywhere, and leaves it to the territory with that."""
    if not by.is_operator and not may_place(municipality, by):
        raise NotAllowed


def may_place(municipality: Municipality | None, by: User) -> bool:
    """Whether a moderator may list an organisation there: in the own territory."""
    if municipality is None:
        return False
    return bool(within(Territory.objects.curated_by(by), Municipality.objects.filter(pk=municipality.pk)))


def territory_of_organisation(organisation: SupportOrganisation) -> Territory | None:
    """The one whose moderators speak for it; None while it has no place, or nobody curates that."""
    if organisation.municipality is None:
        return None
    try:
        return territory_of("", organisation.municipality)
    except Territory.DoesNotExist:
        return None


def _said(value: Any) -> str:
    """As an event keeps it: of several values one line."""
    if isinstance(value, list):
        return ", ".join(value)
    return str(value if value is not None else "")
