"""Who reads and writes what, through the addresses: the twelve kinds of actor of product.md as tables.

Each table says for an address and a thing who gets in; everybody else is answered as if the thing did not exist, or
led to the login. The rule itself is tested in tests/rules/test_permissions.py.
"""

from tests.rights.asking import address, is_let_in, unknown, without, writes
from tests.rights.tables import READERS
from tests.rights.world import World


def test_who_reads_what(world: World) -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for route, things in READERS.items():
        found[route] = {thing: set() for thing in things}
        for actor, client in world.clients.items():
            with writes() as written:
                denied = without(client.get(address(route, unknown(route))), unknown(route))
                for thing in things:
                    key = world.key(route, thing)
                    response = client.get(address(route, key))
                    if is_let_in(response):
                        found[route][thing].add(actor)
                    else:
                        assert without(response, key) == denied, (route, thing, actor)
            assert not written, (route, actor)
    assert found == READERS
