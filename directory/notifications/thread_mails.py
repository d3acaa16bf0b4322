"""The mails that say that somebody wrote. What was written stands on the page only."""

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from accounts.models import User
from directory.models import Message
from directory.notifications.mails import founder_of
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.permissions import Permission, may
from directory.rules.thread import moderators_to_tell


@task(queue_name="mail")
def message_to_founder(message_id: int, attempt: int = 1) -> None:
    """To the founder: the partner has written, and where."""
    message = _message(message_id)
    founder = founder_of(message.submission) if message else None
    if message is None or founder is None:
        return
    with tried_again(message_to_founder, message_id, attempt), in_language_of(founder):
        url = settings.SITE_URL + message.submission.get_absolute_url() + "#messages"
        partner = message.submission.territory and message.submission.territory.partner
        send("message_to_founder", founder, _about(message) | {"url": url, "partner": partner})


@task(queue_name="mail")
def message_to_moderators(message_id: int, attempt: int = 1) -> None:
    """To who of the deciding partner deals with it, each in a mail of its own that is tried again by itself."""
    message = _message(message_id)
    if message is None:
        return
    for moderator in moderators_to_tell(message.submission):
        message_to_moderator.enqueue(message.pk, to=str(moderator.pk))


@task(queue_name="mail")
def message_to_moderator(message_id: int, to: str, attempt: int = 1) -> None:
    """To one moderator, by the id `to`: the firm has written, and where."""
    message = _message(message_id)
    moderator = User.objects.filter(pk=to, is_active=True).first()
    if message is None or moderator is None or not may(moderator, Permission.REVIEW, message.submission):
        return
    with tried_again(message_to_moderator, message_id, attempt, to=to), in_language_of(moderator):
        url = settings.SITE_URL + reverse("admin:review", args=[message.submission.reference]) + "#messages"
        send("message_to_moderators", moderator, _about(message) | {"url": url})


def _message(message_id: int) -> Message | None:
    related = ("written_by", "submission__startup", "submission__submitted_by", "submission__territory__partner")
    return Message.objects.select_related(*related).filter(pk=message_id).first()


def _about(message: Message) -> dict[str, object]:
    return {"submission": message.submission, "name": message.submission.name}
