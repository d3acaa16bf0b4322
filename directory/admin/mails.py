"""Mails that could not be sent: whoever runs the site sees why, and has them tried again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks_db.models import DBTaskResult

from directory import actions
from directory.admin.access import DeskRequest, only_who
from directory.admin.paging import page_of
from directory.rules import mails as queue
from directory.rules.permissions import may_tend_mails

ROWS = 50
KINDS: dict[str, str | Promise] = {
    "submission_received": gettext_lazy("Submission received"),
    "submission_approved": gettext_lazy("Submission approved"),
    "changes_requested": gettext_lazy("Changes requested"),
    "submission_rejected": gettext_lazy("Submission rejected"),
    "submission_withdrawn": gettext_lazy("Submission taken back"),
    "submission_lapsed": gettext_lazy("Submission taken back: nobody corrected it"),
    "submission_replaced": gettext_lazy("Submission replaced by a newer address"),
    "submission_ended": gettext_lazy("Submission ended: the entry was removed"),
    "submission_handed_on": gettext_lazy("Submission taken over by another partner"),
    "proposed_on_behalf": gettext_lazy("Change proposed on behalf of the firm"),
    "proof_code": gettext_lazy("Code to an e-mail address at the domain"),
    "proof_lapsed": gettext_lazy("Proof no longer found"),
    "message_to_founder": gettext_lazy("Message to the firm"),
    "message_to_moderators": gettext_lazy("Message to the moderators"),
    "message_to_moderator": gettext_lazy("Message to a moderator"),
    "claim_invitation": gettext_lazy("Company invited to claim its entry"),
    "team_invitation": gettext_lazy("Invited to the team"),
    "invitation_accepted": gettext_lazy("Invitation accepted"),
    "team_role_changed": gettext_lazy("Role in the team changed"),
    "team_handed_over": gettext_lazy("Entry handed over"),
    "team_removed": gettext_lazy("Taken out of the team"),
    "confirmation_due": gettext_lazy("Reminder to confirm the entry"),
    "ask_lapses": gettext_lazy("Reminder of an ask that lapses"),
    "entry_hidden": gettext_lazy("Taken off the public pages"),
    "entry_removed": gettext_lazy("Entry removed"),
    "introduction_to_confirm": gettext_lazy("Address of an introduction to be confirmed"),
    "introduction_asked": gettext_lazy("Introduction to the firm"),
    "introduction_reminder": gettext_lazy("Reminder of an introduction"),
    "introduction_answered": gettext_lazy("Answer to an introduction"),
    "introduction_address": gettext_lazy("Address of who asked for an introduction"),
    "introduction_lapsed": gettext_lazy("Introduction without an answer"),
    "visitor_outcome": gettext_lazy("Question to the visitor: what came of it"),
    "firm_outcome": gettext_lazy("Question to the firm: what came of it"),
    "alert_to_confirm": gettext_lazy("Address that follows a list to be confirmed"),
    "alert_news": gettext_lazy("What is new in a followed list"),
    "accompaniment_proposed": gettext_lazy("Accompaniment proposed"),
    "error_passed_on": gettext_lazy("Report of an error passed on"),
    "error_handled": gettext_lazy("Report of an error dealt with"),
    "appointed": gettext_lazy("Appointed for a partner"),
    "dismissed": gettext_lazy("Work for a partner ended"),
    "power_given": gettext_lazy("Made operator or auditor"),
    "power_taken": gettext_lazy("No longer operator or auditor"),
    "daily_digest": gettext_lazy("What waits, once a day"),
    "suggestions_made": gettext_lazy("Suggestions from a list"),
    "entries_merged": gettext_lazy("Two entries merged"),
    "entries_unmerged": gettext_lazy("Merging of two entries undone"),
}


@only_who(may_tend_mails)
def mails(request: DeskRequest) -> HttpResponse:
    page = page_of(request, queue.dead().order_by("-finished_at", "pk"), ROWS)
    context = {
        "page": page,
        "dead": [(kind_of(mail.kind), mail) for mail in queue.dead_mails(page.object_list)],
        "waiting": queue.waiting().count(),
        "tried": queue.waiting().filter(args_kwargs__kwargs__attempt__gt=1).count(),
        "is_stuck": queue.is_stuck(),
        "days": queue.KEEP_DEAD.days,
    }
    return render(request, "desk/mails.html", context)


@only_who(may_tend_mails)
def send_mail_again(request: DeskRequest, pk: UUID) -> HttpResponse:
    mail = get_object_or_404(DBTaskResult, pk=pk, queue_name=queue.QUEUE)
    if request.method == "POST":
        if actions.send_again(mail=mail, by=request.user):
            messages.success(request, _("The mail is in the queue again."))
        else:
            messages.info(request, _("This mail is in the queue again already, or sent."))
    return redirect("admin:mails")


@only_who(may_tend_mails)
def send_all_mails_again(request: DeskRequest) -> HttpResponse:
    if request.method == "POST":
        count = actions.send_all_again(by=request.user)
        said = ngettext("%(count)d mail is in the queue again.", "%(count)d mails are in the queue again.", count)
        messages.success(request, said % {"count": count})
    return redirect("admin:mails")


def kind_of(name: str) -> Any:
    """What the mail tells, in words; of one that an older version put in the queue, the name of its function."""
    return KINDS.get(name, name.replace("_", " "))
