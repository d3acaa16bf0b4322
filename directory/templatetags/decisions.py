"""What somebody of the desk decided a moment ago, and may still take back."""

from django import template

from accounts.models import User
from directory.models import Decision

register = template.Library()


@register.simple_tag
def undoable_decisions(user: User) -> list[Decision]:
    """`{% undoable_decisions user as decisions %}`: the newest first."""
    return list(Decision.objects.undoable().filter(decided_by=user).select_related("submission").order_by("-pk"))
