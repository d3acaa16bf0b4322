"""Every page of the founder's side, as a founder on a phone sees it, in two languages: axe finds nothing."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from directory import actions
from directory.choices import Reason, TeamRole
from directory.models import Startup, Submission, TeamMember
from directory.rules.topics import Topic
from tests.factories import Make
from tests.journeys.conftest import Visitor

ASK = {"kind": "distributor", "country": "DE", "text": "In Bavaria", "language": "en"}


class Scene:
    """A firm with a colleague and an ask, what its founder has under way, and the addresses to look at."""

    def __init__(self, founder: User, colleague: User, moderator: User) -> None:
        self.startup: Startup = Make.published(founder, moderator, name="Talsperren-Überwachungstechnik", asks=[ASK])
        self.member = TeamMember.objects.create(startup=self.startup, user=colleague, role=TeamRole.EDITOR)
        actions.invite(startup=self.startup, email="new@example.test", role=TeamRole.EDITOR, by=founder)
        self.waiting: Submission = Make.waiting(founder)
        actions.write_message(submission=self.waiting, text="Noch eine Frage.", by=founder)
        self.returned: Submission = Make.waiting(founder)
        actions.request_changes(
            submission=self.returned,
            revision=Make.revision(self.returned),
            reason=Reason.UNCLEAR,
            words="Was genau?",
            remarks={"tagline_fr": "Kürzer?", "markets": "Seit wann?"},
            by=moderator,
        )
        self.listed = Make.unclaimed(website="https://firm.example.com")
        self.claim = actions.start_claim(startup=self.listed, language="de", by=founder)

    def addresses(self) -> list[str]:
        firm, returned = [self.startup.slug], [self.returned.reference]
        return [
            *(reverse(name) for name in ("my", "my_profile", "my_data", "my_delete", "register")),
            *(reverse(name) for name in ("mfa_index", "account_sessions", "account_set_password")),
            *(reverse(name, args=firm) for name in ("my_startup", "startup_confirm", "team", "team_leave")),
            *(reverse(name, args=firm) for name in ("startup_state", "startup_remove")),
            reverse("team_member", args=[*firm, self.member.pk]),
            *(reverse("submission_topic", args=[*returned, topic]) for topic in Topic),
            *(reverse(name, args=returned) for name in ("submission_edit", "submission_preview", "submission_check")),
            *(reverse(name, args=returned) for name in ("submission_logo", "submission_withdraw", "submission")),
            reverse("submission", args=[self.waiting.reference]),
            reverse("claim", args=[self.listed.slug]),
            reverse("submission_edit", args=[self.claim.reference]),
            *(f"{reverse('submission_proof', args=[self.claim.reference])}?way={way}" for way in ("", "dns", "file")),
            *(f"{reverse('submission_proof', args=[self.claim.reference])}?way={way}" for way in ("email", "partner")),
        ]


@pytest.mark.parametrize("language", ["de", "fr"])
def test_axe_finds_nothing(  # noqa: PLR0917  # fixtures come by position
    visitor: Callable[..., Visitor],
    founder: User,
    other_founder: User,
    wallonia: User,
    as_user: Callable[[User], Client],
    language: str,
) -> None:
    scene = Scene(founder, other_founder, wallonia)
    someone = visitor(language, 390)
    session = as_user(founder).cookies[settings.SESSION_COOKIE_NAME].value
    someone.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": someone.site}])
    with translation.override(language):
        addresses = scene.addresses()
    for address in addresses:
        answer = someone.page.goto(someone.site + address)
        assert answer is not None
        assert answer.status == 200, address
        assert someone.page.url == someone.site + address, f"{address} leads elsewhere"
        someone.check_page()
