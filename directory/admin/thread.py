"""What a moderator writes to the founder about a submission."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.review import back_to_review, case_of, review_with_typed
from directory.forms.message import MessageForm
from directory.rules.thread import is_of_desk


@desk_only
def message(request: DeskRequest, reference: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("admin:review", reference)
    case = case_of(request, reference)
    if not is_of_desk(request.user, case.submission):  # the own company: one writes there as everybody of the team
        raise Http404
    form = MessageForm(request.POST)
    if not form.is_valid():
        return review_with_typed(request, case, message_form=form, status=422)
    try:
        actions.write_message(submission=case.submission, text=form.cleaned_data["text"], by=request.user)
    except (Refused, ValidationError) as refused:
        form.add_error("text", refused if isinstance(refused, ValidationError) else str(refused))
        return review_with_typed(request, case, message_form=form, status=409)
    messages.success(request, _("Your message is sent."))
    return back_to_review(request, reference, "#messages", message_form=MessageForm())
