"""What each kind of actor writes, through the addresses; a refusal looks like an unknown thing."""

from django.db import transaction

from tests.rights.asking import address, is_let_in, unknown, without, writes
from tests.rights.tables import READERS_OF_WRITING, WRITERS
from tests.rights.world import World


def test_who_writes_what(world: World) -> None:
    found: dict[str, dict[str, set[str]]] = {}
    denials: dict[tuple[str, str, str], tuple[int, str, str]] = {}  # what each answer about an unknown thing looks like
    for route, things in WRITERS.items():
        found[route] = {thing: set() for thing in things}
        for thing in things:
            answer, key, others = world.answer(route, thing), world.key(route, thing), unknown(route)
            for actor, client in world.clients.items():
                client.cookies.pop("messages", None)  # what an earlier answer would still have said
                with transaction.atomic(), writes() as written:
                    response = client.post(address(route, key), answer)
                    transaction.set_rollback(True)
                if written:
                    found[route][thing].add(actor)
                elif actor not in READERS_OF_WRITING[route][thing]:
                    asked = (route, actor, repr(answer))
                    if asked not in denials:
                        denials[asked] = without(client.post(address(route, others), answer), others)
                    assert not is_let_in(response), (route, thing, actor)
                    assert without(response, key) == denials[asked], (route, thing, actor)
    assert found == WRITERS
