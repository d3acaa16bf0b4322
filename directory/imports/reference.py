"""Taxonomies, places, partners and territories from the shipped tables.

Loading again brings changed rows up to date and leaves the others alone. Nothing is deleted: a row that left its
table may be in use. Partners, and who curates a territory, are the operator's to change, so they are only created;
a name that the operator gave stays. Entries are found by what changed: their search documents are written again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models, transaction

from accounts.models import Language
from directory.actions.documents import entries_naming, wait_for_names, write_documents
from directory.actions.rename import names_given
from directory.actions.terms import removed_slugs
from directory.actions.territories import moved_codes
from directory.choices import RegionLevel
from directory.imports.shipped import Row, rows
from directory.models import (
    Municipality,
    Partner,
    PostalCode,
    Region,
    RevenueStage,
    Sector,
    Synonyms,
    Technology,
    Territory,
    TerritoryCode,
)

OPERATOR = "operator"  # the fallback of a territory that has no other


class Counts(NamedTuple):
    created: int
    changed: int
    same: int
    rows: tuple[models.Model, ...] = ()  # those that were created or changed


@dataclass(frozen=True)
class Wanted:
    """A row as it should be: the values that identify it, and the others."""

    key: dict[str, Any]
    values: dict[str, Any]


@transaction.atomic
def load_reference() -> dict[str, Counts]:
    """Load every table; what happened to the rows of each, by its name in the plural."""
    steps: dict[str, Callable[[], Counts]] = {
        "sectors": lambda: _load(Sector, _terms(Sector, "sectors")),
        "technologies": lambda: _load(Technology, _terms(Technology, "technologies")),
        "revenue stages": lambda: _load(RevenueStage, _stages()),
        "regions": lambda: _load(Region, _regions()),
        "provinces and areas": lambda: _load(Region, _provinces()),
        "municipalities": lambda: _load(Municipality, _municipalities()),
        "postal codes": lambda: _load(PostalCode, _postal_codes()),
        "partners": lambda: _load(Partner, _named("partners"), update=False),
        "territories": _load_territories,
        "codes of territories": lambda: _load(TerritoryCode, _territory_codes()),
        "groups of synonyms": lambda: _load(Synonyms, _synonyms(), update=False),
    }
    wait_for_names()
    loaded = {name: step() for name, step in steps.items()}
    write_documents(entries_naming(row for counts in loaded.values() for row in counts.rows))
    return loaded


def _load(model: type[models.Model], wanted: Iterable[Wanted], *, update: bool = True) -> Counts:
    """Create the rows that are missing and correct those that differ, two statements at most."""
    wanted = list(wanted)
    if not wanted:
        return Counts(0, 0, 0)
    keys = list(wanted[0].key)
    objects = model._default_manager
    present = {_values(row, keys): row for row in objects.all()}
    kept = names_given(model) if update else {}
    new, changed = [], []
    for one in wanted:
        row = present.get(tuple(one.key.values()))
        if row is None:
            new.append(model(**one.key, **one.values))
            continue
        loaded = {name: value for name, value in one.values.items() if name not in kept.get(row.pk, ())}
        if update and _values(row, loaded) != tuple(loaded.values()):
            for name, value in loaded.items():
                setattr(row, name, value)
            changed.append(row)
    objects.bulk_create(new)
    if changed:
        objects.bulk_update(changed, list(wanted[0].values), batch_size=500)
    return Counts(len(new), len(changed), len(wanted) - len(new) - len(changed), (*new, *changed))


def _values(row: models.Model, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _names(row: Row) -> dict[str, str]:
    return {f"name_{code}": row[f"name_{code}"] for code in Language.values}


def _named(table: str) -> list[Wanted]:
    return [Wanted({"slug": row["slug"]}, _names(row)) for row in rows(f"taxonomy/{table}.csv")]


def _terms(model: type[models.Model], table: str) -> list[Wanted]:
    """Without those that the operator removed."""
    removed = removed_slugs(model)
    return [wanted for wanted in _named(table) if wanted.key["slug"] not in removed]


def _stages() -> list[Wanted]:
    return [
        Wanted(
            {"slug": row["slug"]},
            {
                "position": int(row["position"]),
                "min_eur": int(row["min_eur"]),
                "max_eur": int(row["max_eur"]) if row["max_eur"] else None,
                "role": row["role"],
                **_names(row),
            },
        )
        for row in rows("taxonomy/revenue_stages.csv")
    ]


def _regions() -> list[Wanted]:
    return [
        Wanted({"code": row["code"]}, {"slug": row["slug"], "level": row["level"], **_names(row)})
        for row in rows("taxonomy/regions.csv")
        if row["level"] == RegionLevel.REGION
    ]


def _provinces() -> list[Wanted]:
    """The ten provinces, and BE10, which is an area and not a province."""
    regions = dict(Region.objects.values_list("code", "pk"))
    return [
        Wanted(
            {"code": row["code"]},
            {"slug": row["slug"], "level": row["level"], "parent_id": regions[row["parent"]], **_names(row)},
        )
        for row in rows("taxonomy/regions.csv")
        if row["level"] != RegionLevel.REGION
    ]


def _municipalities() -> list[Wanted]:
    areas = dict(Region.objects.values_list("code", "pk"))
    return [
        Wanted(
            {"nis_code": row["refnis"]},
            {
                "name_local": row["name_local"],
                "other_names": row["alt_de"],
                "area_id": areas[row["province_nuts"]],
                "languages": row["languages"],
                "latitude": float(row["lat"]),
                "longitude": float(row["lon"]),
                **_names(row),
            },
        )
        for row in rows("be_municipalities.csv")
    ]


def _postal_codes() -> list[Wanted]:
    municipalities = dict(Municipality.objects.values_list("nis_code", "pk"))
    return [
        Wanted(
            {"code": row["postal_code"], "municipality_id": municipalities[row["refnis"]]},
            {
                "localities": "|".join(_localities(row)),
                "latitude": float(row["lat"]),
                "longitude": float(row["lon"]),
            },
        )
        for row in rows("be_postal_codes.csv")
    ]


def _localities(row: Row) -> Sequence[str]:
    """Every name of every locality once, in the table's order."""
    names = [*row["localities"].split("|"), row["locality_fr"], row["locality_nl"]]
    return list(dict.fromkeys(name for name in names if name))


