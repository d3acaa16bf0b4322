"""Logos: kept for a submission, chosen in its draft, and swept when nothing refers to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, lock_submission
from directory.actions.errors import LogoGone, NotAllowed, NotKept, TooManyLogos
from directory.images import SIZES, CleanImage
from directory.models import Logo, Revision, Submission
from directory.models.logo import FOLDER
from directory.rules.logos import typed_logo, usable_logo
from directory.rules.permissions import Permission, may
from directory.rules.topics import Topic

MOST_LOGOS = 20  # of one submission; the sweep takes those that are not used after a day
AT_A_TIME = 200


@transaction.atomic
def keep_logo(*, submission: Submission, upload: CleanImage, by: User) -> Logo:
    """Store the images and the row that knows them; nothing uses them yet. The files come first: no row lacks its own.

    Raises NotAllowed, TooManyLogos or NotKept.
    """
    locked = lock_submission(submission)
    if not may(by, Permission.EDIT, locked):
        raise NotAllowed
    if locked.logos.count() >= MOST_LOGOS:
        raise TooManyLogos
    logo = Logo(submission=locked, uploaded_by=by, width=upload.width, height=upload.height)
    try:
        for side, content in upload.files.items():
            default_storage.save(logo.file_name(side), ContentFile(content))
    except OSError as error:
        raise NotKept from error
    logo.save(force_insert=True)
    return logo


@transaction.atomic
def choose_logo(*, submission: Submission, logo: Logo | None, typed: dict[str, Any], by: User) -> Submission:
    """Make it the logo that the draft proposes, or none. Raises NotAllowed or LogoGone.

    `typed` is what stands on the page of the contact as long as nothing was saved there (forms.answers).
    """
    locked = lock_submission(submission)
    if not may(by, Permission.EDIT, locked):
        raise NotAllowed
    if logo is not None and not usable_logo(locked, str(logo.pk)):
        raise LogoGone
    answered = locked.draft_of(Topic.CONTACT) or typed
    locked.draft_version += 1
    locked.draft[Topic.CONTACT] = {
        "typed": answered | {"logo": str(logo.pk) if logo else ""},
        "version": locked.draft_version,
    }
    locked.changed_at = timezone.now()
    locked.save(update_fields=["draft", "draft_version", "changed_at"])
    return locked


# ---- Sweeping ----


def sweep_logos(*, unused_since: datetime, by: Actor) -> int:
    """Delete the logos that no entry, draft or kept proposal refers to, and files that no row knows. How many logos
    and stray files those were."""
    old = Logo.objects.filter(startups=None, uploaded_at__lt=unused_since).order_by("pk")
    unused: list[Logo] = []
    for ids in _batches(old.values_list("pk", flat=True)):
        referred = _referred(ids)
        unused += [logo for logo in Logo.objects.filter(pk__in=ids).order_by("pk") if str(logo.pk) not in referred]
    return sum(_sweep(logo) for logo in unused) + _sweep_strays(unused_since)


def _sweep(logo: Logo) -> bool:
    """The row goes first: should the files stay behind, they are strays for the next time."""
    with transaction.atomic():
        if logo.submission_id:  # whoever chooses or sends one of its own logos holds this lock
            Submission.objects.select_for_update().filter(pk=logo.submission_id).first()
        if _referred([logo.pk]) or not Logo.objects.filter(pk=logo.pk, startups=None).delete()[0]:
            return False
    for side in SIZES:
        default_storage.delete(logo.file_name(side))
    return True


def _referred(ids: list[UUID]) -> set[str]:
    """Those of the logos that an entry shows, that somebody proposed or proposes, or that was public at that time.

    What was erased (actions.erase) has none left.
    """
    texts = [str(pk) for pk in ids]
    used = {str(pk) for pk in Logo.objects.filter(pk__in=ids).exclude(startups=None).values_list("pk", flat=True)}
    used |= set(Revision.objects.filter(profile__logo__in=texts).values_list("profile__logo", flat=True))
    used |= set(Submission.objects.filter(base__logo__in=texts).values_list("base__logo", flat=True))
    drafts = Submission.objects.filter(**{f"draft__{Topic.CONTACT}__typed__logo__in": texts}).only("draft")
    return used | {logo for submission in drafts if (logo := typed_logo(submission))}


def _sweep_strays(unused_since: datetime) -> int:
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # no logo was ever kept
        return 0
    strays = 0
    for some in _batches(sorted(names)):
        known = {
            str(pk) for pk in Logo.objects.filter(pk__in=filter(None, map(_id_in, some))).values_list("pk", flat=True)
        }
        for name in some:
            path = f"{FOLDER}/{name}"
            if str(_id_in(name)) not in known and default_storage.get_modified_time(path) < unused_since:
                default_storage.delete(path)
                strays += 1
    return strays


def _id_in(name: str) -> UUID | None:
    try:
        return UUID(name[:36])
    except ValueError:
        return None


def _batches(items: Iterable[Any]) -> Iterable[list[Any]]:
    items = list(items)
    return (items[start : start + AT_A_TIME] for start in range(0, len(items), AT_A_TIME))
