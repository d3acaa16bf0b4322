"""Invented firms, the same ones for the same number and day: the first thousand of a million are those of a thousand.

Needs no database. Shares and skews are rough guesses at a grown directory, not statistics.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.utils.text import slugify

from benchmarks import text
from benchmarks.chance import Weighted, skewed
from benchmarks.places import Place, places, slugs, territories
from directory.choices import Activity, BusinessModel, ClientFocus, CompanyStatus, Export, Funding, People

SEED = 2026
YEAR = 365
FIRST_NUMBER, BETWEEN_NUMBERS = 2_000_000, 17  # enterprise numbers stay below 2 000 000 000 up to a million entries
SUPPORT_LANGUAGES = ["en", "fr", "nl", "de", "es", "it", "pt", "pl", "ar", "zh", "ja", "tr"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One firm. Fields are named as those of directory.models.Startup; places and taxonomies are codes or slugs."""

    id: int
    slug: str
    name: str
    enterprise_number: str
    website: str
    domain: str
    place: Place
    postal_code: str
    territory: str
    founded: int
    status: str
    status_since: date | None
    acquired_by: str
    original_language: str
    tagline: dict[str, str]  # by language
    description: dict[str, str]
    people: str
    funding: str
    export: str
    client_focus: list[str]
    business_model: list[str]
    support_languages: list[str]
    stage: str | None
    claimed_at: datetime | None
    confirmed_on: date | None
    published_at: datetime
    changed_at: datetime
    sectors: list[str]  # the main one first
    technologies: list[str]
    markets: list[tuple[str, str]]  # country and activity


def entries(count: int, today: date) -> Iterator[Entry]:
    """Make so many. Dates lie in the years before today."""
    generator = Generator(today)
    return (generator.entry(number) for number in range(1, count + 1))


def enterprise_number(serial: int) -> str:
    """A number that passes the check, another one for each serial up to a million."""
    first = FIRST_NUMBER + serial * BETWEEN_NUMBERS
    return f"{first:08d}{97 - first % 97:02d}"


class Generator:
    """Holds the source of chance and what is drawn from."""

    def __init__(self, today: date) -> None:
        self.chance = Random(SEED)  # noqa: S311 - nothing secret
        self.now = datetime.combine(today, time(), tzinfo=UTC)
        self.places = places()
        self.territories = territories()
        self.sectors = skewed(slugs("sectors"), 0.7)
        self.technologies = skewed(slugs("technologies"), 0.7)
        self.stages = skewed(slugs("revenue_stages"), 0.4)
        self.people = skewed(["", *People.values])
        self.funding = skewed(["", *Funding.values])
        self.exports = skewed(["", *Export.values])
        self.statuses = _statuses()
        self.focus = skewed(ClientFocus.values)
        self.models = skewed(BusinessModel.values)
        self.countries = skewed(text.words("countries"))
        self.activities = skewed(Activity.values)
        self.support = skewed(SUPPORT_LANGUAGES, 1.2)
        self.used: Counter[str] = Counter()

    def entry(self, number: int) -> Entry:
        chance = self.chance
        name = text.name(chance)
        slug = self._slug(name)
        place = self.places.one(chance)
        postal_code = chance.choice(place.postal_codes)
        domain = f"{slug}.{chance.choice(('be', 'be', 'com', 'eu', 'io'))}" if chance.random() < 0.6 else ""
        status = self.statuses.one(chance)
        gone = status not in (CompanyStatus.ACTIVE, CompanyStatus.UNKNOWN)
        published_days = chance.randint(0, 3 * YEAR)
        claimed_days = chance.randint(0, published_days) if chance.random() < 0.35 else None
        written = self._languages(place) if claimed_days is not None or chance.random() < 1 / 3 else []
        return Entry(
            id=number,
            slug=slug,
            name=name,
            enterprise_number=enterprise_number(number) if chance.random() < 0.5 else "",
            website=f"https://www.{domain}/" if domain else "",
            domain=domain,
            place=place,
            postal_code=postal_code,
            territory=self.territories.get(postal_code) or self.territories[place.region],
            founded=2025 - int(41 * chance.random() ** 1.8),
            status=status,
            status_since=self._before(chance.randint(0, 4 * YEAR)).date() if gone else None,
            acquired_by=text.name(chance) if status == CompanyStatus.ACQUIRED else "",
            original_language=written[0] if written else "",
            tagline={code: text.tagline(code, chance) for code in written},
            description={code: text.description(code, chance) for code in written},
            people=self.people.one(chance),
            funding=self.funding.one(chance),
            export=self.exports.one(chance),
            client_focus=self.focus.distinct(chance, chance.randint(0, 2)),
            business_model=self.models.distinct(chance, chance.randint(0, 2)),
            support_languages=self.support.distinct(chance, chance.randint(1, 4)),
            stage=self.stages.one(chance) if chance.random() >= 0.6 else None,
            claimed_at=None if claimed_days is None else self._before(claimed_days),
            confirmed_on=self._confirmed_on(claimed_days),
            published_at=self._before(published_days),
            changed_at=self._before(chance.randint(0, 2 * YEAR)),
            sectors=self.sectors.distinct(chance, chance.choice((1, 1, 1, 2, 2, 3))),
            technologies=self.technologies.distinct(chance, chance.choice((0, 1, 1, 2, 2, 3, 4, 5))),
            markets=self._markets(chance.choice((0, 0, 0, 1, 1, 2, 3, 4, 5, 6))),
        )

    def _slug(self, name: str) -> str:
        base = slugify(name)[:70]
        self.used[base] += 1
        return base if self.used[base] == 1 else f"{base}-{self.used[base]}"

    def _languages(self, place: Place) -> list[str]:
        """One to four, that of the place usually first."""
        first = self.chance.choice(place.languages) if self.chance.random() < 0.7 else "en"
        others = [code for code in ("en", "fr", "nl", "de") if code != first]
        return [first, *others[: self.chance.choice((0, 0, 1, 1, 2, 3))]]

    def _confirmed_on(self, claimed_days: int | None) -> date | None:
        """Within the year for four claimed entries in five, earlier for the others."""
        if claimed_days is None:
            return None
        is_fresh = self.chance.random() < 0.8
        return self._before(self.chance.randint(*((0, YEAR - 1) if is_fresh else (YEAR + 1, 3 * YEAR)))).date()

    def _markets(self, count: int) -> list[tuple[str, str]]:
        pairs = zip(self.countries.many(self.chance, count), self.activities.many(self.chance, count), strict=True)
        return list(dict.fromkeys(pairs))

    def _before(self, days: int) -> datetime:
        return self.now - timedelta(days=days, seconds=self.chance.randrange(86_400))


def _statuses() -> Weighted[str]:
    others: Sequence[str] = [s for s in CompanyStatus.values if s not in (CompanyStatus.ACTIVE, CompanyStatus.UNKNOWN)]
    values = [CompanyStatus.ACTIVE.value, CompanyStatus.UNKNOWN.value, *others]
    return Weighted(values, [0.64, 0.28, *(0.08 / len(others) for _ in others)])
