"""Writing a submission: a task list, a page a topic, and a last look before it is sent (ux.md, Forms)."""

import re
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Language
from directory import actions
from directory.actions.errors import AlreadyDecided, DraftChangedElsewhere, Gone, NotAllowed, Refused
from directory.choices import SubmissionKind, SubmissionState
from directory.forms.answers import ROW, Answers, typed_in, without_row
from directory.forms.send import SendForm
from directory.forms.topics import FORMS, TopicForm, Typed
from directory.models import Startup, Submission, Territory
from directory.rules.calendar import due_date
from directory.rules.completeness import missing, share
from directory.rules.duplicates import Duplicate, duplicates_of, unclaimed_twins
from directory.rules.permissions import Permission, may, narrow
from directory.rules.places import deciding_territory
from directory.rules.preview import asks_in, previewed
from directory.rules.profile import Profile
from directory.rules.remarks import remarks_of
from directory.rules.topics import Topic
from directory.views.answers import by_topic
from directory.views.policies import person, signed_in
from directory.views.startups import preview_context
from directory.views.submissions import followed, standing_decision, submissions

WRITTEN = (SubmissionKind.NEW, SubmissionKind.CHANGE, SubmissionKind.CLAIM)


@signed_in
def tasks(request: HttpRequest, reference: str) -> HttpResponse:
    """The task list: what is done, what is still needed, what would make the entry complete."""
    found = _written(request, reference)
    if not may(request.user, Permission.EDIT, found):
        return redirect(found)
    answers = Answers(found)
    so_far = answers.profile_so_far()
    return render(request, "my/tasks.html", _common(found, answers) | {"gaps": missing(so_far), "share": share(so_far)})


