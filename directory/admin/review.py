"""One submission: proposed beside public, what was looked up, what happened so far, and the decision."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from directory import actions
from directory.actions.errors import Outdated, Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.events import events_about
from directory.admin.queue import free_for, standing_hold, waiting_for
from directory.admin.reading import reading_page
from directory.choices import SubmissionKind, Verdict
from directory.forms.beside import IN_THE_FORM, Beside, typed_beside, typed_first
from directory.forms.decision import DecisionForm, new_form, version_of, words_of_first
from directory.forms.message import MessageForm
from directory.forms.note import NoteForm
from directory.models import Decision, Event, Revision, SectorLink, Startup, Submission, Territory
from directory.models.decision import DecisionQuerySet
from directory.models.event import EventQuerySet
from directory.models.submission import SubmissionQuerySet
from directory.rules.checks import Check, Proposal, all_checks
from directory.rules.diff import FieldChange, changes
from directory.rules.duplicates import Duplicate, duplicates_of
from directory.rules.entitlement import needs_proof
from directory.rules.notes import notes_about
from directory.rules.parts import base_of, public_of
from directory.rules.permissions import Permission, may, narrow, only_offered, readable_events, with_interest
from directory.rules.prepared import prepared_for
from directory.rules.profile import Profile, status_asked, upgraded
from directory.rules.second_look import first_look_at, needs_second_look
from directory.rules.standing import standings_of
from directory.rules.texts import without_nul
from directory.rules.thread import is_open, messages_of, proposed_by

LATEST_EVENTS = 50
# What stays of an answer that was refused.
KEPT = ("verdict", "reason", "words", "twin", "found_independently", "partner_vouches", "partner_words")
ACTIONS: dict[Verdict, Callable[..., Decision]] = {
    Verdict.APPROVE: actions.approve,
    Verdict.REQUEST_CHANGES: actions.request_changes,
    Verdict.REJECT: actions.reject,
}


@dataclass(frozen=True)
class Place:
    """Where a submission stands in the queue; position 0 when it no longer waits."""

    position: int
    total: int
    previous: Submission | None
    next: Submission | None


@dataclass(frozen=True)
class Case:
    """A submission with what several parts of its page need, looked up once."""

    submission: Submission
    revisions: list[Revision]  # newest first, at least one
    duplicates: list[Duplicate]

    @property
    def latest(self) -> Revision:
        return self.revisions[0]

    @property
    def profile(self) -> Profile:
        return _profile(self.latest)

    @cached_property
    def public(self) -> Profile:
        """What the entry says now; after the decision, what it said when the proposal began."""
        return public_of(self.submission) if self.submission.is_open else base_of(self.submission)

    @property
    def may_decide(self) -> bool:
        return bool(self.submission.may_decide)  # type: ignore[attr-defined]  # annotated by _reviewable

    @property
    def may_curate(self) -> bool:
        return bool(self.submission.may_curate)  # type: ignore[attr-defined]  # annotated by _reviewable

    @property
    def may_refer(self) -> bool:
        return bool(self.submission.may_refer)  # type: ignore[attr-defined]  # annotated by _reviewable

    @property
    def is_own_company(self) -> bool:
        return bool(self.submission.is_own_company)  # type: ignore[attr-defined]  # annotated by _reviewable

    @property
    def may_answer(self) -> bool:
        return bool(self.submission.may_answer)  # type: ignore[attr-defined]  # annotated by _reviewable

    @property
    def is_offered(self) -> bool:
        """Whether this person sees it only because another territory offers it."""
        return bool(self.submission.is_offered)  # type: ignore[attr-defined]  # annotated by _reviewable

    @property
    def may_note(self) -> bool:
        """As rules.notes.may_note."""
        return not self.is_own_company and not self.is_offered

    def checks(self, by: User) -> list[Check]:
        proposal = Proposal(self.submission, self.profile)
        return all_checks(proposal, by, duplicates=self.duplicates, is_own_company=self.is_own_company)


@desk_only
def review(request: DeskRequest, reference: str) -> HttpResponse:
    if request.user.is_auditor:
        return reading_page(request, reference)
    case = case_of(request, reference)
    return review_page(request, case)


@desk_only
def decide(request: DeskRequest, reference: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("admin:review", reference)
    case = case_of(request, reference)
    submission = case.submission
    if "prepared" in request.POST:
        return _with_prepared_words(request, case)
    beside = Beside(submission, case.profile, case.public, request.POST)
    form = DecisionForm(request.POST, submission=submission, duplicates=case.duplicates, beside=beside)
    if not form.is_valid():
        return review_page(request, case, form, beside, status=422)
    after = place_of(submission, request.user)
    try:
        decision = _act(submission, form, request.user)
    except Refused as refusal:
        return _refused(request, reference, form, refusal)
    if decision is None:
        looked = _("%(name)s: your approval is noted. A colleague has to look at it as well.")
        messages.success(request, looked % {"name": submission.name})
    elif decision.undo_until is None:  # else the next page says what was done, and offers to take it back
        done = (
            _("%(name)s is removed. The company is told by mail.")
            if submission.kind == SubmissionKind.REMOVAL and decision.verdict == Verdict.APPROVE
            else _("%(name)s: approved. The company is told by mail.")
        )
        messages.success(request, done % {"name": submission.name})
    return _next(request.user, after)


def _act(submission: Submission, form: DecisionForm, by: User) -> Decision | None:
    """Decides; or gives the first of two looks, and there is no decision yet."""
    verdict, answer = Verdict(form.cleaned_data["verdict"]), form.answer()
    if verdict == Verdict.APPROVE and _is_first_look(submission, answer["revision"], answer["twin"]):
        actions.look_first(submission=submission, by=by, **answer)
        return None
    return ACTIONS[verdict](submission=submission, by=by, **answer)


def _is_first_look(submission: Submission, revision: Revision, twin: Startup | None) -> bool:
    return needs_second_look(submission, revision, twin) and first_look_at(submission) is None


@desk_only
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Takes the own decision back. Somebody else's does not exist here."""
    own = narrow(Decision.objects.select_related("submission"), request.user, Permission.TAKE_BACK)
    decision: Decision = get_object_or_404(own, pk=pk)
    submission = decision.submission
    if request.method == "POST":
        try:
            submission = actions.undo(decision=decision, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            done = _("%(name)s: taken back. It waits for a decision again.")
            messages.success(request, done % {"name": submission.name})
    # Who decided in another territory's place may not see it any more.
    is_seen = may(request.user, Permission.REVIEW, submission)
    return redirect("admin:review", submission.reference) if is_seen else redirect("admin:index")


def place_of(submission: Submission, user: User) -> Place:
    """Position, neighbours and length of the queue that this person sees, without reading it."""
    waiting = waiting_for(user)
    at, pk = submission.submitted_at, submission.pk
    older, newer = (
        Q(**{f"submitted_at__{way}": at}) | Q(**{"submitted_at": at, f"pk__{way}": pk}) for way in ("lt", "gt")
    )
    figures = waiting.aggregate(
        total=Count("pk"), older=Count("pk", filter=older), itself=Count("pk", filter=Q(pk=submission.pk))
    )
    before, after = waiting.filter(older).order_by("-submitted_at", "-pk"), waiting.filter(newer).oldest_first()
    beside = before[:1].union(after[:1], all=True)
    neighbours = {(one.submitted_at, one.pk) > (at, pk): one for one in beside}
    return Place(
        position=figures["older"] + 1 if figures["itself"] else 0,
        total=figures["total"],
        previous=neighbours.get(False),
        next=neighbours.get(True),
    )


def changes_of(case: Case) -> list[FieldChange]:
    """Every field as it was, is and would be. After the decision: as it was and as it was proposed."""
    found = changes(base_of(case.submission), case.public, case.profile)
    if case.is_offered or (case.submission.kind == SubmissionKind.TRANSFER and not case.may_curate):
        # The other territory is asked where it belongs; what is not disclosed stays with the one that has it.
        found = [change for change in found if not _is_undisclosed(change)]
    return found


def _is_undisclosed(change: FieldChange) -> bool:
    values = (change.base, change.public, change.proposed)
    return change.field.name == "stage" and any(value and not value["disclosed"] for value in values)


def between(older: Revision, newer: Revision) -> list[FieldChange]:
    """What the founder changed from one revision to the next."""
    before = _profile(older)
    return [change for change in changes(before, before, _profile(newer)) if change.is_changed]


def _profile(revision: Revision) -> Profile:
    return upgraded(revision.profile, revision.schema_version)


def case_of(request: DeskRequest, reference: str) -> Case:
    submission: Submission = get_object_or_404(_reviewable(request.user), reference=reference)
    revisions = list(submission.revisions.select_related("written_by").order_by("-number"))
    if not revisions:  # withdrawn before it was ever sent
        raise Http404
    return Case(submission, revisions, duplicates_of(_profile(revisions[0]), without=submission.startup))


def _reviewable(user: User) -> SubmissionQuerySet:
    """What this person sees, each with `may_decide`, `may_curate` (its entry), `may_refer`, `may_answer`, `is_offered`
    and `is_own_company`."""
    decidable = narrow(Submission.objects.filter(pk=OuterRef("pk")), user, Permission.DECIDE)
    referable = narrow(Submission.objects.filter(pk=OuterRef("pk")), user, Permission.REFER)
    answerable = narrow(Submission.objects.filter(pk=OuterRef("pk")), user, Permission.ANSWER_OFFER)
    asked = only_offered(Submission.objects.filter(pk=OuterRef("pk")), user)
    curated = narrow(Startup.objects.filter(pk=OuterRef("startup")), user, Permission.CURATE)
    territory = ("territory__partner", "territory__fallback")
    people = ("submitted_by", "on_behalf", "hold__held_by")
    related = ("startup__territory", "startup__municipality", *territory, *people)
    links = Prefetch("startup__sector_links", SectorLink.objects.select_related("sector"))
    return (
        with_interest(narrow(Submission.objects.all(), user, Permission.REVIEW), user)
        .annotate(
            may_decide=Exists(decidable),
            may_curate=Exists(curated),
            may_refer=Exists(referable),
            may_answer=Exists(answerable),
            is_offered=Exists(asked),
        )
        .select_related(*related)
        .prefetch_related(links)
    )


def _next(user: User, after: Place) -> HttpResponse:
    """The one that came next in the queue, else the oldest that this person may decide, else the queue. Not what a
    colleague holds."""
    open_to_me = free_for(user, Submission.objects.awaiting_decision())
    upcoming = open_to_me.filter(submitted_at__gte=after.next.submitted_at) if after.next else open_to_me
    submission = upcoming.first() or open_to_me.first()
    return redirect("admin:review", submission.reference) if submission else redirect("admin:index")


def _refused(request: DeskRequest, reference: str, form: DecisionForm, refusal: Refused) -> HttpResponse:
    """The page as it is now, with what was typed, and why it was refused."""
    case = case_of(request, reference)
    seen: Revision = form.cleaned_data["revision"]
    kept = {name: form.cleaned_data.get(name) for name in KEPT}
    return _again(request, case, seen, kept, refusal, status=409)


def _with_prepared_words(request: DeskRequest, case: Case) -> HttpResponse:
    """The page once more, with the prepared words for a reason and all that was typed. Nothing is decided."""
    kept = _typed(request)
    prepared = prepared_for(case.submission)
    chosen = next((one for one in prepared if one.reason == request.POST["prepared"]), None)
    if chosen:
        kept |= {"reason": chosen.reason, "verdict": kept["verdict"] or chosen.verdict}
        typed = kept["words"].strip()
        is_own = typed and typed not in {one.text for one in prepared}
        kept["words"] = f"{typed}\n\n{chosen.text}" if is_own else chosen.text
    seen, outdated = _seen(request, case)
    return _again(request, case, seen, kept, outdated, status=409 if outdated else 200)


def review_with_typed(request: DeskRequest, case: Case, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page once more, after one of its other buttons, with all that was typed for the decision."""
    if "seen_version" not in request.POST:  # there was no decision to take
        return review_page(request, case, status=status, **context)
    seen, outdated = _seen(request, case)
    return _again(request, case, seen, _typed(request), outdated, status=status, is_aside=True, **context)


def back_to_review(request: DeskRequest, reference: str, anchor: str = "", **context: Any) -> HttpResponse:
    """What one of its other buttons asked for is done: the page afresh, or with what was typed and is not sent yet."""
    case = case_of(request, reference)
    seen, _outdated = _seen(request, case)
    beside = typed_beside(request.POST, seen, case.profile).values()
    unsent = [_unsent(request, name) for name in ("note", "message") if f"{name}_form" not in context]
    if any(any(typed.values()) for typed in (_typed(request), *beside, *unsent)):
        return review_with_typed(request, case, **context)
    return redirect(f"{reverse('admin:review', args=[reference])}{anchor}")


def _typed(request: DeskRequest) -> dict[str, Any]:
    return {name: without_nul(request.POST.get(name, "")) for name in KEPT}


def _seen(request: DeskRequest, case: Case) -> tuple[Revision, Outdated | None]:
    """The revision that stood on the page, and whether what stood there is no longer what is to be decided."""
    revisions = {str(one.pk): one for one in case.revisions}
    seen = revisions.get(request.POST.get("revision", ""), case.latest)
    is_current = seen == case.latest and request.POST.get("seen_version") == str(version_of(case.submission))
    return seen, None if is_current else Outdated()


def _again(  # noqa: PLR0917
    request: DeskRequest,
    case: Case,
    seen: Revision,
    kept: dict[str, Any],
    refusal: Refused | None,
    status: int,
    **context: Any,
) -> HttpResponse:
    since = between(seen, case.latest) if isinstance(refusal, Outdated) and seen.pk != case.latest.pk else []
    form = new_form(case.submission, case.latest, case.duplicates, **kept)
    beside = Beside(case.submission, case.profile, case.public, initial=typed_beside(request.POST, seen, case.profile))
    context |= {"refusal": refusal, "seen": seen, "since": since}
    return review_page(request, case, form, beside, status=status, **context)


def review_page(
    request: DeskRequest,
    case: Case,
    form: DecisionForm | None = None,
    beside: Beside | None = None,
    *,
    message_form: MessageForm | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page of a submission; the forms hold what was typed and refused."""
    submission, revisions = case.submission, case.revisions
    standing = standings_of([submission])[submission.pk]
    look = standing.first_look
    form = form or new_form(submission, case.latest, case.duplicates, **words_of_first(look))
    typed = typed_first(look, submission, case.profile)
    is_proposer = proposed_by(request.user, submission)
    may_write = is_open(submission) and (is_proposer or not case.is_own_company) and not case.is_offered
    found = changes_of(case)
    message_form = message_form or (MessageForm(initial=_unsent(request, "message")) if may_write else None)
    note_form = (note_form or NoteForm(initial=_unsent(request, "note"))) if case.may_note else None
    if case.may_decide:  # what is typed for the decision goes along with a note or a message
        for aside in filter(None, (message_form, note_form)):
            aside.fields["text"].widget.attrs |= IN_THE_FORM
    context |= {
        "submission": submission,
        "startup": submission.startup,
        "form": form,
        "beside": beside or Beside(submission, case.profile, case.public, initial=typed),
        "prepared": prepared_for(submission) if case.may_decide else [],
        "thread": messages_of(submission),
        "message_form": message_form,
        "asked_status": status_asked(case.latest) if submission.kind == SubmissionKind.STATE else "",
        "place": place_of(submission, request.user),
        "hold": standing_hold(submission),
        "notes": notes_about(submission, with_entry=case.may_curate) if case.may_note else [],
        "note_form": note_form,
        "changed": [change for change in found if change.is_changed],
        "unchanged": [change for change in found if not change.is_changed],
        "is_new": submission.kind == SubmissionKind.NEW,
        "has_conflict": submission.is_open and any(change.is_conflict for change in found),
        "checks": case.checks(request.user),
        "needs_proof": needs_proof(submission),
        "proofs": submission.proofs.filter(verified_at__isnull=False).select_related("given_by").order_by("pk"),
        "other_claims": _other_claims(submission, request.user),
        "revisions": revisions,
        "corrections": _corrections(case),
        "decisions": _decisions(submission),
        "events": _events(submission, request.user),
        "standing": standing,
        "needs_second_look": submission.is_open and needs_second_look(submission, case.latest),
        "territories": Territory.objects.curated_by(request.user),
        "is_offered": case.is_offered,
        "may_answer": case.may_answer,
        "is_proposer": is_proposer,
        "may_refer": case.may_refer,
        "may_decide": case.may_decide,
        "is_own_company": case.is_own_company,
    }
    return render(request, "desk/review.html", context, status=status)


def _unsent(request: DeskRequest, name: str) -> dict[str, str]:
    """What was typed of a note or a message when another button was pressed."""
    return {"text": without_nul(request.POST.get(f"{name}-text", ""))}


def _corrections(case: Case) -> list[FieldChange]:
    """What the latest revision corrects in the one before it."""
    if len(case.revisions) < 2:
        return []
    found = between(case.revisions[1], case.revisions[0])
    return [change for change in found if not (case.is_offered and _is_undisclosed(change))]


def _decisions(submission: Submission) -> DecisionQuerySet:
    """Those that were taken back as well; the newest first."""
    decisions: DecisionQuerySet = submission.decisions.select_related("decided_by", "revision", "rest")
    return decisions.order_by("-decided_at", "-pk")


def _other_claims(submission: Submission, reader: User) -> SubmissionQuerySet:
    """Open claims of the same entry: approving one ends the others."""
    claims = Submission.objects.open().filter(kind=SubmissionKind.CLAIM, startup__isnull=False)
    others = claims.filter(startup=submission.startup).exclude(pk=submission.pk)
    return narrow(others, reader, Permission.REVIEW).select_related("submitted_by").oldest_first()


def _events(submission: Submission, reader: User) -> EventQuerySet:
    """What happened to the submission, and to its entry as far as this person may read that; newest first."""
    found = Event.objects.of_submission(submission.reference)
    if submission.startup:
        found |= events_about(submission.startup) & readable_events(reader)
    return found.order_by("-position")[:LATEST_EVENTS]
