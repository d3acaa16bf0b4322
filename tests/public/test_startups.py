"""The list of startups: what an address may ask, and what the page says."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from directory.models import RevenueStage, Sector, Startup
from directory.search.facets import Facet
from tests.factories import Make

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl", "de")
PAYLOADS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "javascript:alert(1)//'")


def page(client: Client, query: str = "", language: str = "en") -> str:
    response = client.get(f"/{language}/startups/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(client: Client, language: str, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Aquametrie")
    Make.unclaimed(name="Oudgediende")
    content = page(client, language=language)
    assert content.index("Aquametrie") < content.index("Oudgediende")
    assert "Mesure le niveau des rivières" in content
    assert f'lang="{language}"' in content


def test_the_number_of_results_is_a_status(client: Client) -> None:
    Make.unclaimed()
    Make.unclaimed()
    content = page(client)
    assert 'role="status"' in content
    assert "2 firms" in content


def test_filters_and_chips(client: Client, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Aquametrie")
    Make.unclaimed(name="Oudgediende")
    content = page(client, "?region=namur&sort=name")
    assert "Oudgediende" not in content
    assert 'value="namur" checked' in content
    assert re.search(r'<a class="chip" href="/en/startups/\?sort=name">', content)  # the list without it


def test_a_chip_of_several_takes_only_itself_away(client: Client) -> None:
    Make.unclaimed(founded=2012)
    content = page(client, "?region=flanders&region=namur&founded_from=2010&q=liste&page=1")
    chips = re.findall(r'<a class="chip" href="([^"]+)"', content)
    assert [chip.replace("&amp;", "&") for chip in chips] == [
        "/en/startups/?region=namur&founded_from=2010&q=liste",
        "/en/startups/?region=flanders&founded_from=2010&q=liste",
        "/en/startups/?region=flanders&region=namur&q=liste",
    ]


def test_unknown_values_are_named(client: Client) -> None:
    Make.unclaimed(name="Oudgediende")
    content = page(client, "?region=atlantis")
    assert "Oudgediende" in content
    assert "There is no “atlantis” to choose for “region”" in content


@pytest.mark.parametrize("text", ["", "0", "-1", "²", "abc", "1.5", "%F0%9F%92%A9"])
def test_a_malformed_page_is_the_first(client: Client, text: str) -> None:
    Make.unclaimed()
    page(client, f"?page={text}")


@pytest.mark.parametrize("text", ["2", str(2**63), "9" * 5000])
def test_a_page_past_the_end_is_not_found(client: Client, text: str) -> None:
    Make.unclaimed()
    assert client.get(f"/en/startups/?page={text}").status_code == 404


def test_24_a_page(client: Client) -> None:
    for _ in range(25):
        Make.unclaimed()
    assert page(client).count('class="entry"') == 24
    assert 'href="/en/startups/?page=2"' in page(client)
    assert page(client, "?page=2").count('class="entry"') == 1


def test_nothing_found(client: Client) -> None:
    Make.unclaimed(name="Collibra")
    content = page(client, "?q=Zzyzx&region=flanders")
    assert "“Zzyzx”: nothing found." in content
    assert 'href="/en/startups/?region=flanders"' in content
    assert 'name="region" value="flanders"' in content  # another word keeps the filter


def test_a_typing_error_shows_similar_names_and_says_so(client: Client) -> None:
    Make.unclaimed(name="Collibra")
    content = page(client, "?q=Kolibra")
    assert "Nothing is spelled “Kolibra”." in content
    assert "1 firm with a similar name" in content
    assert "Collibra" in content


def test_only_exclusions_say_so(client: Client) -> None:
    assert "You only said what to leave out." in page(client, "?q=-water")


def test_samples_say_so(client: Client) -> None:
    startup = Make.unclaimed(name="Polderpeil")
    Startup.objects.filter(pk=startup.pk).update(is_sample=True)
    content = page(client)
    assert "tag--sample" in content
    assert "One of them is a sample" in content


def test_countless_combinations_are_not_for_search_engines(client: Client) -> None:
    Make.unclaimed()
    assert "noindex" not in page(client, "?region=flanders&region=brussels")
    assert "noindex" in page(client, "?region=flanders&region=brussels&region=wallonia")
    assert "noindex" in page(client, "?q=x")


def test_the_canonical_address_holds_the_filters_in_one_order(client: Client) -> None:
    def canonical(query: str) -> str:
        found = re.search(r'rel="canonical"\s+href="([^"]+)"', page(client, query))
        assert found
        return found.group(1).removeprefix("http://127.0.0.1:8000/en/startups/").replace("&amp;", "&")

    Make.unclaimed(sectors=[Sector.objects.get(slug="fintech").pk])
    assert canonical("?sector=fintech&region=flanders&utm_source=x") == "?region=flanders&sector=fintech"
    assert canonical("?sort=relevance&q=") == ""


def test_an_undisclosed_stage_is_not_there(client: Client, founder: User, wallonia: User) -> None:
    stage = RevenueStage.objects.get(slug="5m-10m")
    value = {"year": 2025, "stage": stage.pk, "disclosed": False}
    Make.published(founder, wallonia, name="Discreet", stage=value)
    content = page(client)
    assert content.count(str(stage)) == 1  # the filter, with 0 beside it
    assert "Discreet" not in page(client, "?stage=5m-10m")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_names_and_queries_stays_text(client: Client, founder: User, wallonia: User, payload: str) -> None:
    Make.published(founder, wallonia, name=payload, tagline_fr=payload[:100])
    for query in ("", f"?q={payload}", f"?region={payload}&sort={payload}"):
        content = page(client, query)
        assert "<script>alert" not in content
        assert "<img src=x" not in content


def naughty() -> list[str]:
    return list(json.loads((Path(__file__).parent.parent / "data" / "naughty_strings.json").read_text()))


PARAMETERS = [*Facet, "q", "founded_from", "founded_to", "sort"]


def test_no_input_breaks_it(client: Client) -> None:
    """Each string for all parameters at once: whichever stumbles over it, the page does."""
    Make.unclaimed()
    for text in [*naughty(), "\x01", "\ufdd0", "x" * 20_000, "[" * 500, "-" * 300, '"' * 301, "or " * 100]:
        query = dict.fromkeys(PARAMETERS, text.replace("\x00", ""))
        assert client.get("/fr/startups/", query).status_code == 200, text
        assert client.get("/fr/suggest/", {"q": query["q"]}).status_code == 200, text


@pytest.mark.parametrize("name", [*PARAMETERS, "page"])
def test_no_parameter_breaks_by_itself(client: Client, name: str) -> None:
    Make.unclaimed()
    for text in [*naughty()[::25], "\ud800", "9" * 400, "²", "٣", "-1", "1e9", "DE:customers", "None", "0"]:
        address = f"/nl/startups/?{urlencode({name: text.encode('utf-8', 'surrogatepass').replace(b'%00', b'')})}"
        response = client.get(address)
        assert response.status_code in ((200, 404) if name == "page" else (200, 400)), text
        assert '<html lang="nl">' in response.content.decode()


def test_no_page_number_breaks_it(client: Client) -> None:
    for text in naughty()[::10]:
        assert client.get("/fr/startups/", {"page": text.replace("\x00", "")}).status_code in (200, 404), text


@pytest.mark.parametrize("raw", ["q=%00", "region=%00", "q=%ED%A0%80", "q=%FF%FE", "q[]=1", "q", "=&&=", "page=%00"])
def test_raw_bytes(client: Client, raw: str) -> None:
    assert client.get(f"/en/startups/?{raw}").status_code in (200, 400)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/en/startups/").status_code == 405


def statements(client: Client, query: str) -> int:
    """How many statements the page costs, without those that make a test's transaction look committed."""
    with CaptureQueriesContext(connection) as queries:
        page(client, query)
    return sum(
        not each["sql"].startswith(("SET CONSTRAINTS", "SELECT set_config", "SAVEPOINT", "RELEASE")) for each in queries
    )


@pytest.mark.parametrize(("query", "count"), [("", 1), ("?region=flanders&sort=name", 1), ("?q=liste", 3)])
def test_constant_number_of_statements(client: Client, query: str, count: int) -> None:
    """The version, and two for words. After a change: what changed, and one for the cards that are not at hand."""
    for _ in range(3):
        Make.unclaimed()
        page(client, query)
        assert statements(client, query) == count
    for _ in range(5):
        Make.unclaimed()
    assert statements(client, query) == count + 2
