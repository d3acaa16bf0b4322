"""Pairs of entries that may be the same company: found by a job, and what a moderator says of them."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, record
from directory.actions.errors import Gone, NotAllowed
from directory.choices import Verb
from directory.models import DuplicatePair, Startup
from directory.models.duplicate import LISTED
from directory.rules.permissions import Permission, narrow
from directory.rules.proofs import SHARED

# The nearer two are, the less alike their names need be. Across provinces only the same name counts.
ALIKE_IN_TOWN, ALIKE_IN_AREA = 0.5, 0.65
# One row a pair, however many reasons there are. Asking the index on names for each of ten thousand entries takes
# minutes; it serves for the few stubs, which may lie anywhere. Within a province only names are compared that share one
# of their rarest trigrams: two that share half of them all cannot help sharing one of the rarer half (prefix filter).
FIND = """
    WITH listed AS (
        SELECT s.id, s.sort_name, s.enterprise_number AS number, s.domain, s.is_sample, s.municipality_id AS town,
               m.area_id AS area, show_trgm(s.sort_name) AS trigrams
        FROM directory_startup s LEFT JOIN directory_municipality m ON m.id = s.municipality_id
        WHERE s.state = ANY(%(states)s)
    ), grams AS (
        SELECT id, area, cardinality(trigrams) AS size, unnest(trigrams) AS gram FROM listed
    ), ranked AS (
        SELECT id, area, size, gram, row_number() OVER (PARTITION BY id ORDER BY frequency, gram) AS rank
        FROM (SELECT *, count(*) OVER (PARTITION BY gram) AS frequency FROM grams) AS counted
    ), rare AS (
        SELECT id, area, gram FROM ranked WHERE rank <= size - ceil(%(in_town)s * size) + 1
    ), alike AS (
        SELECT DISTINCT a.id AS first, b.id AS second FROM rare a
        JOIN rare b ON b.gram = a.gram AND b.area = a.area AND b.id > a.id
    ), pairs AS (
        SELECT a.id AS first, b.id AS second FROM listed a JOIN listed b ON b.number = a.number AND b.id > a.id
        WHERE a.number <> '' AND a.is_sample = b.is_sample
        UNION
        SELECT a.id, b.id FROM listed a JOIN listed b ON b.domain = a.domain AND b.id > a.id
        WHERE a.domain <> '' AND a.domain <> ALL(%(shared)s) AND a.is_sample = b.is_sample
        UNION
        SELECT a.id, b.id FROM listed a JOIN listed b ON b.sort_name = a.sort_name AND b.id > a.id
        WHERE a.is_sample = b.is_sample
        UNION
        SELECT a.id, b.id FROM alike JOIN listed a ON a.id = alike.first JOIN listed b ON b.id = alike.second
        WHERE a.is_sample = b.is_sample
          AND similarity(a.sort_name, b.sort_name) >= CASE WHEN a.town = b.town THEN %(in_town)s ELSE %(in_area)s END
        UNION
        SELECT least(a.id, s.id), greatest(a.id, s.id) FROM listed a
        JOIN directory_startup s ON s.sort_name %% a.sort_name AND s.state = ANY(%(states)s) AND s.id <> a.id
        WHERE a.area IS NULL AND s.is_sample = a.is_sample AND similarity(a.sort_name, s.sort_name) >= %(in_area)s
    ), kept AS (
        INSERT INTO directory_duplicatepair (first_id, second_id, same_number, same_domain, similarity, found_at)
        SELECT a.id, b.id, a.number <> '' AND a.number = b.number,
               a.domain <> '' AND a.domain = b.domain AND a.domain <> ALL(%(shared)s),
               similarity(a.sort_name, b.sort_name), %(now)s
        FROM pairs JOIN listed a ON a.id = pairs.first JOIN listed b ON b.id = pairs.second
        ON CONFLICT (first_id, second_id) DO UPDATE SET same_number = excluded.same_number,
            same_domain = excluded.same_domain, similarity = excluded.similarity, found_at = excluded.found_at
        RETURNING first_id, second_id
    ), gone AS (
        DELETE FROM directory_duplicatepair p
        WHERE p.dismissed_at IS NULL
          AND NOT EXISTS (SELECT FROM pairs WHERE pairs.first = p.first_id AND pairs.second = p.second_id)
    )
    SELECT count(*) FROM kept
"""


@transaction.atomic
def find_duplicates(*, by: Actor) -> int:
    """Look through all entries and keep the pairs found; forget those that are alike no more. How many pairs.

    What somebody said of a pair is remembered.
    """
    values: dict[str, Any] = {
        "states": [state.value for state in LISTED],
        "shared": sorted(SHARED),
        "in_town": ALIKE_IN_TOWN,
        "in_area": ALIKE_IN_AREA,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE_IN_AREA)])
        cursor.execute(FIND, values)
        [count] = cursor.fetchone()
    return int(count)


@transaction.atomic
def dismiss_pair(*, pair: DuplicatePair, by: User) -> None:
    """Say that the two are not the same company. Whoever may merge one of them may; raises NotAllowed or Gone."""
    current = DuplicatePair.objects.select_for_update().filter(pk=pair.pk).first()
    if current is None:
        raise Gone
    both = Startup.objects.filter(pk__in=(current.first_id, current.second_id))
    own = narrow(both, by, Permission.MERGE).select_related("territory").order_by("pk").first()
    if own is None:
        raise NotAllowed
    if current.dismissed_at:
        return
    current.dismissed_at = timezone.now()
    current.save(update_fields=["dismissed_at"])
    other = current.second_id if own.pk == current.first_id else current.first_id
    record(Verb.NOT_THE_SAME, by=by, startup=own, after={"other": other})
