"""What the mails about introductions say. Each is one of these, drawn by one template (templates/mail/introduction.*).

Of a stranger's text nothing becomes a link, and a mail that only asks to confirm an address repeats none of it:
whoever types somebody else's address sends that person nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from directory.choices import ANSWERS, IntroductionBudget, IntroductionOutcome, IntroductionState
from directory.choices import IntroductionPurpose as Purpose
from directory.choices import IntroductionTiming as Timing
from directory.models import Introduction
from directory.rules.introductions import answer_until, confirm_until, disarmed, firm_token, visitor_token
from directory.rules.names import country_name, label_of, language_label

ANSWERED = {
    IntroductionState.YES: (
        gettext_lazy("%(name)s says yes to your request"),
        gettext_lazy("The company has your address now and writes to you itself, in %(language)s if it can."),
    ),
    IntroductionState.NOT_NOW: (
        gettext_lazy("%(name)s says: not now"),
        gettext_lazy("The company read your request and cannot take it up at the moment. It did not get your address."),
    ),
    IntroductionState.NO: (
        gettext_lazy("%(name)s says no to your request"),
        gettext_lazy("The company read your request and declines it. It did not get your address."),
    ),
}


@dataclass(frozen=True)
class Letter:
    """`links`: pairs of words and address, the first one drawn as a button."""

    subject: str
    says: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    quote: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""

    @property
    def quoted(self) -> str:
        """As plain text shows what somebody else wrote."""
        return "\n".join(f"> {line}".rstrip() for line in self.quote.split("\n")) if self.quote else ""


# ---- To the visitor ----


def to_confirm(introduction: Introduction) -> Letter:
    until = formats.date_format(confirm_until(introduction), "DATE_FORMAT")
    return Letter(
        _("Confirm your request to %(name)s") % _about(introduction),
        [
            _("Somebody asked to be introduced to %(name)s on #BELGIANTECH and gave this address.")
            % _about(introduction),
            _("Was it you? Look at the request and send it: the company gets it only then."),
        ],
        links=[(_("Look at it and send it"), visitor_page(introduction))],
        note=_("The link works until %(day)s. If it was not you, do nothing: the request is erased after that day.")
        % {"day": until},
    )


def answered(introduction: Introduction) -> Letter:
    subject, says = ANSWERED[IntroductionState(introduction.state)]
    about = _about(introduction) | {"language": language_label(introduction.answer_language)}
    return Letter(
        str(subject) % about, [str(says) % about], quote=disarmed(introduction.words), links=_to_profile(introduction)
    )


def lapsed(introduction: Introduction) -> Letter:
    """Nobody answered, or nobody can any more."""
    startup = introduction.startup
    if startup.is_public:
        says = _("The company was asked and reminded, and has not answered in 30 days. It did not get your address.")
    else:
        says = _("The company is no longer in the directory, so it will not answer. It did not get your address.")
    subject = _("%(name)s has not answered your request") % _about(introduction)
    return Letter(subject, [says], links=_to_profile(introduction))


def visitor_outcome(introduction: Introduction) -> Letter:
    return Letter(
        _("%(name)s: what came of it?") % _about(introduction),
        [
            _("Three months ago %(name)s said yes to your request. What came of it?") % _about(introduction),
            _("One click helps: the answers are counted, and only the numbers are published."),
        ],
        links=_outcomes(visitor_page(introduction)),
    )


# ---- To the firm ----


def asked(introduction: Introduction, person: User, *, again: bool) -> Letter:
    """The request, and the three answers. Each leads to a page that asks once more."""
    about, page = _about(introduction), firm_page(introduction, person)
    subject = _("%(company)s asks to be introduced to %(name)s") % about
    if again:
        subject = _("Still waiting for your answer: %(company)s") % about
    answers = [(_answer_words(state), f"{page}?answer={state}") for state in ANSWERS]
    report = settings.SITE_URL + reverse("introduction_report", args=[introduction.startup.slug, introduction.pk])
    return Letter(
        subject,
        [
            _("%(who)s of %(company)s (%(country)s) found %(name)s on #BELGIANTECH and asks to be introduced.") % about,
            _("The address was confirmed. You get it when you say yes; the visitor never gets yours from us."),
        ],
        facts=_disarmed(facts_of(introduction)),
        quote=disarmed(introduction.message),
        links=[*answers, (_("Report it as abuse"), report)],
        note=_(
            "Each leads to a page where you can add words. You need not sign in: the link is yours alone. Without an "
            "answer the request lapses after %(day)s, and the visitor is told."
        )
        % {"day": formats.date_format(answer_until(introduction), "DATE_FORMAT")},
    )


def address(introduction: Introduction) -> Letter:
    """To who said yes: whom to write to."""
    about = _about(introduction) | {"language": language_label(introduction.answer_language)}
    return Letter(
        _("Please write to %(who)s of %(company)s") % about,
        [_("You said yes. The visitor knows and waits for a mail from you, in %(language)s if you can.") % about],
        facts=[(_("E-mail address"), introduction.email), *_disarmed(facts_of(introduction))],
        quote=disarmed(introduction.message),
        links=[(_("Write to %(who)s") % about, f"mailto:{introduction.email}")],
    )


def firm_outcome(introduction: Introduction, person: User) -> Letter:
    about = _about(introduction)
    return Letter(
        _("%(company)s: what came of it?") % about,
        [
            _("Three months ago you said yes to %(who)s of %(company)s (%(country)s). What came of it?") % about,
            _("One click helps: the answers are counted, and only the numbers are published."),
        ],
        links=_outcomes(firm_page(introduction, person)),
    )


# ---- Parts ----


def facts_of(introduction: Introduction) -> list[tuple[str, str]]:
    """What the visitor stated, but for the message and the address, in the reader's language."""
    stated = [
        (_("Name"), introduction.name),
        (_("Role"), introduction.role),
        (_("Company"), introduction.company),
        (_("Country"), country_name(introduction.country)),
        (_("What for"), label_of(Purpose, introduction.purpose)),
        (_("When"), label_of(Timing, introduction.timing)),
        (_("Budget"), label_of(IntroductionBudget, introduction.budget)),
        (_("Answer in"), language_label(introduction.answer_language)),
    ]
    return [(label, value) for label, value in stated if value]


def visitor_page(introduction: Introduction) -> str:
    return settings.SITE_URL + reverse("introduction_status", args=[visitor_token(introduction)])


def firm_page(introduction: Introduction, person: User) -> str:
    return settings.SITE_URL + reverse("introduction_link", args=[firm_token(introduction, person)])


def _disarmed(facts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, disarmed(value)) for label, value in facts]


def _about(introduction: Introduction) -> dict[str, str]:
    return {
        "name": introduction.startup.name,
        "who": disarmed(introduction.name),
        "company": disarmed(introduction.company),
        "country": country_name(introduction.country),
    }


def _answer_words(state: IntroductionState) -> str:
    words = {
        IntroductionState.YES: pgettext("answer to an introduction", "Yes, we write to them"),
        IntroductionState.NOT_NOW: pgettext("answer to an introduction", "Not now"),
        IntroductionState.NO: pgettext("answer to an introduction", "No"),
    }
    return words[state]


def _outcomes(page: str) -> list[tuple[str, str]]:
    return [(str(outcome.label), f"{page}?outcome={outcome}") for outcome in IntroductionOutcome]


def _to_profile(introduction: Introduction) -> list[tuple[str, str]]:
    startup = introduction.startup
    if not startup.is_public:
        return []
    return [(_("See similar firms on its page"), settings.SITE_URL + startup.get_absolute_url())]
