"""A visitor reports an error in an entry; the moderator of its territory deals with it, or passes it on to the company.

Visitors have no account: what they do counts as done by SYSTEM, and no event tells of it, for an event is for ever and
a report is not. What becomes of it does leave an event, which names the fact and nobody. Whoever writes here holds the
lock of the entry.
"""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, lock_startup, record
from directory.actions.drafts import start_change
from directory.actions.errors import Gone, NobodyToTell, NotAllowed, NotReportable, ReportOver
from directory.choices import ReportAnswer, ReportState, Verb
from directory.models import ErrorReport, Startup, Submission
from directory.notifications import reports as mails
from directory.rules.permissions import Permission, may
from directory.rules.reports import following, takes_reports, to_erase, to_pass_on_to, with_old_address

VERBS = {
    ReportState.PASSED_ON: Verb.ERROR_PASSED_ON,
    ReportState.HANDLED: Verb.ERROR_HANDLED,
    ReportState.DISMISSED: Verb.ERROR_DISMISSED,
}


@dataclass(frozen=True)
class ErrorStated:
    """What a visitor states (models.ErrorReport)."""

    fact: str
    words: str
    evidence: str
    email: str
    language: str


@transaction.atomic
def report_error(*, startup: Startup, stated: ErrorStated, by: Actor) -> ErrorReport:
    """Lay it before the moderators of the territory. Raises NotReportable."""
    locked = lock_startup(startup.pk)
    if not takes_reports(locked):
        raise NotReportable
    return ErrorReport.objects.create(startup=locked, **asdict(stated))


@transaction.atomic
def handle_report(*, report: ErrorReport, state: ReportState, seen: ReportState, by: User) -> None:
    """Pass it on to the company, say that it is dealt with, or that there is no error. The reporter is told once.

    `seen` is the state on the page that was sent. Raises NotAllowed, Gone, ReportOver where a colleague was quicker, or
    NobodyToTell where nobody keeps the entry to whom it could be passed on, or it is not public.
    """
    locked = _lock(report)
    if not may(by, Permission.HANDLE_REPORT, locked):
        raise NotAllowed
    if locked.state != seen or state not in following(locked):
        raise ReportOver
    keepers = to_pass_on_to(locked.startup) if state == ReportState.PASSED_ON else []
    if state == ReportState.PASSED_ON and not keepers:
        raise NobodyToTell
    locked.state, locked.handled_by, locked.handled_at = state, by, timezone.now()
    locked.save(update_fields=["state", "handled_by", "handled_at"])
    record(VERBS[state], by=by, startup=locked.startup, after={"fact": locked.fact})
    for person in keepers:
        mails.error_passed_on.enqueue(locked.pk, str(person.pk))
    if seen == ReportState.OPEN and locked.email:
        mails.error_handled.enqueue(locked.pk)


@transaction.atomic
def answer_report(*, report: ErrorReport, answer: ReportAnswer, by: User) -> Submission | None:
    """The company begins to correct it, or says that it is right. Returns the change that is begun with the first;
    what became of the company ("status") has a page of its own. Raises NotAllowed, also where a colleague was quicker,
    or Gone."""
    locked = _lock(report)
    if not may(by, Permission.ANSWER_REPORT, locked):
        raise NotAllowed
    change = None
    if answer == ReportAnswer.CORRECTING and locked.fact != "status":
        change = start_change(startup=locked.startup, language=by.language, by=by)
    locked.answer, locked.answered_by, locked.answered_at = answer, by, timezone.now()
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    record(Verb.ERROR_ANSWERED, by=by, startup=locked.startup, after={"fact": locked.fact, "answer": answer})
    return change


def erase_reports(*, by: Actor) -> int:
    """A year after they were dealt with, two years after they were sent. How many."""
    deleted, _models = to_erase().delete()
    return deleted


def erase_reporters(*, by: Actor) -> int:
    """The addresses of those whose report nobody has dealt with for three months. How many."""
    return with_old_address().update(email="")


def _lock(report: ErrorReport) -> ErrorReport:
    """As it is now, its entry locked. Raises Gone where it was erased in the meantime."""
    startup = lock_startup(report.startup_id)
    found = startup.error_reports.filter(pk=report.pk).first()
    if found is None:
        raise Gone
    found.startup = startup
    return found
