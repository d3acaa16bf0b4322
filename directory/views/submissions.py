"""A founder's submission: followed, and taken back. Somebody else's does not exist."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.choices import SubmissionKind, SubmissionState
from directory.forms.message import MessageForm
from directory.models import Decision, Revision, Submission
from directory.models.submission import ASKED_ON
from directory.rules.entitlement import needs_proof
from directory.rules.outcomes import corrections_of, outcome_of
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import status_asked, upgraded
from directory.rules.remarks import labelled, remarks_of
from directory.rules.thread import may_write, messages_of
from directory.views.answers import Row, answer_rows
from directory.views.policies import person, signed_in


@signed_in
def submission(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands: what was sent, what was decided, what to do next."""
    return submission_page(request, followed(request, reference))


def submission_page(
    request: HttpRequest, found: Submission, message_form: MessageForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a submission; `message_form` holds a message that was refused."""
    revision = found.latest_revision()
    decision = standing_decision(found)
    context = {
        "submission": found,
        "decision": decision,
        "outcome": outcome_of(decision) if decision else None,
        "corrected": corrections_of(decision) if decision else [],
        "is_unsettled": bool(decision and decision.is_unsettled),
        "was_taken_back": was_taken_back(found, revision),
        "remarks": labelled(remarks_of(found)),
        "rows": _rows_sent(found, revision) if revision else [],
        "asked_status": status_asked(revision) if revision and found.kind == SubmissionKind.STATE else "",
        "may_edit": may(request.user, Permission.EDIT, found),
        "needs_proof": needs_proof(found),
        "thread": messages_of(found),
        "message_form": message_form or (MessageForm() if may_write(request.user, found) else None),
    }
    return render(request, "my/submission.html", context, status=status)


@signed_in
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks first, then takes it back."""
    found = get_object_or_404(narrow(submissions(), request.user, Permission.EDIT), reference=reference)
    if request.method != "POST":
        return render(request, "my/withdraw.html", {"submission": found})
    try:
        actions.withdraw(submission=found, by=person(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, _("Withdrawn. Nothing of it will be published."))
    return redirect("my")


def submissions() -> Any:
    return Submission.objects.select_related("startup__territory__partner", "territory__partner", "submitted_by")


def followed(request: HttpRequest, reference: str) -> Submission:
    """The submission as the founder who sent it, or the team that it concerns, may see it; else there is none."""
    found: Submission = get_object_or_404(narrow(submissions(), request.user, Permission.FOLLOW), reference=reference)
    return found


def standing_decision(found: Submission) -> Decision | None:
    return found.decisions.filter(undone_at=None).order_by("-decided_at", "-pk").first()


def was_taken_back(found: Submission, revision: Revision | None) -> bool:
    """It was decided on, and waits again: what the page said a minute ago holds no more."""
    undone = found.decisions.filter(revision=revision, undone_at__isnull=False)
    return found.state == SubmissionState.WAITING and revision is not None and undone.exists()


def _rows_sent(found: Submission, revision: Revision) -> list[Row]:
    """What was sent in words; nothing where the page says it itself."""
    if found.kind in ASKED_ON:
        return []
    return answer_rows(upgraded(revision.profile, revision.schema_version))
