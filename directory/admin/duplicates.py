"""Pairs of entries that may be the same company, as a job found them."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.paging import page_of
from directory.models import DuplicatePair, Merge, Startup
from directory.models.duplicate import DuplicatePairQuerySet
from directory.rules.duplicates import reasons
from directory.rules.permissions import Permission, narrow

ROWS = 25


@dataclass(frozen=True)
class Pair:
    """Two entries as this reader sees them: which of them may be opened at the desk, and whether both may be merged."""

    row: DuplicatePair
    openable: set[int]
    mergeable: set[int]

    @property
    def both(self) -> list[tuple[Startup, bool]]:
        return [(one, one.pk in self.openable) for one in (self.row.first, self.row.second)]

    @property
    def may_merge(self) -> bool:
        return {self.row.first_id, self.row.second_id} <= self.mergeable

    @property
    def reasons(self) -> list[str]:
        return reasons(self.row.same_number, self.row.same_domain, self.row.similarity)


@desk_only
def duplicates(request: DeskRequest) -> HttpResponse:
    found = pairs_for(request.user).order_by("-same_number", "-same_domain", "-similarity", "pk")
    page = page_of(request, found, ROWS)
    context = {
        "page": page,
        "pairs": shown(list(page), request.user),
        "merges": undoable_merges(request.user)[:ROWS],
    }
    return render(request, "desk/duplicates.html", context)


@desk_only
def not_the_same(request: DeskRequest, pk: int) -> HttpResponse:
    pair: DuplicatePair = get_object_or_404(pairs_for(request.user), pk=pk)
    if request.method == "POST":
        try:
            actions.dismiss_pair(pair=pair, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            names = {"first": pair.first, "second": pair.second}
            messages.success(request, _("%(first)s and %(second)s are not proposed as the same any more.") % names)
    return redirect("admin:duplicates")


def pairs_for(user: User) -> DuplicatePairQuerySet:
    """The open pairs of which this person may merge at least one."""
    mine = narrow(Startup.objects.all(), user, Permission.MERGE).values("pk")
    related = [f"{side}__{name}" for side in ("first", "second") for name in ("municipality", "territory")]
    return DuplicatePair.objects.open().filter(Q(first__in=mine) | Q(second__in=mine)).select_related(*related)


def shown(rows: list[DuplicatePair], user: User) -> list[Pair]:
    both = Startup.objects.filter(pk__in={pk for row in rows for pk in (row.first_id, row.second_id)})
    openable, mergeable = (
        set(narrow(both, user, permission).values_list("pk", flat=True))
        for permission in (Permission.CURATE, Permission.MERGE)
    )
    return [Pair(row, openable, mergeable) for row in rows]


def pairs_of(startup: Startup, user: User) -> list[Pair]:
    """The open pairs of one entry."""
    rows = pairs_for(user).filter(Q(first=startup) | Q(second=startup)).order_by("-similarity", "pk")
    return shown(list(rows), user)


def undoable_merges(user: User) -> QuerySet[Merge]:
    """What was merged within a day and may be taken apart again by this person, the latest first."""
    mine = narrow(Startup.objects.all(), user, Permission.UNMERGE).values("pk")
    return Merge.objects.undoable().filter(merged__in=mine).select_related("kept", "merged").order_by("-made_at", "pk")
