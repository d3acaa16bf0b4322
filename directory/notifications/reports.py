"""The mails about errors that visitors report. As in mails.py: each is a task that commits with what it tells of.

The reporter gets one, in neutral words, as anybody can type somebody else's address; it is erased with that. The
company gets the words of the reporter, and never who that is.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from directory.choices import ReportState
from directory.models import ErrorReport
from directory.notifications.letters import Letter
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.introductions import disarmed
from directory.rules.keeping import team_of
from directory.rules.reports import label_of_fact

BECAME = {
    ReportState.PASSED_ON: gettext_lazy(
        "The moderators have looked at it and passed it on to the company, without saying who reported it."
    ),
    ReportState.HANDLED: gettext_lazy("The moderators have looked at it and dealt with it. Thank you."),
    ReportState.DISMISSED: gettext_lazy("The moderators have looked at it and found no error. Thank you all the same."),
}


@task(queue_name="mail")
def error_handled(report_id: int, attempt: int = 1) -> None:
    """To the reporter: what became of it. The address goes with that."""
    report = ErrorReport.objects.select_related("startup").filter(pk=report_id).exclude(email="").first()
    if report is None or report.state == ReportState.OPEN:
        return
    with tried_again(error_handled, report_id, attempt), translation.override(report.language):
        send("error_report", report.email, _about(report, _to_reporter(report), is_reporter=True))
        ErrorReport.objects.filter(pk=report_id).update(email="")


@task(queue_name="mail")
def error_passed_on(report_id: int, to: str, attempt: int = 1) -> None:
    """To those who keep the entry: what a visitor says. Not once somebody has answered, or to who has left."""
    report = ErrorReport.objects.awaiting_company().select_related("startup").filter(pk=report_id).first()
    people = team_of(report.startup) if report else []
    person = next((person for person in people if str(person.pk) == to), None)
    if report is None or person is None:
        return
    with tried_again(error_passed_on, report_id, attempt, to=to), in_language_of(person):
        send("error_report", person, _about(report, _to_company(report), is_reporter=False))


def _to_reporter(report: ErrorReport) -> Letter:
    startup, about = report.startup, {"name": report.startup.name}
    page = settings.SITE_URL + startup.get_absolute_url()
    return Letter(
        _("Your report about the entry of %(name)s") % about,
        [
            _("You reported an error in the entry of %(name)s on #BELGIANTECH.") % about,
            str(BECAME[ReportState(report.state)]),
        ],
        facts=[(_("Fact"), label_of_fact(report.fact))],
        links=[(_("See the entry"), page)] if startup.is_public else [],
        note=_("This is the only mail about it: your address is erased now."),
    )


def _to_company(report: ErrorReport) -> Letter:
    about = {"name": report.startup.name}
    stated = [(_("Fact"), label_of_fact(report.fact)), (_("How the visitor knows"), disarmed(report.evidence))]
    page = settings.SITE_URL + reverse("my_startup", args=[report.startup.slug])
    return Letter(
        _("A visitor reports an error in the entry of %(name)s") % about,
        [_("The moderators of your territory pass this on to you. Is it an error? You alone can say.")],
        facts=[(label, value) for label, value in stated if value],
        quote=disarmed(report.words),
        links=[(_("Correct it, or say that it is right"), f"{page}#errors")],
    )


def _about(report: ErrorReport, letter: Letter, *, is_reporter: bool) -> dict[str, object]:
    return {"letter": letter, "name": report.startup.name, "page": "", "is_reporter": is_reporter}
