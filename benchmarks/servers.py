"""`python -m benchmarks.servers`: our application under several web servers, asked for the same pages."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from benchmarks import commands, contestants, folders, processes, wrk

if TYPE_CHECKING:
    from benchmarks.jobs import Job

TODAY = "gunicorn gthread, 2 × 4"
PROCESSES = "2"


@contextmanager
def gunicorn_sync() -> Iterator[int]:
    command = contestants.gunicorn(contestants.APPLICATION, "--workers", PROCESSES)
    with processes.served("gunicorn-sync", command, contestants.LIST) as port:
        yield port


SERVERS = {TODAY: contestants.ours, "gunicorn sync, 2": gunicorn_sync, "granian, 2 × 4": contestants.granian}


def run(count: int, options: wrk.Options, only: set[str]) -> None:
    """Print the table and write it to results; `only` are keys of jobs, none means all."""
    from benchmarks import machine, postgres, report
    from benchmarks.asking import Asking

    postgres.prepare(count)
    chosen = [job for job in _jobs() if not only or job.key in only]
    with ExitStack() as stack:
        ports = {name: stack.enter_context(start()) for name, start in SERVERS.items()}
        asking = Asking(folders.of(count), ports, options)
        rows = [asking.ask(job, name) for job in chosen for name in SERVERS]
    report.publish("servers", f"Web servers, {count} entries", machine.facts(count, options), rows, (TODAY,))


def _jobs() -> "list[Job]":
    from benchmarks.jobs import Job, one_filter

    pages = [question.to_us() for question in one_filter()]
    return [
        Job("page", "first page, one filter, facets", dict.fromkeys(SERVERS, pages)),
        Job("unchanged", "the list again, 304", {name: [contestants.LIST] for name in SERVERS}, is_unchanged=True),
        Job("health", "/healthz", {name: ["/healthz"] for name in SERVERS}),
    ]


if __name__ == "__main__":
    sys.exit(commands.main(run))
