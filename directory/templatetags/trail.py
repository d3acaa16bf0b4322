"""Events as sentences. An event holds ids only; who and what they stand for is looked up here, in bulk."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms, template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, User
from directory.choices import Reason, ReferralOutcome, Side, SubmissionKind, Verb
from directory.models import Event, Startup, Submission, Territory
from directory.models.event import SYSTEM
from directory.rules.completeness import needs_of
from directory.rules.permissions import OF_ACCOMPANIMENT, Permission, Person, narrow
from directory.rules.profile import FIELDS, field_label
from directory.rules.remarks import labelled
from directory.templatetags._running import OF_RUNNING, OF_TERMS, Running

register = template.Library()
register.filter("field_label", field_label)
register.filter("by_label", labelled)
register.filter("needs", needs_of)

SENTENCES: dict[str, str | Promise] = {
    Verb.ENTRY_IMPORTED: gettext_lazy("%(who)s brought the entry in from a public list."),
    Verb.ENTRY_PUBLISHED: gettext_lazy("%(who)s published the entry."),
    Verb.ENTRY_CLAIMED: gettext_lazy("%(who)s handed the unclaimed entry to the company."),
    Verb.ENTRY_CHANGED: gettext_lazy("%(who)s changed the public entry."),
    Verb.ENTRY_MOVED: gettext_lazy("%(who)s accepted the entry in the new territory."),
    Verb.SUBMITTED: gettext_lazy("%(who)s sent it in."),
    Verb.RESUBMITTED: gettext_lazy("%(who)s corrected it and sent it again."),
    Verb.WITHDRAWN: gettext_lazy("%(who)s withdrew it."),
    Verb.APPROVED: gettext_lazy("%(who)s approved it."),
    Verb.CHANGES_REQUESTED: gettext_lazy("%(who)s asked for changes."),
    Verb.REJECTED: gettext_lazy("%(who)s rejected it."),
    Verb.UNDONE: gettext_lazy("%(who)s took the decision back."),
    Verb.LOOKED: gettext_lazy("%(who)s would approve it; another moderator has to look at it as well."),
    Verb.OFFERED: gettext_lazy("%(who)s offered it to another territory."),
    Verb.OFFER_ANSWERED: gettext_lazy("%(who)s answered the offer to another territory."),
    Verb.PROPOSED_ON_BEHALF: gettext_lazy("%(who)s proposed a change on behalf of the company."),
    Verb.PROOF_GIVEN: gettext_lazy("%(who)s showed a proof of speaking for the company."),
    Verb.PROOF_LAPSED: gettext_lazy("%(who)s no longer finds a proof of speaking for the company."),
    Verb.ENTRY_CONFIRMED: gettext_lazy("%(who)s confirmed the entry."),
    Verb.ENTRY_HIDDEN: gettext_lazy("%(who)s took the entry off the public pages: not confirmed for two years."),
    Verb.ENTRY_MERGED: gettext_lazy("%(who)s merged the entry into another one."),
    Verb.ENTRY_UNMERGED: gettext_lazy("%(who)s took the entry out of the one that it was merged into."),
    Verb.NOT_THE_SAME: gettext_lazy("%(who)s found that this and another entry are not the same company."),
    Verb.ASK_RENEWED: gettext_lazy("%(who)s renewed what it looks for."),
    Verb.ASK_ENDED: gettext_lazy("%(who)s ended what it looked for."),
    Verb.ENTRY_REMOVED: gettext_lazy("%(who)s removed the entry for good."),
    Verb.ENTRY_GONE: gettext_lazy("%(who)s noted that the company is no longer in business."),
    Verb.ENTRY_NOT_A_FIRM: gettext_lazy("%(who)s took the entry off the public pages: not a firm for this directory."),
    Verb.ENTRY_PUT_BACK: gettext_lazy("%(who)s put the entry back as it was on the list."),
    Verb.TEAM_JOINED: gettext_lazy("%(who)s joined the team of the entry."),
    Verb.TEAM_INVITED: gettext_lazy("%(who)s invited somebody to the team of the entry."),
    Verb.TEAM_LEFT: gettext_lazy("%(who)s left the team of the entry."),
    Verb.TEAM_ROLE_CHANGED: gettext_lazy("%(who)s changed a role in the team of the entry."),
    Verb.TEAM_REMINDED: gettext_lazy("%(who)s reminded the team to confirm the entry."),
    Verb.CLAIM_INVITED: gettext_lazy("%(who)s invited the company to claim its entry."),
    Verb.OPTED_OUT: gettext_lazy("Somebody asked not to be written to again."),
    Verb.ORGANISATION_CHANGED: gettext_lazy("%(who)s wrote what is listed about a support organisation."),
    Verb.ORGANISATION_SHOWN: gettext_lazy("%(who)s published a support organisation, or took it off the public pages."),
    Verb.ACCOMPANIMENT_PROPOSED: gettext_lazy("%(who)s said that a support organisation accompanies the firm."),
    Verb.ACCOMPANIMENT_CONFIRMED: gettext_lazy("%(who)s confirmed that a support organisation accompanies the firm."),
    Verb.ACCOMPANIMENT_ENDED: gettext_lazy("%(who)s ended what support organisation and firm had both confirmed."),
    Verb.COLLECTION_CHANGED: gettext_lazy("%(who)s wrote a collection."),
    Verb.COLLECTION_SHOWN: gettext_lazy("%(who)s published a collection, or took it off the public pages."),
    Verb.COLLECTION_FIRMS: gettext_lazy("%(who)s wrote anew why a firm stands in a collection."),
    Verb.MARKET_CONTACT_CHANGED: gettext_lazy("%(who)s changed who helps firms abroad."),
    Verb.PARTNER_JOINED: gettext_lazy("%(who)s appointed somebody for a partner."),
    Verb.PARTNER_LEFT: gettext_lazy("%(who)s ended somebody’s work for a partner."),
    Verb.WORDS_CHANGED: gettext_lazy("%(who)s changed synonyms."),
    Verb.NAME_CHANGED: gettext_lazy("%(who)s renamed a sector, a technology, a revenue stage or a place."),
    Verb.TERM_ADDED: gettext_lazy("%(who)s added a sector or a technology."),
    Verb.TERM_MERGED: gettext_lazy("%(who)s merged a sector or a technology into another one."),
    Verb.TERM_REMOVED: gettext_lazy("%(who)s removed a sector or a technology that nothing used."),
    Verb.PARTNER_ADDED: gettext_lazy("%(who)s added a partner."),
    Verb.PARTNER_CHANGED: gettext_lazy("%(who)s changed a partner."),
    Verb.TERRITORY_ADDED: gettext_lazy("%(who)s added a territory."),
    Verb.TERRITORY_CHANGED: gettext_lazy("%(who)s changed a territory."),
    Verb.REFILED: gettext_lazy("%(who)s filed it under the territory that its address lies in now."),
    Verb.POWER_GIVEN: gettext_lazy("%(who)s gave somebody a role for the whole site."),
    Verb.POWER_TAKEN: gettext_lazy("%(who)s ended somebody’s role for the whole site."),
    Verb.PERSON_BARRED: gettext_lazy("%(who)s barred somebody from signing in."),
    Verb.PERSON_UNBARRED: gettext_lazy("%(who)s let somebody sign in again."),
    Verb.LIST_CONFIRMED: gettext_lazy("%(who)s confirmed a list."),
    Verb.LIST_UNDONE: gettext_lazy("%(who)s undid a list."),
    Verb.ENTRY_TAKEN_BACK: gettext_lazy(
        "%(who)s took the entry off the public pages: the list that brought it was undone."
    ),
    Verb.ACCOUNT_CLOSED: gettext_lazy("Somebody closed the own account."),
    Verb.INTRODUCTION_REPORTED: gettext_lazy("%(who)s reported an introduction as abuse."),
    Verb.REPORT_DISMISSED: gettext_lazy("%(who)s dismissed the report of an introduction."),
    Verb.ADDRESS_BLOCKED: gettext_lazy("%(who)s blocked the sender of a reported introduction."),
    Verb.ERROR_PASSED_ON: gettext_lazy("%(who)s passed the report of an error on to the company."),
    Verb.ERROR_HANDLED: gettext_lazy("%(who)s dealt with the report of an error."),
    Verb.ERROR_DISMISSED: gettext_lazy("%(who)s found no error in what was reported."),
    Verb.ERROR_ANSWERED: gettext_lazy("%(who)s answered the report of an error."),
}
# What "sent it in" means for what is not a proposal of facts.
ASKED: dict[str, str | Promise] = {
    SubmissionKind.CLAIM: gettext_lazy("Somebody claimed the entry for the company."),
    SubmissionKind.STATE: gettext_lazy("%(who)s said what became of it."),
    SubmissionKind.REMOVAL: gettext_lazy("Somebody asked for the removal of the entry."),
}
IN_PART = gettext_lazy("%(who)s approved it in part.")
CORRECTED = gettext_lazy("%(who)s approved it with typing errors corrected.")
CORRECTED_IN_PART = gettext_lazy("%(who)s approved it in part, with typing errors corrected.")
LEFT_OUT = gettext_lazy("%(who)s approved another part of it and asked for changes of this.")
MOVE_ASKED = gettext_lazy("%(who)s asked the other territory to accept the new address.")
TAKEN_BACK = gettext_lazy("%(who)s took an invitation to the team back.")
DECLINED = gettext_lazy("An invitation to the team was declined.")
RESCUED = gettext_lazy("%(who)s invited a new owner, because the entry had none left.")
ENDED = gettext_lazy("Somebody’s work for the entry ended with its removal.")
TAKEN_OUT = gettext_lazy("%(who)s took somebody out of the team of the entry.")
ANSWERS: dict[str, str | Promise] = {
    ReferralOutcome.ACCEPTED: gettext_lazy("%(who)s took it over from another territory."),
    ReferralOutcome.DECLINED: gettext_lazy("%(who)s did not take it over from another territory."),
    ReferralOutcome.TAKEN_BACK: gettext_lazy("%(who)s took the offer to another territory back."),
}
PICKED = gettext_lazy("%(who)s put a firm into a collection.")
DROPPED = gettext_lazy("%(who)s took a firm out of a collection.")
MOVED = gettext_lazy("%(who)s moved a firm within a collection.")
JOINED_BY_MERGING = gettext_lazy("Somebody joined the team, coming from an entry that was merged into this one.")
RAISED_BY_MERGING = gettext_lazy("An editor became an owner, being that of an entry that was merged into this one.")
LEFT_BY_PARTING = gettext_lazy("Somebody left the team, as the merging of two entries was undone.")
OF_MERGING = {
    Verb.TEAM_JOINED: JOINED_BY_MERGING,
    Verb.TEAM_ROLE_CHANGED: RAISED_BY_MERGING,
    Verb.TEAM_LEFT: LEFT_BY_PARTING,
}
CLOSED_FOR_SOMEBODY = gettext_lazy("%(who)s closed somebody’s account and erased its data.")
LONGEST_REASON = Event._meta.get_field("reason").max_length or 0
UNKNOWN = gettext_lazy("%(who)s: %(verb)s.")

ACCOMPANIMENT_DECLINED = gettext_lazy("%(who)s did not confirm that a support organisation accompanies the firm.")
ACCOMPANIMENT_TAKEN_BACK = gettext_lazy("%(who)s took back that a support organisation accompanies the firm.")

# What the people of the desk do; everything else is done by the company.
OF_THE_DESK = {
    Verb.ENTRY_IMPORTED,
    Verb.ENTRY_TAKEN_BACK,
    Verb.LIST_CONFIRMED,
    Verb.LIST_UNDONE,
    Verb.ENTRY_PUBLISHED,
    Verb.ENTRY_CLAIMED,
    Verb.ENTRY_CHANGED,
    Verb.ENTRY_MOVED,
    Verb.ENTRY_HIDDEN,
    Verb.ENTRY_REMOVED,
    Verb.ENTRY_GONE,
    Verb.ENTRY_NOT_A_FIRM,
    Verb.ENTRY_PUT_BACK,
    Verb.ENTRY_MERGED,
    Verb.ENTRY_UNMERGED,
    Verb.NOT_THE_SAME,
    Verb.APPROVED,
    Verb.CHANGES_REQUESTED,
    Verb.REJECTED,
    Verb.TEAM_REMINDED,
    Verb.CLAIM_INVITED,
    Verb.ORGANISATION_CHANGED,
    Verb.ORGANISATION_SHOWN,
    Verb.UNDONE,
    Verb.LOOKED,
    Verb.OFFERED,
    Verb.OFFER_ANSWERED,
    Verb.PROPOSED_ON_BEHALF,
    Verb.PARTNER_JOINED,
    Verb.PARTNER_LEFT,
    Verb.WORDS_CHANGED,
    Verb.NAME_CHANGED,
    Verb.REPORT_DISMISSED,
    Verb.ADDRESS_BLOCKED,
    Verb.ERROR_PASSED_ON,
    Verb.ERROR_HANDLED,
    Verb.ERROR_DISMISSED,
    Verb.REFILED,
    *OF_RUNNING,
}


@dataclass(frozen=True)
class Line:
    """One event as a person reads it. `entry` and `submission` only where this reader may open them."""

    position: int
    at: datetime
    sentence: str
    why: str
    fields: list[str]
    name: str
    entry: int | None
    submission: str
    reference: str


@register.simple_tag
def trail_lines(events: Iterable[Event], reader: Person) -> list[Line]:
    """`{% trail_lines events user as lines %}`: the events in their order, in eight statements however many."""
    return lines(events, reader)


@register.filter
def field_named(form: forms.Form, name: str) -> forms.BoundField | None:
    """The form's field for a field of the profile; nothing where it has none."""
    return form[name] if name in form.fields else None


