"""allauth's forms with our labels and without placeholders, and the person's own settings."""

from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from belgiantech.characters import is_readable

CODE_HINT = _("It stands in the mail that we just sent you.")
APP_HINT = _("Six digits from your authenticator app.")
APP_OR_RECOVERY_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


def _rename(field: forms.Field, label: Any, hint: Any = "", **attrs: str) -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignupForm(account.SignupForm):
    """An e-mail address is all it takes. The language of the page becomes the person's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["email"], _("E-mail address"), _("We send a code to it. There is no password."))

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        user.language = get_language() or Language.EN
        user.save(update_fields=["language"])

    def try_save(self, request: HttpRequest) -> Any:
        """Of two sign-ups at once with one address, the second is answered as one that comes later."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["email"], _("E-mail address"), _("We send a code to it. There is no password."))

    def clean_email(self) -> str:
        """People who were added by a command have no row of allauth's yet, which the code will verify."""
        email: str = super().clean_email()
        if self._user:
            sync_user_email_address(self._user)
        return email


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["code"], _("Code"), CODE_HINT, **{"class": "input--w"})


class ConfirmEmailForm(account.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["code"], _("Code"), CODE_HINT, **{"class": "input--w"})


class PasswordForm(account.ReauthenticateForm):
    """Only for who was given a password on the command line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["password"], _("Password"))


class AuthenticateForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["code"], _("Code"), APP_OR_RECOVERY_HINT, **{"class": "input--w"})


class ReauthenticateForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["code"], _("Code"), APP_OR_RECOVERY_HINT, **{"class": "input--w"})


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["code"], _("Code"), APP_HINT, inputmode="numeric", **{"class": "input--w"})


class PersonForm(forms.ModelForm[User]):
    """What a person may say about himself or herself."""

    class Meta:
        model = User
        fields = ("name", "language")
        labels = {"name": _("Your name"), "language": _("Language of our mails")}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "name": _("Moderators see it beside what you send. It is not published."),
            "language": _("The pages themselves you read in whatever language you like."),
        }

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if not all(is_readable(character) for character in name):
            raise forms.ValidationError(_("This text holds a character that cannot be shown. Please type it again."))
        return name
