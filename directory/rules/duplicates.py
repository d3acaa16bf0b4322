"""Entries that may be the same company: same number, same domain, or a similar name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from directory.choices import EntryState, SubmissionKind
from directory.models import Startup, Submission
from directory.rules.identifiers import domain_of
from directory.rules.permissions import Permission, claimable, narrow

SIMILAR_FROM = 0.45
VERY_SIMILAR_FROM = 0.75
MOST_SHOWN = 5


@dataclass(frozen=True)
class Duplicate:
    startup: Startup
    same_number: bool
    same_domain: bool
    similarity: float  # of the names, 0 to 1
    is_at_desk: bool = False  # whether the reader may open it there

    @property
    def reasons(self) -> list[str]:
        return reasons(self.same_number, self.same_domain, self.similarity)


def reasons(same_number: bool, same_domain: bool, similarity: float) -> list[str]:
    """Why two may be the same company, in sentences, with how much their names are alike."""
    percent = {"percent": int(100 * similarity)}
    said = [_("Same enterprise number.")] if same_number else []
    said += [_("Same website.")] if same_domain else []
    if similarity >= 1:
        return [*said, _("The same name.")]
    if similarity >= VERY_SIMILAR_FROM:
        return [*said, _("Names very much alike (%(percent)d%%).") % percent]
    if similarity >= SIMILAR_FROM:
        return [*said, _("Names alike (%(percent)d%%).") % percent]
    return [*said, _("The names differ (%(percent)d%% alike).") % percent]


def at_desk_of(user: User, found: list[Duplicate]) -> list[Duplicate]:
    """The same, each with whether this person may open it at the desk."""
    if not found:
        return []
    pks = [one.startup.pk for one in found]
    opens = set(narrow(Startup.objects.filter(pk__in=pks), user, Permission.CURATE).values_list("pk", flat=True))
    return [replace(one, is_at_desk=one.startup.pk in opens) for one in found]


def possible_duplicates(
    *, name: str, enterprise_number: str = "", website: str = "", without: Startup | None = None
) -> list[Duplicate]:
    """Entries that this one may repeat, the likeliest first: same number, same domain, then by name."""
    profile = {"name": name, "enterprise_number": enterprise_number, "website": website}
    return duplicates_of(profile, without=without)


@dataclass(frozen=True)
class Likeness:
    """An entry that one of many proposals may repeat."""

    startup_id: int
    same_number: bool
    same_domain: bool
    similarity: float


# One statement for a whole page of the queue. `%%` is pg_trgm's operator: it lets the index choose the candidates.
LIKENESSES = """
    SELECT p.key, s.id, p.number <> '' AND s.enterprise_number = p.number, p.domain <> '' AND s.domain = p.domain,
           similarity(s.sort_name, p.name)
    FROM (SELECT key, lower(public.f_unaccent(name)) AS name, number, domain, own
          FROM unnest(%(keys)s::bigint[], %(names)s::text[], %(numbers)s::text[], %(domains)s::text[],
                      %(own)s::bigint[]) AS given (key, name, number, domain, own)) AS p
    JOIN directory_startup s ON s.state = ANY(%(states)s) AND s.id IS DISTINCT FROM p.own
     AND ((s.sort_name %% p.name AND similarity(s.sort_name, p.name) >= %(from)s)
          OR (p.number <> '' AND s.enterprise_number = p.number) OR (p.domain <> '' AND s.domain = p.domain))
    ORDER BY 5 DESC, s.id
"""


def likenesses(proposals: Sequence[tuple[int, dict[str, Any], int | None]]) -> dict[int, list[Likeness]]:
    """The same question as possible_duplicates for many proposals at once: (key, profile, own entry or None)."""
    found: dict[int, list[Likeness]] = defaultdict(list)
    if not proposals:
        return found
    keys, profiles, own = zip(*proposals, strict=True)
    values: dict[str, Any] = {
        "keys": list(keys),
        "names": [profile["name"] for profile in profiles],
        "numbers": [profile["enterprise_number"] for profile in profiles],
        "domains": [domain_of(profile["website"]) for profile in profiles],
        "own": list(own),
        "states": [EntryState.PUBLISHED.value, EntryState.STUB.value],
        "from": SIMILAR_FROM,
    }
    with connection.cursor() as cursor:
        cursor.execute(LIKENESSES, values)
        for key, *likeness in cursor.fetchall():
            found[key].append(Likeness(*likeness))
    return found


def duplicates_of(profile: dict[str, Any], without: Startup | None = None) -> list[Duplicate]:
    """The entries that a proposed profile may repeat, at most MOST_SHOWN."""
    found = likenesses([(0, profile, without.pk if without else None)])[0]
    likeliest = sorted(found, key=lambda one: (not one.same_number, not one.same_domain, -one.similarity))[:MOST_SHOWN]
    startups = Startup.objects.select_related("municipality__area__parent").in_bulk(
        [one.startup_id for one in likeliest]
    )
    return [Duplicate(startups[one.startup_id], one.same_number, one.same_domain, one.similarity) for one in likeliest]


def number_is_taken(enterprise_number: str, without: Startup | None = None) -> Startup | None:
    """The published entry that holds this number and that somebody has claimed, if any.

    An unclaimed one is the company's own to claim (number_to_claim).
    """
    if not enterprise_number:
        return None
    return (
        Startup.objects.published()
        .filter(enterprise_number=enterprise_number, claimed_at__isnull=False)
        .exclude(pk=without.pk if without else 0)
        .first()
    )


def number_to_claim(enterprise_number: str, submission: Submission) -> Startup | None:
    """The public entry with this number that nobody keeps: it is claimed, with a proof, not registered anew.

    A list may bring it while a registration with its number is open: that one goes on, and its moderator joins the
    two (actions.approve, `twin`).
    """
    reserved = submission.is_open and submission.enterprise_number == enterprise_number
    if not enterprise_number or reserved or submission.kind != SubmissionKind.NEW:
        return None
    return claimable().filter(enterprise_number=enterprise_number).first()


def number_is_pending(enterprise_number: str, without: Submission | None = None) -> bool:
    """Whether another open submission reserves this number; by whom is nobody's business (product.md, Rules).

    Several people may claim the same entry: their claims are not in each other's way.
    """
    if not enterprise_number:
        return False
    pending = Submission.objects.open().filter(enterprise_number=enterprise_number)
    if without:
        pending = pending.exclude(pk=without.pk)
    if without and without.kind == SubmissionKind.CLAIM:
        pending = pending.exclude(kind=SubmissionKind.CLAIM, startup=without.startup_id)
    return pending.exists()


def unclaimed_twins(submission: Submission) -> QuerySet[Startup]:
    """Unclaimed entries and stubs that a new submission may turn out to be: in its territory, or in none yet."""
    if submission.kind != SubmissionKind.NEW:
        return Startup.objects.none()
    return Startup.objects.filter(
        Q(territory=submission.territory_id) | Q(territory=None),
        state__in=(EntryState.PUBLISHED, EntryState.STUB),
        claimed_at=None,
        is_sample=False,
    )
