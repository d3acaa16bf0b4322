"""What a founder writes to the moderator about a submission."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.forms.message import MessageForm
from directory.views.policies import person, signed_in
from directory.views.submissions import followed, submission_page


@signed_in
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """Adds a message. Who had to sign in first lands on the page of the submission."""
    found = followed(request, reference)
    if request.method != "POST":
        return redirect(found)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return submission_page(request, found, form, status=422)
    try:
        actions.write_message(submission=found, text=form.cleaned_data["text"], by=person(request))
    except (Refused, ValidationError) as refused:
        form.add_error("text", refused if isinstance(refused, ValidationError) else str(refused))
        return submission_page(request, found, form, status=409)
    messages.success(request, _("Your message is sent."))
    return redirect(f"{found.get_absolute_url()}#messages")
