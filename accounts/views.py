"""What allauth needs an address for and has no page of ours."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """allauth leads here after a code that is not wanted any more. The address itself cannot be changed yet."""
    return redirect(settings.LOGIN_REDIRECT_URL)
