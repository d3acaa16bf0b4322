"""By what an e-mail address is known again that nobody is to read: one that is blocked, or is not to be written to."""

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "directory.address"


def digest_of_address(email: str) -> str:
    """What is kept in its place. Without the site's key nobody finds out whose it is."""
    return digests_of_address(email)[0]


def digests_of_address(email: str) -> list[str]:
    """The digest with the site's key, and those with earlier ones, by which older rows are found.

    A key that is replaced stays in SECRET_KEY_FALLBACKS: without it, what people asked for would be forgotten.
    """
    plain = email.strip().casefold()
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, plain, secret=key, algorithm="sha256").hexdigest() for key in keys]
