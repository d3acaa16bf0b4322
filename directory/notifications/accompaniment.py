"""The mail about a support organisation that says it accompanies a firm. As in mails.py, a task."""

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from directory.choices import Side
from directory.models import Accompaniment
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.keeping import owners_of


@task(queue_name="mail")
def accompaniment_proposed(accompaniment_id: int, to: str, attempt: int = 1) -> None:
    """To the owners of the entry: is it true? Not where it was answered or taken back, nor to who is none by now."""
    waiting = Accompaniment.objects.awaiting(Side.FIRM).select_related("organisation", "startup")
    found = waiting.filter(pk=accompaniment_id).first()
    person = next((one for one in owners_of(found.startup) if str(one.pk) == to), None) if found else None
    if found is None or person is None:
        return
    with tried_again(accompaniment_proposed, accompaniment_id, attempt, to=to), in_language_of(person):
        about = {
            "name": found.startup.name,
            "organisation": found.organisation,
            "kind": found.organisation.get_kind_display(),
            "since": found.since,
            "link": settings.SITE_URL + reverse("my_organisations", args=[found.startup.slug]),
        }
        send("accompaniment_proposed", person, about)
