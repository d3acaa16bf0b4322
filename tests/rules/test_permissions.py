"""Who may do what, as a table: the twelve kinds of actor of product.md, each permission, states and territories."""

from typing import cast

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.db.models.functions import Now

from accounts.models import User
from directory import actions
from directory.choices import Reason, Side, TeamRole
from directory.models import Membership, Partner, Startup, Submission, TeamMember, Territory
from directory.rules.permissions import (
    SUBJECTS,
    Permission,
    Person,
    may,
    may_govern,
    may_keep_words,
    may_open_desk,
    may_read_words,
    narrow,
    people_known_to,
)
from tests.factories import Make

P = Permission
ACTORS = [
    "anonymous",
    "unrelated",
    "owner",
    "editor",
    "former",
    "moderator",
    "other_moderator",
    "moderator_of_company",
    "lead",
    "operator",
    "auditor",
    "deactivated",
]


class Scene:
    """A published entry in Wallonia with a team, and one submission in each state."""

    def __init__(self, cast_of_people: dict[str, Person]) -> None:
        self.people = cast_of_people
        owner = cast(User, self.people["owner"])
        moderator = cast(User, self.people["moderator"])
        self.startup = Make.published(owner, moderator)
        for actor, role in (("editor", TeamRole.EDITOR), ("moderator_of_company", TeamRole.EDITOR)):
            TeamMember.objects.create(startup=self.startup, user=cast(User, self.people[actor]), role=role)
        former = TeamMember.objects.create(
            startup=self.startup, user=cast(User, self.people["former"]), role=TeamRole.EDITOR
        )
        TeamMember.objects.filter(pk=former.pk).update(left_at=former.joined_at)
        self.partner = Partner.objects.get(slug="walloon-partner")
        self.other_partner = Partner.objects.get(slug="flemish-partner")
        self.change = Make.change(self.startup, owner, people="50-99")
        self.unclaimed = Make.unclaimed()
        self.orphan = Make.published(owner, moderator)
        self.orphan.team.update(left_at=Now())
        self.asked = actions.ask_introduction(startup=self.startup, request=Make.request(), by="SYSTEM")
        self.introduction = Make.introduction(self.startup)
        self.reported = Make.introduction(self.startup, email="spam@isar.example")
        actions.report_introduction(introduction=self.reported, words="", by=owner)
        self.error = Make.report(self.startup)
        self.error_passed_on = Make.passed_on(self.startup, moderator)
        self.removal = Make.removal(self.startup, owner)
        self.looked = Make.removal(self.orphan, cast(User, self.people["unrelated"]))
        Make.proof(self.looked)
        Make.look_first(self.looked, moderator)
        self.offered = Make.waiting(owner)
        flanders = Territory.objects.get(slug="flanders")
        actions.offer(submission=self.offered, territory=flanders, reason="Gand.", by=moderator)
        other = cast(User, self.people["other_moderator"])
        self.for_nobody = Make.on_behalf(self.unclaimed, other, founded=2008)
        self.for_team = Make.on_behalf(Make.published(owner, moderator), moderator, founded=2008)
        self.partner = Partner.objects.get(slug="walloon-partner")
        self.draft = Make.draft(owner)
        self.registration = Make.waiting(owner)
        self.hub = Make.organisation("Gent")
        self.placeless = Make.organisation()
        walloon_hub = Make.organisation("Namur")
        self.accompaniment = actions.propose_accompaniment(
            organisation=walloon_hub, startup=self.startup, since=2021, side=Side.FIRM, by=owner
        )
        self.other_accompaniment = actions.propose_accompaniment(
            organisation=self.hub, startup=self.startup, since=2021, side=Side.FIRM, by=owner
        )
        self.stub = Startup.objects.create(slug="stub", name="Stub")
        self.collection = Make.collection("walloon-partner", self.unclaimed)
        self.rejected = Make.waiting(owner)
        actions.reject(
            submission=self.rejected,
            revision=Make.revision(self.rejected),
            reason=Reason.MISLEADING,
            words="Non.",
            by=moderator,
        )
        self.decision = self.rejected.decisions.get()


