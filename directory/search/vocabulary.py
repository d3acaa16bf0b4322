"""Everything a visitor can choose from or name: sectors, places, bands, countries, and words that mean the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.models import Language
from directory.choices import Activity, BusinessModel, ClientFocus, CompanyStatus, Funding, People, RegionLevel
from directory.models import Municipality, Region, RevenueStage, Sector, Synonyms, Technology
from directory.models.taxonomy import Term, TranslatedName
from directory.rules.texts import in_alphabet
from directory.search.facets import YES, Facet, Key

HOME_COUNTRY = "BE"  # a market is abroad


@dataclass(frozen=True, eq=False)
class Named:
    """Something with a name in the reader's language, looked up once a language: a listing shows hundreds."""

    name: Any  # a text, perhaps one that is translated when shown
    _labels: dict[str, str] = field(default_factory=dict, repr=False, init=False)

    @property
    def label(self) -> str:
        return self.label_in(translation.get_language() or "")

    def label_in(self, language: str) -> str:
        """For whoever knows that this is the language of the page."""
        label = self._labels.get(language)
        if label is None:
            label = self._labels[language] = str(self.name)
        return label

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, eq=False)
class Option(Named):
    """One value of a facet: as it stands in an address, as the index knows it, and as people read it."""

    facet: Facet
    slug: str
    key: Key
    row: TranslatedName | None = None  # of a taxonomy
    parent: Key = None  # the region of a province
    names: frozenset[str] = frozenset()  # in every language, folded for comparison

    @cached_property
    def parameter(self) -> str:
        """As it stands in the query of an address."""
        return urlencode([(self.facet.value, self.slug)])

    def alphabetical(self, language: str) -> str:
        """The label in this language as a key to sort by."""
        return _in_alphabet(self.label_in(language))


_in_alphabet = lru_cache(maxsize=4096)(in_alphabet)

Options = Mapping[str, Option]  # by slug


@dataclass(frozen=True, eq=False)
class Place(Named):
    """A municipality, by every name it has."""

    area: int  # its province, or Brussels-Capital
    names: frozenset[str]  # folded for comparison


@dataclass(frozen=True)
class Vocabulary:
    options: Mapping[Facet, Options]
    region_of: Mapping[int, int]  # the region of each province or area, by primary key
    places: Mapping[int, Place] = field(default_factory=dict)  # by primary key
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the group of each word, folded
    _ordered: dict[tuple[Facet, str], list[Option]] = field(default_factory=dict, repr=False, init=False)

    @classmethod
    def load(cls) -> "Vocabulary":
        """Six statements."""
        regions = list(Region.objects.order_by("code"))
        return cls(
            options={
                Facet.REGION: _regions(regions),
                Facet.SECTOR: _taxonomy(Facet.SECTOR, Sector.objects.order_by("pk")),
                Facet.STAGE: _taxonomy(Facet.STAGE, RevenueStage.objects.order_by("position")),
                Facet.TECHNOLOGY: _taxonomy(Facet.TECHNOLOGY, Technology.objects.order_by("pk")),
                **closed_lists(),
            },
            region_of={row.pk: row.parent_id for row in regions if row.parent_id is not None},
            places={row.pk: Place(row, row.area_id, _folded(row)) for row in Municipality.objects.order_by("pk")},
            synonyms=_synonyms(),
        )

    @cached_property
    def by_key(self) -> Mapping[Facet, Mapping[Key, Option]]:
        """The options of each facet, each once, in their own order."""
        return {facet: {option.key: option for option in options.values()} for facet, options in self.options.items()}

    def of(self, facet: Facet) -> list[Option]:
        return list(self.by_key[facet].values())

    def in_alphabet(self, facet: Facet, language: str) -> list[Option]:
        """The options in the reader's alphabet, sorted once a language; regions by code, each before its provinces."""
        ordered = self._ordered.get((facet, language))
        if ordered is None:
            ordered = self._ordered[facet, language] = _by_label(self.of(facet), language)
        return ordered

    def label(self, facet: Facet, key: Key, language: str) -> str:
        """What a value is called; "" for none."""
        option = self.by_key[facet].get(key)
        return option.label_in(language) if option else ""


