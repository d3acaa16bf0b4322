"""How allauth behaves here: its mails in the person's language, its words ours, no 500 when mail is down."""

import logging
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import client_address
from accounts.models import User
from accounts.session_store import DEVICE
from accounts.sessions import device_of, has_second_factor, second_factor_page

logger = logging.getLogger(__name__)

LONGEST = 254  # characters of an e-mail address, as in accounts.models


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("Address and password do not go together. You can sign in by code as well."),
        "enter_current_password": _("This is not the password until now."),
        "incorrect_code": _("This is not the code. Please check it, or ask for a new one."),
        "incorrect_password": _("This is not the password."),
        "invalid_login": _("This did not work. Please start again."),
        "rate_limited": _("That was a little fast. Please wait a minute and try again."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes and ask for a new code."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language that the account prefers; for an address without account, in that of the page."""
        with translation.override(language_for(email)):
            message = self.render_mail(template_prefix, email, context | addresses() | {"email": email})
        try:
            message.send()
        except (SMTPException, OSError):
            logger.exception("%s cannot be sent", template_prefix)
            if "code" not in context and "signup_url" not in context:
                return  # a notice; nobody waits for it
            self.add_message(
                current.request,
                messages.ERROR,
                message=_("Our mail is disturbed at the moment. Please ask for a new code in a few minutes."),
            )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Without the link to reset a password, which allauth's own way holds: nobody needs one to sign in."""
        self.send_mail("account/email/account_already_exists", email, {})

    def login(self, request: HttpRequest, user: Any) -> None:
        """Beside the new session, what it was opened with: the page of sessions says it."""
        super().login(request, user)
        request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The first is what a person is led to: the app or, where there is none, the passkey; then recovery codes."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        first = second_factor_page(user) if has_second_factor(user) else ""
        return sorted(methods, key=lambda method: method["url"] != first)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def clean_email(self, email: str) -> str:
        """The address ends up in the header of a mail, and PostgreSQL holds 254 characters of it."""
        if len(email) > LONGEST or not email.isprintable():
            raise ValidationError(_("Please write an e-mail address such as name@example.com."))
        return email

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This did not match. Please check it, or try once more."),
        "unverified_email": _("Please confirm your e-mail address first: sign in with a code once."),
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}


def language_for(email: str) -> str:
    user = User.objects.filter(email__iexact=email).first()
    return user.language if user else translation.get_language()


def addresses() -> dict[str, str]:
    """Links of a mail, on our own host whatever the request claimed to ask for."""
    site = settings.SITE_URL
    return {
        "site_url": site,
        "signup_url": site + reverse("account_signup"),
        "login_url": site + reverse("account_login"),
        "security_url": site + reverse("mfa_index"),
    }
