"""Which submissions the queue shows, as its address says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, TextChoices, Value
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.choices import DECIDED_STATES, OPEN_STATES, SubmissionKind, SubmissionState
from directory.models import Decision, Message, Submission, Territory
from directory.models.startup import Unaccent
from directory.models.submission import SubmissionQuerySet
from directory.rules.permissions import Permission, narrow
from directory.search.query import clean_query, shortened

DECIDED_FOR = timedelta(days=30)  # how long a decided submission stays in the queue's lists
NUMBER = re.compile(r"(?:BE)?[ .\d]*\d{3}[ .\d]*", re.IGNORECASE)


class Scope(TextChoices):
    ALL = "all", _("All of my territories")
    ORGANISATION = "organisation", _("My organisation’s")
    MINE = "mine", _("My own: held, asked about or decided by me")


class Held(TextChoices):
    ME = "me", _("By me")
    FREE = "free", _("By nobody")


class Late(TextChoices):
    YES = "yes", _("Late ones only")


STATES = (*OPEN_STATES, *DECIDED_STATES)


@dataclass(frozen=True)
class Filters:
    """What was chosen; nothing for a filter that does not narrow. `unknown` names what the address said in vain."""

    scope: str = Scope.ALL
    kind: str = ""
    territory: str = ""
    state: str = SubmissionState.WAITING
    held: str = ""
    late: str = ""
    q: str = ""
    unknown: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, query: QueryDict, territories: Iterable[Territory], *, only_reads: bool = False) -> "Filters":
        """Who only reads chooses neither whose they are nor who holds them."""
        known: dict[str, Iterable[str]] = {
            "scope": Scope.values,
            "kind": SubmissionKind.values,
            "territory": [territory.slug for territory in territories],
            "state": STATES,
            "held": Held.values,
            "late": Late.values,
        }
        if only_reads:
            del known["scope"], known["held"]
        given = {name: value for name in known if (value := query.get(name, "").strip())}
        chosen = {name: value for name, value in given.items() if value in known[name]}
        unknown = tuple((name, shortened(value)) for name, value in given.items() if name not in chosen)
        return cls(**chosen, q=clean_query(query.get("q", "")), unknown=unknown)

    @property
    def chosen(self) -> dict[str, str]:
        """What differs from the bare list."""
        names = [field.name for field in fields(self) if field.name != "unknown"]
        return {name: getattr(self, name) for name in names if getattr(self, name) != getattr(Filters, name)}

    @property
    def is_folded_out(self) -> bool:
        """Whether something is chosen that only the folded form shows."""
        return bool(self.chosen.keys() - {"state", "kind"})

    def as_query(self, **changed: str) -> str:
        """As the query of an address, with these filters changed; '' for the bare list."""
        merged = self.chosen | changed
        return urlencode({name: value for name, value in merged.items() if value != getattr(Filters, name)})

    def conditions(self, user: User) -> dict[str, Q]:
        """What each filter asks for. The scope is none of them: figures are counted within it."""
        every = {
            "kind": Q(kind=self.kind),
            "territory": Q(territory__slug=self.territory),
            "state": Q(state=self.state),
            "held": held_by(user) if self.held == Held.ME else free(),
            "late": late(),
            "q": named(self.q),
        }
        return {name: condition for name, condition in every.items() if getattr(self, name)}


def listed_for(user: User, scope: str = Scope.ALL) -> SubmissionQuerySet:
    """What this person sees in the queue: what is open, and what was decided not long ago."""
    recent = Q(state__in=OPEN_STATES) | Q(state__in=DECIDED_STATES, decided_at__gte=timezone.now() - DECIDED_FOR)
    found = narrow(Submission.objects.filter(recent), user, Permission.READ_SUBMISSION)
    if scope == Scope.ORGANISATION:
        found = found.filter(territory__in=Territory.objects.curated_by(user))
    if scope == Scope.MINE:
        decided = Decision.objects.filter(submission=OuterRef("pk"), decided_by=user)
        asked = Message.objects.filter(submission=OuterRef("pk"), written_by=user, from_desk=True)
        found = found.filter(held_by(user) | Q(Exists(decided)) | Q(Exists(asked)))
    return found.alias(plain_name=Lower(Unaccent(F("name"))))


def territories_of(user: User) -> list[Territory]:
    """The own ones, and those of which something fell back to this person."""
    seen = listed_for(user).order_by().values("territory")
    mine = Territory.objects.curated_by(user).values("pk")
    return list(Territory.objects.filter(Q(pk__in=mine) | Q(pk__in=seen)).order_by("slug"))


def late() -> Q:
    return Q(state=SubmissionState.WAITING, due_on__lt=timezone.localdate())


def held_by(user: User) -> Q:
    return Q(hold__held_by=user, hold__until__gt=timezone.now())


def free() -> Q:
    return Q(hold=None) | Q(hold__until__lte=timezone.now())


def named(query: str) -> Q:
    """By a part of the name, of the enterprise number however written, or of the reference."""
    found = Q(plain_name__contains=Lower(Unaccent(Value(query)))) | Q(reference__icontains=query)
    if NUMBER.fullmatch(query):
        digits = re.sub(r"\D", "", query)
        found |= Q(enterprise_number__contains=digits) | Q(startup__enterprise_number__contains=digits)
    return found
