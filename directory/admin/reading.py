"""One submission as an auditor reads it: nothing personal, nothing undisclosed, and nothing to do."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from directory.admin.access import DeskRequest
from directory.models import Event, Submission
from directory.rules.diff import changed_fields
from directory.rules.parts import base_of
from directory.rules.permissions import Permission, narrow
from directory.rules.profile import FIELDS, upgraded


def reading_page(request: DeskRequest, reference: str) -> HttpResponse:
    """Of the proposal the names of its fields only: what is approved stands on the page of the entry."""
    related = Submission.objects.select_related("startup", "territory__partner")
    submission: Submission = get_object_or_404(
        narrow(related, request.user, Permission.READ_SUBMISSION), reference=reference
    )
    latest = submission.latest_revision()
    if latest is None:  # withdrawn before it was ever sent
        raise Http404
    profile = upgraded(latest.profile, latest.schema_version)
    context = {
        "submission": submission,
        "startup": submission.startup,
        "fields": [FIELDS[name] for name in changed_fields(base_of(submission), profile)],
        "revisions": submission.revisions.count(),
        "decisions": submission.decisions.select_related("revision").order_by("-decided_at", "-pk"),
        "events": Event.objects.of_submission(submission.reference).order_by("-position"),
    }
    return render(request, "desk/submission_read.html", context)
