"""What a check found: in one sentence, and how it turned out. A check never decides."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from directory.models import Submission
from directory.rules.duplicates import Duplicate
from directory.rules.profile import Profile


class Outcome(StrEnum):
    FINE = "fine"
    LOOK = "look"
    WRONG = "wrong"

    @property
    def label(self) -> str | Promise:
        return OUTCOMES[self]


OUTCOMES = {
    Outcome.FINE: gettext_lazy("in order"),
    Outcome.LOOK: gettext_lazy("have a look"),
    Outcome.WRONG: gettext_lazy("wrong"),
}


@dataclass(frozen=True)
class Check:
    """One thing looked up: what it is about, how it turned out, and a sentence that says so."""

    label: str
    outcome: Outcome
    text: str
    duplicates: list[Duplicate] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return self.outcome == Outcome.FINE


@dataclass(frozen=True)
class Proposal:
    """A submission with the profile that it proposes."""

    submission: Submission
    profile: Profile
