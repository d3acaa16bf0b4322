"""What is left of a person whose account is closed: a row with a random id, which decisions and events point to."""

import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import CLOSED_DOMAIN, User
from accounts.sessions import end_all_sessions


def erase_account(user: User) -> None:
    """Forget who this was, and end every way in. For callers that hold the lock of the row in a transaction.

    Codes that were mailed for a login lie in sessions of nobody yet: the caller ends those after the commit
    (end_logins_under_way), as every one of them has to be read. Limits in the cache know people by digests.
    """
    end_all_sessions(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.email = f"closed-{uuid.uuid4()}@{CLOSED_DOMAIN}"
    user.name = ""
    user.language = User._meta.get_field("language").default
    user.is_active = user.is_operator = user.is_auditor = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
