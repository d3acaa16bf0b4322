"""What somebody may do on the whole site, and whether somebody comes in at all: the operator decides, with reasons."""

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.sessions import end_all_sessions, end_logins_under_way
from directory.actions._shared import Actor, record
from directory.actions.errors import AccountClosed, Gone, LastOperator, NoAccount, NotAllowed, OneRole, YourOwnAccount
from directory.choices import Power, Verb
from directory.models import Membership
from directory.notifications import desk as mails
from directory.rules.permissions import may_govern

FLAGS = {Power.OPERATOR: "is_operator", Power.AUDITOR: "is_auditor"}


@transaction.atomic
def give_power(*, email: str, power: Power, words: str, by: Actor) -> bool:
    """Make an operator or an auditor of somebody who has an account. False: the person is one already.

    Raises NotAllowed, NoAccount, AccountClosed, or OneRole.
    """
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise NoAccount
    person = _lock(found, by)
    if not person.is_active:
        raise AccountClosed
    if getattr(person, FLAGS[power]):
        return False
    if _acts(person) if power == Power.AUDITOR else person.is_auditor:
        raise OneRole
    _set(person, power, True)
    record(Verb.POWER_GIVEN, by=by, after=_shown(person, power), personal={"words": words})
    mails.power_given.enqueue(str(person.pk), power=power.value)
    return True


@transaction.atomic
def take_power(*, person: User, power: Power, words: str, by: Actor) -> bool:
    """False: there was nothing to take. Raises NotAllowed or LastOperator."""
    locked = _lock(person, by)
    if not getattr(locked, FLAGS[power]):
        return False
    if power == Power.OPERATOR:
        _refuse_last_operator(locked)
    _set(locked, power, False)
    record(Verb.POWER_TAKEN, by=by, before=_shown(locked, power), personal={"words": words})
    mails.power_taken.enqueue(str(locked.pk), power=power.value)
    return True


def bar(*, person: User, words: str, by: Actor) -> bool:
    """Nobody signs in with this account any more, and whoever is signed in is out. Nothing is erased.

    False: it is barred already. Raises NotAllowed, YourOwnAccount, AccountClosed or LastOperator.
    """
    with transaction.atomic():
        locked = _lock(person, by)
        if isinstance(by, User) and by.pk == locked.pk:
            raise YourOwnAccount
        if locked.is_closed:
            raise AccountClosed
        if not locked.is_active:
            return False
        if locked.is_operator:
            _refuse_last_operator(locked)
        locked.is_active = False
        locked.save(update_fields=["is_active"])
        end_all_sessions(locked)
        record(Verb.PERSON_BARRED, by=by, after={"user": str(locked.pk)}, personal={"words": words})
    end_logins_under_way(locked)
    return True


@transaction.atomic
def unbar(*, person: User, words: str, by: Actor) -> bool:
    """False: the account is not barred. Raises NotAllowed or AccountClosed."""
    locked = _lock(person, by)
    if locked.is_closed:
        raise AccountClosed
    if locked.is_active:
        return False
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    record(Verb.PERSON_UNBARRED, by=by, after={"user": str(locked.pk)}, personal={"words": words})
    return True


def _lock(person: User, by: Actor) -> User:
    """With all operators, by pk: two who take each other's right would each count on the other. Raises NotAllowed."""
    rows = Q(pk=person.pk) | Q(is_operator=True, is_active=True)
    locked = {row.pk: row for row in User.objects.select_for_update(no_key=True).filter(rows).order_by("pk")}
    if isinstance(by, User) and (by.pk not in locked or not may_govern(locked[by.pk])):
        raise NotAllowed
    if person.pk not in locked:
        raise Gone
    return locked[person.pk]


def _acts(person: User) -> bool:
    return person.is_operator or Membership.objects.filter(user=person).exists()


def _refuse_last_operator(person: User) -> None:
    others = User.objects.filter(is_operator=True, is_active=True).exclude(pk=person.pk)
    if person.is_active and not others.exists():
        raise LastOperator


def _set(person: User, power: Power, has: bool) -> None:
    setattr(person, FLAGS[power], has)
    person.save(update_fields=[FLAGS[power]])


def _shown(person: User, power: Power) -> dict[str, str]:
    return {"user": str(person.pk), "power": power.value}
