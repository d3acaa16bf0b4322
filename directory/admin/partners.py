"""Partners: who they are, how their moderators sign and write. A lead keeps the own one, the operator the rest."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Language, language_name
from directory import actions
from directory.actions.errors import SlugTaken
from directory.admin.access import DeskRequest, desk_only, only_who
from directory.admin.people import members_of
from directory.choices import REASONS, Reason, Verdict
from directory.forms.partners import NewPartnerForm, PartnerForm, PreparedWordsForm, SetUpForm
from directory.models import Partner
from directory.rules.permissions import Permission, may, may_govern, narrow

# Approving needs no words.
WRITTEN_FOR = (*REASONS[Verdict.REQUEST_CHANGES], *REASONS[Verdict.REJECT])


@dataclass(frozen=True)
class Words:
    """A reason, and in which languages the partner has words of its own for it."""

    reason: Reason
    languages: list[str]


@desk_only
def partners(request: DeskRequest) -> HttpResponse:
    mine = narrow(Partner.objects.all(), request.user, Permission.READ_PARTNER)
    context = {
        "partners": mine.prefetch_related("territories").order_by("slug"),
        "may_govern": may_govern(request.user),
    }
    return render(request, "desk/partners.html", context)


@desk_only
def partner(request: DeskRequest, slug: str) -> HttpResponse:
    found = _partner(request, slug, Permission.READ_PARTNER)
    knows_people = may(request.user, Permission.KNOW_PEOPLE, found)
    context = {
        "partner": found,
        "names": [(code, language_name(code), getattr(found, f"name_{code}")) for code in Language.values],
        "signatures": [(code, language_name(code), getattr(found, f"signature_{code}")) for code in Language.values],
        "words": _words(found),
        "territories": found.territories.order_by("slug"),
        "knows_people": knows_people,
        "members": members_of(found) if knows_people else [],
        "may_run": may(request.user, Permission.RUN_PARTNER, found),
        "may_govern": may_govern(request.user),
    }
    return render(request, "desk/partner.html", context)


@only_who(may_govern)
def new(request: DeskRequest) -> HttpResponse:
    form = NewPartnerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = actions.add_partner(slug=given["slug"], values=given, by=request.user)
        except SlugTaken as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, _("Saved: %(words)s.") % {"words": added})
            return redirect("admin:partner", added.slug)
    back = {"back_url": reverse("admin:partners"), "back": _("Partners")}
    return _page(request, form, {"title": _("New partner")} | back)


@only_who(may_govern)
def describe(request: DeskRequest, slug: str) -> HttpResponse:
    found = _partner(request, slug, Permission.READ_PARTNER)
    form = PartnerForm(request.POST if request.method == "POST" else None, partner=found)
    if form.is_valid():
        actions.describe_partner(partner=found, values=form.cleaned_data, by=request.user)
        return _saved(request, found)
    return _page_of(request, form, _("Names and website"), found)


@desk_only
def set_up(request: DeskRequest, slug: str) -> HttpResponse:
    found = _partner(request, slug, Permission.RUN_PARTNER)
    form = SetUpForm(request.POST if request.method == "POST" else None, partner=found)
    if form.is_valid():
        actions.set_up_partner(partner=found, values=form.cleaned_data, by=request.user)
        return _saved(request, found)
    return _page_of(request, form, _("Signature and own lists"), found)


@desk_only
def prepare(request: DeskRequest, slug: str, reason: str) -> HttpResponse:
    """What moderators begin with when they write to a firm for this reason."""
    found = _partner(request, slug, Permission.RUN_PARTNER)
    if reason not in WRITTEN_FOR:
        raise Http404
    known = dict(found.prepared_words.filter(reason=reason).values_list("language", "text"))
    form = PreparedWordsForm(request.POST if request.method == "POST" else None, known=known)
    if form.is_valid():
        actions.prepare_words(partner=found, reason=Reason(reason), texts=form.cleaned_data, by=request.user)
        return _saved(request, found)
    title = _("Prepared words: %(reason)s") % {"reason": Reason(reason).label}
    lead = _(
        "Moderators begin with these words and change them before they send them. Leave a language empty for ours."
    )
    return _page_of(request, form, title, found, lead)


def _partner(request: DeskRequest, slug: str, permission: Permission) -> Partner:
    found: Partner = get_object_or_404(narrow(Partner.objects.all(), request.user, permission), slug=slug)
    return found


def _words(partner: Partner) -> list[Words]:
    languages: dict[str, list[str]] = {}
    for reason, code in partner.prepared_words.order_by("reason", "language").values_list("reason", "language"):
        languages.setdefault(reason, []).append(language_name(code))
    return [Words(reason, languages.get(reason, [])) for reason in WRITTEN_FOR]


def _saved(request: DeskRequest, partner: Partner) -> HttpResponse:
    partner.refresh_from_db()
    messages.success(request, _("Saved: %(words)s.") % {"words": partner})
    return redirect("admin:partner", partner.slug)


def _page_of(request: DeskRequest, form: Form, title: str, partner: Partner, lead: str = "") -> HttpResponse:
    back = {"back_url": reverse("admin:partner", args=[partner.slug]), "back": str(partner)}
    return _page(request, form, {"title": title, "lead": lead} | back)


def _page(request: DeskRequest, form: Form, words: dict[str, str]) -> HttpResponse:
    context = words | {"form": form, "button": _("Save")}
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)
