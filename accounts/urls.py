"""Sign-up, login by code, passkey or password, second factor, sessions: the views of allauth that we support, each.

The names are allauth's own, because its code reverses them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from accounts import passkeys, views
from belgiantech.policies import Policy, View, declare


def _public(address: str, view: View, *names: str) -> list[URLPattern]:
    return [path(address, declare(never_cache(view), Policy.PUBLIC), name=name) for name in names]


def _signed_in(address: str, view: View, name: str) -> list[URLPattern]:
    return [path(address, declare(never_cache(view), Policy.SIGNED_IN), name=name)]


urlpatterns = [
    # One page asks for the address and mails a code: it is both of allauth's ways in.
    *_public("login/", views.RequestCode.as_view(), "account_login", "account_request_login_code"),
    *_public("login/code/", account.confirm_login_code, "account_confirm_login_code"),
    *_public("login/password/", views.PasswordLogin.as_view(), "account_login_password"),
    *_public("login/passkey/", passkeys.SignIn.as_view(), "mfa_login_webauthn"),
    *_public("login/passkey/options/", passkeys.options, "account_passkey_options"),
    *_public("signup/", account.signup, "account_signup"),
    *_public("signup/code/", account.email_verification_sent, "account_email_verification_sent"),
    *_public("challenge/", views.challenge, "account_challenge"),
    *_public("logout/", account.logout, "account_logout"),
    *_public("inactive/", account.account_inactive, "account_inactive"),
    *_public("second-factor/", passkeys.SecondFactor.as_view(), "mfa_authenticate"),
    *_public("password/reset/", account.password_reset, "account_reset_password"),
    *_public("password/reset/code/", account.confirm_password_reset_code, "account_confirm_password_reset_code"),
    *_public("password/reset/new/", views.CompleteReset.as_view(), "account_complete_password_reset"),
    *_signed_in("password/set/", views.SetPassword.as_view(), "account_set_password"),
    *_signed_in("password/change/", views.ChangePassword.as_view(), "account_change_password"),
    *_signed_in("email/", views.email, "account_email"),
    *_signed_in("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    *_signed_in("sessions/", views.sessions, "account_sessions"),
    *_signed_in("security/", login_required(views.Security.as_view()), "mfa_index"),
    *_signed_in("security/confirm/", mfa.reauthenticate, "mfa_reauthenticate"),
    *_signed_in("security/app/", views.ActivateTOTP.as_view(), "mfa_activate_totp"),
    *_signed_in("security/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    *_signed_in("security/passkeys/add/", login_required(passkeys.Add.as_view()), "mfa_add_webauthn"),
    *_signed_in("security/passkeys/confirm/", passkeys.Confirm.as_view(), "mfa_reauthenticate_webauthn"),
    *_signed_in("security/passkeys/<int:pk>/", login_required(passkeys.Rename.as_view()), "mfa_edit_webauthn"),
    *_signed_in("security/passkeys/<int:pk>/remove/", login_required(passkeys.Remove.as_view()), "mfa_remove_webauthn"),
    *_signed_in("security/codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    *_signed_in("security/codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    *_signed_in("security/codes/download/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
]
