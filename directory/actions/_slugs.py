"""Addresses of what the desk keeps beside the entries: made once of a name, and for ever."""

import secrets
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.text import slugify

from directory.actions._entries import LETTERS

LENGTH = 70
LOCK = 0x51AA


def first_free(rows: QuerySet[Any], name: str, *, otherwise: str) -> str:
    """The first address of this name that none of the rows has; `otherwise` begins that of a name without Latin
    letters. One transaction at a time chooses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    wanted = slugify(name.lower().translate(LETTERS))[:LENGTH].strip("-") or f"{otherwise}-{secrets.token_hex(4)}"
    taken = set(rows.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{wanted}-{number}") not in taken)
