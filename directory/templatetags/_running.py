"""What events about partners, territories, people, taxonomies and collections say beside their sentence."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, User, language_name
from directory.choices import PartnerRole, Power, Reason, Verb
from directory.models import Collection, Event, Partner, Startup, Territory
from directory.rules.names import country_name
from directory.rules.permissions import Person, people_known_to

OF_TERMS = (Verb.TERM_ADDED, Verb.TERM_MERGED, Verb.TERM_REMOVED)
OF_PEOPLE = (
    Verb.PARTNER_JOINED,
    Verb.PARTNER_LEFT,
    Verb.POWER_GIVEN,
    Verb.POWER_TAKEN,
    Verb.PERSON_BARRED,
    Verb.PERSON_UNBARRED,
)
OF_PARTNERS = (Verb.PARTNER_ADDED, Verb.PARTNER_CHANGED, Verb.TERRITORY_ADDED, Verb.TERRITORY_CHANGED)
OF_COLLECTIONS = (Verb.COLLECTION_CHANGED, Verb.COLLECTION_SHOWN, Verb.COLLECTION_FIRMS)
OF_RUNNING = {*OF_TERMS, *OF_PEOPLE, *OF_PARTNERS, *OF_COLLECTIONS, Verb.MARKET_CONTACT_CHANGED}
ROLES: dict[str, Any] = {**dict(PartnerRole.choices), **dict(Power.choices)}
FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "website": gettext_lazy("Website"),
    "signature": gettext_lazy("Signature"),
    "import_setting": gettext_lazy("Own lists"),
    "text": gettext_lazy("Prepared words"),
}


class Running:
    """The partners, territories and people that these events are about, looked up together.

    A person is named only where the reader may know who it is.
    """

    def __init__(self, events: Iterable[Event], reader: Person) -> None:
        said = [event.before | event.after for event in events if event.verb in OF_RUNNING]
        self.partners = Partner.objects.in_bulk({str(one.get("partner", "")) for one in said}, field_name="slug")
        of_moves = [side for event in events if event.verb == Verb.REFILED for side in (event.before, event.after)]
        slugs = {str(one.get("territory", "")) for one in (*said, *of_moves)}
        self.territories = Territory.objects.in_bulk(slugs, field_name="slug")
        ids = {UUID(str(one["user"])) for one in said if "user" in one}
        self.operators = {str(pk) for pk in User.objects.filter(is_operator=True).values_list("pk", flat=True)}
        self.people: dict[UUID, User] = people_known_to(reader).in_bulk(ids)
        of_collections = [one for one in said if "collection" in one]
        slugs_of = {str(one["collection"]) for one in of_collections}
        self.collections = Collection.objects.in_bulk(slugs_of, field_name="slug")
        self.firms = Startup.objects.in_bulk({int(one["startup"]) for one in of_collections if "startup" in one})

    def lead(self, event: Event) -> str:
        """Who of a partner did it, as a role; "" for the operator and for what somebody did to the own account."""
        said = event.before | event.after
        partner = self.partners.get(str(said.get("partner", "")))
        of_a_lead = event.verb in (Verb.PARTNER_JOINED, Verb.PARTNER_LEFT, Verb.PARTNER_CHANGED)
        if partner is None or not of_a_lead or event.actor in ("SYSTEM", said.get("user")):
            return ""
        return "" if event.actor in self.operators else _("A lead (%(partner)s)") % {"partner": partner}

    def name(self, event: Event) -> str:
        """What it is about, where that is no entry."""
        if event.verb not in OF_RUNNING:
            return ""
        said = event.before | event.after
        if event.verb in OF_COLLECTIONS:
            return str(self.collections.get(str(said.get("collection", "")), said.get("collection", "")))
        if event.verb == Verb.MARKET_CONTACT_CHANGED:
            return str(said.get("name") or country_name(said.get("country")))
        found = self.territories.get(str(said.get("territory", ""))) or self.partners.get(str(said.get("partner", "")))
        return str(found or "")

    def why(self, event: Event) -> str:
        if event.verb in OF_PEOPLE:
            return self._of_person(event.before | event.after)
        if event.verb == Verb.REFILED:
            before, now = (self._territory(side) for side in (event.before, event.after))
            return _("Before: %(before)s. Now: %(now)s.") % {"before": before, "now": now}
        if event.verb == Verb.PARTNER_CHANGED:
            return _("Changed: %(fields)s.") % {"fields": ", ".join(_changed(event.after))}
        if event.verb == Verb.COLLECTION_FIRMS:
            firm = self.firms.get(int((event.before | event.after)["startup"]))
            return str(firm or "")
        if event.verb == Verb.MARKET_CONTACT_CHANGED:
            said = event.before | event.after
            return country_name(said.get("country")) if "name" in said else ""  # else the event is named by it
        return _codes(event) if event.verb == Verb.TERRITORY_CHANGED else ""

    def _of_person(self, said: dict[str, Any]) -> str:
        person = self.people.get(UUID(str(said["user"]))) if "user" in said else None
        role = ROLES.get(str(said.get("role") or said.get("power") or ""))
        if person and role:
            return _("%(person)s: %(role)s") % {"person": person, "role": role}
        return str(person or role or "")

    def _territory(self, side: dict[str, Any]) -> str:
        slug = str(side.get("territory", ""))
        return str(self.territories.get(slug, slug))


def _changed(after: dict[str, Any]) -> list[str]:
    """Labels of the fields, with their language where they have one."""
    found = [str(Reason(after["words_for"]).label)] if after.get("words_for") in Reason.values else []
    for name in after:
        field, _sep, code = name.rpartition("_")
        if name in FIELDS:
            found.append(str(FIELDS[name]))
        elif field in FIELDS and code in Language.values:
            found.append(_("%(field)s (%(language)s)") % {"field": FIELDS[field], "language": language_name(code)})
    return found


def _codes(event: Event) -> str:
    """Which codes came and which went."""
    before, after = (set(side.get("codes", ())) for side in (event.before, event.after))
    came, went = ", ".join(sorted(after - before)), ", ".join(sorted(before - after))
    if came and went:
        return _("Codes added: %(came)s. Codes removed: %(went)s.") % {"came": came, "went": went}
    if came:
        return _("Codes added: %(came)s.") % {"came": came}
    return _("Codes removed: %(went)s.") % {"went": went} if went else ""
