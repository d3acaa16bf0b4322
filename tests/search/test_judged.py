"""What people would ask of the shipped list, and the answer that they would expect first.

The mean reciprocal rank is 1 when the first answer is always an expected one, 0.5 when it is always the second.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command

from tests.search.finding import find

JUDGED = Path(__file__).parent.parent / "data" / "judged_queries.csv"

# Its stem finds a firm for materials, so nobody looks for a typing error.
KNOWN_MISSES = {"materialize"}


class Judged(NamedTuple):
    query: str
    language: str
    expected: tuple[str, ...]

    def reciprocal_rank(self) -> float:
        found = find(self.query)
        ranks = [found.index(name) + 1 for name in self.expected if name in found]
        return 1 / min(ranks) if ranks else 0.0


def judged() -> Iterator[Judged]:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Judged(row["query"], row["language"], tuple(row["expected"].split("|")))


def test_expected_answers_come_first(db: None, record_property: Callable[[str, object], None]) -> None:
    call_command("load_companies", verbosity=0)
    ranks = {each: each.reciprocal_rank() for each in judged()}
    assert {each.language for each in ranks} == {"en", "fr", "nl", "de"}
    mean = sum(ranks.values()) / len(ranks)
    record_property("figure", f"{len(ranks)} judged queries: mean reciprocal rank {mean:.3f}")
    missed = {each.query: find(each.query)[:3] for each, rank in ranks.items() if rank < 1}
    assert missed.keys() == KNOWN_MISSES, missed