@pytest.fixture
def scene(  # noqa: PLR0917  # fixtures come by position
    founder: User, other_founder: User, wallonia: User, flanders: User, operator: User, auditor: User
) -> Scene:
    def person(name: str) -> User:
        return User.objects.create_user(f"{name}@example.test")

    def of_walloon_partner(name: str, role: str = "moderator") -> User:
        user = person(name)
        Membership.objects.create(user=user, partner=Partner.objects.get(slug="walloon-partner"), role=role)
        return user

    deactivated = of_walloon_partner("deactivated")
    User.objects.filter(pk=deactivated.pk).update(is_active=False)
    deactivated.refresh_from_db()
    return Scene(
        {
            "anonymous": AnonymousUser(),
            "unrelated": other_founder,
            "owner": founder,
            "editor": person("editor"),
            "former": person("former"),
            "moderator": wallonia,
            "other_moderator": flanders,
            "moderator_of_company": of_walloon_partner("insider"),
            "lead": of_walloon_partner("lead", "lead"),
            "operator": operator,
            "auditor": auditor,
            "deactivated": deactivated,
        }
    )


TEAM = {"owner", "editor", "moderator_of_company"}
DESK = {"moderator", "lead", "moderator_of_company"}

# (permission, subject of the scene) → who has it; everybody else has not.
TABLE: dict[tuple[Permission, str], set[str]] = {
    (P.REVIEW, "draft"): set(),
    (P.REVIEW, "registration"): DESK,
    (P.REVIEW, "change"): DESK,
    (P.REVIEW, "rejected"): DESK,
    (P.TAKE_BACK, "decision"): {"moderator"},
    (P.READ_SUBMISSION, "draft"): set(),
    (P.READ_SUBMISSION, "registration"): DESK | {"auditor"},
    (P.READ_SUBMISSION, "offered"): DESK | {"other_moderator", "auditor"},
    (P.READ_SUBMISSION, "rejected"): DESK | {"auditor"},
    (P.DECIDE, "draft"): set(),
    (P.DECIDE, "registration"): DESK,  # the insider belongs to another company than this one
    (P.DECIDE, "change"): DESK - {"moderator_of_company"},
    (P.DECIDE, "rejected"): set(),
    (P.DECIDE, "removal"): DESK - {"moderator_of_company"},
    (P.DECIDE, "looked"): DESK - {"moderator"},  # who looked first leaves the second look to others
    (P.REVIEW, "looked"): DESK,
    (P.REVIEW, "offered"): DESK | {"other_moderator"},
    (P.DECIDE, "offered"): DESK,  # until it is accepted
    (P.DECIDE, "for_nobody"): {"other_moderator"},  # nobody speaks for the company: who proposed it may decide
    (P.DECIDE, "for_team"): DESK - {"moderator"},
    (P.FOLLOW, "for_team"): {"owner"},
    (P.EDIT, "for_team"): set(),
    (P.FOLLOW, "for_nobody"): set(),
    (P.REFER, "registration"): DESK,
    (P.REFER, "change"): DESK - {"moderator_of_company"},
    (P.REFER, "rejected"): set(),
    (P.ANSWER_OFFER, "offered"): {"other_moderator"},
    (P.ANSWER_OFFER, "registration"): set(),
    (P.ACT_FOR, "startup"): DESK - {"moderator_of_company"},
    (P.ACT_FOR, "unclaimed"): {"other_moderator"},
    (P.FOLLOW, "draft"): {"owner"},
    (P.FOLLOW, "registration"): {"owner"},
    (P.FOLLOW, "change"): TEAM,
    (P.FOLLOW, "rejected"): {"owner"},
    (P.EDIT, "draft"): {"owner"},
    (P.EDIT, "registration"): {"owner"},
    (P.EDIT, "change"): TEAM,
    (P.EDIT, "rejected"): set(),
    (P.PROPOSE_CHANGE, "startup"): TEAM,
    (P.CLAIM, "startup"): set(),
    (P.CLAIM, "unclaimed"): set(ACTORS) - {"anonymous", "deactivated"},
    (P.CLAIM, "orphan"): set(ACTORS) - {"anonymous", "deactivated"},
    (P.BELONG, "startup"): TEAM,
    (P.BELONG, "unclaimed"): set(),
    (P.MANAGE_TEAM, "startup"): {"owner"},
    (P.ASK_REMOVAL, "startup"): {"owner"},
    (P.ASK_REMOVAL, "unclaimed"): set(ACTORS) - {"anonymous", "deactivated"},
    (P.ASK_REMOVAL, "orphan"): set(ACTORS) - {"anonymous", "deactivated"},
    (P.INVITE_TO_CLAIM, "startup"): set(),
    (P.INVITE_TO_CLAIM, "unclaimed"): {"other_moderator"},  # it lies in Flanders
    (P.INVITE_TO_CLAIM, "orphan"): set(),
    (P.RESCUE, "startup"): set(),
    (P.RESCUE, "orphan"): DESK | {"operator"},
    (P.RESCUE, "unclaimed"): set(),
    (P.CURATE, "startup"): DESK,
    (P.SORT_OUT, "startup"): DESK - {"moderator_of_company"},
    (P.SORT_OUT, "unclaimed"): {"other_moderator"},
    (P.ANNOTATE, "startup"): DESK - {"moderator_of_company"},
    (P.HIDE, "startup"): DESK - {"moderator_of_company"},
    (P.HIDE, "unclaimed"): set(),
    (P.KEEP_ORGANISATION, "hub"): {"other_moderator"},  # in Gent
    (P.KEEP_ORGANISATION, "placeless"): {"operator"},
    (P.PUT_FORWARD, "startup"): DESK - {"moderator_of_company"} | {"other_moderator", "operator"},
    (P.PUT_FORWARD, "unclaimed"): DESK | {"other_moderator", "operator"},
    (P.SPEAK_FOR_ORGANISATION, "accompaniment"): DESK - {"moderator_of_company"},
    (P.SPEAK_FOR_ORGANISATION, "other_accompaniment"): {"other_moderator"},
    (P.SPEAK_FOR_FIRM, "accompaniment"): {"owner"},
    (P.KEEP_COLLECTION, "collection"): DESK | {"operator"},
    (P.COLLECT, "startup"): {"moderator", "other_moderator", "lead", "operator"},
    (P.COLLECT, "stub"): set(),
    (P.MERGE, "startup"): DESK - {"moderator_of_company"} | {"operator"},
    (P.MERGE, "unclaimed"): {"other_moderator", "operator"},
    (P.UNMERGE, "startup"): set(),
    (P.READ_TRAIL, "startup"): DESK | {"operator", "auditor"},
    (P.ANSWER, "asked"): set(),  # not confirmed yet
    (P.ANSWER, "introduction"): TEAM,
    (P.ANSWER, "reported"): TEAM,
    (P.JUDGE, "introduction"): set(),
    (P.JUDGE, "reported"): DESK - {"moderator_of_company"},
    (P.HANDLE_REPORT, "error"): DESK - {"moderator_of_company"},
    (P.ANSWER_REPORT, "error"): set(),
    (P.ANSWER_REPORT, "error_passed_on"): TEAM,
    (P.READ_ENTRY, "startup"): DESK | {"auditor"},
    (P.READ_PARTNER, "partner"): DESK | {"operator", "auditor"},
    (P.KNOW_PEOPLE, "partner"): DESK | {"operator"},
    (P.RUN_PARTNER, "partner"): {"lead", "operator"},
    (P.RUN_PARTNER, "other_partner"): {"operator"},
    (P.IMPORT, "partner"): DESK | {"operator"},
    (P.READ_IMPORTS, "partner"): DESK | {"operator", "auditor"},
}


