"""The link of an invitation: who asks for what, and the two answers. Who holds the link needs no account to look at it.

The link is a secret. So its pages are never kept, never found by a search engine, and tell nobody their address: with
`strict-origin` a browser names only the site as where it comes from. (`no-referrer` would do so too, but then it sends
forms with the origin "null", and the protection against forged forms refuses those.)
"""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from directory import actions
from directory.actions.errors import Refused
from directory.choices import TeamRole
from directory.models import Invitation
from directory.rules.invitations import digest_of, is_open, sender_of
from directory.rules.permissions import Permission, may
from directory.rules.team import MAY
from directory.views.policies import View, person, public, signed_in


def secret(view: View) -> View:
    """What is written on every answer under the link."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


@public
@never_cache
@secret
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Changes nothing. Who is not signed in is led to the login or to sign-up, and back."""
    found = _found(token)
    if _is_mine(request, found):
        return redirect("team", found.startup.slug)
    if not is_open(found):
        return _over(request, found)
    address = request.path
    context = {
        "invitation": found,
        "token": token,
        "sender": sender_of(found),
        "role": TeamRole(found.role).label,
        "may": MAY[found.role],
        "is_other_address": request.user.is_authenticated and request.user.email.lower() != found.email,
        "signup_url": f"{reverse('account_signup')}?{urlencode({'next': address})}",
        "login_url": f"{reverse('account_login')}?{urlencode({'next': address})}",
    }
    return render(request, "my/invitation.html", context)


@signed_in
@secret
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Who had to sign in first lands on the page that asks."""
    found = _found(token)
    if request.method != "POST":
        return redirect("invitation", token)
    try:
        actions.accept_invitation(invitation=found, by=person(request))
    except Refused as refused:
        found.refresh_from_db()
        if not is_open(found):
            return _over(request, found)
        messages.error(request, str(refused))
        return redirect("invitation", token)
    messages.success(request, _("You belong to the team of %(name)s now.") % {"name": found.startup.name})
    return redirect("team", found.startup.slug)


@public
@never_cache
@secret
def decline(request: HttpRequest, token: str) -> HttpResponse:
    found = _found(token)
    if request.method != "POST":
        return redirect("invitation", token)
    by = request.user if isinstance(request.user, User) else "SYSTEM"
    try:
        actions.decline_invitation(invitation=found, by=by)  # type: ignore[arg-type]  # the very two of Actor
    except Refused:
        found.refresh_from_db()
        return _over(request, found)
    return render(request, "my/invitation_declined.html")


def _found(token: str) -> Invitation:
    by_digest = Invitation.objects.select_related("startup__territory__partner", "invited_by")
    found = by_digest.filter(token_digest=digest_of(token)).first()
    if found is None:
        raise Http404
    return found


def _is_mine(request: HttpRequest, found: Invitation) -> bool:
    """This person has accepted it before, and still belongs to the team."""
    is_own = isinstance(request.user, User) and found.accepted_by_id == request.user.pk
    return is_own and may(request.user, Permission.BELONG, found.startup)


def _over(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Why the link opens nothing any more, without a word about the firm."""
    return render(request, "my/invitation_over.html", {"is_used": bool(found.accepted_at)}, status=410)
