"""A draft, a browser of its founder, and a way to send a page of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory.models import Submission
from tests.factories import Make
from tests.founder.answers import send_topic

Post = Callable[..., Any]


@pytest.fixture
def draft(founder: User) -> Submission:
    return Make.draft(founder)


@pytest.fixture
def founder_client(founder: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(founder)


@pytest.fixture
def post(draft: Submission, founder_client: Client) -> Post:
    """Sends the page of a topic of the draft, in English; returns the answer."""
    return lambda topic, **changed: send_topic(founder_client, draft, topic, **changed)