def _load_territories() -> Counts:
    known = set(Territory.objects.values_list("slug", flat=True))
    created = _load(Territory, _territories_without_fallback(), update=False).created
    renamed = _load(Territory, _named("territories"))
    for row in rows("taxonomy/territories.csv"):
        if row["slug"] not in known and row["fallback"] != OPERATOR:
            fallback = Territory.objects.get(slug=row["fallback"])
            Territory.objects.filter(slug=row["slug"]).update(fallback=fallback)
    return Counts(created, renamed.changed, renamed.same - created, renamed.rows)


def _territories_without_fallback() -> list[Wanted]:
    partners = dict(Partner.objects.values_list("slug", "pk"))
    return [
        Wanted(
            {"slug": row["slug"]},
            {
                "partner_id": partners[row["partner"]],
                "fallback_after_working_days": int(row["fallback_after_working_days"]),
                **_names(row),
            },
        )
        for row in rows("taxonomy/territories.csv")
    ]


def _territory_codes() -> list[Wanted]:
    """Without those that the operator gave to a territory or took from one."""
    territories = dict(Territory.objects.values_list("slug", "pk"))
    moved = moved_codes()
    return [
        Wanted({"code": code}, {"territory_id": territories[row["slug"]]})
        for row in rows("taxonomy/territories.csv")
        for code in f"{row['nuts_codes']}|{row['postal_codes']}".split("|")
        if code and code not in moved
    ]


def _synonyms() -> list[Wanted]:
    """Each word of a group once, whatever the languages that use it."""
    groups = []
    for row in rows("synonyms.csv"):
        words = dict.fromkeys(word for code in Language.values for word in row[f"words_{code}"].split("|") if word)
        groups.append(Wanted({"key": next(iter(words))}, {"words": list(words)}))
    return groups
