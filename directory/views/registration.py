"""The way in for a firm that is not listed yet."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts.models import User
from directory import actions
from directory.actions.errors import Refused
from directory.forms.answers import typed_of
from directory.models import Startup, Submission
from directory.rules.calendar import DAYS_TO_DECIDE
from directory.rules.profile import DESCRIPTION_WORDS, profile_of
from directory.rules.topics import Topic
from directory.views.policies import Policy, declare, person, public

SLUG = re.compile(r"[a-z0-9_-]{1,80}")


@public
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """What it takes, who may be listed, what happens afterwards. `?entry=` names the unclaimed entry one comes from."""
    entry = _unclaimed(request.GET.get("entry", ""))
    context = {
        "days": DAYS_TO_DECIDE,
        "words": DESCRIPTION_WORDS,
        "entry": entry,
        "signup_url": _signup_and_back(entry),
    }
    return render(request, "registration/register.html", context)


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Opens a draft, with what we know of the unclaimed entry that one comes from.

    Who has no account yet is led to sign-up and comes back to the explanation.
    """
    entry = _unclaimed(request.POST.get("entry", ""))
    if not request.user.is_authenticated:
        return redirect(_signup_and_back(entry))
    if request.method != "POST":
        return redirect("register")
    founder = person(request)
    try:
        draft = actions.start_registration(language=founder.language, by=founder)
        if entry:
            _fill_in(draft, entry, founder)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my")
    return redirect("submission_topic", draft.reference, Topic.COMPANY)


declare(start, Policy.SIGNED_IN)


def _fill_in(draft: Submission, entry: Startup, by: User) -> None:
    """Write what is public of the entry into the draft."""
    profile = profile_of(entry)
    for topic, typed in typed_of(profile, draft).items():
        actions.save_draft(submission=draft, topic=topic, typed=typed, seen_mark=draft.mark_of(topic), by=by)


def _unclaimed(slug: str) -> Startup | None:
    if not SLUG.fullmatch(slug):
        return None
    return Startup.objects.published().filter(slug=slug, claimed_at=None).first()


def _signup_and_back(entry: Startup | None) -> str:
    back = reverse("register") + (f"?{urlencode({'entry': entry.slug})}" if entry else "")
    return f"{reverse('account_signup')}?{urlencode({'next': back})}"
