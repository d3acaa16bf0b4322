"""A founder on a phone takes over an entry and shows it by a file on the firm's website, with and without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import User
from directory import actions
from directory.models import Submission
from directory.rules.proofs import FILE
from tests.factories import Make
from tests.journeys.conftest import Visitor, mailed_code
from tests.websites import World

EMAIL = "anna@firm.example"


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without_scripts"])
def test_claim_by_file(  # noqa: PLR0917  # fixtures come by position
    scripts: bool,
    visitor: Callable[..., Visitor],
    internet: World,
    flanders: User,
    other_founder: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("directory.actions.proofs.PAUSE", timedelta(0))
    startup = Make.unclaimed(name="Überwachungstechnik Zuidwest-Vlaanderen", website="https://firm.example.com")
    founder = visitor("de", 390, script=scripts)

    def checked() -> None:
        if scripts:
            founder.check_page()

    founder.page.goto(f"{founder.site}/de{startup.get_absolute_url()[3:]}")
    founder.follow("Claim this entry")
    checked()
    # Without scripts an account of before: what sign-up asks for then is tested with the accounts.
    founder.follow("Start with your e-mail address" if scripts else "I have an account")
    founder.fill("email", EMAIL if scripts else other_founder.email)
    founder.page.locator("main form button[type=submit]").first.click()
    founder.page.locator("[name=code]").wait_for()
    founder.fill("code", mailed_code(EMAIL if scripts else other_founder.email))
    founder.page.locator("main form button[type=submit]").first.click()
    founder.page.wait_for_url("**/claim/")
    checked()
    founder.press("Claim this entry")
    founder.page.wait_for_url("**/my/submissions/**")

    claim = Submission.objects.get()
    founder.open(f"/my/submissions/{claim.reference}/proof/")
    checked()
    founder.page.locator("a[href$='way=file']").click()
    founder.page.get_by_role("heading", level=1).wait_for()
    checked()
    founder.press("Check now")
    founder.page.get_by_role("alert").wait_for()
    checked()
    token = founder.page.locator("main code").first.inner_text()
    internet.put(f"https://firm.example.com{FILE}", f"{token}\n")
    founder.press("Check now")
    founder.page.wait_for_url("**/proof/")
    checked()
    assert claim.proofs.standing().get().method == "file"

    profile = Make.profile() | {name: value for name, value in claim.base.items() if value not in ("", [], None)}
    actions.submit(submission=claim, profile=profile, accepts_licence=True, by=claim.submitted_by)
    Make.approve(Make.fresh(claim), flanders)
    founder.open("/my/")
    founder.sees(startup.name)
    checked()
    assert startup.team.get().user == claim.submitted_by


@pytest.mark.parametrize("way", ["dns", "email", "partner"])
def test_the_other_ways_on_a_phone(way: str, visitor: Callable[..., Visitor], founder: User) -> None:
    """In the longest language, each page as it stands and with an error."""
    startup = Make.unclaimed(website="https://firm.example.com")
    claim = actions.start_claim(startup=startup, language="de", by=founder)
    person = visitor("de", 390)
    person.open("/accounts/login/")
    person.fill("email", founder.email)
    person.page.locator("main form button[type=submit]").first.click()
    person.page.locator("[name=code]").wait_for()
    person.fill("code", mailed_code(founder.email))
    person.page.locator("main form button[type=submit]").first.click()
    person.page.wait_for_url("**/my/**")
    person.open(f"/my/submissions/{claim.reference}/proof/?way={way}")
    person.check_page()
    person.page.locator("main form button[type=submit]").first.click()
    person.page.get_by_role("alert").wait_for()
    person.page.wait_for_load_state()
    person.check_page()
