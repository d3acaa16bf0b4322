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


class Unresolved(Refused):
    message = _("The entry was changed in the meantime. Choose what holds at each field that is marked.")


class NothingPublished(Refused):
    message = _("Nothing of it would become public. Request changes instead, or reject it.")


class NotWithout(Refused):
    message = _("The entry would not be complete without a field that you leave out.")


class MoreThanTyping(Refused):
    message = _("This is more than a typing error: ask for it instead.")


class TooLate(Refused):
    message = _("This decision cannot be taken back any more: the minute is over, or somebody went on from it.")


class NumberListed(Refused):
    message = _("An entry with this enterprise number is already listed.")


LISTED: dict[str, type[Refused]] = {"startup_enterprise_number_unique": NumberListed}  # for _shared.refusing


class NumberPending(Refused):
    message = _("A submission for this enterprise number is already pending.")


class AlreadyClaimed(Refused):
    message = _("Somebody else of the company keeps this entry already.")


class Unproven(Refused):
    message = _(
        "Nothing proves yet that this person speaks for the company. Find the website independently, or give the "
        "partner’s word."
    )


class NoDomain(Refused):
    message = _("Neither the entry nor your answers name a website of the company’s own.")


class TooSoon(Refused):
    message = _("We have just looked. Please wait half a minute and try again.")


class Busy(Refused):
    message = _("We are looking at other websites at the moment. Please try again in a minute.")


class TooManyCodes(Refused):
    message = _("We have sent several codes already. Please try again tomorrow, or choose another way.")


class WrongCode(Refused):
    message = _("This is not the code. Please check it.")


class CodeExpired(Refused):
    message = _("This code does not work any more. Please ask for a new one.")


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


class TooLong(Refused):
    message = _("This is too long to be kept. Please shorten it.")


class CorrectedTooOften(Refused):
    message = _("This was corrected very often. Please wait for the decision.")


class LastOwner(Refused):
    message = _(
        "Every entry needs an owner, and this is the only one. First hand the entry over, invite another owner, or ask "
        "for the removal of the entry."
    )


class AlreadyMember(Refused):
    message = _("This person belongs to the team already.")


class OwnAddress(Refused):
    message = _("Somebody else has to own this entry: give another address than your own.")


class TooManyInvitations(Refused):
    message = _("That is very many invitations. Take back some that are open, or wait a day.")


class OptedOut(Refused):
    message = _("Somebody there has asked not to be written to.")


class InvitedLately(Refused):
    message = _("This company was invited less than 90 days ago.")


class InvitedOften(Refused):
    message = _("This company was invited three times, and is not asked any more.")


class RemindedLately(Refused):
    message = _("The team was reminded less than 90 days ago, or has confirmed the entry, or nobody is left in it.")


class NoPlace(Refused):
    message = _("Say where it is first: only what has a place is public.")


class NotPublicYet(Refused):
    message = _("The organisation or the firm is not public at the moment.")


class AccompaniedAlready(Refused):
    message = _("This is on the list already: it waits for an answer, or both sides have confirmed it.")


class AccompanimentOver(Refused):
    message = _("This was declined or ended in the meantime.")


class DeclinedLately(Refused):
    message = _("The other side said no to this less than a year ago. It can say so itself if that has changed.")


class TooManyInvitedToday(Refused):
    message = _("Your partner has invited very many companies today. Please go on tomorrow.")


class InvitationOver(Refused):
    message = _("This invitation is no longer open.")


class AskedAlready(Refused):
    message = _("This was asked for already, and waits for a decision.")


class HeldAlready(Refused):
    message = _("A colleague has taken this in the meantime.")


class CompanyKeepsIt(Refused):
    message = _("The company keeps this entry itself. It says what became of it, or asks for its removal.")


class SaidAlready(Refused):
    message = _("This was said already, or the entry is not on the list any more.")


class ThreadClosed(Refused):
    message = _("Nothing can be written here any more.")


class ThreadFull(Refused):
    message = _("There are very many messages here already. Please write to your region by mail.")


class TooManyMessages(Refused):
    message = _("That is very many messages in an hour. Please wait a little.")


