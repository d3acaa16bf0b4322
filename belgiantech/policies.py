"""Who may reach a view. Every route declares one of these; a test walks all routes and finds none without."""

from collections.abc import Callable
from enum import StrEnum

from django.http import HttpResponse

View = Callable[..., HttpResponse]


class Policy(StrEnum):
    PUBLIC = "public"  # the whole world, nothing personal on the page
    SIGNED_IN = "signed-in"  # somebody with an account; what they see, the view narrows
    DESK = "desk"  # people of the back office with a second factor
    DEVELOPMENT = "development"  # exists in DEBUG only


def declare(view: View, policy: Policy) -> View:
    """Write the policy on the view, where the test that walks the routes looks for it."""
    view.policy = policy  # type: ignore[attr-defined]
    return view
