"""What shows that somebody speaks for a company."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import ProofMethod
from directory.models.submission import Submission


class ProofQuerySet(models.QuerySet["Proof"]):
    def standing(self) -> "ProofQuerySet":
        """Verified, and found again when it was looked for."""
        return self.filter(verified_at__isnull=False, lapsed_at=None)

    def placed(self) -> "ProofQuerySet":
        """What one can look for again: a record or a file."""
        return self.filter(method__in=(ProofMethod.DNS, ProofMethod.FILE))


class Proof(models.Model):
    """One way tried for one claim (or removal asked by somebody outside the team).

    `token` stands in the record or the file for all to read. Of the code that is mailed only a digest is kept. The
    word of a partner has no domain: `given_by` is the moderator who gave it.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="proofs")
    method = models.CharField(_("method"), max_length=8, choices=ProofMethod)
    domain = models.CharField(_("domain"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    token = models.CharField(max_length=64, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    # Wrong codes typed; of a record or a file that stood: days in a row on which it was not found.
    attempts = models.PositiveSmallIntegerField(default=0)
    # Whether the domain was known before the claim, or the moderator found it independently: else it proves nothing.
    is_independent = models.BooleanField(default=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("words"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "method", "domain"],
                condition=Q(method__in=(ProofMethod.DNS, ProofMethod.FILE)),
                name="proof_once_a_method_and_domain",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at=None) | Q(verified_at__isnull=False), name="proof_lapsed_after_verified"
            ),
            models.CheckConstraint(
                condition=~Q(method=ProofMethod.PARTNER) | Q(given_by__isnull=False), name="proof_of_partner_by_whom"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission}: {self.method}"
