"""Sign-up, login by e-mailed code, second factor: those of django-allauth's views that we support, one by one.

The names are allauth's own, because its code reverses them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from accounts import views
from belgiantech.policies import Policy, View, declare


def _public(address: str, view: View, *names: str) -> list[URLPattern]:
    return [path(address, declare(never_cache(view), Policy.PUBLIC), name=name) for name in names]


def _signed_in(address: str, view: View, name: str) -> list[URLPattern]:
    return [path(address, declare(never_cache(view), Policy.SIGNED_IN), name=name)]


urlpatterns = [
    # One page asks for the address and mails a code: it is both of allauth's ways in.
    *_public("login/", account.request_login_code, "account_login", "account_request_login_code"),
    *_public("login/code/", account.confirm_login_code, "account_confirm_login_code"),
    *_public("signup/", account.signup, "account_signup"),
    *_public("signup/code/", account.email_verification_sent, "account_email_verification_sent"),
    *_public("logout/", account.logout, "account_logout"),
    *_public("inactive/", account.account_inactive, "account_inactive"),
    *_public("second-factor/", mfa.authenticate, "mfa_authenticate"),
    *_signed_in("email/", views.email, "account_email"),
    *_signed_in("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    *_signed_in("security/", mfa.index, "mfa_index"),
    *_signed_in("security/confirm/", mfa.reauthenticate, "mfa_reauthenticate"),
    *_signed_in("security/app/", views.activate_totp, "mfa_activate_totp"),
    *_signed_in("security/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    *_signed_in("security/codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    *_signed_in("security/codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    *_signed_in("security/codes/download/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
]
