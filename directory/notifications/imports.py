"""The mail about what a list suggests. As in mails.py: a task that commits with the change it tells of."""

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from accounts.models import User
from directory.choices import SuggestionState
from directory.models import ImportBatch, Startup, TeamMember
from directory.notifications.sending import in_language_of, send, tried_again


@task(queue_name="mail")
def suggestions_made(batch_id: int, to: str, attempt: int = 1) -> None:
    """To an owner, once a list: which of the own entries it says something else of. Not of what was answered since."""
    batch = ImportBatch.objects.select_related("partner").filter(pk=batch_id).first()
    person = User.objects.filter(pk=to, is_active=True).first()
    if batch is None or person is None:
        return
    own = TeamMember.objects.owners().filter(user=person).values("startup")
    waiting = batch.suggestions.filter(state=SuggestionState.OPEN, startup__in=own)
    startups = list(Startup.objects.filter(pk__in=waiting.values("startup")).order_by("sort_name", "pk"))
    if not startups:
        return
    links = [(startup.name, settings.SITE_URL + reverse("my_startup", args=[startup.slug])) for startup in startups]
    with tried_again(suggestions_made, batch_id, attempt, to=to), in_language_of(person):
        send("suggestions_made", person, {"partner": batch.partner, "source": batch.source, "links": links})
