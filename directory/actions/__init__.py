"""The verbs: the only code that writes across models. Each is keyword-only, ends in `by=`, and owns its transaction."""

from directory.actions._lists import ImportedEntry
from directory.actions.accompaniments import confirm_accompaniment, end_accompaniment, propose_accompaniment
from directory.actions.alerts import (
    News,
    ask_alert,
    confirm_alert,
    erase_alerts,
    stop_alert,
    stop_all_alerts,
    tell_follower,
)
from directory.actions.appoint import appoint, dismiss
from directory.actions.ask import ask_removal, ask_state
from directory.actions.asks import end_ask, remind_of_ask, renew_ask
from directory.actions.claiming import About, erase_invited_addresses, invite_to_claim, opt_out
from directory.actions.claims import start_claim
from directory.actions.close_account import close_account
from directory.actions.collections import collect_firm, drop_firm, keep_collection, move_firm, show_collection
from directory.actions.confirm import confirm, hide, remind_again, remind_to_confirm
from directory.actions.count_views import add_views
from directory.actions.decide import approve, reject, request_changes
from directory.actions.digests import choose_digest, send_digests
from directory.actions.drafts import save_draft, start_change, start_registration
from directory.actions.duplicates import dismiss_pair, find_duplicates
from directory.actions.erase import erase_drafts, erase_refused, withdraw_unanswered
from directory.actions.holds import let_go, sweep_holds, take
from directory.actions.import_batch import (
    ListFacts,
    ListFile,
    ListShape,
    choose_duplicates,
    confirm_batch,
    drop_batch,
    drop_old_batches,
    fail_batch,
    forget_cells,
    keep_list,
    leave_out_rows,
    match_columns,
    note_rows,
    release_rows,
    undo_batch,
)
from directory.actions.import_entry import Outcome, import_entry
from directory.actions.import_organisation import import_organisation
from directory.actions.introduction_care import (
    ask_for_outcome,
    erase_introductions,
    lapse_introduction,
    remind_of_introduction,
)
from directory.actions.introduction_reports import block_sender, dismiss_report, report_introduction
from directory.actions.introductions import (
    Request,
    answer_introduction,
    ask_introduction,
    send_introduction,
    state_outcome,
    withdraw_introduction,
)
from directory.actions.invitations import (
    accept_invitation,
    decline_invitation,
    erase_invitations,
    invite,
    rescue,
    resend_invitation,
    revoke_invitation,
)
from directory.actions.keep_synonyms import keep_synonyms, remove_synonyms
from directory.actions.load_sample import Sample, load_sample
from directory.actions.logos import choose_logo, keep_logo, sweep_logos
from directory.actions.market_contacts import keep_market_contact, move_market_contact, remove_market_contact
from directory.actions.merge import merge
from directory.actions.notes import add_note, remove_note
from directory.actions.old_lists import mark_gone, mark_not_a_firm, put_back
from directory.actions.on_behalf import Source, propose_on_behalf
from directory.actions.organisations import keep_organisation, show_organisation
from directory.actions.partners import add_partner, describe_partner, prepare_words, set_up_partner
from directory.actions.powers import bar, give_power, take_power, unbar
from directory.actions.proofs import check_proof, confirm_code, mail_code, pending_code, say_who
from directory.actions.recheck import recheck_proofs
from directory.actions.refer import accept, decline, offer, take_offer_back
from directory.actions.rename import rename
from directory.actions.reports import (
    ErrorStated,
    answer_report,
    erase_reporters,
    erase_reports,
    handle_report,
    report_error,
)
from directory.actions.second_look import look_first
from directory.actions.send_again import send_again, send_all_again
from directory.actions.submit import submit, withdraw
from directory.actions.suggestions import decline_suggestion, take_suggestion
from directory.actions.team import change_role, hand_over, leave, remove_member
from directory.actions.terms import add_term, merge_terms, remove_term
from directory.actions.territories import add_territory, change_territory, refile
from directory.actions.undo import forget_snapshots, undo
from directory.actions.unmerge import forget_merges, unmerge
from directory.actions.write_batch import go_on
from directory.actions.write_message import write_message

__all__ = [
    "About",
    "ErrorStated",
    "ImportedEntry",
    "ListFacts",
    "ListFile",
    "ListShape",
    "News",
    "Outcome",
    "Request",
    "Sample",
    "Source",
    "accept",
    "accept_invitation",
    "add_note",
    "add_partner",
    "add_term",
    "add_territory",
    "add_views",
    "answer_introduction",
    "answer_report",
    "appoint",
    "approve",
    "ask_alert",
    "ask_for_outcome",
    "ask_introduction",
    "ask_removal",
    "ask_state",
    "bar",
    "block_sender",
    "change_role",
    "change_territory",
    "check_proof",
    "choose_digest",
    "choose_duplicates",
    "choose_logo",
    "close_account",
    "collect_firm",
    "confirm",
    "confirm_accompaniment",
    "confirm_alert",
    "confirm_batch",
    "confirm_code",
    "decline",
    "decline_invitation",
    "decline_suggestion",
    "describe_partner",
    "dismiss",
    "dismiss_pair",
    "dismiss_report",
    "drop_batch",
    "drop_firm",
    "drop_old_batches",
    "end_accompaniment",
    "end_ask",
    "erase_alerts",
    "erase_drafts",
    "erase_introductions",
    "erase_invitations",
    "erase_invited_addresses",
    "erase_refused",
    "erase_reporters",
    "erase_reports",
    "fail_batch",
    "find_duplicates",
    "forget_cells",
    "forget_merges",
    "forget_snapshots",
    "give_power",
    "go_on",
    "hand_over",
    "handle_report",
    "hide",
    "import_entry",
    "import_organisation",
    "invite",
    "invite_to_claim",
    "keep_collection",
    "keep_list",
    "keep_logo",
    "keep_market_contact",
    "keep_organisation",
    "keep_synonyms",
    "lapse_introduction",
    "leave",
    "leave_out_rows",
    "let_go",
    "load_sample",
    "look_first",
    "mail_code",
    "mark_gone",
    "mark_not_a_firm",
    "match_columns",
    "merge",
    "merge_terms",
    "move_firm",
    "move_market_contact",
    "note_rows",
    "offer",
    "opt_out",
    "pending_code",
    "prepare_words",
    "propose_accompaniment",
    "propose_on_behalf",
    "put_back",
    "recheck_proofs",
    "refile",
    "reject",
    "release_rows",
    "remind_again",
    "remind_of_ask",
    "remind_of_introduction",
    "remind_to_confirm",
    "remove_market_contact",
    "remove_member",
    "remove_note",
    "remove_synonyms",
    "remove_term",
    "rename",
    "renew_ask",
    "report_error",
    "report_introduction",
    "request_changes",
    "rescue",
    "resend_invitation",
    "revoke_invitation",
    "save_draft",
    "say_who",
    "send_again",
    "send_all_again",
    "send_digests",
    "send_introduction",
    "set_up_partner",
    "show_collection",
    "show_organisation",
    "start_change",
    "start_claim",
    "start_registration",
    "state_outcome",
    "stop_alert",
    "stop_all_alerts",
    "submit",
    "sweep_holds",
    "sweep_logos",
    "take",
    "take_offer_back",
    "take_power",
    "take_suggestion",
    "tell_follower",
    "unbar",
    "undo",
    "undo_batch",
    "unmerge",
    "withdraw",
    "withdraw_introduction",
    "withdraw_unanswered",
    "write_message",
]
