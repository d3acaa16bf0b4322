"""Pages without an id: who gets in, and whose things stand on them."""

from django.urls import reverse
from django.utils.html import escape

from directory.models import (
    Collection,
    DuplicatePair,
    ImportBatch,
    Partner,
    Submission,
    Synonyms,
)
from tests.rights.asking import writes
from tests.rights.tables import LISTS, OWN_PAGES
from tests.rights.world import World


def test_whose_things_stand_on_the_lists(world: World) -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for route, things in LISTS.items():
        pages = {actor: client.get(reverse(route)).content.decode() for actor, client in world.clients.items()}
        found[route] = {
            thing: {actor for actor, page in pages.items() if mark(world, thing) in page} for thing in things
        }
    assert found == LISTS


def mark(world: World, thing: str) -> str:
    """By what somebody would find it on a page."""
    row = getattr(world, thing)
    if isinstance(row, Synonyms):
        return row.words[0]
    if isinstance(row, Partner):
        return f'href="{reverse("admin:partner", args=[row.slug])}"'
    if isinstance(row, ImportBatch):
        return row.get_absolute_url()
    if isinstance(row, Collection):
        return str(row)
    if isinstance(row, DuplicatePair):
        return row.first.name
    return escape(row.reference if isinstance(row, Submission) else row.name)


def test_who_gets_in_where_there_is_no_id(world: World) -> None:
    found: dict[str, set[str]] = {}
    for route in OWN_PAGES:
        with writes() as written:
            answers_of = {actor: client.get(reverse(route)) for actor, client in world.clients.items()}
        assert not written, route
        to_login = reverse("account_login")
        found[route] = {
            actor
            for actor, response in answers_of.items()
            if response.status_code != 404 and not response.get("Location", "").startswith(to_login)
        }
    assert found == OWN_PAGES
