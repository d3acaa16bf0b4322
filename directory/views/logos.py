"""Logos: uploaded by founders, shown to whoever may see them."""

import uuid

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.sessions import showed_second_factor
from directory import actions
from directory.actions.errors import NotAllowed, Refused
from directory.forms.answers import Answers
from directory.forms.logo import LogoForm
from directory.images import CONTENT_TYPE, SIZES
from directory.models import Logo, Startup, Submission
from directory.rules.logos import chosen_logo
from directory.rules.permissions import Permission, may, narrow
from directory.rules.topics import Topic
from directory.views.caching import same_for_all
from directory.views.drafts import WRITTEN
from directory.views.errors import not_found
from directory.views.policies import person, public, signed_in

HOUR = 3600  # seconds; after that a cache asks again, so that a logo that was taken back is gone
# Whatever a browser takes it for, it is no page of ours: it loads nothing and runs nothing.
SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="logo.png"',
    "X-Content-Type-Options": "nosniff",
}


@signed_in
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """The logo that is proposed, as it will look, and another one in its place."""
    found = _followed(request, reference)
    if not may(request.user, Permission.EDIT, found):
        return redirect(found)
    if request.method != "POST":
        return _page(request, found, LogoForm())
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        logo = actions.keep_logo(submission=found, upload=form.cleaned_data["logo"], by=person(request))
        _choose(request, found, logo)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect(found)
    except Refused as refused:
        form.add_error("logo", str(refused))
        return _page(request, found, form)
    messages.success(request, _("This is your logo now. It is public once a moderator has approved it."))
    return redirect("submission_logo", reference)


@signed_in
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """No logo, or none any more. Who had to sign in first lands on the page with the button."""
    found = _followed(request, reference)
    if request.method != "POST":
        return redirect("submission_logo", reference)
    try:
        _choose(request, found, None)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, _("Removed."))
    return redirect("submission_logo", reference)


def _choose(request: HttpRequest, found: Submission, logo: Logo | None) -> None:
    typed = Answers(found).typed(Topic.CONTACT)
    actions.choose_logo(submission=found, logo=logo, typed=typed, by=person(request))


def _followed(request: HttpRequest, reference: str) -> Submission:
    submissions = Submission.objects.filter(kind__in=WRITTEN)
    found: Submission = get_object_or_404(narrow(submissions, request.user, Permission.FOLLOW), reference=reference)
    return found


def _page(request: HttpRequest, found: Submission, form: LogoForm) -> HttpResponse:
    return render(request, "my/logo.html", {"submission": found, "logo": chosen_logo(found), "form": form})


# ---- The images ----


@public
@require_safe
def logo(request: HttpRequest, pk: uuid.UUID, side: int) -> HttpResponse:
    """The image. Everybody's for good while a published entry shows it; else for those who work on the submission, and
    for everybody else it does not exist."""
    is_public = Startup.objects.published().filter(logo=pk).exists()
    if side not in SIZES or not (is_public or _may_see(request, pk)):
        return _unknown(request)
    etag = f'"{pk}-{side}"'
    if is_public and etag in request.headers.get("If-None-Match", ""):
        return _everybodys(HttpResponseNotModified(), etag)
    try:
        with default_storage.open(Logo(pk=pk).file_name(side)) as file:
            response = HttpResponse(file.read(), content_type=CONTENT_TYPE, headers=SAFE)
    except FileNotFoundError:
        return _unknown(request)
    return _everybodys(response, etag) if is_public else _private(response)


def _may_see(request: HttpRequest, pk: uuid.UUID) -> bool:
    """Founders of the submission it was uploaded for, and the moderators to whom it was sent."""
    submissions = Submission.objects.filter(logos=pk)
    if narrow(submissions, request.user, Permission.FOLLOW).exists():
        return True
    return showed_second_factor(request) and narrow(submissions, request.user, Permission.REVIEW).exists()


def _everybodys(response: HttpResponse, etag: str) -> HttpResponse:
    """An id names one image for ever; whether it is public may change."""
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return same_for_all(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _unknown(request: HttpRequest) -> HttpResponse:
    """Not to be remembered: it may be public tomorrow."""
    response = not_found(request)
    response["Cache-Control"] = "no-store"
    return response