def test_the_table_holds(scene: Scene) -> None:
    """All of it on one scene, which takes longer to set than the table to check."""
    found = {
        (permission, subject): {actor for actor in ACTORS if may(scene.people[actor], permission, row)}
        for permission, subject in TABLE
        if (row := cast(Model, getattr(scene, subject)))
    }
    assert found == TABLE


def test_the_table_names_every_permission() -> None:
    assert {permission for permission, _ in TABLE} == set(Permission) == set(SUBJECTS)


def test_asking_and_narrowing_agree(scene: Scene) -> None:
    for permission, model in SUBJECTS.items():
        for actor in ACTORS:
            rows = model._default_manager.all()
            asked = {row.pk for row in rows if may(scene.people[actor], permission, row)}
            narrowed = set(narrow(rows, scene.people[actor], permission).values_list("pk", flat=True))
            assert asked == narrowed, (permission, actor)


def test_who_enters_the_back_office(scene: Scene) -> None:
    inside = {actor for actor in ACTORS if may_open_desk(scene.people[actor])}
    assert inside == DESK | {"other_moderator", "operator", "auditor"}


def test_who_keeps_the_words(scene: Scene) -> None:
    assert {actor for actor in ACTORS if may_keep_words(scene.people[actor])} == {"operator"}
    assert {actor for actor in ACTORS if may_read_words(scene.people[actor])} == {"operator", "auditor"}
    assert {actor for actor in ACTORS if may_govern(scene.people[actor])} == {"operator"}
    operator = cast(User, scene.people["operator"])
    operator.is_active = False
    assert not may_keep_words(operator)


