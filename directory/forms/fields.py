"""Form fields for what founders write."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.rules.identifiers import clean_enterprise_number, clean_website
from directory.rules.texts import clean_line, clean_paragraphs, count_words

PLAIN_ADDRESS = RegexValidator(r"^[\w.+'-]+@[\w.-]+$")


def has_letters(value: str) -> None:
    """For names. Raises ValidationError."""
    if value and not any(character.isalnum() for character in value):
        raise ValidationError(_("A name has at least one letter or digit."), code="no_letters")


class LineField(forms.CharField):
    """One line of plain text. Control characters and direction overrides are refused in words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [each for each in self.validators if not _is_about_nul(each)]

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class ParagraphsField(forms.CharField):
    """Plain text of several lines, up to so many words."""

    widget = forms.Textarea

    def __init__(self, *, max_words: int, **options: Any) -> None:
        super().__init__(**options)
        self.max_words = max_words
        self.validators = [each for each in self.validators if not _is_about_nul(each)]

    def to_python(self, value: Any) -> str:
        return clean_paragraphs(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        given = count_words(value)
        if given > self.max_words:
            raise ValidationError(
                ngettext(
                    "At most %(most)d words, you gave %(given)d.", "At most %(most)d words, you gave %(given)d.", given
                )
                % {"most": self.max_words, "given": given},
                code="too_many_words",
            )


class EnterpriseNumberField(forms.CharField):
    """Ten digits, whatever way they were typed."""

    def to_python(self, value: Any) -> str:
        return clean_enterprise_number((super().to_python(value) or "")[:200])


class WebsiteField(forms.CharField):
    """A public web address; a bare domain will do."""

    def to_python(self, value: Any) -> str:
        address = clean_website(clean_line((super().to_python(value) or "")[:2000]))
        if len(address) > (self.max_length or 300):
            raise ValidationError(_("This address is too long. The home page is enough."), code="max_length")
        return address


class PublicContactField(forms.CharField):
    """A web address or an e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [each for each in self.validators if not _is_about_nul(each)]

    def to_python(self, value: Any) -> str:
        typed = clean_line((super().to_python(value) or "")[:2000])
        if "@" not in typed or "/" in typed:
            return clean_website(typed)
        try:
            validate_email(typed)
            PLAIN_ADDRESS(typed)  # what else an address may hold would be read as further headers of a mail
        except ValidationError as error:
            raise ValidationError(_("Please write an e-mail address such as name@example.com.")) from error
        return typed


def _is_about_nul(validator: Any) -> bool:
    return type(validator).__name__ == "ProhibitNullCharactersValidator"
