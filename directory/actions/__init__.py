"""The verbs: the only code that writes across models. Each is keyword-only, ends in `by=`, and owns its transaction."""

from directory.actions.appoint import appoint, dismiss
from directory.actions.decide import approve, reject, request_changes
from directory.actions.drafts import save_draft, start_change, start_registration
from directory.actions.erase import erase_drafts, erase_refused, withdraw_unanswered
from directory.actions.import_entry import ImportedEntry, Outcome, import_entry
from directory.actions.import_organisation import import_organisation
from directory.actions.keep_synonyms import keep_synonyms, remove_synonyms
from directory.actions.load_sample import Sample, load_sample
from directory.actions.logos import choose_logo, keep_logo, sweep_logos
from directory.actions.rename import rename
from directory.actions.submit import submit, withdraw

__all__ = [
    "ImportedEntry",
    "Outcome",
    "Sample",
    "appoint",
    "approve",
    "choose_logo",
    "dismiss",
    "erase_drafts",
    "erase_refused",
    "import_entry",
    "import_organisation",
    "keep_logo",
    "keep_synonyms",
    "load_sample",
    "reject",
    "remove_synonyms",
    "rename",
    "request_changes",
    "save_draft",
    "start_change",
    "start_registration",
    "submit",
    "sweep_logos",
    "withdraw",
    "withdraw_unanswered",
]