class AccountClosed(Refused):
    message = _("This account is closed.")


class Gone(Refused):
    message = _("Somebody has removed this in the meantime.")


class NotByMerging(Refused):
    message = _("The company’s own enterprise number and status are not changed by merging. Propose it as a change.")


class StillNeeded(Refused):
    message = _("Somebody else has to take over first.")


class LastLead(Refused):
    message = _("You are the only lead of this partner. First make somebody else a lead, or ask the operator.")


class LastOperator(Refused):
    message = _("Somebody has to run the site: first make somebody else an operator.")


class OneRole(Refused):
    message = _("An auditor reads and changes nothing: the same person cannot be an operator or work for a partner.")


class YourOwnAccount(Refused):
    message = _("Somebody else has to do this to your own account.")


class NoAccount(Refused):
    message = _("Nobody has an account with this address.")


class SlugTaken(Refused):
    message = _("This address is taken. Please choose another one.")


class InUse(Refused):
    message = _("This is in use. Merge it into another one instead.")


class Uncovered(Refused):
    message = _("Somebody has changed the codes in the meantime: some places would belong to no territory.")


class OnlyInDebug(Refused):
    message = _("Demo people and sample entries exist only where DEBUG is on.")


class NotSilent(Refused):
    message = _("Somebody has confirmed this entry in the meantime, or it is not public any more.")


class ChangePending(Refused):
    message = _("The company has sent something for this entry. Please decide on that first.")


class KeepPublic(Refused):
    message = _("The entry that is public has to be the one that stays.")


class TooLateToUndo(Refused):
    message = _("This can be undone for a day only, and once.")


class ChangedSince(Refused):
    message = _("One of the two entries was changed since they were merged, so that cannot be undone any more.")


class AskOver(Refused):
    message = _("This is over: it was ended, or lapsed more than a month ago. Add it again as something new.")


class AskAgain(Refused):
    message = _("The same is open already.")


class NotReachable(Refused):
    message = _("This company cannot be asked for an introduction at the moment.")


class IntroductionOver(Refused):
    message = _("This request was answered in the meantime, or is over.")


class IntroductionWaits(Refused):
    message = _("You have asked this company already, and the request still waits for its answer.")


class TooManyIntroductions(Refused):
    message = _("This company got very many requests today. Please send yours tomorrow, by the same link.")


class NotReportable(Refused):
    message = _("No error can be reported here at the moment.")


class ReportOver(Refused):
    message = _("A colleague has dealt with this report in the meantime.")


class NobodyToTell(Refused):
    message = _("Nobody of the company keeps this entry, so it cannot be passed on.")


class AlertOver(Refused):
    message = _("This link is over, or the list is followed no longer.")


class TooManyAlerts(Refused):
    message = _("This address follows very many lists already. Stop some first.")


class NeedsSecondLook(Refused):
    message = _("Another moderator has to look at this first: one approval is not enough.")


class YourFirstLook(Refused):
    message = _("You gave the first look yourself. A colleague gives the second.")


class LookedMeanwhile(Refused):
    message = _("A colleague has given the first look in the meantime. Please look at it again: yours is the second.")


class BeyondFirstLook(Refused):
    message = _(
        "Your colleague did not approve all of this in the first look. Approve no more than that, or send it back."
    )


class OfferedAlready(Refused):
    message = _("This is offered to another territory already. Wait for its answer, or take the offer back.")


class OfferOver(Refused):
    message = _("This offer is no longer open.")


class ProposedAlready(Refused):
    message = _("A change on behalf of this company waits already. Please decide on that first.")


class ListMovedOn(Refused):
    message = _("Somebody has gone on with this list in the meantime. Please look at it again.")


class NoRule(Refused):
    message = _("Write the rule first: by what these firms are picked.")


class NoReviewDate(Refused):
    message = _("Say first by when it is to be reviewed.")


class NoFirm(Refused):
    message = _("A published collection has one public firm at least.")


class CollectionFull(Refused):
    message = _("A collection holds 60 firms at most. Take one out first, or begin another collection.")
