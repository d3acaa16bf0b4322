"""Everything a visitor can choose from or name: sectors, places, bands, countries, and words that mean the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.models import Language
from directory.choices import Activity, BusinessModel, ClientFocus, CompanyStatus, Funding, People, RegionLevel
from directory.models import Municipality, Region, RevenueStage, Sector, Synonyms, Technology
from directory.models.taxonomy import TranslatedName
from directory.rules.texts import in_alphabet
from directory.search.facets import YES, Facet, Key

HOME_COUNTRY = "BE"  # a market is abroad


@dataclass(frozen=True, eq=False)
class Option:
    """One value of a facet: as it stands in an address, as the index knows it, and as people read it."""

    facet: Facet
    slug: str
    key: Key
    name: Any  # a text, perhaps one that is translated when shown
    row: TranslatedName | None = None  # of a taxonomy
    parent: Key = None  # the region of a province
    names: frozenset[str] = frozenset()  # in every language, folded for comparison
    _labels: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def label(self) -> str:
        """In the language of the page. Looked up once a language: a listing shows more than a hundred."""
        language = translation.get_language() or ""
        if language not in self._labels:
            self._labels[language] = str(self.name)
        return self._labels[language]

    @property
    def alphabetical(self) -> str:
        """The label as a key to sort by."""
        return _in_alphabet(self.label)

    def __str__(self) -> str:
        return self.label


_in_alphabet = lru_cache(maxsize=4096)(in_alphabet)

Options = Mapping[str, Option]  # by slug


@dataclass(frozen=True)
class Place:
    """A municipality by every name it has, folded for comparison."""

    row: Municipality
    names: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    options: Mapping[Facet, Options]
    region_of: Mapping[int, int]  # the region of each province or area, by primary key
    places: tuple[Place, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the group of each word, folded

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
            places=tuple(Place(row, _folded(row)) for row in Municipality.objects.order_by("pk")),
            synonyms=_synonyms(),
        )

    def of(self, facet: Facet) -> list[Option]:
        """The options of a facet, each once, in their own order."""
        return list(dict.fromkeys(self.options[facet].values()))


def _taxonomy(facet: Facet, rows: Iterable[TranslatedName]) -> Options:
    return {row.slug: Option(facet, row.slug, row.pk, row, row=row, names=_folded(row)) for row in rows}


def _regions(rows: list[Region]) -> Options:
    """Regions, each followed by its provinces. Brussels-Capital (BE10) is no choice: its slug means the region."""
    options = {}
    for region in (row for row in rows if row.level == RegionLevel.REGION):
        whole = options[region.slug] = Option(
            Facet.REGION, region.slug, region.pk, region, row=region, names=_folded(region)
        )
        for part in (row for row in rows if row.parent_id == region.pk):
            is_province = part.level == RegionLevel.PROVINCE
            inner = Option(Facet.REGION, part.slug, part.pk, part, row=part, parent=region.pk, names=_folded(part))
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
    return {facet: {slug: Option(facet, slug, slug, name) for slug, name in pairs} for facet, pairs in choices.items()}


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
