"""kill -9 of a real worker in the middle of a list: it goes on by itself, and each row is done once."""

import os
import signal
import subprocess
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import User
from belgiantech import serve
from belgiantech.settings import TASKS
from directory import actions
from directory.choices import ImportOutcome, ImportResult, ImportState
from directory.imports import dry_run
from directory.imports.targets import guessed
from directory.jobs import periodic
from directory.models import Event, ImportBatch, Startup
from tests.factories import enterprise_number
from tests.imports.lists import fresh, text_of, uploaded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]

PATIENCE = 180
ROWS = 450  # three chunks


def worker() -> subprocess.Popen[bytes]:
    """The worker that `make run` starts, on the database and the files of this test."""
    database = connection.settings_dict
    who = f"{quote(database['USER'])}:{quote(database['PASSWORD'] or '')}"
    where = f"localhost:{database['PORT'] or 5432}/{database['NAME']}?host={quote(database['HOST'], safe='')}"
    environment = {
        "DATABASE_URL": f"postgres://{who}@{where}",
        "DEBUG": "1",
        "MEDIA_ROOT": str(django_settings.MEDIA_ROOT),
    }
    command = serve._manage("db_worker", "--queue-name", "long", "--no-reload", "--no-startup-delay", "--batch")
    return subprocess.Popen(
        command,
        cwd=django_settings.BASE_DIR,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def killed_in_the_middle(batch: ImportBatch) -> None:
    """Once some chunks are done, and not all of them."""
    process, ends = worker(), time.monotonic() + PATIENCE
    while not 0 < fresh(batch).rows_done < ROWS and time.monotonic() < ends:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    assert fresh(batch).is_at_work
    assert DBTaskResult.objects.filter(status="RUNNING").exists()


def resumed(batch: ImportBatch) -> None:
    assert periodic.resume_lists() == 0  # it might still be at work
    ImportBatch.objects.update(worked_at=timezone.now() - periodic.SILENT_LIST - timedelta(seconds=1))
    assert periodic.resume_lists() == 1
    assert worker().wait(PATIENCE) == 0


def test_a_worker_killed_in_the_middle_of_a_list(wallonia: User, settings: Settings) -> None:
    settings.TASKS = TASKS
    rows = [[f"Firme {number:04d}", enterprise_number(number), "5000", "Namur", 2019, ""] for number in range(ROWS)]
    batch = uploaded(wallonia, ("list.csv", text_of(*rows)))
    dry_run.start(batch=batch, columns=guessed(batch.headings), by=wallonia)
    killed_in_the_middle(batch)
    resumed(batch)
    assert fresh(batch).state == ImportState.CHECKED
    assert list(batch.rows.order_by("number").values_list("number", flat=True)) == list(range(1, ROWS + 1))
    assert batch.rows.filter(outcome=ImportOutcome.NEW).count() == ROWS

    before = Event.objects.count()
    actions.confirm_batch(batch=batch, by=wallonia)
    killed_in_the_middle(batch)
    resumed(batch)
    assert fresh(batch).state == ImportState.DONE
    assert batch.rows.filter(result=ImportResult.WRITTEN).count() == ROWS
    assert Startup.objects.published().count() == ROWS
    assert Event.objects.count() == before + 1 + ROWS
