"""Who may do what, in one place and one shape: a permission narrows a queryset, and asking of an object asks whether
the object is left in it. So the two can never disagree.

Roles come from three places: operator and auditor stand on the user, moderator and lead on a membership of a partner,
owner and editor on the team of an entry. Who is not active has no rights at all.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet

from accounts.models import User
from directory.choices import (
    IN_DEFAULT_RESULTS,
    OPEN_STATES,
    EntryState,
    IntroductionState,
    PartnerRole,
    ReportState,
    Side,
    SubmissionKind,
    SubmissionState,
    Verb,
)
from directory.models import (
    Accompaniment,
    Collection,
    CollectionOwner,
    Decision,
    ErrorReport,
    Event,
    FirstLook,
    Introduction,
    Membership,
    Municipality,
    Partner,
    Referral,
    Startup,
    Submission,
    SupportOrganisation,
    TeamMember,
    Territory,
)
from directory.models.event import EventQuerySet
from directory.models.looking import FirstLookQuerySet
from directory.models.startup import StartupQuerySet
from directory.models.submission import SubmissionQuerySet
from directory.rules.fallback import due_before
from directory.rules.places import within

Rows = TypeVar("Rows", bound=QuerySet[Any])
Person = User | AnonymousUser


class Permission(StrEnum):
    REVIEW = "review"  # Submission: see it on the desk
    READ_SUBMISSION = "read-submission"  # Submission: see what is neither personal nor undisclosed of it
    DECIDE = "decide"  # Submission: approve, request changes, reject
    REFER = "refer"  # Submission: offer it to another territory, and take the offer back
    ANSWER_OFFER = "answer-offer"  # Submission: accept or decline what another territory offers
    TAKE_BACK = "take-back"  # Decision: undo the own one, while that lasts (actions.undo)
    FOLLOW = "follow"  # Submission: see it as the founder who sent it
    EDIT = "edit"  # Submission: change, send and withdraw it as a founder
    PROPOSE_CHANGE = "propose-change"  # Startup: start a change of a published entry
    CLAIM = "claim"  # Startup: claim an entry that nobody keeps
    BELONG = "belong"  # Startup: see it as one of its team
    MANAGE_TEAM = "manage-team"  # Startup: invite, change roles, ask for removal: its owners
    ASK_REMOVAL = "ask-removal"  # Startup: its owners; of an entry that nobody keeps, anybody, who then has to prove it
    INVITE_TO_CLAIM = "invite-to-claim"  # Startup: mail the company of an unclaimed entry that it may claim it
    RESCUE = "rescue"  # Startup: find a new owner for an entry that has none left
    CURATE = "curate"  # Startup: see it on the desk, the undisclosed revenue stage included
    ACT_FOR = "act-for"  # Startup: propose a change of it on behalf of the company
    SORT_OUT = "sort-out"  # Startup: say of one that only lists know that the firm is gone, or none; take that back
    ANNOTATE = "annotate"  # Startup: read and write what colleagues of the desk note about it
    READ_ENTRY = "read-entry"  # Startup: see it on the desk, without what is personal or not disclosed
    HIDE = "hide"  # Startup: take it off the public pages, once nobody has confirmed it for two years
    KEEP_ORGANISATION = "keep-organisation"  # SupportOrganisation: write what is listed, publish it, take it off
    PUT_FORWARD = "put-forward"  # Startup: say for an organisation that it accompanies this firm
    SPEAK_FOR_ORGANISATION = "speak-for-organisation"  # Accompaniment: confirm or end it for the organisation
    SPEAK_FOR_FIRM = "speak-for-firm"  # Accompaniment: confirm or end it for the firm: its owners
    KEEP_COLLECTION = "keep-collection"  # Collection: write it, pick its firms, publish it, take it off
    COLLECT = "collect"  # Startup: put it into a collection, and say why it stands there
    MERGE = "merge"  # Startup: merge it with another one, or say that two are not the same
    UNMERGE = "unmerge"  # Startup: take it out again of the one that it went into
    READ_TRAIL = "read-trail"  # Startup: read its events
    ANSWER = "answer"  # Introduction: read and answer it as one of the firm's team
    HANDLE_REPORT = "handle-report"  # ErrorReport: read what a visitor reported, and say what becomes of it
    ANSWER_REPORT = "answer-report"  # ErrorReport: answer one that was passed on to the company, as one of its team
    JUDGE = "judge"  # Introduction: read one that the firm reported, and say what becomes of its sender
    READ_PARTNER = "read-partner"  # Partner: see its territories and settings
    KNOW_PEOPLE = "know-people"  # Partner: see who works for it
    RUN_PARTNER = "run-partner"  # Partner: invite and remove people, keep signature, prepared words and settings
    IMPORT = "import"  # Partner: bring in lists for it, confirm and undo them
    READ_IMPORTS = "read-imports"  # Partner: see its lists and what became of them


NOTHING = Q(pk__in=[])
OF_ACCOMPANIMENT = (Verb.ACCOMPANIMENT_PROPOSED, Verb.ACCOMPANIMENT_CONFIRMED, Verb.ACCOMPANIMENT_ENDED)
# Of an accompaniment: who speaks for which of its two sides.
SPEAKS: Mapping[Side, Permission] = {
    Side.ORGANISATION: Permission.SPEAK_FOR_ORGANISATION,
    Side.FIRM: Permission.SPEAK_FOR_FIRM,
}


def narrow(queryset: Rows, user: Person, permission: Permission) -> Rows:
    """The rows on which this person has the permission."""
    if not isinstance(user, User) or not user.is_active:
        return queryset.none()
    return queryset.filter(RULES[permission](user))


def may(user: Person, permission: Permission, subject: Model) -> bool:
    """Whether this person has the permission on this saved row, as the database holds it now."""
    rows: QuerySet[Any] = type(subject)._default_manager.filter(pk=subject.pk)
    return narrow(rows, user, permission).exists()


def claimable() -> StartupQuerySet:
    """The entries that anybody with an account may claim, and that everybody may read so of."""
    return Startup.objects.published().filter(_unkept())


def may_open_desk(user: Person) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_operator or user.is_auditor or Membership.objects.filter(user=user).exists()


def may_keep_words(user: Person) -> bool:
    """Whether this person changes what everybody searches and chooses by: synonyms, and the names of sectors and such.

    They belong to no territory, so no partner changes them for the others.
    """
    return isinstance(user, User) and user.is_active and user.is_operator


def may_keep_organisations(user: Person) -> bool:
    """Whether this person lists support organisations: whoever curates a territory, and the operator."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_operator or Territory.objects.curated_by(user).exists()