@signed_in
def topic(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """The page of one topic. Sent, it keeps the answers as they are and goes on once they are in order."""
    found, topic = _written(request, reference), _topic(name)
    if request.method == "POST":
        return _take_answers(request, found, topic)
    if not may(request.user, Permission.EDIT, found):
        return redirect(found)
    answers = Answers(found)
    return _topic_page(request, found, answers.to_show(topic, extra=request.GET.get("add", "")), answers)


@signed_in
def similar(request: HttpRequest, reference: str) -> HttpResponse:
    """Is it one of these? Entries with the same number or website, or a similar name."""
    found = _editable(request, reference)
    duplicates = _public_duplicates(found, Answers(found).profile_so_far())
    if not duplicates:
        return redirect("submission_topic", reference, Topic.WHAT)
    context = {"submission": found, "duplicates": duplicates, "tasks": Answers(found).tasks, "next": Topic.WHAT}
    return render(request, "my/similar.html", context)


@signed_in
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The public page as the answers in order would make it. Nothing is written."""
    found = _editable(request, reference)
    profile = Answers(found).profile_so_far()
    entry: Startup = previewed(profile | {"name": profile["name"] or _("Your firm")})
    context = preview_context(entry, asks_in(profile)) | {"submission": found}
    return render(request, "my/preview.html", context)


@signed_in
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Check your answers: everything that will be sent, and what we checked ourselves."""
    found = _editable(request, reference)
    answers = Answers(found)
    if not answers.is_complete:
        messages.error(request, _("Something that is needed is still missing, or needs another look."))
        return redirect("submission_edit", reference)
    return _check_page(request, found, answers, SendForm(initial={"accepts_licence": bool(found.licence)}))


@signed_in
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Puts the checked answers in the queue of the territory. Who had to sign in first lands on the check page."""
    found = _written(request, reference)
    may_edit = may(request.user, Permission.EDIT, found)
    if request.method != "POST" or not may_edit:
        return redirect("submission_check", reference) if found.draft and may_edit else redirect(found)
    answers, form = Answers(found), SendForm(request.POST)
    if not answers.is_complete:
        return redirect("submission_edit", reference)
    if not form.is_valid():
        return _check_page(request, found, answers, form)
    return _send(request, found, answers)


def _send(request: HttpRequest, found: Submission, answers: Answers) -> HttpResponse:
    try:
        actions.submit(
            submission=found,
            profile=answers.profile(),
            accepts_licence=True,
            contact=answers.private_contact(),
            seen_version=_seen_version(request),
            by=person(request),
        )
    except (AlreadyDecided, NotAllowed) as refused:
        messages.error(request, str(refused))
        return redirect(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("submission_check", found.reference)
    messages.success(request, _("Sent. You will hear from us by mail."))
    return redirect(found)


# ---- What is looked at ----


def _written(request: HttpRequest, reference: str) -> Submission:
    """One that is written topic by topic; a removal and the like have pages of their own."""
    found = followed(request, reference)
    if found.kind not in WRITTEN:
        raise Http404
    return found


def _editable(request: HttpRequest, reference: str) -> Submission:
    open_to_me = narrow(submissions(), request.user, Permission.EDIT).filter(kind__in=WRITTEN)
    found: Submission = get_object_or_404(open_to_me, reference=reference)
    return found


def _topic(name: str) -> Topic:
    if name not in Topic:
        raise Http404
    return Topic(name)


def _seen_version(request: HttpRequest) -> int:
    """The draft_version that the page carried; one that never was for anything else."""
    text = request.POST.get("draft_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


# ---- A topic ----


def _take_answers(request: HttpRequest, found: Submission, topic: Topic) -> HttpResponse:
    typed = without_row(typed_in(topic, request.POST, found), request.POST.get("remove", ""))
    mark = request.POST.get("mark", "")
    try:
        kept = actions.save_draft(submission=found, topic=topic, typed=typed, seen_mark=mark, by=person(request))
    except Refused as refused:
        return _refused_page(request, found, topic, typed, refused)
    if request.headers.get("X-Saved-By-Itself"):
        return HttpResponse(status=204, headers={"X-Mark": kept.mark_of(topic)})
    return _after_saving(request, kept, topic)


def _after_saving(request: HttpRequest, kept: Submission, topic: Topic) -> HttpResponse:
    post, here = request.POST, reverse("submission_topic", args=[kept.reference, topic])
    if "later" in post:
        messages.success(request, _("Saved. Nothing was sent yet: go on whenever you like."))
        return redirect("my")
    if "again" in post:
        return redirect(here)
    if "remove" in post or "add" in post:
        return redirect(here + _row_to_show(kept, topic, post))
    answers = Answers(kept)
    form = answers.checked(topic)
    if form.is_valid():
        return redirect(_next(kept, topic, answers, post))
    return _topic_page(request, kept, form, answers)


def _row_to_show(kept: Submission, topic: Topic, post: QueryDict) -> str:
    """Asks for the row that was added, and leads to it; after a removal, to the one that took its place."""
    removed = ROW.fullmatch(post.get("remove", ""))
    if removed:
        return f"#{removed[1]}-{removed[2]}"
    added = post.get("add", "")[:20]
    pattern = re.compile(rf"{re.escape(added)}-([0-9]{{1,3}})-")
    numbers = [int(found[1]) for name in kept.draft_of(topic) or {} if (found := pattern.match(name))]
    return f"?{urlencode({'add': added})}#{quote(added)}-{max(numbers, default=-1) + 1}"


def _next(kept: Submission, topic: Topic, answers: Answers, post: QueryDict) -> str:
    """The address that follows a topic in order: the next one, after the last the check."""
    if "check" in post and answers.is_complete:
        return reverse("submission_check", args=[kept.reference])
    if topic == Topic.COMPANY and kept.kind == SubmissionKind.NEW:
        return reverse("submission_similar", args=[kept.reference])
    if topic.following:
        return reverse("submission_topic", args=[kept.reference, topic.following])
    return reverse("submission_check" if answers.is_complete else "submission_edit", args=[kept.reference])


def _refused_page(
    request: HttpRequest, found: Submission, topic: Topic, typed: Typed, refused: Refused
) -> HttpResponse:
    """The form again with all that was typed, and why it was not kept."""
    if isinstance(refused, Gone):
        raise Http404 from refused
    if request.headers.get("X-Saved-By-Itself"):
        return HttpResponse(status=409)
    found.refresh_from_db()
    may_edit = may(request.user, Permission.EDIT, found)
    context = {
        "refused": refused if may_edit else AlreadyDecided(),
        "is_stale": isinstance(refused, DraftChangedElsewhere),
        "may_edit": may_edit,
    }
    form = FORMS[topic](submission=found, initial=typed)
    return _topic_page(request, found, form, Answers(found), status=409, **context)


def _topic_page(
    request: HttpRequest, found: Submission, form: TopicForm, answers: Answers, status: int = 200, **context: Any
) -> HttpResponse:
    form.show_remarks(remarks_of(found))
    context = {"may_edit": True, "form": form, "topic": form.topic, "mark": found.mark_of(form.topic)} | context
    return render(request, "my/topic.html", _common(found, answers) | context, status=status)


def _common(found: Submission, answers: Answers) -> dict[str, Any]:
    asked_again = found.state == SubmissionState.CHANGES_REQUESTED
    return {
        "submission": found,
        "tasks": answers.tasks,
        "is_complete": answers.is_complete,
        "decision": standing_decision(found) if asked_again else None,
    }


# ---- The last look ----


def _check_page(request: HttpRequest, found: Submission, answers: Answers, form: SendForm) -> HttpResponse:
    profile = answers.profile()
    duplicates = _public_duplicates(found, profile)
    territory = deciding_territory(found, profile)
    context = _common(found, answers) | {
        "form": form,
        "topics": by_topic(profile, found.base if found.startup_id else None),
        "contact": answers.private_contact(),
        "languages": [code for code in Language.values if all(_texts(profile, code))],
        "half_languages": [code for code in Language.values if any(_texts(profile, code)) - all(_texts(profile, code))],
        "has_number": bool(profile["enterprise_number"]),
        "territory": territory,
        "due": due_date(timezone.localdate()),
        "duplicates": duplicates,
        "same_number": any(one.same_number for one in duplicates),
        "is_handed_over": _is_handed_over(found, duplicates, territory),
    }
    return render(request, "my/check.html", context)


def _texts(profile: Profile, code: str) -> tuple[str, str]:
    return profile[f"tagline_{code}"], profile[f"description_{code}"]


def _is_handed_over(found: Submission, duplicates: list[Duplicate], territory: Territory) -> bool:
    """Whether the moderator can hand over the unclaimed entry that has the number."""
    listed = [one.startup.pk for one in duplicates if one.same_number]
    found.territory = territory  # where it will be decided once it is sent
    return unclaimed_twins(found).filter(pk__in=listed).exists()


def _public_duplicates(found: Submission, profile: Profile) -> list[Duplicate]:
    """Those that everybody may see: a stub is nobody's business."""
    if not profile["name"]:
        return []
    duplicates = duplicates_of(profile, without=found.startup)
    return [each for each in duplicates if each.startup.is_public]
