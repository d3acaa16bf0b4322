"""Short ways to the states that tests start from. Each goes through the actions, as a person would."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from directory import actions
from directory.choices import Reason, ReportState
from directory.images import clean_image
from directory.models import (
    Collection,
    ErrorReport,
    FirstLook,
    Introduction,
    Logo,
    Membership,
    Municipality,
    Partner,
    Proof,
    RevenueStage,
    Revision,
    Sector,
    Startup,
    Submission,
    SupportOrganisation,
)
from directory.rules.profile import Profile, empty_profile
from tests.pictures import picture


def enterprise_number(serial: int) -> str:
    """A number that passes the check, one for each serial."""
    first = f"{4_000_000 + serial:08d}"
    return f"{first}{97 - int(first) % 97:02d}"


class Make:
    """`Make.profile(...)`, `Make.waiting(founder)`, `Make.published(founder, moderator)`, `Make.unclaimed(...)`."""

    _serial = 0

    @classmethod
    def serial(cls) -> int:
        cls._serial += 1
        return cls._serial

    @classmethod
    def profile(cls, **changed: Any) -> Profile:
        """A complete, valid profile of a firm in Namur; any field can be given otherwise."""
        serial = cls.serial()
        base = empty_profile() | {
            "name": f"Firme {serial}",
            "enterprise_number": enterprise_number(serial),
            "website": f"https://firme{serial}.example.com",
            "postal_code": "5000",
            "municipality": Municipality.objects.get(name_local="Namur").nis_code,
            "founded": 2019,
            "original_language": "fr",
            "tagline_fr": "Mesure le niveau des rivières",
            "description_fr": "Des capteurs mesurent le niveau des rivières et préviennent les communes.",
            "sectors": [Sector.objects.get(slug="circular-water").pk],
            "people": "10-19",
            "stage": {"year": 2025, "stage": RevenueStage.objects.get(slug="2m-3m").pk, "disclosed": True},
        }
        return base | changed

    @staticmethod
    def place(postal_code: str, local_name: str) -> Profile:
        """The two fields of an address, to give to any of the others."""
        municipality = Municipality.objects.get(name_local=local_name)
        return {"postal_code": postal_code, "municipality": municipality.nis_code}

    @classmethod
    def draft(cls, founder: User) -> Submission:
        return actions.start_registration(language=founder.language, by=founder)

    @classmethod
    def waiting(cls, founder: User, **changed: Any) -> Submission:
        """A new entry that waits for a decision."""
        submission = cls.draft(founder)
        actions.submit(submission=submission, profile=cls.profile(**changed), accepts_licence=True, by=founder)
        return cls.fresh(submission)

    @classmethod
    def published(cls, founder: User, moderator: User, **changed: Any) -> Startup:
        """An entry whose founder registered it and whose moderator approved it."""
        submission = cls.waiting(founder, **changed)
        cls.approve(submission, moderator)
        startup = cls.fresh(submission).startup
        assert startup is not None
        return startup

    @classmethod
    def change(cls, startup: Startup, founder: User, **changed: Any) -> Submission:
        """A change of a published entry that waits for a decision."""
        submission = actions.start_change(startup=startup, language=founder.language, by=founder)
        actions.submit(submission=submission, profile=submission.base | changed, accepts_licence=True, by=founder)
        return cls.fresh(submission)

    @classmethod
    def claim(cls, startup: Startup, founder: User, **changed: Any) -> Submission:
        """A claim of an entry that waits for a decision: what is public, completed."""
        submission = actions.start_claim(startup=startup, language=founder.language, by=founder)
        public = {name: value for name, value in submission.base.items() if value not in ("", [], None)}
        profile = cls.profile() | public | changed
        actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
        return cls.fresh(submission)

    @classmethod
    def proof(cls, submission: Submission, **fields: Any) -> Proof:
        """A file that was found on the entry's own website."""
        given = {"method": "file", "domain": "firm.example.com", "token": "t", "is_independent": True} | fields
        return Proof.objects.create(submission=submission, verified_at=timezone.now(), **given)

    @classmethod
    def state(cls, startup: Startup, founder: User, **changed: Any) -> Submission:
        """A change of state that waits for a decision."""
        status = {"status": "acquired", "since": "2026-03-31", "by": "Grande Eau", "source": "https://example.com/news"}
        return actions.ask_state(startup=startup, status=status | changed, language=founder.language, by=founder)

    @classmethod
    def removal(cls, startup: Startup, person: User) -> Submission:
        """A removal that waits for a decision."""
        return actions.ask_removal(
            startup=startup, statement="Nous ne voulons plus.", language=person.language, by=person
        )

    @classmethod
    def unclaimed(cls, **changed: Any) -> Startup:
        """An entry from a public list."""
        serial = cls.serial()
        given = {
            "name": f"Liste {serial}",
            "postal_code": "9000",
            "municipality": Municipality.objects.get(name_local="Gent").nis_code,
            "founded": 2009,
        } | changed
        row = actions.ImportedEntry(
            key=f"test:{serial}",
            profile=given,
            source="Test list",
            source_url="https://example.com/list",
            licence="CC0-1.0",
            as_of=date(2013, 1, 1),
        )
        actions.import_entry(row=row, by="SYSTEM")
        return Startup.objects.get(import_key=row.key)

    @classmethod
    def organisation(cls, local_name: str = "", **changed: Any) -> SupportOrganisation:
        """A support organisation, public where it has a place."""
        place = Municipality.objects.get(name_local=local_name) if local_name else None
        given = {"slug": f"hub-{cls.serial()}", "name": "Hub", "kind": "hub", "source": "Test list"}
        fields = given | {"as_of": date(2026, 1, 1), "municipality": place, "is_published": place is not None} | changed
        return SupportOrganisation.objects.create(**fields)

    @classmethod
    def collection(cls, partner: str = "walloon-partner", *firms: Startup, **changed: Any) -> Collection:
        """A collection of this partner with these firms, public where it has one."""
        given = {
            "slug": f"collection-{cls.serial()}",
            "original_language": "en",
            "title_en": "Old hands",
            "rule_en": "Founded before 2000.",
            "review_on": timezone.localdate() + timedelta(days=90),
        }
        made = Collection.objects.create(**given | {"is_published": bool(firms)} | changed)
        made.partners.add(Partner.objects.get(slug=partner))
        for position, firm in enumerate(firms, 1):
            made.entries.create(startup=firm, position=position, reason_en=f"Reason of {firm.name}")
        return made

    @classmethod
    def mission(cls, *firms: Startup, days: int = 10, **changed: Any) -> Collection:
        """A joint mission to Munich of two days, that begins in so many days."""
        begins = timezone.localdate() + timedelta(days=days)
        given = {"kind": "mission", "title_en": "To Munich", "place": "Munich, hall B2", "country": "DE"}
        dates = {"starts_on": begins, "ends_on": begins + timedelta(days=1)}
        return cls.collection("flemish-partner", *firms, **given | dates | changed)

    @staticmethod
    def logo(submission: Submission, by: User, **options: Any) -> Logo:
        """An image uploaded for this submission; nothing uses it yet."""
        return actions.keep_logo(submission=submission, upload=clean_image(picture(**options)), by=by)

    @classmethod
    def published_with_logo(cls, founder: User, moderator: User, **changed: Any) -> Startup:
        submission = cls.draft(founder)
        logo = cls.logo(submission, founder)
        profile = cls.profile(logo=str(logo.pk), **changed)
        actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
        cls.approve(cls.fresh(submission), moderator)
        startup = cls.fresh(submission).startup
        assert startup is not None
        return startup

    @classmethod
    def approve(cls, submission: Submission, moderator: User, words: str = "", **proof: Any) -> None:
        revision = cls.revision(submission)
        actions.approve(
            submission=submission,
            revision=revision,
            seen_version=submission.startup.content_version if submission.startup else 0,
            reason=Reason.MEETS_CRITERIA,
            words=words,
            by=moderator,
            **proof,
        )

    @classmethod
    def approve_both(cls, submission: Submission, moderator: User, **given: Any) -> None:
        """Approved by two moderators, where one is not enough: a colleague looks first, then this one."""
        cls.look_first(submission, cls.colleague(moderator), **given)
        cls.approve(submission, moderator, **given)

    @staticmethod
    def colleague(moderator: User) -> User:
        """Another moderator of the same partner."""
        membership = moderator.memberships.get()
        user, _created = User.objects.get_or_create(email=f"second-{moderator.email}")
        Membership.objects.get_or_create(user=user, partner=membership.partner)
        return user

    @classmethod
    def look_first(cls, submission: Submission, moderator: User, words: str = "", **proof: Any) -> FirstLook:
        """The first of two looks."""
        return actions.look_first(
            submission=submission,
            revision=cls.revision(submission),
            seen_version=submission.startup.content_version if submission.startup else 0,
            reason=Reason.MEETS_CRITERIA,
            words=words,
            by=moderator,
            **proof,
        )

    @classmethod
    def on_behalf(cls, startup: Startup, moderator: User, **changed: Any) -> Submission:
        """A change that a partner proposes in the company's place, and that waits."""
        revision = actions.propose_on_behalf(
            startup=startup,
            values=changed,
            seen_version=startup.content_version,
            reason="Les comptes annuels le disent.",
            source=actions.Source("Annual accounts 2025", "https://example.com/accounts", date(2025, 12, 31)),
            by=moderator,
        )
        return cls.fresh(revision.submission)

    @staticmethod
    def request(**changed: Any) -> actions.Request:
        """What a buyer in Munich states."""
        given = {
            "name": "Anna Beispiel",
            "company": "Isar Wasser GmbH",
            "role": "",
            "email": "anna@isar.example",
            "country": "DE",
            "purpose": "buy",
            "message": "Wir suchen Sensoren.\nEin Pilot im Frühjahr?",
            "timing": "3-months",
            "budget": "",
            "answer_language": "de",
            "language": "de",
        }
        return actions.Request(**given | changed)

    @classmethod
    def introduction(cls, startup: Startup, **changed: Any) -> Introduction:
        """One that waits for the firm's answer."""
        asked = actions.ask_introduction(startup=startup, request=cls.request(**changed), by="SYSTEM")
        actions.send_introduction(introduction=asked, by="SYSTEM")
        return Introduction.objects.get(pk=asked.pk)

    @staticmethod
    def report(startup: Startup, **changed: Any) -> ErrorReport:
        """An error that a visitor reported, and that no moderator has looked at."""
        given = {
            "fact": "founded",
            "words": "Gegründet 2018.\nSiehe https://example.com/akte",
            "evidence": "Staatsblatt",
            "email": "",
            "language": "de",
        }
        return actions.report_error(startup=startup, stated=actions.ErrorStated(**given | changed), by="SYSTEM")

    @classmethod
    def passed_on(cls, startup: Startup, moderator: User, **changed: Any) -> ErrorReport:
        """One that the team has to answer."""
        report = cls.report(startup, **changed)
        actions.handle_report(report=report, state=ReportState.PASSED_ON, seen=ReportState.OPEN, by=moderator)
        return ErrorReport.objects.get(pk=report.pk)

    @staticmethod
    def task(**fields: Any) -> DBTaskResult:
        """A row of the queue, waiting unless said otherwise."""
        given = {
            "args_kwargs": {"args": [1], "kwargs": {}},
            "task_path": "directory.notifications.mails.submission_received",
            "queue_name": "mail",
            "backend_name": "default",
            "run_after": timezone.now(),
            "exception_class_path": "",
            "traceback": "",
        }
        return DBTaskResult.objects.create(**given | fields)

    @classmethod
    def dead_mail(cls, **fields: Any) -> DBTaskResult:
        """A mail that was given up."""
        given = {
            "status": "FAILED",
            "started_at": timezone.now(),
            "finished_at": timezone.now(),
            "args_kwargs": {"args": [1], "kwargs": {"attempt": 2880}},
            "exception_class_path": "directory.notifications.sending.GivenUp",
            "traceback": "Traceback (most recent call last):\n  File …\n"
            "directory.notifications.sending.GivenUp: SMTPServerDisconnected: away\n",
        }
        return cls.task(**given | fields)

    @staticmethod
    def revision(submission: Submission) -> Revision:
        revision = submission.latest_revision()
        assert revision is not None
        return revision

    @staticmethod
    def fresh(submission: Submission) -> Submission:
        return Submission.objects.get(pk=submission.pk)
