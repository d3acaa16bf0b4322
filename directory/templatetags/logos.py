"""A logo on its plate."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.images import SIZES
from directory.models import Logo

register = template.Library()
WIDEST, HIGHEST = 192, 112  # on the page, in its pixels; sharp screens get the next larger file


@register.simple_tag
def logo_plate(logo: Logo, name: str, ground: str = "") -> SafeString:
    """The logo of the firm with this name. `ground`: "" for the page's own, "light" or "dark" for one of the two."""
    scale = min(1.0, WIDEST / logo.width, HIGHEST / logo.height)
    return format_html(
        '<span class="plate{}"><img src="{}" srcset="{} 2x" width="{}" height="{}" alt="{}"></span>',
        f" plate--{ground}" if ground else "",
        reverse("logo", args=[logo.pk, SIZES[1]]),
        reverse("logo", args=[logo.pk, SIZES[0]]),
        max(1, round(logo.width * scale)),
        max(1, round(logo.height * scale)),
        _("Logo of %(name)s") % {"name": name},
    )


@register.filter
def as_logo(value: Any) -> Logo | None:
    """The logo that a profile names; None where it names none, or one that is gone."""
    return Logo.objects.filter(pk=value).first() if value else None
