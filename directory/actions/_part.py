"""What an approval leaves out, or corrects. Called by actions.decide, which holds the locks."""

from collections.abc import Collection, Mapping

from django.utils import timezone

from accounts.models import User
from directory.actions._decision import write_decision
from directory.actions._shared import refusing
from directory.actions.drafts import new_reference
from directory.actions.errors import ChangePending, MoreThanTyping, NotAllowed, NothingPublished, NotWithout, Unresolved
from directory.choices import Reason, SubmissionKind, SubmissionState, Verdict
from directory.models import Decision, Logo, Revision, Startup, Submission
from directory.rules.parts import Part, clashes, correctable, is_typing_error, leaves_complete, part_of, public_of
from directory.rules.profile import SCHEMA_VERSION, Profile, profile_of, upgraded

ONE_CHANGE = {"submission_one_open_change_a_team": ChangePending}


def chosen_part(
    submission: Submission, proposed: Profile, fields: Collection[str] | None, kept: Collection[str]
) -> Part:
    """Raises Unresolved, NothingPublished or NotWithout."""
    part = part_of(submission, proposed, fields, kept)
    public = public_of(submission)
    if fields is None and set(clashes(submission, proposed, public)) - set(part.kept):
        raise Unresolved
    if part.is_whole:
        return part
    if not part.published and submission.kind != SubmissionKind.CLAIM:  # a claim is approved by itself
        raise NothingPublished
    if not leaves_complete(submission, proposed, part, public):
        raise NotWithout
    return part


def correct(
    submission: Submission, revision: Revision, part: Part, corrections: Mapping[str, str], *, by: User
) -> Revision:
    """The revision with its typing errors put right, as one of its own; the same where nothing differs.

    Raises NotAllowed for what is no text of the proposal, or is not published; MoreThanTyping for another text.
    """
    proposed = upgraded(revision.profile, revision.schema_version)
    made = {name: text for name, text in corrections.items() if text != proposed.get(name)}
    if not made:
        return revision
    if not set(made) <= set(correctable(submission, proposed)) & set(part.published) or not all(made.values()):
        raise NotAllowed
    if not all(is_typing_error(proposed[name], text) for name, text in made.items()):
        raise MoreThanTyping
    return Revision.objects.create(
        submission=submission,
        number=revision.number + 1,
        schema_version=SCHEMA_VERSION,
        profile=proposed | made,
        written_by=by,
        is_correction=True,
    )


def ask_for_rest(
    startup: Startup, decision: Decision, asked: Profile, reason: Reason, *, remarks: Mapping[str, str], by: User
) -> Submission:
    """What was not published, as a change of what is public now, with changes requested. The company is told of it by
    the mail of the approval. Raises ChangePending where the team has another change under way."""
    submission = decision.submission
    sent = submission.latest_sent() or decision.revision
    base = profile_of(startup)
    number = asked.get("enterprise_number", "")
    with refusing(ONE_CHANGE):
        rest = Submission.objects.create(
            reference=new_reference(),
            kind=SubmissionKind.CHANGE,
            state=SubmissionState.CHANGES_REQUESTED,
            startup=startup,
            territory=startup.territory,
            submitted_by=submission.submitted_by,
            language=submission.language,
            base=base,
            base_version=startup.content_version,
            enterprise_number=number,
            name=asked.get("name", startup.name),
            submitted_at=submission.submitted_at,
            due_on=submission.due_on,
            licence=submission.licence,
            licence_accepted_at=submission.licence_accepted_at,
            changed_at=timezone.now(),
        )
    revision = Revision.objects.create(
        submission=rest,
        number=1,
        schema_version=SCHEMA_VERSION,
        profile=base | asked,
        written_by=sent.written_by,
        created_at=sent.created_at,
    )
    if asked.get("logo"):
        Logo.objects.filter(pk=asked["logo"], submission=submission).update(submission=rest)
    write_decision(
        rest,
        revision=revision,
        verdict=Verdict.REQUEST_CHANGES,
        reason=reason,
        words=decision.words,
        remarks={name: text for name, text in remarks.items() if name in asked},
        told={"rest_of": submission.reference},
        may_be_undone=False,  # but with the approval
        by=by,
    )
    return rest
