"""How the world reaches the firm, and whom a moderator may ask."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import SubmissionKind
from directory.forms.fields import LineField, PublicContactField
from directory.forms.topics.base import TopicForm, Typed, Values
from directory.models import Logo, Submission
from directory.rules.logos import usable_logo
from directory.rules.profile import Profile
from directory.rules.topics import Topic


class ContactForm(TopicForm):
    """The public contact is part of the profile. The private one is kept apart from it: it is never published."""

    topic = Topic.CONTACT

    public_contact = PublicContactField(
        label=gettext_lazy("Public contact"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("A contact page, or an e-mail address for everybody such as info@example.com."),
    )
    contact_name = LineField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    contact_phone = LineField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input--w", "inputmode": "tel", "autocomplete": "tel"}),
    )
    logo = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_contact_phone(self) -> str:
        """In international form: "+32 470 12 34 56". Without a country it is a Belgian one."""
        typed: str = self.cleaned_data["contact_phone"]
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "BE")
        except phonenumbers.NumberParseException as error:
            raise ValidationError(_("Please write a telephone number such as +32 470 12 34 56.")) from error
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(_("Please write a telephone number such as +32 470 12 34 56."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def clean_logo(self) -> str:
        """Chosen on a page of its own. One that is gone, or somebody else's, is none."""
        logo = usable_logo(self.submission, self.cleaned_data["logo"])
        return str(logo.pk) if logo else ""

    @property
    def chosen_logo(self) -> Logo | None:
        return usable_logo(self.submission, self.value("logo"))

    def values(self) -> Values:
        return {name: self.cleaned_data[name] for name in ("public_contact", "logo")}

    def private_contact(self) -> dict[str, Any]:
        """Whom to ask (Submission.contact); empty where nothing is given."""
        given = {key: self.cleaned_data[f"contact_{key}"] for key in ("name", "email", "phone")}
        return given if any(given.values()) else {}

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        known = _known_contact(submission)
        private = {f"contact_{key}": known.get(key, "") for key in ("name", "email", "phone")}
        return {name: profile[name] for name in ("public_contact", "logo")} | private


def _known_contact(submission: Submission) -> dict[str, Any]:
    """What was given with this submission; else the entry's own, which only its team may see."""
    if submission.contact is not None:
        return dict(submission.contact)
    is_theirs = submission.startup and submission.kind == SubmissionKind.CHANGE
    return dict(submission.startup.contact) if submission.startup and is_theirs else {}
