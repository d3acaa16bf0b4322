"""What the catalogue itself costs: loading, following one change, counting every facet, memory; in its own process.

Prints one line of JSON: seconds, milliseconds and megabytes as the names say.
"""

import gc
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import django

CHANGES = 30
SELECTIONS = 300


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from directory.search import catalogue

    catalogue.read_state()  # connects
    gc.collect()
    before = megabytes()
    load = seconds(catalogue.current)
    gc.collect()
    figures = {
        "load_s": load,
        "memory_mb": megabytes() - before,
        "change_ms": 1000 * statistics.median(one_change() for _ in range(CHANGES)),
        "counting_ms": 1000 * statistics.median(one_counting(Random(number)) for number in range(SELECTIONS)),  # noqa: S311
        "peak_mb": peak_megabytes(),
    }
    print(json.dumps(figures))


def one_change() -> float:
    """Seconds until the catalogue knows of an entry that was changed and committed."""
    from directory.models import Startup
    from directory.search import catalogue

    entry = Startup.objects.order_by("?").values_list("pk", "founded").filter(state="published")[0]
    Startup.objects.filter(pk=entry[0]).update(founded=(entry[1] or 2000) % 25 + 1995)
    return seconds(catalogue.current)


def one_counting(chance: Random) -> float:
    """Seconds to count every value of every facet for a selection of none to two of them."""
    from directory.search import catalogue
    from directory.search.facets import Facet
    from directory.search.query import Selection
    from directory.search.results import Results

    found = catalogue.current()
    facets = chance.sample(
        [Facet.REGION, Facet.SECTOR, Facet.PEOPLE, Facet.FUNDING, Facet.TECHNOLOGY], chance.randint(0, 2)
    )
    options = [chance.choice(found.vocabulary.of(facet)) for facet in facets]
    results = Results(Selection.of(*options), found)
    return seconds(lambda: [results.choices(facet) for facet in Facet])


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def megabytes() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak_megabytes() -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
