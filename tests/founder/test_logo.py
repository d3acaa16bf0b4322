"""The page of the logo: upload, look, remove; refusals at the field."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from directory.actions import logos
from directory.images import MOST_BYTES
from directory.models import Logo, Submission
from directory.rules.logos import chosen_logo
from tests.factories import Make
from tests.founder.answers import fill_in, send_topic
from tests.pictures import picture, png_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.fixture
def draft(founder: User, as_user: Callable[[User], Client]) -> Submission:
    draft = Make.draft(founder)
    send_topic(as_user(founder), draft, "company", name="R&D <b>")
    return Make.fresh(draft)


@pytest.fixture
def ask(draft: Submission, founder: User, as_user: Callable[[User], Client]) -> Callable[..., Any]:
    """Sends what is given to the page of the draft's logo, or to the address below it; without any of it looks."""
    client = as_user(founder)

    def ask(upload: bytes | None = None, below: str = "", name: str = "logo.png", **posted: Any) -> Any:
        address = f"/en/my/submissions/{draft.reference}/logo/{below}"
        if upload is not None:
            posted = {"logo": SimpleUploadedFile(name, upload, "image/png")}
        return client.post(address, posted, follow=True) if posted else client.get(address)

    return ask


def error(answer: Any) -> str:
    assert answer.status_code == 200
    [only] = answer.context["form"].errors["logo"]
    html = answer.content.decode()
    assert '<a href="#id_logo">' in html
    assert html.count(str(only)) == 2  # in the summary and at the field
    return str(only)


def test_it_works(draft: Submission, ask: Callable[..., Any]) -> None:
    assert 'enctype="multipart/form-data"' in ask().content.decode()
    assert "As readers will see it" not in ask().content.decode()
    answer = ask(picture(size=(600, 300)))
    logo = Logo.objects.get()
    assert answer.redirect_chain == [(f"/en/my/submissions/{draft.reference}/logo/", 302)]
    html = answer.content.decode()
    assert "It is public once a moderator has approved it." in html
    for ground in ("light", "dark"):
        assert (
            f'<span class="plate plate--{ground}"><img src="/logos/{logo.pk}-192.png"'
            f' srcset="/logos/{logo.pk}-512.png 2x" width="192" height="96" alt="Logo of R&amp;D &lt;b&gt;"></span>'
        ) in html
    typed = Make.fresh(draft).draft_of("contact")
    assert typed is not None
    assert typed["logo"] == str(logo.pk)
    assert typed.keys() >= {"public_contact", "contact_email"}  # what else stands on that page


def test_another_one_and_none(draft: Submission, ask: Callable[..., Any]) -> None:
    ask(picture())
    ask(picture("WEBP"))
    first, second = Logo.objects.order_by("uploaded_at")
    assert chosen_logo(Make.fresh(draft)) == second
    assert "Removed." in ask(below="remove/", sure="yes").content.decode()
    assert chosen_logo(Make.fresh(draft)) is None
    assert "Removed." in ask(below="remove/", sure="yes").content.decode()
    assert {first, second} == set(Logo.objects.all())  # the sweep takes them tomorrow


def test_looking_at_the_button_removes_nothing(draft: Submission, ask: Callable[..., Any]) -> None:
    ask(picture())
    assert ask(below="remove/")["Location"] == f"/en/my/submissions/{draft.reference}/logo/"
    assert chosen_logo(Make.fresh(draft)) is not None


@pytest.mark.parametrize(("upload", "name", "said"), [
    (SVG, "logo.svg", "An SVG can carry programs and load things from elsewhere, so it is not taken. Save it as PNG."),
    (SVG, "logo.png", "An SVG can carry programs and load things from elsewhere, so it is not taken. Save it as PNG."),
    (picture("GIF"), "logo.png", "This is no image that can be read here: only PNG, JPEG and WebP are taken."),
    (b"", "logo.png", "This file is empty. Choose another one."),
    (bytes(MOST_BYTES + 1), "logo.png", "The image is too large: at most 2 MB."),
    (bytes(12_000_000), "logo.png", "The image is too large: at most 2 MB."),
    (picture(size=(40, 40)), "logo.png", "The image is too small, 40 × 40 pixels: at least 48 each way."),
    (png_of(12_000, 12_000), "a.png",
     "The image has too many pixels: at most 25 million. Save it smaller and try again."),
    (picture()[:200], "logo.png", "The image is damaged or incomplete. Save it anew and try again."),
])  # fmt: skip
def test_refused_at_the_field(draft: Submission, ask: Callable[..., Any], upload: bytes, name: str, said: str) -> None:
    answer = ask(upload, name=name)
    assert error(answer) == said
    assert "<title>" in answer.content.decode()
    assert not Logo.objects.exists()
    assert Make.fresh(draft).draft == draft.draft