def lines(events: Iterable[Event], reader: Person) -> list[Line]:
    events = list(events)
    submissions = Submission.objects.in_bulk(
        {event.submission for event in events if event.submission}, field_name="reference"
    )
    about = {event.position: _entry_id(event, submissions) for event in events}
    entries = Startup.objects.in_bulk({pk for pk in about.values() if pk})
    readable = narrow(Startup.objects.filter(pk__in=entries), reader, Permission.READ_ENTRY)
    openable = set(readable.values_list("pk", flat=True))
    seen = narrow(Submission.objects.filter(reference__in=submissions), reader, Permission.READ_SUBMISSION)
    readable_ones = set(seen.values_list("reference", flat=True))
    people = _people(events)
    territories = Territory.objects.in_bulk({event.territory for event in events if event.territory}, field_name="slug")
    running = Running(events, reader)
    return [
        Line(
            position=event.position,
            at=event.at,
            sentence=_sentence(
                event, running.lead(event) or _who(event, people, territories, submissions), submissions
            ),
            why=running.why(event) or _why(event, submissions),
            fields=_fields(event),
            name=running.name(event) or _name(event, entries.get(about[event.position] or 0), submissions),
            entry=about[event.position] if about[event.position] in openable else None,
            submission=event.submission if event.submission in readable_ones else "",
            reference=event.submission,
        )
        for event in events
    ]


