"""The people of a company who keep its entry."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import TeamRole
from directory.models.catalogue import PublishesDetail
from directory.models.startup import Startup

if TYPE_CHECKING:
    from accounts.models import User


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def active(self) -> "TeamMemberQuerySet":
        return self.filter(left_at=None)

    def of(self, user: "User") -> "TeamMemberQuerySet":
        return self.active().filter(user=user)

    def owners(self) -> "TeamMemberQuerySet":
        """Those who can act: a closed account owns nothing any more."""
        return self.active().filter(role=TeamRole.OWNER, user__is_active=True)


class TeamMember(models.Model):
    """Somebody keeps an entry. Who left stays on record and has no rights."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_memberships")
    role = models.CharField(_("role"), max_length=8, choices=TeamRole)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["startup", "user"], condition=Q(left_at=None), name="team_member_once_a_startup"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="team_member_left_after_joining"
            ),
        )
        # The public page offers other things where nobody keeps the entry.
        triggers = (PublishesDetail(name="team_member_changes"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.startup})"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Asks somebody by mail to join a team. Only a digest of the link's secret is kept."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=TeamRole)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} ({self.startup})"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
