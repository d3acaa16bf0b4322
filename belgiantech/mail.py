"""Where mails go when nobody said where."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoMailServer(OSError):
    """Treated like a server that is away: what waits in the queue goes out once there is one."""


class MissingServer(BaseEmailBackend):
    """For production without EMAIL_HOST. Login codes in a file would be there to read for whoever sees the disk."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise NoMailServer("EMAIL_HOST is not set: no mail is sent before it names a mail server.")