def _entry_id(event: Event, submissions: dict[str, Submission]) -> int | None:
    """Of the first events the entry did not exist yet; the submission knows what became of it."""
    submission = submissions.get(event.submission)
    return event.startup_id or (submission.startup_id if submission else None)


def _people(events: Iterable[Event]) -> dict[str, User]:
    ids = set()
    for event in events:
        if event.actor != SYSTEM:
            try:
                ids.add(uuid.UUID(event.actor))
            except ValueError:
                continue
    return {str(pk): user for pk, user in User.objects.in_bulk(ids).items()}


def _who(
    event: Event, people: dict[str, User], territories: dict[str, Territory], submissions: dict[str, Submission]
) -> str:
    """The role in which somebody acted; the desk never needs more, and auditors may not have more."""
    if event.actor == SYSTEM:
        return _("The system")
    user = people.get(event.actor)
    if user is None:
        return _("A former user")
    if not _of_the_desk(event, submissions):
        return _("The company")
    if user.is_operator:
        return _("The operator")
    territory = territories.get(event.territory)
    if event.after.get("fallback") and territory:
        return _("A moderator of another territory, in place of %(territory)s") % {"territory": territory}
    return _("A moderator (%(territory)s)") % {"territory": territory} if territory else _("A moderator")


def _of_the_desk(event: Event, submissions: dict[str, Submission]) -> bool:
    is_theirs = event.verb in OF_THE_DESK or _asks_for_a_move(event, submissions)
    is_theirs = is_theirs or event.after.get("side") == Side.ORGANISATION
    return is_theirs or _rescues(event) or _vouches(event, submissions) or _closes_for_somebody(event)


