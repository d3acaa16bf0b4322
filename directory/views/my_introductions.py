"""The introductions that visitors ask a firm for: on the founder's own pages, or by the link in a mail.

As in keeping.py a link is no login: it shows one request to one person of the team, and takes the answer.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from directory import actions
from directory.actions.errors import Refused
from directory.choices import IntroductionState
from directory.forms.introduction import AnswerForm, OutcomeForm, ReportForm
from directory.insights.introductions import by_country, last_year, lines_of
from directory.models import Introduction, Startup
from directory.notifications.letters import facts_of
from directory.rules.introductions import answer_until, read_firm_token
from directory.rules.links import Expired
from directory.rules.permissions import Permission, may, narrow
from directory.views.invitations import secret
from directory.views.keeping import CLOSED, EXPIRED, LEFT, OVER
from directory.views.policies import person, public, signed_in

MOST_SHOWN = 200


@dataclass(frozen=True)
class Opened:
    """One request as one person of the team sees it, and the addresses at which this page answers."""

    introduction: Introduction
    user: User
    address: str
    outcome_address: str


class LinkOver(Exception):
    """The link opens nothing any more. Its text says why."""


# ---- Signed in ----


@signed_in
def introductions(request: HttpRequest, slug: str) -> HttpResponse:
    """All of a firm: first what waits, then the newest."""
    mine = narrow(Startup.objects.all(), request.user, Permission.BELONG)
    startup: Startup = get_object_or_404(mine, slug=slug)
    sent = narrow(startup.introductions.all(), request.user, Permission.ANSWER)
    waiting = sent.awaiting_answer().order_by("confirmed_at", "pk")
    context = {
        "startup": startup,
        "waiting": waiting[:MOST_SHOWN],
        "others": sent.exclude(pk__in=waiting.values("pk")).order_by("-confirmed_at", "-pk")[:MOST_SHOWN],
        "countries": by_country(lines_of(Startup.objects.filter(pk=startup.pk), last_year())),
    }
    return render(request, "my/introductions.html", context)


@signed_in
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """GET shows it with its form, POST answers."""
    return _answer(request, _mine(request, slug, pk))


@signed_in
@require_POST
def outcome(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _outcome(request, _mine(request, slug, pk))


@signed_in
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """As abuse, to the moderator of the territory."""
    found = _mine(request, slug, pk)
    form = ReportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"introduction": found.introduction, "startup": found.introduction.startup, "form": form}
        return render(request, "my/introduction_report.html", context, status=422 if form.errors else 200)
    try:
        actions.report_introduction(introduction=found.introduction, words=form.cleaned_data["words"], by=found.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Reported. The moderators of your territory look at it."))
    return redirect("my_introductions", slug)


# ---- By the link in a mail ----


@public
@never_cache
@secret
def link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = _by_link(token)
    except LinkOver as over:
        return render(request, "my/link_over.html", {"why": str(over)}, status=OVER)
    return _answer(request, found)


@public
@never_cache
@secret
@require_POST
def link_outcome(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = _by_link(token)
    except LinkOver as over:
        return render(request, "my/link_over.html", {"why": str(over)}, status=OVER)
    return _outcome(request, found)


# ---- Both ----


def _answer(request: HttpRequest, found: Opened) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, AnswerForm(initial={"answer": request.GET.get("answer", "")}))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.answer_introduction(
            introduction=found.introduction,
            answer=form.cleaned_data["answer"],
            words=form.cleaned_data["words"],
            by=found.user,
        )
    except Refused as refused:
        found.introduction.refresh_from_db()
        return _page(request, found, form, refused=refused, status=409)
    return redirect(found.address)


def _outcome(request: HttpRequest, found: Opened) -> HttpResponse:
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, AnswerForm(), outcome=form, status=422)
    try:
        actions.state_outcome(introduction=found.introduction, outcome=form.cleaned_data["outcome"], by=found.user)
    except Refused as refused:
        return _page(request, found, AnswerForm(), refused=refused, status=409)
    return redirect(found.address)


def _page(
    request: HttpRequest,
    found: Opened,
    form: AnswerForm,
    *,
    outcome: OutcomeForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    introduction = found.introduction
    wanted = introduction.firm_outcome or request.GET.get("outcome", "")
    context = {
        "introduction": introduction,
        "startup": introduction.startup,
        "facts": facts_of(introduction),
        "form": form,
        "outcome_form": outcome or OutcomeForm(initial={"outcome": wanted}),
        "refused": refused,
        "until": answer_until(introduction) if introduction.state == IntroductionState.WAITING else None,
        "address": found.address,
        "outcome_address": found.outcome_address,
    }
    return render(request, "my/introduction.html", context, status=status)


def _mine(request: HttpRequest, slug: str, pk: int) -> Opened:
    mine = narrow(Introduction.objects.select_related("startup"), request.user, Permission.ANSWER)
    found: Introduction = get_object_or_404(mine, startup__slug=slug, pk=pk)
    return Opened(
        found,
        person(request),
        reverse("my_introduction", args=[slug, pk]),
        reverse("my_introduction_outcome", args=[slug, pk]),
    )


def _by_link(token: str) -> Opened:
    """Raises Http404 for a link that is not ours, LinkOver for one that opens nothing any more."""
    try:
        read = read_firm_token(token)
    except Expired as error:
        raise LinkOver(EXPIRED) from error
    if read is None:
        raise Http404
    found = Introduction.objects.kept().select_related("startup").filter(pk=read[0]).first()
    user = User.objects.filter(pk=read[1]).first()
    if found is None:
        raise LinkOver(_("The visitor has taken this request back, or it is erased."))
    if user is None or not user.is_active:
        raise LinkOver(CLOSED)
    if not may(user, Permission.ANSWER, found):
        raise LinkOver(LEFT)
    return Opened(
        found,
        user,
        reverse("introduction_link", args=[token]),
        reverse("introduction_link_outcome", args=[token]),
    )
