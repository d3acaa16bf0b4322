"""QR codes for what is printed: black on white, drawn as SVG on the page itself."""

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def qr(address: str, label: str) -> SafeString:
    """`{% qr address label %}`: the code of this address, which a reader hears as `label`. The quiet zone of four
    modules is part of it, so that it can be read on any ground."""
    drawn = segno.make(address, error="m", micro=False)
    side = drawn.symbol_size(border=4)[0]
    path = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(drawn.matrix_iter(border=4))
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<rect class="qr__ground" width="{0}" height="{0}"/><path class="qr__ink" d="{2}"/></svg>',
        side,
        label,
        mark_safe(path),  # noqa: S308 (figures only)
    )
