"""The twelve kinds of actor of product.md, in one world."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from directory.models import (
    Membership,
    Partner,
)
from tests.rights.world import World
from tests.rules.test_permissions import ACTORS


@pytest.fixture
def world(  # noqa: PLR0917  # fixtures come by position
    founder: User,
    other_founder: User,
    wallonia: User,
    flanders: User,
    operator: User,
    auditor: User,
    as_user: Callable[[User], Client],
    settings: Settings,
) -> World:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # the tables take longer than the five minutes of a fresh login

    def person(name: str, role: str = "") -> User:
        user = User.objects.create_user(f"{name}@example.test")
        if role:
            Membership.objects.create(user=user, partner=Partner.objects.get(slug="walloon-partner"), role=role)
            TOTP.activate(user, generate_totp_secret())
        return user

    people = {
        "unrelated": other_founder,
        "owner": founder,
        "editor": person("editor"),
        "former": person("former"),
        "moderator": wallonia,
        "other_moderator": flanders,
        "moderator_of_company": person("insider", "moderator"),
        "lead": person("lead", "lead"),
        "operator": operator,
        "auditor": auditor,
        "deactivated": person("deactivated", "moderator"),
    }
    assert {*people, "anonymous"} == set(ACTORS)
    return World(people, as_user)
