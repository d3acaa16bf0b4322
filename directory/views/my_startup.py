"""The founder's page of one firm: how it stands, what to do next, what is missing, how often it was seen."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from directory.choices import Side, SubmissionState, SuggestionState
from directory.insights.introductions import by_country, last_year, lines_of
from directory.models import Accompaniment, Ask, ErrorReport, Startup, Submission, Suggestion
from directory.rules.completeness import Gap, missing, share
from directory.rules.diff import FieldChange
from directory.rules.keeping import ASK_RENEWABLE, confirmed_until, is_hidden, needs_confirming
from directory.rules.permissions import OF_THE_TEAM, Permission, Person, may, narrow
from directory.rules.profile import FIELDS, Profile, profile_of, show_stage
from directory.rules.reports import label_of_fact
from directory.views.policies import signed_in

MONTHS = 12
# Of the chart, in its own units.
BASE, TALLEST, FIRST, STEP, WIDTH = 190, 160, 29, 43, 30
URGENCY = (SubmissionState.CHANGES_REQUESTED, SubmissionState.DRAFT, SubmissionState.WAITING)


@dataclass(frozen=True)
class Month:
    """The views of a month, and its bar."""

    day: date
    count: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def label_y(self) -> int:
        return self.y - 6


@signed_in
def my_startup(request: HttpRequest, slug: str) -> HttpResponse:
    mine = narrow(Startup.objects.select_related("public_stage"), request.user, Permission.BELONG)
    startup: Startup = get_object_or_404(mine, slug=slug)
    waiting = open_submission(startup, request.user)
    profile = profile_of(startup)
    gaps, months, hidden = missing(profile), months_of(startup), is_hidden(startup)
    countries = by_country(lines_of(Startup.objects.filter(pk=startup.pk), last_year()))
    context = {
        "startup": startup,
        "until": confirmed_until(startup),
        "is_hidden": hidden,
        "waiting": waiting,
        "proposed": startup.submissions.open().filter(on_behalf__isnull=False).select_related("on_behalf").first(),
        "next": next_step(startup, waiting, gaps, hidden=hidden),
        "gaps": gaps,
        "share": share(profile),
        "stage": show_stage(profile["stage"]),
        "months": months,
        "total": sum(month.count for month in months),
        "asks": asks_of(startup),
        "waiting_introductions": startup.introductions.awaiting_answer().order_by("confirmed_at", "pk"),
        "waiting_organisations": waiting_organisations(startup),
        "introductions": sum(count for _country, count in countries),
        "countries": countries,
        "reports": reports_for(startup, request.user),
        "suggestions": suggestions_of(startup, profile),
        "may_change": may(request.user, Permission.PROPOSE_CHANGE, startup),
        "manages": may(request.user, Permission.MANAGE_TEAM, startup),
        "may_remove": may(request.user, Permission.ASK_REMOVAL, startup),
    }
    return render(request, "my/startup.html", context)


def open_submission(startup: Startup, user: Person) -> Submission | None:
    """What the team has under way for this entry; first what asks something of it."""
    followed = narrow(Submission.objects.select_related("territory__partner"), user, Permission.FOLLOW)
    found = followed.filter(startup=startup, state__in=URGENCY, kind__in=OF_THE_TEAM, on_behalf=None)
    return min(found, key=lambda one: (URGENCY.index(SubmissionState(one.state)), one.pk), default=None)


def next_step(startup: Startup, waiting: Submission | None, gaps: list[Gap], *, hidden: bool) -> str:
    """One thing: "return", "answer", "confirm", "finish", "wait", "complete" or "nothing"."""
    if hidden:
        return "return"
    if waiting and waiting.state == SubmissionState.CHANGES_REQUESTED:
        return "answer"
    if needs_confirming(startup):
        return "confirm"
    if waiting:
        return "finish" if waiting.state == SubmissionState.DRAFT else "wait"
    return "complete" if gaps else "nothing"


def months_of(startup: Startup) -> list[Month]:
    """The last twelve months, the current one last, with those in which nobody came."""
    counts = dict(startup.monthly_views.values_list("month", "count"))
    today = timezone.localdate()
    last = today.year * 12 + today.month - 1
    days = [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]
    most = max([counts.get(day, 0) for day in days] + [1])
    return [_month(position, day, counts.get(day, 0), most) for position, day in enumerate(days)]


def _month(position: int, day: date, count: int, most: int) -> Month:
    height = -(-count * TALLEST // most)  # rounded up: one view shows
    return Month(day, count, FIRST + position * STEP, BASE - height, height)


def waiting_organisations(startup: Startup) -> list[Accompaniment]:
    """The support organisations that say they accompany the firm, and wait for its word."""
    return list(startup.accompaniments.awaiting(Side.FIRM).select_related("organisation").order_by("pk"))


def reports_for(startup: Startup, user: Person) -> list[tuple[ErrorReport, str]]:
    """What visitors report and the desk passed on, with what its fact is called; the oldest first."""
    waiting = narrow(startup.error_reports.order_by("handled_at", "pk"), user, Permission.ANSWER_REPORT)
    return [(report, label_of_fact(report.fact)) for report in waiting]


def suggestions_of(startup: Startup, profile: Profile) -> list[tuple[Suggestion, list[FieldChange]]]:
    """What lists suggest and nobody answered yet, with what the entry says now; the newest first."""
    waiting = startup.suggestions.filter(state=SuggestionState.OPEN).select_related("batch__partner").order_by("-pk")
    return [(suggestion, _suggested(suggestion, profile)) for suggestion in waiting]


def _suggested(suggestion: Suggestion, profile: Profile) -> list[FieldChange]:
    return [
        FieldChange(FIELDS[name], profile[name], profile[name], value)
        for name, value in suggestion.values.items()
        if name in FIELDS
    ]


def asks_of(startup: Startup) -> list[Ask]:
    """Those that are open, and those that lapsed so lately that they can be renewed; what lapses first comes first."""
    since = timezone.localdate() - ASK_RENEWABLE
    return list(startup.asks.filter(ended_on=None, lapses_on__gte=since).order_by("lapses_on", "pk"))
