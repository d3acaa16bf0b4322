"""What countries, languages and the closed lists are called, in the language that is active."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django_countries import countries


def country_name(code: object) -> str:
    """The country in the reader's language; '' for none."""
    return str(countries.name(str(code))) if code else ""


def language_label(code: str) -> str:
    """The language in the reader's language; the code itself where Django does not know it."""
    try:
        return str(translation.get_language_info(code)["name_translated"])
    except KeyError:
        return code.upper()


def label_of(choices: Any, value: str) -> str:
    """The label of a value of one of the enumerations; '' for none."""
    return str(choices(value).label) if value else ""


def labels_of(choices: Any, values: Iterable[str]) -> list[str]:
    return [label_of(choices, value) for value in values]


def listed(words: Iterable[object]) -> str:
    return ", ".join(str(word) for word in words if word)
