"""Changing an entry in the company's place: one topic at a time, with a reason and a source."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.choices import Reason, SubmissionKind
from directory.forms.answers import typed_of_topic, without_row
from directory.forms.on_behalf import FORMS_ON_BEHALF, OnBehalfForm
from directory.models import Revision, Startup, Submission
from directory.rules.permissions import Permission, narrow
from directory.rules.profile import profile_of
from directory.rules.second_look import needs_second_look
from directory.rules.topics import Topic


@desk_only
def on_behalf(request: DeskRequest, pk: int, topic: str) -> HttpResponse:
    """The form of a topic as the founder has it, with why and on what source."""
    mine = narrow(
        Startup.objects.select_related("municipality", "territory__partner"), request.user, Permission.ACT_FOR
    )
    startup: Startup = get_object_or_404(mine, pk=pk)
    if topic not in FORMS_ON_BEHALF:
        raise Http404
    chosen, draft = Topic(topic), _unsaved(startup, request)
    form_of = FORMS_ON_BEHALF[chosen]
    if request.method != "POST":
        typed = typed_of_topic(chosen, draft.base, draft) | {"seen_version": str(startup.content_version)}
        return _page(request, draft, form_of(submission=draft, initial=typed))
    typed = without_row(form_of.typed_in(request.POST, draft), request.POST.get("remove", ""))
    if "add" in request.POST or "remove" in request.POST:
        return _page(request, draft, form_of(submission=draft, initial=typed, extra=request.POST.get("add", "")))
    form = form_of(typed, submission=draft)
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    try:
        proposed = actions.propose_on_behalf(
            startup=startup,
            values=form.values(),
            seen_version=form.cleaned_data["seen_version"],
            reason=form.cleaned_data["reason"],
            source=form.given(),
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, draft, form, status=409)
    if startup.claimed_at:
        said = _("Proposed on behalf of the company. A colleague decides, and the team is told by mail.")
        messages.success(request, said)
    else:
        _approve(request, proposed.submission, proposed)
    return redirect("admin:entry", pk)


def _unsaved(startup: Startup, request: DeskRequest) -> Submission:
    """What the forms of the topics ask; nothing of it is written."""
    territory = startup.territory
    return Submission(
        kind=SubmissionKind.CHANGE,
        startup=startup,
        territory=territory,
        on_behalf=territory.partner if territory else None,
        submitted_by=request.user,
        base=profile_of(startup),
    )


def _approve(request: DeskRequest, submission: Submission, revision: Revision) -> None:
    """At once, while nobody speaks for the company; what is refused now waits in the queue."""
    needs_two = needs_second_look(submission, revision)
    act = actions.look_first if needs_two else actions.approve
    try:
        act(
            submission=submission,
            revision=revision,
            seen_version=submission.base_version,
            reason=Reason.MEETS_CRITERIA,
            words="",
            by=request.user,
        )
    except Refused as refused:
        messages.warning(request, str(refused))
        return
    if needs_two:
        messages.success(request, _("Your approval is noted. A colleague has to look at it as well."))
    else:
        messages.success(request, _("Changed, with your source."))


def _page(request: DeskRequest, draft: Submission, form: OnBehalfForm, status: int = 200) -> HttpResponse:
    context = {"startup": draft.startup, "submission": draft, "form": form, "topic": form.topic}
    return render(request, "desk/on_behalf.html", context, status=status)
