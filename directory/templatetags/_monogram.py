"""The monogram of a firm: a close-up of the hash, drawn from its name alone (house style, Monogram).

The picture is a square of 48 units. A crossing of two lines cuts it into a large cell with the letters, a small
corner, and two arms: one is a flat of colour, the other carries a texture. CRC-32 of the name picks each of these,
so that a firm looks the same on every page and on every machine.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from directory.rules.identifiers import is_legal_form

SIZE = 48
SMALL = 16
LARGE = SIZE - SMALL
CROSSINGS = ((SMALL, SMALL), (LARGE, SMALL), (SMALL, LARGE), (LARGE, LARGE))
NO_LETTERS = "#"
STATES = ("pencil", "ink", "colour")


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    w: int
    h: int

    def path(self) -> str:
        return f"M{self.x} {self.y}h{self.w}v{self.h}h-{self.w}z"


@dataclass(frozen=True)
class Monogram:
    """The paths and letters of one name; `colours` is the number of its pair of flats, from 1 to 5."""

    corner: str
    flat: str
    texture: str
    cross: str
    letters: str
    letters_x: int
    letters_y: int
    colours: int


def monogram(name: str) -> Monogram:
    """The monogram of a name. Any text has one, the empty one too."""
    number = crc32(name.encode("utf-8", "replace"))
    x, y = CROSSINGS[number % 4]
    left, top = x == SMALL, y == SMALL
    corner_x, corner_y = (0 if left else x), (0 if top else y)
    cell_x, cell_y = (x if left else 0), (y if top else 0)
    upright = Box(corner_x, cell_y, SMALL, LARGE)
    lying = Box(cell_x, corner_y, LARGE, SMALL)
    flat, textured = (lying, upright) if (number >> 13) % 2 else (upright, lying)
    return Monogram(
        corner=Box(corner_x, corner_y, SMALL, SMALL).path(),
        flat=flat.path(),
        texture=TEXTURES[(number >> 5) % 4](textured),
        cross=f"M{x} 0v{SIZE}M0 {y}h{SIZE}",
        letters=letters(name),
        letters_x=cell_x + LARGE // 2,
        letters_y=cell_y + LARGE // 2 + 8,
        colours=(number >> 9) % 5 + 1,
    )


def letters(name: str) -> str:
    """Two initials; else the capital and the next capital; else the first two letters or digits."""
    words = [word for word in unicodedata.normalize("NFKC", name).split() if any(map(str.isalnum, word))]
    kept = [word for word in words if not is_legal_form(word)] or words
    if not kept:
        return NO_LETTERS
    initials = [next(filter(str.isalnum, word)) for word in kept]
    if len(initials) > 1:
        return upper(initials[0]) + upper(initials[1])
    signs = [sign for sign in kept[0] if sign.isalnum()]
    return upper(signs[0]) + (next_capital(kept[0]) or "".join(signs[1:2]).lower()[:1])


def next_capital(word: str) -> str:
    """The first capital that opens a part of the word (HistoGeneX: G, E-Peas: P, 3E: E); none in CISSOID."""
    start = next(index for index, sign in enumerate(word) if sign.isalnum())
    if word[start].islower():
        return ""
    for before, sign in zip(word[start:], word[start + 1 :], strict=False):
        if sign.isupper() and not before.isupper():
            return sign
    return ""


def upper(sign: str) -> str:
    """The capital of one sign, where that is one sign too."""
    capital = sign.upper()
    return capital if len(capital) == 1 else sign


def upright_lines(box: Box) -> str:
    return "".join(f"M{x} {box.y}v{box.h}" for x in range(box.x + 4, box.x + box.w, 4))


def lying_lines(box: Box) -> str:
    return "".join(f"M{box.x} {y}h{box.w}" for y in range(box.y + 4, box.y + box.h, 4))


def slanted_lines(box: Box) -> str:
    """Lines at 45 degrees, five units apart, cut at the edges of the box."""
    return "".join(_slants(box))


def _slants(box: Box) -> Iterable[str]:
    for shift in range(box.h - 4, -box.w, -5):
        x1, x2 = max(0, -shift), min(box.w, box.h - shift)
        yield f"M{box.x + x1} {box.y + x1 + shift}L{box.x + x2} {box.y + x2 + shift}"


def waves(box: Box) -> str:
    step = 6 if box.h > box.w else 4
    wave = "l4 -3l4 3" * (box.w // 8)
    return "".join(f"M{box.x} {y}{wave}" for y in range(box.y + 4, box.y + box.h, step))


TEXTURES = (upright_lines, lying_lines, slanted_lines, waves)
