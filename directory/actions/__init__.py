"""The verbs: the only code that writes across models. Each is keyword-only, ends in `by=`, and owns its transaction."""

from directory.actions.appoint import appoint, dismiss
from directory.actions.ask import ask_removal, ask_state
from directory.actions.asks import end_ask, remind_of_ask, renew_ask
from directory.actions.claims import start_claim
from directory.actions.close_account import close_account
from directory.actions.confirm import confirm, hide, remind_to_confirm
from directory.actions.count_views import add_views
from directory.actions.decide import approve, reject, request_changes
from directory.actions.drafts import save_draft, start_change, start_registration
from directory.actions.erase import erase_drafts, erase_refused, withdraw_unanswered
from directory.actions.import_entry import ImportedEntry, Outcome, import_entry
from directory.actions.import_organisation import import_organisation
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
from directory.actions.proofs import check_proof, confirm_code, mail_code, pending_code, say_who
from directory.actions.recheck import recheck_proofs
from directory.actions.rename import rename
from directory.actions.send_again import send_again, send_all_again
from directory.actions.submit import submit, withdraw
from directory.actions.team import change_role, hand_over, leave, remove_member
from directory.actions.undo import forget_snapshots, undo
from directory.actions.write_message import write_message

__all__ = [
    "ImportedEntry",
    "Outcome",
    "Sample",
    "accept_invitation",
    "add_views",
    "appoint",
    "approve",
    "ask_removal",
    "ask_state",
    "change_role",
    "check_proof",
    "choose_logo",
    "close_account",
    "confirm",
    "confirm_code",
    "decline_invitation",
    "dismiss",
    "end_ask",
    "erase_drafts",
    "erase_invitations",
    "erase_refused",
    "forget_snapshots",
    "hand_over",
    "hide",
    "import_entry",
    "import_organisation",
    "invite",
    "keep_logo",
    "keep_synonyms",
    "leave",
    "load_sample",
    "mail_code",
    "pending_code",
    "recheck_proofs",
    "reject",
    "remind_of_ask",
    "remind_to_confirm",
    "remove_member",
    "remove_synonyms",
    "rename",
    "renew_ask",
    "request_changes",
    "rescue",
    "resend_invitation",
    "revoke_invitation",
    "save_draft",
    "say_who",
    "send_again",
    "send_all_again",
    "start_change",
    "start_claim",
    "start_registration",
    "submit",
    "sweep_logos",
    "undo",
    "withdraw",
    "withdraw_unanswered",
    "write_message",
]
