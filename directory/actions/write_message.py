"""A word between founder and moderator about a submission."""

from datetime import timedelta

from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_submission
from directory.actions.errors import Incomplete, NotAllowed, ThreadClosed, ThreadFull, TooManyMessages
from directory.actions.holds import prolong_hold
from directory.models import Message, Submission
from directory.notifications import thread_mails
from directory.rules import thread
from directory.rules.permissions import Permission, may
from directory.rules.texts import clean_paragraphs

MOST_OF_A_SUBMISSION = 200
MOST_IN_AN_HOUR = 50  # of one person
SENT_TWICE = timedelta(minutes=1)
LONGEST = Message._meta.get_field("text").max_length or 0


@transaction.atomic
def write_message(*, submission: Submission, text: str, by: User) -> Message:
    """Add a message to the thread, and tell the other side that there is one.

    A message is neither a decision nor a public fact, so it leaves no event, and is erased with the texts of its
    submission. The same text by the same person within a minute is the same message. Raises NotAllowed, ThreadClosed,
    ThreadFull, TooManyMessages or Incomplete, or ValidationError for a text that cannot be kept.
    """
    locked = lock_submission(submission)
    from_desk = thread.is_of_desk(by, locked)
    if not from_desk and not may(by, Permission.FOLLOW, locked):
        raise NotAllowed
    if not thread.is_open(locked):
        raise ThreadClosed
    text = clean_text(text)
    if again := _sent_just_now(locked, text, by):
        return again
    _refuse_many(locked, by)
    message = Message.objects.create(submission=locked, written_by=by, from_desk=from_desk, text=text)
    if from_desk:
        prolong_hold(locked, by)
        thread_mails.message_to_founder.enqueue(message.pk)
    else:
        thread_mails.message_to_moderators.enqueue(message.pk)
    return message


def clean_text(text: str) -> str:
    """Raises Incomplete, or ValidationError."""
    text = clean_paragraphs(text)
    if not text:
        raise Incomplete
    MaxLengthValidator(LONGEST)(text)
    return text


def _sent_just_now(submission: Submission, text: str, by: User) -> Message | None:
    since = timezone.now() - SENT_TWICE
    return submission.messages.filter(written_by=by, text=text, created_at__gte=since).order_by("pk").first()


def _refuse_many(submission: Submission, by: User) -> None:
    if submission.messages.count() >= MOST_OF_A_SUBMISSION:
        raise ThreadFull
    since = timezone.now() - timedelta(hours=1)
    if Message.objects.filter(written_by=by, created_at__gte=since).count() >= MOST_IN_AN_HOUR:
        raise TooManyMessages
