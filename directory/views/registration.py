"""The way in for a firm that is not listed yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from directory import actions
from directory.actions.errors import TooMany
from directory.models import Submission
from directory.rules.calendar import DAYS_TO_DECIDE
from directory.rules.profile import DESCRIPTION_WORDS
from directory.views.policies import Policy, declare, person, public


@public
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """What it takes, who may be listed, what happens afterwards."""
    context = {"days": DAYS_TO_DECIDE, "words": DESCRIPTION_WORDS, "signup_url": _signup_and_back()}
    return render(request, "registration/register.html", context)


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Opens a draft, or the one that was opened and never written in.

    Who has no account yet is led to sign-up and comes back to the explanation.
    """
    if not request.user.is_authenticated:
        return redirect(_signup_and_back())
    if request.method != "POST":
        return redirect("register")
    founder = person(request)
    try:
        draft = Submission.objects.of(founder).untouched().order_by("pk").first() or actions.start_registration(
            language=founder.language, by=founder
        )
    except TooMany as refused:
        messages.error(request, str(refused))
        return redirect("my")
    return redirect("submission_edit", draft.reference)


declare(start, Policy.SIGNED_IN)


def _signup_and_back() -> str:
    return f"{reverse('account_signup')}?{urlencode({'next': reverse('register')})}"
