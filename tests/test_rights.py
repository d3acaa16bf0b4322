"""Who reads and writes what, through the addresses: the twelve kinds of actor of product.md as tables.

Each table says for an address and a thing who gets in; everybody else is answered as if the thing did not exist, or
led to the login. The rule itself is tested in tests/rules/test_permissions.py.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.choices import IntroductionState, Reason, TeamRole
from directory.models import (
    Ask,
    Decision,
    DuplicatePair,
    ImportBatch,
    Invitation,
    Logo,
    Membership,
    Partner,
    Sector,
    Startup,
    Submission,
    Suggestion,
    Synonyms,
    TeamMember,
    Territory,
)
from directory.rules.claiming import token_of as claim_token_of
from directory.rules.invitations import token_of
from directory.rules.merging import differences
from directory.rules.topics import Topic
from tests.devices import Device
from tests.factories import Make
from tests.founder.answers import answers
from tests.imports.lists import checked, confirmed, text_of
from tests.pictures import picture
from tests.rules.test_permissions import ACTORS, DESK, TEAM

EDITOR = TeamRole.EDITOR
NOBODY: set[str] = set()
OWNER = {"owner"}
UNRELATED = {"unrelated"}
OTHER = {"other_moderator"}
MODERATOR = {"moderator"}
OPERATOR = {"operator"}
AUDITOR = {"auditor"}
RUNNERS = {"lead", "operator"}  # of the Walloon partner
WATCH = {"operator", "auditor"}  # they follow every trail
EVERYBODY = set(ACTORS)
SIGNED_IN = set(ACTORS) - {"anonymous", "deactivated"}
INSIDE = DESK | OTHER | WATCH

# The owner's submissions stand in Wallonia. `change` belongs to the team of `changing`; `other_…` lie in Flanders.
MINE = {"draft": OWNER, "waiting": OWNER, "returned": OWNER, "approved": OWNER, "change": TEAM, "other_waiting": NOBODY}
EDITABLE = MINE | {"approved": NOBODY}
REVIEWED = {
    "draft": NOBODY,
    "waiting": DESK,
    "returned": DESK,
    "approved": DESK,
    "change": DESK,
    "other_waiting": OTHER,
}

# An auditor reads whatever was sent, on a page of its own, and writes nothing.
READ = {thing: who | AUDITOR for thing, who in REVIEWED.items() if thing != "draft"} | {"draft": NOBODY}

OFFERED = {"waiting": DESK, "returned": NOBODY, "change": DESK - {"moderator_of_company"}, "offered": OTHER}
ACTED_FOR = {"startup": DESK - {"moderator_of_company"}, "other_startup": OTHER, "hidden": NOBODY}
CLAIMED = {"claim_draft": OWNER, "claim_waiting": OWNER, "draft": NOBODY, "other_claim": NOBODY, "approved": NOBODY}

ORGANISATIONS = {"hub": DESK, "other_hub": OTHER, "placeless": OPERATOR}
INTRODUCTIONS = {"introduction": TEAM, "answered": TEAM, "unconfirmed": NOBODY, "other_introduction": NOBODY}
JUDGED = {"reported": DESK - {"moderator_of_company"}, "introduction": NOBODY, "other_introduction": NOBODY}
# A list of the Walloon partner, and one of the Flemish one.
BROUGHT = {"list": DESK | OPERATOR, "other_list": OTHER | OPERATOR}
LISTED = {"list": DESK | WATCH, "other_list": OTHER | WATCH}

READERS: dict[str, dict[str, set[str]]] = {
    "claim": {"unclaimed": set(ACTORS), "startup": NOBODY, "other_startup": NOBODY},
    "submission_proof": CLAIMED,
    "claim_start": {"unclaimed": SIGNED_IN, "startup": NOBODY},
    "proof_check": CLAIMED,
    "proof_code": CLAIMED,
    "proof_confirm": CLAIMED,
    "proof_words": CLAIMED,
    "submission": MINE,
    "submission_edit": MINE,  # what cannot be edited any more leads back to its page
    "submission_topic": MINE,
    "submission_similar": EDITABLE,
    "submission_preview": EDITABLE,
    "submission_check": EDITABLE,
    "submission_withdraw": EDITABLE,
    "submission_logo": MINE,
    "logo": {"undecided_logo": DESK | OWNER, "draft_logo": OWNER, "other_logo": OTHER, "public_logo": set(ACTORS)},
    "team": {"startup": TEAM, "changing": TEAM, "other_startup": NOBODY},
    "team_leave": {"startup": TEAM, "changing": TEAM, "other_startup": NOBODY},
    "team_member": {"member": OWNER, "former_member": NOBODY, "other_member": NOBODY},
    "invitation": {"invitation": EVERYBODY},  # whoever holds the link
    "claim_link": {"invited": EVERYBODY},
    "opt_out": {"invited": EVERYBODY},
    "admin:invite_to_claim": {"to_invite": OTHER, "startup": NOBODY, "unclaimed": OTHER, "orphan": NOBODY},
    "admin:organisation": ORGANISATIONS,
    "admin:show_organisation": ORGANISATIONS,  # leads back to its page
    "admin:rescue": {"orphan": DESK | OPERATOR, "startup": NOBODY, "other_startup": NOBODY},
    "my_startup": {"startup": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "startup_confirm": {"startup": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "my_introductions": {"startup": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "my_introduction": INTRODUCTIONS,
    "introduction_report": INTRODUCTIONS,
    "admin:introduction": JUDGED,
    "admin:block_sender": JUDGED,  # leads back to the page of the request
    "admin:dismiss_report": JUDGED,
    "ask_renew": {"ask": TEAM, "other_ask": NOBODY},  # leads back to the page of the firm
    "ask_end": {"ask": TEAM, "other_ask": NOBODY},
    "submission_message": MINE,  # leads to the page of the submission
    "startup_change": {"startup": TEAM, "changing": TEAM, "other_startup": NOBODY},
    "startup_state": {"startup": TEAM, "changing": TEAM, "other_startup": NOBODY, "unclaimed": NOBODY},
    "startup_remove": {"startup": OWNER, "changing": OWNER, "other_startup": NOBODY, "unclaimed": SIGNED_IN},
    "admin:undo": {"decision": MODERATOR, "other_decision": OTHER},
    "admin:review": READ | {"offered": DESK | OTHER | AUDITOR},
    "admin:offer": OFFERED,
    "admin:take_offer_back": OFFERED,
    "admin:answer_offer": {"offered": DESK, "waiting": NOBODY, "other_waiting": NOBODY},
    "admin:on_behalf": ACTED_FOR,
    "admin:entry": {"startup": DESK | AUDITOR, "changing": DESK | AUDITOR, "other_startup": OTHER | AUDITOR},
    "admin:remind": {"silent": DESK, "startup": DESK, "other_startup": OTHER},  # leads back to the page of the entry
    "admin:hide": {
        "startup": NOBODY,  # confirmed: there is nothing to ask
        "silent": DESK - {"moderator_of_company"},
        "hidden": NOBODY,
    },
    "admin:merge": {"pair": DESK | OPERATOR},
    "admin:not_the_same": {"pair": DESK | OPERATOR},  # leads back to the list
    "admin:unmerge": {"merging": DESK | OPERATOR},  # leads back to the entry
    "admin:events": {"startup": DESK | WATCH, "other_startup": OTHER | WATCH},
    "admin:import": LISTED,
    "admin:import_progress": LISTED,
    "admin:import_errors": LISTED,
    "admin:import_match": BROUGHT,
    "admin:import_drop": BROUGHT,
    "admin:import_undo": BROUGHT,
    "suggestion_take": {"suggestion": TEAM, "other_suggestion": NOBODY},
    "suggestion_decline": {"suggestion": TEAM, "other_suggestion": NOBODY},
    "admin:words_of": {"group": OPERATOR},
    "admin:remove_words": {"group": OPERATOR},
    "admin:taxonomy": {"sector": OPERATOR},
    "admin:merge_term": {"sector": OPERATOR},
    "admin:remove_term": {"sector": OPERATOR},
    "admin:export_events": {"startup": DESK | WATCH, "other_startup": OTHER | WATCH},
    "admin:partner": {"partner": DESK | WATCH, "other_partner": OTHER | WATCH},
    "admin:describe_partner": {"partner": OPERATOR},
    "admin:set_up_partner": {"partner": RUNNERS, "other_partner": OPERATOR},
    "admin:prepare_words": {"partner": RUNNERS, "other_partner": OPERATOR},
    "admin:appoint": {"partner": RUNNERS, "other_partner": OPERATOR},
    "admin:member": {"membership": RUNNERS, "other_membership": OPERATOR},
    "admin:dismiss": {"membership": RUNNERS, "other_membership": OPERATOR},  # leads to the page of the member
    "admin:territory": {"territory": DESK | WATCH, "other_territory": OTHER | WATCH},
    "admin:rename_territory": {"territory": OPERATOR},
    "admin:person": {"person": OPERATOR},
    "admin:take_power": {"powerful": OPERATOR, "person": NOBODY},
    "admin:bar": {"person": OPERATOR},
    "admin:unbar": {"person": OPERATOR},
    "admin:close_account": {"person": NOBODY, "barred": OPERATOR},
    "admin:send_mail_again": {"dead_mail": OPERATOR},
    "mfa_edit_webauthn": {"passkey": UNRELATED},
    "mfa_remove_webauthn": {"passkey": UNRELATED},
}

WRITERS: dict[str, dict[str, set[str]]] = {
    "claim_start": {"unclaimed": SIGNED_IN, "startup": NOBODY},
    "proof_check": CLAIMED,
    "proof_code": CLAIMED,
    "proof_confirm": CLAIMED,
    "proof_words": CLAIMED,
    "submission_topic": EDITABLE,
    # What waits as it was sent is answered with where it stands.
    "submission_send": {"draft": OWNER, "change": TEAM, "approved": NOBODY, "other_waiting": NOBODY},
    "submission_withdraw": EDITABLE,
    "submission_logo": EDITABLE,
    "submission_logo_remove": EDITABLE,
    "team_invite": {"startup": OWNER, "other_startup": NOBODY},
    # The owner is the last one, who cannot leave, and whom nobody takes out.
    "team_leave": {"startup": TEAM - OWNER, "other_startup": NOBODY},
    "team_role": {"member": OWNER, "own_member": NOBODY, "former_member": NOBODY, "other_member": NOBODY},
    "team_hand_over": {"member": OWNER, "former_member": NOBODY, "other_member": NOBODY},
    "team_remove": {"member": OWNER, "own_member": NOBODY, "former_member": NOBODY, "other_member": NOBODY},
    "invitation_resend": {"old_invitation": OWNER, "other_invitation": NOBODY},
    "invitation_revoke": {"invitation": OWNER, "other_invitation": NOBODY},
    "invitation_accept": {"invitation": SIGNED_IN - TEAM},
    "invitation_decline": {"invitation": EVERYBODY},
    "opt_out": {"invited": EVERYBODY},
    "admin:invite_to_claim": {"to_invite": OTHER, "startup": NOBODY, "orphan": NOBODY},
    "admin:organisation": ORGANISATIONS,
    "admin:show_organisation": ORGANISATIONS | {"placeless": NOBODY},  # is off the public pages already
    "admin:rescue": {"orphan": DESK | OPERATOR, "startup": NOBODY, "other_startup": NOBODY},
    "startup_confirm": {"silent": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "my_introduction": INTRODUCTIONS | {"answered": NOBODY},
    "my_introduction_outcome": INTRODUCTIONS | {"introduction": NOBODY},
    "introduction_report": INTRODUCTIONS,
    "admin:block_sender": JUDGED,
    "admin:dismiss_report": JUDGED,
    "ask_renew": {"ask": TEAM, "other_ask": NOBODY},
    "ask_end": {"ask": TEAM, "other_ask": NOBODY},
    "admin:remind": {"silent": DESK, "startup": NOBODY, "other_startup": NOBODY},
    "admin:hide": {
        "silent": DESK - {"moderator_of_company"},
        "startup": NOBODY,
        "hidden": NOBODY,
        "other_startup": NOBODY,
    },
    "admin:merge": {"pair": DESK | OPERATOR},
    "admin:not_the_same": {"pair": DESK | OPERATOR},
    "admin:unmerge": {"merging": DESK | OPERATOR},
    # Until the decision and thirty days after it; a moderator of the company writes on the founder's page.
    "submission_message": MINE | {"draft": NOBODY},
    "admin:message": REVIEWED
    | {"approved": DESK - {"moderator_of_company"}, "change": DESK - {"moderator_of_company"}},
    "startup_change": {"startup": TEAM, "other_startup": NOBODY},
    "startup_state": {"startup": TEAM, "other_startup": NOBODY, "unclaimed": NOBODY},
    "startup_remove": {"startup": OWNER, "other_startup": NOBODY, "unclaimed": SIGNED_IN},
    "admin:decide": {
        "draft": NOBODY,
        "waiting": DESK,
        "returned": NOBODY,
        "approved": NOBODY,
        "change": DESK - {"moderator_of_company"},
        "other_waiting": OTHER,
    },
    "admin:undo": {"decision": MODERATOR, "other_decision": OTHER},
    "admin:offer": {"waiting": DESK, "returned": NOBODY, "change": DESK - {"moderator_of_company"}, "offered": NOBODY},
    "admin:take_offer_back": {"waiting": NOBODY, "offered": OTHER},
    "admin:answer_offer": {"offered": DESK, "waiting": NOBODY},
    "admin:on_behalf": ACTED_FOR,
    "admin:take": REVIEWED | {"returned": NOBODY, "approved": NOBODY, "change": DESK - {"moderator_of_company"}},
    "admin:let_go": REVIEWED,
    "admin:note": REVIEWED | dict.fromkeys(("approved", "change"), DESK - {"moderator_of_company"}),
    "admin:entry_note": {"startup": DESK - {"moderator_of_company"}, "other_startup": OTHER},
    "admin:remove_note": {"note": {"moderator"}},
    "admin:entry_back": {"no_firm": DESK, "startup": NOBODY, "other_startup": NOBODY},
    "admin:import_match": BROUGHT,
    "admin:import_confirm": BROUGHT,
    "admin:import_drop": BROUGHT,
    "admin:import_undo": {"done_list": DESK | OPERATOR, "list": NOBODY, "other_list": NOBODY},
    "suggestion_take": {"suggestion": TEAM, "other_suggestion": NOBODY},
    "suggestion_decline": {"suggestion": TEAM, "other_suggestion": NOBODY},
    "admin:words_of": {"group": OPERATOR},
    "admin:remove_words": {"group": OPERATOR},
    "admin:taxonomy": {"sector": OPERATOR},
    "admin:merge_term": {"sector": OPERATOR},
    "admin:remove_term": {"sector": OPERATOR},
    "admin:describe_partner": {"partner": OPERATOR},
    "admin:set_up_partner": {"partner": RUNNERS, "other_partner": OPERATOR},
    "admin:prepare_words": {"partner": RUNNERS, "other_partner": OPERATOR},
    "admin:appoint": {"partner": RUNNERS, "other_partner": OPERATOR},
    "admin:member": {"membership": RUNNERS, "other_membership": OPERATOR},
    "admin:dismiss": {"membership": RUNNERS, "other_membership": OPERATOR},
    "admin:territory": {"territory": OPERATOR},
    "admin:rename_territory": {"territory": OPERATOR},
    "admin:take_power": {"powerful": OPERATOR, "person": NOBODY},
    "admin:bar": {"person": OPERATOR},
    "admin:close_account": {"person": NOBODY, "barred": NOBODY},  # never within a transaction: desk/test_people.py
    "admin:unbar": {"barred": OPERATOR},
    "admin:send_mail_again": {"dead_mail": OPERATOR},
    "mfa_edit_webauthn": {"passkey": UNRELATED},
    "mfa_remove_webauthn": {"passkey": UNRELATED},
}
OF_MEMBERS = READERS["team_member"] | {"own_member": OWNER}
READERS_OF_WRITING = READERS | {
    "my_introduction_outcome": INTRODUCTIONS,
    "startup_confirm": READERS["startup_confirm"] | {"silent": TEAM},
    "admin:hide": READERS["admin:hide"] | {"startup": DESK - {"moderator_of_company"}, "other_startup": OTHER},
    "admin:unbar": {"barred": OPERATOR},
    "submission_send": MINE,
    "submission_logo_remove": MINE,
    "team_invite": {"startup": OWNER, "other_startup": NOBODY},
    "team_role": OF_MEMBERS,
    "team_hand_over": OF_MEMBERS,
    "team_remove": OF_MEMBERS,
    "invitation_resend": {"old_invitation": OWNER, "other_invitation": NOBODY},
    "invitation_revoke": {"invitation": OWNER, "other_invitation": NOBODY},
    "invitation_accept": {"invitation": SIGNED_IN},
    "invitation_decline": {"invitation": EVERYBODY},
    "admin:decide": REVIEWED,
    "admin:message": REVIEWED,
    "admin:take": REVIEWED,
    "admin:let_go": REVIEWED,
    "admin:note": WRITERS["admin:note"],
    "admin:entry_note": WRITERS["admin:entry_note"],
    "admin:remove_note": WRITERS["admin:remove_note"],
    "admin:entry_back": {"no_firm": DESK, "startup": DESK, "other_startup": OTHER},
    "admin:import_confirm": BROUGHT,
    "admin:import_undo": BROUGHT | {"done_list": DESK | OPERATOR},
}

# Pages without an id: who gets in, and whose things stand on them.
LISTS: dict[str, dict[str, set[str]]] = {
    "my": {"waiting": OWNER, "change": TEAM, "other_waiting": NOBODY},
    "admin:index": {thing: READ[thing] for thing in ("draft", "waiting", "change", "other_waiting")},
    "admin:entries": {"startup": DESK | AUDITOR, "other_startup": OTHER | AUDITOR},
    "admin:organisations": {"hub": DESK, "other_hub": OTHER, "placeless": OPERATOR},
    "admin:old_lists": {"unclaimed": OTHER, "startup": NOBODY, "no_firm": NOBODY},
    "admin:duplicates": {"pair": DESK | OPERATOR},
    "admin:events": {"waiting": DESK | WATCH, "other_waiting": OTHER | WATCH},
    "admin:words": {"group": WATCH},
    "admin:taxonomies": {"sector": WATCH},
    "admin:partners": {"partner": DESK | WATCH, "other_partner": OTHER | WATCH},
    "admin:people": {"partner": DESK | OPERATOR, "other_partner": OTHER | OPERATOR},
    "admin:imports": LISTED,
}
OWN_PAGES: dict[str, set[str]] = {
    "my": SIGNED_IN,
    "my_profile": SIGNED_IN,
    "my_data": SIGNED_IN,
    "my_data_download": SIGNED_IN,
    "my_delete": SIGNED_IN,
    "after_login": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_sessions": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "admin:index": INSIDE,
    "admin:entries": INSIDE,
    "admin:organisations": INSIDE,
    "admin:new_organisation": DESK | OTHER | OPERATOR,
    "admin:old_lists": INSIDE,
    "admin:take_oldest": INSIDE,  # leads to the queue
    "admin:keys": INSIDE,  # likewise
    "admin:duplicates": INSIDE,
    "admin:events": INSIDE,
    "admin:introductions": INSIDE,
    "admin:fast": INSIDE,
    "admin:imports": INSIDE,
    "admin:new_import": DESK | OTHER | OPERATOR,
    "admin:words": WATCH,
    "admin:new_words": OPERATOR,
    "admin:taxonomies": WATCH,
    "admin:partners": INSIDE,
    "admin:new_partner": OPERATOR,
    "admin:new_territory": OPERATOR,
    "admin:refile": OPERATOR,
    "admin:people": INSIDE - AUDITOR,
    "admin:give_power": OPERATOR,
    "admin:settings": INSIDE,
    "admin:mails": OPERATOR,
    "admin:send_all_mails_again": OPERATOR,
}

OF_LISTS = ("", "_progress", "_errors", "_match", "_confirm", "_drop", "_undo")
BY = {
    "claim": "slug",
    "claim_start": "slug",
    "startup_change": "slug",
    "team": "slug",
    "team_leave": "slug",
    "team_invite": "slug",
    "team_member": "in_firm",
    "team_role": "in_firm",
    "team_hand_over": "in_firm",
    "team_remove": "in_firm",
    "invitation_resend": "in_firm",
    "invitation_revoke": "in_firm",
    "invitation": "token",
    "invitation_accept": "token",
    "invitation_decline": "token",
    "claim_link": "invited",
    "opt_out": "invited",
    "admin:invite_to_claim": "pk",
    "admin:organisation": "pk",
    "admin:show_organisation": "pk",
    "admin:rescue": "pk",
    "logo": "logo",
    "my_startup": "slug",
    "startup_confirm": "slug",
    "my_introductions": "slug",
    "my_introduction": "in_firm",
    "my_introduction_outcome": "in_firm",
    "introduction_report": "in_firm",
    "admin:introduction": "pk",
    "admin:block_sender": "pk",
    "admin:dismiss_report": "pk",
    "ask_renew": "pk",
    "ask_end": "pk",
    "admin:hide": "pk",
    "admin:remind": "pk",
    "admin:on_behalf": "pk",
    "admin:entry_note": "pk",
    "admin:entry_back": "pk",
    "admin:remove_note": "pk",
    "admin:merge": "pair",
    "admin:not_the_same": "pk",
    "admin:unmerge": "pk",
    "startup_state": "slug",
    "startup_remove": "slug",
    "admin:undo": "pk",
    "admin:entry": "pk",
    "admin:events": "pk",
    "admin:words_of": "pk",
    "admin:remove_words": "pk",
    "admin:taxonomy": "slug",
    "admin:merge_term": "slug",
    "admin:remove_term": "slug",
    "admin:export_events": "pk",
    **dict.fromkeys(("admin:partner", "admin:describe_partner", "admin:set_up_partner"), "slug"),
    **dict.fromkeys(("admin:prepare_words", "admin:appoint", "admin:territory", "admin:rename_territory"), "slug"),
    **dict.fromkeys(("admin:member", "admin:dismiss"), "in_partner"),
    **dict.fromkeys(("admin:person", "admin:take_power", "admin:bar", "admin:unbar", "admin:close_account"), "uuid"),
    "admin:send_mail_again": "uuid",
    "mfa_edit_webauthn": "pk",
    "mfa_remove_webauthn": "pk",
    "suggestion_take": "pk",
    "suggestion_decline": "pk",
    **dict.fromkeys([f"admin:import{what}" for what in OF_LISTS], "pk"),
}
# What stands in an address beside the id.
BEFORE = {f"admin:{name}": ["sectors"] for name in ("taxonomy", "merge_term", "remove_term")}
BEHIND: dict[str, list[Any]] = {
    "submission_topic": ["company"],
    "logo": [96],
    "admin:on_behalf": ["trust"],
    "admin:prepare_words": ["duplicate"],
    "admin:take_power": ["auditor"],
}
UNKNOWN = {
    "slug": "no-such-firm",
    "logo": "00000000-0000-4000-8000-000000000000",
    "reference": "BT-2026-ZZZZZZ",
    "pk": "999999999",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "in_firm": "no-such-firm/999999999",
    "in_partner": "no-such-partner/999999999",
    "pair": "999999998/999999999",
    "token": "no-such-link",
    "invited": "no-such-link",
}
MESSAGE = {"message-text": "Une question."}
ENDING = {"seen": 0, "status": "ceased", "since": "2026-03-31", "by": "", "source": "Moniteur", "statement": "Fini."}
FORMS: dict[str, dict[str, Any]] = {
    "proof_check": {"way": "dns"},
    "proof_code": {"local_part": "info"},
    "proof_confirm": {"code": "no"},
    "proof_words": {"statement": "Moi."},
    "submission_message": MESSAGE,
    "admin:message": MESSAGE,
    "startup_state": ENDING,
    "startup_remove": ENDING,
    "my_introduction": {"answer": "not-now", "words": "Plus tard."},
    "my_introduction_outcome": {"outcome": "talks"},
    "introduction_report": {"words": "Du spam."},
    "admin:block_sender": {},
    "admin:dismiss_report": {},
    "team_invite": {"email": "somebody@example.test", "role": "editor"},
    "team_role": {"role": "owner"},
    "team_hand_over": {"then": "leave"},
    "mfa_edit_webauthn": {"name": "Libellule"},
    "opt_out": {"about": "entry"},
    "admin:invite_to_claim": {"email": "info@polder.example.com", "language": "nl"},
    "admin:show_organisation": {"is_published": "no"},
    "admin:hide": {"words": "Silence."},
    "admin:answer_offer": {"outcome": "accepted", "words": ""},
    "admin:on_behalf": {
        "hosting_country": "BE",
        "source": "Website",
        "source_as_of": "2026-01-01",
        "reason": "It says so.",
        "seen_version": 1,
    },
    "admin:take": {},
    "admin:let_go": {},
    "admin:note": {"note-text": "Libellule."},
    "admin:entry_note": {"note-text": "Libellule."},
    "admin:import_match": {"column-0": "name", "column-1": "enterprise_number", "column-2": "postal_code"},
    "admin:words_of": {"words": "aardwolf\nlibrairie"},
    "admin:taxonomy": dict.fromkeys(("en", "fr", "nl", "de"), "Libellule"),
    "admin:rescue": {"email": "somebody@example.test", "words": "Signed for the firm."},
    "admin:describe_partner": {f"name_{code}": "Libellule" for code in ("en", "fr", "nl", "de")},
    "admin:set_up_partner": {"signature_fr": "Libellule", "import_setting": "queue"},
    "admin:prepare_words": {"fr": "Libellule"},
    "admin:appoint": {"email": "somebody@example.test", "role": "moderator"},
    "admin:member": {"role": "lead"},
    "admin:rename_territory": dict.fromkeys(("en", "fr", "nl", "de"), "Libellule"),
    **{f"admin:{verb}": {"words": "Libellule"} for verb in ("take_power", "bar", "unbar")},
    "admin:close_account": {"words": ""},
}
CREATION = {"publicKey": {"user": {"id": ""}, "challenge": ""}}
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)\b", re.I)
TOKEN = re.compile(r'value="[0-9A-Za-z]{64}"')


class SentAgain(SimpleUploadedFile):
    """A file that each client reads from its beginning."""

    def read(self, *args: Any) -> bytes:
        self.seek(0)
        return bytes(super().read(*args))


class World:
    """The things, the people, and a browser for each of them."""

    def __init__(self, people: dict[str, User], as_user: Callable[[User], Client]) -> None:
        owner, moderator, other = people["owner"], people["moderator"], people["other_moderator"]
        neighbour = User.objects.create_user("neighbour@example.test")
        gent = Make.place("9000", "Gent")
        self.startup = Make.published(owner, moderator)
        self.changing = Make.published(owner, moderator)
        for startup in (self.startup, self.changing):
            self._join(startup, people)
        self.approved = self.startup.submissions.get()
        self.waiting, self.returned = Make.waiting(owner), Make.waiting(owner)
        self._send_back(self.returned, moderator)
        self.draft = self._typed(Make.draft(owner), owner)
        self.change = self._typed(Make.change(self.changing, owner, people="50-99"), owner)
        self._claim(owner, neighbour)
        self.other_startup = Make.published(neighbour, other, **gent)
        self.other_waiting = Make.waiting(neighbour, **gent)
        self.decision = self.returned.decisions.get()
        other_returned = Make.waiting(neighbour, **gent)
        self._send_back(other_returned, other)
        self.other_decision = other_returned.decisions.get()
        Decision.objects.update(undo_until=Now() + timedelta(hours=1))  # the test takes longer than a minute
        brussels = Territory.objects.get(slug="brussels")
        self.forms = FORMS | {"admin:offer": {"territory": brussels.pk, "reason": "Bruxelles."}}
        self.offered = Make.waiting(neighbour, **gent)
        wallonia = Territory.objects.get(slug="wallonia")
        actions.offer(submission=self.offered, territory=wallonia, reason="Namur.", by=other)
        self._invite(owner, neighbour)
        self.public_logo = Make.published_with_logo(neighbour, other, **gent).logo
        self.undecided_logo, self.other_logo = self._with_logo(owner), self._with_logo(neighbour, **gent)
        self.draft_logo = Make.logo(self.draft, owner)
        self.silent, self.hidden = self._silent(owner, moderator, people), self._silent(owner, moderator, people)
        actions.hide(startup=self.hidden, words="Silence.", by=moderator)
        self.ask, self.other_ask = self._ask(self.changing), self._ask(self.other_startup)
        self.unclaimed = Make.unclaimed()
        self.invited, self.to_invite = (Make.unclaimed(**gent) for _both in range(2))
        self.invitation_to_claim = actions.invite_to_claim(
            startup=self.invited, email="info@polder.example.com", language="nl", by=other
        )
        self.no_firm = Make.unclaimed(**Make.place("5000", "Namur"))
        actions.mark_not_a_firm(startup=self.no_firm, reason=Reason.DUPLICATE, by=moderator)
        self.note = actions.add_note(about=self.waiting, text="Libellule.", by=moderator)
        self._introduce(owner)
        self._run(people)
        self.orphan = Make.published(owner, moderator)
        self.orphan.team.update(left_at=Now())
        self._bring_in_lists(moderator, other)
        self._twins(owner, moderator)
        self.passkey = Authenticator.objects.create(
            user=people["unrelated"],
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Blue key", "credential": Device().create(CREATION)},
        )
        for submission, founder in ((self.waiting, owner), (self.other_waiting, neighbour)):
            self._correct(submission, founder)  # stands on the first page of the log
        self.clients = {name: as_user(person) for name, person in people.items()} | {"anonymous": Client()}
        self._confirm(self.clients["unrelated"])
        User.objects.filter(pk=people["deactivated"].pk).update(is_active=False)

    def _correct(self, submission: Submission, founder: User) -> None:
        profile = Make.revision(submission).profile | {"founded": 2018}
        actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
        submission.refresh_from_db()

    def _run(self, people: dict[str, User]) -> None:
        """What the operator keeps: partners, territories, people, support organisations, words and mails."""
        self.group = Synonyms.objects.create(words=["aardwolf", "zwiebelfisch"])  # on the first page
        self.sector = Sector.objects.get(slug="legal-regtech")
        self.dead_mail = Make.dead_mail()
        self.partner = Partner.objects.get(slug="walloon-partner")
        self.other_partner = Partner.objects.get(slug="flemish-partner")
        self.territory = Territory.objects.get(slug="wallonia")
        self.other_territory = Territory.objects.get(slug="flanders")
        colleague = User.objects.create_user("colleague@example.test")
        self.membership = Membership.objects.create(user=colleague, partner=self.partner)
        self.other_membership = Membership.objects.get(user=people["other_moderator"])
        self.person = User.objects.create_user("anybody@example.test")
        self.powerful = User.objects.create_user("second-auditor@example.test", is_auditor=True)
        self.barred = User.objects.create_user("barred@example.test", is_active=False)
        self.hub, self.other_hub = (Make.organisation(place, name=f"Hub {place}") for place in ("Namur", "Gent"))
        self.placeless = Make.organisation(name="Hub nowhere")

    def _twins(self, owner: User, moderator: User) -> None:
        """Two that may be the same, and two that were merged a moment ago."""
        first, second, third, fourth = (Make.published(owner, moderator, name=f"Jumelle {i}") for i in range(4))
        self.pair = DuplicatePair.objects.create(
            first=first, second=second, same_number=False, same_domain=False, similarity=0.9, found_at=timezone.now()
        )
        self.merging = actions.merge(
            kept=third, merged=fourth, choices={}, seen_versions=(1, 1), reason="Jumelles.", by=moderator
        )
        chosen = {one.name: "kept" for one in differences(first, second)}
        self.forms["admin:merge"] = chosen | {"kept_version": 1, "merged_version": 1, "words": "Jumelles."}

    def _invite(self, owner: User, neighbour: User) -> None:
        """An old one can be sent again: what was sent this minute counts as the same form sent twice."""
        self.invitation = actions.invite(startup=self.startup, email="new@example.test", role=EDITOR, by=owner)
        self.old_invitation = actions.invite(startup=self.changing, email="new@example.test", role=EDITOR, by=owner)
        Invitation.objects.filter(pk=self.old_invitation.pk).update(invited_at=Now() - timedelta(hours=1))
        self.other_invitation = actions.invite(
            startup=self.other_startup, email="new@example.test", role=EDITOR, by=neighbour
        )
        self.member = self.startup.team.get(user__email="editor@example.test")
        self.former_member = self.startup.team.get(user__email="former@example.test")
        self.own_member = self.startup.team.get(user=owner)
        self.other_member = self.other_startup.team.get(user=neighbour)

    def _claim(self, owner: User, neighbour: User) -> None:
        site = "https://firm.example.com"
        self.claim_draft, self.other_claim = (
            actions.start_claim(startup=Make.unclaimed(website=site), language="en", by=person)
            for person in (owner, neighbour)
        )
        self.claim_waiting = Make.claim(Make.unclaimed(website=site), owner)
        for claim in (self.claim_draft, self.claim_waiting):
            actions.mail_code(submission=claim, local_part=f"a{claim.pk}", by=owner)

    def _introduce(self, owner: User) -> None:
        self.unconfirmed = actions.ask_introduction(startup=self.startup, request=Make.request(), by="SYSTEM")
        self.introduction, self.answered, self.reported = (
            Make.introduction(self.startup, email=f"{name}@isar.example") for name in ("waits", "answered", "reported")
        )
        self.other_introduction = Make.introduction(self.other_startup)
        actions.answer_introduction(introduction=self.answered, answer=IntroductionState.YES, words="", by=owner)
        actions.report_introduction(introduction=self.reported, words="", by=owner)

    @staticmethod
    def _join(startup: Startup, people: dict[str, User]) -> None:
        for actor in ("editor", "moderator_of_company", "former"):
            TeamMember.objects.create(startup=startup, user=people[actor], role=TeamRole.EDITOR)
        former = TeamMember.objects.get(startup=startup, user=people["former"])
        TeamMember.objects.filter(pk=former.pk).update(left_at=former.joined_at)

    def _silent(self, owner: User, moderator: User, people: dict[str, User]) -> Startup:
        """An entry that nobody has confirmed for two years."""
        startup = Make.published(owner, moderator)
        self._join(startup, people)
        Startup.objects.filter(pk=startup.pk).update(confirmed_on="2020-01-01")
        return Startup.objects.get(pk=startup.pk)

    def _bring_in_lists(self, moderator: User, other: User) -> None:
        self.list, self.done_list = self._list(moderator, "walloon"), self._list(moderator, "walloon", confirmed)
        self.other_list = self._list(other, "flemish")
        self.suggestion = self._suggestion(self.changing, moderator)
        self.other_suggestion = self._suggestion(self.other_startup, other, partner="flemish-partner")

    @staticmethod
    def _list(by: User, partner: str, state: Callable[..., ImportBatch] = checked) -> ImportBatch:
        """With a row that says nothing new, so that nothing is written."""
        row = [f"Liste {partner} {state.__name__}", "1", "9999", "Nulle part", "", ""]
        return state(by, text_of(row), partner=f"{partner}-partner")

    @staticmethod
    def _suggestion(startup: Startup, by: User, partner: str = "walloon-partner") -> Suggestion:
        assert startup.municipality
        row = [startup.name, startup.enterprise_number, startup.postal_code, startup.municipality.name_local, 1999, ""]
        confirmed(by, text_of(row), partner=partner)
        return Suggestion.objects.get(startup=startup)

    @staticmethod
    def _ask(startup: Startup) -> Ask:
        today = timezone.localdate()
        days = {"opened_on": today - timedelta(days=80), "lapses_on": today + timedelta(days=10)}
        return Ask.objects.create(startup=startup, kind="customer", text="A pilot", language="en", **days)

    @staticmethod
    def _confirm(client: Client) -> None:
        """Has shown the second factor once more a moment ago, as pages about it ask for."""
        session = client.session
        for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
            record["reauthenticated"] = True
        session.save()

    @staticmethod
    def _send_back(submission: Submission, moderator: User) -> None:
        revision = Make.revision(submission)
        actions.request_changes(
            submission=submission, revision=revision, reason=Reason.INCOMPLETE, words="Encore.", by=moderator
        )

    @staticmethod
    def _typed(submission: Submission, by: User) -> Submission:
        """With every topic answered."""
        for topic in Topic:
            mark = submission.mark_of(topic)
            submission = actions.save_draft(
                submission=submission, topic=topic, typed=answers(topic), seen_mark=mark, by=by
            )
        return submission

    @staticmethod
    def _with_logo(founder: User, **place: Any) -> Logo:
        """Of a new entry that waits."""
        submission = Make.draft(founder)
        logo = Make.logo(submission, founder)
        profile = Make.profile(logo=str(logo.pk), **place)
        actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
        return logo

    def key(self, route: str, thing: str) -> str:  # noqa: PLR0911
        """What stands in the address for this thing."""
        row = getattr(self, thing)
        if isinstance(row, Submission):
            return row.reference
        if BY[route] == "invited":
            return claim_token_of(self.invitation_to_claim, "info@polder.example.com")
        if BY[route] == "token":
            return token_of(row)
        if isinstance(row, Membership):
            return f"{row.partner.slug}/{row.pk}"
        if BY[route] == "pair":
            return f"{row.first_id}/{row.second_id}"
        if BY[route] == "in_firm":
            return f"{row.startup.slug}/{row.pk}"
        return row.slug if BY[route] == "slug" else str(row.pk)

    def answer(self, route: str, thing: str) -> dict[str, Any]:  # noqa: PLR0911
        """What a form of this route sends."""
        submission = getattr(self, thing)
        if route == "admin:decide":
            revision = submission.latest_revision()
            version = submission.startup.content_version if submission.startup else 0
            verdict = {"verdict": "approve", "reason": "meets-criteria", "words": ""}
            return verdict | {"revision": revision.pk if revision else 0, "seen_version": version}
        if route == "admin:merge_term":
            return {"into": Sector.objects.exclude(pk=self.sector.pk).earliest("pk").pk}
        if route == "admin:territory":
            codes = " ".join(self.territory.codes.values_list("code", flat=True))
            return {"partner": self.other_partner.pk, "codes": codes, "fallback": "", "days": 3, "save": "1"}
        if route == "admin:organisation":
            place = {"postal_code": "9000" if thing == "other_hub" else "5000"}
            return {"name": "Libellule", "kind": "hub", "source": "Its page", "as_of": "2026-01-01"} | place
        if route in self.forms:
            return self.forms[route]
        if route == "submission_logo":
            return {"logo": SentAgain("logo.png", picture())}
        if isinstance(submission, Submission):
            fresh = Make.fresh(submission)
            sent = {"draft_version": fresh.draft_version, "accepts_licence": "on"}
            return answers(Topic.COMPANY, name="Libellule") | sent | {"mark": fresh.mark_of(Topic.COMPANY)}
        return {}


@pytest.fixture
def world(  # noqa: PLR0917  # fixtures come by position
    founder: User,
    other_founder: User,
    wallonia: User,
    flanders: User,
    operator: User,
    auditor: User,
    as_user: Callable[[User], Client],
    settings: Settings,
) -> World:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # the tables take longer than the five minutes of a fresh login

    def person(name: str, role: str = "") -> User:
        user = User.objects.create_user(f"{name}@example.test")
        if role:
            Membership.objects.create(user=user, partner=Partner.objects.get(slug="walloon-partner"), role=role)
            TOTP.activate(user, generate_totp_secret())
        return user

    people = {
        "unrelated": other_founder,
        "owner": founder,
        "editor": person("editor"),
        "former": person("former"),
        "moderator": wallonia,
        "other_moderator": flanders,
        "moderator_of_company": person("insider", "moderator"),
        "lead": person("lead", "lead"),
        "operator": operator,
        "auditor": auditor,
        "deactivated": person("deactivated", "moderator"),
    }
    assert {*people, "anonymous"} == set(ACTORS)
    return World(people, as_user)


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that write, but for the session, which belongs to the browser."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.search(sql) and '"accounts_session"' not in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def address(route: str, key: str) -> str:
    if route == "admin:events":
        return f"{reverse(route)}?entry={key}"
    if route == "admin:export_events":
        return f"{reverse(route, args=['csv'])}?entry={key}"
    return reverse(route, args=[*BEFORE.get(route, []), *key.split("/"), *BEHIND.get(route, [])])


def unknown(route: str) -> str:
    return UNKNOWN[BY.get(route, "reference")]


# Before which part of an address an id or a name stands.
PLACES = (
    "people",
    "partners",
    "territories",
    "imports",
    "suggestions",
    "decisions",
    "entries",
    "duplicates",
    "merge",
    "merges",
    "logos",
    "organisations",
    "notes",
    "invited",
    "startups",
    "submissions",
    "asks",
    "words",
    "sectors",
    "team",
    "invitations",
    "introductions",
    "passkeys",
    "mails",
)


def without(response: Any, key: str) -> tuple[int, str, str]:
    """The answer as somebody sees it, with nothing in it of the id that was asked for."""
    any_of = "|".join(map(re.escape, [key, quote(key, safe=""), *key.split("/")]))
    before = "|".join(PLACES)
    place = re.compile(rf"((?:{before})(?:/|%2F)|entry(?:=|%3D))(?:{any_of})(?![\w-])")
    body = TOKEN.sub("", response.getvalue().decode(errors="replace"))
    return response.status_code, place.sub(r"\1X", response.get("Location", "")), place.sub(r"\1X", body)


def is_let_in(response: Any) -> bool:
    return response.status_code != 404 and "/accounts/" not in response.get("Location", "")


def test_who_reads_what(world: World) -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for route, things in READERS.items():
        found[route] = {thing: set() for thing in things}
        for actor, client in world.clients.items():
            with writes() as written:
                denied = without(client.get(address(route, unknown(route))), unknown(route))
                for thing in things:
                    key = world.key(route, thing)
                    response = client.get(address(route, key))
                    if is_let_in(response):
                        found[route][thing].add(actor)
                    else:
                        assert without(response, key) == denied, (route, thing, actor)
            assert not written, (route, actor)
    assert found == READERS


def test_who_writes_what(world: World) -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for route, things in WRITERS.items():
        found[route] = {thing: set() for thing in things}
        for thing in things:
            answer, key, others = world.answer(route, thing), world.key(route, thing), unknown(route)
            for actor, client in world.clients.items():
                client.cookies.pop("messages", None)  # what an earlier answer would still have said
                with transaction.atomic(), writes() as written:
                    response = client.post(address(route, key), answer)
                    transaction.set_rollback(True)
                if written:
                    found[route][thing].add(actor)
                elif actor not in READERS_OF_WRITING[route][thing]:
                    denied = client.post(address(route, others), answer)
                    assert not is_let_in(response), (route, thing, actor)
                    assert without(response, key) == without(denied, others), (route, thing, actor)
    assert found == WRITERS


def test_whose_things_stand_on_the_lists(world: World) -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for route, things in LISTS.items():
        pages = {actor: client.get(reverse(route)).content.decode() for actor, client in world.clients.items()}
        found[route] = {
            thing: {actor for actor, page in pages.items() if mark(world, thing) in page} for thing in things
        }
    assert found == LISTS


def mark(world: World, thing: str) -> str:
    """By what somebody would find it on a page."""
    row = getattr(world, thing)
    if isinstance(row, Synonyms):
        return row.words[0]
    if isinstance(row, Partner):
        return f'href="{reverse("admin:partner", args=[row.slug])}"'
    if isinstance(row, ImportBatch):
        return row.get_absolute_url()
    if isinstance(row, DuplicatePair):
        return row.first.name
    return escape(row.reference if isinstance(row, Submission) else row.name)


def test_who_gets_in_where_there_is_no_id(world: World) -> None:
    found: dict[str, set[str]] = {}
    for route in OWN_PAGES:
        with writes() as written:
            answers_of = {actor: client.get(reverse(route)) for actor, client in world.clients.items()}
        assert not written, route
        to_login = reverse("account_login")
        found[route] = {
            actor
            for actor, response in answers_of.items()
            if response.status_code != 404 and not response.get("Location", "").startswith(to_login)
        }
    assert found == OWN_PAGES