def test_who_is_known_by_name(scene: Scene) -> None:
    inside = {scene.people[actor] for actor in (*DESK, "deactivated")}
    for actor in ACTORS:
        known = set(people_known_to(scene.people[actor]))
        if actor == "operator":
            assert known == set(User.objects.all())
        elif actor == "other_moderator":
            assert known == {scene.people[actor]}
        else:
            assert known == (inside if actor in DESK else set()), actor


class TestOstbelgien:
    """The German-speaking Community is its own territory: Walloon moderators do not see its entries."""

    def test_wallonia_does_not_see_it(self, founder: User, wallonia: User, ostbelgien: User) -> None:
        submission = Make.waiting(founder, **Make.place("4700", "Eupen"))
        assert may(ostbelgien, P.DECIDE, submission)
        assert not may(wallonia, P.REVIEW, submission)

    def test_ostbelgien_sees_nothing_else_of_wallonia(self, founder: User, ostbelgien: User) -> None:
        assert not may(ostbelgien, P.REVIEW, Make.waiting(founder))


class TestFallback:
    """After ten working days somebody else may decide (territories.csv)."""

    def submitted(self, founder: User, code: str, place: str) -> Submission:
        with time_machine.travel("2026-11-12 12:00:00+01:00", tick=False):
            return Make.waiting(founder, **Make.place(code, place))

    def test_wallonia_decides_for_ostbelgien(self, founder: User, wallonia: User, ostbelgien: User) -> None:
        submission = self.submitted(founder, "4700", "Eupen")
        with time_machine.travel("2026-11-26 12:00:00+01:00", tick=False):
            assert not may(wallonia, P.DECIDE, submission)
        with time_machine.travel("2026-11-27 12:00:00+01:00", tick=False):
            assert may(wallonia, P.DECIDE, submission)
            assert may(ostbelgien, P.DECIDE, submission)

    def test_the_operator_decides_for_the_others(self, founder: User, operator: User, flanders: User) -> None:
        submission = self.submitted(founder, "5000", "Namur")
        with time_machine.travel("2026-11-26 12:00:00+01:00", tick=False):
            assert not may(operator, P.REVIEW, submission)
        with time_machine.travel("2026-11-27 12:00:00+01:00", tick=False):
            assert may(operator, P.DECIDE, submission)
            assert not may(flanders, P.DECIDE, submission)


