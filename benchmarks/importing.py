"""`python -m benchmarks.importing`: the dry run of a list of 10,000 rows by a worker, and the site meanwhile.

Needs nothing but this checkout. Prints how long it took, how much of that the worker calculated, how much memory it had
at most, and how quickly the site answered a steady stream of visitors before and meanwhile.
"""

import csv
import io
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING

import django

from benchmarks import folders, processes

if TYPE_CHECKING:
    from directory.models import ImportBatch

ENTRIES = 10_000
ROWS = 10_000
SEED = 11
ASKING, PAUSE = 4, 0.2  # visitors, and what each waits after a page
IDLE_SECONDS = 10
LOOK_EVERY = 0.2
HEADINGS = ["Name", "Enterprise number", "Postcode", "Municipality", "Founded", "Website", "Description"]
PAGE = "/en/startups/"


def run() -> None:
    from benchmarks import contestants, postgres

    postgres.prepare(ENTRIES)
    content = made()
    with contestants.ours() as port:
        idle = Visitors(port)
        with idle.asking():
            time.sleep(IDLE_SECONDS)
        batch = begin(content)
        meanwhile = Visitors(port)
        with meanwhile.asking():
            seconds, calculated, megabytes = worked(batch.pk)
    counts = outcomes(batch.pk)
    print(f"{ROWS} rows against {ENTRIES} entries, {len(content) / 2**20:.1f} MB: {counts}")
    print(
        f"dry run: {seconds:.1f} s, of which the worker calculated {calculated:.1f} s, with {megabytes:.0f} MB at most"
    )
    print(f"{PAGE} idle: {idle}")
    print(f"{PAGE} meanwhile: {meanwhile}, {meanwhile.middle / idle.middle:.1f} times as long")


def made() -> bytes:
    """Rows of firms that are there with a year that differs, that are the same, and of others; some alike by name."""
    from directory.models import Startup

    chance = Random(SEED)  # noqa: S311 - nothing secret
    known = list(Startup.objects.select_related("municipality").order_by("pk")[: ROWS * 7 // 10])
    stream = io.StringIO()
    rows = csv.writer(stream, delimiter=";")
    rows.writerow(HEADINGS)
    for number in range(ROWS):
        startup = known[number % len(known)]
        place = [startup.postal_code, startup.municipality.name_local if startup.municipality else ""]
        if number < len(known):
            year = startup.founded if number % 2 else 1990
            rows.writerow([startup.name, startup.enterprise_number, *place, year, startup.website, ""])
        else:
            first = 1_000_000 + number
            digits = f"{first:08d}{97 - first % 97:02d}"
            name = f"{startup.name} {chance.choice(['Nord', 'Sud', 'Est', 'Ouest'])} {chance.randrange(10**6)}"
            rows.writerow([name, digits if number % 2 else "", *place, 2001, "", "A firm of a list. " * 10])
    return stream.getvalue().encode()


def begin(content: bytes) -> "ImportBatch":
    """The list, matched and in the queue."""
    from accounts.models import User
    from directory import actions
    from directory.imports import dry_run
    from directory.imports.targets import guessed
    from directory.models import ImportBatch, Partner

    ImportBatch.objects.all().delete()
    operator, _made = User.objects.get_or_create(email="operator@example.test", defaults={"is_operator": True})
    batch, _is_new = actions.keep_list(
        partner=Partner.objects.order_by("pk")[0],
        facts=actions.ListFacts("A list", "", "CC0-1.0", date.today()),
        files=[actions.ListFile("list.csv", content)],
        shape=dry_run.shape_of(dry_run.open_list([("list.csv", content)])),
        by=operator,
    )
    dry_run.start(batch=batch, columns=guessed(batch.headings), by=operator)
    return batch


def worked(pk: int) -> tuple[float, float, float]:
    """Have the worker of the site do what is in the queue; seconds, those it calculated, and megabytes at most."""
    command = [sys.executable, "manage.py", "db_worker", "--queue-name", "long", "--batch", "--no-reload"]
    began, before = time.monotonic(), calculated_by_children()
    worker = subprocess.Popen([*command, "--no-startup-delay", "--skip-checks"], cwd=folders.CHECKOUT)
    most = 0.0
    while worker.poll() is None:
        most = max(most, peak(worker.pid))
        time.sleep(LOOK_EVERY)
    seconds = time.monotonic() - began
    if worker.returncode or not outcomes(pk):
        raise processes.CannotRun("The worker did not finish the dry run.")
    return seconds, calculated_by_children() - before, most


def calculated_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def outcomes(pk: int) -> dict[str, int]:
    from django.db.models import Count

    from directory.choices import ImportState
    from directory.models import ImportBatch

    batch = ImportBatch.objects.get(pk=pk)
    if batch.state != ImportState.CHECKED:
        return {}
    return dict(batch.rows.order_by("outcome").values_list("outcome").annotate(Count("pk")))


class Visitors:
    """A few who ask for the same page again and again, each as soon as the last answer is there."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.took: list[float] = []
        self.failed = 0
        self.stop = threading.Event()

    @contextmanager
    def asking(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._ask) for _ in range(ASKING)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def _ask(self) -> None:
        while not self.stop.is_set():
            began = time.monotonic()
            self.failed += processes.get(self.port, PAGE).status != 200
            self.took.append(time.monotonic() - began)
            self.stop.wait(PAUSE)

    @property
    def middle(self) -> float:
        return median(self.took)

    def __str__(self) -> str:
        late = quantiles(self.took, n=20)[-1]
        middle = f"median {self.middle * 1000:.0f} ms, 95% below {late * 1000:.0f} ms"
        return f"{len(self.took)} pages, {middle}, {self.failed} failed"


def main() -> int:
    folders.make()
    folders.set_environment(ENTRIES)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    try:
        run()
    except processes.CannotRun as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
