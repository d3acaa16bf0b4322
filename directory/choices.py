"""The closed lists of product.md, with labels for people. Stored values never change; labels may."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryState(TextChoices):
    """Whether the world sees an entry."""

    STUB = "stub", _("Stub: too few facts to publish")
    PUBLISHED = "published", _("Published")
    UNPUBLISHED = "unpublished", _("Not published")
    REMOVED = "removed", _("Removed")
    MERGED = "merged", _("Merged into another entry")


class CompanyStatus(TextChoices):
    ACTIVE = "active", _("Active")
    ACQUIRED = "acquired", _("Acquired")
    MERGED = "merged", _("Merged with another company")
    CEASED = "ceased", _("No longer in business")
    MOVED_ABROAD = "moved-abroad", _("Moved abroad")
    UNKNOWN = "unknown", _("Unknown")


IN_DEFAULT_RESULTS = (CompanyStatus.ACTIVE, CompanyStatus.UNKNOWN)


class Confirmation(TextChoices):
    """How far an entry can be trusted: pencil and ink and colour of the house style."""

    UNCLAIMED = "unclaimed", _("Unclaimed")
    CONFIRMED = "confirmed", _("Confirmed")
    LAPSED = "lapsed", _("Not confirmed for over a year")


class Funding(TextChoices):
    BOOTSTRAPPED = "bootstrapped", _("Bootstrapped")
    GRANTS = "grants", _("Grants only")
    PRE_SEED = "pre-seed", _("Pre-seed")
    SEED = "seed", _("Seed")
    SERIES_A = "series-a", _("Series A")
    SERIES_B = "series-b", _("Series B")
    SERIES_C = "series-c", _("Series C or later")
    GROWTH = "growth", _("Growth or private equity")
    LISTED = "listed", _("Listed on a stock exchange")


class People(TextChoices):
    """Whole people; full-time equivalents rounded up."""

    P0_1 = "0-1", _("0–1")
    P2_9 = "2-9", _("2–9")
    P10_19 = "10-19", _("10–19")
    P20_49 = "20-49", _("20–49")
    P50_99 = "50-99", _("50–99")
    P100_249 = "100-249", _("100–249")
    P250 = "250+", _("250 or more")


class ClientFocus(TextChoices):
    B2B = "b2b", _("Businesses (B2B)")
    B2C = "b2c", _("Consumers (B2C)")
    B2G = "b2g", _("Public bodies (B2G)")
    B2B2C = "b2b2c", _("Consumers through businesses (B2B2C)")


class BusinessModel(TextChoices):
    SUBSCRIPTION = "subscription", _("Subscription")
    USAGE = "usage", _("Usage or transaction")
    MARKETPLACE = "marketplace", _("Marketplace")
    LICENCE = "licence", pgettext_lazy("business model", "Licence")
    HARDWARE = "hardware", _("Hardware")
    HARDWARE_SERVICE = "hardware-service", _("Hardware and service")
    PRODUCT_SALES = "product-sales", _("Product sales")
    OPEN_CORE = "open-core", _("Open core")
    SERVICES_LED = "services-led", _("Services-led")
    ADVERTISING = "advertising", _("Advertising")
    RESEARCH = "research", _("Pre-commercial research")


class Export(TextChoices):
    NONE = "none", _("None yet")
    FIRST = "first", _("First foreign clients (less than 10% of revenue)")
    EXPORTING = "exporting", _("Exporting (10–50% of revenue)")
    EXPORT_LED = "export-led", _("Export-led (more than 50% of revenue)")


class Activity(TextChoices):
    """What a startup does in a country."""

    CUSTOMERS = "customers", _("Customers")
    STAFF = "staff", _("Staff")
    ENTERING = "entering", _("Entering within a year")
    SEEKING_PARTNER = "seeking-partner", _("Looking for a partner")


class AskKind(TextChoices):
    DISTRIBUTOR = "distributor", _("Distributor or reseller")
    CUSTOMER = "customer", _("First customer or pilot")
    PARTNER = "partner", _("Technology partner")
    INVESTOR = "investor", _("Investor")
    OTHER = "other", pgettext_lazy("kind of ask", "Something else")


class IntroductionPurpose(TextChoices):
    """What a visitor wants of a firm."""

    BUY = "buy", _("To buy, or to try it in a pilot")
    RESELL = "resell", _("To distribute or resell it")
    PARTNER = "partner", _("To work together on something")
    INVEST = "invest", _("To invest")
    OTHER = "other", pgettext_lazy("purpose of an introduction", "Press, or something else")


class IntroductionTiming(TextChoices):
    NOW = "now", pgettext_lazy("when", "Now")
    M3 = "3-months", _("Within three months")
    M6 = "6-months", _("Within six months")
    M12 = "12-months", _("Within a year")
    EXPLORING = "exploring", _("No date yet: I am looking around")


class IntroductionBudget(TextChoices):
    """In EUR, lower bound inclusive."""

    TO_10K = "to-10k", _("Less than €10,000")
    TO_50K = "10k-50k", _("€10,000 to €50,000")
    TO_250K = "50k-250k", _("€50,000 to €250,000")
    FROM_250K = "250k", _("€250,000 or more")


class IntroductionState(TextChoices):
    """`withdrawn` is what the counts say of one that was erased before anybody answered it."""

    UNCONFIRMED = "unconfirmed", _("Address not confirmed yet")
    WAITING = "waiting", _("Waiting for an answer")
    YES = "yes", pgettext_lazy("answer to an introduction", "Yes")
    NOT_NOW = "not-now", pgettext_lazy("answer to an introduction", "Not now")
    NO = "no", pgettext_lazy("answer to an introduction", "No")
    LAPSED = "lapsed", _("No answer in 30 days")
    WITHDRAWN = "withdrawn", _("Taken back")


ANSWERS = (IntroductionState.YES, IntroductionState.NOT_NOW, IntroductionState.NO)
ENDED_INTRODUCTIONS = (*ANSWERS, IntroductionState.LAPSED)


class IntroductionOutcome(TextChoices):
    """What came of it after three months."""

    DEAL = "deal", _("A deal")
    TALKS = "talks", _("We are in talks")
    NOTHING = "nothing", _("Nothing came of it")
    NO_ANSWER = "no-answer", _("The other side has not written yet")


class ReportState(TextChoices):
    """Of a report that something in an entry is wrong."""

    OPEN = "open", pgettext_lazy("error report", "Open")
    PASSED_ON = "passed-on", pgettext_lazy("error report", "Passed on to the company")
    HANDLED = "handled", pgettext_lazy("error report", "Dealt with")
    DISMISSED = "dismissed", pgettext_lazy("error report", "No error")


class ReportAnswer(TextChoices):
    """What the company says of a report that was passed on to it."""

    CORRECTING = "correcting", _("The company has begun to correct it")
    RIGHT = "right", _("The company says that it is right as it stands")


class StageRole(TextChoices):
    """Where a band stands to the threshold at 2–3 million euro."""

    APPROACHING = "approaching", _("Approaching the threshold")
    THRESHOLD = "threshold", _("At the threshold")
    CROSSING = "crossing", _("Crossing the threshold")


class RegionLevel(TextChoices):
    REGION = "region", _("Region")
    AREA = "area", _("Area")
    PROVINCE = "province", _("Province")


class OrganisationKind(TextChoices):
    HUB = "hub", _("Hub")
    INCUBATOR = "incubator", _("Incubator")
    ACCELERATOR = "accelerator", _("Accelerator")
    CLUSTER = "cluster", _("Cluster")
    FUND = "fund", _("Fund")
    AGENCY = "agency", _("Agency")


class Offer(TextChoices):
    """What a support organisation gives to firms."""

    COACHING = "coaching", _("Coaching and mentoring")
    ACCELERATION = "acceleration", _("Acceleration programme")
    FUNDING = "funding", pgettext_lazy("offer of an organisation", "Funding")
    OFFICE_SPACE = "office-space", _("Office space")
    LABS = "labs", _("Labs and prototyping")
    RESEARCH = "research", _("Ties with universities and research")
    SECTOR_NETWORK = "sector-network", _("Network of the sector")
    INTERNATIONAL = "international", _("International networks")
    TALENT = "talent", _("Finding talent")
    TRAINING = "training", _("Training")


class Side(TextChoices):
    """Who speaks of an accompaniment: the desk for the organisation, the owners for the firm."""

    ORGANISATION = "organisation", _("The organisation")
    FIRM = "firm", _("The firm")


class CollectionKind(TextChoices):
    """What firms are picked for: to be found, or to travel together."""

    COLLECTION = "collection", _("Collection")
    MISSION = "mission", _("Joint mission")
    FAIR = "fair", _("Joint stand at a fair")


EVENTS_ABROAD = (CollectionKind.MISSION, CollectionKind.FAIR)


class PartnerRole(TextChoices):
    MODERATOR = "moderator", _("Moderator")
    LEAD = "lead", _("Lead")


class Power(TextChoices):
    """What somebody may do on the whole site. The values are those of accounts.User: is_operator, is_auditor."""

    OPERATOR = "operator", _("Operator")
    AUDITOR = "auditor", _("Auditor")


class ImportSetting(TextChoices):
    """What becomes of the rows of a partner's own list once they are confirmed."""

    PUBLISH = "publish", _("Public at once, as unclaimed entries")
    QUEUE = "queue", _("A moderator looks at them first")