def _by_label(options: list[Option], language: str) -> list[Option]:
    """Parts stay below their whole, and wholes as they were."""
    if not any(option.parent for option in options):
        return sorted(options, key=lambda option: option.alphabetical(language))
    places = {option.key: place for place, option in enumerate(options)}
    return sorted(options, key=lambda option: (*_place(option, places), option.alphabetical(language)))


def _place(option: Option, places: Mapping[Key, int]) -> tuple[int, bool]:
    is_part = option.parent is not None
    return places[option.parent if is_part else option.key], is_part


def _taxonomy(facet: Facet, rows: Iterable[TranslatedName]) -> Options:
    """By slug. One that was merged into another means the other."""
    rows = list(rows)
    merged = {row.slug: row.merged_into_id for row in rows if isinstance(row, Term) and row.merged_into_id}
    options = {
        row.slug: Option(row, facet, row.slug, row.pk, row=row, names=_folded(row))
        for row in rows
        if row.slug not in merged
    }
    by_key = {option.key: option for option in options.values()}
    return options | {slug: by_key[key] for slug, key in merged.items()}


def _regions(rows: list[Region]) -> Options:
    """Regions, each followed by its provinces. Brussels-Capital (BE10) is no choice: its slug means the region."""
    options = {}
    for region in (row for row in rows if row.level == RegionLevel.REGION):
        whole = options[region.slug] = Option(
            region, Facet.REGION, region.slug, region.pk, row=region, names=_folded(region)
        )
        for part in (row for row in rows if row.parent_id == region.pk):
            is_province = part.level == RegionLevel.PROVINCE
            inner = Option(part, Facet.REGION, part.slug, part.pk, row=part, parent=region.pk, names=_folded(part))
            options[part.slug] = inner if is_province else whole
    return options


@cache
def closed_lists() -> Mapping[Facet, Options]:
    """The options that no table holds."""
    choices: dict[Facet, Iterable[tuple[str, Any]]] = {
        Facet.ACTIVITY: Activity.choices,
        Facet.FOCUS: ClientFocus.choices,
        Facet.MODEL: BusinessModel.choices,
        Facet.PEOPLE: People.choices,
        Facet.FUNDING: Funding.choices,
        Facet.STATUS: CompanyStatus.choices,
        Facet.CONFIRMED: [(YES, gettext_lazy("Confirmed by the firm"))],
        Facet.MARKET: [(code, _Country(code)) for code in dict(countries) if code != HOME_COUNTRY],
        Facet.LANGUAGE: [(code, _LanguageName(code)) for code in LANG_INFO if code.isalpha()],
    }
    return {facet: {slug: Option(name, facet, slug, slug) for slug, name in pairs} for facet, pairs in choices.items()}


@dataclass(frozen=True)
class _Country:
    code: str

    def __str__(self) -> str:
        return str(countries.name(self.code))


@dataclass(frozen=True)
class _LanguageName:
    code: str

    def __str__(self) -> str:
        return str(translation.get_language_info(self.code)["name_translated"])


def _folded(row: TranslatedName | Municipality) -> frozenset[str]:
    """The names of a row in every language, for comparison."""
    names = [getattr(row, f"name_{code}") for code in Language.values]
    if isinstance(row, Municipality):
        names += [row.name_local, *row.other_names.split("|")]
    return frozenset(in_alphabet(name) for name in names if name)


def _synonyms() -> Mapping[str, tuple[str, ...]]:
    """A word that stands in several groups means all of them."""
    groups: dict[str, tuple[str, ...]] = {}
    for words in Synonyms.objects.filter(is_used=True).order_by("pk").values_list("words", flat=True):
        for word in words:
            key = in_alphabet(word)
            groups[key] = tuple(dict.fromkeys((*groups.get(key, ()), *words)))
    return groups
