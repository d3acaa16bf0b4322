"""Appointing people of a partner, by action and by command."""

import sys
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import User
from directory import actions
from directory.choices import PartnerRole, Verb
from directory.models import Event, Membership, Partner
from directory.rules.permissions import may_open_desk
from directory.rules.trail import first_broken_position
from directory.templatetags.trail import lines

NEW = "moderator@example.test"


@pytest.fixture
def partner(db: None) -> Partner:
    return Partner.objects.get(slug="walloon-partner")


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("appoint", *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_works(partner: Partner, operator: User) -> None:
    assert actions.appoint(email="Moderator@Example.test ", partner=partner, by=operator) == "created"
    user = User.objects.get(email=NEW)
    assert may_open_desk(user)
    assert not user.has_usable_password()
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (NEW, True, True)
    event = Event.objects.get(verb=Verb.PARTNER_JOINED)
    assert event.actor == str(operator.pk)
    assert event.after == {"user": str(user.pk), "partner": "walloon-partner", "role": "moderator"}
    assert NEW not in str(event.after)
    assert [line.sentence for line in lines([event], operator)] == ["The operator appointed somebody for a partner."]


def test_somebody_with_an_account(partner: Partner, founder: User) -> None:
    actions.appoint(email=founder.email.upper(), partner=partner, by="SYSTEM")
    assert Membership.objects.get().user == founder
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_a_second_time_changes_nothing_and_another_role_does(partner: Partner) -> None:
    actions.appoint(email=NEW, partner=partner, by="SYSTEM")
    assert actions.appoint(email=NEW, partner=partner, by="SYSTEM") == "same"
    assert actions.appoint(email=NEW, partner=partner, role=PartnerRole.LEAD, by="SYSTEM") == "changed"
    assert Membership.objects.get().role == PartnerRole.LEAD
    first, second = Event.objects.order_by("position")
    assert (first.before, second.before["role"], second.after["role"]) == ({}, "moderator", "lead")
    assert first_broken_position() is None


def test_dismissed(partner: Partner, wallonia: User) -> None:
    assert actions.dismiss(email=wallonia.email, partner=partner, by="SYSTEM")
    assert not may_open_desk(User.objects.get(pk=wallonia.pk))
    event = Event.objects.get()
    assert (event.verb, event.before["user"], event.after) == (Verb.PARTNER_LEFT, str(wallonia.pk), {})
    assert not actions.dismiss(email=wallonia.email, partner=partner, by="SYSTEM")
    assert Event.objects.count() == 1


def test_all_or_nothing(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(sys.modules["directory.actions.appoint"], "record", fail)
    with pytest.raises(IntegrityError):
        actions.appoint(email=NEW, partner=partner, by="SYSTEM")
    assert not User.objects.exists()


def test_the_command(partner: Partner) -> None:
    assert command(NEW, partner.slug, "--lead") == f"{NEW} now works for walloon-partner"
    assert Membership.objects.get().role == PartnerRole.LEAD
    assert command(NEW, partner.slug, "--lead") == "nothing to change"
    assert command(NEW, partner.slug) == f"{NEW} has another role"
    assert command(NEW, partner.slug, "--dismiss") == f"{NEW} no longer works for walloon-partner"
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((NEW, "atlantis"), "There is no partner 'atlantis'. There are: brussels-partner,"),
        (("nobody", "walloon-partner"), "'nobody' is no e-mail address"),
        (("a" * 250 + "@example.test", "walloon-partner"), "is no e-mail address"),
        (("a\x00@example.test", "walloon-partner"), "is no e-mail address"),
        ((NEW, "walloon-partner", "--dismiss"), "does not work for walloon-partner"),
        ((NEW, "walloon-partner", "--dismiss", "--lead"), "not allowed with argument"),
    ],
)
def test_what_the_command_refuses(partner: Partner, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        command(*arguments)
    assert not User.objects.exists()
    assert not Event.objects.exists()
