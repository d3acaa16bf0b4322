"""Two entries that become one: which facts stay, what one says of itself as a whole, and what went into it before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from directory.models import (
    Ask,
    Certification,
    FactSource,
    Market,
    Office,
    Reference,
    SectorLink,
    StageDeclaration,
    Startup,
    TechnologyLink,
)
from directory.rules.profile import FIELDS, PLACE, Profile, profile_of

Side = Literal["kept", "merged"]
# The rows that belong to an entry alone and that a choice of fields may change.
ROWS: dict[str, type[Model]] = {
    model.__name__: model
    for model in (
        SectorLink,
        TechnologyLink,
        StageDeclaration,
        Office,
        Market,
        Ask,
        Certification,
        Reference,
        FactSource,
    )
}
# Columns that follow from others, or that only count. The two texts without a language are one of those with one.
DERIVED = {"id", "sort_name", "search_document", "tagline", "description", "changed_at"}
BOOKKEEPING = {"reply_days", "reminded_on"}
MOST_GENERATIONS = 10

State = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """What two entries say differently: fields that are chosen together, under the name of the first.

    `is_fixed`: the default holds, because the company said so and it takes two to change that (rules.second_look).
    """

    names: tuple[str, ...]
    kept: Profile
    merged: Profile
    default: Side
    is_fixed: bool = False

    @property
    def name(self) -> str:
        return self.names[0]


def differences(kept: Startup, merged: Startup) -> list[Difference]:
    """Field by field, in the order of the profile; postal code and municipality are one choice."""
    ours, theirs = profile_of(kept), profile_of(merged)
    sources = {startup.pk: {row.field: row for row in startup.fact_sources.all()} for startup in (kept, merged)}
    groups = [PLACE if name == PLACE[0] else (name,) for name in FIELDS if name not in PLACE[1:]]
    found = []
    for names in groups:
        if all(ours[name] == theirs[name] for name in names):
            continue
        said_by = _keeper(names[0], (kept, ours), (merged, theirs))
        default = said_by or _likelier(names, ours, theirs, sources[kept.pk], sources[merged.pk])
        found.append(Difference(names, ours, theirs, default, is_fixed=said_by is not None))
    return found


def _keeper(name: str, kept: tuple[Startup, Profile], merged: tuple[Startup, Profile]) -> Side | None:
    """Whose word holds whatever a moderator finds likelier: that of the entry that a company keeps. With a number of
    its own; of a status there always is one."""
    sides: tuple[tuple[Side, Startup, Profile], ...] = (("kept", *kept), ("merged", *merged))
    for side, startup, profile in sides:
        if startup.claimed_at and (name == "status" or (name == "enterprise_number" and profile[name])):
            return side
    return None


def _likelier(
    names: tuple[str, ...],
    ours: Profile,
    theirs: Profile,
    our_sources: Mapping[str, FactSource],
    their_sources: Mapping[str, FactSource],
) -> Side:
    """Something rather than nothing, what the company confirmed rather than a list, the newer rather than the older."""
    if all(FIELDS[name].is_empty(theirs[name]) for name in names):
        return "kept"
    if all(FIELDS[name].is_empty(ours[name]) for name in names):
        return "merged"
    return "merged" if _weight(names, their_sources) > _weight(names, our_sources) else "kept"


def _weight(names: tuple[str, ...], sources: Mapping[str, FactSource]) -> tuple[bool, str]:
    known = [sources[name] for name in names if name in sources]
    return max(((row.confirmed_at is not None, row.as_of.isoformat()) for row in known), default=(False, ""))


def names_taken(found: Iterable[Difference], choices: Mapping[str, str]) -> list[str]:
    """The fields that the kept entry takes over; where nothing was chosen, the default counts."""
    return [name for one in found if choices.get(one.name, one.default) == "merged" for name in one.names]


def is_readable(profile: Profile) -> bool:
    """Whether an entry of such facts can be shown: it has a place, and the texts of its original language."""
    language = profile["original_language"]
    texts = any(profile[name] for name, field in FIELDS.items() if field.language)
    in_original = bool(language) and bool(profile[f"tagline_{language}"])
    return bool(profile["municipality"]) and (in_original or not texts)


def state_of(startup: Startup) -> State:
    """All that an entry says, as the database holds it: its columns, its rows, its team."""
    columns = [field for field in Startup._meta.concrete_fields if field.attname not in DERIVED]
    team = startup.team.active().order_by("pk").values("user_id", "role")
    return {
        "columns": {field.attname: field.value_from_object(startup) for field in columns},
        "rows": {name: rows_of(startup, model) for name, model in ROWS.items()},
        "team": list(team),
    }


def rows_of(startup: Startup, model: type[Model]) -> list[State]:
    return list(model._default_manager.filter(startup=startup).order_by("pk").values())


def fingerprint_of(kept: Startup, merged: Startup) -> str:
    """Another one when anything of the two is another, as the database holds them."""
    fresh = [Startup.objects.get(pk=pk) for pk in (kept.pk, merged.pk)]
    said = json.dumps([_without_bookkeeping(state_of(one)) for one in fresh], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _without_bookkeeping(state: Any) -> Any:
    """What only counts, or remembers what was mailed, says nothing else of an entry."""
    if isinstance(state, list):
        return [_without_bookkeeping(one) for one in state]
    if isinstance(state, dict):
        return {name: _without_bookkeeping(one) for name, one in state.items() if name not in BOOKKEEPING}
    return state


def family_of(startup: Startup) -> list[int]:
    """The entry and all that were merged into it, also by way of others, by pk."""
    family, latest = [startup.pk], [startup.pk]
    for _generation in range(MOST_GENERATIONS):
        latest = list(Startup.objects.filter(merged_into__in=latest).values_list("pk", flat=True))
        if not latest:
            break
        family += latest
    return family
