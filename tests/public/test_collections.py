"""Collections as the public sees them: the list, one, what is printed, and where they show up."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from directory.choices import EntryState
from directory.models import Collection, Startup
from directory.models.startup import StartupQuerySet
from tests.factories import Make

pytestmark = pytest.mark.django_db
LIST = "/en/collections/"


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


@pytest.fixture
def firm(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Aquametrie")


def test_it_works(client: Client, firm: Startup) -> None:
    other = Make.unclaimed(name="Betonica")
    found = Make.collection("walloon-partner", other, firm, rule_fr="Fondées avant 2000.")
    content = html_of(client, found.get_absolute_url())
    assert content.index("Betonica</a>") < content.index("Aquametrie</a>")
    for words in ("Old hands", "Founded before 2000.", "Reason of Aquametrie", "To be reviewed by", "Mesure le niveau"):
        assert words in content
    french = html_of(client, f"/fr/collections/{found.slug}/")
    assert "Fondées avant 2000." in french
    assert '<h1 lang="en">Old hands</h1>' in french  # not translated yet: the original, marked
    assert "Old hands" in html_of(client, LIST)
    assert "Old hands" in html_of(client, "/en/")
    assert "In collections" in html_of(client, firm.get_absolute_url())
    assert found.get_absolute_url() in client.get("/sitemap-collections.xml").content.decode()
    assert client.get(f"/en/collections/{found.slug}/roster/").status_code == 404  # nobody hangs it up anywhere


def test_none_yet(client: Client) -> None:
    Make.collection(title_en="In the making")
    content = html_of(client, LIST)
    assert "None is public yet." in content
    assert "In the making" not in content + html_of(client, "/en/")
    for address in ("", "booklet/", "roster/", "list.csv"):
        assert client.get(f"/en/collections/{Collection.objects.get().slug}/{address}").status_code == 404


def test_what_is_not_public_any_more_drops_out(client: Client, firm: Startup) -> None:
    hidden, sample = Make.unclaimed(name="Hiddenfirm"), Make.unclaimed(name="Samplefirm")
    found = Make.mission(firm, hidden, sample)
    addresses = [f"/en/collections/{found.slug}/{page}" for page in ("", "booklet/", "roster/", "list.csv")]
    assert all("Hiddenfirm" in html_of(client, address) for address in addresses)
    Startup.objects.filter(pk=hidden.pk).update(state=EntryState.UNPUBLISHED)
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    for address in addresses:
        content = html_of(client, address)
        assert "Aquametrie" in content
        assert "Hiddenfirm" not in content
        assert "Samplefirm" not in content
    Startup.objects.update(state=EntryState.UNPUBLISHED)
    assert "No firm of it is public at the moment." in html_of(client, addresses[0])
    assert found.title_en not in html_of(client, "/en/")


def test_missions_ahead_and_over(client: Client, firm: Startup) -> None:
    today = timezone.localdate()
    over, later, soon = (
        Make.mission(firm, title_en=title, days=days)
        for title, days in (("Was in Munich", -9), ("Later in Munich", 9), ("Soon in Munich", -1))
    )
    content = html_of(client, LIST)
    order = [content.index(words) for words in ("Soon in", "Later in", "that are over", "Was in")]
    assert order == sorted(order)
    market = html_of(client, "/en/markets/de/")
    assert market.index("Soon in Munich") < market.index("Later in Munich")
    assert "Was in Munich" not in market + html_of(client, "/en/")
    assert "Meet them here" not in html_of(client, "/en/markets/fr/")
    Collection.objects.update(review_on=today - timedelta(days=1))
    assert "not done yet" in html_of(client, later.get_absolute_url())
    assert "not done yet" not in html_of(client, over.get_absolute_url())
    assert "not done yet" in html_of(client, soon.get_absolute_url())


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_printed(client: Client, firm: Startup, language: str) -> None:
    """Each firm with a code that leads to its page in the language of the sheet."""
    found = Make.mission(firm)
    response = client.get(f"/{language}/collections/{found.slug}/booklet/")
    booklet = response.content.decode()
    roster = html_of(client, f"/{language}/collections/{found.slug}/roster/")
    assert booklet.count('class="qr"') == 2  # with the cover's
    assert roster.count('class="qr"') == 1
    assert "Munich, hall B2" in booklet
    assert "Munich, hall B2" in roster
    (printed,) = response.context["firms"]
    assert printed.address.endswith(f"/{language}/startups/aquametrie/")


def test_the_csv_goes_without_a_firm_that_goes_meanwhile(
    client: Client, firm: Startup, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Make.collection("walloon-partner", firm)
    monkeypatch.setattr(StartupQuerySet, "in_bulk", lambda _rows, _pks: {})
    response = client.get(f"/en/collections/{found.slug}/list.csv")
    assert (response.status_code, len(response.content.decode().splitlines())) == (200, 1)


def test_the_csv_holds_no_stage_that_is_not_disclosed(client: Client, founder: User, wallonia: User) -> None:
    stage = Make.profile()["stage"] | {"disclosed": False}
    firm = Make.published(founder, wallonia, name="=Verschwiegen", stage=stage)
    found = Make.collection("walloon-partner", firm)
    response = client.get(f"/en/collections/{found.slug}/list.csv")
    header, row = csv.reader(StringIO(response.content.decode()))
    assert header[:3] == ["Firm", "Address", "Reason"]
    assert row[0] == "'=Verschwiegen"
    assert row[2] == "Reason of =Verschwiegen"
    pages = [html_of(client, f"/en/collections/{found.slug}/{page}") for page in ("", "booklet/", "list.csv")]
    assert all("€2" not in page and "2–3" not in page for page in pages)
    assert "Revenue stage" not in header


def test_constant_number_of_queries(client: Client, firm: Startup) -> None:
    found = Make.mission(firm)
    addresses = [f"/en/collections/{found.slug}/{page}" for page in ("", "booklet/", "roster/", "list.csv")]
    addresses += [LIST, "/en/", firm.get_absolute_url(), "/en/markets/de/"]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    asked()
    found.entries.create(startup=Make.unclaimed(), position=2, reason_en="Old.")
    few = asked()
    asked()
    for position in (3, 4):
        found.entries.create(startup=Make.unclaimed(), position=position, reason_en="Old.")
    Make.mission(firm)
    assert asked() == few


def test_markup_stays_text(client: Client) -> None:
    payload = "<script>alert(1)</script>"
    found = Make.mission(Make.unclaimed(name=payload), title_en=payload, rule_en=payload, place=payload)
    for page in ("", "booklet/", "roster/"):
        assert payload not in html_of(client, f"/en/collections/{found.slug}/{page}")
    assert payload not in html_of(client, LIST) + html_of(client, "/en/") + html_of(client, "/en/markets/de/")
