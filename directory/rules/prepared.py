"""Words that a moderator need not write anew: for each reason a sentence or two, in the company's language.

A partner may have its own (models.PreparedWords); these are everybody's. They are edited before they are sent.
"""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from directory.choices import REASONS, Reason, Verdict
from directory.models import Partner, PreparedWords, Submission

WORDS: dict[Reason, str | Promise] = {
    Reason.MEETS_CRITERIA: gettext_lazy(
        "Thank you for the care that you took. Please confirm the entry once a year, and change it whenever something "
        "changes."
    ),
    Reason.INCOMPLETE: gettext_lazy(
        "Thank you for what you sent. Something that a reader needs is still missing. Please add it and send it again."
    ),
    Reason.UNCLEAR: gettext_lazy(
        "Thank you for what you sent. A reader who does not know you would not yet understand what your product does "
        "and for whom. Please say it in plain words and send it again."
    ),
    Reason.FACT_IN_DOUBT: gettext_lazy(
        "Thank you for what you sent. We could not find one of the facts anywhere else. Please tell us where it comes "
        "from, or correct it, and send it again."
    ),
    Reason.LANGUAGE: gettext_lazy(
        "Thank you for what you sent. One of the texts is not in the language under which it stands. Please put it in "
        "its place, or leave that language empty, and send it again."
    ),
    Reason.NOT_BELGIAN: gettext_lazy(
        "This directory lists companies that are established in Belgium. We could not find that yours is. If you have "
        "an establishment here, please send us its enterprise number."
    ),
    Reason.NO_OWN_TECHNOLOGY: gettext_lazy(
        "This directory lists companies with a technology product of their own. From what you sent, we could not see "
        "one. Services and the resale of other products do not count."
    ),
    Reason.DUPLICATE: gettext_lazy(
        "This company is listed already. If you belong to it, please claim that entry, or ask inside your company for "
        "an invitation to its team."
    ),
    Reason.NOT_ENTITLED: gettext_lazy(
        "We could not see that you speak for this company. Somebody who does may send it again, with a proof."
    ),
    Reason.NOT_VERIFIABLE: gettext_lazy(
        "We could not verify what you sent: neither the company register nor its website says so. If you have another "
        "source, you are welcome to send it again."
    ),
    Reason.MISLEADING: gettext_lazy(
        "What you sent would mislead a reader. An entry says what the company is and does, and nothing more than that."
    ),
    Reason.UNLAWFUL: gettext_lazy("What you sent breaks the law or the rights of others, so we cannot publish it."),
}


@dataclass(frozen=True)
class Prepared:
    """The words for one reason; `verdict` is the one that the reason goes with."""

    verdict: Verdict
    reason: Reason
    text: str


def prepared_for(submission: Submission) -> list[Prepared]:
    """For each reason, in the order of the form: the partner's words, else everybody's."""
    partner = _partner_of(submission)
    own = PreparedWords.objects.filter(partner=partner, language=submission.language)
    texts = {words.reason: words.text for words in own} if partner else {}
    with translation.override(submission.language):
        return [
            Prepared(verdict, reason, texts.get(reason) or str(WORDS[reason]))
            for verdict, reasons in REASONS.items()
            for reason in reasons
        ]


def signature_of(submission: Submission) -> str:
    """What stands below the moderator's words, in their language: the company's."""
    partner = _partner_of(submission)
    return str(getattr(partner, f"signature_{submission.language}", "") or "") if partner else ""


def _partner_of(submission: Submission) -> Partner | None:
    return submission.territory.partner if submission.territory else None
