"""Following a list by mail."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.robots import NoRobots
from directory.forms.introduction import AddressField


class AlertForm(NoRobots, forms.Form):
    email = AddressField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send you a link first. Nothing is followed before you confirm."),
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, request=request)
