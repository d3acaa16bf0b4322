"""Notes for colleagues, on the page of a submission and on that of an entry."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.entries import entry_page
from directory.admin.review import back_to_review, case_of, review_with_typed
from directory.forms.note import NoteForm
from directory.models import Note, Startup, Submission
from directory.rules.notes import may_note
from directory.rules.permissions import Permission, narrow


@desk_only
def note(request: DeskRequest, reference: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("admin:review", reference)
    case = case_of(request, reference)
    if not case.may_note:
        raise Http404
    form = NoteForm(request.POST)
    if not _add(request, form, case.submission):
        return review_with_typed(request, case, note_form=form, status=422)
    messages.success(request, _("Your note is added."))
    return back_to_review(request, reference, "#notes", note_form=NoteForm())


@desk_only
def entry_note(request: DeskRequest, pk: int) -> HttpResponse:
    startup: Startup = get_object_or_404(narrow(Startup.objects.all(), request.user, Permission.ANNOTATE), pk=pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return redirect("admin:entry", pk)
    if not _add(request, form, startup):
        return entry_page(request, startup, note_form=form, status=422)
    messages.success(request, _("Your note is added."))
    return redirect(_notes_of(startup))


@desk_only
def remove_note(request: DeskRequest, pk: int) -> HttpResponse:
    """Only the own one, and only where one still reads it."""
    found: Note = get_object_or_404(Note.objects.filter(written_by=request.user), pk=pk)
    about = found.submission or found.startup
    if about is None or not may_note(request.user, about):
        raise Http404
    if request.method == "POST":
        actions.remove_note(note=found, by=request.user)
        messages.success(request, _("Your note is removed."))
    if isinstance(about, Submission):
        return back_to_review(request, about.reference, "#notes")
    return redirect(_notes_of(about))


def _add(request: DeskRequest, form: NoteForm, about: Submission | Startup) -> bool:
    if form.is_valid():
        try:
            actions.add_note(about=about, text=form.cleaned_data["text"], by=request.user)
        except (Refused, ValidationError) as refused:
            form.add_error("text", refused if isinstance(refused, ValidationError) else str(refused))
    return form.is_valid()


def _notes_of(startup: Startup) -> str:
    return f"{reverse('admin:entry', args=[startup.pk])}#notes"
