"""Demo people, one a role, and sample entries: for trying things out where DEBUG is on, and nowhere else."""

import base64
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Language, User
from directory import actions
from directory.actions.errors import OnlyInDebug
from directory.imports.shipped import DATA
from directory.models import Membership, Municipality, Partner, RevenueStage, Sector, Submission, Technology
from directory.rules.places import municipalities_of
from directory.rules.profile import Profile, empty_profile

# Belgian numbers begin at 0200; nobody will ever be given this one, though its check digits are right.
NEVER_GIVEN = "0000000196"
WAITING = "Galet Sonore (exemple)"


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    language: Language
    partner: str = ""
    is_operator: bool = False

    @property
    def is_staff(self) -> bool:
        return bool(self.partner) or self.is_operator


FOUNDER = DemoPerson("founder@demo.test", "Demo founder", Language.FR)
PEOPLE = (
    FOUNDER,
    DemoPerson("wallonia@demo.test", "Demo moderator, Wallonia", Language.FR, "walloon-partner"),
    DemoPerson("flanders@demo.test", "Demo moderator, Flanders", Language.NL, "flemish-partner"),
    DemoPerson("brussels@demo.test", "Demo moderator, Brussels", Language.FR, "brussels-partner"),
    DemoPerson("ostbelgien@demo.test", "Demo moderator, Ostbelgien", Language.DE, "ostbelgien-partner"),
    DemoPerson("operator@demo.test", "Demo operator", Language.EN, is_operator=True),
)


@dataclass
class LoadedDemo:
    people: int
    samples: Counter[str] = field(default_factory=Counter)


def demo_totp_secret(email: str) -> str:
    """The second factor of a demo person: published on purpose, and the same in every checkout."""
    return base64.b32encode(hashlib.sha256(f"belgiantech demo {email}".encode()).digest()[:20]).decode()


def load_demo() -> LoadedDemo:
    """Demo people, sample entries, and a submission that waits. Raises OnlyInDebug."""
    if not settings.DEBUG:
        raise OnlyInDebug
    people = {person.email: _person(person) for person in PEOPLE}
    loaded = LoadedDemo(len(people))
    for given in json.loads((DATA / "samples.json").read_text(encoding="utf-8")):
        sample = _sample(given, people.get(given.get("owner", "")))
        loaded.samples[actions.load_sample(sample=sample, by="SYSTEM")] += 1
    _waiting_submission(people[FOUNDER.email])
    return loaded


@transaction.atomic
def _person(person: DemoPerson) -> User:
    """The account of a demo person, made once; with a partner's membership and a second factor for staff."""
    user = User.objects.filter(email__iexact=person.email).first()
    if user is None:
        user = User.objects.create_user(
            person.email, name=person.name, language=person.language, is_operator=person.is_operator
        )
    EmailAddress.objects.get_or_create(user=user, email=person.email, defaults={"verified": True, "primary": True})
    if person.partner:
        Membership.objects.get_or_create(user=user, partner=Partner.objects.get(slug=person.partner))
    if person.is_staff and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, demo_totp_secret(person.email))
    return user


def _sample(given: dict[str, Any], owner: User | None) -> actions.Sample:
    today = timezone.localdate()
    return actions.Sample(
        key=f"samples.json:{given['slug']}",
        profile=_profile(given, today),
        confirmed_on=today - timedelta(days=given["confirmed_days_ago"]),
        owner=owner,
    )


def _profile(given: dict[str, Any], today: date) -> Profile:
    stage = RevenueStage.objects.get(slug=given["stage"]["stage"])
    return empty_profile() | {
        "name": given["name"],
        "website": f"https://{given['slug']}.example",
        "postal_code": given["postal_code"],
        "municipality": _municipality(given["postal_code"]).nis_code,
        "founded": given["founded"],
        "offices": [_office(office) for office in given["offices"]],
        "original_language": given["original_language"],
        **{f"tagline_{code}": text for code, text in given["tagline"].items()},
        **{f"description_{code}": text for code, text in given["description"].items()},
        "sectors": _ids(Sector, given["sectors"]),
        "technologies": _ids(Technology, given["technologies"]),
        **{name: given[name] for name in AS_THEY_ARE},
        "stage": given["stage"] | {"stage": stage.pk},
        "markets": _markets(given["markets"]),
        "references": [{"url": ""} | reference for reference in given["references"]],
        "asks": [{"country": ""} | ask for ask in given["asks"]],
        "certifications": [_certification(one, today) for one in given["certifications"]],
        "hosting_country": given.get("hosting_country", ""),
        "status": _status(given, today),
    }


AS_THEY_ARE = ("people", "funding", "export", "client_focus", "business_model", "support_languages", "owner_country")


def _office(given: dict[str, str]) -> dict[str, str]:
    in_belgium = given["country"] == "BE"
    place = _municipality(given["postal_code"]).nis_code if in_belgium else ""
    return {"city": "", "postal_code": "", "municipality": place} | given


def _markets(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a country, as the profile holds them; the year is that of the first activity."""
    rows: dict[str, dict[str, Any]] = {}
    for market in given:
        row = rows.setdefault(market["country"], {"country": market["country"], "activities": [], "since": None})
        row["activities"].append(market["activity"])
        row["since"] = row["since"] or market.get("since")
    return list(rows.values())


def _certification(given: dict[str, Any], today: date) -> dict[str, str]:
    days = given.get("valid_in_days")
    return {"name": given["name"], "valid_until": (today + timedelta(days=days)).isoformat() if days else ""}


def _status(given: dict[str, Any], today: date) -> dict[str, str] | None:
    if "status" not in given:
        return None
    days = given.get("status_days_ago")
    since = (today - timedelta(days=days)).isoformat() if days else ""
    return {"status": given["status"], "since": since, "by": given.get("acquired_by", ""), "source": ""}


def _municipality(postal_code: str) -> Municipality:
    return municipalities_of(postal_code)[0]


def _ids(model: type[Sector] | type[Technology], slugs: list[str]) -> list[int]:
    ids = dict(model._default_manager.filter(slug__in=slugs).values_list("slug", "pk"))
    return [ids[slug] for slug in slugs]


def _waiting_submission(founder: User) -> None:
    """Something to decide for the Walloon moderator, once."""
    if Submission.objects.filter(submitted_by=founder, name=WAITING).exists():
        return
    profile = empty_profile() | {
        "name": WAITING,
        "enterprise_number": NEVER_GIVEN,
        "website": "https://galet-sonore.example",
        "postal_code": "5500",
        "municipality": _municipality("5500").nis_code,
        "founded": 2022,
        "original_language": "fr",
        "tagline_fr": "Des balises sonores qui guident les personnes aveugles dans la gare",
        "description_fr": (
            "Chaque balise parle quand un téléphone s’approche, dans la langue de la personne, et se tait sinon. "
            "Exemple inventé, pour essayer la modération."
        ),
        "sectors": _ids(Sector, ["mobility-logistics"]),
        "people": "2-9",
        "stage": {"year": 2025, "stage": RevenueStage.objects.get(slug="100k-500k").pk, "disclosed": False},
    }
    submission = actions.start_registration(language=founder.language, by=founder)
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
