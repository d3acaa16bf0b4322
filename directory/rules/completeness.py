"""What a profile still lacks for a buyer, and why that matters to one. Looks at the profile alone.

What is required to submit is not here: a profile without it goes nowhere. Nor is what a firm may rightly not have:
other offices, asks, certificates, a change of status.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, language_name
from directory.choices import Export
from directory.rules.profile import FIELDS, Profile

COMPANY, WHAT, WHERE, CLASSIFICATION = "company", "what", "where", "classification"
SIZE, ABROAD, TRUST, CONTACT = "size", "abroad", "trust", "contact"
SECTIONS = (COMPANY, WHAT, WHERE, CLASSIFICATION, SIZE, ABROAD, TRUST, CONTACT)


@dataclass(frozen=True)
class Gap:
    """A field that says nothing yet: what it is called, why a buyer cares, and in which section it is asked."""

    field: str
    label: str
    reason: str
    section: str


# In the order of the sections. Of the texts, a language counts as one: its line and its description belong together.
WANTED: dict[str, tuple[str, str | Promise]] = {
    "website": (COMPANY, gettext_lazy("The first thing a buyer opens after your page.")),
    "founded": (COMPANY, gettext_lazy("Says how long you have been there.")),
    "description_en": (WHAT, gettext_lazy("Most buyers abroad read English.")),
    "description_fr": (WHAT, gettext_lazy("Buyers in France, Switzerland and much of Africa read French.")),
    "description_nl": (WHAT, gettext_lazy("Buyers in the Netherlands read Dutch.")),
    "description_de": (WHAT, gettext_lazy("Buyers in Germany, Austria and Switzerland read German.")),
    "technologies": (CLASSIFICATION, gettext_lazy("Engineers search by technology.")),
    "client_focus": (CLASSIFICATION, gettext_lazy("A buyer sees at once whether you sell to firms like theirs.")),
    "business_model": (CLASSIFICATION, gettext_lazy("Says how one pays you.")),
    "people": (SIZE, gettext_lazy("Purchasing departments ask for it first.")),
    "stage": (SIZE, gettext_lazy("Shows that you are large enough to deliver. You may keep it from the public.")),
    "funding": (SIZE, gettext_lazy("Says who carries you; none at all is a strength, too.")),
    "markets": (ABROAD, gettext_lazy("Buyers look for firms that already work in their country.")),
    "export": (ABROAD, gettext_lazy("Says how used you are to customers abroad.")),
    "support_languages": (ABROAD, gettext_lazy("A customer wants to know in which language you answer.")),
    "references": (ABROAD, gettext_lazy("A customer who stands by you says more than any description.")),
    "hosting_country": (TRUST, gettext_lazy("Public bodies and banks ask where their data lies.")),
    "owner_country": (TRUST, gettext_lazy("Tenders ask who owns the supplier in the end.")),
    "public_contact": (CONTACT, gettext_lazy("One clear way to reach you.")),
    "logo": (CONTACT, gettext_lazy("People recognise you by it in lists.")),
}
TEXTS = {f"description_{code}": (f"description_{code}", f"tagline_{code}") for code in Language.values}
ABROAD_ONLY = ("markets", "references")  # nothing to say for a firm that sells nothing abroad


def missing(profile: Profile) -> list[Gap]:
    """What would make the profile complete, section by section."""
    return [Gap(name, _label(name), str(WANTED[name][1]), WANTED[name][0]) for name in _blank(profile)]


def share(profile: Profile) -> int:
    """How much of what is wanted is there, in whole percent, rounded down: 100 means all."""
    wanted = _wanted_of(profile)
    return 100 * (len(wanted) - len(_blank(profile))) // len(wanted)


def _wanted_of(profile: Profile) -> list[str]:
    at_home = profile["export"] == Export.NONE
    return [name for name in WANTED if not (at_home and name in ABROAD_ONLY)]


def _blank(profile: Profile) -> list[str]:
    return [
        name
        for name in _wanted_of(profile)
        if any(FIELDS[part].is_empty(profile[part]) for part in TEXTS.get(name, (name,)))
    ]


def _label(name: str) -> str:
    field = FIELDS[name]
    if not field.language:
        return str(field.label)
    return _("Texts in %(language)s") % {"language": language_name(field.language)}
