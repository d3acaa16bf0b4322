"""The mails about introductions. As in mails.py: each is a task that commits with the change it tells of.

What they say stands in letters.py. None goes to an address that was blocked meanwhile.
"""

from typing import Any

from django.utils import translation
from django_tasks import task

from accounts.models import User
from directory.choices import ANSWERS, IntroductionState
from directory.models import Introduction
from directory.notifications import letters
from directory.notifications.letters import Letter
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.introductions import is_blocked
from directory.rules.keeping import team_of


@task(queue_name="mail")
def introduction_to_confirm(introduction_id: int, attempt: int = 1) -> None:
    """To the address that a visitor gave: is it yours? To a blocked one never, and the page says nothing of it."""
    introduction = _find(introduction_id, IntroductionState.UNCONFIRMED)
    if introduction is None:
        return
    with tried_again(introduction_to_confirm, introduction_id, attempt), _language_of(introduction):
        _to_visitor(introduction, letters.to_confirm(introduction))


@task(queue_name="mail")
def introduction_asked(introduction_id: int, to: str, attempt: int = 1) -> None:
    """To those who keep the entry: who asks, what for, and the three answers. Not once somebody has answered."""
    _ask(introduction_asked, introduction_id, to, attempt, again=False)


@task(queue_name="mail")
def introduction_reminder(introduction_id: int, to: str, attempt: int = 1) -> None:
    """The same once more, after five working days."""
    _ask(introduction_reminder, introduction_id, to, attempt, again=True)


@task(queue_name="mail")
def introduction_answered(introduction_id: int, attempt: int = 1) -> None:
    """To the visitor: the firm's answer, in its words where it gave some."""
    introduction = _find(introduction_id, *ANSWERS)
    if introduction is None:
        return
    with tried_again(introduction_answered, introduction_id, attempt), _language_of(introduction):
        _to_visitor(introduction, letters.answered(introduction))


@task(queue_name="mail")
def introduction_address(introduction_id: int, attempt: int = 1) -> None:
    """To who said yes: the visitor's address."""
    introduction = _find(introduction_id, IntroductionState.YES)
    person = introduction.answered_by if introduction else None
    if introduction is None or person is None or person not in team_of(introduction.startup):
        return
    with tried_again(introduction_address, introduction_id, attempt), in_language_of(person):
        _to_firm(introduction, person, letters.address(introduction))


@task(queue_name="mail")
def introduction_lapsed(introduction_id: int, attempt: int = 1) -> None:
    """To the visitor: nobody of the firm has answered."""
    introduction = _find(introduction_id, IntroductionState.LAPSED)
    if introduction is None:
        return
    with tried_again(introduction_lapsed, introduction_id, attempt), _language_of(introduction):
        _to_visitor(introduction, letters.lapsed(introduction))


@task(queue_name="mail")
def visitor_outcome(introduction_id: int, attempt: int = 1) -> None:
    """To the visitor, after three months: what came of it? Not when it was said already."""
    introduction = _find(introduction_id, IntroductionState.YES)
    if introduction is None or introduction.visitor_outcome:
        return
    with tried_again(visitor_outcome, introduction_id, attempt), _language_of(introduction):
        _to_visitor(introduction, letters.visitor_outcome(introduction))


@task(queue_name="mail")
def firm_outcome(introduction_id: int, to: str, attempt: int = 1) -> None:
    """To those who keep the entry: the same."""
    introduction = _find(introduction_id, IntroductionState.YES)
    person = _member(introduction, to)
    if introduction is None or person is None or introduction.firm_outcome:
        return
    with tried_again(firm_outcome, introduction_id, attempt, to=to), in_language_of(person):
        _to_firm(introduction, person, letters.firm_outcome(introduction, person))


def _ask(mail: Any, introduction_id: int, to: str, attempt: int, *, again: bool) -> None:
    introduction = _find(introduction_id, IntroductionState.WAITING)
    person = _member(introduction, to)
    if introduction is None or introduction.is_reported or person is None:
        return
    with tried_again(mail, introduction_id, attempt, to=to), in_language_of(person):
        _to_firm(introduction, person, letters.asked(introduction, person, again=again))


def _find(introduction_id: int, *states: str) -> Introduction | None:
    rows = Introduction.objects.select_related("startup", "answered_by")
    return rows.filter(pk=introduction_id, state__in=states).first()


def _member(introduction: Introduction | None, to: str) -> User | None:
    """The person, if still of the team."""
    people = team_of(introduction.startup) if introduction else []
    return next((person for person in people if str(person.pk) == to), None)


def _language_of(introduction: Introduction) -> Any:
    return translation.override(introduction.language)


def _to_visitor(introduction: Introduction, letter: Letter) -> None:
    if is_blocked(introduction.email):
        return
    page = letters.visitor_page(introduction)
    send("introduction", introduction.email, {"letter": letter, "name": introduction.startup.name, "page": page})


def _to_firm(introduction: Introduction, person: User, letter: Letter) -> None:
    send("introduction", person, {"letter": letter, "name": introduction.startup.name, "page": ""})
