"""The sessions of a person: which one showed a second factor, and how the others end."""

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User


def showed_second_factor(request: HttpRequest) -> bool:
    """Whether a code of the second factor was given in this very session; that the account has one is not enough."""
    if not isinstance(request.user, User):
        return False
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def end_other_sessions(request: HttpRequest) -> None:
    """Signs this person out everywhere but here. A session row says whose it is only inside, so each is opened."""
    others = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=request.session.session_key)
    mine = [row.pk for row in others.iterator() if row.get_decoded().get(SESSION_KEY) == str(request.user.pk)]
    Session.objects.filter(pk__in=mine).delete()
