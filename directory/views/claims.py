"""From a public entry that nobody of the company keeps to a claim of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from directory import actions
from directory.actions.errors import Refused
from directory.models import Startup
from directory.rules.calendar import DAYS_TO_DECIDE
from directory.rules.permissions import Permission, claimable, narrow
from directory.rules.proofs import listed_domain
from directory.views.policies import Policy, declare, person, public
from directory.views.registration import signup_and_back


@public
@never_cache
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """What a claim is, how one shows to speak for the company, what happens then."""
    startup: Startup = get_object_or_404(claimable(), slug=slug)
    context = {
        "startup": startup,
        "domain": listed_domain(startup),
        "days": DAYS_TO_DECIDE,
        "signup_url": signup_and_back(request.path),
        "login_url": signup_and_back(request.path).replace(reverse("account_signup"), reverse("account_login"), 1),
    }
    return render(request, "registration/claim.html", context)


@never_cache
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Opens the claim, or goes on with it. Who has no account yet is led to sign-up and comes back."""
    page = reverse("claim", args=[slug])
    if not request.user.is_authenticated:
        return redirect(signup_and_back(page))
    startup: Startup = get_object_or_404(narrow(claimable(), request.user, Permission.CLAIM), slug=slug)
    if request.method != "POST":
        return redirect(page)
    founder = person(request)
    try:
        submission = actions.start_claim(startup=startup, language=founder.language, by=founder)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my")
    return redirect("submission_edit", submission.reference)


declare(start, Policy.SIGNED_IN)
