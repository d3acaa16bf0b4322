"""The back office at /admin/: its index is the moderation desk."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from belgiantech.policies import Policy, declare
from directory.admin import (
    collections,
    imports,
    market_contacts,
    partners,
    people,
    powers,
    settings,
    terms,
    territories,
)
from directory.admin.access import desk_only, may_enter
from directory.admin.accompaniments import answer_firm, organisation_firms, put_forward
from directory.admin.claiming import invite_to_claim
from directory.admin.duplicates import duplicates, not_the_same
from directory.admin.entries import entries, entry, hide, remind
from directory.admin.events import events, export_events
from directory.admin.fast import fast
from directory.admin.holds import let_go, take, take_oldest
from directory.admin.introductions import block_sender, dismiss_report, introduction, introductions
from directory.admin.keys import keys
from directory.admin.mails import mails, send_all_mails_again, send_mail_again
from directory.admin.merge import merge, unmerge
from directory.admin.notes import entry_note, note, remove_note
from directory.admin.old_lists import entry_back, mark_old, old_lists
from directory.admin.on_behalf import on_behalf
from directory.admin.organisations import new_organisation, organisation, organisations, show_organisation
from directory.admin.queue import queue
from directory.admin.referrals import answer_offer, offer, take_offer_back
from directory.admin.reports import handle_report, report, reports
from directory.admin.rescue import rescue
from directory.admin.review import decide, review, undo
from directory.admin.taxonomies import taxonomies, taxonomy
from directory.admin.thread import message
from directory.admin.words import new_words, remove_words, words, words_of


def login(request: HttpRequest) -> HttpResponse:
    """The one login of the site; afterwards back to where somebody wanted to go."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = reverse("admin:index")
    return redirect_to_login(wanted, reverse("account_login"))


def logout(request: HttpRequest) -> HttpResponse:
    """The one logout of the site, which asks before it acts."""
    return redirect("account_logout")


