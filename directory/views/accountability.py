"""How well it is decided: the figures of each territory, and every public change."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.choices import REASONS, IntroductionOutcome, IntroductionState, Reason, Verdict
from directory.insights.accountability import OUTCOMES, Figures, Report, report
from directory.insights.changes import Change, changes, public_changes
from directory.insights.introductions import Parts
from directory.models import Event, Territory
from directory.rules.calendar import DAYS_TO_DECIDE
from directory.rules.texts import in_alphabet
from directory.search.query import page_number
from directory.templatetags.charts import Bar
from directory.views.caching import cacheable
from directory.views.files import csv_file
from directory.views.policies import public

ROWS = 25
MOST_IN_A_FILE = 1000


@public
@cacheable
@require_safe
def accountability(request: HttpRequest) -> HttpResponse:
    found = report()
    page = _page(request)
    partners = Territory.objects.select_related("partner")
    context = {
        "report": found,
        "median_bars": [_bar(one, one.median_days, _days(one.median_days)) for one in found.territories],
        "share_bars": [_bar(one, *_share(one, one.verdicts[Verdict.APPROVE])) for one in found.territories],
        "rows": list(_rows(found)),
        "answers": _parts(found.introductions.answers, IntroductionState),
        "outcomes": _parts(found.introductions.outcomes, IntroductionOutcome),
        "page": page,
        "changes": changes(page.object_list),
        "territories": sorted(partners, key=lambda one: in_alphabet(str(one))),
        "days": DAYS_TO_DECIDE,
    }
    return render(request, "public/accountability.html", context)


@public
@cacheable
@require_safe
def times_csv(request: HttpRequest) -> HttpResponse:
    header = ("territory", "partner", "counted_on", "waiting", "late", "decided", "median_working_days")
    found = report()
    rows = [
        (*_of(one), found.counted_on, one.waiting, one.late, one.decided, one.median_days) for one in found.territories
    ]
    return csv_file("times", header, rows)


@public
@cacheable
@require_safe
def decisions_csv(request: HttpRequest) -> HttpResponse:
    """A line an outcome, and one a reason of it; of what is not told the figure is empty."""
    header = ("territory", "partner", "counted_on", "decision", "reason", "decisions", "percent")
    found = report()
    rows = [
        (*_of(one), found.counted_on, verdict, reason, count, one.share(count))
        for one in found.territories
        for verdict, reason, count in _outcomes(one)
    ]
    return csv_file("decisions", header, rows)


@public
@cacheable
@require_safe
def changes_csv(request: HttpRequest) -> HttpResponse:
    """The latest changes: the newest thousand."""
    header = ("at", "change", "firm", "address", "territory", "fields")
    latest = changes(public_changes()[:MOST_IN_A_FILE])
    return csv_file("changes", header, [_line(change) for change in latest])


def _page(request: HttpRequest) -> Page[Event]:
    """A malformed number is page 1, a page past the end 404 (product.md, Addresses)."""
    paginator = Paginator(public_changes(), ROWS)
    number = page_number(request.GET.get("page", ""))
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)


def _bar(one: Figures, value: float | None, text: str) -> Bar:
    return Bar(str(one.territory), value, text)


def _days(median: float | None) -> str:
    return "" if median is None else str(floatformat(median))


def _share(one: Figures, count: int | None) -> tuple[int | None, str]:
    share = one.share(count)
    return share, "" if share is None else _("%(share)d%%") % {"share": share}


def _rows(found: Report) -> Iterable[dict[str, Any]]:
    """A row an outcome, and one a reason of it; in each a cell a territory, and one for all of them together."""
    for verdict, label in OUTCOMES.items():
        cells = [(one.verdicts[verdict], _share(one, one.verdicts[verdict])[1]) for one in found.territories]
        yield {"label": label, "reason": "", "cells": cells, "together": found.together.verdicts[verdict]}
        if verdict == Verdict.APPROVE:
            continue
        for reason in REASONS[verdict]:
            cells = [(one.reasons[reason], _share(one, one.reasons[reason])[1]) for one in found.territories]
            yield {"label": reason.label, "reason": reason, "cells": cells, "together": found.together.reasons[reason]}


def _parts(found: Parts | None, choices: Any) -> list[tuple[str, int]]:
    """Each with its label; those that are too few to be told come last, together."""
    if found is None:
        return []
    rest = [(_("Others together"), found.rest)] if found.rest else []
    return [(str(choices(value).label), count) for value, count in found.parts.items()] + rest


def _outcomes(one: Figures) -> Iterable[tuple[Verdict, Reason | str, int | None]]:
    for verdict, reasons in REASONS.items():
        yield verdict, "", one.verdicts[verdict]
        if verdict != Verdict.APPROVE:
            yield from ((verdict, reason, one.reasons[reason]) for reason in reasons)


def _of(one: Figures) -> tuple[str, str]:
    return str(one.territory), str(one.territory.partner)


def _line(change: Change) -> Sequence[Any]:
    firm = (change.startup.name, change.startup.get_absolute_url()) if change.startup else ("", "")
    return (
        change.at.isoformat(timespec="seconds"),
        str(change.what),
        *firm,
        str(change.territory or ""),
        ", ".join(change.fields),
    )
