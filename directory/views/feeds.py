"""Atom feeds (RFC 4287): a list of startups, and open asks. Asked for again by their ETag, like pages (views.caching).

The address is that of the list, in a language. Entries have the firm's number as their id, which no rename changes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from accounts.models import Language
from directory.choices import AskKind
from directory.models import Ask, Startup
from directory.rules.names import country_name
from directory.search.following import members_of, words_of
from directory.search.query import Selection
from directory.templatetags.ui import Text, text_among
from directory.views.asks import ANYWHERE, conditions_of, open_asks
from directory.views.caching import cacheable, catalogue_of, keep
from directory.views.policies import public

MOST = 50
NO_HTML: Any = None  # what Django would write as a summary; ours is plain (Feed)
NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
NAMED_SINCE = 2026  # of the tag: addresses (RFC 4151), which outlive changes of the real ones


class Feed(Atom1Feed):
    """Atom with summaries as plain text, each in its own language."""

    def latest_post_date(self) -> datetime:
        """Of an empty feed the morning of the day: the same however often it is asked for."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates) if dates else _morning()

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        summary: Text = item["summary"]
        if summary.text:
            language = {"xml:lang": summary.lang} if summary.lang else {}
            handler.addQuickElement("summary", _plain(summary.text), {"type": "text", **language})


@public
@cacheable
@require_safe
def startups(request: HttpRequest, language: str) -> HttpResponse:
    """The firms of a list, the latest published or changed first.

    A list with a condition that does not exist, or no longer, is 404: without it, quite another one would come in.
    """
    with _speaking(language):
        found = catalogue_of(request)
        selection = Selection.parse(request.GET, found.vocabulary)
        if selection.unknown:
            raise Http404
        pks = found.index.by_change.slice(members_of(selection, found), 0, MOST)
        query = selection.as_list()
        keep(request, query=query)
        title = _("Startups: %(words)s") % {"words": words_of(selection)} if selection.conditions else _("Startups")
        feed = _feed(title, _("The latest published or changed first."), "startups", query)
        rows = Startup.objects.published().real().in_bulk(pks)
        for startup in (rows[pk] for pk in pks if pk in rows):
            _add_startup(feed, startup, language)
        return _answer(feed, language)


@public
@cacheable
@require_safe
def asks(request: HttpRequest, language: str) -> HttpResponse:
    """What firms look for, the latest first; by country and kind as on the page.

    A country stays chosen while nobody asks for it, unlike there: otherwise the asks of all others would come in.
    """
    with _speaking(language):
        chosen = _chosen(request)
        everything, are_samples = open_asks()
        feed = _feed(_("What firms look for"), _("Open asks, the latest first."), "asks", urlencode(chosen))
        narrowed = everything.filter(**conditions_of(**chosen)).select_related("startup")
        for ask in () if are_samples else narrowed.order_by("-opened_on", "-pk")[:MOST]:
            _add_ask(feed, ask)
        return _answer(feed, language)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Raises Http404 for a country or a kind that does not exist."""
    country, kind = request.GET.get("country", ""), request.GET.get("kind", "")
    country = country if country == ANYWHERE else country.upper()
    if (country and country != ANYWHERE and not country_name(country)) or (kind and kind not in AskKind.values):
        raise Http404
    return {name: value for name, value in (("country", country), ("kind", kind)) if value}


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Raises Http404 for a language that is not ours."""
    if language not in Language.values:
        raise Http404
    with translation.override(language):
        yield


def _feed(title: str, subtitle: str, name: str, query: str) -> Feed:
    """`name`: of the page whose feed it is."""
    language = translation.get_language() or Language.EN
    rest = f"?{query}" if query else ""
    own = settings.SITE_URL + reverse(f"{name}_feed", args=[language]) + rest
    return Feed(
        title=_plain(f"{title} – #BELGIANTECH"),
        link=settings.SITE_URL + reverse(name) + rest,
        description="",
        subtitle=subtitle,
        language=language,
        feed_url=own,
        feed_guid=own,
        author_name="#BELGIANTECH",
        author_link=settings.SITE_URL + reverse("home"),
        feed_copyright=_("What firms say of themselves: CC BY 4.0. The rest: see the source named on each page."),
    )


def _add_startup(feed: Feed, startup: Startup, language: str) -> None:
    taglines = {code: getattr(startup, f"tagline_{code}") for code in Language.values}
    feed.add_item(
        title=_plain(startup.name),
        link=settings.SITE_URL + startup.get_absolute_url(),
        description=NO_HTML,
        summary=text_among(taglines, startup.original_language, language),
        unique_id=_tag("startups", startup.pk),
        pubdate=startup.published_at,
        updateddate=startup.changed_at,
    )


def _add_ask(feed: Feed, ask: Ask) -> None:
    what = str(ask.get_kind_display())
    if ask.country:
        what = f"{what} ({country_name(ask.country)})"
    opened = _morning(ask.opened_on)
    feed.add_item(
        title=_plain(f"{ask.startup.name}: {what}"),
        link=settings.SITE_URL + ask.startup.get_absolute_url(),
        description=NO_HTML,
        summary=Text(ask.text, ask.language),
        unique_id=_tag("asks", ask.pk),
        pubdate=opened,
        updateddate=opened,
    )


def _answer(feed: Feed, language: str) -> HttpResponse:
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    return response


def _tag(kind: str, pk: int) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{NAMED_SINCE}:{kind}/{pk}"


def _morning(day: Any = None) -> datetime:
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time()))


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return " ".join(NOT_IN_XML.sub(" ", text).split())
