"""Lists at the desk: from the file to the report, through the pages that a moderator sees."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory.choices import DuplicateChoice, ImportResult, ImportSetting, ImportState
from directory.models import ColumnMatch, ImportBatch, Partner, Startup
from tests.factories import Make, enterprise_number
from tests.imports.lists import checked, fresh, outcomes, results, text_of, uploaded, workbook_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

ROW = ["Nouvelle", enterprise_number(700_001), "5000", "Namur", "2019", "https://nouvelle.example.com"]
HEADINGS = ["Nom", "Numéro d’entreprise", "Code postal", "Commune", "Fondée", "Site web", "E-mail du gérant"]
GIVEN = {"source": "Members", "source_url": "example.com/list", "licence": "CC BY 4.0", "as_of": "2026-03-31"}


def sent(client: Client, content: bytes, name: str = "list.csv", **changed: Any) -> Any:
    partner = Partner.objects.get(slug="walloon-partner")
    upload = SimpleUploadedFile(name, content)
    return client.post(reverse("admin:new_import"), GIVEN | {"partner": partner.pk, "upload": upload} | changed)


def page(client: Client, batch: ImportBatch, query: str = "") -> str:
    response = client.get(batch.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    client.cookies["language"] = "en"
    wallonia.language = "en"
    wallonia.save()
    assert client.get(reverse("admin:new_import")).status_code == 200
    response = sent(client, text_of([*ROW, "jeanne@example.test"], headings=HEADINGS))
    batch = ImportBatch.objects.get()
    assert response["Location"] == batch.get_absolute_url()
    matching = page(client, batch)
    assert "never taken" in matching
    assert "jeanne@" not in matching

    columns = {
        f"column-{number}": field
        for number, field in enumerate(
            ["name", "enterprise_number", "postal_code", "municipality", "founded", "website"]
        )
    }
    assert all(f'<option value="{field}" selected>' in matching for field in columns.values())
    client.post(reverse("admin:import_match", args=[batch.pk]), columns)
    assert fresh(batch).state == ImportState.CHECKED
    report = page(client, batch)
    assert "Nouvelle" in report
    assert "1 row becomes public at once." in report
    assert page(client, batch, "?outcome=new").count("<tr>") == 2

    client.post(reverse("admin:import_confirm", args=[batch.pk]))
    assert results(fresh(batch)) == [ImportResult.WRITTEN]
    assert Startup.objects.published().get().name == "Nouvelle"
    listed = client.get(reverse("admin:imports")).content.decode()
    assert "Members" in listed
    assert client.get(reverse("admin:import_undo", args=[batch.pk])).status_code == 200
    client.post(reverse("admin:import_undo", args=[batch.pk]))
    assert "Everything was put back." in page(client, batch)
    assert not Startup.objects.published().exists()


def test_a_workbook_is_taken_as_well(wallonia: User, as_user: SignIn) -> None:
    content = workbook_of(["Our members"], ["Name", "Zipcode"], ["Nouvelle", 5000])
    assert sent(as_user(wallonia), content, "list.xlsx").status_code == 302
    assert ImportBatch.objects.get().headings == ["Name", "Zipcode"]


@pytest.mark.parametrize(
    ("content", "changed"),
    [
        (b"", {}),
        (b"%PDF-1.7", {}),
        (b"Name;Postcode\n", {}),
        (text_of(ROW), {"source": ""}),
        (text_of(ROW), {"licence": "\x00"}),
        (text_of(ROW), {"as_of": "2999-01-01"}),
        (text_of(ROW), {"source_url": "javascript:alert(1)"}),
        (text_of(ROW), {"partner": "999999999999999999999"}),
        (b"x" * (21 * 1024 * 1024), {}),
    ],
)
def test_what_is_no_list_is_a_field_error(
    wallonia: User, as_user: SignIn, content: bytes, changed: dict[str, Any]
) -> None:
    response = sent(as_user(wallonia), content, **changed)
    assert response.status_code == 422
    assert 'id="errors"' in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_without_a_file_the_rest_is_kept(wallonia: User, as_user: SignIn) -> None:
    partner = Partner.objects.get(slug="walloon-partner")
    wallonia.language = "en"
    wallonia.save()
    response = as_user(wallonia).post(reverse("admin:new_import"), GIVEN | {"partner": partner.pk})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose a file first." in html
    assert 'value="Members"' in html
    assert not ImportBatch.objects.exists()


def test_a_list_that_is_here_already_is_named(wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    sent(client, text_of(ROW))
    again = sent(client, text_of(ROW), source="Other members")
    answer = client.get(again["Location"]).content.decode()
    assert "as the list “Members” (" in answer
    assert ImportBatch.objects.get().source == "Members"


def test_a_forged_request_is_refused(wallonia: User, as_user: SignIn) -> None:
    signed_in = as_user(wallonia)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    assert sent(client, text_of(ROW)).status_code == 403


def test_columns_are_remembered_for_the_partner(wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    batch = uploaded(wallonia, ("list.csv", text_of(["5000", "Nouvelle"], headings=["A", "B"])))
    refused = client.post(reverse("admin:import_match", args=[batch.pk]), {"column-0": "name", "column-1": "name"})
    assert refused.status_code == 422
    client.post(reverse("admin:import_match", args=[batch.pk]), {"column-0": "postal_code", "column-1": "name"})
    assert outcomes(batch) == ["new"]
    assert ColumnMatch.objects.count() == 1
    again = uploaded(wallonia, ("list.csv", text_of(["5000", "Autre"], headings=["A", "B"])))
    assert page(client, again).count(" selected>") == 2


def test_duplicates_are_chosen_row_by_row(wallonia: User, as_user: SignIn) -> None:
    Make.unclaimed(name="Mécanique", **Make.place("5000", "Namur"))
    client = as_user(wallonia)
    batch = checked(wallonia, text_of(["Mecanique", "", *ROW[2:]]))
    row = batch.rows.get()
    report = page(client, batch, "?outcome=duplicate")
    assert f'name="row-{row.pk}"' in report
    assert "The same name." in report
    assert "Nothing of this list would be written." in report
    assert "Confirm this list" not in report
    other = {f"row-{row.pk}": "another", "row-²": "same", "row-99999999999999999999": "same"}
    client.post(reverse("admin:import_choose", args=[batch.pk]), other)
    row.refresh_from_db()
    assert (row.choice, row.outcome) == (DuplicateChoice.ANOTHER, "new")


def test_queued_rows_are_released_from_their_page(wallonia: User, as_user: SignIn) -> None:
    Partner.objects.update(import_setting=ImportSetting.QUEUE)
    client = as_user(wallonia)
    batch = checked(wallonia, text_of(ROW, ["Deuxième", "", *ROW[2:5], ""]))
    client.post(reverse("admin:import_confirm", args=[batch.pk]))
    assert not Startup.objects.exists()
    first = batch.rows.order_by("number")[0]
    assert f'name="rows" value="{first.pk}"' in page(client, batch, "?result=queued")
    client.post(reverse("admin:import_release", args=[batch.pk]), {"rows": [first.pk]})
    assert results(batch) == [ImportResult.WRITTEN, ImportResult.QUEUED]
    client.post(reverse("admin:import_release", args=[batch.pk]), {"all": "on", "leave": "1"})
    assert results(batch) == [ImportResult.WRITTEN, ImportResult.LEFT_OUT]


def test_rows_with_an_error_are_a_file(wallonia: User, as_user: SignIn) -> None:
    batch = checked(wallonia, text_of(["=1+1", "123", "5000", "Namur", "x", ""]))
    response = as_user(wallonia).get(reverse("admin:import_errors", args=[batch.pk]))
    heading, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert heading[2:4] == ["Name", "Enterprise number"]
    assert row[0] == "2"
    assert row[2:4] == ["'=1+1", "123"]


def test_progress_is_asked_for_until_the_work_is_done(wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    batch = checked(wallonia, text_of(ROW))
    ImportBatch.objects.update(state=ImportState.CHECKING, rows_done=1, rows_total=4)
    assert 'data-hx-trigger="every 2s"' in page(client, batch)
    progress = client.get(reverse("admin:import_progress", args=[batch.pk]))
    assert 'value="1"' in progress.content.decode()
    assert "HX-Refresh" not in progress
    ImportBatch.objects.update(state=ImportState.CHECKED)
    assert client.get(reverse("admin:import_progress", args=[batch.pk]))["HX-Refresh"] == "true"


def test_a_list_is_dropped_after_a_question(wallonia: User, as_user: SignIn) -> None:
    batch = checked(wallonia, text_of(ROW))
    address = reverse("admin:import_drop", args=[batch.pk])
    assert as_user(wallonia).get(address).status_code == 200
    as_user(wallonia).post(address)
    assert fresh(batch).state == ImportState.DROPPED


def test_auditors_read_and_write_nothing(wallonia: User, flanders: User, auditor: User, as_user: SignIn) -> None:
    batch = checked(wallonia, text_of(ROW))
    client = as_user(auditor)
    assert "Confirm this list" not in page(client, batch)
    for route in ("import_confirm", "import_match", "import_choose", "import_drop", "import_release", "import_undo"):
        for stranger in (client, as_user(flanders)):
            assert stranger.post(reverse(f"admin:{route}", args=[batch.pk])).status_code == 404
    assert client.get(reverse("admin:new_import")).status_code == 404
    assert client.get(reverse("admin:import_errors", args=[batch.pk])).status_code == 404
    assert as_user(flanders).get(batch.get_absolute_url()).status_code == 404
