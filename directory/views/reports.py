"""Reporting an error in an entry, at the fact that is wrong. No account, and no answer unless somebody wants one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import within_limit, within_limit_of_client
from directory import actions
from directory.actions.errors import Refused
from directory.forms.report import ErrorReportForm
from directory.models import Startup
from directory.rules.reports import facts_standing, label_of_fact, source_of, takes_reports
from directory.templatetags.facts import Fact, source_address, source_words
from directory.views.policies import public


@public
@never_cache
def report_error(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; `fact` in the address chooses one beforehand. A made-up entry leads back to its page."""
    startup: Startup = get_object_or_404(Startup.objects.published(), slug=slug)
    if not takes_reports(startup):
        return redirect(startup)
    standing, asked = facts_standing(startup), request.GET.get("fact", "")
    form = ErrorReportForm(request.POST or None, standing=standing, fact=asked, request=request)
    if request.method != "POST":
        return _form(request, startup, form, standing)
    if not form.is_valid() or not _within_limits(request, startup, form):
        return _form(request, startup, form, standing, status=422)
    try:
        actions.report_error(startup=startup, stated=form.stated(), by="SYSTEM")
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form(request, startup, form, standing, status=409)
    return redirect("error_reported", startup.slug)


@public
@never_cache
@require_safe
def report_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Thanks, and what happens now."""
    startup = get_object_or_404(Startup.objects.published().select_related("territory"), slug=slug)
    return render(request, "public/error_reported.html", {"startup": startup})


def _within_limits(request: HttpRequest, startup: Startup, form: ErrorReportForm) -> bool:
    """By client, of one entry by client, by the address where one is given, and of one entry.

    The last comes last: what another limit refuses does not use up what others may report of the entry.
    """
    entry, email = str(startup.pk), form.cleaned_data["email"].casefold()
    within = within_limit(request, "error_report")
    within = within and within_limit_of_client(request, "error_report_entry_client", key=entry)
    within = within and (not email or within_limit(request, "error_report_address", key=email))
    within = within and within_limit(request, "error_report_entry", key=entry)
    if not within:
        form.add_error(None, _("That were many reports in a short time. Please try again later."))
    return within


def _form(
    request: HttpRequest, startup: Startup, form: ErrorReportForm, standing: dict[str, str], status: int = 200
) -> HttpResponse:
    fact = form.chosen
    context = {"startup": startup, "form": form, "standing": _standing(startup, fact, standing.get(fact, ""))}
    return render(request, "public/report_error.html", context, status=status)


def _standing(startup: Startup, fact: str, words: str) -> Fact | None:
    """What the page says of the chosen fact, with its source."""
    if not words:
        return None
    source = source_of(startup, fact)
    return Fact(label_of_fact(fact), words, source_words(source), source_address(source))
