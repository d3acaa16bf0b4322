"""What is looked up about the website of a proposal, the sender's mailbox, and the logo.

Nobody else's server is asked here: directory.websites did that before, and noted what it found.
"""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import WebsiteState
from directory.models import Logo, WebsiteAnswer
from directory.rules.findings import Check, Outcome, Proposal
from directory.rules.identifiers import domain_of
from directory.rules.profile import Profile
from directory.rules.proofs import SHARED, registered_domain

SMALL_LOGO = 128  # pixels
SAID: dict[WebsiteState, tuple[Outcome, str | Promise]] = {
    WebsiteState.ANSWERS: (Outcome.FINE, gettext_lazy("%(website)s answers (looked at on %(day)s).")),
    WebsiteState.ELSEWHERE: (
        Outcome.LOOK,
        gettext_lazy("%(website)s leads on to another domain: %(to)s (looked at on %(day)s)."),
    ),
    WebsiteState.PARKED: (
        Outcome.LOOK,
        gettext_lazy("%(website)s shows a page of somebody who sells or keeps domains (looked at on %(day)s)."),
    ),
    WebsiteState.ERROR: (
        Outcome.LOOK,
        gettext_lazy("%(website)s answers with an error, %(status)s (looked at on %(day)s)."),
    ),
    WebsiteState.SILENT: (Outcome.LOOK, gettext_lazy("%(website)s does not answer (looked at on %(day)s).")),
    WebsiteState.CERTIFICATE: (
        Outcome.LOOK,
        gettext_lazy("The certificate of %(website)s is not valid (looked at on %(day)s)."),
    ),
    WebsiteState.NOT_PUBLIC: (
        Outcome.WRONG,
        gettext_lazy("%(website)s leads to no public website (looked at on %(day)s)."),
    ),
}


def website_checks(proposal: Proposal) -> list[Check]:
    return [check_website(proposal.profile), check_mailbox(proposal), check_logo(proposal)]


def check_website(profile: Profile) -> Check:
    """What its server said when it was asked, and on which day."""
    label, address = _("Website"), profile["website"]
    if not address:
        return Check(label, Outcome.LOOK, _("None is given."))
    answer = WebsiteAnswer.objects.filter(address=address).first()
    if answer is None:
        return Check(label, Outcome.LOOK, _("%(website)s was not looked at yet.") % {"website": address})
    about = {
        "website": address,
        "to": answer.leads_to,
        "status": answer.status,
        "day": date_format(answer.asked_at, "SHORT_DATE_FORMAT"),
    }
    outcome, said = SAID[WebsiteState(answer.state)]
    return Check(label, outcome, str(said) % about)


def check_mailbox(proposal: Proposal) -> Check:
    """Whether who sent it writes from the domain of the website."""
    label = _("Domain and e-mail")
    mailbox = registered_domain(proposal.submission.submitted_by.email.rpartition("@")[2])
    website = registered_domain(domain_of(proposal.profile["website"]))
    if mailbox in SHARED:
        found = _("The sender’s mailbox is at %(domain)s, where anybody may have one: it says nothing.")
        return Check(label, Outcome.LOOK, found % {"domain": mailbox})
    if not website:
        return Check(label, Outcome.LOOK, _("There is no website to compare the sender’s mailbox with."))
    if mailbox == website:
        return Check(label, Outcome.FINE, _("The sender’s mailbox is at %(domain)s, too.") % {"domain": website})
    found = _("The sender’s mailbox is at %(mailbox)s, the website at %(website)s.")
    return Check(label, Outcome.LOOK, found % {"mailbox": mailbox, "website": website})


def check_logo(proposal: Proposal) -> Check:
    label, chosen = _("Logo"), proposal.profile["logo"]
    before = proposal.submission.base.get("logo", "")
    if not chosen:
        if before:
            return Check(label, Outcome.LOOK, _("The logo is taken away."))
        return Check(label, Outcome.FINE, _("None. The entry shows the mark made of its name."))
    logo = Logo.objects.filter(pk=UUID(chosen)).first()
    if logo is None:
        return Check(label, Outcome.WRONG, _("The image is not there any more."))
    size = {"width": logo.width, "height": logo.height}
    if max(logo.width, logo.height) < SMALL_LOGO:
        return Check(label, Outcome.LOOK, _("A small one: %(width)d × %(height)d pixels.") % size)
    if before and before != chosen:
        return Check(label, Outcome.LOOK, _("Another one than before: %(width)d × %(height)d pixels.") % size)
    return Check(label, Outcome.FINE, _("%(width)d × %(height)d pixels.") % size)
