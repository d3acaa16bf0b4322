"""Following a list by mail, without an account, and the pages that open by the links in the mails.

The links are the only keys. Opening one changes nothing; what changes something is a button.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import within_limit
from accounts.models import Language
from directory import actions
from directory.actions.errors import AlertOver, Refused
from directory.forms.alerts import AlertForm
from directory.models import Alert, Follower
from directory.rules.alerts import (
    CONFIRM_WITHIN,
    alert_token,
    confirm_until,
    follower_token,
    is_confirmable,
    read_alert_token,
    read_follower_token,
)
from directory.search.following import conditions_of, members_of, words_of
from directory.search.query import Selection
from directory.search.results import Results
from directory.views.caching import catalogue_of
from directory.views.invitations import secret
from directory.views.listing import list_query
from directory.views.policies import public
from directory.views.startups import feed_of

OVER = 410


@public
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """The form. The address of the page is that of the list, which it says in words."""
    found = catalogue_of(request)
    selection = Selection.parse(request.GET, found.vocabulary)
    form = AlertForm(request.POST or None, request=request)
    context = {
        "form": form,
        "selection": selection,
        "conditions": conditions_of(selection),
        "count": len(members_of(selection, found)),
        "finds_nothing": bool(selection.q and Results(selection, found).words.problem),
        **_links(selection),
    }
    if request.method != "POST":
        return render(request, "public/alerts.html", context)
    if not _is_known(form, selection) or not form.is_valid() or not _within_limits(request, form):
        return render(request, "public/alerts.html", context, status=422)
    language = get_language() or Language.EN
    email = form.cleaned_data["email"]
    actions.ask_alert(email=email, query=selection.as_list(), language=language, by="SYSTEM")
    return redirect(reverse("alerts_sent") + list_query(selection))


@public
@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look at your mail. The same for everybody: nothing was looked up about who asked."""
    selection = Selection.parse(request.GET, catalogue_of(request).vocabulary)
    return render(request, "public/alerts_sent.html", {"days": CONFIRM_WITHIN.days, **_links(selection)})


@public
@never_cache
@secret
@require_safe
def one(request: HttpRequest, token: str) -> HttpResponse:
    """One followed list, or one that waits to be confirmed."""
    found = _alert(token)
    return _one(request, found, token) if found else _over(request)


@public
@never_cache
@secret
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    found = _alert(token)
    if found is None:
        return _over(request)
    try:
        actions.confirm_alert(alert=found, by="SYSTEM")
    except AlertOver:
        return _over(request)
    except Refused as refused:
        return _one(request, found, token, refused=refused, code=409)
    return redirect("alert", token)


@public
@never_cache
@secret
@require_POST
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Of one list. Leads to what is still followed, where there is something."""
    found = _alert(token)
    if found is None:
        return _over(request, code=200)
    actions.stop_alert(alert=found, by="SYSTEM")
    if found.follower.alerts.followed().exists():
        return redirect("alerts_all", follower_token(found.follower))
    return _over(request, code=200)


@public
@never_cache
@secret
@require_safe
def everything(request: HttpRequest, token: str) -> HttpResponse:
    """All that the address follows."""
    follower = _follower(token)
    if follower is None:
        return _over(request)
    alerts = follower.alerts.followed().order_by("confirmed_at", "pk")
    rows = [{"token": alert_token(alert), **_said(request, alert)} for alert in alerts]
    if not rows:
        return _over(request)
    return render(request, "public/alerts_all.html", {"rows": rows, "token": token})


@csrf_exempt
@public
@never_cache
@secret
def stop_all(request: HttpRequest, token: str) -> HttpResponse:
    """Also what a mail program asks for by itself (RFC 8058), without cookies: the token is the key, and no session."""
    if request.method != "POST":
        return redirect("alerts_all", token)
    follower = _follower(token)
    if follower:
        actions.stop_all_alerts(follower=follower, by="SYSTEM")
    return _over(request, code=200)


def _is_known(form: AlertForm, selection: Selection) -> bool:
    """Without a condition that does not exist, or no longer, quite another list would be followed."""
    for name, value in selection.unknown:
        said = {"name": name, "value": value}
        words = _("There is no “%(value)s” to choose for “%(name)s”: this part of the address was left out.") % said
        form.add_error(None, words)
    return not selection.unknown


def _within_limits(request: HttpRequest, form: AlertForm) -> bool:
    """By client and by address."""
    email = form.cleaned_data["email"].casefold()
    within = within_limit(request, "alert") and within_limit(request, "alert_address", key=email)
    if not within:
        form.add_error(None, _("That were many requests in a short time. Please try again later."))
    return within


def _alert(token: str) -> Alert | None:
    """None for one that is erased or ended. Raises Http404 for a link that is not ours."""
    key = read_alert_token(token)
    if key is None:
        raise Http404
    found = Alert.objects.select_related("follower").filter(pk=key.pk, ended_at=None).first()
    if found is None or not key.opens(found.follower):
        return None
    return found if found.confirmed_at or is_confirmable(found) else None


def _follower(token: str) -> Follower | None:
    key = read_follower_token(token)
    if key is None:
        raise Http404
    found = Follower.objects.filter(pk=key.pk).first()
    return found if found and key.opens(found) else None


def _one(
    request: HttpRequest, found: Alert, token: str, *, refused: Refused | None = None, code: int = 200
) -> HttpResponse:
    context = {
        "alert": found,
        "token": token,
        "refused": refused,
        "until": confirm_until(found),
        "all_token": follower_token(found.follower) if found.confirmed_at else "",
        "others": found.follower.alerts.followed().exclude(pk=found.pk).count() if found.confirmed_at else 0,
        **_said(request, found),
    }
    return render(request, "public/alert.html", context, status=code)


def _said(request: HttpRequest, alert: Alert) -> dict[str, Any]:
    """Which list it is."""
    selection = Selection.parse(QueryDict(alert.query), catalogue_of(request).vocabulary)
    return {"words": words_of(selection), "conditions": conditions_of(selection), **_links(selection)}


def _links(selection: Selection) -> dict[str, str]:
    """Back to the list, and to its feed."""
    query = list_query(selection)
    return {
        "list_url": reverse("startups") + query,
        "feed_url": feed_of(selection),
        "form_url": reverse("alerts") + query,
    }


def _over(request: HttpRequest, code: int = OVER) -> HttpResponse:
    """Nothing is followed by this link, which may have just been stopped."""
    return render(request, "public/alerts_over.html", {"is_stopped": code != OVER}, status=code)
