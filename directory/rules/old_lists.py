"""Entries of old lists of which the desk says that the firm is gone, or that it never was one for this directory."""

from directory.choices import IN_DEFAULT_RESULTS, CompanyStatus, EntryState, Reason, Verb
from directory.models import Event, EventDetail, Startup
from directory.models.startup import StartupQuerySet

SAID = (Verb.ENTRY_GONE, Verb.ENTRY_NOT_A_FIRM)
LISTED = (EntryState.STUB, EntryState.PUBLISHED)
# Why something on a list is no firm for this directory: of the published reasons, those that one can tell from outside.
NO_FIRM = (
    Reason.NOT_BELGIAN,
    Reason.NO_OWN_TECHNOLOGY,
    Reason.DUPLICATE,
    Reason.NOT_VERIFIABLE,
    Reason.MISLEADING,
    Reason.UNLAWFUL,
)


def is_listed(startup: Startup) -> bool:
    """As a list brought it: neither gone nor taken off the site."""
    return startup.state in LISTED and startup.status in IN_DEFAULT_RESULTS


def said_of(startup: Startup) -> Event | None:
    """What the desk said last of an unclaimed entry, where that still stands: then it can be put back."""
    if startup.claimed_at:
        return None
    events = Event.objects.filter(startup_id=startup.pk, verb__in=(*SAID, Verb.ENTRY_PUT_BACK))
    last = events.order_by("-position").first()
    still = {
        Verb.ENTRY_GONE: startup.state in LISTED and startup.status == CompanyStatus.CEASED,
        Verb.ENTRY_NOT_A_FIRM: startup.state == EntryState.UNPUBLISHED,
    }
    return last if last and still.get(Verb(last.verb)) else None


def no_firms(startups: StartupQuerySet) -> set[int]:
    """Those of which the desk said, and still says, that they are none for this directory."""
    hidden = startups.filter(state=EntryState.UNPUBLISHED, claimed_at=None).values("pk")
    events = Event.objects.filter(startup_id__in=hidden, verb__in=(*SAID, Verb.ENTRY_PUT_BACK))
    last = events.order_by("startup_id", "-position").distinct("startup_id").values_list("startup_id", "verb")
    return {pk for pk, verb in last if pk is not None and verb == Verb.ENTRY_NOT_A_FIRM}


def words_of(said: Event) -> str:
    """What the moderator wrote beside it, for the desk."""
    detail = EventDetail.objects.filter(position=said.position).first()
    return str(detail.personal.get("words", "")) if detail else ""