def test_what_stood_there_stays_after_an_error(draft: Submission, ask: Callable[..., Any]) -> None:
    ask(picture())
    answer = ask(SVG)
    assert error(answer).startswith("An SVG")
    assert f"/logos/{Logo.objects.get().pk}-192.png" in answer.content.decode()


@pytest.mark.parametrize("posted", [{"logo": "text"}, {"other": "1"}, {"logo": ["a", "b"]}, {"logo": "\x00"}])
def test_no_file_at_all(ask: Callable[..., Any], posted: dict[str, Any]) -> None:
    assert error(ask(**posted)) == "Choose an image first."


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "²\ud83d.png".encode("utf-8", "ignore").decode(), "a" * 5000, "%00.png", "a\r\nX: y.png"],
)
def test_the_name_says_nothing(ask: Callable[..., Any], name: str) -> None:
    ask(picture(), name=name or "x")
    assert Logo.objects.get().file_name(96) == f"logos/{Logo.objects.get().pk}-96.png"


def test_too_many(ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logos, "MOST_LOGOS", 1)
    ask(picture())
    assert error(ask(picture())).startswith("You have uploaded very many images today.")


def test_many_files_at_once_are_not_read(founder: User, draft: Submission, as_user: Callable[[User], Client]) -> None:
    address = f"/en/my/submissions/{draft.reference}/logo/"
    several = {f"file_{number}": SimpleUploadedFile("a.png", picture()) for number in range(6)}
    assert as_user(founder).post(address, several).status_code == 400


def test_without_a_token_nothing_happens(founder: User, draft: Submission) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(founder)
    for below in ("", "remove/"):
        answer = client.post(
            f"/en/my/submissions/{draft.reference}/logo/{below}", {"logo": SimpleUploadedFile("a.png", picture())}
        )
        assert answer.status_code == 403
    assert not Logo.objects.exists()


def test_what_was_decided_leads_back(founder: User, wallonia: User, as_user: Callable[[User], Client]) -> None:
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    client = as_user(founder)
    address = f"/en/my/submissions/{submission.reference}/logo/"
    for answer in (
        client.get(address),
        client.post(address, {"logo": SimpleUploadedFile("a.png", picture())}),
        client.post(f"{address}remove/"),
    ):
        assert answer["Location"] == f"/en/my/submissions/{submission.reference}/"
    assert not Logo.objects.exists()
    assert Make.fresh(submission).draft == {}


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_every_language(founder: User, draft: Submission, as_user: Callable[[User], Client], language: str) -> None:
    assert as_user(founder).get(f"/{language}/my/submissions/{draft.reference}/logo/").status_code == 200


def test_it_is_sent_with_the_rest(founder: User, as_user: Callable[[User], Client]) -> None:
    draft, client = Make.draft(founder), as_user(founder)
    fill_in(client, draft)
    client.post(f"/en/my/submissions/{draft.reference}/logo/", {"logo": SimpleUploadedFile("a.png", picture())})
    logo = Logo.objects.get()
    contact = client.get(f"/en/my/submissions/{draft.reference}/edit/contact/").content.decode()
    assert f'src="/logos/{logo.pk}-192.png"' in contact
    assert f'value="{logo.pk}"' in contact
    assert f"/en/my/submissions/{draft.reference}/logo/" in contact
    for page in ("preview", "check"):
        assert client.get(f"/en/my/submissions/{draft.reference}/{page}/").status_code == 200
    version = Make.fresh(draft).draft_version
    client.post(f"/en/my/submissions/{draft.reference}/send/", {"draft_version": str(version), "accepts_licence": "on"})
    assert Make.revision(draft).profile["logo"] == str(logo.pk)


@pytest.mark.parametrize("typed", ["no id", "\x00", "00000000-0000-4000-8000-000000000000", "²" * 36])
def test_an_id_that_was_typed_is_none(founder: User, as_user: Callable[[User], Client], typed: str) -> None:
    draft, client = Make.draft(founder), as_user(founder)
    fill_in(client, draft, contact={"logo": typed})
    for page in ("preview", "check", "edit/contact", "logo"):
        assert client.get(f"/en/my/submissions/{draft.reference}/{page}/").status_code == 200
    assert "Logo of" not in client.get(f"/en/my/submissions/{draft.reference}/preview/").content.decode()
