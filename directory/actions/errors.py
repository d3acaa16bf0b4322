"""Why an action was refused. The message is for the person who asked, in that person's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An action that the rules do not allow now. Nothing was changed."""

    message: Any = _("This is not possible.")

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    message = _("You have no right to do this.")


class AlreadyDecided(Refused):
    message = _("Somebody has decided on this submission in the meantime, or it was withdrawn.")


class Outdated(Refused):
    message = _("There is a newer version than the one you looked at. Please look at it again before you decide.")


class NumberListed(Refused):
    message = _("An entry with this enterprise number is already listed.")


class NumberPending(Refused):
    message = _("A submission for this enterprise number is already pending.")


class NothingChanged(Refused):
    message = _("Nothing differs from what is public.")


class Incomplete(Refused):
    message = _("Something that is required is missing.")


class DraftChangedElsewhere(Refused):
    message = _("This draft was changed in another window in the meantime.")


class TooMany(Refused):
    message = _("That is very many at once. Please finish or withdraw some first.")


class TooManyLogos(Refused):
    message = _("You have uploaded very many images today. Please go on tomorrow, or keep one of them.")


class LogoGone(Refused):
    message = _("The logo is not there any more. Please upload it again.")


class NotKept(Refused):
    message = _("The image could not be stored just now. Please try again in a few minutes.")


class CorrectedTooOften(Refused):
    message = _("This was corrected very often. Please wait for the decision.")


class LastOwner(Refused):
    message = _(
        "Every entry needs an owner, and this is the only one. First hand the entry over, invite another owner, or ask "
        "for the removal of the entry."
    )


class AlreadyMember(Refused):
    message = _("This person belongs to the team already.")


class TooManyInvitations(Refused):
    message = _("That is very many invitations. Take back some that are open, or wait a day.")


class InvitationOver(Refused):
    message = _("This invitation is no longer open.")


class AccountClosed(Refused):
    message = _("This account is closed.")


class Gone(Refused):
    message = _("Somebody has removed this in the meantime.")


class StillNeeded(Refused):
    message = _("Somebody else has to take over from you first.")


class OnlyInDebug(Refused):
    message = _("Demo people and sample entries exist only where DEBUG is on.")