class ImportState(TextChoices):
    """Where a list stands."""

    MATCHING = "matching", _("Columns to match")
    CHECKING = "checking", _("Dry run under way")
    CHECKED = "checked", _("To be confirmed")
    WRITING = "writing", _("Being written")
    DONE = "done", pgettext_lazy("import", "Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DROPPED = "dropped", _("Dropped")
    FAILED = "failed", _("Could not be read")


class ImportOutcome(TextChoices):
    """What the dry run says of a row."""

    NEW = "new", pgettext_lazy("row of a list", "New")
    CHANGED = "changed", pgettext_lazy("row of a list", "Changed")
    SAME = "same", pgettext_lazy("row of a list", "The same already")
    DUPLICATE = "duplicate", pgettext_lazy("row of a list", "Listed already?")
    SUGGESTION = "suggestion", pgettext_lazy("row of a list", "Suggestion to the company")
    ELSEWHERE = "elsewhere", pgettext_lazy("row of a list", "Another territory")
    PERSON = "person", pgettext_lazy("row of a list", "Natural person")
    ERROR = "error", pgettext_lazy("row of a list", "Error")


class DuplicateChoice(TextChoices):
    """What a moderator says of a row that may be listed already."""

    SAME = "same", _("It is the same firm")
    ANOTHER = "another", _("It is another firm")
    LEAVE = "leave", pgettext_lazy("row of a list", "Leave it out")


class ImportResult(TextChoices):
    """What was done with a row."""

    WRITTEN = "written", pgettext_lazy("row of a list", "Public")
    SUGGESTED = "suggested", pgettext_lazy("row of a list", "Suggested to the company")
    QUEUED = "queued", pgettext_lazy("row of a list", "Waits for a look")
    UNTOUCHED = "untouched", pgettext_lazy("row of a list", "Nothing to do")
    LEFT_OUT = "left-out", pgettext_lazy("row of a list", "Left out")
    SKIPPED = "skipped", pgettext_lazy("row of a list", "Skipped: changed in the meantime")
    UNDONE = "undone", pgettext_lazy("row of a list", "Undone")
    KEPT = "kept", pgettext_lazy("row of a list", "Not undone: changed since")


class SuggestionState(TextChoices):
    OPEN = "open", pgettext_lazy("suggestion", "Open")
    TAKEN = "taken", pgettext_lazy("suggestion", "Taken over")
    DECLINED = "declined", pgettext_lazy("suggestion", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("suggestion", "Taken back")


class TeamRole(TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")


class SubmissionKind(TextChoices):
    NEW = "new", _("New entry")
    CHANGE = "change", _("Change")
    CLAIM = "claim", _("Claim")
    STATE = "state", _("Change of state")
    REMOVAL = "removal", _("Removal")
    TRANSFER = "transfer", _("Move to another territory")


class ProofMethod(TextChoices):
    """How somebody shows to speak for a company. The first two prove control of its website."""

    DNS = "dns", _("Record in the domain name system")
    FILE = "file", _("File on the website")
    EMAIL = "email", _("Code to an e-mail address at the domain")
    PARTNER = "partner", _("Word of the partner")


class WebsiteState(TextChoices):
    """What the server of a website said when it was asked."""

    ANSWERS = "answers", _("Answers")
    ELSEWHERE = "elsewhere", _("Leads on to another domain")
    PARKED = "parked", _("Parked")
    ERROR = "error", _("Answers with an error")
    SILENT = "silent", _("Does not answer")
    CERTIFICATE = "certificate", _("Certificate not valid")
    NOT_PUBLIC = "not-public", _("Not a public website")


class SubmissionState(TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for a decision")
    CHANGES_REQUESTED = "changes-requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (SubmissionState.WAITING, SubmissionState.CHANGES_REQUESTED)
DECIDED_STATES = (SubmissionState.APPROVED, SubmissionState.REJECTED)


class Verdict(TextChoices):
    APPROVE = "approve", _("Approve")
    REQUEST_CHANGES = "request-changes", _("Request changes")
    REJECT = "reject", _("Reject")


class Reason(TextChoices):
    """Why a moderator decided as it did; which reason goes with which verdict stands in REASONS."""

    MEETS_CRITERIA = "meets-criteria", _("Meets the criteria")
    INCOMPLETE = "incomplete", _("Something is missing")
    UNCLEAR = "unclear", _("Not clear enough for a reader")
    FACT_IN_DOUBT = "fact-in-doubt", _("A fact needs a source")
    LANGUAGE = "language", _("Text is not in the language it claims")
    NOT_BELGIAN = "not-belgian", _("Not established in Belgium")
    NO_OWN_TECHNOLOGY = "no-own-technology", _("No technology product of its own")
    DUPLICATE = "duplicate", _("Already listed")
    NOT_ENTITLED = "not-entitled", _("Not entitled to speak for the company")
    NOT_VERIFIABLE = "not-verifiable", _("Cannot be verified")
    MISLEADING = "misleading", _("Misleading")
    UNLAWFUL = "unlawful", _("Unlawful")


REASONS: dict[Verdict, tuple[Reason, ...]] = {
    Verdict.APPROVE: (Reason.MEETS_CRITERIA,),
    Verdict.REQUEST_CHANGES: (Reason.INCOMPLETE, Reason.UNCLEAR, Reason.FACT_IN_DOUBT, Reason.LANGUAGE),
    Verdict.REJECT: (
        Reason.NOT_BELGIAN,
        Reason.NO_OWN_TECHNOLOGY,
        Reason.DUPLICATE,
        Reason.NOT_ENTITLED,
        Reason.NOT_VERIFIABLE,
        Reason.MISLEADING,
        Reason.UNLAWFUL,
    ),
}


class ReferralOutcome(TextChoices):
    """What became of the offer to another territory."""

    ACCEPTED = "accepted", pgettext_lazy("of an offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("of an offer", "Declined")
    TAKEN_BACK = "taken-back", pgettext_lazy("of an offer", "Taken back")


class Verb(TextChoices):
    """What an event says happened."""

    ENTRY_IMPORTED = "entry-imported", _("Entry imported from a public list")
    ENTRY_PUBLISHED = "entry-published", _("Entry published")
    ENTRY_CLAIMED = "entry-claimed", _("Unclaimed entry taken over by the company")
    ENTRY_CHANGED = "entry-changed", _("Entry changed")
    ENTRY_MOVED = "entry-moved", _("Entry moved to another territory")
    SUBMITTED = "submitted", _("Submitted")
    RESUBMITTED = "resubmitted", _("Corrected and submitted again")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    APPROVED = "approved", _("Approved")
    CHANGES_REQUESTED = "changes-requested", _("Changes requested")
    REJECTED = "rejected", _("Rejected")
    UNDONE = "undone", _("Decision taken back")
    LOOKED = "looked", _("First look")
    OFFERED = "offered", _("Offered to another territory")
    OFFER_ANSWERED = "offer-answered", _("Offer to another territory answered")
    PROPOSED_ON_BEHALF = "proposed-on-behalf", _("Change proposed on behalf of the company")
    ENTRY_CONFIRMED = "entry-confirmed", _("Confirmed by the company")
    ENTRY_HIDDEN = "entry-hidden", _("Taken off the public pages")
    ENTRY_REMOVED = "entry-removed", _("Entry removed")
    ENTRY_GONE = "entry-gone", _("Unclaimed entry: no longer in business")
    ENTRY_NOT_A_FIRM = "entry-not-a-firm", _("Unclaimed entry: not a firm for this directory")
    ENTRY_PUT_BACK = "entry-put-back", _("Unclaimed entry put back on the list")
    ENTRY_MERGED = "entry-merged", _("Merged into another entry")
    ENTRY_UNMERGED = "entry-unmerged", _("Merging undone")
    NOT_THE_SAME = "not-the-same", _("Two entries found not to be the same company")
    ASK_RENEWED = "ask-renewed", _("Ask renewed")
    ASK_ENDED = "ask-ended", _("Ask ended")
    PROOF_GIVEN = "proof-given", _("Proof given")
    PROOF_LAPSED = "proof-lapsed", _("Proof no longer found")
    TEAM_JOINED = "team-joined", _("Joined the team")
    TEAM_LEFT = "team-left", _("Left the team")
    TEAM_INVITED = "team-invited", _("Invited to the team")
    TEAM_ROLE_CHANGED = "team-role-changed", _("Role in the team changed")
    TEAM_REMINDED = "team-reminded", _("Team reminded to confirm the entry")
    CLAIM_INVITED = "claim-invited", _("Company invited to claim its entry")
    OPTED_OUT = "opted-out", _("Asked not to be written to")
    ORGANISATION_CHANGED = "organisation-changed", _("Support organisation changed")
    ORGANISATION_SHOWN = "organisation-shown", _("Support organisation published or taken off the public pages")
    ACCOMPANIMENT_PROPOSED = "accompaniment-proposed", _("Accompaniment proposed")
    ACCOMPANIMENT_CONFIRMED = "accompaniment-confirmed", _("Accompaniment confirmed")
    ACCOMPANIMENT_ENDED = "accompaniment-ended", _("Accompaniment ended or declined")
    COLLECTION_CHANGED = "collection-changed", _("Collection changed")
    COLLECTION_SHOWN = "collection-shown", _("Collection published or taken off the public pages")
    COLLECTION_FIRMS = "collection-firms", _("Firms of a collection changed")
    MARKET_CONTACT_CHANGED = "market-contact-changed", _("Contact abroad changed")
    PARTNER_JOINED = "partner-joined", _("Joined a partner")
    PARTNER_LEFT = "partner-left", _("Left a partner")
    WORDS_CHANGED = "words-changed", _("Synonyms changed")
    NAME_CHANGED = "name-changed", _("Name changed")
    TERM_ADDED = "term-added", _("Sector or technology added")
    TERM_MERGED = "term-merged", _("Sector or technology merged into another")
    TERM_REMOVED = "term-removed", _("Sector or technology removed")
    PARTNER_ADDED = "partner-added", _("Partner added")
    PARTNER_CHANGED = "partner-changed", _("Partner changed")
    TERRITORY_ADDED = "territory-added", _("Territory added")
    TERRITORY_CHANGED = "territory-changed", _("Territory changed")
    REFILED = "refiled", _("Filed under another territory")
    POWER_GIVEN = "power-given", _("Right for the whole site given")
    POWER_TAKEN = "power-taken", _("Right for the whole site taken back")
    PERSON_BARRED = "person-barred", _("Person barred")
    PERSON_UNBARRED = "person-unbarred", _("Person let in again")
    LIST_CONFIRMED = "list-confirmed", _("List confirmed")
    LIST_UNDONE = "list-undone", _("List undone")
    ENTRY_TAKEN_BACK = "entry-taken-back", _("Entry of a list taken back")
    ACCOUNT_CLOSED = "account-closed", _("Account closed")
    INTRODUCTION_REPORTED = "introduction-reported", _("Introduction reported")
    REPORT_DISMISSED = "report-dismissed", _("Report dismissed")
    ADDRESS_BLOCKED = "address-blocked", _("Sender of introductions blocked")
    ERROR_PASSED_ON = "error-passed-on", _("Report of an error passed on")
    ERROR_HANDLED = "error-handled", _("Report of an error dealt with")
    ERROR_DISMISSED = "error-dismissed", _("Report of an error: no error")
    ERROR_ANSWERED = "error-answered", _("Report of an error answered by the company")


class Precision(IntegerChoices):
    """How exactly the date of a fact is known."""

    YEAR = 4, _("Year")
    DAY = 10, _("Day")
