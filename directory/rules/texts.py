"""What a text may be made of before anybody reads it."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belgiantech.characters import is_readable

ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")


def clean_line(text: str) -> str:
    """One line: white space runs become one space. Raises ValidationError for what cannot be shown."""
    text = text.replace("\t", " ").strip()
    _refuse_unreadable(text)
    return " ".join(text.split())


def clean_paragraphs(text: str) -> str:
    """Several lines, each ended by a plain newline. Raises ValidationError for what cannot be shown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    _refuse_unreadable(text.replace("\n", ""))
    return text


def _refuse_unreadable(text: str) -> None:
    if not all(is_readable(character) for character in text):
        raise ValidationError(
            _("This text holds a character that cannot be shown. Please type it again."), code="unreadable"
        )


def without_nul(text: str) -> str:
    """PostgreSQL holds neither NUL nor lone surrogates, not even in a draft."""
    return "".join(character for character in text if character != "\x00" and not 0xD800 <= ord(character) <= 0xDFFF)


def without_addresses(text: str) -> str:
    """What a machine said, with a sign in place of each e-mail address."""
    return ADDRESS.sub("…", text)


def count_words(text: str) -> int:
    return len(text.split())


def in_alphabet(text: str) -> str:
    """A key that sorts names as a reader expects: accents and capitals do not count."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
