"""What can be chosen in the forms, in the reader's language and alphabet."""

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from directory.models import RevenueStage, Sector, Technology
from directory.rules.names import language_label
from directory.rules.texts import in_alphabet

Choices = list[tuple[Any, Any]]

PLEASE_CHOOSE: Choices = [("", _("Please choose"))]
NO_ANSWER: Choices = [("", _("No answer"))]

# The official languages of the Union, and others in which Belgian firms are asked for help.
SUPPORT_LANGUAGES = (
    *("en", "fr", "nl", "de"),
    *("bg", "cs", "da", "el", "es", "et", "fi", "ga", "hr", "hu", "it", "lt", "lv", "pl", "pt", "ro", "sk", "sl", "sv"),
    *("ar", "hi", "ja", "ko", "no", "tr", "uk"),
)
gettext_noop("Norwegian")  # which Django does not translate


def country_choices(*, abroad: bool = False) -> Choices:
    """Every country, or every one but Belgium, after an empty choice."""
    return list(_countries(get_language(), abroad))


@lru_cache(maxsize=16)
def _countries(language: str | None, abroad: bool) -> tuple[tuple[Any, Any], ...]:
    named = [(code, str(name)) for code, name in countries if not (abroad and code == "BE")]
    return ("", str(_("Please choose"))), *sorted(named, key=lambda one: in_alphabet(one[1]))


def sector_choices() -> Choices:
    return _by_name([(row.pk, str(row)) for row in Sector.objects.in_use().order_by("pk")])


def technology_choices() -> Choices:
    return _by_name([(row.pk, str(row)) for row in Technology.objects.in_use().order_by("pk")])


def stage_choices() -> Choices:
    return [(row.pk, str(row)) for row in RevenueStage.objects.order_by("position")]


def language_choices() -> Choices:
    """Ours first, then by name."""
    named = [(code, language_label(code)) for code in SUPPORT_LANGUAGES]
    return [*named[:4], *_by_name(named[4:])]


def _by_name(named: Choices) -> Choices:
    return sorted(named, key=lambda one: in_alphabet(str(one[1])))
