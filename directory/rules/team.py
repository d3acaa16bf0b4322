"""Who keeps an entry: what each role may do, and who is the last one to own it."""

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.choices import EntryState, TeamRole
from directory.models import Startup, TeamMember
from directory.models.startup import StartupQuerySet

# Nobody need keep what is gone for good.
GONE = (EntryState.REMOVED, EntryState.MERGED)
MAY: dict[str, str | Promise] = {
    TeamRole.OWNER: _("Changes the entry, decides who belongs to the team, and may ask for the removal of the entry."),
    TeamRole.EDITOR: _("Changes the entry and confirms it. Does not decide who belongs to the team."),
}


def firms_of_last_owner(user: User) -> StartupQuerySet:
    """The entries that nobody with an open account would own once this person is gone; also those not public now.

    Whoever acts on the answer locks these entries first, in the order of their pk: two owners may leave at once.
    """
    owners = TeamMember.objects.owners().filter(startup=OuterRef("pk"))
    own = TeamMember.objects.of(user).filter(startup=OuterRef("pk"), role=TeamRole.OWNER)
    return Startup.objects.exclude(state__in=GONE).filter(Exists(own), ~Exists(owners.exclude(user=user)))


def is_last_owner(startup: Startup, user: User) -> bool:
    return firms_of_last_owner(user).filter(pk=startup.pk).exists()
