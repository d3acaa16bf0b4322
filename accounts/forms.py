"""allauth's forms with our labels and without placeholders, and the person's own settings."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.core import context as current
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import within_limit
from accounts.models import Language, User
from accounts.robots import NoRobots
from belgiantech.characters import is_readable

EMAIL_HINT = _("We send a code to it. You need no password.")
PASSWORD_HINT = _("At least 12 characters. Several words that do not belong together are good.")
CODE_HINT = _("It stands in the mail that we just sent you.")
APP_HINT = _("Six digits from your authenticator app.")
APP_OR_RECOVERY_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


def _rename(field: forms.Field, label: Any, hint: Any = "", **attrs: str) -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignupForm(NoRobots, account.SignupForm):
    """An e-mail address is all it takes. The language of the page becomes the person's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["email"], _("E-mail address"), EMAIL_HINT)

    def clean_email(self) -> str:
        """Known and unknown addresses are counted alike: either gets a mail."""
        email: str = super().clean_email()
        if not within_limit(current.request, "signup_address", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email

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
        _rename(self.fields["email"], _("E-mail address"), EMAIL_HINT)

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


class ConfirmResetCodeForm(account.ConfirmPasswordResetCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["code"], _("Code"), CODE_HINT, **{"class": "input--w"})


class PasswordLoginForm(account.LoginForm):
    """The other way in, for who has set a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["login"], _("E-mail address"))
        _rename(self.fields["password"], _("Password"), _forgotten())

    def _setup_password_field(self) -> None:
        """allauth takes the field away where sign-up asks for no password."""


class PasswordForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["password"], _("Password"), _forgotten())


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["email"], _("E-mail address"), _("We send a code to it."))


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename_new(self)


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self.fields["oldpassword"], _("Password until now"), _forgotten())
        _rename_new(self)


class NewPasswordForm(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename_new(self)


def _rename_new(form: forms.Form) -> None:
    _rename(form.fields["password1"], _("New password"), PASSWORD_HINT)
    _rename(form.fields["password2"], _("New password once more"))


def _forgotten() -> str:
    return format_html('<a href="{}">{}</a>', reverse("account_reset_password"), gettext("Forgotten?"))


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

    def save(self, commit: bool = True) -> User:
        """These two fields alone, and never of an account that was closed in the meantime."""
        given = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        User.objects.filter(pk=self.instance.pk, is_active=True).update(**given)
        return self.instance

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if not all(is_readable(character) for character in name):
            raise forms.ValidationError(_("This text holds a character that cannot be shown. Please type it again."))
        return name
