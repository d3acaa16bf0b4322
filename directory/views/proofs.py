"""How somebody from outside shows to speak for a company: serves a claim and a removal alike."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import NotAllowed, Refused
from directory.choices import ProofMethod
from directory.forms.proofs import AddressForm, CodeForm, StatementForm
from directory.models import Submission
from directory.rules.permissions import Permission, narrow
from directory.rules.proofs import FILE, PROBLEMS, PROVED, RECORD, is_enough, place_of_proof, token_of
from directory.views.policies import person, signed_in

OF_A_DOMAIN = (ProofMethod.DNS, ProofMethod.FILE, ProofMethod.EMAIL)


@signed_in
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    """The ways to show it, or the one chosen by `?way=`, and what stands so far."""
    return _page(request, _mine(request, reference), request.GET.get("way", ""))


@signed_in
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Looks now for the record or the file."""
    found = _mine(request, reference)
    method = request.POST.get("way", "")
    if request.method != "POST" or method not in (ProofMethod.DNS, ProofMethod.FILE):
        return redirect("submission_proof", reference)
    try:
        problem = actions.check_proof(submission=found, method=ProofMethod(method), by=person(request))
    except Refused as refused:
        return _refused(request, found, method, refused)
    if problem:
        return _page(request, found, method, problem=PROBLEMS[problem])
    messages.success(request, _("Found. You may leave it there: we look for it again once a month."))
    return redirect("submission_proof", reference)


@signed_in
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Mails a code to an address at the firm's domain."""
    found = _mine(request, reference)
    place = place_of_proof(found)
    if request.method != "POST" or place is None:
        return redirect("submission_proof", reference)
    form = AddressForm(request.POST, domain=place.domain)
    if not form.is_valid():
        return _page(request, found, ProofMethod.EMAIL, address_form=form)
    try:
        sent = actions.mail_code(submission=found, local_part=form.cleaned_data["local_part"], by=person(request))
    except Refused as refused:
        return _refused(request, found, ProofMethod.EMAIL, refused, address_form=form)
    messages.success(request, _("We sent a code to %(address)s.") % {"address": sent.email})
    return redirect(_address(found, ProofMethod.EMAIL))


@signed_in
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes the code back."""
    found = _mine(request, reference)
    if request.method != "POST":
        return redirect("submission_proof", reference)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ProofMethod.EMAIL, code_form=form)
    try:
        actions.confirm_code(submission=found, code=form.cleaned_data["code"], by=person(request))
    except NotAllowed as refused:
        return _refused(request, found, ProofMethod.EMAIL, refused)
    except Refused as refused:
        form.add_error("code", str(refused))
        return _page(request, found, ProofMethod.EMAIL, code_form=form)
    messages.success(request, _("That was the code: you can be reached there."))
    return redirect("submission_proof", reference)


@signed_in
def words(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for the partner's word, in the person's own words."""
    found = _mine(request, reference)
    if request.method != "POST":
        return redirect("submission_proof", reference)
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ProofMethod.PARTNER, statement_form=form)
    try:
        actions.say_who(submission=found, statement=form.cleaned_data["statement"], by=person(request))
    except Refused as refused:
        return _refused(request, found, ProofMethod.PARTNER, refused, statement_form=form)
    messages.success(request, _("Saved. The moderator reads it together with what you send."))
    return redirect("submission_proof", reference)


def _mine(request: HttpRequest, reference: str) -> Submission:
    provable = Submission.objects.filter(kind__in=PROVED).select_related("startup", "territory__partner")
    found: Submission = get_object_or_404(narrow(provable, request.user, Permission.EDIT), reference=reference)
    return found


def _address(found: Submission, way: str) -> str:
    return f"{reverse('submission_proof', args=[found.reference])}?way={way}"


def _refused(request: HttpRequest, found: Submission, way: str, refused: Refused, **forms: Any) -> HttpResponse:
    if isinstance(refused, NotAllowed):
        raise Http404 from refused
    return _page(request, found, way, status=409, problem=str(refused), **forms)


def _page(request: HttpRequest, found: Submission, way: str, status: int = 200, **context: Any) -> HttpResponse:
    place = place_of_proof(found)
    offered = [*(OF_A_DOMAIN if place else ()), ProofMethod.PARTNER]
    way = way if way in offered else ""
    standing = list(found.proofs.standing().order_by("verified_at", "pk"))
    pending = actions.pending_code(found) if way == ProofMethod.EMAIL else None
    forms = {
        "address_form": AddressForm(domain=place.domain) if place else None,
        "code_form": CodeForm() if pending else None,
        "statement_form": StatementForm(initial={"statement": found.statement}),
    }
    shown = {
        "submission": found,
        "place": place,
        "way": way,
        "ways": offered,
        "standing": standing,
        "is_enough": is_enough(standing),
        "pending": pending,
        "token": token_of(found, place.domain) if place else "",
        "record": RECORD,
        "file": FILE,
        "problem": "",
    }
    bound = next((form for form in context.values() if getattr(form, "is_bound", False)), None)
    return render(request, "my/proof.html", shown | forms | context | {"form": bound}, status=status)
