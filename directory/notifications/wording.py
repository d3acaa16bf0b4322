"""What the mails about a submission say first, by its kind: a heading and a sentence.

Each text may hold %(name)s, %(partner)s and %(reference)s.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.choices import CompanyStatus, SubmissionKind, Verdict
from directory.models import Decision, Submission

Kind = SubmissionKind
Said = tuple[str | Promise, str | Promise]

RECEIVED: dict[str, Said] = {
    Kind.NEW: (_("%(name)s has arrived"), _("%(name)s has arrived under the reference %(reference)s.")),
    Kind.CHANGE: (
        _("Your change of %(name)s has arrived"),
        _(
            "Your change of %(name)s has arrived under the reference %(reference)s. Nothing public changes before it is"
            " approved."
        ),
    ),
    Kind.CLAIM: (
        _("Your claim of %(name)s has arrived"),
        _("You said that you speak for %(name)s. That has arrived under the reference %(reference)s."),
    ),
    Kind.STATE: (
        _("The change of state of %(name)s has arrived"),
        _("What you said became of %(name)s has arrived under the reference %(reference)s."),
    ),
    Kind.REMOVAL: (
        _("You asked for the removal of %(name)s"),
        _("You asked us to remove %(name)s. That has arrived under the reference %(reference)s."),
    ),
}
AGAIN: Said = (
    _("%(name)s has arrived"),
    _("Your correction of %(name)s has arrived, reference %(reference)s."),
)
APPROVED: dict[str, Said] = {
    Kind.NEW: (_("%(name)s is public"), _("%(partner)s has approved what you sent for %(name)s. It is public.")),
    Kind.CHANGE: (
        _("The change of %(name)s is public"),
        _("%(partner)s has approved what you sent for %(name)s. It is public."),
    ),
    Kind.CLAIM: (
        _("%(name)s is yours"),
        _("%(partner)s has approved that you speak for %(name)s. From now on you keep its entry."),
    ),
    Kind.REMOVAL: (
        _("%(name)s is removed"),
        _("%(partner)s has removed %(name)s. Its address says that it was taken out, and is not used again."),
    ),
    Kind.TRANSFER: (
        _("The new address of %(name)s is public"),
        _("%(partner)s has accepted the new address of %(name)s. It is public, and %(partner)s decides from now on."),
    ),
}
MOVES: Said = (
    _("The new address of %(name)s is approved"),
    _("%(partner)s has approved what you sent for %(name)s."),
)
DATED = _(
    "%(partner)s has approved the change of state of %(name)s. The entry stays, with the date and the source, and no"
    " longer stands among the active firms."
)
STATES: dict[str, Said] = {
    CompanyStatus.ACQUIRED: (_("%(name)s is marked as acquired"), DATED),
    CompanyStatus.MERGED: (_("%(name)s is marked as merged"), DATED),
    CompanyStatus.CEASED: (_("%(name)s is marked as no longer in business"), DATED),
    CompanyStatus.MOVED_ABROAD: (_("%(name)s is marked as moved abroad"), DATED),
    CompanyStatus.ACTIVE: (
        _("%(name)s is active again"),
        _("%(partner)s has approved the change of state of %(name)s. It stands among the active firms again."),
    ),
}
ASKED_FOR_CHANGES: dict[str, Said] = {
    Kind.NEW: (
        _("%(name)s: please correct something"),
        _("%(partner)s has looked at %(name)s and asks you for changes. Nothing of it is public yet."),
    ),
    Kind.REMOVAL: (
        _("%(name)s: please say more"),
        _("%(partner)s has a question about the removal of %(name)s. The entry stays until it is answered."),
    ),
    Kind.CLAIM: (
        _("%(name)s: please say more"),
        _("%(partner)s has a question about your claim of %(name)s. Nothing has changed yet."),
    ),
    Kind.STATE: (
        _("%(name)s: please correct something"),
        _("%(partner)s has a question about the change of state of %(name)s. Nothing has changed yet."),
    ),
}
REJECTED: dict[str, Said] = {
    Kind.NEW: (
        _("%(name)s is not published"),
        _("%(partner)s has decided not to publish what you sent for %(name)s."),
    ),
    Kind.CHANGE: (
        _("%(name)s stays as it is"),
        _("%(partner)s has decided not to publish what you sent for %(name)s."),
    ),
    Kind.CLAIM: (
        _("Your claim of %(name)s is not approved"),
        _("%(partner)s has decided not to hand over the entry %(name)s to you."),
    ),
    Kind.STATE: (
        _("The state of %(name)s stays as it is"),
        _("%(partner)s has decided not to change the state of %(name)s."),
    ),
    Kind.REMOVAL: (_("%(name)s stays"), _("%(partner)s has decided not to remove %(name)s.")),
    Kind.TRANSFER: (
        _("The new address of %(name)s is not accepted"),
        _("%(partner)s has not accepted the new address of %(name)s. The old one stays public."),
    ),
}
# What a partner proposed in the company's place.
ON_BEHALF: dict[str, Said] = {
    Verdict.APPROVE: (
        _("%(name)s was changed on your behalf"),
        _("%(partner)s has changed the entry %(name)s on your behalf. It is public, with its source."),
    ),
    Verdict.REJECT: (
        _("%(name)s stays as it is"),
        _("%(partner)s has decided not to publish the change of %(name)s that was proposed on your behalf."),
    ),
}
HANDED_ON: Said = (
    _("%(name)s: another partner decides"),
    _("%(partner)s has taken over what you sent for %(name)s, because it belongs there, and decides from now on."),
)
WITHDRAWN: dict[str, Said] = {
    "taken-back": (
        _("%(name)s: taken back"),
        _("What you or your team had sent for %(name)s was taken back. Nobody decides on it any more."),
    ),
    "lapsed": (
        _("%(name)s: closed without an answer"),
        _(
            "%(partner)s asked you for changes of what you sent for %(name)s, and nothing came for six months. It was"
            " taken back. You can start again at any time."
        ),
    ),
    "replaced": (
        _("%(name)s: a newer address takes its place"),
        _("A newer address of %(name)s was approved. Nobody decides on the earlier one any more."),
    ),
    "ended": (
        _("%(name)s was removed"),
        _("The entry %(name)s was removed. Nobody decides any more on what you had sent for it."),
    ),
}


def of_receipt(submission: Submission, *, again: bool) -> dict[str, str]:
    return _filled(AGAIN if again else RECEIVED.get(submission.kind, RECEIVED[Kind.NEW]), submission)


def of_decision(decision: Decision, *, moves: bool) -> dict[str, str]:
    """`moves`: the approved address has yet to be accepted elsewhere."""
    return _filled(_said(decision, moves), decision.submission)


def of_handing_on(submission: Submission) -> dict[str, str]:
    return _filled(HANDED_ON, submission)


def of_withdrawal(submission: Submission, why: str) -> dict[str, str]:
    return _filled(WITHDRAWN[why], submission)


def topic(submission: Submission) -> str:
    """What the subject of a mail is about: the name, and what is asked for where that is not an entry's facts."""
    if submission.kind in (Kind.NEW, Kind.CHANGE):
        return submission.name
    return f"{submission.name}, {submission.get_kind_display()}"


def _said(decision: Decision, moves: bool) -> Said:
    kind = decision.submission.kind
    if decision.submission.on_behalf_id and kind == Kind.CHANGE and not moves:
        return ON_BEHALF[decision.verdict]
    if decision.verdict == Verdict.REQUEST_CHANGES:
        return ASKED_FOR_CHANGES.get(kind, ASKED_FOR_CHANGES[Kind.NEW])
    if decision.verdict == Verdict.REJECT:
        return REJECTED[kind]
    if kind == Kind.STATE:
        status: dict[str, Any] | None = decision.revision.profile["status"]
        return STATES[status["status"] if status else CompanyStatus.ACTIVE]
    return MOVES if moves and kind == Kind.CHANGE else APPROVED[kind]


def _filled(said: Said, submission: Submission) -> dict[str, str]:
    partner = submission.territory.partner if submission.territory else ""
    values = {"name": submission.name, "partner": partner, "reference": submission.reference}
    heading, sentence = said
    return {"heading": str(heading) % values, "says": str(sentence) % values, "topic": topic(submission)}
