"""Errors that visitors report: about which facts, what stands there, who takes reports, and how long they are kept."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from accounts.models import Language, User
from directory.choices import EntryState, ReportState
from directory.models import ErrorReport, FactSource, Startup
from directory.models.report import ErrorReportQuerySet
from directory.rules.keeping import keepers_of
from directory.rules.profile import FIELDS, Profile, public_profile_of, shown
from directory.rules.topics import FIELDS_OF, Topic

KEPT_HANDLED = timedelta(days=365)
KEPT_FOR = timedelta(days=2 * 365)  # at the latest, dealt with or not
ADDRESS_KEPT_FOR = timedelta(days=90)

TEXTS: dict[str, str | Promise] = {  # in up to four languages, of which a page shows one
    "tagline": gettext_lazy("In one line"),
    "description": gettext_lazy("Description"),
}
# What a page shows of an entry, in its order.
FACTS: dict[str, str | Promise] = {
    "name": FIELDS["name"].label,
    **TEXTS,
    "municipality": gettext_lazy("Where"),
    **{
        name: FIELDS[name].label
        for name in (
            "founded",
            "people",
            "sectors",
            "technologies",
            "client_focus",
            "business_model",
            "export",
            "funding",
            "support_languages",
            "hosting_country",
            "owner_country",
            "offices",
            "status",
            "stage",
            "markets",
            "asks",
            "references",
            "certifications",
            "website",
            "enterprise_number",
            "public_contact",
        )
    },
}
SOMETHING_ELSE = gettext_lazy("Something else")


def label_of_fact(fact: str) -> str:
    """What a reported fact is called, in the reader's language; also for one that is no fact any more."""
    return str(FACTS.get(fact, SOMETHING_ELSE))


def takes_reports(startup: Startup) -> bool:
    """Whoever reads the page may say that it errs; what is made up does not."""
    return startup.is_public and not startup.is_sample


def facts_standing(startup: Startup) -> dict[str, str]:
    """Each fact that the public page shows, in words. Never what is not disclosed."""
    profile = public_profile_of(startup)
    profile["certifications"] = [row for row in profile["certifications"] if _is_valid(row)]
    found = {fact: _in_words(startup, profile, fact) for fact in FACTS}
    return {fact: words for fact, words in found.items() if words}


def field_of(startup: Startup, fact: str) -> str:
    """The field of the profile behind a fact; of a text, in the language in which this reader sees it. "" for none."""
    if fact not in TEXTS:
        return fact if fact in FACTS else ""
    wanted: Iterable[Any] = (get_language(), startup.original_language, *Language.values)
    code = next((code for code in wanted if code and getattr(startup, f"{fact}_{code}", "")), "")
    return f"{fact}_{code}" if code else ""


def source_of(startup: Startup, fact: str) -> FactSource | None:
    """From where the fact is known, as far as one knows."""
    return startup.fact_sources.filter(field=field_of(startup, fact)).first()


def topic_of(fact: str) -> Topic:
    """Where the company corrects it: the first topic for what is no single fact."""
    field = f"{fact}_{Language.EN}" if fact in TEXTS else fact
    return next((topic for topic, names in FIELDS_OF.items() if field in names), Topic.COMPANY)


def following(report: ErrorReport) -> tuple[ReportState, ...]:
    """What can become of it now: what was passed on can still be ended, what is ended stays so."""
    ends = (ReportState.HANDLED, ReportState.DISMISSED)
    after = {ReportState.OPEN: (ReportState.PASSED_ON, *ends), ReportState.PASSED_ON: ends}
    return after.get(ReportState(report.state), ())


def to_pass_on_to(startup: Startup) -> list[User]:
    """Who keeps the entry, while it is public: of another, nobody could answer."""
    return keepers_of(startup) if startup.state == EntryState.PUBLISHED else []


def to_erase() -> ErrorReportQuerySet:
    now = timezone.now()
    handled = ~Q(state=ReportState.OPEN) & Q(handled_at__lte=now - KEPT_HANDLED)
    return ErrorReport.objects.filter(handled | Q(created_at__lte=now - KEPT_FOR))


def with_old_address() -> ErrorReportQuerySet:
    """Whose reporter waits in vain: nobody has dealt with it for three months."""
    return ErrorReport.objects.exclude(email="").filter(created_at__lte=timezone.now() - ADDRESS_KEPT_FOR)


def _in_words(startup: Startup, profile: Profile, fact: str) -> str:
    field = field_of(startup, fact)
    words = shown(field, profile[field]) if field else ""
    if fact == "municipality" and words:
        return f"{startup.postal_code} {words}".strip()
    return words


def _is_valid(certification: dict[str, Any]) -> bool:
    until = parse_date(certification["valid_until"]) if certification["valid_until"] else None
    return until is None or until >= timezone.localdate()