class DeskSite(AdminSite):
    """One place, one login, one navigation (architecture.md, Back office).

    Only these pages exist: what Django's own site adds beside them (jsi18n, autocomplete, password_change, r/, the
    catch-all) writes or shows things around the actions and the house style.
    """

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("", queue, name="index"),
            path("take/", take_oldest, name="take_oldest"),
            path("keys/", keys, name="keys"),
            path("submissions/<slug:reference>/", review, name="review"),
            path("submissions/<slug:reference>/decide/", decide, name="decide"),
            path("submissions/<slug:reference>/message/", message, name="message"),
            path("decisions/<int:pk>/undo/", undo, name="undo"),
            path("submissions/<slug:reference>/offer/", offer, name="offer"),
            path("submissions/<slug:reference>/offer/back/", take_offer_back, name="take_offer_back"),
            path("submissions/<slug:reference>/offer/answer/", answer_offer, name="answer_offer"),
            path("fast/", fast, name="fast"),
            path("submissions/<slug:reference>/take/", take, name="take"),
            path("submissions/<slug:reference>/let-go/", let_go, name="let_go"),
            path("submissions/<slug:reference>/note/", note, name="note"),
            path("notes/<int:pk>/remove/", remove_note, name="remove_note"),
            path("entries/", entries, name="entries"),
            path("entries/old/", old_lists, name="old_lists"),
            path("entries/old/say/", mark_old, name="mark_old"),
            path("entries/<int:pk>/note/", entry_note, name="entry_note"),
            path("entries/<int:pk>/back/", entry_back, name="entry_back"),
            path("entries/<int:pk>/", entry, name="entry"),
            path("entries/<int:pk>/invite/", invite_to_claim, name="invite_to_claim"),
            path("entries/<int:pk>/rescue/", rescue, name="rescue"),
            path("entries/<int:pk>/remind/", remind, name="remind"),
            path("entries/<int:pk>/change/<slug:topic>/", on_behalf, name="on_behalf"),
            path("entries/<int:pk>/hide/", hide, name="hide"),
            path("duplicates/", duplicates, name="duplicates"),
            path("duplicates/<int:pk>/not-the-same/", not_the_same, name="not_the_same"),
            path("merge/<int:kept>/<int:merged>/", merge, name="merge"),
            path("merges/<int:pk>/undo/", unmerge, name="unmerge"),
            path("events/", events, name="events"),
            path("organisations/", organisations, name="organisations"),
            path("organisations/new/", new_organisation, name="new_organisation"),
            path("organisations/<int:pk>/", organisation, name="organisation"),
            path("organisations/<int:pk>/show/", show_organisation, name="show_organisation"),
            path("organisations/<int:pk>/firms/", organisation_firms, name="organisation_firms"),
            path("organisations/<int:pk>/firms/<int:startup>/", put_forward, name="put_forward"),
            path("accompaniments/<int:pk>/answer/", answer_firm, name="answer_firm"),
            path("collections/", collections.collections, name="collections"),
            path("collections/new/", collections.new_collection, name="new_collection"),
            path("collections/<int:pk>/", collections.collection, name="collection"),
            path("collections/<int:pk>/words/", collections.describe_collection, name="describe_collection"),
            path("collections/<int:pk>/show/", collections.show_collection, name="show_collection"),
            path("collections/<int:pk>/firms/<int:firm>/", collections.collect, name="collect"),
            path("collections/<int:pk>/firms/<int:firm>/out/", collections.drop_firm, name="drop_firm"),
            path("collections/<int:pk>/firms/<int:firm>/move/", collections.move_firm, name="move_firm"),
            path("contacts/", market_contacts.market_contacts, name="market_contacts"),
            path("contacts/new/", market_contacts.new_market_contact, name="new_market_contact"),
            path("contacts/<int:pk>/", market_contacts.market_contact, name="market_contact"),
            path("contacts/<int:pk>/remove/", market_contacts.remove_market_contact, name="remove_market_contact"),
            path("contacts/<int:pk>/move/", market_contacts.move_market_contact, name="move_market_contact"),
            path("introductions/", introductions, name="introductions"),
            path("introductions/<int:pk>/", introduction, name="introduction"),
            path("introductions/<int:pk>/block/", block_sender, name="block_sender"),
            path("introductions/<int:pk>/dismiss/", dismiss_report, name="dismiss_report"),
            path("reports/", reports, name="reports"),
            path("reports/<int:pk>/", report, name="report"),
            path("reports/<int:pk>/handle/", handle_report, name="handle_report"),
            path("events/export.<slug:kind>", export_events, name="export_events"),
            path("partners/", partners.partners, name="partners"),
            path("partners/new/", partners.new, name="new_partner"),
            path("partners/<slug:slug>/", partners.partner, name="partner"),
            path("partners/<slug:slug>/names/", partners.describe, name="describe_partner"),
            path("partners/<slug:slug>/settings/", partners.set_up, name="set_up_partner"),
            path("partners/<slug:slug>/words/<slug:reason>/", partners.prepare, name="prepare_words"),
            path("partners/<slug:slug>/invite/", people.invite, name="appoint"),
            path("partners/<slug:slug>/people/<int:pk>/", people.member, name="member"),
            path("partners/<slug:slug>/people/<int:pk>/remove/", people.remove, name="dismiss"),
            path("territories/new/", territories.new, name="new_territory"),
            path("territories/refile/", territories.refile, name="refile"),
            path("territories/<slug:slug>/", territories.territory, name="territory"),
            path("territories/<slug:slug>/names/", territories.names, name="rename_territory"),
            path("people/", people.people, name="people"),
            path("people/role/", powers.give, name="give_power"),
            path("people/<uuid:pk>/", powers.person, name="person"),
            path("people/<uuid:pk>/end-role/<slug:power>/", powers.take, name="take_power"),
            path("people/<uuid:pk>/bar/", powers.bar, name="bar"),
            path("people/<uuid:pk>/let-in/", powers.unbar, name="unbar"),
            path("people/<uuid:pk>/close/", powers.close, name="close_account"),
            path("settings/", settings.settings, name="settings"),
            path("imports/", imports.imports, name="imports"),
            path("imports/new/", imports.new_import, name="new_import"),
            path("imports/<int:pk>/", imports.batch, name="import"),
            path("imports/<int:pk>/progress/", imports.progress, name="import_progress"),
            path("imports/<int:pk>/columns/", imports.match, name="import_match"),
            path("imports/<int:pk>/choices/", imports.choose, name="import_choose"),
            path("imports/<int:pk>/confirm/", imports.confirm, name="import_confirm"),
            path("imports/<int:pk>/drop/", imports.drop, name="import_drop"),
            path("imports/<int:pk>/rows/", imports.release, name="import_release"),
            path("imports/<int:pk>/undo/", imports.undo, name="import_undo"),
            path("imports/<int:pk>/errors.csv", imports.errors, name="import_errors"),
            path("words/", words, name="words"),
            path("words/new/", new_words, name="new_words"),
            path("words/<int:pk>/", words_of, name="words_of"),
            path("words/<int:pk>/remove/", remove_words, name="remove_words"),
            path("taxonomies/", taxonomies, name="taxonomies"),
            path("taxonomies/<slug:kind>/new/", terms.new, name="new_term"),
            path("taxonomies/<slug:kind>/<slug:slug>/", taxonomy, name="taxonomy"),
            path("taxonomies/<slug:kind>/<slug:slug>/merge/", terms.merge, name="merge_term"),
            path("taxonomies/<slug:kind>/<slug:slug>/remove/", terms.remove, name="remove_term"),
            path("mails/", mails, name="mails"),
            path("mails/again/", send_all_mails_again, name="send_all_mails_again"),
            path("mails/<uuid:pk>/again/", send_mail_again, name="send_mail_again"),
            path("login/", declare(login, Policy.PUBLIC), name="login"),
            path("logout/", declare(logout, Policy.PUBLIC), name="logout"),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return desk_only(view)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return login(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return logout(request)


desk = DeskSite(name="admin")
