"""The two links in a mail that invites a company to claim its entry: to the claim, and to being left in peace."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from directory import actions
from directory.models import OptOut, Startup
from directory.rules.claiming import Invited, read_token
from directory.rules.permissions import claimable
from directory.views.invitations import secret
from directory.views.policies import public

OVER = gettext_lazy("Somebody of the company keeps this entry already, or it is no longer in the directory.")


@public
@never_cache
@secret
def claim_link(request: HttpRequest, token: str) -> HttpResponse:
    """The entry may have another address by now than the mail named."""
    startup = claimable().filter(claim_invitations=_invited(token).invitation).first()
    if startup is None:
        return render(request, "my/link_over.html", {"why": OVER}, status=410)
    return redirect("claim", startup.slug)


@public
@never_cache
@secret
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST remembers; nobody has to sign in. Programs that follow the links of a mail change nothing."""
    invited = _invited(token)
    if request.method == "POST" and request.POST.get("about") in list(actions.About):
        actions.opt_out(invited=invited, about=actions.About(request.POST["about"]), by="SYSTEM")
        return redirect("opt_out", token)
    startup = Startup.objects.filter(claim_invitations=invited.invitation).first()
    context = {
        "startup": startup,
        "token": token,
        "is_address_out": OptOut.objects.filter(address_digest=invited.address_digest).exists(),
        "is_entry_out": startup is not None and OptOut.objects.filter(startup=startup).exists(),
    }
    return render(request, "my/opt_out.html", context)


def _invited(token: str) -> Invited:
    invited = read_token(token)
    if invited is None:
        raise Http404
    return invited