def _vouches(event: Event, submissions: dict[str, Submission]) -> bool:
    """The moderator gave a proof with the decision: who claims gives the others."""
    submission = submissions.get(event.submission)
    return bool(event.verb == Verb.PROOF_GIVEN and submission and str(submission.submitted_by_id) != event.actor)


def _asks_for_a_move(event: Event, submissions: dict[str, Submission]) -> bool:
    submission = submissions.get(event.submission)
    return bool(event.verb == Verb.SUBMITTED and submission and submission.kind == SubmissionKind.TRANSFER)


def _rescues(event: Event) -> bool:
    return event.verb == Verb.TEAM_INVITED and "rescue" in event.after


def _closes_for_somebody(event: Event) -> bool:
    return event.verb == Verb.ACCOUNT_CLOSED and "user" in event.after


def _of_the_team(event: Event) -> str | Promise | None:
    """What the verb alone does not say: of an invitation what became of it, of who left whether by own will."""
    if _rescues(event):
        return RESCUED
    if "merged" in event.before or "merged" in event.after:
        return OF_MERGING.get(Verb(event.verb))
    if event.verb == Verb.TEAM_INVITED and event.before:
        return DECLINED if "declined" in event.after else TAKEN_BACK
    if event.verb == Verb.TEAM_LEFT and event.submission:
        return ENDED
    if event.verb == Verb.TEAM_LEFT and event.before.get("user") != event.actor:
        return TAKEN_OUT
    return None


