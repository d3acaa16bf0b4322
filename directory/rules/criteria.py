"""What each reason of a decision means, for everybody to read at /criteria/. Mails, founders and moderators are led
to the very paragraph: its id is the reason itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.choices import Reason


@dataclass(frozen=True)
class Criterion:
    """When the reason applies, what usually helps, and an example that is nobody's."""

    says: str | Promise
    helps: str | Promise
    example: str | Promise


CRITERIA: Mapping[Reason, Criterion] = {
    Reason.INCOMPLETE: Criterion(
        says=_(
            "Something that a reader needs is not there: what the company does, where it is, or an answer that the "
            "form asks of everybody."
        ),
        helps=_("Fill in what the moderator names. A short sentence is enough; nobody expects an advertisement."),
        example=_("The description says for whom a product is made, but not what the product is."),
    ),
    Reason.UNCLEAR: Criterion(
        says=_(
            "Somebody from another country and another trade would not understand what the company does, or the text "
            "praises instead of saying."
        ),
        helps=_("Say what it is, for whom, and what it replaces. Leave out words that any company could use."),
        example=_(
            "“A leading platform for tomorrow’s challenges” could be anything; “sensors that warn of floods” could not."
        ),
    ),
    Reason.FACT_IN_DOUBT: Criterion(
        says=_(
            "A fact may be right, but the moderator can neither find it in a public source nor see where it comes from."
        ),
        helps=_(
            "Name a source that everybody can open: the company register, the company’s own page, a report. Or leave "
            "the fact out; what is not stated is shown as not stated."
        ),
        example=_("The year of foundation is ten years before the one in the company register."),
    ),
    Reason.LANGUAGE: Criterion(
        says=_(
            "A text stands under one language and is written in another, or a machine translation cannot be understood."
        ),
        helps=_("Move the text to its own language. One good language is enough: readers see it marked as such."),
        example=_("A Dutch text was pasted under French."),
    ),
    Reason.NOT_BELGIAN: Criterion(
        says=_(
            "The company has no establishment in Belgium: neither a seat nor a unit with an address in the company "
            "register."
        ),
        helps=_("Give the Belgian enterprise number and the address that is registered with it."),
        example=_("A company abroad sells to clients in Belgium, but has no address here."),
    ),
    Reason.NO_OWN_TECHNOLOGY: Criterion(
        says=_(
            "What the company sells is not a technology product of its own: it resells, advises, or develops for "
            "others what then belongs to them."
        ),
        helps=_(
            "Name the product, and what of it the company has made itself. A firm that also advises is welcome if it "
            "has a product. Support organisations have a list of their own."
        ),
        example=_("An agency builds websites to order with common tools."),
    ),
    Reason.DUPLICATE: Criterion(
        says=_("The company is in the directory already, or another submission for it was approved first."),
        helps=_("Find the entry by its enterprise number and claim it, or ask its team for an invitation."),
        example=_("A firm registers under its new name, while the entry under the old name is public."),
    ),
    Reason.NOT_ENTITLED: Criterion(
        says=_("Nothing shows that the person who sent it speaks for the company."),
        helps=_(
            "Give one of the proofs that are offered: a record or a file at the company’s own website, a code to an "
            "address there, or the word of the regional partner."
        ),
        example=_("A supplier claims the entry of its client with an address at a free mail service."),
    ),
    Reason.NOT_VERIFIABLE: Criterion(
        says=_("No public source shows that the company exists as it is described, and nobody could be reached."),
        helps=_("Give the enterprise number, a website that works, and somebody to ask; then register again."),
        example=_("The website does not answer, and the number belongs to another company."),
    ),
    Reason.MISLEADING: Criterion(
        says=_(
            "A reader would believe something that is not so: about the product, the clients, the size, or who is "
            "behind it."
        ),
        helps=_("Say what is so today. Plans may be told, as plans."),
        example=_("A client is named as a reference that has never bought anything."),
    ),
    Reason.UNLAWFUL: Criterion(
        says=_(
            "The offer, the text or the logo breaks the law or somebody’s rights, or personal data of others would be "
            "published."
        ),
        helps=_("Take the part out that is named. If the offer itself is unlawful, nothing helps."),
        example=_("The logo is the trade mark of another company."),
    ),
}


def address_of(reason: str) -> str:
    """Where the reason is explained, in the language that is active."""
    return f"{reverse('criteria')}#{reason}"
