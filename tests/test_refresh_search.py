"""Search documents of entries that nobody has touched since the words changed."""

from django.core.management import call_command
from django.db.models import Value

from directory.models import Startup
from directory.search.query import Selection
from directory.search.results import Results
from tests.factories import Make


def test_it_works(db: None) -> None:
    entry = Make.unclaimed(name="Polderpeil")
    Startup.objects.update(search_document=Value("old"))
    assert not Results(Selection(q="Polderpeil")).rows()
    call_command("refresh_search", verbosity=0)
    assert [row.pk for row in Results(Selection(q="Polderpeil")).rows()] == [entry.pk]