def may_keep_collections(user: Person) -> bool:
    """Whether this person makes collections: whoever works for a partner, and the operator."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_operator or Membership.objects.filter(user=user).exists()


def may_tend_mails(user: Person) -> bool:
    """Whether this person sees which mails could not be sent, and has them tried again: whoever runs the site."""
    return isinstance(user, User) and user.is_active and user.is_operator


def may_govern(user: Person) -> bool:
    """Whether this person decides which partners and territories there are, and who may do what on the whole site."""
    return isinstance(user, User) and user.is_active and user.is_operator


def may_read_words(user: Person) -> bool:
    """Whether this person sees how sectors and such are called, and which words mean the same."""
    return may_keep_words(user) or (isinstance(user, User) and user.is_active and user.is_auditor)


def people_known_to(user: Person) -> QuerySet[User]:
    """Whose name this person may read beside what was done: those of the own partners; the operator, everybody's."""
    if may_govern(user):
        return User.objects.all()
    partners = narrow(Partner.objects.all(), user, Permission.KNOW_PEOPLE)
    return User.objects.filter(pk__in=Membership.objects.filter(partner__in=partners).values("user"))


def with_interest(submissions: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
    """Each with `is_own_company`: whether this person belongs to the company, or sent the proposal."""
    return submissions.annotate(
        is_own_company=ExpressionWrapper(_own_company(user), output_field=BooleanField()),
    )


def of_own_companies(startups: StartupQuerySet, user: User) -> StartupQuerySet:
    """Those that this person belongs to, or claims."""
    return startups.filter(_in_team(user) | _claimed_by(user))


def has_interest(user: User, submission: Submission) -> bool:
    return Submission.objects.filter(_own_company(user), pk=submission.pk).exists()


def only_offered(submissions: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
    """Those that this person sees because another territory offers them, and for no nearer reason."""
    return submissions.filter(_offered(user) & ~_at_hand(user))


def readable_events(user: Person) -> EventQuerySet:
    """The events of the entries whose trail this person may read, of what was sent to the own territories, and of the
    own partners. What was said for an organisation of the own territories also where the firm lies in another one."""
    if not isinstance(user, User) or not user.is_active:
        return Event.objects.none()
    if user.is_auditor or user.is_operator:
        return Event.objects.all()
    entries = narrow(Startup.objects.all(), user, Permission.READ_TRAIL).values("pk")
    territories = Territory.objects.curated_by(user).values("slug")
    partners = list(Partner.objects.filter(memberships__user=user).values_list("slug", flat=True))
    of_partners = Q(before__partner__in=partners) | Q(after__partner__in=partners)
    for slug in partners:  # a collection may belong to several
        of_partners |= Q(before__partners__contains=[slug]) | Q(after__partners__contains=[slug])
    of_territory = Q(territory__in=territories) | Q(Q(territory=""), of_partners)
    accompanied = Q(verb__in=OF_ACCOMPANIMENT, territory__in=territories)
    return Event.objects.filter(Q(startup_id__in=entries) | Q(Q(startup_id=None), of_territory) | accompanied)


def sent_alone(user: User) -> SubmissionQuerySet:
    """The proposals of this person that no team would go on with."""
    return Submission.objects.of(user).filter(kind__in=(*OF_THE_SENDER, SubmissionKind.REMOVAL))


def decides_as_fallback(user: User, submission: Submission) -> bool:
    """Whether it lies in none of this person's own territories: who may decide then does so in another's place."""
    return not Territory.objects.curated_by(user).filter(pk=submission.territory_id).exists()


def _own_territory(user: User) -> Q:
    return Q(territory__in=Territory.objects.curated_by(user))


def _fallen_back(user: User) -> Q:
    """Waiting longer than the territory's limit, and this person is its fallback (territories.csv).

    A move between two territories falls to the operator alone: neither of the two is to decide in the other's place.
    """
    is_move = Q(kind=SubmissionKind.TRANSFER)
    own = Q(fallback__in=Territory.objects.curated_by(user)) | (Q(fallback=None) if user.is_operator else NOTHING)
    overdue = _overdue(Territory.objects.filter(own)) & ~is_move
    if user.is_operator:
        overdue |= _overdue(Territory.objects.all()) & is_move
    return overdue & Q(state=SubmissionState.WAITING)


def _overdue(territories: Iterable[Territory]) -> Q:
    overdue = NOTHING
    for territory in territories:
        overdue |= Q(territory=territory, due_on__lt=due_before(territory))
    return overdue


def _second_in_line(user: User) -> Q:
    """A first look stands, and nobody nearer is left for the second: then the fallback's people, then the operator."""
    nobody_near = ~Q(Exists(_could_look_again("territory")))
    in_line = Q(territory__fallback__in=Territory.objects.curated_by(user))
    if user.is_operator:
        in_line |= ~Q(Exists(_could_look_again("territory__fallback")))
    return Q(Exists(_looks()), state=SubmissionState.WAITING) & nobody_near & in_line


def _could_look_again(territory: str) -> QuerySet[Membership]:
    """Who works for this territory of a submission and could give the second look."""
    who, entry = OuterRef("user"), OuterRef(OuterRef("startup"))
    team = TeamMember.objects.active().filter(startup=entry, user=who)
    claims = _claims().filter(startup=entry, submitted_by=who)
    looked = FirstLook.objects.at_latest().filter(submission=OuterRef(OuterRef("pk")), looked_by=who)
    people = Membership.objects.filter(partner__territories=OuterRef(territory), user__is_active=True)
    return people.filter(~Q(user=OuterRef("submitted_by")), ~Exists(team), ~Exists(claims), ~Exists(looked))


def _looks() -> FirstLookQuerySet:
    """The first looks at the latest revision of a submission. Whether it waits, its own row says: looked up once more
    from here, a long queue would be joined with itself."""
    return FirstLook.objects.at_latest().filter(submission=OuterRef("pk"))


def _claims() -> SubmissionQuerySet:
    return Submission.objects.filter(kind=SubmissionKind.CLAIM, state__in=(SubmissionState.DRAFT, *OPEN_STATES))


def _offered(user: User) -> Q:
    """Another territory asks whether it belongs to one of the own."""
    offers = Referral.objects.open().filter(submission=OuterRef("pk"))
    return Q(Exists(offers.filter(to_territory__in=Territory.objects.curated_by(user))))


def _own_company(user: User) -> Q:
    """The moderator belongs to the company, claims it, or sent the proposal.

    What was proposed on behalf of a company that nobody speaks for may be decided by the same person (product.md).
    """
    team = TeamMember.objects.of(user).filter(startup=OuterRef("startup"))
    claims = _claims().of(user).filter(startup=OuterRef("startup"))
    for_nobody = Q(on_behalf__isnull=False, startup__claimed_at=None)
    return Q(Exists(team)) | Q(Exists(claims)) | (Q(submitted_by=user) & ~for_nobody)


def _review(user: User) -> Q:
    return (_at_hand(user) | _offered(user)) & ~Q(state=SubmissionState.DRAFT)


def _read_submission(user: User) -> Q:
    return ~Q(state=SubmissionState.DRAFT) if user.is_auditor else _review(user)


def _decide(user: User) -> Q:
    """Who gave the first look leaves the rest to somebody else."""
    looked = Q(Exists(_looks().of(user)))
    return _at_hand(user) & Q(state=SubmissionState.WAITING) & ~_own_company(user) & ~looked


def _at_hand(user: User) -> Q:
    return _own_territory(user) | _fallen_back(user) | _second_in_line(user)


def _refer(user: User) -> Q:
    """A move between territories is an offer already."""
    waits = Q(state=SubmissionState.WAITING) & ~Q(kind=SubmissionKind.TRANSFER)
    return _own_territory(user) & waits & ~_own_company(user)


def _take_back(user: User) -> Q:
    """Whoever made it, also in another territory's place: that is asked before a decision, and it waits no more."""
    impartial = Submission.objects.filter(~_own_company(user))
    return Q(decided_by=user, submission__in=impartial) & (Q() if may_open_desk(user) else NOTHING)


def _answer_offer(user: User) -> Q:
    return _offered(user) & ~_own_company(user)


# A registration or a claim is its sender's; what is proposed for an entry is the team's, whoever of it wrote the words.
# A removal is its sender's, too: it may be asked by somebody outside the team, who proves to be the firm.
OF_THE_SENDER = (SubmissionKind.NEW, SubmissionKind.CLAIM)
OF_THE_TEAM = (SubmissionKind.CHANGE, SubmissionKind.STATE, SubmissionKind.TRANSFER)


def _theirs(user: User) -> Q:
    """The submissions that are this person's to write: the own ones, and those of the own teams."""
    teams = TeamMember.objects.filter(startup=OuterRef("startup"))
    in_team = Q(Exists(teams.active().filter(user=user)))
    sent = Q(submitted_by=user)
    # Once the entry is removed there is no team any more: who asked for it still reads what came of it.
    asked = sent & (in_team | ~_sent_by_team() | Q(startup__state=EntryState.REMOVED))
    return (
        (Q(kind__in=OF_THE_SENDER) & sent)
        | (Q(kind__in=OF_THE_TEAM) & in_team)
        | (Q(kind=SubmissionKind.REMOVAL) & asked)
    )


def _sent_by_team() -> Q:
    """Whoever sent it belonged to the team on that day."""
    sender = TeamMember.objects.filter(
        startup=OuterRef("startup"), user=OuterRef("submitted_by"), joined_at__lte=OuterRef("created_at")
    )
    return Q(Exists(sender.filter(Q(left_at=None) | Q(left_at__gt=OuterRef("created_at")))))


def _follow(user: User) -> Q:
    """Owners also read which removal another of the team asked for, but not what an outsider did."""
    owns = Q(Exists(TeamMember.objects.owners().filter(startup=OuterRef("startup"), user=user)))
    return _theirs(user) | (Q(kind=SubmissionKind.REMOVAL) & owns & _sent_by_team())


def _edit(user: User) -> Q:
    editable = (SubmissionState.DRAFT, SubmissionState.WAITING, SubmissionState.CHANGES_REQUESTED)
    return Q(state__in=editable, on_behalf=None) & ~Q(kind=SubmissionKind.TRANSFER) & _theirs(user)


def _claim(user: User) -> Q:
    return _unkept()


def _unkept() -> Q:
    """Unclaimed, or everybody who kept it has left."""
    team = TeamMember.objects.active().filter(startup=OuterRef("pk"))
    return Q(state=EntryState.PUBLISHED) & (Q(claimed_at=None) | ~Q(Exists(team)))


def _belong(user: User) -> Q:
    gone = (EntryState.REMOVED, EntryState.MERGED)
    return Q(Exists(TeamMember.objects.of(user).filter(startup=OuterRef("pk")))) & ~Q(state__in=gone)


def _manage_team(user: User) -> Q:
    return _belong(user) & Q(Exists(_owners().filter(user=user)))


def _ask_removal(user: User) -> Q:
    return (_manage_team(user) & Q(territory__isnull=False)) | _claim(user)


def _rescue(user: User) -> Q:
    """The partner of its territory, once nobody with an open account owns it any more. Not for the own company."""
    kept = (EntryState.PUBLISHED, EntryState.UNPUBLISHED)
    orphan = Q(state__in=kept, claimed_at__isnull=False) & ~Q(Exists(_owners()))
    return orphan & ~_in_team(user) & (Q() if user.is_operator else _own_territory(user))


def _invite_to_claim(user: User) -> Q:
    open_to_it = Q(state=EntryState.PUBLISHED, claimed_at=None, is_sample=False, status__in=IN_DEFAULT_RESULTS)
    return _own_territory(user) & open_to_it


def _in_team(user: User) -> Q:
    return Q(Exists(TeamMember.objects.of(user).filter(startup=OuterRef("pk"))))


def _claimed_by(user: User) -> Q:
    """Of entries: this person claims it, also in a draft."""
    return Q(Exists(_claims().of(user).filter(startup=OuterRef("pk"))))


def _owners() -> QuerySet[TeamMember]:
    return TeamMember.objects.owners().filter(startup=OuterRef("pk"))


def _propose_change(user: User) -> Q:
    team = TeamMember.objects.of(user).filter(startup=OuterRef("pk"))
    return Q(state=EntryState.PUBLISHED) & Q(Exists(team))


def _curate(user: User) -> Q:
    """Stubs lie in no territory yet: the operator places them."""
    return _own_territory(user) | (Q(territory=None) if user.is_operator else NOTHING)


def _act_for(user: User) -> Q:
    """Not for the own company: there one is a founder like any other."""
    return _own_territory(user) & Q(state=EntryState.PUBLISHED) & ~_in_team(user) & ~_claimed_by(user)


def _sort_out(user: User) -> Q:
    """Not of the own company, nor of one that this person is about to claim."""
    return _curate(user) & ~_in_team(user) & ~_claimed_by(user)


def _annotate(user: User) -> Q:
    """Never about the own company: its people do not read what the desk notes."""
    return _curate(user) & ~_in_team(user)


def _hide(user: User) -> Q:
    """Not an entry of the own company, whatever its age (directory.rules.keeping)."""
    return _own_territory(user) & Q(state=EntryState.PUBLISHED, claimed_at__isnull=False) & ~_in_team(user)


def _keep_organisation(user: User) -> Q:
    """By where it is. Without a place it lies in no territory: the operator places it, like a stub."""
    places = within(Territory.objects.curated_by(user), Municipality.objects.filter(organisations__isnull=False))
    return Q(municipality__in=places) | (Q(municipality=None) if user.is_operator else NOTHING)


def _put_forward(user: User) -> Q:
    """Any firm that is public, wherever it lies: the organisation's territory says so. Never the own company."""
    listed = Q(state=EntryState.PUBLISHED, is_sample=False) if may_keep_organisations(user) else NOTHING
    return listed & ~_in_team(user) & ~_claimed_by(user)


def _speak_for_organisation(user: User) -> Q:
    """Never where the own company is the firm: then a colleague confirms."""
    own = Startup.objects.filter(_in_team(user) | _claimed_by(user))
    kept = SupportOrganisation.objects.filter(_keep_organisation(user))
    return Q(organisation__in=kept) & ~Q(startup__in=own)


def _speak_for_firm(user: User) -> Q:
    return Q(startup__in=Startup.objects.filter(_manage_team(user)))


def _keep_collection(user: User) -> Q:
    owners = CollectionOwner.objects.filter(collection=OuterRef("pk"), partner__memberships__user=user)
    return Q() if user.is_operator else Q(Exists(owners))


def _collect(user: User) -> Q:
    """Of any region, as it is one Belgium; but not the own company."""
    public = Q(state=EntryState.PUBLISHED, is_sample=False) if may_keep_collections(user) else NOTHING
    return public & ~_in_team(user) & ~_claimed_by(user)


def _read_entry(user: User) -> Q:
    return Q() if user.is_auditor else _curate(user)


def _works_for(user: User, **role: PartnerRole) -> Q:
    return Q(Exists(Membership.objects.filter(partner=OuterRef("pk"), user=user, **role)))


def _read_partner(user: User) -> Q:
    return Q() if user.is_auditor or user.is_operator else _works_for(user)


def _know_people(user: User) -> Q:
    return Q() if user.is_operator else _works_for(user)


def _run_partner(user: User) -> Q:
    return Q() if user.is_operator else _works_for(user, role=PartnerRole.LEAD)


def _merge(user: User) -> Q:
    return _of_partner(user) & Q(state__in=(EntryState.PUBLISHED, EntryState.STUB))


def _unmerge(user: User) -> Q:
    return _of_partner(user) & Q(state=EntryState.MERGED)


def _of_partner(user: User) -> Q:
    """In the own territory; the operator's wherever it lies. Not an entry of the own company, or one claimed for it."""
    return (Q() if user.is_operator else _own_territory(user)) & ~_in_team(user) & ~_claimed_by(user)


def _read_trail(user: User) -> Q:
    return Q() if user.is_auditor or user.is_operator else _own_territory(user)


def _answer(user: User) -> Q:
    sent = ~Q(state=IntroductionState.UNCONFIRMED) & Q(withdrawn_at=None)
    return sent & Q(startup__in=Startup.objects.filter(_belong(user)))


def _judge(user: User) -> Q:
    """Only what was reported, and not of the own company."""
    reported = Q(reported_at__isnull=False, dismissed_at=None)
    return reported & Q(startup__in=Startup.objects.filter(_own_territory(user) & ~_in_team(user)))


def _handle_report(user: User) -> Q:
    """Not of the own company, nor of one that this person is about to claim."""
    entries = Startup.objects.filter(_own_territory(user) & ~_in_team(user) & ~_claimed_by(user))
    return Q(startup__in=entries)


def _answer_report(user: User) -> Q:
    """Once, and only what the desk has passed on."""
    waits = Q(state=ReportState.PASSED_ON, answer="")
    return waits & Q(startup__in=Startup.objects.filter(_propose_change(user)))


def _import(user: User) -> Q:
    return Q() if user.is_operator else Q(memberships__in=Membership.objects.filter(user=user))


def _read_imports(user: User) -> Q:
    return Q() if user.is_auditor else _import(user)


RULES: dict[Permission, Callable[[User], Q]] = {
    Permission.REVIEW: _review,
    Permission.READ_SUBMISSION: _read_submission,
    Permission.DECIDE: _decide,
    Permission.REFER: _refer,
    Permission.ANSWER_OFFER: _answer_offer,
    Permission.TAKE_BACK: _take_back,
    Permission.FOLLOW: _follow,
    Permission.EDIT: _edit,
    Permission.PROPOSE_CHANGE: _propose_change,
    Permission.CLAIM: _claim,
    Permission.BELONG: _belong,
    Permission.MANAGE_TEAM: _manage_team,
    Permission.ASK_REMOVAL: _ask_removal,
    Permission.INVITE_TO_CLAIM: _invite_to_claim,
    Permission.RESCUE: _rescue,
    Permission.CURATE: _curate,
    Permission.ACT_FOR: _act_for,
    Permission.SORT_OUT: _sort_out,
    Permission.ANNOTATE: _annotate,
    Permission.HIDE: _hide,
    Permission.KEEP_ORGANISATION: _keep_organisation,
    Permission.PUT_FORWARD: _put_forward,
    Permission.SPEAK_FOR_ORGANISATION: _speak_for_organisation,
    Permission.SPEAK_FOR_FIRM: _speak_for_firm,
    Permission.KEEP_COLLECTION: _keep_collection,
    Permission.COLLECT: _collect,
    Permission.MERGE: _merge,
    Permission.UNMERGE: _unmerge,
    Permission.READ_TRAIL: _read_trail,
    Permission.ANSWER: _answer,
    Permission.JUDGE: _judge,
    Permission.HANDLE_REPORT: _handle_report,
    Permission.ANSWER_REPORT: _answer_report,
    Permission.READ_ENTRY: _read_entry,
    Permission.READ_PARTNER: _read_partner,
    Permission.KNOW_PEOPLE: _know_people,
    Permission.RUN_PARTNER: _run_partner,
    Permission.IMPORT: _import,
    Permission.READ_IMPORTS: _read_imports,
}

OF_SUBMISSIONS = (
    Permission.REVIEW,
    Permission.READ_SUBMISSION,
    Permission.DECIDE,
    Permission.REFER,
    Permission.ANSWER_OFFER,
    Permission.FOLLOW,
    Permission.EDIT,
)
OF_PARTNERS = (
    Permission.READ_PARTNER,
    Permission.KNOW_PEOPLE,
    Permission.RUN_PARTNER,
    Permission.IMPORT,
    Permission.READ_IMPORTS,
)
SUBJECTS: Mapping[Permission, type[Model]] = (
    dict.fromkeys(Permission, Startup)
    | dict.fromkeys(OF_SUBMISSIONS, Submission)
    | dict.fromkeys((Permission.ANSWER, Permission.JUDGE), Introduction)
    | dict.fromkeys((Permission.SPEAK_FOR_ORGANISATION, Permission.SPEAK_FOR_FIRM), Accompaniment)
    | dict.fromkeys((Permission.HANDLE_REPORT, Permission.ANSWER_REPORT), ErrorReport)
    | {
        Permission.KEEP_ORGANISATION: SupportOrganisation,
        Permission.KEEP_COLLECTION: Collection,
        Permission.TAKE_BACK: Decision,
    }
    | dict.fromkeys(OF_PARTNERS, Partner)
)
