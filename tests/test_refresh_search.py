"""Search documents of entries that nobody has touched since the words changed."""

from django.core.management import call_command
from django.db.models import Value

from directory.models import Sector, Startup
from tests.factories import Make
from tests.search.finding import find


def test_it_works(db: None) -> None:
    Make.unclaimed(sectors=[Sector.objects.get(slug="fintech").pk])
    Startup.objects.update(search_document=Value("old"))
    assert find("fintech") == []
    call_command("refresh_search", verbosity=0)
    assert len(find("fintech")) == 1
