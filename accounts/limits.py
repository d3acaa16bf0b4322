"""How often something may be tried, counted for all processes together, by the visitor's real address."""

import ipaddress

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104  # counted together: requests that came without any address, as over a socket


def client_address(request: HttpRequest) -> str:
    """The address before the proxies that are ours; what a client wrote into the header itself is further left.

    A request with fewer entries than proxies came around them: then the one who connected counts.
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    given = passed[-proxies] if 0 < proxies <= len(passed) else ""
    return _clean(given) or _clean(request.META.get("REMOTE_ADDR", "")) or NOWHERE


def within_limit(request: HttpRequest, action: str, key: str = "") -> bool:
    """Counts this attempt and says whether it may go on. Actions and their rates: settings, RATE_LIMITS."""
    return ratelimit.consume(request, app="accounts", action=action, config=settings.RATE_LIMITS, key=key) is not None


def within_limit_of_client(request: HttpRequest, action: str, key: str) -> bool:
    """As within_limit, counted by the visitor's address and `key` together."""
    return within_limit(request, action, key=f"{ratelimit.get_ip(request)} {key}")


def _clean(text: str) -> str:
    """An IPv4 address stays itself however it is written; '' for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
