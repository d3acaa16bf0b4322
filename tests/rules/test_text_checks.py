"""Language, signs, links and length of texts, without a database."""

from typing import Any

import pytest

from directory.rules import reading
from directory.rules.findings import Check, Outcome
from directory.rules.profile import empty_profile
from directory.rules.text_checks import check_language_of_texts, check_lengths, check_links, check_signs

FR = "Des capteurs mesurent le niveau des rivières et préviennent les communes à temps."
NL = "Sensoren meten het waterpeil van rivieren en waarschuwen de gemeenten op tijd."
DE = "Sensoren messen den Pegel der Flüsse und warnen die Gemeinden rechtzeitig."
EN = "Sensors measure the level of rivers and warn the towns in time."


def look(check: Any, **fields: Any) -> Check:
    found: Check = check(empty_profile() | {"name": "Rivage", "original_language": "fr", "description_fr": FR} | fields)
    return found


@pytest.mark.parametrize(("text", "language"), [(FR, "fr"), (NL, "nl"), (DE, "de"), (EN, "en"), ("SaaS platform", "")])
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert reading.language_of(text) == language


@pytest.mark.parametrize(
    ("fields", "outcome", "words"),
    [
        ({"description_nl": NL}, Outcome.FINE, "Each text is in the language that it says."),
        ({"description_nl": FR}, Outcome.LOOK, "Description (Dutch) reads like French."),
        ({"tagline_de": EN, "description_en": DE}, Outcome.LOOK, "Description (English) reads like German."),
        ({"tagline_fr": "Cloud"}, Outcome.FINE, "Too short to tell: In one line (French)."),
        ({"description_fr": "Cloud"}, Outcome.FINE, "The texts are too short to tell."),
    ],
)
def test_the_language_that_a_text_says(fields: dict[str, str], outcome: Outcome, words: str) -> None:
    check = look(check_language_of_texts, **fields)
    assert check.outcome == outcome
    assert words in check.text


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, Outcome.FINE),
        ({"name": "Żółć & Søn 3D², Ünïcode — µm 👩\u200d💻"}, Outcome.FINE),
        ({"name": "Сбербанк"}, Outcome.FINE),
        ({"name": "Pаypal"}, Outcome.WRONG),
        ({"name": "𝐁𝐨𝐥𝐝"}, Outcome.WRONG),
        ({"name": "ｗｉｄｅ"}, Outcome.WRONG),
        ({"name": "аррӏе"}, Outcome.WRONG),
        ({"name": "Odd\u202eCo"}, Outcome.WRONG),
        ({"tagline_fr": "zero\u200bwidth"}, Outcome.WRONG),
        ({"asks": [{"text": "pi\u2060lot"}]}, Outcome.WRONG),
        ({"references": [{"name": "Gооgle"}]}, Outcome.WRONG),
        ({"tagline_fr": "le TNFα mesuré"}, Outcome.LOOK),
        ({"tagline_fr": "Z̷̧̢̛̛a̷lgo"}, Outcome.LOOK),
        ({"tagline_fr": "LE MEILLEUR DES LOGICIELS DU MONDE"}, Outcome.LOOK),
    ],
)
def test_signs(fields: dict[str, Any], outcome: Outcome) -> None:
    assert look(check_signs, **fields).outcome == outcome


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Node.js, ASP.NET, v2.0.1, 1.000.000 et 2019-2020", []),
        ("Voir https://rivage.be/fr, ou www.rivage.be.", ["https://rivage.be/fr", "www.rivage.be"]),
        ("rivage.be fait tout", ["rivage.be"]),
        ("info@rivage.be", ["info@rivage.be"]),
        ("Appelez le +32 470 12 34 56 ou le 081 12 34 56.", ["+32 470 12 34 56", "081 12 34 56"]),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert reading.links_in(text) == found
    check = look(check_links, description_fr=text)
    assert check.outcome == (Outcome.LOOK if found else Outcome.FINE)
    assert all(link in check.text for link in found)


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, Outcome.FINE),
        ({"description_fr": "Un logiciel."}, Outcome.LOOK),
        ({"tagline_fr": "Un outil"}, Outcome.LOOK),
        ({"tagline_fr": "a" * 140}, Outcome.LOOK),
        ({"description_fr": " ".join(["mot"] * 120)}, Outcome.LOOK),
        ({"description_fr": " ".join(["mot"] * 119) + " fin."}, Outcome.FINE),
        ({"original_language": "", "description_fr": ""}, Outcome.FINE),
    ],
)
def test_lengths(fields: dict[str, str], outcome: Outcome) -> None:
    assert look(check_lengths, **fields).outcome == outcome
