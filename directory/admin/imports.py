"""Lists of partners: sent, matched, looked at row by row, confirmed, and undone."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from belgiantech.uploads import Lists
from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.import_forms import ChoicesForm, MatchForm, RowsForm, UploadForm
from directory.admin.paging import page_of
from directory.choices import DuplicateChoice, ImportOutcome, ImportResult, ImportSetting, ImportState
from directory.imports import dry_run
from directory.imports.targets import allowed, guessed, is_personal, label_of_target
from directory.models import ColumnMatch, ImportBatch, ImportRow, Partner
from directory.models.importing import UNCONFIRMED, digest_of_headings
from directory.rules.diff import FieldChange
from directory.rules.duplicates import reasons
from directory.rules.identifiers import domain_of
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import FIELDS
from directory.rules.spreadsheets import neutral

LISTS = 25
ROWS = 50
WITH_RESULT = (ImportState.WRITING, ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE)


@dataclass(frozen=True)
class Tab:
    """One kind of row, and how many there are."""

    value: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Column:
    """A column of the list as it is matched. `field` is None for one about people."""

    heading: str
    samples: list[str]
    field: Any


@dataclass(frozen=True)
class Line:
    """A row of the report."""

    row: ImportRow
    changes: list[FieldChange]
    problems: list[tuple[str, str]]
    choices: list[tuple[str, str, bool]]
    likeness: list[str]


@desk_only
def imports(request: DeskRequest) -> HttpResponse:
    batches = _batches(request, Permission.READ_IMPORTS).select_related("partner").order_by("-uploaded_at", "-pk")
    page = page_of(request, batches, LISTS)
    counted = ImportRow.objects.filter(batch__in=[batch.pk for batch in page.object_list])
    counts: dict[int, list[str]] = {}
    by_outcome = counted.values_list("batch", "outcome").annotate(Count("pk")).order_by("batch", "outcome")
    for pk, outcome, count in by_outcome:
        counts.setdefault(pk, []).append(f"{ImportOutcome(outcome).label}: {count}")
    rows = [(batch, counts.get(batch.pk, [])) for batch in page.object_list]
    may_send = narrow(Partner.objects.all(), request.user, Permission.IMPORT).exists()
    return render(request, "desk/imports.html", {"page": page, "rows": rows, "may_send": may_send})


@csrf_exempt
@desk_only
def new_import(request: DeskRequest) -> HttpResponse:
    """Lists are larger than what the site takes elsewhere. The handler has to be set before anything reads the body;
    so the check against forged requests comes after it."""
    request.upload_handlers = [Lists(request)]
    return _new_import(request)


@csrf_protect
def _new_import(request: DeskRequest) -> HttpResponse:
    partners = narrow(Partner.objects.order_by("pk"), request.user, Permission.IMPORT).distinct()
    if not partners:
        raise Http404
    if request.method != "POST":
        return render(request, "desk/import_new.html", {"form": UploadForm(partners=partners)})
    form = UploadForm(request.POST, request.FILES, partners=partners)
    if not form.is_valid():
        return render(request, "desk/import_new.html", {"form": form}, status=422)
    given = form.cleaned_data
    try:
        batch, is_new = actions.keep_list(
            partner=given["partner"], facts=form.facts(), files=given["upload"], shape=form.shape, by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return render(request, "desk/import_new.html", {"form": form}, status=409)
    if not is_new:
        known = {"list": batch.source, "state": batch.get_state_display()}
        said = _(
            "This file is here already, as the list “%(list)s” (%(state)s). The source, licence and day that you gave "
            "now were not taken: for those, drop that list and send the file again."
        )
        messages.warning(request, said % known)
    return redirect(batch)


@desk_only
def batch(request: DeskRequest, pk: int) -> HttpResponse:
    """The list where it stands: to be matched, at work, or its rows."""
    found = _batch(request, pk, Permission.READ_IMPORTS)
    if found.state in (ImportState.MATCHING, ImportState.FAILED):
        return _match_page(request, found, MatchForm(batch=found, columns=_columns_of(found)))
    return render(request, "desk/import.html", _context(request, found))


@desk_only
def progress(request: DeskRequest, pk: int) -> HttpResponse:
    """The bar alone, asked for every two seconds; once the work is done, the whole page is asked for."""
    found = _batch(request, pk, Permission.READ_IMPORTS)
    response = render(request, "desk/_import_progress.html", {"batch": found})
    if not found.is_at_work:
        response["HX-Refresh"] = "true"
    return response


@desk_only
def match(request: DeskRequest, pk: int) -> HttpResponse:
    """GET shows the columns again, POST begins the dry run."""
    found = _batch(request, pk, Permission.IMPORT)
    if found.state not in (ImportState.MATCHING, ImportState.FAILED, ImportState.CHECKED):
        return redirect(found)
    if request.method != "POST":
        return _match_page(request, found, MatchForm(batch=found, columns=_columns_of(found)))
    form = MatchForm(request.POST, batch=found, columns={})
    if not form.is_valid():
        return _match_page(request, found, form, status=422)
    return _done(request, found, lambda: dry_run.start(batch=found, columns=form.columns, by=request.user))


@desk_only
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    found = _batch(request, pk, Permission.IMPORT)
    if request.method == "POST":
        sent = {name.removeprefix("row-") for name in request.POST if name.startswith("row-")}
        rows = found.rows.filter(pk__in=[name for name in sent if name.isascii() and name.isdigit() and len(name) < 19])
        form = ChoicesForm(request.POST, rows=rows)
        if form.is_valid():
            _do(request, lambda: actions.choose_duplicates(batch=found, choices=form.choices(), by=request.user))
    return redirect(f"{found.get_absolute_url()}?outcome={ImportOutcome.DUPLICATE}")


@desk_only
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    found = _batch(request, pk, Permission.IMPORT)
    if request.method != "POST":
        return redirect(found)
    return _done(request, found, lambda: actions.confirm_batch(batch=found, by=request.user))


@desk_only
def drop(request: DeskRequest, pk: int) -> HttpResponse:
    """GET asks, POST acts."""
    found = _batch(request, pk, Permission.IMPORT)
    if request.method != "POST":
        return render(request, "desk/import_drop.html", {"batch": found})
    if _do(request, lambda: actions.drop_batch(batch=found, by=request.user)):
        messages.success(request, _("The list is dropped, and its file is erased."))
    return redirect("admin:imports")


@desk_only
def release(request: DeskRequest, pk: int) -> HttpResponse:
    """Queued rows: published after a look at them, or left out."""
    found = _batch(request, pk, Permission.IMPORT)
    form = RowsForm(request.POST, batch=found)
    if request.method == "POST" and form.is_valid():
        verb = actions.leave_out_rows if "leave" in request.POST else actions.release_rows
        count: list[int] = []
        if _do(request, lambda: count.append(verb(batch=found, rows=form.rows(), by=request.user))):
            said = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", count[0])
            messages.success(request, said % {"count": count[0]})
    return redirect(found)


@desk_only
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """GET asks, POST acts."""
    found = _batch(request, pk, Permission.IMPORT)
    if request.method != "POST":
        return render(request, "desk/import_undo.html", {"batch": found})
    return _done(request, found, lambda: actions.undo_batch(batch=found, by=request.user))


@desk_only
def errors(request: DeskRequest, pk: int) -> HttpResponse:
    """The rows with an error, as they came, with the reason in front: to be put right and sent again."""
    found = _batch(request, pk, Permission.IMPORT)
    rows = found.rows.filter(outcome=ImportOutcome.ERROR).order_by("number")
    in_order = sorted(found.columns.items(), key=lambda one: one[1])
    headings = {target: found.headings[number] for target, number in in_order}
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="errors-{found.pk}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=found.separator)
    writer.writerow([_("Line"), _("Error"), *map(neutral, headings.values())])
    for row in rows.iterator():
        problems = "; ".join(f"{label}: {reason}" for label, reason in _problems(row))
        writer.writerow([row.line, neutral(problems), *(neutral(row.cells.get(target, "")) for target in headings)])
    return response


# ---- What the pages show ----


def _context(request: DeskRequest, found: ImportBatch) -> dict[str, Any]:
    is_written = found.state in WITH_RESULT
    rows = found.rows.select_related("startup", "candidate").order_by("number")
    outcome, result = request.GET.get("outcome", ""), request.GET.get("result", "")
    outcome = outcome if outcome in ImportOutcome.values else ""
    result = result if result in ImportResult.values else ""
    shown = rows.filter(outcome=outcome) if outcome else rows
    shown = shown.filter(result=result) if result else shown
    page = page_of(request, shown, ROWS)
    counts = dict(found.rows.values_list("outcome").annotate(Count("pk")).order_by())
    done = dict(found.rows.exclude(result="").values_list("result").annotate(Count("pk")).order_by())
    may_act = may(request.user, Permission.IMPORT, found.partner)
    return {
        "batch": found,
        "page": page,
        "lines": [_line(row) for row in page.object_list],
        "outcome": outcome,
        "result": result,
        "total": sum(counts.values()),
        "outcomes": _tabs(ImportOutcome, counts, outcome),
        "results": _tabs(ImportResult, done, result) if is_written else [],
        "has_errors": may_act and ImportOutcome.ERROR in counts,
        "queued": done.get(ImportResult.QUEUED, 0),
        "kept": done.get(ImportResult.KEPT, 0),
        "open_duplicates": found.rows.filter(outcome=ImportOutcome.DUPLICATE, choice="").count(),
        "to_write": sum(counts.get(one, 0) for one in (ImportOutcome.NEW, ImportOutcome.CHANGED)),
        "to_suggest": counts.get(ImportOutcome.SUGGESTION, 0),
        "is_queueing": found.partner.import_setting == ImportSetting.QUEUE,
        "may_act": may_act,
        "may_choose": may_act and found.state == ImportState.CHECKED,
        "may_release": may_act and found.state == ImportState.DONE,
        "is_droppable": may_act and found.state in UNCONFIRMED,
        "is_written": is_written,
    }


def _tabs(choices: Any, counts: dict[str, int], current: str) -> list[Tab]:
    return [
        Tab(choice.value, str(choice.label), counts[choice.value], choice.value == current)
        for choice in choices
        if counts.get(choice.value)
    ]


def _line(row: ImportRow) -> Line:
    is_new = row.outcome == ImportOutcome.NEW and not row.changes
    old = dict.fromkeys(row.profile, "") if is_new else row.changes
    changes = [
        FieldChange(field, _empty(field, old[name]), _empty(field, old[name]), row.profile[name])
        for name, field in FIELDS.items()
        if name in old and name in row.profile
    ]
    chosen = row.choice
    choices = [(choice.value, str(choice.label), choice == chosen) for choice in DuplicateChoice]
    return Line(row, changes, _problems(row), choices if row.candidate_id else [], _likeness(row))


def _likeness(row: ImportRow) -> list[str]:
    """Why it may repeat the entry that it came close to; the same number would be the same entry."""
    if row.candidate is None:
        return []
    domain = domain_of(row.profile.get("website", ""))
    return reasons(
        same_number=False, same_domain=bool(domain) and domain == row.candidate.domain, similarity=row.similarity
    )


def _empty(field: Any, value: Any) -> Any:
    return field.empty if field.is_empty(value) else value


def _problems(row: ImportRow) -> list[tuple[str, str]]:
    return [(label_of_target(problem["field"]), problem["reason"]) for problem in row.problems]


def _match_page(request: DeskRequest, found: ImportBatch, form: MatchForm, status: int = 200) -> HttpResponse:
    columns = [
        Column(heading, samples, form[f"column-{number}"] if not is_personal(heading) else None)
        for number, (heading, samples) in enumerate(zip(found.headings, found.samples, strict=True))
    ]
    context = {
        "batch": found,
        "form": form,
        "columns": columns,
        "may_act": may(request.user, Permission.IMPORT, found.partner),
    }
    return render(request, "desk/import_match.html", context, status=status)


def _columns_of(found: ImportBatch) -> dict[str, int]:
    """As they were matched for this list; else as for the last one with these headings; else as the headings say."""
    if found.columns:
        return allowed(found.columns, found.headings)
    known = ColumnMatch.objects.filter(partner=found.partner, headings=digest_of_headings(found.headings)).first()
    return guessed(found.headings, known.columns if known else None)


# ---- How the views act ----


def _batches(request: HttpRequest, permission: Permission) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(partner__in=narrow(Partner.objects.all(), request.user, permission))


def _batch(request: HttpRequest, pk: int, permission: Permission) -> ImportBatch:
    found: ImportBatch = get_object_or_404(_batches(request, permission).select_related("partner"), pk=pk)
    return found


def _do(request: HttpRequest, act: Callable[[], Any]) -> bool:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _done(request: HttpRequest, found: ImportBatch, act: Callable[[], Any]) -> HttpResponse:
    _do(request, act)
    return redirect(found)
