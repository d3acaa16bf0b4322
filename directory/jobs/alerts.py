"""What is new in the lists that people follow by mail: looked for once a week for each address.

New is a firm that was published since the last look, changed is one of which something public changed; either is told
if it is in the list now. The audit trail says which those are, in the order in which they became true, so that nothing
is left out and nothing told twice. Changes of the last minutes wait for the next look: they may be taken back.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError
from django.http import QueryDict
from django.utils import translation
from pyroaring import BitMap

from directory import actions
from directory.actions import News
from directory.choices import Verb
from directory.insights.changes import NEW, OF_PUBLIC_ENTRIES, public_changes
from directory.models import Alert, Event
from directory.rules import alerts as rules
from directory.search import catalogue
from directory.search.catalogue import Catalogue
from directory.search.following import members_of, words_of
from directory.search.query import Selection

logger = logging.getLogger(__name__)

MOST_TOLD = 100  # firms of one list that a mail's task holds; of the others it knows the number


@dataclass
class Changes:
    """The firms that were published or changed, each with the positions at which, in the order of the trail."""

    new: dict[int, list[int]] = field(default_factory=dict)
    changed: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Changes":
        """Without decisions that were taken back: the entry is as it was."""
        kept: list[Event] = []
        for event in events:
            if event.verb == Verb.UNDONE:
                kept = [each for each in kept if each.submission != event.submission]
            else:
                kept.append(event)
        changes = cls()
        for event in kept:
            sort = changes.new if event.verb in NEW else changes.changed
            sort.setdefault(event.startup_id or 0, []).append(event.position)
        return changes

    def since(self, position: int, up_to: int) -> tuple[BitMap, BitMap]:
        """What is new and what else changed after a position, up to another. What comes later is told the next time."""
        new, changed = (
            BitMap([pk for pk, positions in sort.items() if any(position < at <= up_to for at in positions)])
            for sort in (self.new, self.changed)
        )
        return new, changed - new


def tell_followers() -> int:
    """Each address in a transaction of its own: a job that is killed half-way goes on where it was. How many mails.

    One that fails is logged and stays due; the others are told.
    """
    due = list(rules.due().order_by("pk"))
    if not due:
        return 0
    up_to = rules.settled()
    found = catalogue.current()  # read after the position: it holds everything up to there
    if catalogue.trouble():
        return 0
    alerts = list(Alert.objects.followed().filter(follower__in=due).select_related("follower").order_by("pk"))
    changes = Changes.of(_events(min((alert.seen or 0 for alert in alerts), default=0)))
    by_follower: dict[int, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_follower[alert.follower_id].append(alert)
    sent = 0
    for follower in due:
        try:
            with translation.override(follower.language):
                news = [_news(alert, found, changes, up_to) for alert in by_follower[follower.pk]]
            sent += actions.tell_follower(follower=follower, news=news, up_to=up_to, by="SYSTEM")
        except (OperationalError, InterfaceError):
            raise  # the database is away
        except Exception:
            logger.exception("Follower %s is not told", follower.pk)
    return sent


def _events(after: int) -> Iterable[Event]:
    told = public_changes().filter(position__gt=after, verb__in=[*OF_PUBLIC_ENTRIES])
    return told.only("position", "verb", "startup_id", "submission").order_by("position")


def _news(alert: Alert, found: Catalogue, changes: Changes, up_to: int) -> News:
    selection = Selection.parse(QueryDict(alert.query), found.vocabulary)
    words = words_of(selection)
    if selection.unknown:
        return News(alert.pk, words, lost=", ".join(value for _name, value in selection.unknown))
    members = members_of(selection, found)
    new, changed = (_latest(each & members, found) for each in changes.since(alert.seen or 0, up_to))
    told_changed = changed[: max(0, MOST_TOLD - len(new))]
    more = len(new) + len(changed) - len(new[:MOST_TOLD]) - len(told_changed)
    return News(alert.pk, words, new[:MOST_TOLD], told_changed, more)


def _latest(firms: BitMap, found: Catalogue) -> list[int]:
    return found.index.by_change.slice(firms, 0, len(firms))
