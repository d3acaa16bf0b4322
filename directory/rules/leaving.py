"""What somebody has to hand over before the account can be closed."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from directory.models import Membership, Partner, Startup
from directory.rules.team import firms_of_last_owner


@dataclass(frozen=True)
class Duties:
    """What nobody else could do: entries without another owner, partners without another person, the whole site."""

    startups: list[Startup]
    partners: list[Partner]
    is_only_operator: bool

    def __bool__(self) -> bool:
        return bool(self.startups or self.partners or self.is_only_operator)


def duties_of(user: User) -> Duties:
    """Whoever closed or lost the account does not count as somebody else."""
    startups = firms_of_last_owner(user).order_by("sort_name", "pk")
    return Duties(list(startups), list(_only_person(user).order_by("pk")), _is_only_operator(user))


def _only_person(user: User) -> QuerySet[Partner]:
    people = Membership.objects.filter(user__is_active=True, partner=OuterRef("pk"))
    return Partner.objects.filter(Exists(people.filter(user=user)), ~Exists(people.exclude(user=user)))


def _is_only_operator(user: User) -> bool:
    others = User.objects.filter(is_operator=True, is_active=True).exclude(pk=user.pk)
    return user.is_operator and not others.exists()
