"""What a profile still lacks for a buyer, and why that matters to one. Looks at the profile alone.

What is required to submit is `lacking`: a profile without it goes nowhere, so nothing else here asks for it. Nor for
what a firm may rightly not have: other offices, asks, certificates, a change of status. What a list has to know of a
firm before its entry is public is `lacks`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, language_name
from directory.choices import EntryState, Export
from directory.models import Startup
from directory.rules.profile import FIELDS, Profile, field_label
from directory.rules.topics import FIELDS_OF, Topic


@dataclass(frozen=True)
class Gap:
    """A field that says nothing yet: what it is called, why a buyer cares, and which topic asks for it."""

    field: str
    label: str
    reason: str
    section: Topic


# In the order of the topics. Of the texts, a language counts as one: its line and its description belong together.
WANTED: dict[str, str | Promise] = {
    "website": gettext_lazy("The first thing a buyer opens after your page."),
    "founded": gettext_lazy("Says how long you have been there."),
    "description_en": gettext_lazy("Most buyers abroad read English."),
    "description_fr": gettext_lazy("Buyers in France, Switzerland and much of Africa read French."),
    "description_nl": gettext_lazy("Buyers in the Netherlands read Dutch."),
    "description_de": gettext_lazy("Buyers in Germany, Austria and Switzerland read German."),
    "technologies": gettext_lazy("Engineers search by technology."),
    "client_focus": gettext_lazy("A buyer sees at once whether you sell to firms like theirs."),
    "business_model": gettext_lazy("Says how one pays you."),
    "people": gettext_lazy("Purchasing departments ask for it first."),
    "stage": gettext_lazy("Shows that you are large enough to deliver. You may keep it from the public."),
    "funding": gettext_lazy("Says who carries you; none at all is a strength, too."),
    "markets": gettext_lazy("Buyers look for firms that already work in their country."),
    "export": gettext_lazy("Says how used you are to customers abroad."),
    "support_languages": gettext_lazy("A customer wants to know in which language you answer."),
    "references": gettext_lazy("A customer who stands by you says more than any description."),
    "hosting_country": gettext_lazy("Public bodies and banks ask where their data lies."),
    "owner_country": gettext_lazy("Tenders ask who owns the supplier in the end."),
    "public_contact": gettext_lazy("One clear way to reach you."),
    "logo": gettext_lazy("People recognise you by it in lists."),
}
TEXTS = {f"description_{code}": (f"description_{code}", f"tagline_{code}") for code in Language.values}
TOPIC_OF = {name: topic for topic, names in FIELDS_OF.items() for name in names}
PUBLIC = ("name", "municipality")  # without these, an entry from a list is a stub
ABROAD_ONLY = ("markets", "references")  # nothing to say for a firm that sells nothing abroad


def lacking(profile: Profile) -> set[str]:
    """The fields without which a profile is no entry: those that are required, and the texts in its own language."""
    language = profile["original_language"]
    needed = [name for name, field in FIELDS.items() if field.required]
    needed += [f"tagline_{language}", f"description_{language}"] if language else []
    return {name for name in needed if FIELDS[name].is_empty(profile[name])}


def lacks(profile: Profile) -> list[str]:
    """The fields without which an entry from a list is not public."""
    return [name for name in PUBLIC if FIELDS[name].is_empty(profile[name])]


def needs_of(startup: Startup) -> list[str]:
    """What a stub still needs before it can be public, in words; nothing for what is no stub. Reads no other rows."""
    if startup.state != EntryState.STUB:
        return []
    return [field_label(FIELDS[name]) for name in lacks({name: FIELDS[name].read(startup) for name in PUBLIC})]


def missing(profile: Profile) -> list[Gap]:
    """What would make the profile complete, topic by topic."""
    return [Gap(name, _label(name), str(WANTED[name]), TOPIC_OF[name]) for name in _blank(profile)]


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
