"""The mails to people who follow a list. As in mails.py: each is a task that commits with what it tells of.

The mail that asks to confirm repeats nothing of the list: whoever types somebody else's address sends that person no
words. The others go to confirmed addresses only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from directory.models import Alert, Follower, Startup
from directory.notifications.sending import send, tried_again
from directory.rules.alerts import alert_token, confirm_until, follower_token
from directory.rules.texts import in_alphabet

MOST_SHOWN = 20  # firms of one list in one mail

Part = dict[str, Any]  # an actions.alerts.News


@dataclass(frozen=True)
class Firm:
    name: str
    url: str
    place: str
    tagline: str
    language: str  # of the tagline
    is_new: bool


@dataclass
class Told:
    """One followed list in the mail. `more`: firms that it does not name."""

    words: str
    url: str
    stop_url: str
    lost: str = ""
    firms: list[Firm] = field(default_factory=list)
    more: int = 0


@task(queue_name="mail")
def alert_to_confirm(alert_id: int, attempt: int = 1) -> None:
    """To the address that somebody gave: do you want this? Where it is followed already, the mail says so."""
    alert = Alert.objects.select_related("follower").filter(pk=alert_id, ended_at=None).first()
    if alert is None:
        return
    with tried_again(alert_to_confirm, alert_id, attempt), translation.override(alert.language):
        context = {
            "is_confirmed": alert.confirmed_at is not None,
            "until": confirm_until(alert),
            "url": _address("alert", alert_token(alert)),
        }
        send("alert_to_confirm", alert.follower.email, context)


@task(queue_name="mail")
def alert_news(follower_id: int, parts: list[Part], attempt: int = 1) -> None:
    """What is new in all that an address follows. Nothing of a list that was stopped meanwhile, or a firm that went."""
    follower = Follower.objects.filter(pk=follower_id).first()
    if follower is None:
        return
    with tried_again(alert_news, follower_id, attempt, parts=parts), translation.override(follower.language):
        lists = _told(follower, parts)
        if not lists:
            return
        token = follower_token(follower)
        stop = _address("alerts_stop", token)
        context = {
            "lists": [each for each in lists if not each.lost],
            "ended": [each for each in lists if each.lost],
            "count": sum(len(each.firms) + each.more for each in lists),
            "all_url": _address("alerts_all", token),
        }
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        send("alert_news", follower.email, context, headers=headers)


def _told(follower: Follower, parts: list[Part]) -> list[Told]:
    """Each firm once: under the first list that it is in."""
    alerts = {alert.pk: alert for alert in follower.alerts.filter(confirmed_at__isnull=False)}
    parts = [part for part in parts if part["alert"] in alerts]
    firms = _firms({pk for part in parts for pk in (*part["new"], *part["changed"])})
    told = []
    for part in parts:
        here = [(pk, pk in part["new"]) for pk in (*part["new"], *part["changed"]) if pk in firms]
        rows = [_firm(firms.pop(pk), is_new=is_new) for pk, is_new in here]
        if rows or part["lost"]:
            told.append(_list(alerts[part["alert"]], part, rows))
    return told


def _firms(pks: Iterable[int]) -> dict[int, Startup]:
    """Those that are still public. No samples, whatever the settings show."""
    return Startup.objects.published().real().select_related("municipality").in_bulk(list(pks))


def _list(alert: Alert, part: Part, firms: list[Firm]) -> Told:
    query = f"?{alert.query}" if alert.query else ""
    return Told(
        words=part["words"],
        url=f"{_address('startups')}{query}",
        stop_url=_address("alert", alert_token(alert)),
        lost=part["lost"],
        firms=sorted(firms[:MOST_SHOWN], key=lambda firm: (not firm.is_new, in_alphabet(firm.name))),
        more=len(firms[MOST_SHOWN:]) + part["more"],
    )


def _firm(startup: Startup, *, is_new: bool) -> Firm:
    """The tagline in the reader's language, else in its own."""
    language = translation.get_language() or ""
    codes = (language, startup.original_language, *dict(settings.LANGUAGES))
    code = next((code for code in codes if code and getattr(startup, f"tagline_{code}")), "")
    return Firm(
        name=startup.name,
        url=settings.SITE_URL + startup.get_absolute_url(),
        place=str(startup.municipality),
        tagline=getattr(startup, f"tagline_{code}") if code else "",
        language=code,
        is_new=is_new,
    )


def _address(name: str, *arguments: str) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
