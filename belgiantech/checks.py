"""What `manage.py check --deploy` says about the environment, beside Django's own checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register

from belgiantech import env

# Each has a default that serves development only.
EXPECTED = {
    "SITE_URL": "mails and the sitemap link to http://127.0.0.1:8000.",
    "EMAIL_HOST": "no mail can be sent, so nobody can sign in.",
    "TRUSTED_PROXY_COUNT": "limits count the proxy's address instead of the visitor's. Without a proxy, set it to 0.",
}


@register(Tags.security, deploy=True)
def environment_is_complete(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A warning for each variable that production needs and that is not set."""
    return [
        Warning(f"{name} is not set: {consequence}", id=f"belgiantech.W{number:03}")
        for number, (name, consequence) in enumerate(EXPECTED.items(), start=1)
        if not env.text(name)
    ]
