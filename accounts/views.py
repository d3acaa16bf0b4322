"""What allauth needs an address for and has no page of ours, and where its own view needs a word more."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.sessions import end_other_sessions


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """allauth leads here after a code that is not wanted any more. The address itself cannot be changed yet."""
    return redirect(settings.LOGIN_REDIRECT_URL)


class ActivateTOTP(ActivateTOTPView):
    """Who has just typed a code of the new app is not asked for one again to see the recovery codes.

    Sessions that began before there was a second factor end: nobody in them has shown it.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp", reauthenticated=True)
        end_other_sessions(self.request)
        return response


activate_totp = ActivateTOTP.as_view()
