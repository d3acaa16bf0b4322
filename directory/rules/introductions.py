"""Who may be asked for an introduction, how long each step may take, the links in the mails, and blocked addresses."""

import re
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from uuid import UUID

from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from directory.choices import ANSWERS, ENDED_INTRODUCTIONS, CompanyStatus, EntryState, IntroductionState
from directory.models import BlockedAddress, Introduction, Startup, TeamMember
from directory.models.introduction import IntroductionQuerySet
from directory.models.startup import StartupQuerySet
from directory.rules.addresses import digests_of_address
from directory.rules.calendar import add_working_days
from directory.rules.links import VALID_FOR, Expired

CONFIRM_WITHIN = timedelta(days=3)
REMIND_AFTER = 5  # working days
LAPSES_AFTER = timedelta(days=30)
OUTCOME_AFTER = timedelta(days=90)
KEPT_FOR = timedelta(days=2 * 365)  # product.md: introductions after 24 months
KEPT_FOR_MODERATOR = timedelta(days=30)  # of one that was reported, after its visitor took it back
KEPT_WITHOUT_ENTRY = timedelta(days=7)  # of an entry that is gone: until the last mail has gone
MOST_A_DAY = 30  # of one firm
FEWEST_ANSWERS = 3  # before the profile says how long an answer takes
VISITOR, FIRM = "directory.introduction.visitor", "directory.introduction.firm"
DOT_OF_A_NAME = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")


# ---- Who, and when ----


def open_to_introductions(startups: StartupQuerySet) -> StartupQuerySet:
    """Public, still in business, and kept by somebody whom a mail reaches."""
    team = TeamMember.objects.active().filter(startup=OuterRef("pk"), user__is_active=True)
    return startups.published().filter(Exists(team), claimed_at__isnull=False, status=CompanyStatus.ACTIVE)


def takes_introductions(startup: Startup) -> bool:
    """Whether the row, as the database holds it, is one of `open_to_introductions`."""
    return open_to_introductions(Startup.objects.filter(pk=startup.pk)).exists()


def confirm_until(introduction: Introduction) -> datetime:
    asked_at: datetime = introduction.asked_at
    return asked_at + CONFIRM_WITHIN


def answer_until(introduction: Introduction) -> date:
    """The last day on which the firm can answer."""
    return timezone.localdate(introduction.confirmed_at) + LAPSES_AFTER


def to_remind() -> IntroductionQuerySet:
    """Sent so long ago that as many working days have begun since."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    last_day = add_working_days(tomorrow, -REMIND_AFTER - 1)
    return Introduction.objects.awaiting_answer().filter(reminded_at=None, confirmed_at__date__lte=last_day)


def to_lapse() -> IntroductionQuerySet:
    return Introduction.objects.awaiting_answer().filter(
        confirmed_at__date__lt=timezone.localdate() - LAPSES_AFTER,
    )


def to_ask_for_outcome() -> IntroductionQuerySet:
    """Only where both sides know each other."""
    since = timezone.now() - OUTCOME_AFTER
    return Introduction.objects.filter(state=IntroductionState.YES, outcome_asked_at=None, ended_at__lte=since)


def never_confirmed() -> IntroductionQuerySet:
    return Introduction.objects.filter(
        state=IntroductionState.UNCONFIRMED, asked_at__lte=timezone.now() - CONFIRM_WITHIN
    )


def to_erase() -> IntroductionQuerySet:
    """Older than two years; taken back, before any moderator looked; and what was asked of an entry that is gone.

    What came of it is still asked where the entry only went into another one.
    """
    now = timezone.now()
    mails_out = now - KEPT_WITHOUT_ENTRY
    removed = Q(startup__state=EntryState.REMOVED, ended_at__lte=mails_out)
    unasked = Q(state=IntroductionState.YES) & (Q(outcome_asked_at=None) | Q(outcome_asked_at__gt=mails_out))
    merged = Q(startup__state=EntryState.MERGED, ended_at__lte=mails_out) & ~unasked
    taken_back = Q(withdrawn_at__lte=now - KEPT_FOR_MODERATOR)
    return Introduction.objects.sent().filter(Q(confirmed_at__lte=now - KEPT_FOR) | taken_back | removed | merged)


def reply_days(startup: Startup) -> int | None:
    """The median of days to an answer, begun ones counted whole; what lapsed counts with the days that it waited."""
    ended = startup.introductions.filter(state__in=ENDED_INTRODUCTIONS)
    if ended.filter(state__in=ANSWERS).count() < FEWEST_ANSWERS:
        return None
    return max(1, ceil(median_days(ended)))


def median_days(ended: IntroductionQuerySet) -> float:
    """From sending to the end, of at least one."""
    times = ended.values_list("confirmed_at", "ended_at")
    return median((end - start) / timedelta(days=1) for start, end in times if start and end)


# ---- Links ----


def visitor_token(introduction: Introduction) -> str:
    """Opens the visitor's own page of the request. It lives as long as the request does."""
    return signing.dumps(introduction.pk, salt=VISITOR)


def firm_token(introduction: Introduction, user: User) -> str:
    return signing.dumps([introduction.pk, str(user.pk)], salt=FIRM)


def read_visitor_token(token: str) -> int | None:
    """The pk of the request; None for a link that is not ours."""
    try:
        return int(signing.loads(token, salt=VISITOR))
    except signing.BadSignature:
        return None


def read_firm_token(token: str) -> tuple[int, UUID] | None:
    """The request, and who of the firm got the mail. Raises Expired."""
    try:
        introduction, person = signing.loads(token, salt=FIRM, max_age=VALID_FOR)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature:
        return None
    return introduction, UUID(person)


# ---- Abuse ----


def is_blocked(email: str) -> bool:
    return BlockedAddress.objects.filter(digest__in=digests_of_address(email)).exists()


def disarmed(text: str) -> str:
    """A stranger's text for a mail: no mail program makes a link of what looks like an address."""
    return DOT_OF_A_NAME.sub("[.]", text.replace("://", "[:]//"))