class TestSecondLook:
    """Another moderator of the territory; where none is left, the fallback's; after those the operator."""

    def test_in_this_order(
        self, founder: User, ostbelgien: User, wallonia: User, flanders: User, operator: User
    ) -> None:
        startup = Make.published(founder, ostbelgien, **Make.place("4700", "Eupen"))
        removal = Make.removal(startup, founder)
        colleague = Make.colleague(ostbelgien)
        Make.look_first(removal, ostbelgien)

        def who() -> list[User]:
            return [one for one in (ostbelgien, colleague, wallonia, flanders, operator) if may(one, P.DECIDE, removal)]

        assert who() == [colleague]
        TeamMember.objects.create(startup=startup, user=colleague, role=TeamRole.EDITOR)
        assert who() == [wallonia]
        User.objects.filter(pk=wallonia.pk).update(is_active=False)
        assert not may(User.objects.get(pk=wallonia.pk), P.DECIDE, removal)
        assert may(operator, P.DECIDE, removal)
        assert may(operator, P.REVIEW, removal)

    def test_without_a_fallback_the_operator(
        self, founder: User, wallonia: User, flanders: User, operator: User
    ) -> None:
        removal = Make.removal(Make.published(founder, wallonia), founder)
        assert not may(operator, P.DECIDE, removal)
        Make.look_first(removal, wallonia)
        assert may(operator, P.DECIDE, removal)
        assert not may(flanders, P.REVIEW, removal)

    def test_a_newer_revision_makes_the_first_look_void(self, founder: User, wallonia: User, operator: User) -> None:
        removal = Make.removal(Make.published(founder, wallonia), founder)
        Make.look_first(removal, wallonia)
        actions.ask_removal(
            startup=cast(Startup, removal.startup), statement="Autrement.", seen=1, language="fr", by=founder
        )
        assert may(wallonia, P.DECIDE, removal)
        assert not may(operator, P.DECIDE, removal)


def test_rights_end_at_once(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    assert may(wallonia, P.DECIDE, submission)
    Membership.objects.filter(user=wallonia).delete()
    assert not may(wallonia, P.DECIDE, submission)


def test_a_stub_is_nobody_s_to_change(founder: User, db: None) -> None:
    stub = Make.unclaimed(postal_code="", municipality="")
    assert stub.state == "stub"
    assert not narrow(Startup.objects.all(), founder, P.PROPOSE_CHANGE).exists()


class TestMoves:
    """A move that waits too long falls to the operator, not to a moderator of either side."""

    def test_the_operator_decides(self, founder: User, wallonia: User, ostbelgien: User, operator: User) -> None:
        with time_machine.travel("2026-11-02 12:00:00+01:00", tick=False):
            startup = Make.published(founder, wallonia)
            Make.approve(Make.change(startup, founder, **Make.place("4700", "Eupen")), wallonia)
        transfer = startup.submissions.get(kind="transfer")
        with time_machine.travel("2026-12-02 12:00:00+01:00", tick=False):
            assert may(ostbelgien, P.DECIDE, transfer)
            assert may(operator, P.DECIDE, transfer)
            assert not may(wallonia, P.DECIDE, transfer)


def test_who_left_no_longer_reads_the_change_they_began(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    member = TeamMember.objects.create(startup=startup, user=other_founder, role="editor")
    change = actions.start_change(startup=startup, language="nl", by=other_founder)
    assert may(other_founder, P.FOLLOW, change)
    member.left_at = member.joined_at
    member.save()
    assert not may(other_founder, P.FOLLOW, change)
    assert may(founder, P.EDIT, change)
