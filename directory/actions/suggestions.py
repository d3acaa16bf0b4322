"""What a list suggests to the owner of an entry: taken over into a change of the team, or declined."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_startup, lock_submission
from directory.actions.drafts import start_change
from directory.actions.errors import Gone, NotAllowed
from directory.choices import SuggestionState
from directory.models import Submission, Suggestion
from directory.rules.permissions import Permission, may
from directory.rules.topics import Topic


@transaction.atomic
def take_suggestion(*, suggestion: Suggestion, typed: dict[Topic, dict[str, Any]], by: User) -> Submission:
    """Write it into the team's open change, or a new one; what the team has typed on other fields stays.

    `typed` is each topic that it touches, as it would be typed (forms.answers). Raises NotAllowed, or Gone where it was
    answered already.
    """
    locked = _lock(suggestion, by)
    change = lock_submission(start_change(startup=locked.startup, language=by.language, by=by))
    for topic, answers in typed.items():
        change.draft_version += 1
        change.draft[topic] = {"typed": answers, "version": change.draft_version}
    change.changed_at = timezone.now()
    change.save(update_fields=["draft", "draft_version", "changed_at"])
    _answer(locked, SuggestionState.TAKEN)
    return change


@transaction.atomic
def decline_suggestion(*, suggestion: Suggestion, by: User) -> None:
    """Nothing changes, and the same is not suggested again. Raises NotAllowed or Gone."""
    _answer(_lock(suggestion, by), SuggestionState.DECLINED)


def _lock(suggestion: Suggestion, by: User) -> Suggestion:
    startup = lock_startup(suggestion.startup_id)
    if not may(by, Permission.PROPOSE_CHANGE, startup):
        raise NotAllowed
    locked = Suggestion.objects.select_for_update().filter(pk=suggestion.pk, state=SuggestionState.OPEN).first()
    if locked is None:
        raise Gone
    locked.startup = startup
    return locked


def _answer(suggestion: Suggestion, state: SuggestionState) -> None:
    suggestion.state, suggestion.answered_at = state, timezone.now()
    suggestion.save(update_fields=["state", "answered_at"])
