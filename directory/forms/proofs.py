"""What somebody types to show that he or she speaks for a company."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.fields import LineField, ParagraphsField
from directory.models import Submission

LOCAL_PART = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*")
LONGEST_STATEMENT = Submission._meta.get_field("statement").max_length
MOST_WORDS = 250


class AddressForm(forms.Form):
    """Only what stands before the @: the domain is the firm's."""

    local_part = LineField(max_length=64, error_messages={"required": gettext_lazy("This is needed.")})

    def __init__(self, data: Any = None, *, domain: str) -> None:
        super().__init__(data)
        field = self.fields["local_part"]
        field.label = _("Your address, before @%(domain)s") % {"domain": domain}
        field.help_text = _("Such as info, if your address is info@%(domain)s.") % {"domain": domain}
        field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        self.domain = domain

    def clean_local_part(self) -> str:
        typed: str = self.cleaned_data["local_part"].lower().removesuffix(f"@{self.domain}")
        if not LOCAL_PART.fullmatch(typed):
            raise ValidationError(_("Only what stands before the @: letters, digits, dots and hyphens."), code="local")
        return typed


class CodeForm(forms.Form):
    code = LineField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Eight digits. They stand in the mail that we sent to the company’s address."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--w"}),
        error_messages={"required": gettext_lazy("This is needed.")},
    )

    def clean_code(self) -> str:
        typed: str = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        return typed


class StatementForm(forms.Form):
    statement = ParagraphsField(
        label=gettext_lazy("Who you are"),
        help_text=gettext_lazy(
            "What you do in the company, since when, and how your partner can check it. Only the moderators read it."
        ),
        max_words=MOST_WORDS,
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("This is needed.")},
    )
