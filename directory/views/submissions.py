"""A founder's submission: written, checked, sent, followed, taken back. Somebody else's does not exist."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Language, language_name
from directory import actions
from directory.actions.errors import AlreadyDecided, DraftChangedElsewhere, NotAllowed, Refused
from directory.choices import SubmissionState
from directory.forms.profile import ProfileForm, Typed
from directory.forms.typed import initial_of, typed_in
from directory.models import Decision, Revision, Submission, Territory
from directory.rules.calendar import due_date
from directory.rules.diff import changed_fields
from directory.rules.duplicates import Duplicate, duplicates_of, unclaimed_twins
from directory.rules.permissions import Permission, may, narrow
from directory.rules.places import deciding_territory
from directory.rules.profile import FIELDS, Profile, shown, upgraded
from directory.views.policies import person, signed_in


@dataclass(frozen=True)
class Row:
    """One answer in words; `lang` where it is text in another language than the page's."""

    name: str
    label: str
    text: str
    lang: str
    is_changed: bool


@signed_in
def submission(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands: what was sent, what was decided, what to do next."""
    found = _followed(request, reference)
    revision = found.latest_revision()
    context = {
        "submission": found,
        "decision": _standing_decision(found),
        "rows": _rows(upgraded(revision.profile, revision.schema_version)) if revision else [],
        "revision": revision,
        "may_edit": may(request.user, Permission.EDIT, found),
    }
    return render(request, "my/submission.html", context)


@signed_in
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """The form. Sent, it keeps the answers as a draft and, when they are in order, shows them for a last look."""
    found = _followed(request, reference)
    if request.method == "POST":
        return _take_answers(request, found)
    if not may(request.user, Permission.EDIT, found):
        return redirect(found)
    return _form_page(request, found, ProfileForm(submission=found, initial=_answers_so_far(found)))


@signed_in
def save(request: HttpRequest, reference: str) -> HttpResponse:
    """Save and finish later: keeps what was typed, right or wrong. Who had to sign in first lands on the form."""
    found = _followed(request, reference)
    if request.method != "POST":
        return redirect("submission_edit", reference)
    try:
        _keep(request, found)
    except Refused as refused:
        return _refused_page(request, found, refused)
    messages.success(request, _("Saved. Nothing was sent yet: go on whenever you like."))
    return redirect("my")


@signed_in
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Check your answers: everything that will be sent, and what we checked ourselves."""
    found = get_object_or_404(narrow(_submissions(), request.user, Permission.EDIT), reference=reference)
    form = ProfileForm(found.draft, submission=found)
    if not found.draft or not form.is_valid():
        return redirect("submission_edit", reference)
    return _check_page(request, found, form)


@signed_in
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Puts the checked answers in the queue of the territory. Who had to sign in first lands on the check page."""
    found = _followed(request, reference)
    if request.method != "POST":
        is_open = found.draft and may(request.user, Permission.EDIT, found)
        return redirect("submission_check", reference) if is_open else redirect(found)
    form = ProfileForm(found.draft, submission=found)
    if not found.draft:  # sent already, by a first click or from another window
        return redirect(found)
    if not form.is_valid():
        return redirect("submission_edit", reference)
    try:
        actions.submit(
            submission=found,
            profile=form.profile(),
            accepts_licence=form.cleaned_data["accepts_licence"],
            seen_version=_seen_version(request),
            by=person(request),
        )
    except (AlreadyDecided, NotAllowed) as refused:
        messages.error(request, str(refused))
        return redirect(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("submission_check", reference)
    messages.success(request, _("Sent. You will hear from us by mail."))
    return redirect(found)


@signed_in
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks first, then takes it back."""
    found = get_object_or_404(narrow(_submissions(), request.user, Permission.EDIT), reference=reference)
    if request.method != "POST":
        return render(request, "my/withdraw.html", {"submission": found})
    try:
        actions.withdraw(submission=found, by=person(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, _("Withdrawn. Nothing of it will be published."))
    return redirect("my")


def _submissions() -> Any:
    return Submission.objects.select_related("startup__territory__partner", "territory__partner", "submitted_by")


def _followed(request: HttpRequest, reference: str) -> Submission:
    found: Submission = get_object_or_404(narrow(_submissions(), request.user, Permission.FOLLOW), reference=reference)
    return found


def _standing_decision(found: Submission) -> Decision | None:
    return found.decisions.filter(undone_at=None).order_by("-decided_at", "-pk").first()


def _answers_so_far(found: Submission) -> Typed:
    """What was typed last; else what was sent last; else what is public."""
    if found.draft:
        return dict(found.draft)
    revision: Revision | None = found.latest_revision()
    if revision:
        return initial_of(upgraded(revision.profile, revision.schema_version), accepts_licence=bool(found.licence))
    return initial_of(upgraded(found.base, 1)) if found.startup_id else {}


def _seen_version(request: HttpRequest) -> int:
    """The draft_version that the page carried; one that never was for anything else."""
    text = request.POST.get("draft_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _keep(request: HttpRequest, found: Submission) -> Submission:
    return actions.save_draft(
        submission=found, typed=typed_in(request.POST), seen_version=_seen_version(request), by=person(request)
    )


def _take_answers(request: HttpRequest, found: Submission) -> HttpResponse:
    try:
        kept = _keep(request, found)
    except Refused as refused:
        return _refused_page(request, found, refused)
    form = ProfileForm(request.POST, submission=found)
    if form.is_valid():
        return redirect("submission_check", found.reference)
    return _form_page(request, kept, form)


def _refused_page(request: HttpRequest, found: Submission, refused: Refused) -> HttpResponse:
    """The form again with all that was typed, and why it was not kept."""
    found.refresh_from_db()
    may_edit = may(request.user, Permission.EDIT, found)
    form = ProfileForm(submission=found, initial=typed_in(request.POST))
    context = {
        "refused": refused if may_edit else AlreadyDecided(),
        "is_stale": isinstance(refused, DraftChangedElsewhere),
        "may_edit": may_edit,
    }
    return _form_page(request, found, form, status=409, **context)


def _form_page(
    request: HttpRequest, found: Submission, form: ProfileForm, status: int = 200, **context: Any
) -> HttpResponse:
    decision = _standing_decision(found) if found.state == SubmissionState.CHANGES_REQUESTED else None
    context = {"may_edit": True} | context | {"submission": found, "form": form, "decision": decision}
    return render(request, "my/edit.html", context, status=status)


def _check_page(request: HttpRequest, found: Submission, form: ProfileForm) -> HttpResponse:
    profile = form.profile()
    duplicates = _public_duplicates(found, profile)
    context = {
        "submission": found,
        "rows": _rows(profile, found.base if found.startup_id else None),
        "languages": [code for code in Language.values if profile[f"description_{code}"]],
        "territory": deciding_territory(found, profile),
        "due": due_date(timezone.localdate()),
        "duplicates": duplicates,
        "same_number": any(one.same_number for one in duplicates),
        "is_handed_over": _is_handed_over(found, duplicates, deciding_territory(found, profile)),
    }
    return render(request, "my/check.html", context)


def _is_handed_over(found: Submission, duplicates: list[Duplicate], territory: Territory) -> bool:
    """Whether the moderator can hand over the unclaimed entry that has the number."""
    listed = [one.startup.pk for one in duplicates if one.same_number]
    found.territory = territory  # where it will be decided once it is sent
    return unclaimed_twins(found).filter(pk__in=listed).exists()


def _public_duplicates(found: Submission, profile: Profile) -> list[Duplicate]:
    """Those that everybody may see: a stub is nobody's business."""
    duplicates = duplicates_of(profile, without=found.startup)
    return [each for each in duplicates if each.startup.is_public]


def _rows(profile: Profile, base: Profile | None = None) -> list[Row]:
    """The answers in words, those without answer left out unless that is the change."""
    changed = changed_fields(upgraded(base, 1), profile) if base else []
    return [
        Row(name, _label(name), shown(name, profile[name]), FIELDS[name].language, name in changed)
        for name in FIELDS
        if name in changed or not FIELDS[name].is_empty(profile[name])
    ]


def _label(name: str) -> str:
    field = FIELDS[name]
    if not field.language:
        return str(field.label)
    return _("%(label)s (%(language)s)") % {"label": field.label, "language": language_name(field.language)}
