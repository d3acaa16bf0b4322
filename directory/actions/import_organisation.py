"""Writing a support organisation from a public list."""

from typing import Any

from django.db import transaction

from directory.actions._shared import Actor, record
from directory.actions.import_entry import Outcome
from directory.choices import Verb
from directory.models import Event, SupportOrganisation

OF_THE_DESK = (Verb.ORGANISATION_CHANGED, Verb.ORGANISATION_SHOWN)


@transaction.atomic
def import_organisation(*, slug: str, facts: dict[str, Any], by: Actor) -> Outcome:
    """Create the organisation with these columns, or bring it up to date; a second run changes nothing.

    What somebody of the desk has written or taken off is no longer the list's.
    """
    if Event.objects.filter(verb__in=OF_THE_DESK, after__organisation=slug).exists():
        return "skipped"
    organisation = SupportOrganisation.objects.select_for_update().filter(slug=slug).first()
    created = organisation is None
    organisation = organisation or SupportOrganisation(slug=slug)
    before = {name: getattr(organisation, name) for name in facts}
    if before == facts and not created:
        return "same"
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save()
    changed = [name for name in facts if created or before[name] != facts[name]]
    record(
        Verb.ENTRY_IMPORTED if created else Verb.ENTRY_CHANGED,
        by=by,
        before={} if created else {"organisation": slug, **_shown(before, changed)},
        after={"organisation": slug, **_shown(facts, changed)},
        reason=organisation.source,
    )
    return "created" if created else "changed"


def _shown(facts: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: facts[name] if isinstance(facts[name], bool) else str(facts[name] or "") for name in names}
