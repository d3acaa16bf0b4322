"""What of the log somebody wants to see. It stands in the address."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from directory.choices import Verb
from directory.models import Membership, Partner, Territory
from directory.models.event import EventQuerySet
from directory.rules.permissions import Permission, may_govern, narrow, people_known_to
from directory.rules.trail import about_partner, about_person

ALL = ("", gettext_lazy("All"))


class EventsForm(forms.Form):
    """Narrows by what is right; what is wrong is said, and narrows nothing."""

    verb = forms.ChoiceField(label=gettext_lazy("What"), choices=[ALL, *Verb.choices], required=False)
    territory = forms.ChoiceField(label=gettext_lazy("Territory"), required=False)
    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, reader: User) -> None:
        super().__init__(data)
        for name, rows in (("territory", _territories(reader)), ("partner", _partners(reader))):
            self._offer(name, [(row.slug, str(row)) for row in rows.order_by("slug")])
        self._offer("person", _people(reader, str(self.data.get("person", ""))))

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        self.is_valid()
        given = self.cleaned_data
        if given.get("verb"):
            events = events.filter(verb=given["verb"])
        if given.get("territory"):
            events = events.filter(territory=given["territory"])
        if given.get("partner"):
            events = events.filter(about_partner(given["partner"]))
        if given.get("person"):
            events = events.filter(about_person(given["person"]))
        if given.get("since"):
            events = events.filter(at__date__gte=given["since"])
        if given.get("until"):
            events = events.filter(at__date__lte=given["until"])
        return events

    @property
    def is_used(self) -> bool:
        return any(str(self.data.get(name, "")) for name in self.fields)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A choice between nothing and nothing is none."""
        if choices:
            self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]
        else:
            del self.fields[name]


def _territories(reader: User) -> Any:
    sees_all = reader.is_operator or reader.is_auditor
    return Territory.objects.all() if sees_all else Territory.objects.curated_by(reader)


def _partners(reader: User) -> Any:
    return narrow(Partner.objects.all(), reader, Permission.READ_PARTNER)


def _people(reader: User, chosen: str) -> list[tuple[str, str]]:
    """Those of the desk whom the reader knows; and whoever is chosen, by name only to the operator."""
    known = people_known_to(reader)
    of_desk = Q(pk__in=Membership.objects.values("user")) | Q(is_operator=True) | Q(is_auditor=True)
    people = {str(user.pk): str(user) for user in known.filter(of_desk).order_by("email")}
    try:
        pk = UUID(chosen)
    except ValueError:
        return list(people.items())
    if str(pk) == chosen and chosen not in people:
        user = known.filter(pk=pk).first() if may_govern(reader) else None
        people[chosen] = str(user) if user else _("Person %(id)s") % {"id": chosen}
    return list(people.items())
