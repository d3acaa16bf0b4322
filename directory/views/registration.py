"""The way in for a firm that is not listed yet."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from directory import actions
from directory.actions.errors import Refused
from directory.models import Startup
from directory.rules.calendar import DAYS_TO_DECIDE
from directory.rules.permissions import claimable
from directory.rules.profile import DESCRIPTION_WORDS
from directory.rules.topics import Topic
from directory.views.policies import Policy, declare, person, public

SLUG = re.compile(r"[a-z0-9_-]{1,80}")


@public
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """What it takes, who may be listed, what happens afterwards. Who comes from an unclaimed entry claims it."""
    entry = _claimable(request.GET.get("entry", ""))
    if entry:
        return redirect("claim", entry.slug)
    context = {
        "days": DAYS_TO_DECIDE,
        "words": DESCRIPTION_WORDS,
        "signup_url": signup_and_back(reverse("register")),
    }
    return render(request, "registration/register.html", context)


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Opens a draft. Who has no account yet is led to sign-up and comes back to the explanation."""
    if not request.user.is_authenticated:
        return redirect(signup_and_back(reverse("register")))
    if request.method != "POST":
        return redirect("register")
    founder = person(request)
    try:
        draft = actions.start_registration(language=founder.language, by=founder)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my")
    return redirect("submission_topic", draft.reference, Topic.COMPANY)


declare(start, Policy.SIGNED_IN)


def _claimable(slug: str) -> Startup | None:
    return claimable().filter(slug=slug).first() if SLUG.fullmatch(slug) else None


def signup_and_back(back: str) -> str:
    return f"{reverse('account_signup')}?{urlencode({'next': back}, safe='/')}"
