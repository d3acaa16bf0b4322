"""QR codes: drawn on the page, readable on any ground, and said to those who do not see them."""

import re

from directory.templatetags.qr import qr

ADDRESS = "https://directory.example/en/startups/polderpeil/"
QUIET = 4


def dark(svg: str) -> set[tuple[int, int]]:
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}


def test_it_draws_three_finder_patterns_inside_a_quiet_zone() -> None:
    svg = qr(ADDRESS, "Address of this page")
    match = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert match
    side, modules = int(match.group(1)), dark(svg)
    assert min(min(module) for module in modules) == QUIET
    assert max(max(module) for module in modules) == side - QUIET - 1
    far = side - QUIET - 7
    for left, top in ((QUIET, QUIET), (far, QUIET), (QUIET, far)):
        ring = {(left + x, top + y) for x in range(7) for y in range(7) if {x, y} & {0, 6}}
        assert ring <= modules


def test_another_address_is_another_code() -> None:
    assert dark(qr(ADDRESS, "")) != dark(qr(ADDRESS + "x", ""))


def test_the_label_is_a_text() -> None:
    assert 'aria-label="&lt;b&gt; &amp; &quot;"' in qr(ADDRESS, '<b> & "')
