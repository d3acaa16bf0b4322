"""Writing a sample entry: a plainly invented company that shows what a complete entry looks like."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import transaction

from accounts.models import User
from directory.actions._entries import source_from_founder, write_profile
from directory.actions._shared import Actor, record
from directory.actions.documents import keep_names
from directory.actions.errors import OnlyInDebug
from directory.actions.import_entry import Outcome
from directory.choices import EntryState, TeamRole, Verb
from directory.models import Municipality, Startup, TeamMember
from directory.rules.places import territory_of
from directory.rules.profile import Profile, public_value


@dataclass(frozen=True)
class Sample:
    """A complete entry."""

    key: str
    profile: Profile
    confirmed_on: date
    owner: User | None = None


@transaction.atomic
def load_sample(*, sample: Sample, by: Actor) -> Outcome:
    """Create the sample entry once; one that is there stays as somebody may have changed it.

    Raises OnlyInDebug: samples exist in DEBUG only (product.md, Rules).
    """
    if not settings.DEBUG:
        raise OnlyInDebug
    if Startup.objects.filter(import_key=sample.key).exists():
        return "same"
    keep_names()
    confirmed_at = datetime.combine(sample.confirmed_on, time(10), tzinfo=UTC)
    municipality = Municipality.objects.select_related("area__parent").get(nis_code=sample.profile["municipality"])
    startup = Startup(
        state=EntryState.PUBLISHED,
        import_key=sample.key,
        is_sample=True,
        territory=territory_of(sample.profile["postal_code"], municipality),
        claimed_at=confirmed_at,
        published_at=confirmed_at,
        confirmed_on=sample.confirmed_on,
        confirmed_by=sample.owner,
    )
    write_profile(startup, sample.profile, sample.profile)
    if sample.owner:
        TeamMember.objects.create(startup=startup, user=sample.owner, role=TeamRole.OWNER)
    source_from_founder(startup, sample.profile, sample.profile, sample.owner, confirmed_at)
    after = {name: public_value(name, value) for name, value in sample.profile.items()}
    record(Verb.ENTRY_IMPORTED, by=by, startup=startup, after=after | {"is_sample": True}, reason="sample")
    return "created"
