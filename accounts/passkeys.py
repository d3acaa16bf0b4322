"""Forms and pages of passkeys: allauth's, with our words and with nothing to choose that needs explaining."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth, flows
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from fido2.webauthn import UserVerificationRequirement

from accounts.sessions import end_other_sessions, has_second_factor
from belgiantech.characters import is_readable

Result = TypeVar("Result")
LONGEST_NAME = 60
LONGEST_CREDENTIAL = 20_000  # characters; a real one has some 2,000
MOST = 20  # passkeys of one person
# What the library raises, beside its own refusals, over bytes that no authenticator made.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, NotImplementedError, OverflowError)


class CredentialField(forms.CharField):
    """What the browser made of the passkey, as JSON that PostgreSQL can hold."""

    def __init__(self) -> None:
        super().__init__(max_length=LONGEST_CREDENTIAL, widget=forms.HiddenInput)

    def clean(self, value: Any) -> Any:
        try:
            credential = json.loads(super().clean(value))
            text = json.dumps(credential, ensure_ascii=False, allow_nan=False)
        except forms.ValidationError:
            raise
        except (ValueError, RecursionError) as malformed:
            raise get_adapter().validation_error("incorrect_code") from malformed
        if not credential or not isinstance(credential, dict) or "\\u00" in text or not all(map(is_readable, text)):
            raise get_adapter().validation_error("incorrect_code")
        return credential


class NameField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            max_length=LONGEST_NAME,
            label=_("Name of the passkey"),
            help_text=_("So that you know it again later, such as “Telephone” or “Blue key”."),
        )

    def clean(self, value: Any) -> str:
        name = " ".join(super().clean(value).split())
        if not all(is_readable(character) for character in name):
            raise forms.ValidationError(_("This text holds a character that cannot be shown. Please type it again."))
        return name


class AddForm(webauthn.AddWebAuthnForm):
    """Whether the key can sign in by itself, the authenticator decides: nobody has to choose."""

    credential = CredentialField()
    name = NameField()
    passwordless = None

    def clean(self) -> dict[str, Any]:
        return _guarded(super().clean)


class RenameForm(webauthn.EditWebAuthnForm):
    name = NameField()


class LoginForm(webauthn.LoginWebAuthnForm):
    """Only for a challenge that asked for finger, face or PIN: the session keeps one, whatever page it was made for."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        state = auth.get_state()
        if not state or state.get("user_verification") != UserVerificationRequirement.REQUIRED:
            raise get_adapter().validation_error("incorrect_code")
        return _guarded(super().clean_credential)


class AuthenticateForm(webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return _guarded(super().clean_credential)


class ReauthenticateForm(webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return _guarded(super().clean_credential)


@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to sign in with a passkey. It is a POST, because the challenge is kept in the session."""
    refused = ratelimit.consume_or_429(request, app="allauth.mfa", action="webauthn_login")
    return refused or JsonResponse(auth.begin_authentication(user=None))


class SignIn(views.LoginWebAuthnView):
    """A passkey alone, with finger, face or PIN: that is both factors."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("account_login")

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = flows.perform_passwordless_login(self.request, authenticator, login)
        return answer


class SecondFactor(AuthenticateView):
    """After code or password: the passkey, a code of the app or a recovery code, whichever the account has."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        forms_of_both = {"code_form": self.auth_form, "form": _bound(self.auth_form, self.webauthn_form)}
        return with_options(context) | {"kinds": set(kinds)} | forms_of_both


class Add(views.AddWebAuthnView):
    """Who has just used the new passkey is not asked for it again. Sessions from before the first factor end."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(auth.get_credentials(request.user)) >= MOST:
            messages.error(request, _("You have as many passkeys as you can. Please remove one first."))
            return redirect("mfa_index")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's own drops the form that was sent, and with it what was wrong."""
        return with_options(super().get_context_data(**kwargs)) | kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        is_first = not has_second_factor(self.request.user)
        answer: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="webauthn", reauthenticated=True)
        if is_first:
            end_other_sessions(self.request)
        return answer


class Rename(views.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class Remove(views.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class Confirm(views.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return with_options(super().get_context_data(**kwargs)) | kwargs


def with_options(context: dict[str, Any]) -> dict[str, Any]:
    """What passkeys.js gives to the browser, as JSON for an attribute."""
    [given] = context["js_data"].values()
    return context | {"passkey_options": json.dumps(given)}


def _bound(*given: forms.Form) -> forms.Form:
    """The form that was sent, whose errors the page shows; the first one before that."""
    return next((form for form in given if form.is_bound), given[0])


def _guarded(check: Callable[[], Result]) -> Result:
    """What an authenticator cannot have made is refused like a wrong code."""
    try:
        return check()
    except forms.ValidationError:
        raise
    except MALFORMED as malformed:
        raise get_adapter().validation_error("incorrect_code") from malformed
