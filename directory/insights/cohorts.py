"""The firms around the threshold year by year, and how many of them have crossed it since.

The one place beside the desk that reads declarations (docs/decisions/0005), under one rule: a declaration counts only
if it was disclosed itself, and if the firm discloses its latest one, too. So a firm that stops showing its stage leaves
the figures of every year at once, also of those in which it showed it; what it declares from then on is counted
nowhere, and no difference between two years can speak of it. Whether a firm has crossed is read from the stage on its
public page, never from a declaration in between. Each single fact that is counted was public under the firm's name.
"""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from directory.choices import EntryState, StageRole
from directory.models import StageDeclaration


@dataclass(frozen=True)
class Cohort:
    """Of one year: firms that showed a stage of one to five million; `crossed`: of those at the threshold, how many
    show a stage above it today."""

    year: int
    approaching: int
    threshold: int
    crossing: int
    crossed: int

    @property
    def firms(self) -> int:
        return self.approaching + self.threshold + self.crossing


def cohorts() -> list[Cohort]:
    """The latest year first, and only years with a firm. One statement."""
    at_threshold = Q(stage__role=StageRole.THRESHOLD)
    told = StageDeclaration.objects.filter(
        disclosed=True,
        stage__role__in=StageRole.values,
        startup__public_stage__isnull=False,
        startup__state=EntryState.PUBLISHED,
        startup__is_sample=False,
    )
    counted = told.values("year").annotate(
        approaching=Count("pk", Q(stage__role=StageRole.APPROACHING)),
        threshold=Count("pk", at_threshold),
        crossing=Count("pk", Q(stage__role=StageRole.CROSSING)),
        crossed=Count("pk", at_threshold & Q(startup__public_stage__position__gt=F("stage__position"))),
    )
    return [Cohort(**row) for row in counted.order_by("-year")]
