from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from directory import actions
from directory.actions.errors import Refused
from directory.choices import PartnerRole
from directory.models import Partner

SAID = {
    "created": "{email} now works for {partner}",
    "changed": "{email} has another role",
    "same": "nothing to change",
}


class Command(BaseCommand):
    """Appoint a moderator of a partner, making the account if there is none, or end the appointment."""

    help = "Let somebody work for a partner as moderator or lead; with --dismiss, end it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="e-mail address of the person")
        parser.add_argument("partner", help="slug of the partner, such as walloon-partner")
        role = parser.add_mutually_exclusive_group()
        role.add_argument("--lead", action="store_true", help="as lead instead of moderator")
        role.add_argument("--dismiss", action="store_true", help="end the work for this partner")

    def handle(self, *args: Any, email: str, partner: str, lead: bool, dismiss: bool, **options: Any) -> None:
        chosen = _partner(partner)
        if dismiss:
            if not actions.dismiss(email=email, partner=chosen, by="SYSTEM"):
                raise CommandError(f"{email} does not work for {partner}.")
            self.stdout.write(f"{email} no longer works for {partner}")
            return
        _refuse_bad_address(email)
        role = PartnerRole.LEAD if lead else PartnerRole.MODERATOR
        try:
            outcome = actions.appoint(email=email, partner=chosen, role=role, by="SYSTEM")
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(SAID[outcome].format(email=email, partner=partner))


def _partner(slug: str) -> Partner:
    partner = Partner.objects.filter(slug=slug).first()
    if partner is None:
        known = ", ".join(Partner.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no partner {slug!r}. There are: {known}.")
    return partner


def _refuse_bad_address(email: str) -> None:
    try:
        User._meta.get_field("email").run_validators(email)  # its form and its length
    except ValidationError as error:
        raise CommandError(f"{email!r} is no e-mail address.") from error
