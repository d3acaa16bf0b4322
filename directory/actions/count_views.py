"""Adding what a process counted to the views of each month."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection

from directory.choices import EntryState

# In the order of the entries, so that two processes that add at once never wait for each other in a circle.
ADD = """
    INSERT INTO directory_monthlyviews (startup_id, month, count)
    SELECT entry.id, counted.month, counted.views
    FROM unnest(%(slugs)s::text[], %(months)s::date[], %(views)s::int[]) AS counted (slug, month, views)
    JOIN directory_startup entry ON entry.slug = counted.slug AND entry.state = %(published)s
    ORDER BY entry.id, counted.month
    ON CONFLICT (startup_id, month)
    DO UPDATE SET count = LEAST(directory_monthlyviews.count::bigint + excluded.count, 2147483647)
"""


def add_views(*, views: Mapping[tuple[str, date], int], by: str = "SYSTEM") -> int:
    """Add the views of each (address of an entry, first day of a month). How many rows that touched.

    One statement, so all of it counts or nothing. An address that leads to no public entry any more is left out.
    """
    if not views:
        return 0
    keys = list(views)
    parameters: dict[str, Any] = {
        "slugs": [slug for slug, _month in keys],
        "months": [month for _slug, month in keys],
        "views": [views[key] for key in keys],
        "published": EntryState.PUBLISHED,
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD, parameters)
        return cursor.rowcount
