from directory.models.accompaniment import Accompaniment
from directory.models.alert import Alert, Follower
from directory.models.catalogue import CatalogueChange, CatalogueVersion
from directory.models.claiming import ClaimInvitation, OptOut
from directory.models.collection import Collection, CollectionEntry, CollectionOwner, MarketContact
from directory.models.decision import Decision
from directory.models.desk import Hold, Note
from directory.models.details import Ask, Certification, Market, Office, Reference
from directory.models.duplicate import DuplicatePair
from directory.models.event import Event, EventChain, EventDetail
from directory.models.figures import DecisionFigures
from directory.models.importing import ColumnMatch, ImportBatch, ImportKey, ImportRow, Suggestion
from directory.models.introduction import BlockedAddress, Introduction, IntroductionCount
from directory.models.keeping import ConfirmationReminder, MonthlyViews
from directory.models.logo import Logo
from directory.models.looking import FirstLook, Referral
from directory.models.merge import Merge
from directory.models.organisation import SupportOrganisation
from directory.models.partner import Membership, Partner, PreparedWords, Territory, TerritoryCode
from directory.models.place import Municipality, PostalCode, Region
from directory.models.proof import Proof
from directory.models.report import ErrorReport
from directory.models.slug import Slug
from directory.models.source import FactSource
from directory.models.startup import SectorLink, StageDeclaration, Startup, TechnologyLink
from directory.models.submission import Message, Revision, Submission
from directory.models.synonym import Synonyms
from directory.models.taxonomy import RevenueStage, Sector, Technology
from directory.models.team import Invitation, TeamMember
from directory.models.website import WebsiteAnswer

__all__ = [
    "Accompaniment",
    "Alert",
    "Ask",
    "BlockedAddress",
    "CatalogueChange",
    "CatalogueVersion",
    "Certification",
    "ClaimInvitation",
    "Collection",
    "CollectionEntry",
    "CollectionOwner",
    "ColumnMatch",
    "ConfirmationReminder",
    "Decision",
    "DecisionFigures",
    "DuplicatePair",
    "ErrorReport",
    "Event",
    "EventChain",
    "EventDetail",
    "FactSource",
    "FirstLook",
    "Follower",
    "Hold",
    "ImportBatch",
    "ImportKey",
    "ImportRow",
    "Introduction",
    "IntroductionCount",
    "Invitation",
    "Logo",
    "Market",
    "MarketContact",
    "Membership",
    "Merge",
    "Message",
    "MonthlyViews",
    "Municipality",
    "Note",
    "Office",
    "OptOut",
    "Partner",
    "PostalCode",
    "PreparedWords",
    "Proof",
    "Reference",
    "Referral",
    "Region",
    "RevenueStage",
    "Revision",
    "Sector",
    "SectorLink",
    "Slug",
    "StageDeclaration",
    "Startup",
    "Submission",
    "Suggestion",
    "SupportOrganisation",
    "Synonyms",
    "TeamMember",
    "Technology",
    "TechnologyLink",
    "Territory",
    "TerritoryCode",
    "WebsiteAnswer",
]
