"""Closing one's account: the own address, typed, so that no slip of the finger does it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.fields import LineField


class CloseAccountForm(forms.Form):
    email = LineField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Type it to confirm that you mean it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, email: str) -> None:
        super().__init__(data)
        self.own = email
        self.fields["email"].error_messages["required"] = _("Please type the address of this account.")

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed.casefold() != self.own.casefold():
            raise forms.ValidationError(_("This is not the address of this account."), code="other")
        return typed
