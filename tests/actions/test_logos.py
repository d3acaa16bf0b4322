"""Logos kept for a submission, chosen in its draft, and sent with the rest."""

from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.actions.logos import MOST_LOGOS
from directory.images import SIZES, clean_image
from directory.models import FactSource, Logo, Submission
from directory.rules.logos import chosen_logo, usable_logo
from directory.rules.topics import Topic
from tests.factories import Make
from tests.pictures import opened, picture

pytestmark = pytest.mark.django_db
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def draft(founder: User) -> Submission:
    return Make.draft(founder)


def test_it_works(draft: Submission, founder: User) -> None:
    logo = Make.logo(draft, founder, size=(1024, 512))
    assert (logo.width, logo.height) == (512, 256)
    assert (logo.submission, logo.uploaded_by) == (draft, founder)
    for side in SIZES:
        with default_storage.open(logo.file_name(side)) as file:
            assert opened(file.read()).size == (side, side // 2)
    assert Make.fresh(draft).draft == {}
    actions.choose_logo(submission=draft, logo=logo, typed={}, by=founder)
    assert chosen_logo(Make.fresh(draft)) == logo


def test_files_are_the_sites_own(draft: Submission, founder: User, settings: Any) -> None:
    logo = Make.logo(draft, founder)
    path = settings.MEDIA_ROOT / logo.file_name(512)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_none_is_overwritten(draft: Submission, founder: User) -> None:
    first, second = Make.logo(draft, founder), Make.logo(draft, founder)
    assert first.pk != second.pk
    assert default_storage.exists(first.file_name(96))
    assert default_storage.exists(second.file_name(96))


def test_somebody_else_keeps_and_chooses_nothing(draft: Submission, founder: User, other_founder: User) -> None:
    logo = Make.logo(draft, founder)
    with pytest.raises(errors.NotAllowed):
        Make.logo(draft, other_founder)
    with pytest.raises(errors.NotAllowed):
        actions.choose_logo(submission=draft, logo=logo, typed={}, by=other_founder)
    assert Logo.objects.get() == logo
    assert Make.fresh(draft).draft == {}


def test_what_was_decided_takes_no_more(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    with pytest.raises(errors.NotAllowed):
        Make.logo(submission, founder)


def test_there_is_a_limit(draft: Submission, founder: User) -> None:
    upload = clean_image(picture())
    for _number in range(MOST_LOGOS):
        actions.keep_logo(submission=draft, upload=upload, by=founder)
    with pytest.raises(errors.TooManyLogos):
        actions.keep_logo(submission=draft, upload=upload, by=founder)
    assert draft.logos.count() == MOST_LOGOS
    assert Make.logo(Make.draft(founder), founder)


def test_without_a_disk_there_is_no_row(draft: Submission, founder: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: FileSystemStorage, name: str, content: Any, max_length: int | None = None) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(errors.NotKept):
        Make.logo(draft, founder)
    assert not Logo.objects.exists()


def test_choosing_keeps_what_else_was_typed(draft: Submission, founder: User) -> None:
    said = {"public_contact": "info@example.com"}
    logo = Make.logo(draft, founder)
    chosen = actions.choose_logo(submission=draft, logo=logo, typed=said, by=founder)
    assert chosen.draft_of("contact") == said | {"logo": str(logo.pk)}
    kept = actions.save_draft(
        submission=draft,
        topic=Topic.CONTACT,
        typed={"public_contact": "not an address", "logo": str(logo.pk)},
        seen_mark=chosen.mark_of("contact"),
        by=founder,
    )
    without = actions.choose_logo(submission=draft, logo=None, typed=said, by=founder)
    assert without.draft_of("contact") == {"public_contact": "not an address", "logo": ""}
    assert without.mark_of("contact") != kept.mark_of("contact")  # other windows are told


def test_anothers_logo_cannot_be_chosen(draft: Submission, founder: User, other_founder: User) -> None:
    theirs = Make.logo(Make.draft(other_founder), other_founder)
    with pytest.raises(errors.LogoGone):
        actions.choose_logo(submission=draft, logo=theirs, typed={}, by=founder)
    assert Make.fresh(draft).draft == {}


def test_which_one_is_proposed(founder: User, wallonia: User) -> None:
    startup = Make.published_with_logo(founder, wallonia)
    change = actions.start_change(startup=startup, language="fr", by=founder)
    public, other = startup.logo, Make.logo(change, founder)
    assert chosen_logo(change) == public
    change.draft = {"company": {"typed": {"name": "Rivage"}, "version": 1}}
    assert chosen_logo(change) == public
    change.draft = {"contact": {"typed": {"logo": str(other.pk)}, "version": 1}}
    assert chosen_logo(change) == other
    change.draft = {"contact": {"typed": {"logo": ""}, "version": 2}}
    assert chosen_logo(change) is None
    Make.change(startup, founder, logo=str(other.pk))
    assert chosen_logo(Make.fresh(change)) == other


@pytest.mark.parametrize("odd", [["x"], 7, {"a": 1}, None, "no id", "\x00", "²", UNKNOWN, "9" * 5000])
def test_odd_answers_name_no_logo(draft: Submission, odd: Any) -> None:
    draft.draft = {"contact": {"typed": {"logo": odd}, "version": 1}}
    assert chosen_logo(draft) is None


def test_it_is_published_with_the_rest(founder: User, wallonia: User) -> None:
    startup = Make.published_with_logo(founder, wallonia)
    first = startup.logo
    change = actions.start_change(startup=startup, language="fr", by=founder)
    second = Make.logo(change, founder)
    sent = Make.change(startup, founder, logo=str(second.pk))
    startup.refresh_from_db()
    assert startup.logo == first
    Make.approve(sent, wallonia)
    startup.refresh_from_db()
    assert startup.logo == second
    Make.approve(Make.change(startup, founder, logo=""), wallonia)
    startup.refresh_from_db()
    assert startup.logo is None


def test_a_logo_is_not_under_the_open_licence(founder: User, wallonia: User) -> None:
    startup = Make.published_with_logo(founder, wallonia)
    licences = dict(FactSource.objects.filter(startup=startup).values_list("field", "licence"))
    assert (licences["logo"], licences["name"]) == ("", "CC-BY-4.0")


def test_only_an_own_or_the_public_one_is_sent(draft: Submission, founder: User, other_founder: User) -> None:
    theirs = Make.logo(Make.draft(other_founder), other_founder)
    for logo_id in (str(theirs.pk), UNKNOWN, "no id"):
        assert usable_logo(draft, logo_id) is None
        with pytest.raises(errors.LogoGone):
            actions.submit(submission=draft, profile=Make.profile(logo=logo_id), accepts_licence=True, by=founder)
    assert Make.fresh(draft).state == "draft"
