"""What allauth needs an address for and has no page of ours, and where its own view needs a word more."""

from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts import robots
from accounts.sessions import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    has_second_factor,
    sessions_of,
)


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """allauth leads here after a code that is not wanted any more. The address itself cannot be changed yet."""
    return redirect(settings.LOGIN_REDIRECT_URL)


def challenge(request: HttpRequest) -> HttpResponse:
    """What the browser calculates on before it sends a form open to the public. Nothing is stored."""
    return JsonResponse(robots.new_challenge())


class RequestCode(account.RequestLoginCodeView):
    """The first page of signing in; it leads to the other ways as well."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        other = self.passthrough_next_url(reverse("account_login_password"))
        return super().get_context_data(**kwargs) | {"password_url": other}


class PasswordLogin(account.LoginView):
    template_name = "account/login_password.html"


class ChangePassword(account.PasswordChangeView):
    """Whoever else is signed in with the old password is not any more."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        end_other_sessions(self.request)
        return answer


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetPassword(account.PasswordSetView):
    """The first password. Who has a second factor shows it before: a password is a way in."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        end_other_sessions(self.request)
        return answer


class CompleteReset(account.CompletePasswordResetView):
    """After the code. It signs nobody in: the second factor is asked for as ever."""

    success_url = reverse_lazy("account_login_password")

    def form_valid(self, form: Any) -> HttpResponse:
        user = self._process.user
        answer: HttpResponse = super().form_valid(form)
        end_all_sessions(user)
        return answer


class ActivateTOTP(ActivateTOTPView):
    """Who has just typed a code of the new app is not asked for one again to see the recovery codes.

    Sessions that began before there was a second factor end: nobody in them has shown it.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        is_first = not has_second_factor(self.request.user)
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp", reauthenticated=True)
        if is_first:
            end_other_sessions(self.request)
        return response


class Security(IndexView):
    """All ways to sign in, and where one is signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sessions": sessions_of(self.request)}


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this person is signed in. One other session can be ended, or all of them."""
    if request.method != "POST":
        return render(request, "account/sessions.html", {"sessions": sessions_of(request)})
    mark = request.POST.get("mark", "")
    if mark == "all":
        end_other_sessions(request)
        messages.success(request, _("You are signed out everywhere else."))
    elif end_session(request, mark):
        messages.success(request, _("That session is over."))
    return redirect("account_sessions")
