"""Looking whether the websites of proposals answer: when one is sent, and once a day while it waits.

The worker and the scheduler look at one address after the other, so two are under way at most. No transaction is open
meanwhile. An address is asked once a day, a domain once a run, and nothing of what it answers is kept but how.
"""

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django_tasks import task

from belgiantech import fetching
from belgiantech.fetching import Unreachable
from directory.choices import SubmissionState, WebsiteState
from directory.models import Revision, Submission, WebsiteAnswer
from directory.rules.identifiers import domain_of
from directory.rules.proofs import registered_domain

EVERY = timedelta(days=1)
# Names to which domains lead that nobody uses, and words that stand on such pages.
PARKING = {
    "above.com",
    "afternic.com",
    "bodis.com",
    "dan.com",
    "godaddy.com",
    "hugedomains.com",
    "parkingcrew.net",
    "parklogic.com",
    "sav.com",
    "sedo.com",
    "sedoparking.com",
    "undeveloped.com",
}
FOR_SALE = (
    b"domain is for sale",
    b"buy this domain",
    b"domain is parked",
    b"domain has been registered",
    b"sedoparking",
    b"ce domaine est a vendre",
    b"domein is te koop",
    b"domain steht zum verkauf",
)
# Somebody is there, and does not speak with machines.
REFUSALS = {401, 403, 405, 406, 429}
UNREACHED = {
    fetching.BAD_CERTIFICATE: WebsiteState.CERTIFICATE,
    fetching.NOT_PUBLIC: WebsiteState.NOT_PUBLIC,
    fetching.TOO_LARGE: WebsiteState.ANSWERS,
}


@task(queue_name="long")
def look_for(revision_id: int) -> None:
    """At the website of what was just sent, unless it was looked at today."""
    revision = Revision.objects.filter(pk=revision_id).first()
    address = str(revision.profile.get("website", "")) if revision else ""
    asked = WebsiteAnswer.objects.filter(address=address, asked_at__gt=timezone.now() - EVERY)
    if address and not asked.exists():
        look(address)


def look_again(*, most: int) -> int:
    """At the websites of what waits that were not looked at for a day, the longest ago first. How many that was."""
    due = _due()
    one_each = {_registered(address): address for address in reversed(due)}  # the first of each domain stays
    chosen = [address for address in due if one_each[_registered(address)] == address][:most]
    for address in chosen:
        look(address)
    return len(chosen)


def _due() -> list[str]:
    latest = Revision.objects.filter(submission=OuterRef("pk")).order_by("-number").values("profile__website")[:1]
    waiting = Submission.objects.filter(state=SubmissionState.WAITING).values_list(Subquery(latest), flat=True)
    addresses = {address for address in waiting if address}
    asked = dict(WebsiteAnswer.objects.filter(address__in=addresses).values_list("address", "asked_at"))
    before = timezone.now() - EVERY
    due = [address for address in addresses if address not in asked or asked[address] <= before]
    return sorted(due, key=lambda address: (asked.get(address, datetime.min.replace(tzinfo=before.tzinfo)), address))


def forget_answers(*, asked_before: datetime) -> int:
    """Of proposals that were decided long ago. How many."""
    return WebsiteAnswer.objects.filter(asked_at__lt=asked_before).delete()[0]


def look(address: str) -> WebsiteAnswer:
    """Ask its server, and note what became of that."""
    state, status, leads_to = _asked(address)
    found = {"asked_at": timezone.now(), "state": state, "status": status, "leads_to": leads_to}
    return WebsiteAnswer.objects.update_or_create(address=address, defaults=found)[0]


def _asked(address: str) -> tuple[WebsiteState, int, str]:
    """What its server is like, the status, and the other domain that it leads on to."""
    try:
        found = fetching.fetch(address)
    except Unreachable as unreachable:
        return UNREACHED.get(unreachable.why, WebsiteState.SILENT), 0, ""
    own, reached = _registered(address), _registered(found.url)
    leads_to = reached if reached != own else ""
    if reached in PARKING or any(words in found.content.lower() for words in FOR_SALE):
        return WebsiteState.PARKED, found.status, leads_to
    if found.status >= 400 and found.status not in REFUSALS:
        return WebsiteState.ERROR, found.status, leads_to
    return WebsiteState.ELSEWHERE if leads_to else WebsiteState.ANSWERS, found.status, leads_to


def _registered(address: str) -> str:
    return registered_domain(domain_of(address))[:255]
