"""To whom a company is invited to claim its entry, and in which language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Language, language_name
from directory.forms.team import AddressField
from directory.models import Startup


class InviteToClaimForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("E-mail address of the company"),
        help_text=gettext_lazy("A general one that the company itself makes public, such as on its contact page."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        error_messages={
            "required": gettext_lazy("Please choose."),
            "invalid_choice": gettext_lazy("Please choose."),
        },
    )

    def __init__(self, data: Any = None, *, startup: Startup, language: str) -> None:
        """The public contact is offered where it is an address of mail; no other one is made up."""
        contact = startup.public_contact
        known = {
            "email": contact if "@" in contact and "/" not in contact else "",
            "language": startup.original_language or language,
        }
        super().__init__(data, initial=known)
        languages: Any = self.fields["language"]
        languages.choices = [(code, language_name(code)) for code in Language.values]
