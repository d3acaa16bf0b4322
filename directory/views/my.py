"""The founder's space: own firms, own submissions, own settings."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.forms import PersonForm
from directory import actions
from directory.actions.errors import Gone, NotAllowed
from directory.models import Startup, Submission
from directory.rules.permissions import Permission, may_open_desk, narrow
from directory.views.policies import person, signed_in

MOST_SHOWN = 100


@signed_in
def my(request: HttpRequest) -> HttpResponse:
    submissions = narrow(Submission.objects.all(), request.user, Permission.FOLLOW)
    startups = Startup.objects.filter(team__user=person(request), team__left_at=None)
    changeable = narrow(Startup.objects.all(), request.user, Permission.PROPOSE_CHANGE)
    context = {
        "startups": startups.select_related("municipality").order_by("sort_name", "pk")[:MOST_SHOWN],
        "belonging": set(narrow(startups, request.user, Permission.BELONG).values_list("pk", flat=True)),
        "changeable": set(changeable.values_list("pk", flat=True)),
        "submissions": submissions.select_related("startup").order_by("-changed_at", "-pk")[:MOST_SHOWN],
    }
    return render(request, "my/index.html", context)


@signed_in
def after_login(request: HttpRequest) -> HttpResponse:
    """People of the desk start at the queue, everybody else at their own firms."""
    return redirect("admin:index" if may_open_desk(request.user) else "my")


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Own name and the language of mails. The page stays in its language whatever is chosen.

    The cookie is for the address without a language (views.machines.root). Nothing else sets it.
    """
    form = PersonForm(request.POST or None, instance=person(request))
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("Your settings are saved."))
        response = redirect("my_profile")
        remember_language(response, saved.language)
        return response
    return render(request, "my/profile.html", {"form": form})


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


@signed_in
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Starts a change of a published entry, or goes on with the one that the team has open."""
    mine = narrow(Startup.objects.all(), request.user, Permission.PROPOSE_CHANGE)
    startup: Startup = get_object_or_404(mine, slug=slug)
    if request.method != "POST":
        return redirect("my_startup", startup.slug)
    try:
        submission = actions.start_change(startup=startup, language=person(request).language, by=person(request))
    except (Gone, NotAllowed) as refused:
        raise Http404 from refused
    return redirect("submission_edit", submission.reference)
