"""The mails to people of the desk about what they may do, and about what waits. Each commits with what it tells of."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from directory.choices import PartnerRole, Power
from directory.models import Event, Membership, Partner
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.digest import digest_for
from directory.rules.permissions import may_open_desk


@task(queue_name="mail")
def appointed(membership_id: int, attempt: int = 1) -> None:
    """To who works for a partner from now on, or in another role: which one, and how to come in."""
    members = Membership.objects.select_related("partner", "user").filter(user__is_active=True)
    member = members.filter(pk=membership_id).first()
    if member is None:
        return
    with tried_again(appointed, membership_id, attempt), in_language_of(member.user):
        role = PartnerRole(member.role)
        send("appointed", member.user, _about() | {"partner": member.partner, "role": role.label})


@task(queue_name="mail")
def dismissed(position: int, attempt: int = 1) -> None:
    """To who worked for a partner until now. Not when the person is back already."""
    event = Event.objects.filter(position=position).first()
    said = event.before if event else {}
    partner = Partner.objects.filter(slug=said.get("partner", "")).first()
    person = _person(said["user"]) if partner else None
    if partner is None or person is None or Membership.objects.filter(partner=partner, user=person).exists():
        return
    with tried_again(dismissed, position, attempt), in_language_of(person):
        send("dismissed", person, _about() | {"partner": partner})


@task(queue_name="mail")
def power_given(to: str, power: str, attempt: int = 1) -> None:
    """To who is an operator or an auditor from now on."""
    _tell_of_power("power_given", power_given, to, power, attempt)


@task(queue_name="mail")
def power_taken(to: str, power: str, attempt: int = 1) -> None:
    """To who was an operator or an auditor until now."""
    _tell_of_power("power_taken", power_taken, to, power, attempt)


@task(queue_name="mail")
def daily_digest(to: str, day: str, attempt: int = 1) -> None:
    """To somebody of a partner: what waits, and how much of it is late. Not on another day, nor once nothing waits."""
    person = _person(to)
    if person is None or day != timezone.localdate().isoformat():
        return
    with in_language_of(person):
        digest = digest_for(person)
        if digest.is_empty:
            return
        with tried_again(daily_digest, to, attempt, day=day):
            send("daily_digest", person, _about() | {"digest": digest})


def _tell_of_power(event: str, mail: Any, to: str, power: str, attempt: int) -> None:
    person = _person(to)
    if person is None:
        return
    with tried_again(mail, to, attempt, power=power), in_language_of(person):
        send(event, person, _about() | {"role": Power(power).label, "still_of_desk": may_open_desk(person)})


def _person(pk: str) -> User | None:
    return User.objects.filter(pk=UUID(pk), is_active=True).first()


def _about() -> dict[str, Any]:
    site = settings.SITE_URL
    return {
        "url": site + reverse("admin:index"),
        "reports_url": site + reverse("admin:reports"),
        "settings_url": site + reverse("admin:settings"),
        "login_url": site + reverse("account_login"),
    }
