"""One person as the operator sees it: roles for the whole site, partners, and whether the account may come in."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sessions import has_second_factor
from directory import actions
from directory.actions.errors import NoAccount, Refused
from directory.actions.powers import FLAGS
from directory.admin.access import DeskRequest, only_who
from directory.choices import Power
from directory.forms.partners import PowerForm, ReasonForm
from directory.rules.permissions import may_govern


@only_who(may_govern)
def person(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    context = {
        "person": found,
        "powers": [power for power in Power if getattr(found, FLAGS[power])],
        "memberships": found.memberships.select_related("partner").order_by("partner__slug"),
        "has_factor": has_second_factor(found),
        "is_self": found.pk == request.user.pk,
    }
    return render(request, "desk/person.html", context)


@only_who(may_govern)
def give(request: DeskRequest) -> HttpResponse:
    """Makes an operator or an auditor of somebody."""
    form = PowerForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.give_power(email=given["email"], power=given["power"], words=given["words"], by=request.user)
        except NoAccount as refused:
            form.add_error("email", str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            said = {"person": given["email"], "role": given["power"].label}
            messages.success(request, _("%(person)s: %(role)s") % said)
            return redirect("admin:people")
    context = {
        "form": form,
        "title": _("A role for the whole site"),
        "back_url": reverse("admin:people"),
        "back": _("People"),
        "button": _("Save"),
    }
    return render(request, "desk/form.html", context, status=status)


@only_who(may_govern)
def take(request: DeskRequest, pk: UUID, power: str) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    if power not in Power.values or not getattr(found, FLAGS[Power(power)]):
        raise Http404
    role = Power(power)
    title = _("End the role of %(person)s: %(role)s") % {"person": found, "role": role.label}
    act: Act = lambda words: actions.take_power(person=found, power=role, words=words, by=request.user)  # noqa: E731
    return _with_reason(request, found, act, title, _("End the role"))


@only_who(may_govern)
def bar(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    title = _("Bar %(person)s?") % {"person": found}
    lead = _("Nobody signs in with this account until it is let in again. Nothing of it is deleted.")
    return _with_reason(
        request,
        found,
        lambda words: actions.bar(person=found, words=words, by=request.user),
        title,
        _("Bar this person"),
        lead,
    )


@only_who(may_govern)
def unbar(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    title = _("Let %(person)s in again?") % {"person": found}
    return _with_reason(
        request,
        found,
        lambda words: actions.unbar(person=found, words=words, by=request.user),
        title,
        _("Let this person in again"),
    )


@only_who(may_govern)
def close(request: DeskRequest, pk: UUID) -> HttpResponse:
    """For somebody who is barred: everybody else has a page of the own for it."""
    found = get_object_or_404(User, pk=pk, is_active=False)
    title = _("Close the account of %(person)s and erase the data?") % {"person": found}
    lead = _("It cannot be undone. We send one last mail to the address, which says that it is done.")
    return _with_reason(
        request,
        found,
        lambda words: actions.close_account(user=found, words=words, by=request.user),
        title,
        _("Close the account and erase the data"),
        lead,
    )


Act = Callable[[str], object]


def _with_reason(  # noqa: PLR0917
    request: DeskRequest, person: User, act: Act, title: str, button: str, lead: str = ""
) -> HttpResponse:
    """GET asks why, POST acts."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            act(form.cleaned_data["words"])
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, _("Saved: %(words)s.") % {"words": person})
            return _onwards(request, person)
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "back_url": reverse("admin:person", args=[person.pk]),
        "back": str(person),
        "button": button,
        "is_care": True,
    }
    return render(request, "desk/form.html", context, status=status)


def _onwards(request: DeskRequest, person: User) -> HttpResponse:
    """An operator who has just ended the own role sees no pages of the operator any more."""
    still = User.objects.filter(pk=request.user.pk, is_operator=True).exists()
    return redirect("admin:person", person.pk) if still else redirect("after_login")
