"""Logos made anew from what was uploaded: only the picture itself gets through, in a few fixed sizes.

The answer is always PNG: every browser shows it and so does every mail program (some know no WebP), it keeps what is
transparent, and it is small for the flat colours of logos.
"""

import io
import logging
import threading
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms

logger = logging.getLogger(__name__)

SIZES = (512, 192, 96)  # sides of the squares, in pixels, that the images made fit into
MOST_BYTES = 2 * 1024 * 1024
LEAST_SIDE = 48
LONGEST = 10  # times as wide as high, or as high as wide
CONTENT_TYPE = "image/png"
ACCEPT = "image/png,image/jpeg,image/webp"

# Million pixels by how the image is read, so that none needs more than 150 MB (measured): a PNG takes 4 bytes a pixel;
# a JPEG is read at an eighth of its size, but one in several scans is held whole first, with up to 8 bytes a pixel;
# a WebP is held four times with 4 bytes.
MOST_MEGAPIXELS = 25
MOST_MEGAPIXELS_IN_SCANS = 15
MOST_MEGAPIXELS_WEBP = 8
# Each scan of a JPEG is a walk over the whole image, however few bytes it has. Programs write about ten.
MOST_SCANS = 32
START_OF_SCAN = b"\xff\xda"

FORMATS = ("PNG", "JPEG", "WEBP")
MILLION = 1_000_000
STRIP = MILLION  # pixels of the original of which a copy is made at a time
# What EXIF says of how the camera was held → how the picture is turned back.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# One at a time in each process: what a decoder needs is bounded, but eight of them are eight times as much.
_decoding = threading.Lock()


class Unusable(Exception):
    """An upload that becomes no logo; says why, in the language of the page."""


@dataclass(frozen=True)
class CleanImage:
    """What an upload became: a PNG for each of SIZES. Width and height are those of the largest."""

    width: int
    height: int
    files: dict[int, bytes]


def clean_image(upload: bytes) -> CleanImage:
    """The picture in these bytes, whatever their name or type claims. Raises Unusable."""
    if len(upload) > MOST_BYTES:
        raise Unusable(too_heavy())
    with _decoding:
        return _made_anew(_decoded(upload))


def fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Width and height of an image of this size in a square of that side: smaller where needed, never larger."""
    width, height = size
    scale = min(1.0, side / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))


def too_heavy() -> str:
    return _("The image is too large: at most 2 MB.")


# ---- Reading what cannot be trusted ----


def _decoded(upload: bytes) -> Image.Image:
    """The picture, about twice as large as the largest of SIZES where it was larger, upright and in sRGB."""
    if _is_svg(upload):
        raise Unusable(
            _("An SVG can carry programs and load things from elsewhere, so it is not taken. Save it as PNG.")
        )
    try:
        image = Image.open(io.BytesIO(upload), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable(_too_many_pixels(MOST_MEGAPIXELS)) from None
    except Exception as error:  # its readers raise whatever comes
        raise Unusable(_("This is no image that can be read here: only PNG, JPEG and WebP are taken.")) from error
    _check_header(image, upload)
    try:
        return _upright(_small(image), image)
    except Exception as error:
        logger.info("An upload cannot be read: %r", error)
        raise Unusable(_("The image is damaged or incomplete. Save it anew and try again.")) from error


def _is_svg(upload: bytes) -> bool:
    """However it is called, and with two bytes a character too."""
    text = upload.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return text.startswith(b"<") and b"<svg" in text.lower()


def _check_header(image: Image.Image, upload: bytes) -> None:
    """All that the header tells, before a single pixel is decoded."""
    width, height = image.size
    scans = upload.count(START_OF_SCAN) if image.format in ("JPEG", "MPO") else 0
    most = _most_megapixels(image, scans)
    if width * height > most * MILLION:
        raise Unusable(_too_many_pixels(most))
    if scans > MOST_SCANS:
        raise Unusable(_("The image is written in an unusual way. Save it anew, as PNG, and try again."))
    if min(width, height) < LEAST_SIDE:
        raise Unusable(
            _("The image is too small, %(width)s × %(height)s pixels: at least %(least)s each way.")
            % {"width": width, "height": height, "least": LEAST_SIDE}
        )
    if max(width, height) > LONGEST * min(width, height):
        raise Unusable(
            _("The image is too long: at most %(times)s times as wide as high, or as high as wide.")
            % {"times": LONGEST}
        )


def _most_megapixels(image: Image.Image, scans: int) -> int:
    if image.format == "WEBP":
        return MOST_MEGAPIXELS_WEBP
    return MOST_MEGAPIXELS_IN_SCANS if scans > 1 or "progressive" in image.info else MOST_MEGAPIXELS


def _too_many_pixels(most: int) -> str:
    """A number of pixels as people know it from their cameras."""
    return _("The image has too many pixels: at most %(most)s million. Save it smaller and try again.") % {
        "most": number_format(most)
    }


# ---- Making it small, before anything makes a copy of it ----


def _small(image: Image.Image) -> Image.Image:
    """Scaled down by a whole number, strip by strip: no second image of the original's size is ever made."""
    target = 2 * SIZES[0]
    image.draft(None, (target, target))  # JPEG alone can be read at a fraction of its size
    image.load()
    factor = max(1, max(image.size) // target)
    width, height = image.size
    rows = factor * max(1, STRIP // (width * factor))
    parts = [
        _plain(image.crop((0, top, width, min(top + rows, height)))).reduce(factor) for top in range(0, height, rows)
    ]
    whole = Image.new(parts[0].mode, (parts[0].width, sum(part.height for part in parts)))
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole


def _plain(strip: Image.Image) -> Image.Image:
    """In one of the modes L, RGB, RGBA and CMYK, with eight bits a channel."""
    if strip.mode.startswith("I"):  # sixteen bits of grey
        return strip.point(lambda value: value * (1 / 256) + 0).convert("L")
    if strip.mode in ("LA", "PA", "P", "La", "RGBa") or "transparency" in strip.info:
        return strip.convert("RGBA")
    if strip.mode == "1":
        return strip.convert("L")
    return strip if strip.mode in ("L", "RGB", "RGBA", "CMYK") else strip.convert("RGB")


def _upright(small: Image.Image, original: Image.Image) -> Image.Image:
    """Turned as the camera said, in the colours of every screen."""
    alpha = small.getchannel("A") if small.mode == "RGBA" else None
    colours = _in_srgb(small.convert("RGB") if alpha else small, original.info.get("icc_profile"))
    if alpha and alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    turn = TURNS.get(original.getexif().get(ExifTags.Base.Orientation, 1))
    return colours if turn is None else colours.transpose(turn)


def _in_srgb(colours: Image.Image, icc: bytes | None) -> Image.Image:
    """By the profile that came with it; one that does not fit is of no use and left aside."""
    if icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            converted = ImageCms.profileToProfile(colours, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            converted = None
        if converted:
            return converted
    return colours.convert("RGB")


# ---- Writing ----


def _made_anew(image: Image.Image) -> CleanImage:
    # What lies under transparent pixels goes as well: nobody sees it, and it may show something else.
    image = image.convert("RGBa").convert("RGBA") if image.mode == "RGBA" else image
    image.info = {}
    largest = fitted(image.size, SIZES[0])
    return CleanImage(*largest, {side: _png(image, fitted(largest, side)) for side in SIZES})


def _png(image: Image.Image, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
