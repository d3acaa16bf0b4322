"""Asks one contestant for one job, and makes a row of what was measured."""

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import processes, wrk
from benchmarks.jobs import TIMED_OUT, Job
from benchmarks.report import Row

FEW = 100  # answers, below which the ones that were cut off at the end weigh too much


class Asking:
    """Asks the contestants that run on these ports."""

    def __init__(self, folder: Path, ports: dict[str, int], options: wrk.Options) -> None:
        self.folder = folder
        self.ports = ports
        self.options = options

    def ask(self, job: Job, contestant: str) -> Row:
        print(f"{job.name}: {contestant}", flush=True)
        if contestant in job.excuses:
            return Row(job.name, contestant, note=job.excuses[contestant])
        port, addresses = self.ports[contestant], job.addresses[contestant]
        etag = processes.get(port, addresses[0]).headers.get("etag") if job.is_unchanged else None
        if job.is_unchanged and etag is None:
            return Row(job.name, contestant, note="sends no ETag")
        found = wrk.measure(
            port,
            self._file(job, contestant, addresses),
            self.options,
            status=304 if job.is_unchanged else 200,
            text=TIMED_OUT if job.has_facets else "",
            headers=(f"If-None-Match: {etag}",) if etag else (),
        )
        return Row.of(job.name, contestant, found, "; ".join(self._notes(job, contestant, found)))

    def _file(self, job: Job, contestant: str, addresses: list[str]) -> Path:
        name = re.sub(r"\W+", "-", contestant)
        file = self.folder / f"{job.key}-{name}.txt"
        file.write_text("\n".join([*addresses, ""]), encoding="utf-8")
        return file

    def _notes(self, job: Job, contestant: str, found: wrk.Measured) -> Iterator[str]:
        if 0 < found.requests < FEW:
            yield f"only {found.requests} answers: a rough figure"
        if found.marked:
            yield f"facets missing in {found.marked} answers: they timed out"
        number = len(job.addresses[contestant])
        if 1 < number < found.used:
            yield f"only {number} addresses, some asked again"
