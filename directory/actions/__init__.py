"""The verbs: the only code that writes across models. Each is keyword-only, ends in `by=`, and owns its transaction."""

from directory.actions.appoint import appoint, dismiss
from directory.actions.close_account import close_account
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
from directory.actions.rename import rename
from directory.actions.send_again import send_again, send_all_again
from directory.actions.submit import submit, withdraw
from directory.actions.team import change_role, hand_over, leave, remove_member

__all__ = [
    "ImportedEntry",
    "Outcome",
    "Sample",
    "accept_invitation",
    "appoint",
    "approve",
    "change_role",
    "choose_logo",
    "close_account",
    "decline_invitation",
    "dismiss",
    "erase_drafts",
    "erase_invitations",
    "erase_refused",
    "hand_over",
    "import_entry",
    "import_organisation",
    "invite",
    "keep_logo",
    "keep_synonyms",
    "leave",
    "load_sample",
    "reject",
    "remove_member",
    "remove_synonyms",
    "rename",
    "request_changes",
    "rescue",
    "resend_invitation",
    "revoke_invitation",
    "save_draft",
    "send_again",
    "send_all_again",
    "start_change",
    "start_registration",
    "submit",
    "sweep_logos",
    "withdraw",
    "withdraw_unanswered",
]
