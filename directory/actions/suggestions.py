"""What a list suggests to the owner of an entry: taken over into a change of the team, or declined."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_startup, lock_submission
from directory.actions.errors import Gone, NotAllowed
from directory.choices import SuggestionState
from directory.models import Submission, Suggestion
from directory.rules.permissions import Permission, may
from directory.rules.topics import Topic


@transaction.atomic
def take_suggestion(
    *, suggestion: Suggestion, change: Submission, typed: dict[Topic, dict[str, Any]], by: User
) -> None:
    """Write it into the team's open change (start_change); what the team has typed on other fields stays.

    `typed` is each topic that it touches, as it would be typed (forms.answers). Raises NotAllowed, or Gone where it or
    the change has come to its end.
    """
    draft = lock_submission(change)
    locked = _lock(suggestion, by)
    if draft.startup_id != locked.startup_id or not may(by, Permission.EDIT, draft):
        raise Gone
    for topic, answers in typed.items():
        draft.draft_version += 1
        draft.draft[topic] = {"typed": answers, "version": draft.draft_version}
    draft.changed_at = timezone.now()
    draft.save(update_fields=["draft", "draft_version", "changed_at"])
    _answer(locked, SuggestionState.TAKEN)


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
