"""Who is asked to join a team, in which role, and what becomes of who hands over."""

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from directory.choices import TeamRole
from directory.forms.fields import LineField, ParagraphsField
from directory.models import Invitation
from directory.rules.team import MAY

LONGEST = Invitation._meta.get_field("email").max_length
NEEDED = gettext_lazy("This is needed.")
MOST_WORDS = 200
STAYS, LEAVES = "editor", "leave"


def role_choices() -> list[tuple[str, SafeString]]:
    return [(role.value, _choice(role)) for role in reversed(TeamRole)]


def _choice(role: TeamRole) -> SafeString:
    return format_html('<b>{}</b><span class="hint">{}</span>', role.label, MAY[role])


class AddressField(LineField):
    """An e-mail address, of somebody who may have no account."""

    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=LONGEST, widget=widget, error_messages={"required": NEEDED}, **options)
        self.validators.append(EmailValidator(gettext_lazy("Please write an e-mail address such as name@example.com.")))


class RoleField(forms.ChoiceField):
    """The two roles, each with what it may do."""

    def __init__(self, **options: Any) -> None:
        errors = {"required": gettext_lazy("Please choose a role."), "invalid_choice": gettext_lazy("Please choose.")}
        super().__init__(
            label=gettext_lazy("Role"), choices=role_choices, widget=forms.RadioSelect, error_messages=errors, **options
        )

    def clean(self, value: Any) -> TeamRole:
        return TeamRole(super().clean(value))


class InvitationForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We send a link to it and say who invites. Who has no account yet opens one."),
    )
    role = RoleField(initial=TeamRole.EDITOR)


class RoleForm(forms.Form):
    role = RoleField()


class HandOverForm(forms.Form):
    """What the person who hands over does afterwards."""

    then = forms.ChoiceField(
        label=gettext_lazy("And you?"),
        choices=((STAYS, gettext_lazy("I stay as an editor")), (LEAVES, gettext_lazy("I leave the team"))),
        initial=STAYS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose."), "invalid_choice": gettext_lazy("Please choose.")},
    )


class RescueForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("E-mail address of the new owner"),
        help_text=gettext_lazy("We send a link to it, in the name of the partner."),
    )
    words = ParagraphsField(
        label=gettext_lazy("Why this person?"),
        help_text=gettext_lazy("How you know that this person speaks for the firm. It is kept with the event."),
        max_words=MOST_WORDS,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": NEEDED},
    )
