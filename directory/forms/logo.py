"""The upload of a logo."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from directory.images import ACCEPT, MOST_BYTES, CleanImage, Unusable, clean_image, too_heavy


class LogoField(forms.FileField):
    """An image that is made anew (directory.images); its value is a CleanImage."""

    widget = forms.FileInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Choose an image first."),
        "empty": gettext_lazy("This file is empty. Choose another one."),
        "invalid": gettext_lazy("Choose an image first."),
        "missing": gettext_lazy("Choose an image first."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ACCEPT}

    def to_python(self, data: Any) -> CleanImage | None:  # type: ignore[override]
        upload = super().to_python(data)
        if upload is None:
            return None
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError(too_heavy(), code="too_large")
        try:
            return clean_image(upload.read())
        except Unusable as unusable:
            raise ValidationError(str(unusable), code="unusable") from unusable


class LogoForm(forms.Form):
    logo = LogoField(
        label=gettext_lazy("Image"),
        help_text=gettext_lazy(
            "PNG, JPEG or WebP, up to 2 MB, at least 48 pixels each way. Best is a PNG with a transparent ground, "
            "512 pixels wide."
        ),
    )
