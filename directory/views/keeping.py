"""Confirming an entry once a year, and keeping what a firm looks for: signed in, or by the link in a mail.

A link is no login. It shows what is public, asks one question, and says clearly when there is nothing left to answer.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.models import User
from directory import actions
from directory.actions.errors import AskOver, Refused
from directory.choices import EntryState
from directory.models import Ask, Startup
from directory.rules.keeping import confirmed_until, is_hidden, is_renewable
from directory.rules.links import ASK, CONFIRM, Expired, Link, read_token
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import public_profile_of
from directory.views.answers import answer_rows
from directory.views.policies import person, public, signed_in

OVER = 410
EXPIRED = gettext_lazy("This link is older than 60 days and no longer works. Sign in to do it from your own page.")
CLOSED = gettext_lazy("The account that this link was sent to is closed.")
LEFT = gettext_lazy("You are no longer on the team of this entry, so you cannot answer for it.")
GONE = gettext_lazy("This entry is no longer in the directory.")
NOT_PUBLIC = gettext_lazy("This entry is not public at the moment. Sign in to see what it needs.")


@signed_in
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """GET asks whether all of it is still right, POST confirms it."""
    startup = _mine(request, slug)
    if request.method != "POST":
        return render(request, "my/confirm.html", confirm_context(startup, person(request)))
    try:
        actions.confirm(startup=startup, by=person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Thank you. It is confirmed for a year."))
    return redirect("my_startup", startup.slug)


@public
@never_cache
def confirm_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link in a mail. Once it was used, it says when the entry was confirmed."""
    try:
        link = _link(token, CONFIRM)
    except Expired:
        return _over(request, EXPIRED)
    startup = get_object_or_404(Startup, pk=link.subject)
    user = User.objects.filter(pk=link.person).first()
    if user is None or not may(user, Permission.BELONG, startup):
        return _over(request, _why_not(startup, user))
    if startup.confirmed_on != link.day and not is_hidden(startup):
        return render(request, "my/confirmed.html", {"startup": startup, "until": confirmed_until(startup)})
    if request.method != "POST":
        return render(request, "my/confirm.html", confirm_context(startup, user))
    try:
        actions.confirm(startup=startup, by=user)
    except Refused as refused:
        return _over(request, str(refused))
    return redirect(request.path)


@public
@never_cache
def ask_link(request: HttpRequest, token: str) -> HttpResponse:
    """Renew what the firm looks for, or let it lapse, by the link in a mail."""
    try:
        link = _link(token, ASK)
    except Expired:
        return _over(request, EXPIRED)
    ask = get_object_or_404(Ask.objects.select_related("startup"), pk=link.subject)
    user = User.objects.filter(pk=link.person).first()
    if user is None or not may(user, Permission.PROPOSE_CHANGE, ask.startup):
        return _over(request, _why_not(ask.startup, user))
    if not is_renewable(ask):
        return _over(request, AskOver.message)
    answer = request.POST.get("answer", "")
    is_answered = ask.lapses_on != link.day or answer == "lapse"
    if is_answered or answer != "renew":
        return render(request, "my/ask.html", {"ask": ask, "startup": ask.startup, "is_answered": is_answered})
    try:
        actions.renew_ask(ask=ask, by=user)
    except Refused as refused:
        return _over(request, str(refused))
    return redirect(request.path)


@signed_in
def ask_renew(request: HttpRequest, pk: int) -> HttpResponse:
    ask = _my_ask(request, pk)
    if request.method == "POST":
        try:
            actions.renew_ask(ask=ask, by=person(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Renewed for 90 days."))
    return redirect("my_startup", ask.startup.slug)


@signed_in
def ask_end(request: HttpRequest, pk: int) -> HttpResponse:
    ask = _my_ask(request, pk)
    if request.method == "POST":
        try:
            actions.end_ask(ask=ask, by=person(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Ended. It is no longer on the public page."))
    return redirect("my_startup", ask.startup.slug)


def confirm_context(startup: Startup, user: User) -> dict[str, Any]:
    return {
        "startup": startup,
        "rows": answer_rows(public_profile_of(startup)),
        "is_undisclosed": startup.public_stage is None and startup.stage_declarations.exists(),
        "is_hidden": startup.state != EntryState.PUBLISHED,
        "may_change": may(user, Permission.PROPOSE_CHANGE, startup),
    }


def _mine(request: HttpRequest, slug: str) -> Startup:
    found: Startup = get_object_or_404(narrow(Startup.objects.all(), request.user, Permission.BELONG), slug=slug)
    return found


def _my_ask(request: HttpRequest, pk: int) -> Ask:
    mine = narrow(Startup.objects.all(), request.user, Permission.PROPOSE_CHANGE)
    found: Ask = get_object_or_404(Ask.objects.select_related("startup"), pk=pk, startup__in=mine)
    return found


def _link(token: str, purpose: str) -> Link:
    link = read_token(token, purpose)
    if link is None:
        raise Http404
    return link


def _why_not(startup: Startup, user: User | None) -> str | Promise:
    if startup.state in (EntryState.REMOVED, EntryState.MERGED):
        return GONE
    if user is None or not user.is_active:
        return CLOSED
    return NOT_PUBLIC if may(user, Permission.BELONG, startup) else LEFT


def _over(request: HttpRequest, why: str | Promise) -> HttpResponse:
    return render(request, "my/link_over.html", {"why": why}, status=OVER)
