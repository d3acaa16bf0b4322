"""Asking a firm for an introduction, and the visitor's own page of the request, which opens by the link in the mails.

The link is the only key: visitors have no account. What it opens shows the request and its answer, and erases both.
"""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.limits import within_limit
from directory import actions
from directory.actions.errors import IntroductionOver, Refused
from directory.choices import IntroductionState
from directory.forms.introduction import IntroductionForm, OutcomeForm
from directory.models import Introduction, Startup
from directory.notifications.letters import facts_of
from directory.rules.introductions import (
    CONFIRM_WITHIN,
    answer_until,
    confirm_until,
    read_visitor_token,
    takes_introductions,
)
from directory.views.invitations import secret
from directory.views.policies import public

OVER = 410
ERASED = gettext_lazy("This request is erased, or was never confirmed. Nothing of it is kept.")


@public
@never_cache
def introduction(request: HttpRequest, slug: str) -> HttpResponse:
    """The form. Who cannot be asked has the profile, which says why."""
    startup: Startup = get_object_or_404(Startup.objects.published(), slug=slug)
    if not takes_introductions(startup):
        return redirect(startup)
    form = IntroductionForm(request.POST or None, startup=startup, request=request)
    if request.method != "POST":
        return _form(request, startup, form)
    if not form.is_valid() or not _within_limits(request, form):
        return _form(request, startup, form, status=422)
    try:
        actions.ask_introduction(startup=startup, request=form.request(), by="SYSTEM")
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form(request, startup, form, status=409)
    return redirect("introduction_sent", startup.slug)


@public
@never_cache
def introduction_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at your mail. The same for everybody: nothing was looked up about who asked."""
    startup = get_object_or_404(Startup.objects.published(), slug=slug)
    return render(request, "public/introduction_sent.html", {"startup": startup, "days": CONFIRM_WITHIN.days})


@public
@never_cache
@secret
def status(request: HttpRequest, token: str) -> HttpResponse:
    """How far the request is. Changes nothing."""
    found = _found(token)
    return _status(request, found, token) if found else over(request, ERASED)


@public
@never_cache
@secret
@require_POST
def send(request: HttpRequest, token: str) -> HttpResponse:
    """The address is confirmed by this: the firm is asked."""
    found = _found(token)
    if found is None:
        return over(request, ERASED)
    try:
        actions.send_introduction(introduction=found, by="SYSTEM")
    except IntroductionOver:
        return over(request, ERASED)
    except Refused as refused:
        return _status(request, found, token, refused=refused, code=409)
    return redirect("introduction_status", token)


@public
@never_cache
@secret
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Erased at once, however far it is."""
    found = _found(token)
    if found:
        with suppress(Refused):  # by now it is erased
            actions.withdraw_introduction(introduction=found, by="SYSTEM")
    return over(request, ERASED, code=200)


@public
@never_cache
@secret
@require_POST
def outcome(request: HttpRequest, token: str) -> HttpResponse:
    found = _found(token)
    if found is None:
        return over(request, ERASED)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _status(request, found, token, form=form, code=422)
    try:
        actions.state_outcome(introduction=found, outcome=form.cleaned_data["outcome"], by="SYSTEM")
    except Refused as refused:
        return _status(request, found, token, refused=refused, code=409)
    return redirect("introduction_status", token)


def _within_limits(request: HttpRequest, form: IntroductionForm) -> bool:
    """By address and by client. Of one firm: actions.send_introduction, where only what is confirmed counts."""
    email = form.cleaned_data["email"].casefold()
    within = within_limit(request, "introduction") and within_limit(request, "introduction_address", key=email)
    if not within:
        form.add_error(None, _("That were many requests in a short time. Please try again later."))
    return within


def _form(request: HttpRequest, startup: Startup, form: IntroductionForm, status: int = 200) -> HttpResponse:
    return render(request, "public/introduction.html", {"startup": startup, "form": form}, status=status)


def _found(token: str) -> Introduction | None:
    """None for one that is erased. Raises Http404 for a link that is not ours."""
    pk = read_visitor_token(token)
    if pk is None:
        raise Http404
    return Introduction.objects.kept().select_related("startup").filter(pk=pk).first()


def _status(
    request: HttpRequest,
    found: Introduction,
    token: str,
    *,
    form: OutcomeForm | None = None,
    refused: Refused | None = None,
    code: int = 200,
) -> HttpResponse:
    wanted = found.visitor_outcome or request.GET.get("outcome", "")
    context: dict[str, Any] = {
        "introduction": found,
        "startup": found.startup,
        "facts": facts_of(found),
        "token": token,
        "refused": refused,
        "form": form or OutcomeForm(initial={"outcome": wanted}),
        "confirm_until": confirm_until(found),
        "answer_until": answer_until(found) if found.state == IntroductionState.WAITING else None,
    }
    return render(request, "public/introduction_status.html", context, status=code)


def over(request: HttpRequest, why: str | Promise, code: int = OVER) -> HttpResponse:
    return render(request, "public/introduction_over.html", {"why": why}, status=code)
