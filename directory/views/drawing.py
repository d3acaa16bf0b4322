"""The picture of a firm that other sites show beside a link to its page: 1200 × 630, drawn with our own fonts."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from directory.templatetags._monogram import SIZE, monogram

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT, TOP, BOTTOM = 56, 1144, 72, 506  # the lines of the frame; the monogram fills the square between them
MIDDLE = LEFT + BOTTOM - TOP
TEXT_LEFT = MIDDLE + 36
TEXT_WIDTH = RIGHT - 28 - TEXT_LEFT
LINE = 4
FINER = 3  # the monogram is drawn so many times larger: slanted lines become smooth
COLOURS = 128  # of the file

PAPER, SURFACE, INK, GREY, YELLOW, PENCIL = "#fbf6e9", "#fffdf6", "#16130f", "#5b5346", "#fdda24", "#2a5f96"
SEA, LEAF, BRICK, LILAC, STEP = "#c3dfe6", "#bfd9ae", "#f1b79f", "#d0c6e8", "#fff3bd"
PAIRS = ((YELLOW, SEA), (BRICK, STEP), (LEAF, LILAC), (LILAC, YELLOW), (SEA, BRICK))  # css: mono--c1 to mono--c5

FONTS = Path(settings.BASE_DIR) / "directory/static/directory/fonts"
HEAD = (("bricolage-condensed-latin.woff2", 800), ("bricolage-condensed-latin-ext.woff2", 800))
TEXT = (("public-sans-latin.woff2", 400), ("bricolage-condensed-latin-ext.woff2", 600))
BOLD = (("public-sans-latin.woff2", 700), ("bricolage-condensed-latin-ext.woff2", 700))
Face = tuple[tuple[str, int], ...]  # files that are tried in turn for each sign, and their weight
NO_SIGN = "\uffff"
NUMBERS = re.compile(r"-?[\d.]+")
COMMANDS = re.compile(r"([MLlhvz])([^MLlhvz]*)")


@dataclass(frozen=True)
class Picture:
    """All that a picture says. `state`: how far the entry can be trusted, in words; `number`: what stands for a name
    that our fonts cannot write."""

    name: str
    number: str
    tagline: str
    line: str
    state: str
    is_confirmed: bool
    mark: str = ""  # "Sample"


def draw(picture: Picture) -> bytes:
    """The picture as PNG. Any text has one: what the fonts cannot write is left out whole."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    image.paste(_monogram(picture.name, BOTTOM - TOP, is_coloured=picture.is_confirmed), (LEFT, TOP))
    pen = ImageDraw.Draw(image)
    for x in (LEFT, RIGHT):
        pen.line([(x, 0), (x, HEIGHT)], INK, LINE)
    for y in (TOP, BOTTOM):
        pen.line([(0, y), (WIDTH, y)], INK, LINE)
    pen.line([(MIDDLE, TOP), (MIDDLE, BOTTOM)], INK, LINE)
    _texts(pen, picture)
    _wordmark(pen, LEFT + 28, 530)
    _state(pen, picture)
    file = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _texts(pen: ImageDraw.ImageDraw, picture: Picture) -> None:
    y = TOP + 30
    for size in (92, 76, 62, 50, 40):
        lines = _wrapped(_whole(picture.name, HEAD) or picture.number, HEAD, size)
        if len(lines) * size <= 200:
            break
    for line in _at_most(lines, 4):
        _write(pen, line, (TEXT_LEFT, y), HEAD, size)
        y += size
    y += 18
    below = _at_most(_wrapped(picture.line, TEXT, 24), 2)
    end = BOTTOM - 20 - 32 * len(below)
    for line in _at_most(_wrapped(_whole(picture.tagline, TEXT), TEXT, 32), max(1, (end - y) // 42)):
        _write(pen, line, (TEXT_LEFT, y), TEXT, 32)
        y += 42
    for number, line in enumerate(below):
        _write(pen, line, (TEXT_LEFT, end + 32 * number), TEXT, 24, colour=GREY)


def _state(pen: ImageDraw.ImageDraw, picture: Picture) -> None:
    words = " · ".join(word for word in (picture.mark, picture.state) if word)
    lines = _at_most(_wrapped(words, BOLD, 24, 430), 2)
    width = max((_width(line, BOLD, 24) for line in lines), default=0)
    x, y = RIGHT - 28 - width, 568 - 16 * len(lines)
    pen.rectangle([x - 34, y + 6, x - 16, y + 24], YELLOW if picture.is_confirmed else PAPER, INK, 3)
    for number, line in enumerate(lines):
        _write(pen, line, (x, y + 32 * number), BOLD, 24, colour=PENCIL if picture.mark else INK)


def _wordmark(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """As img/wordmark.svg has it."""
    pen.rectangle([x + 26, y + 29, x + 43, y + 48], YELLOW)
    for left in (14, 44):
        pen.rectangle([x + left, y, x + left + 11, y + 77], INK)
    for top in (17, 49):
        pen.rectangle([x, y + top, x + 69, y + top + 11], INK)
    pen.text((x + 78, y + 72), "BELGIANTECH", INK, _font(*HEAD[0], 94), anchor="ls")


# ---- The monogram ----


def _monogram(name: str, side: int, *, is_coloured: bool) -> Image.Image:
    drawn = monogram(name)
    scale = side * FINER / SIZE
    image = Image.new("RGB", (side * FINER, side * FINER), SURFACE)
    pen = ImageDraw.Draw(image)
    if is_coloured:
        for path, colour in zip((drawn.corner, drawn.flat), PAIRS[drawn.colours - 1], strict=True):
            for line in lines_of(path):
                pen.polygon([(x * scale, y * scale) for x, y in line], colour)
    for path in (drawn.texture, drawn.cross):
        for line in lines_of(path):
            pen.line([(x * scale, y * scale) for x, y in line], INK, LINE * FINER, joint="curve")
    letters = _drawable(drawn.letters, HEAD) or "#"
    size = int(23 * scale)
    x = drawn.letters_x * scale - _width(letters, HEAD, size) / 2
    _write(pen, letters, (x, drawn.letters_y * scale), HEAD, size, anchor="ls")
    return image.resize((side, side), Image.Resampling.LANCZOS)


def lines_of(path: str) -> Iterator[list[tuple[float, float]]]:
    """The runs of points of a path of the monogram: M, L, l, h, v and z are all that it is made of."""
    points: list[tuple[float, float]] = []
    for command, arguments in COMMANDS.findall(path):
        numbers = [float(number) for number in NUMBERS.findall(arguments)]
        if command == "M":
            if points:
                yield points
            points = [(numbers[0], numbers[1])]
            continue
        x, y = points[-1]
        if command == "h":
            points.append((x + numbers[0], y))
        elif command == "v":
            points.append((x, y + numbers[0]))
        elif command == "L":
            points.append((numbers[0], numbers[1]))
        elif command == "l":
            points.append((x + numbers[0], y + numbers[1]))
        else:
            points.append(points[0])
    if points:
        yield points


# ---- Letters ----


@lru_cache(maxsize=32)
def _font(file: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONTS / file, size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=4096)
def _file_with(sign: str, face: Face) -> tuple[str, int] | None:
    """The first file of a face that has this sign."""
    for file, weight in face:
        font = _font(file, weight, 20)
        if sign == " " or bytes(font.getmask(sign)) != bytes(font.getmask(NO_SIGN)):
            return file, weight
    return None


def _drawable(text: str, face: Face) -> str:
    """The text as far as a face can write it: a sign it lacks without its accent, or not at all."""
    kept = []
    for sign in " ".join(unicodedata.normalize("NFC", text).split()):
        if unicodedata.category(sign)[0] == "C":
            continue
        plain = unicodedata.normalize("NFKD", sign)[:1]
        kept.append(next((each for each in (sign, plain) if each and _file_with(each, face)), ""))
    return " ".join("".join(kept).split())


def _whole(text: str, face: Face) -> str:
    """The text, or "" where a letter or digit of it would be missing."""
    drawable = _drawable(text, face)
    count = len([sign for sign in unicodedata.normalize("NFC", text) if sign.isalnum()])
    return drawable if count == len([sign for sign in drawable if sign.isalnum()]) else ""


def _runs(text: str, face: Face) -> Iterator[tuple[str, tuple[str, int]]]:
    """The text in pieces, each with the file that writes it."""
    run, current = "", face[0]
    for sign in text:
        file = _file_with(sign, face) or face[0]
        if file != current and run:
            yield run, current
            run = ""
        current = file
        run += sign
    if run:
        yield run, current


def _width(text: str, face: Face, size: int) -> float:
    return sum(_font(*file, size).getlength(run) for run, file in _runs(text, face))


def _write(
    pen: ImageDraw.ImageDraw,
    text: str,
    at: tuple[float, float],
    face: Face,
    size: int,
    *,
    colour: str = INK,
    anchor: str = "la",
) -> None:
    x, y = at
    for run, file in _runs(text, face):
        font = _font(*file, size)
        pen.text((x, y), run, colour, font, anchor=anchor)
        x += font.getlength(run)


def _wrapped(text: str, face: Face, size: int, width: float = TEXT_WIDTH) -> list[str]:
    """Lines that fit the width; a word that is longer than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in _drawable(text[:400], face).split():
        rest = word
        if line and _width(f"{line} {word}", face, size) <= width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        while _width(rest, face, size) > width:
            fits = next(end for end in range(len(rest) - 1, 0, -1) if _width(rest[:end], face, size) <= width)
            lines.append(rest[:fits])
            rest = rest[fits:]
        line = rest
    return [*lines, line] if line else lines


def _at_most(lines: list[str], most: int) -> list[str]:
    """The first lines; the last of them says that there was more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    kept = last.rpartition(" ")[0] or last[:-1]
    return [*lines[: most - 1], kept.rstrip(" ,.;:·") + "…"]
