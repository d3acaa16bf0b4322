"""What it costs to find the related firms of a profile, among invented entries; needs no database.

Prints one line of JSON: milliseconds. `python -m benchmarks.related 10000`
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date

import django

ASKED = 1000


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belgiantech.settings")
    django.setup()
    from benchmarks.synthetic import Entry, entries
    from directory.search.catalogue import Catalogue, State
    from directory.search.facets import Row
    from directory.search.index import Index
    from directory.search.related import Profile, related
    from directory.search.vocabulary import Vocabulary

    ids: dict[str, int] = {}

    def number(name: str) -> int:
        return ids.setdefault(name, len(ids) + 1)

    def profile(firm: Entry) -> Profile:
        return Profile(
            firm.id,
            sectors=tuple(map(number, firm.sectors)),
            markets=tuple(dict.fromkeys(country for country, _activity in firm.markets)),
            municipality=number(str(firm.place)),
            area=number(firm.territory),
        )

    def rows(firms: list[Entry]) -> Iterator[Row]:
        for firm in firms:
            said = profile(firm)
            yield Row(
                firm.id, firm.name.lower(), 0, said.municipality or 0, said.area or 0, 0, list(said.sectors), None,
                [f"{country}:{activity}" for country, activity in firm.markets], [], [], [], [], "", "",
                firm.status, firm.founded, firm.claimed_at is not None, firm.confirmed_on, False,
            )  # fmt: skip

    today = date.today()
    firms = list(entries(count, today))
    found = Catalogue(State(), today, Index.of(rows(firms)), Vocabulary({}, {}), 0)
    _ = found.by_trust  # is kept
    times = sorted(one(lambda firm=firm: related(profile(firm), found, most=3)) for firm in firms[:ASKED])
    print(json.dumps({"entries": count, "p50_ms": statistics.median(times), "p95_ms": times[int(ASKED * 0.95)]}))


def one(work) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
