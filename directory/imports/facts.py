"""From the cells of a row to the facts of an entry: the same for the shipped lists and for those of partners.

What a cell cannot mean is a problem, in words and with its field: the shipped lists leave the value out and flag the
entry, a partner's row waits until its list is put right.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Language, language_name
from directory.choices import BusinessModel, ClientFocus, Export, Funding, People
from directory.imports.hints import MOST_SECTORS, Hints
from directory.imports.places import Gazetteer, folded
from directory.imports.tables import UNREADABLE
from directory.imports.targets import LEGAL_FORM
from directory.models import Sector, Technology
from directory.rules.identifiers import clean_enterprise_number, clean_website
from directory.rules.profile import DESCRIPTION_WORDS, FIRST_YEAR, MOST_TECHNOLOGIES, TAGLINE_LENGTH, Profile
from directory.rules.texts import ADDRESS, clean_line, clean_paragraphs, count_words

NAME_LENGTH = 120
WEBSITE_LENGTH = 300
NIS_CODE = re.compile(r"\d{5}")
YEAR = re.compile(r"\d{4}")
DATES = (re.compile(r"(\d{4})-\d{1,2}-\d{1,2}(?:\D.*)?"), re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4})"))
APART = re.compile(r"[;|\n]")
BETWEEN = re.compile(r"[;|\n]|,\s+")
# How lists say that an enterprise is a natural person; 1 is the register's own sign.
NATURAL = {
    "1",
    *map(
        folded,
        (
            "natural person",
            "personne physique",
            "natuurlijk persoon",
            "natürliche Person",
            "sole trader",
            "sole proprietorship",
            "entreprise individuelle",
            "indépendant",
            "eenmanszaak",
            "zelfstandige",
            "Einzelunternehmen",
            "Einzelunternehmer",
            "freelance",
        ),
    ),
}
SIZES = ((1, People.P0_1), (9, People.P2_9), (19, People.P10_19), (49, People.P20_49), (99, People.P50_99))


@dataclass(frozen=True)
class Problem:
    field: str
    text: str
    reason: str


@dataclass
class Facts:
    """What a row says. `doubts` are sentences for the desk about a place that was found all the same."""

    profile: Profile = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    is_natural_person: bool = False


class FactReader:
    """Turns cells into facts, with places, sectors and words of choices in memory."""

    def __init__(self) -> None:
        self.places = Gazetteer()
        self.hints = Hints()
        self.sectors = _names(Sector.objects.all())
        self.technologies = _names(Technology.objects.all())
        self.languages = {folded(name): code for code in Language.values for name in (code, *_in_all(code))}
        self.choices = {choices: _words(choices) for choices in (ClientFocus, BusinessModel, Funding, Export, People)}
        self.cleaners: dict[str, Callable[[str], Any]] = {
            "name": _name,
            "enterprise_number": clean_enterprise_number,
            "website": _website,
            "sectors": self._sectors,
            "technologies": self._technologies,
            "people": self._people,
            "original_language": self._language,
            "client_focus": lambda text: sorted(self._choices(ClientFocus, text)),
            "business_model": lambda text: sorted(self._choices(BusinessModel, text)),
            "funding": lambda text: self._choice(Funding, text),
            "export": lambda text: self._choice(Export, text),
            **{f"tagline_{code}": _tagline for code in Language.values},
            **{f"description_{code}": _description for code in Language.values},
        }

    def read(self, cells: dict[str, str], *, until: int, area: str = "") -> Facts:
        """The facts of a row given as {field: text}. `until` is the year that the list speaks of."""
        given = {name: text for name, text in cells.items() if text}
        facts = Facts(is_natural_person=folded(given.get(LEGAL_FORM, "")) in NATURAL)
        self._place(facts, given, area)
        for name, text in given.items():
            if name == "founded":
                self._keep(facts, name, text, lambda typed: _founded(typed, until))
            elif cleaner := self.cleaners.get(name):
                self._keep(facts, name, text, cleaner)
        return facts

    def _keep(self, facts: Facts, name: str, text: str, clean: Callable[[str], Any]) -> None:
        try:
            if UNREADABLE in text:
                raise ValidationError(_("A character of this cell cannot be read. Which encoding does the file have?"))
            value = clean(text)
        except ValidationError as error:
            facts.problems.append(Problem(name, text, " ".join(error.messages)))
        else:
            if value not in ("", [], None):
                facts.profile[name] = value

    def _place(self, facts: Facts, given: dict[str, str], area: str) -> None:
        city, nis_code = given.get("municipality", ""), given.get("nis_code", "")
        if NIS_CODE.fullmatch(city):
            city, nis_code = "", city
        place = self.places.locate(
            postal_code=given.get("postal_code", ""), nis_code=nis_code, city=city.strip(), area=area
        )
        if place.doubt:
            facts.doubts.append(place.doubt)
        if place.municipality:
            facts.profile["municipality"] = place.municipality.nis_code
            if place.postal_code:
                facts.profile["postal_code"] = place.postal_code

    # ---- Words of choices ----

    def _sectors(self, text: str) -> list[int]:
        """At most three; a word that is none of our sectors is passed over: none is better than a wrong one."""
        found: list[int | None] = []
        for part in APART.split(text):
            whole = self.hints.sector_of(part)
            found += [whole] if whole else [self._sector(word) for word in part.split(", ")]
        return list(dict.fromkeys(pk for pk in found if pk))[:MOST_SECTORS]

    def _sector(self, word: str) -> int | None:
        return self.sectors.get(folded(word)) or self.hints.sector_of(word)

    def _technologies(self, text: str) -> list[int]:
        named = [self.technologies.get(folded(word)) for word in BETWEEN.split(text)]
        return sorted(dict.fromkeys(pk for pk in named if pk))[:MOST_TECHNOLOGIES]

    def _people(self, text: str) -> str:
        """A band, or the number that falls into one."""
        digits = re.sub(r"[\s.]", "", text)
        if not (digits.isascii() and digits.isdigit()):
            return self._choice(People, text)
        count = int(digits[:9])
        band = next((band for most, band in SIZES if count <= most), None)
        return str(band or (People.P100_249 if count < 250 else People.P250))

    def _language(self, text: str) -> str:
        if code := self.languages.get(folded(text)):
            return code
        raise ValidationError(_("This is none of the four languages."))

    def _choice(self, choices: Any, text: str) -> str:
        if value := self.choices[choices].get(folded(text)):
            return value
        _impersonal(text)
        known = ", ".join(str(label) for label in choices.labels)
        raise ValidationError(_("“%(text)s” is not one of: %(known)s.") % {"text": text[:40], "known": known})

    def _choices(self, choices: Any, text: str) -> set[str]:
        return {self._choice(choices, word) for word in BETWEEN.split(text) if word.strip()}


def key_of(profile: Profile) -> str:
    """By what the same row is known the next time: its number, else its name where it is."""
    place = profile.get("postal_code") or profile.get("municipality", "")
    return profile.get("enterprise_number") or f"{folded(profile.get('name', ''))}|{place}"[:200]


def clean_name(name: str) -> str:
    """One way of writing each letter (NFC), single blanks, none around it."""
    return " ".join(unicodedata.normalize("NFC", name).split())[:NAME_LENGTH]


def _name(text: str) -> str:
    line = _impersonal(clean_line(text))
    if len(line) > NAME_LENGTH:
        raise ValidationError(_("A name has %(most)d characters at most.") % {"most": NAME_LENGTH})
    return clean_name(line)


def _website(text: str) -> str:
    address = clean_website(clean_line(text[:2000]))
    if len(address) > WEBSITE_LENGTH:
        raise ValidationError(_("This address is too long. The home page is enough."))
    return address


def _founded(text: str, until: int) -> int:
    """A year, or the year of a day."""
    year = text.strip()
    for pattern in DATES:
        if found := pattern.fullmatch(year):
            year = found[1]
    if year.isascii() and YEAR.fullmatch(year) and FIRST_YEAR <= int(year) <= until:
        return int(year)
    raise ValidationError(
        _("This is not a year between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": until}
    )


def _tagline(text: str) -> str:
    line = _impersonal(clean_line(text))
    if len(line) > TAGLINE_LENGTH:
        raise ValidationError(_("A line has %(most)d characters at most.") % {"most": TAGLINE_LENGTH})
    return line


def _description(text: str) -> str:
    words = _impersonal(clean_paragraphs(text))
    if count_words(words) > DESCRIPTION_WORDS:
        raise ValidationError(_("A description has %(most)d words at most.") % {"most": DESCRIPTION_WORDS})
    return words


def _impersonal(text: str) -> str:
    if ADDRESS.search(text):
        raise ValidationError(_("This text holds an e-mail address. Lists bring in nothing about people."))
    return text


def _names(rows: Any) -> dict[str, int]:
    """Rows of a taxonomy by slug and by name in each language."""
    return {
        folded(name): row.pk
        for row in rows
        for name in (row.slug, *(getattr(row, f"name_{code}") or "" for code in Language.values))
        if name
    }


def _in_all(code: str) -> list[str]:
    return [_said_in(reader, lambda: language_name(code)) for reader in Language.values]


def _words(choices: Any) -> dict[str, str]:
    """The values of choices by value and by label in each language; of `B2B (…)` by the part before the bracket too."""
    words: dict[str, str] = {}
    for choice in choices:
        labels = [_said_in(code, lambda: str(choice.label)) for code in Language.values]  # noqa: B023  # called at once
        for word in (choice.value, *labels, *(re.sub(r"\s*\(.*", "", label) for label in labels)):
            words.setdefault(folded(word), choice.value)
        for word in re.findall(r"\((\w+)\)", " ".join(labels)):
            words.setdefault(folded(word), choice.value)
    return words


def _said_in(code: str, say: Callable[[], str]) -> str:
    with translation.override(code):
        return say()
