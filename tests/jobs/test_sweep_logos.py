"""Logos that nothing refers to any more go after a day, and files without a row."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import Reason
from directory.images import SIZES
from directory.jobs import periodic
from directory.jobs.schedule import jobs
from directory.models import Logo, Submission
from tests.factories import Make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media" / "logos"


def sweep(days: float = 1.1) -> int:
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        return periodic.sweep_logos()


def kept(logo: Logo) -> bool:
    """Row and files agree."""
    exists = Logo.objects.filter(pk=logo.pk).exists()
    assert {default_storage.exists(logo.file_name(side)) for side in SIZES} == {exists}
    return exists


def test_it_works(founder: User) -> None:
    draft = Make.draft(founder)
    unused, chosen = Make.logo(draft, founder), Make.logo(draft, founder)
    actions.choose_logo(submission=draft, logo=chosen, typed={}, by=founder)
    assert sweep(days=0.9) == 0
    assert kept(unused)
    assert sweep() == 1
    assert not kept(unused)
    assert kept(chosen)
    assert sweep() == 0


def test_before_the_first_one_there_is_nothing_to_do() -> None:
    assert sweep() == 0


def test_it_runs_after_the_jobs_that_let_go() -> None:
    names = [job.run.__name__ for job in jobs()]
    assert names.index("sweep_logos") > max(names.index(name) for name in ("erase_old_drafts", "erase_old_refusals"))


def test_what_is_referred_to_stays(founder: User, wallonia: User) -> None:
    startup = Make.published_with_logo(founder, wallonia)
    first = Logo.objects.get()
    change = actions.start_change(startup=startup, language="fr", by=founder)
    second = Make.logo(change, founder)
    sent = Make.change(startup, founder, logo=str(second.pk))
    assert sweep() == 0  # public, and proposed
    Make.approve(sent, wallonia)
    assert sweep() == 0  # the earlier one is what a revision said
    assert kept(first)
    assert kept(second)


def test_only_the_answer_of_a_draft_counts(founder: User) -> None:
    submission = Make.draft(founder)
    logo = Make.logo(submission, founder)
    Submission.objects.update(draft={"contact": {"typed": {"logo": str(logo.pk)}, "version": 1}})
    assert sweep() == 0
    assert kept(logo)
    Submission.objects.update(draft={"company": {"typed": {"name": str(logo.pk)}, "version": 1}})
    assert sweep() == 1


def test_a_draft_that_was_erased_lets_go(founder: User) -> None:
    draft = Make.draft(founder)
    logo = Make.logo(draft, founder)
    actions.choose_logo(submission=draft, logo=logo, typed={}, by=founder)
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        assert periodic.sweep_logos() == 0
        assert periodic.erase_old_drafts() == 1
        assert periodic.sweep_logos() == 1
    assert not kept(logo)


def test_what_was_refused_lets_go_when_it_is_erased(founder: User, wallonia: User) -> None:
    submission = Make.draft(founder)
    logo = Make.logo(submission, founder)
    profile = Make.profile(logo=str(logo.pk))
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
    submission = Make.fresh(submission)
    actions.reject(
        submission=submission, revision=Make.revision(submission), reason=Reason.MISLEADING, words="Non.", by=wallonia
    )
    with time_machine.travel(timezone.now() + timedelta(days=300)):
        assert periodic.sweep_logos() == 0
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert periodic.erase_old_refusals() == 1
        assert periodic.sweep_logos() == 1
    assert not kept(logo)


def test_files_without_a_row_go(founder: User, own_folder: Path) -> None:
    logo = Make.logo(Make.draft(founder), founder)
    names = ["00000000-0000-4000-8000-000000000000-96.png", "no-id.png", f"{logo.pk}-512.png"]
    for name in names[:2]:
        default_storage.save(f"logos/{name}", ContentFile(b"left behind"))
    actions.choose_logo(submission=Submission.objects.get(), logo=logo, typed={}, by=founder)
    assert periodic.sweep_logos() == 0  # somebody may be about to write the row
    old = time.time() - 25 * 3600
    for path in own_folder.iterdir():
        os.utime(path, (old, old))
    assert periodic.sweep_logos() == 2
    assert kept(logo)
    assert len(list(own_folder.iterdir())) == len(SIZES)


def test_many(founder: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.actions.logos.AT_A_TIME", 2)
    draft = Make.draft(founder)
    found = [Make.logo(draft, founder) for _number in range(5)]
    actions.choose_logo(submission=draft, logo=found[2], typed={}, by=founder)
    assert sweep() == 4
    assert [kept(logo) for logo in found] == [False, False, True, False, False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_choosing_while_the_sweep_runs(founder: User) -> None:
    """The sweep waits for who holds the submission, and sees what was chosen in the meantime."""
    draft = Make.draft(founder)
    logo = Make.logo(draft, founder)
    Logo.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
    swept: list[int] = []

    def run() -> None:
        swept.append(periodic.sweep_logos())
        connection.close()

    with transaction.atomic():
        actions.choose_logo(submission=draft, logo=logo, typed={}, by=founder)
        thread = threading.Thread(target=run)
        thread.start()
        wait_for_a_lock()
    thread.join(timeout=30)
    assert swept == [0]
    assert kept(logo)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_choosing_what_the_sweep_took(founder: User) -> None:
    draft = Make.draft(founder)
    logo = Make.logo(draft, founder)
    assert sweep() == 1
    with pytest.raises(errors.LogoGone):
        actions.choose_logo(submission=draft, logo=logo, typed={}, by=founder)


def wait_for_a_lock() -> None:
    """Until another session waits for one of this one's."""
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")
