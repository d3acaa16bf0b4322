"""What became of submissions, counted once a day for the page of accountability."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.catalogue import PublishesPage
from directory.models.partner import Territory


class DecisionFigures(models.Model):
    """The figures of a territory, or of the whole of Belgium. What of them the public sees: directory.insights."""

    territory = models.ForeignKey(Territory, models.CASCADE, null=True, related_name="+")
    counted_on = models.DateField(_("counted on"))
    waiting = models.PositiveIntegerField(_("waiting"))
    late = models.PositiveIntegerField(_("late"))
    reasons = models.JSONField(_("decisions by reason"))  # {"meets-criteria": 12}
    median_days = models.FloatField(_("median of working days"), null=True)
    introductions = models.JSONField(default=dict, db_default={})  # of Belgium: insights.introductions.Figures

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["territory"], nulls_distinct=False, name="decision_figures_once_a_territory"
            ),
        )
        triggers = (PublishesPage(name="decision_figures_change"),)

    def __str__(self) -> str:
        return f"{self.territory or 'Belgium'}: {self.counted_on}"
