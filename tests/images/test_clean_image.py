"""Images made anew from uploads: what comes out, what is refused and how it is said, what it may cost."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image, ImageCms, PngImagePlugin

from directory.images import MOST_BYTES, MOST_SCANS, SIZES, START_OF_SCAN, CleanImage, Unusable, clean_image, fitted
from tests.pictures import BLUE, FROM_PILLOW, RED, chunk, opened, picture, png_of, saved

ONLY = "This is no image that can be read here: only PNG, JPEG and WebP are taken."
DAMAGED = "The image is damaged or incomplete. Save it anew and try again."
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def close(found: Any, wanted: tuple[int, int, int], by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found[:3], wanted, strict=True))


def largest(made: CleanImage) -> Image.Image:
    return opened(made.files[SIZES[0]])


def refusal(upload: bytes) -> str:
    with pytest.raises(Unusable) as caught:
        clean_image(upload)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_works(kind: str) -> None:
    made = clean_image(picture(kind, (1200, 600)))
    assert (made.width, made.height) == (512, 256)
    for side in SIZES:
        image = opened(made.files[side])
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (side, side // 2))
        assert close(image.getpixel((2, 2)), RED)
        assert close(image.getpixel((side - 3, 2)), BLUE)


def test_small_ones_are_not_enlarged() -> None:
    made = clean_image(picture(size=(100, 60)))
    assert [opened(made.files[side]).size for side in SIZES] == [(100, 60), (100, 60), (96, 58)]


@pytest.mark.parametrize(("size", "side", "wanted"), [
    ((512, 256), 192, (192, 96)),
    ((256, 512), 96, (48, 96)),
    ((60, 50), 512, (60, 50)),
    ((512, 1), 96, (96, 1)),
])  # fmt: skip
def test_fitted(size: tuple[int, int], side: int, wanted: tuple[int, int]) -> None:
    assert fitted(size, side) == wanted


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png(mode: str) -> None:
    if mode == "I;16":
        grey = Image.new("I;16", (80, 80), 256 * 130)
        assert close(largest(clean_image(saved(grey))).getpixel((9, 9)), (130, 130, 130))
        return
    image = largest(clean_image(picture(mode=mode, size=(80, 80))))
    if mode in ("P", "RGB", "RGBA"):
        assert close(image.getpixel((9, 9)), RED, by=40)
    assert image.mode == "RGB"


def test_sixteen_bits_a_channel() -> None:
    assert largest(clean_image(png_of(64, 64, bits=16, colour=2))).getpixel((5, 5)) == (0, 0, 0)


def test_cmyk() -> None:
    image = Image.new("CMYK", (80, 80), (255, 0, 0, 0))
    pixel = largest(clean_image(saved(image, "JPEG"))).getpixel((9, 9))
    assert isinstance(pixel, tuple)
    assert pixel[0] < 60
    assert pixel[2] > 180


def test_what_is_transparent_stays_so_and_hides_nothing() -> None:
    image = Image.new("RGBA", (300, 300), (*RED, 0))
    image.paste((*BLUE, 255), (0, 0, 150, 300))
    made = largest(clean_image(saved(image)))
    assert made.getpixel((10, 10)) == (*BLUE, 255)
    assert made.getpixel((290, 10)) == (0, 0, 0, 0)


def test_a_transparent_colour_of_a_palette() -> None:
    image = Image.new("P", (80, 80), 0)
    image.putpalette([*RED, *BLUE])
    image.paste(1, (0, 0, 40, 80))
    made = largest(clean_image(saved(image, transparency=0)))
    assert [made.getpixel((x, 9)) for x in (9, 70)] == [(*BLUE, 255), (0, 0, 0, 0)]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_turned_as_the_camera_was_held(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the right of the picture lies at the top of the file
    made = largest(clean_image(picture(kind, (200, 100), exif=exif.tobytes())))
    assert made.size == (100, 200)
    assert close(made.getpixel((50, 9)), RED)
    assert close(made.getpixel((50, 190)), BLUE)


def test_colours_become_those_of_every_screen() -> None:
    """With a profile whose red is another one: the numbers change, and the profile is gone."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    image = Image.new("RGB", (80, 80), (128, 200, 60))
    plain = largest(clean_image(saved(image)))
    unfitting = largest(clean_image(saved(image, icc_profile=lab.tobytes())))
    assert plain.getpixel((9, 9)) == unfitting.getpixel((9, 9)) == (128, 200, 60)
    exchanged = largest(clean_image(saved(image, icc_profile=red_for_green())))
    assert close(exchanged.getpixel((9, 9)), (200, 128, 60), by=3)
    assert "icc_profile" not in exchanged.info


