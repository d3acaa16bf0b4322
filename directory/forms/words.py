"""What the operator writes: words that mean the same, and names in four languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, language_name
from directory.actions.keep_synonyms import clean_words
from directory.actions.rename import Named, longest_name
from directory.forms.fields import LineField
from directory.models import Sector, Synonyms
from directory.models.taxonomy import TermQuerySet


class WordsField(forms.CharField):
    """Words or phrases, one a line."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = []  # they are about one text

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return clean_words(text.replace("\r", "\n").split("\n")) if text else []


class SynonymsForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("Words that mean the same"),
        help_text=gettext_lazy("One word or phrase a line, in any language. Accents and capitals do not count."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    is_used = forms.BooleanField(label=gettext_lazy("Used by the search"), required=False)

    def __init__(self, data: Any = None, *, group: Synonyms | None = None) -> None:
        known = {"words": "\n".join(group.words), "is_used": group.is_used} if group else {"is_used": True}
        super().__init__(data, initial=known)
        self.fields["words"].error_messages["required"] = _("This is needed.")


class MergeForm(forms.Form):
    """The row that takes the place of another."""

    into: forms.ModelChoiceField = forms.ModelChoiceField(
        Sector.objects.none(),
        label=gettext_lazy("Merge into"),
        empty_label=gettext_lazy("Please choose"),
        error_messages={"required": gettext_lazy("Please choose."), "invalid_choice": gettext_lazy("Please choose.")},
    )

    def __init__(self, data: Any = None, *, others: TermQuerySet) -> None:
        super().__init__(data)
        self.fields["into"].queryset = others.order_by("name", "pk")  # type: ignore[attr-defined]


class NamesForm(forms.Form):
    """A name in each language."""

    def __init__(self, data: Any = None, *, row: Named) -> None:
        super().__init__(data, initial={code: getattr(row, f"name_{code}") for code in Language.values})
        for code in Language.values:
            self.fields[code] = LineField(
                label=_("%(field)s (%(language)s)") % {"field": _("Name"), "language": language_name(code)},
                max_length=longest_name(row),
                widget=forms.TextInput(attrs={"lang": code}),
                error_messages={"required": _("This is needed.")},
            )