def _of_a_decision(event: Event) -> str | Promise | None:
    """Of an approval, whether it is the whole proposal as it was sent; of a request, whether the rest is public."""
    if event.verb == Verb.CHANGES_REQUESTED and "rest_of" in event.after:
        return LEFT_OUT
    if event.verb != Verb.APPROVED:
        return None
    is_part, is_corrected = "published" in event.after, "corrected" in event.after
    return {(True, True): CORRECTED_IN_PART, (True, False): IN_PART, (False, True): CORRECTED}.get(
        (is_part, is_corrected)
    )


def _of_an_offer(event: Event) -> str | Promise | None:
    return ANSWERS.get(event.after.get("outcome", "")) if event.verb == Verb.OFFER_ANSWERED else None


def _of_a_collection(event: Event) -> str | Promise | None:
    if event.verb != Verb.COLLECTION_FIRMS:
        return None
    if "position" in event.after:
        return MOVED
    return {(False, True): PICKED, (True, False): DROPPED}.get((bool(event.before), bool(event.after)))


def _of_what_is_asked(event: Event, submissions: dict[str, Submission]) -> str | Promise | None:
    if _asks_for_a_move(event, submissions):
        return MOVE_ASKED
    submission = submissions.get(event.submission)
    return ASKED.get(submission.kind) if event.verb == Verb.SUBMITTED and submission else None


def _of_an_accompaniment(event: Event) -> str | Promise | None:
    """Of one that ended before both had confirmed it: which side said so. `before` names who had proposed it."""
    if event.verb != Verb.ACCOMPANIMENT_ENDED or event.before.get("confirmed"):
        return None
    is_own = event.before.get("proposed_by") == event.after.get("side")
    return ACCOMPANIMENT_TAKEN_BACK if is_own else ACCOMPANIMENT_DECLINED


def _sentence(event: Event, who: str, submissions: dict[str, Submission]) -> str:
    special = _of_what_is_asked(event, submissions) or _of_the_team(event) or _of_a_decision(event)
    special = special or _of_an_offer(event) or _of_an_accompaniment(event) or _of_a_collection(event)
    special = special or (CLOSED_FOR_SOMEBODY if _closes_for_somebody(event) else None)
    template_ = special or SENTENCES.get(event.verb, UNKNOWN)
    return str(template_) % {"who": who, "verb": event.get_verb_display()}


def _why(event: Event, submissions: dict[str, Submission]) -> str:
    """The reason of a decision in words, or the list that an entry came from; of words, what they were and are."""
    if event.verb in (Verb.WORDS_CHANGED, Verb.NAME_CHANGED, *OF_TERMS):
        return _("Before: %(before)s. Now: %(now)s.") % {"before": _words(event.before), "now": _words(event.after)}
    if event.verb in OF_ACCOMPANIMENT:
        return _("Organisation: %(name)s") % {"name": event.after.get("called") or event.before.get("called", "")}
    submission = submissions.get(event.submission)
    if not event.reason or (event.verb in (Verb.APPROVED, Verb.LOOKED) and submission and submission.kind in ASKED):
        return ""  # what is approved there meets no criteria of an entry
    if event.reason in Reason.values:
        return _("Reason: %(reason)s") % {"reason": Reason(event.reason).label}
    whole = len(event.reason) < LONGEST_REASON
    return _("Source: %(source)s") % {"source": event.reason if whole else f"{event.reason.rstrip()}…"}


def _words(side: dict[str, Any]) -> str:
    """The words of a group that the search uses, or the names that changed, each once."""
    words = side.get("words", []) if side.get("is_used", True) else []
    names = [side[f"name_{code}"] for code in Language.values if f"name_{code}" in side]
    return ", ".join(dict.fromkeys([*words, *names])) or "–"


def _fields(event: Event) -> list[str]:
    """Which fields of the profile the event wrote. Values stay out: they are on the pages of entry and submission."""
    if event.verb in (Verb.ENTRY_PUBLISHED, Verb.ENTRY_IMPORTED):
        return []
    return [field_label(FIELDS[name]) for name in FIELDS if name in event.after]


def _name(event: Event, entry: Startup | None, submissions: dict[str, Submission]) -> str:
    if entry:
        return entry.name
    submission = submissions.get(event.submission)
    return submission.name if submission else str(event.after.get("name", ""))