def red_for_green() -> bytes:
    """The profile of a screen on which red and green are exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def test_metadata_is_gone() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET in a text", zip=False)
    text.add_itxt("XML:com.adobe.xmp", "<x>SECRET in XMP</x>")
    exif = Image.Exif()
    exif[0x010E] = "SECRET in EXIF"
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    png = picture(pnginfo=text, exif=exif.tobytes(), icc_profile=icc, dpi=(300, 300))
    jpeg = picture("JPEG", exif=exif.tobytes(), comment="SECRET in a comment")
    webp = picture("WEBP", exif=exif.tobytes(), xmp=b"SECRET in XMP", icc_profile=icc)
    for upload in (png, jpeg, webp):
        assert b"SECRET" in upload
        for content in clean_image(upload + b"<html>SECRET appended</html>PK\x03\x04").files.values():
            assert b"SECRET" not in content
            assert b"PK\x03\x04" not in content
            assert opened(content).info.keys() == set()
            assert content.endswith(chunk(b"IEND", b""))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_first_of_moving_pictures(kind: str) -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in (RED, BLUE)]
    moving = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    assert opened(moving).n_frames == 2  # type: ignore[attr-defined]
    made = largest(clean_image(moving))
    assert close(made.getpixel((9, 9)), RED)
    assert getattr(made, "n_frames", 1) == 1


def test_a_photo_with_others_behind_it() -> None:
    """Some cameras write several JPEGs in one."""
    photos = [Image.new("RGB", (80, 80), colour) for colour in (RED, BLUE)]
    several = saved(photos[0], "MPO", save_all=True, append_images=photos[1:])
    assert opened(several).format == "MPO"
    assert close(largest(clean_image(several)).getpixel((9, 9)), RED)


@pytest.mark.parametrize("name", ["invalid-exif.jpg", "syntax_num_frames_invalid.png"])
def test_a_slip_outside_the_picture_does_no_harm(name: str) -> None:
    assert clean_image((FROM_PILLOW / name).read_bytes()).width > 100


# ---- Refusals ----


def others() -> Iterator[Any]:
    """Anything but the three formats, whatever it is called."""
    for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PDF"):
        yield pytest.param(picture(kind, (64, 64)), id=kind)
    for name in ("badwidth.bmp", "oom.tif", "pngtest_bad.png.bin", "broken.png"):
        yield pytest.param((FROM_PILLOW / name).read_bytes(), id=name)
    for name in ("decompression_bomb.gif", "decompression_bomb.ico", "decompression_bomb_extents.gif"):
        yield pytest.param((FROM_PILLOW / name).read_bytes(), id=name)
    yield pytest.param(b"", id="empty")
    yield pytest.param(b"MZ" + bytes(62), id="program")
    yield pytest.param(b"\xff\xd8\xff<html><script>alert(1)</script>", id="html as JPEG")
    yield pytest.param(b"GIF89a/*\x01\x01\x00*/=1;alert(1)", id="script as GIF")
    yield pytest.param(b"%PDF-1.4\n%%EOF", id="PDF as PNG")
    yield pytest.param(b"PK\x05\x06" + bytes(18), id="archive")
    yield pytest.param(b"\x89PNG\r\n\x1a\n", id="a signature alone")
    yield pytest.param(b"RIFF\x10\x00\x00\x00WEBPVP8 ", id="a WebP without a picture")


@pytest.mark.parametrize("upload", list(others()))
def test_other_formats(upload: bytes) -> None:
    assert refusal(upload) == ONLY


@pytest.mark.parametrize("upload", [
    SCRIPT,
    b'\xef\xbb\xbf<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SCRIPT,
    b"<!-- " + b"x" * 100_000 + b" -->" + SCRIPT.upper(),
    SCRIPT.decode().encode("utf-16"),
    b"\n \t" + SCRIPT,
])  # fmt: skip
def test_svg_is_refused_with_the_reason(upload: bytes) -> None:
    assert refusal(upload).startswith("An SVG can carry programs and load things from elsewhere")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_cut_off(kind: str) -> None:
    noise = saved(Image.effect_noise((200, 200), 80).convert("RGB"), kind)
    assert refusal(noise[: len(noise) // 2]) in (DAMAGED, ONLY)
    assert refusal(noise[:-40]) in (DAMAGED, ONLY)


def test_broken() -> None:
    assert refusal((FROM_PILLOW / "broken_data_stream.png").read_bytes()) == DAMAGED


def test_too_many_bytes() -> None:
    assert refusal(picture() + bytes(MOST_BYTES)) == "The image is too large: at most 2 MB."
    assert clean_image(picture().ljust(MOST_BYTES, b"\0")).width == 300


@pytest.mark.parametrize("size", [(47, 300), (300, 47), (1, 1)])
def test_too_small(size: tuple[int, int]) -> None:
    wanted = f"The image is too small, {size[0]} × {size[1]} pixels: at least 48 each way."
    assert refusal(picture(size=size)) == wanted


def test_just_large_enough() -> None:
    assert clean_image(picture(size=(48, 48))).width == 48


def test_too_long() -> None:
    assert clean_image(picture(size=(600, 60))).height == 51
    assert "at most 10 times as wide as high" in refusal(picture(size=(601, 60)))
    assert "at most 10 times as wide as high" in refusal(picture(size=(60, 601)))


@pytest.mark.parametrize(("size", "most"), [((5001, 5000), 25), ((12_000, 12_000), 25), ((25_000, 25_000), 25)])
def test_too_many_pixels(size: tuple[int, int], most: int) -> None:
    upload = png_of(*size)
    assert len(upload) < 100_000
    assert refusal(upload) == f"The image has too many pixels: at most {most} million. Save it smaller and try again."


def test_formats_that_take_more_memory_may_have_fewer_pixels() -> None:
    grey = Image.new("L", (4000, 4000))
    assert "at most 15 million" in refusal(saved(grey, "JPEG", progressive=True))
    assert "at most 8 million" in refusal(saved(grey, "WEBP", quality=1))
    assert clean_image(saved(grey, "JPEG")).width == 512


def test_a_jpeg_that_is_walked_over_too_often() -> None:
    """A scan takes some fifty bytes and time by the size of the image."""
    upload = picture("JPEG", progressive=True)
    last = upload.rindex(START_OF_SCAN)
    often = upload[:-2] + upload[last:-2] * MOST_SCANS + upload[-2:]
    assert refusal(often) == "The image is written in an unusual way. Save it anew, as PNG, and try again."


# ---- What it may cost ----

MEASURED = """
import json, resource, sys, time
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from directory.images import SIZES, Unusable, clean_image
clean_image(open(sys.argv[1], "rb").read())
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
try:
    clean_image(open(sys.argv[2], "rb").read())
    made = True
