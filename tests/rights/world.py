"""The things, the people, and a browser for each of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import IntroductionState, Reason, Side, TeamRole
from directory.models import (
    Accompaniment,
    Ask,
    CollectionEntry,
    Decision,
    DuplicatePair,
    ImportBatch,
    Invitation,
    Logo,
    MarketContact,
    Membership,
    Partner,
    Sector,
    Startup,
    Submission,
    Suggestion,
    SupportOrganisation,
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
from tests.rights.tables import BY, EDITOR, FORMS

CREATION = {"publicKey": {"user": {"id": ""}, "challenge": ""}}


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
        self.startup = Make.published(owner, moderator, name="Aubépine")
        self.changing = Make.published(owner, moderator)
        for startup in (self.startup, self.changing):
            self._join(startup, people)
        self.approved = self.startup.submissions.get()
        self.waiting, self.returned = Make.waiting(owner), Make.waiting(owner)
        self._send_back(self.returned, moderator)
        self.draft = self._typed(Make.draft(owner), owner)
        self.change = self._typed(Make.change(self.changing, owner, people="50-99"), owner)
        self._claim(owner, neighbour)
        self.other_startup = Make.published(neighbour, other, name="Zilverberk", **gent)
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
        self._report(moderator, other)
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
        self.third_hub = Make.organisation("Gent", name="Hub of Ghent")
        self.hub_and_firm, self.other_hub_and_firm = (self.hub, self.startup), (self.other_hub, self.changing)
        owner, other, neighbour = people["owner"], people["other_moderator"], self.other_startup.team.get().user
        self.named = self._accompany(self.hub, self.changing, Side.FIRM, owner)
        self.asked = self._accompany(self.other_hub, self.startup, Side.ORGANISATION, other)
        self.other_asked = self._accompany(self.hub, self.other_startup, Side.FIRM, neighbour)
        self._pick()

    @staticmethod
    def _accompany(hub: SupportOrganisation, startup: Startup, side: Side, by: User) -> Accompaniment:
        return actions.propose_accompaniment(organisation=hub, startup=startup, since=2021, side=side, by=by)

    def _pick(self) -> None:
        """Two collections and two contacts abroad."""
        firms = [Make.unclaimed() for _two in range(2)]
        self.collection = Make.collection("walloon-partner", *firms, title_en="Walloon picks")
        self.other_collection = Make.collection("flemish-partner", *firms, title_en="Flemish picks")
        self.picked = self.collection.entries.get(position=1)
        self.other_picked = self.other_collection.entries.get(position=1)
        self.own_pick = CollectionEntry(collection=self.collection, startup=self.startup)
        self.contact, _last = (
            MarketContact.objects.create(
                country="DE", position=at, name=f"Office {at}", help_en="Help", email="a@b.example"
            )
            for at in (1, 2)
        )

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

    def _report(self, moderator: User, other: User) -> None:
        """Errors, as visitors do."""
        self.error, self.other_error = Make.report(self.startup), Make.report(self.other_startup)
        self.error_passed_on = Make.passed_on(self.startup, moderator)
        self.other_error_passed_on = Make.passed_on(self.other_startup, other)

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
        if BY[route] == "hub_and_firm":
            return "/".join(str(one.pk) for one in row)
        if BY[route] == "pair":
            return f"{row.first_id}/{row.second_id}"
        if BY[route] == "in_collection":
            return f"{row.collection_id}/{row.startup_id}"
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
        if route == "my_organisations":
            return {"organisation": self.third_hub.pk, "since": "2021"}
        if route in self.forms:
            mine = {"partners": [self.partner.pk]} if route == "admin:describe_collection" else {}
            return self.forms[route] | mine
        if route == "submission_logo":
            return {"logo": SentAgain("logo.png", picture())}
        if isinstance(submission, Submission):
            fresh = Make.fresh(submission)
            sent = {"draft_version": fresh.draft_version, "accepts_licence": "on"}
            return answers(Topic.COMPANY, name="Libellule") | sent | {"mark": fresh.mark_of(Topic.COMPANY)}
        return {}
