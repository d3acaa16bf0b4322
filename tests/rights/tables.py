"""Who reads and writes what, as tables: for an address and a thing, who gets in."""

from typing import Any

from directory.choices import TeamRole
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
# The moderator who belongs to the company speaks for the organisation in nothing that is about it.
PUT_FORWARD = {"hub_and_firm": DESK - {"moderator_of_company"}, "other_hub_and_firm": OTHER}
OF_HUBS = {"named": DESK - {"moderator_of_company"}, "asked": OTHER}
OF_FIRMS = {"named": OWNER, "asked": OWNER, "other_asked": NOBODY}
# One of the Walloon partner, one of the Flemish one. Firms of any region may be put into them, but the own one.
COLLECTIONS = {"collection": DESK | OPERATOR, "other_collection": OTHER | OPERATOR}
PICKED = {"picked": DESK | OPERATOR, "other_picked": OTHER | OPERATOR}
COLLECTED = PICKED | {"own_pick": MODERATOR | RUNNERS}
INTRODUCTIONS = {"introduction": TEAM, "answered": TEAM, "unconfirmed": NOBODY, "other_introduction": NOBODY}
JUDGED = {"reported": DESK - {"moderator_of_company"}, "introduction": NOBODY, "other_introduction": NOBODY}
ERRORS = {"error": DESK - {"moderator_of_company"}, "other_error": OTHER}
ERRORS_PASSED_ON = {"error": NOBODY, "error_passed_on": TEAM, "other_error_passed_on": NOBODY}
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
    "admin:organisation_firms": ORGANISATIONS,
    "admin:put_forward": PUT_FORWARD,
    "my_organisations": {"startup": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "my_organisation_answer": OF_FIRMS,  # leads back to the list
    "admin:collection": COLLECTIONS,
    "admin:describe_collection": COLLECTIONS,
    "admin:show_collection": COLLECTIONS,  # leads back to its page, as the next three
    "admin:collect": COLLECTED,
    "admin:drop_firm": PICKED,
    "admin:move_firm": PICKED,
    "admin:market_contact": {"contact": OPERATOR},
    "admin:remove_market_contact": {"contact": OPERATOR},  # leads back to the list
    "admin:move_market_contact": {"contact": OPERATOR},
    "admin:rescue": {"orphan": DESK | OPERATOR, "startup": NOBODY, "other_startup": NOBODY},
    "my_startup": {"startup": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "startup_confirm": {"startup": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "my_introductions": {"startup": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "my_introduction": INTRODUCTIONS,
    "introduction_report": INTRODUCTIONS,
    "admin:introduction": JUDGED,
    "admin:block_sender": JUDGED,  # leads back to the page of the request
    "admin:dismiss_report": JUDGED,
    "admin:report": ERRORS,
    "admin:handle_report": ERRORS,  # leads back to the page of the report
    "report_correct": ERRORS_PASSED_ON,  # leads back to the page of the firm
    "report_right": ERRORS_PASSED_ON,
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
    "admin:import_errors": BROUGHT,
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
    "admin:put_forward": PUT_FORWARD,
    "admin:answer_firm": OF_HUBS,
    "my_organisations": {"startup": OWNER, "hidden": NOBODY, "other_startup": NOBODY},
    "my_organisation_answer": OF_FIRMS,
    "admin:describe_collection": COLLECTIONS,
    "admin:show_collection": COLLECTIONS,
    "admin:collect": COLLECTED,
    "admin:drop_firm": PICKED,
    "admin:move_firm": PICKED,
    "admin:market_contact": {"contact": OPERATOR},
    "admin:remove_market_contact": {"contact": OPERATOR},
    "admin:move_market_contact": {"contact": OPERATOR},
    "admin:rescue": {"orphan": DESK | OPERATOR, "startup": NOBODY, "other_startup": NOBODY},
    "startup_confirm": {"silent": TEAM, "hidden": TEAM, "other_startup": NOBODY},
    "my_introduction": INTRODUCTIONS | {"answered": NOBODY},
    "my_introduction_outcome": INTRODUCTIONS | {"introduction": NOBODY},
    "introduction_report": INTRODUCTIONS,
    "admin:block_sender": JUDGED,
    "admin:dismiss_report": JUDGED,
    "admin:handle_report": ERRORS,
    "report_correct": ERRORS_PASSED_ON,
    "report_right": ERRORS_PASSED_ON,
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
    "admin:answer_firm": OF_HUBS,
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
    "admin:collections": COLLECTIONS,
    "admin:market_contacts": {"contact": OPERATOR},
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
    "admin:collections": INSIDE,
    "admin:new_collection": DESK | OTHER | OPERATOR,
    "admin:market_contacts": OPERATOR,
    "admin:new_market_contact": OPERATOR,
    "admin:old_lists": INSIDE,
    "admin:take_oldest": INSIDE,  # leads to the queue
    "admin:keys": INSIDE,  # likewise
    "admin:duplicates": INSIDE,
    "admin:events": INSIDE,
    "admin:introductions": INSIDE,
    "admin:reports": INSIDE,
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
    "admin:organisation_firms": "pk",
    "admin:put_forward": "hub_and_firm",
    "admin:answer_firm": "pk",
    "my_organisations": "slug",
    "my_organisation_answer": "in_firm",
    **dict.fromkeys([f"admin:{what}collection" for what in ("", "describe_", "show_")], "pk"),
    **dict.fromkeys(("admin:collect", "admin:drop_firm", "admin:move_firm"), "in_collection"),
    **dict.fromkeys([f"admin:{what}market_contact" for what in ("", "remove_", "move_")], "pk"),
    "admin:rescue": "pk",
    "logo": "logo",
    "my_startup": "slug",
    "startup_confirm": "slug",
    "my_introductions": "slug",
    "my_introduction": "in_firm",
    "my_introduction_outcome": "in_firm",
    "introduction_report": "in_firm",
    "admin:introduction": "pk",
    "admin:report": "pk",
    "admin:handle_report": "pk",
    "report_correct": "pk",
    "report_right": "pk",
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
    "in_collection": "999999999/999999999",
    "pair": "999999998/999999999",
    "hub_and_firm": "999999998/999999999",
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
    "admin:show_collection": {"is_published": "no"},
    "admin:collect": {"reason_en": "Another reason."},
    "admin:move_firm": {"to": "down"},
    "admin:move_market_contact": {"to": "down"},
    "admin:market_contact": {
        "country": "DE",
        "name": "Another office",
        "help_en": "Stands at fairs",
        "website": "office.example.com",
        "email": "",
    },
    "admin:describe_collection": {
        "kind": "collection",
        "original_language": "en",
        "title_en": "Another title",
        "rule_en": "Another rule.",
        "review_on": "2030-01-01",
    },
    "startup_state": ENDING,
    "startup_remove": ENDING,
    "my_introduction": {"answer": "not-now", "words": "Plus tard."},
    "my_introduction_outcome": {"outcome": "talks"},
    "introduction_report": {"words": "Du spam."},
    "admin:block_sender": {},
    "admin:handle_report": {"state": "handled", "seen": "open"},
    "admin:dismiss_report": {},
    "team_invite": {"email": "somebody@example.test", "role": "editor"},
    "team_role": {"role": "owner"},
    "team_hand_over": {"then": "leave"},
    "mfa_edit_webauthn": {"name": "Libellule"},
    "opt_out": {"about": "entry"},
    "admin:invite_to_claim": {"email": "info@polder.example.com", "language": "nl"},
    "admin:show_organisation": {"is_published": "no"},
    "admin:put_forward": {"since": "2021"},
    "admin:answer_firm": {"answer": "no"},
    "my_organisation_answer": {"answer": "no"},
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