except Unusable:
    made = False
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([made, (peak - before) / 1024, time.monotonic() - start]))
"""


def costs(upload: bytes, folder: Path) -> tuple[bool, float, float]:
    """Whether it was made anew, how many MB more a process of its own then had at most, and the seconds."""
    warm, given = folder / "warm", folder / "given"
    warm.write_bytes(picture())
    given.write_bytes(upload)
    command = [sys.executable, "-c", MEASURED, str(warm), str(given)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR)
    made, megabytes, seconds = json.loads(run.stdout)
    return made, megabytes, seconds


def large(mode: str, side: int, kind: str, **options: Any) -> bytes:
    return saved(Image.new(mode, (side, side)), kind, **options)


@pytest.mark.parametrize(("made", "upload"), [
    pytest.param(False, lambda: png_of(12_000, 12_000), id="17 kB, 144 million pixels"),
    pytest.param(False, lambda: png_of(25_000, 25_000), id="625 million pixels"),
    pytest.param(False, lambda: large("RGBA", 2900, "WEBP", lossless=True, method=0), id="WebP, too many"),
    pytest.param(False, lambda: large("CMYK", 3900, "JPEG", progressive=True, subsampling=0), id="scans, too many"),
    pytest.param(True, lambda: png_of(5000, 5000, bits=16, colour=6), id="PNG, as many as there may be"),
    pytest.param(True, lambda: png_of(15_800, 1580, bits=8, colour=6), id="PNG, as long as it may be"),
    pytest.param(True, lambda: large("RGBA", 2800, "WEBP", lossless=True, method=0), id="WebP, as many"),
    pytest.param(True, lambda: large("CMYK", 3850, "JPEG", progressive=True, subsampling=0), id="scans, as many"),
    pytest.param(True, lambda: large("RGB", 5000, "JPEG"), id="JPEG, as many"),
])  # fmt: skip
def test_memory_and_time(made: bool, upload: Any, tmp_path: Path, record_property: Any) -> None:
    was_made, megabytes, seconds = costs(upload(), tmp_path)
    record_property("megabytes", megabytes)
    assert was_made is made
    assert megabytes < (150 if made else 20)
    assert seconds < 5


def test_a_bomb_is_refused_at_once() -> None:
    bomb = io.BytesIO(png_of(12_000, 12_000)).getvalue()
    start = time.monotonic()
    refusal(bomb)
    assert time.monotonic() - start < 1
