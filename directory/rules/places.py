"""From a postal code to a municipality, and from there to the territory that decides."""

from django.db.models import QuerySet

from directory.models import Municipality, PostalCode, Submission, Territory, TerritoryCode
from directory.rules.profile import PLACE, Profile


def municipalities_of(postal_code: str) -> list[Municipality]:
    """The municipalities a postal code lies in: none for an unknown code, two for three of them."""
    return [
        row.municipality
        for row in PostalCode.objects.filter(code=postal_code)
        .select_related("municipality__area__parent")
        .order_by("municipality__nis_code")
    ]


def territory_of(postal_code: str, municipality: Municipality) -> Territory:
    """The territory of an address. The most specific code wins: postal code, then province, then region.

    Without a postal code of the municipality, the municipality's own codes speak for it: Eupen is in the
    German-speaking Community also where only its name is known. Raises Territory.DoesNotExist where nobody curates
    the place.
    """
    rows = TerritoryCode.objects.filter(code__in=codes_of(postal_code, municipality))
    found = {row.code: row.territory for row in rows.select_related("territory__partner")}
    territory = most_specific(found, postal_code, municipality)
    if territory is None:
        raise Territory.DoesNotExist(f"No territory holds {postal_code} {municipality.nis_code}")
    return territory


def within(territories: QuerySet[Territory], municipalities: QuerySet[Municipality]) -> list[int]:
    """Which of these municipalities lie in one of these territories, by the same rule; by pk."""
    owners = {row.code: row.territory for row in TerritoryCode.objects.select_related("territory")}
    own = set(territories)
    places = municipalities.select_related("area__parent").prefetch_related("postal_codes")
    return [place.pk for place in places if most_specific(owners, "", place) in own]


def most_specific(territories: dict[str, Territory], postal_code: str, municipality: Municipality) -> Territory | None:
    """The territory of an address among those known by code; None where nobody curates the place."""
    codes = codes_of(postal_code, municipality)
    return next((territories[code] for code in codes if code in territories), None)


def codes_of(postal_code: str, municipality: Municipality) -> list[str]:
    """The codes that say where an address lies, the most specific first."""
    own = sorted(row.code for row in municipality.postal_codes.all())
    codes = [postal_code, *(own if postal_code not in own else []), municipality.area.code, municipality.region.code]
    return [code for code in codes if code]


def deciding_territory(submission: Submission, profile: Profile) -> Territory:
    """A new entry goes where its address lies, or stays where another territory accepted it with that address; a change
    stays with the territory that the entry belongs to.

    Raises Territory.DoesNotExist where nobody curates the place.
    """
    if submission.startup and submission.startup.territory:
        return submission.startup.territory
    if submission.territory and submission.referrals.accepted().exists() and _is_same_place(submission, profile):
        return submission.territory
    municipality = Municipality.objects.select_related("area__parent").get(nis_code=profile["municipality"])
    return territory_of(profile["postal_code"], municipality)


def _is_same_place(submission: Submission, profile: Profile) -> bool:
    last = submission.latest_revision()
    return last is not None and all(last.profile[name] == profile[name] for name in PLACE)
