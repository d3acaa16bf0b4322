"""One run: load, start the contestants, ask each for each job in turn, and write down what came of it."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from random import Random

from benchmarks import contestants, folders, machine, postgres, processes, report, sqlite, wrk
from benchmarks.asking import Asking
from benchmarks.contestants import BARE, DATASETTE, LIST, OURS, TABLE, TUNED
from benchmarks.jobs import MOST_ADDRESSES, jobs
from benchmarks.report import Row
from directory.models import Startup

CONTESTANTS = (OURS, DATASETTE, TUNED, BARE)
REFERENCES = (DATASETTE, TUNED, BARE)


def run(count: int, options: wrk.Options, only: set[str]) -> None:
    """Print the table and write it to results; `only` are keys of jobs, none means all."""
    postgres.prepare(count)
    folder = sqlite.build(count)
    chosen = [job for job in jobs(profiles(count)) if not only or job.key in only]
    with ExitStack() as stack:
        ports = {OURS: stack.enter_context(contestants.ours())}
        ports[BARE] = stack.enter_context(contestants.bare(len(processes.get(ports[OURS], LIST).body)))
        ports[DATASETTE] = stack.enter_context(contestants.datasette(folder))
        _check_search(ports[DATASETTE])
        ports[TUNED] = stack.enter_context(contestants.datasette(folder, suggest_facets=False))
        asking = Asking(folders.of(count), ports, options)
        rows = [asking.ask(job, name) for job in chosen for name in CONTESTANTS if job.concerns(name)]
    rows += further_rows(count)
    report.publish(str(count), f"{count} entries", machine.facts(count, options), rows, REFERENCES)


def further_rows(count: int) -> list[Row]:
    """What the catalogue itself costs, measured in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.catalogue"],
        env=os.environ | {"BENCH_ENTRIES": str(count), "DJANGO_SETTINGS_MODULE": "benchmarks.settings"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(answer.stdout)
    return [
        Row("catalogue: counting every facet, median", OURS, p50=found["counting_ms"]),
        Row("catalogue: after one change, median", OURS, p50=found["change_ms"]),
        Row("catalogue: load from nothing", OURS, note=f"{found['load_s']:.2f} s"),
        Row("catalogue: memory a process", OURS, note=f"{found['memory_mb']:.0f} MB"),
    ]


def profiles(count: int) -> list[tuple[int, str]]:
    """Keys and slugs of entries in an order without pattern."""
    drawn = Random(count).sample(range(1, count + 1), min(count, MOST_ADDRESSES))  # noqa: S311 - nothing secret
    slugs = dict(Startup.objects.filter(pk__in=drawn).values_list("pk", "slug"))
    return [(key, slugs[key]) for key in drawn]


def _check_search(port: int) -> None:
    """Datasette ignores a search, and shows all rows, where it does not find an index for words."""
    answer = processes.get(port, f"{TABLE}.json?_search=nosuchword&_shape=array")
    if answer.status != 200 or answer.body.strip() != b"[]":
        raise processes.CannotRun(f"Datasette does not search: it answers {answer.status}")
