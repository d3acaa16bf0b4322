"""What a website said when it was looked at, before a moderator came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.choices import WebsiteState


class WebsiteAnswer(models.Model):
    """The last look at one address. No foreign key: several proposals may name the same."""

    address = models.URLField(_("website"), max_length=300, unique=True)
    asked_at = models.DateTimeField(db_index=True)
    state = models.CharField(_("state"), max_length=12, choices=WebsiteState)
    status = models.PositiveSmallIntegerField(default=0)  # of HTTP; 0 where nothing answered
    leads_to = models.CharField(_("domain that it leads on to"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("answer of a website")
        verbose_name_plural = _("answers of websites")

    def __str__(self) -> str:
        return f"{self.address}: {self.state}"
