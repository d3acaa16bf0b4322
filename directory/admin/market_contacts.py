"""Offices abroad that help firms of every region. The operator keeps them for everybody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, only_who
from directory.forms.collections import MarketContactForm
from directory.models import MarketContact
from directory.rules.names import country_name
from directory.rules.permissions import may_govern
from directory.rules.texts import in_alphabet


@only_who(may_govern)
def market_contacts(request: DeskRequest) -> HttpResponse:
    """By country in the reader's alphabet, in the order in which the page of the market shows them."""
    found = MarketContact.objects.order_by("country", "position")
    rows = sorted(found, key=lambda one: in_alphabet(country_name(one.country)))
    return render(request, "desk/market_contacts.html", {"contacts": rows})


@only_who(may_govern)
def new_market_contact(request: DeskRequest) -> HttpResponse:
    return _edit(request, None)


@only_who(may_govern)
def market_contact(request: DeskRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(MarketContact, pk=pk))


@only_who(may_govern)
def remove_market_contact(request: DeskRequest, pk: int) -> HttpResponse:
    """POST strikes it."""
    contact = get_object_or_404(MarketContact, pk=pk)
    if request.method == "POST":
        try:
            actions.remove_market_contact(contact=contact, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is off the public pages.") % {"name": contact})
    return redirect("admin:market_contacts")


@only_who(may_govern)
def move_market_contact(request: DeskRequest, pk: int) -> HttpResponse:
    """POST moves it by one place within its country."""
    contact = get_object_or_404(MarketContact, pk=pk)
    if request.method == "POST":
        try:
            actions.move_market_contact(contact=contact, up=request.POST.get("to") == "up", by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect(f"{reverse('admin:market_contacts')}#contact-{pk}")


def _edit(request: DeskRequest, known: MarketContact | None) -> HttpResponse:
    form = MarketContactForm(request.POST if request.method == "POST" else None, contact=known)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            kept = actions.keep_market_contact(contact=known, facts=form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, _("Saved: %(words)s.") % {"words": kept})
            return redirect("admin:market_contacts")
    context = {
        "form": form,
        "title": str(known) if known else _("New contact abroad"),
        "lead": _("It is public at once, on the page of its market."),
        "back": _("Contacts abroad"),
        "back_url": reverse("admin:market_contacts"),
        "button": _("Save"),
    }
    return render(request, "desk/form.html", context, status=status)
