"""From the raw sector words of a list to our sectors, only where the word leaves no doubt (sector_hints.csv).

Words that fit any firm, such as “Software” or “B2B”, are not in the table: no sector is better than a wrong one. The
same of the register's codes of activities (NACE-BEL, nace_hints.csv).
"""

import re

from django.db.models.functions import Coalesce

from directory.imports.shipped import rows
from directory.models import Sector

MOST_SECTORS = 3


class Hints:
    """The tables in memory, with the sectors' ids."""

    def __init__(self) -> None:
        ids = dict(Sector.objects.values_list("slug", Coalesce("merged_into", "pk")))
        known = [row for row in rows("sector_hints.csv") if row["sector"] in ids]  # the operator may have removed one
        self.sectors = {row["hint"].casefold(): ids[row["sector"]] for row in known}
        activities = [row for row in rows("nace_hints.csv") if row["sector"] in ids]
        self.activities = {row["code"]: ids[row["sector"]] for row in activities}

    def sectors_of(self, words: str) -> list[int]:
        """At most three sectors from words separated by semicolons, in their order; the first is the main one."""
        found = [self.sectors.get(word.strip().casefold()) for word in words.split(";")]
        return list(dict.fromkeys(pk for pk in found if pk))[:MOST_SECTORS]

    def sector_of(self, word: str) -> int | None:
        """From one word, or one code of an activity."""
        return self.sectors.get(word.strip().casefold()) or self.activities.get(re.sub(r"[\s.]", "", word))
