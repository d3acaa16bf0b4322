"""From nothing to a sent submission, as a browser without script does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory.choices import SubmissionState
from directory.models import Submission
from tests.founder.answers import fill_in
from tests.robots import in_words


def code_from_mail() -> str:
    found = re.search(r"^\s*([0-9A-Z]{3,}-?[0-9A-Z]*)\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found.group(1)


@pytest.mark.django_db
def test_it_works(client: Client) -> None:
    page = client.get("/fr/register/")
    assert "/fr/accounts/signup/?next=/fr/register/" in page.content.decode()

    answered = in_words(client.get("/fr/accounts/signup/").content.decode())
    with time_machine.travel(timezone.now() + timedelta(seconds=20), tick=False):
        client.post("/fr/accounts/signup/", {"email": "Neu@Example.TEST", "next": "/fr/register/"} | answered)
    assert mail.outbox[-1].to == ["neu@example.test"]
    assert User.objects.get().language == "fr"
    answer = client.post("/fr/accounts/signup/code/", {"code": code_from_mail(), "next": "/fr/register/"})
    assert answer.headers["Location"] == "/fr/register/"

    answer = client.post("/fr/register/start/")
    reference = Submission.objects.get().reference
    assert answer.headers["Location"] == f"/fr/my/submissions/{reference}/edit/company/"
    assert client.get(answer.headers["Location"]).status_code == 200

    fill_in(client, Submission.objects.get())
    page = client.get(f"/fr/my/submissions/{reference}/check/")
    assert "Rivière &amp; Fils" in page.content.decode()

    version = Submission.objects.get().draft_version
    answer = client.post(f"/fr/my/submissions/{reference}/send/", {"draft_version": version, "accepts_licence": "on"})
    assert answer.headers["Location"] == f"/fr/my/submissions/{reference}/"
    sent = Submission.objects.get()
    assert sent.state == SubmissionState.WAITING
    assert sent.language == "fr"
    assert sent.territory is not None
    page = client.get(answer.headers["Location"])
    assert reference in page.content.decode()
    revision = sent.latest_revision()
    assert revision is not None
    assert revision.profile["website"] == "https://riviere.example.com"
    assert revision.profile["description_fr"].count("\n") == 1
    assert reference in client.get("/fr/my/").content.decode()
