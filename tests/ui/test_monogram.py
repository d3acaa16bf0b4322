"""The monograms against the pictures of the house style, and against names that break software."""

import pytest

from directory.templatetags._monogram import letters, monogram
from directory.templatetags.ui import monogram as tag

# name: corner, flat, texture, crossing, letters
DRAWN = {
    "Polderpeil": (
        "M32 0h16v16h-16z",
        "M32 16h16v32h-16z",
        ("M0 12L4 16M0 7L9 16M0 2L14 16M3 0L19 16M8 0L24 16M13 0L29 16M18 0L32 14M23 0L32 9M28 0L32 4"),
        "M32 0v48M0 16h48",
        (16, 40, "Po"),
    ),
    "Lichtzaag": (
        "M32 32h16v16h-16z",
        "M32 0h16v32h-16z",
        "M4 32v16M8 32v16M12 32v16M16 32v16M20 32v16M24 32v16M28 32v16",
        "M32 0v48M0 32h48",
        (16, 24, "Li"),
    ),
    "Ardoise Vive": (
        "M0 0h16v16h-16z",
        "M0 16h16v32h-16z",
        "M20 0v16M24 0v16M28 0v16M32 0v16M36 0v16M40 0v16M44 0v16",
        "M16 0v48M0 16h48",
        (32, 40, "AV"),
    ),
    "Adjust": (
        "M32 32h16v16h-16z",
        "M32 0h16v32h-16z",
        "M0 36h32M0 40h32M0 44h32",
        "M32 0v48M0 32h48",
        (16, 24, "Ad"),
    ),
    "Accelleran NV": (
        "M0 32h16v16h-16z",
        "M0 0h16v32h-16z",
        (
            "M16 36l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3M16 40l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3M16 "
            "44l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3"
        ),
        "M16 0v48M0 32h48",
        (32, 24, "Ac"),
    ),
    "Crossuite": (
        "M32 0h16v16h-16z",
        "M0 0h32v16h-32z",
        (
            "M32 44L36 48M32 39L41 48M32 34L46 48M32 29L48 45M32 24L48 40M32 19L48 35M34 16L48 30M39 "
            "16L48 25M44 16L48 20"
        ),
        "M32 0v48M0 16h48",
        (16, 40, "Cr"),
    ),
    "HistoGeneX": (
        "M32 32h16v16h-16z",
        "M0 32h32v16h-32z",
        (
            "M32 4l4 -3l4 3l4 -3l4 3M32 10l4 -3l4 3l4 -3l4 3M32 16l4 -3l4 3l4 -3l4 3M32 22l4 -3l4 3l4"
            " -3l4 3M32 28l4 -3l4 3l4 -3l4 3"
        ),
        "M32 0v48M0 32h48",
        (16, 24, "HG"),
    ),
    "Collibra": (
        "M32 32h16v16h-16z",
        "M32 0h16v32h-16z",
        (
            "M0 36l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3M0 40l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3M0 44l"
            "4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3"
        ),
        "M32 0v48M0 32h48",
        (16, 24, "Co"),
    ),
    "Kodesk": (
        "M0 32h16v16h-16z",
        "M0 0h16v32h-16z",
        (
            "M16 36l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3M16 40l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3M16 "
            "44l4 -3l4 3l4 -3l4 3l4 -3l4 3l4 -3l4 3"
        ),
        "M16 0v48M0 32h48",
        (32, 24, "Ko"),
    ),
    "ADSWIZZ SA": (
        "M0 32h16v16h-16z",
        "M16 32h32v16h-32z",
        "M4 0v32M8 0v32M12 0v32",
        "M16 0v48M0 32h48",
        (32, 24, "Ad"),
    ),
    "Airtek Capital Group": (
        "M32 32h16v16h-16z",
        "M0 32h32v16h-32z",
        ("M32 28L36 32M32 23L41 32M32 18L46 32M32 13L48 29M32 8L48 24M32 3L48 19M34 0L48 14M39 0L48 9M44 0L48 4"),
        "M32 0v48M0 32h48",
        (16, 24, "AC"),
    ),
}
COLOURS = {"Polderpeil": 5, "Lichtzaag": 5, "Ardoise Vive": 1}


@pytest.mark.parametrize("name", DRAWN)
def test_it_draws_what_the_house_style_shows(name: str) -> None:
    drawn = monogram(name)
    assert (
        drawn.corner,
        drawn.flat,
        drawn.texture,
        drawn.cross,
        (drawn.letters_x, drawn.letters_y, drawn.letters),
    ) == DRAWN[name]


@pytest.mark.parametrize("name", COLOURS)
def test_the_name_picks_the_pair_of_flats(name: str) -> None:
    assert monogram(name).colours == COLOURS[name]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BeeBole", "BB"),  # two capitals
        ("CISSOID", "Ci"),  # capitals only
        ("7VORTEX", "7V"),
        ("3E", "3E"),  # two signs
        ("10to1", "10"),  # starts with a digit
        ("2dehands.be", "2d"),
        ("borderlinx.com", "Bo"),  # small letters only
        ("A.S.Adventure", "AS"),  # punctuation
        ("E-Peas", "EP"),
        ("Callataÿ & Wouters", "CW"),  # ampersand
        ("Peas&Love", "PL"),
        ("Bike n' Win", "BN"),  # apostrophe
        ("Rights’Up", "RU"),
        ("Artialis SA", "Ar"),  # legal form
        ("The B.V.", "Th"),
        ("SA", "Sa"),  # nothing but a legal form
        ("JUCE⁺", "Ju"),
        ("Œuvre & Cie", "ŒC"),
        ("\ufb01nanciël", "Fi"),  # ligature
        ("E\u0301lan vital", "ÉV"),  # decomposed accent
        ("ßeta", "ße"),  # no capital of one sign
        ("محمد علي", "مع"),  # right to left
        ("Q", "Q"),
        ("😀", "#"),
        ("&", "#"),
        ("", "#"),
    ],
)
def test_letters_of_any_name(name: str, expected: str) -> None:
    assert letters(name) == expected


@pytest.mark.parametrize("name", ["", "😀", "\ud800", "x" * 500, "\x00", "  "])
def test_any_text_has_a_picture(name: str) -> None:
    assert str(tag(name)).startswith('<svg class="mono" ')


def test_the_state_decides_on_pencil_ink_and_colour() -> None:
    assert 'class="mono mono--pencil"' in tag("Polderpeil", "pencil")
    assert 'class="mono"' in tag("Polderpeil", "ink")
    assert 'class="mono"' in tag("Polderpeil", "unclaimed")
    assert 'class="mono"' in tag("Polderpeil", "lapsed")
    assert 'class="mono mono--c5 mono--l"' in tag("Polderpeil", "confirmed", "l")


def test_an_unknown_state_is_a_mistake_in_the_template() -> None:
    with pytest.raises(KeyError):
        tag("Polderpeil", "grey")


def test_letters_are_escaped() -> None:
    assert "<script" not in tag("<script>alert(1)</script>", "ink")
