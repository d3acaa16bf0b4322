"""A message in the thread of a submission."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.actions.write_message import LONGEST
from directory.forms.fields import ParagraphsField


class MessageForm(forms.Form):
    """One text. Its length is the only limit: a word has at least one character."""

    prefix = "message"

    text = ParagraphsField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        max_words=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = _("Write something first.")
        self.fields["text"].help_text = _(
            "At most %(count)d characters. The other side gets a mail that leads here."
        ) % {"count": LONGEST}
