"""A submission that belongs to another territory: offered there, answered from there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.choices import ReferralOutcome
from directory.forms.referral import AnswerForm, OfferForm
from directory.models import Referral, Submission
from directory.rules.permissions import Permission, narrow


@desk_only
def offer(request: DeskRequest, reference: str) -> HttpResponse:
    """GET asks where it belongs and why, POST offers it there."""
    submission = _permitted(request, reference, Permission.REFER)
    form = OfferForm(request.POST if request.method == "POST" else None, submission=submission)
    if not form.is_valid():
        return _page(request, "desk/offer.html", submission, form, status=422 if form.is_bound else 200)
    try:
        actions.offer(submission=submission, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, "desk/offer.html", submission, form, status=409)
    offered = _("%(name)s is offered to %(territory)s. You keep deciding until it is accepted there.")
    messages.success(request, offered % {"name": submission.name, "territory": form.cleaned_data["territory"]})
    return redirect("admin:review", reference)


@desk_only
def take_offer_back(request: DeskRequest, reference: str) -> HttpResponse:
    submission = _permitted(request, reference, Permission.REFER)
    if request.method == "POST":
        try:
            actions.take_offer_back(submission=submission, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The offer is taken back."))
    return redirect("admin:review", reference)


@desk_only
def answer_offer(request: DeskRequest, reference: str) -> HttpResponse:
    """GET shows who offers it and why, POST accepts or declines."""
    submission = _permitted(request, reference, Permission.ANSWER_OFFER)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "desk/answer_offer.html", submission, form, status=422 if form.is_bound else 200)
    accepts = form.cleaned_data["outcome"] == ReferralOutcome.ACCEPTED
    act = actions.accept if accepts else actions.decline
    try:
        act(submission=submission, words=form.cleaned_data["words"], by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, "desk/answer_offer.html", submission, form, status=409)
    if accepts:
        messages.success(request, _("%(name)s is yours to decide now.") % {"name": submission.name})
        return redirect("admin:review", reference)
    messages.success(
        request, _("%(name)s stays where it is. Your colleagues see your words.") % {"name": submission.name}
    )
    return redirect("admin:index")


def _permitted(request: DeskRequest, reference: str, permission: Permission) -> Submission:
    found = narrow(Submission.objects.select_related("territory", "startup"), request.user, permission)
    submission: Submission = get_object_or_404(found, reference=reference)
    return submission


def _page(
    request: DeskRequest, template: str, submission: Submission, form: OfferForm | AnswerForm, status: int
) -> HttpResponse:
    offers = Referral.objects.open().select_related("from_territory", "offered_by")
    context = {"submission": submission, "form": form, "referral": offers.filter(submission=submission).first()}
    return render(request, template, context, status=status)
