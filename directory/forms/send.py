"""The last step of a submission."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SendForm(forms.Form):
    """What the founder agrees to on the page that shows all answers."""

    accepts_licence = forms.BooleanField(
        label=_("I agree that these facts are published under the open licence CC BY 4.0"),
        help_text=_("Anybody may reuse them, also commercially, when naming the source. The logo is not part of it."),
        error_messages={"required": _("Without this we cannot publish anything.")},
    )
