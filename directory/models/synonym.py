"""Words that mean the same to a search, in any of the languages. The operator keeps them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.catalogue import PublishesName

LONGEST_WORD = 60
LONGEST_PHRASE = 5  # words that the search looks up together
MOST_WORDS = 40


class Synonyms(models.Model):
    """A group: whoever searches for one of these words or phrases finds the others, too."""

    words = ArrayField(models.CharField(max_length=LONGEST_WORD), verbose_name=_("words that mean the same"))
    # The first word of its line in the shipped list: loading the list again leaves what the operator changed.
    key = models.CharField(max_length=LONGEST_WORD, null=True, unique=True, editable=False)
    is_used = models.BooleanField(_("used by the search"), default=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        constraints = (models.CheckConstraint(condition=Q(words__len__gte=2), name="synonyms_are_two_or_more"),)
        triggers = (PublishesName(name="synonyms_change"),)

    def __str__(self) -> str:
        return " = ".join(self.words)
