"""A moderator works with the keyboard alone: from the queue to a decision."""

from collections.abc import Callable

from accounts.models import Language, User
from directory import actions
from directory.models import Hold, Submission
from tests.factories import Make
from tests.journeys.conftest import Visitor
from tests.journeys.test_way_through import sign_in_to_desk


def focused(desk: Visitor) -> str:
    """What the row, the label or the button with the focus says."""
    text = "(document.activeElement.closest('tr, label, [type=submit]') ?? document.activeElement).textContent"
    return str(desk.page.evaluate(text))


def tab_to(desk: Visitor, selector: str) -> None:
    for _ in range(80):
        if desk.page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
        desk.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")


def test_from_the_queue_to_a_decision(visitor: Callable[..., Visitor], wallonia: User, founder: User) -> None:
    wallonia.language = Language.EN
    wallonia.save()
    first, second, third = (Make.waiting(founder, name=name) for name in ("Alizé", "Bruine", "Crachin"))
    actions.add_note(about=second, text="Appelé mardi.", by=wallonia)
    desk = visitor("en")
    keys = desk.page.keyboard
    sign_in_to_desk(desk, wallonia)

    keys.press("j")
    assert "Alizé" in focused(desk)
    keys.press("j")
    keys.press("j")
    keys.press("k")
    assert "Bruine" in focused(desk)
    keys.press("Control+k")  # not ours
    keys.press("?")
    desk.sees("to the next and the previous submission")
    desk.check_page()
    keys.press("j")  # rests while the list of keys is open
    keys.press("Escape")
    assert "Bruine" in focused(desk)
    keys.press("o")
    desk.page.wait_for_url(f"**/{second.reference}/")
    desk.check_page()
    keys.press("j")
    desk.page.wait_for_url(f"**/{third.reference}/")
    keys.press("k")
    desk.page.wait_for_url(f"**/{second.reference}/")

    for key, verdict in (("a", "approve"), ("c", "request-changes"), ("r", "reject")):
        keys.press(key)
        assert desk.page.locator(f"[name=verdict][value={verdict}]").is_checked()
        assert desk.page.evaluate("document.activeElement.name") == "verdict"
    assert Submission.objects.get(pk=second.pk).state == "waiting"  # nothing is sent by a key
    tab_to(desk, "#decision select[name=reason]")
    keys.type("Cannot be")  # letters choose in the list, and a key of ours among them does nothing else
    assert desk.page.locator("[name=verdict][value=reject]").is_checked()
    tab_to(desk, "#decision [name=words]")
    write_over(desk, "jack or a racket?")  # over the words prepared for the reason
    assert desk.page.locator("#decision [name=words]").input_value() == "jack or a racket?"
    tab_to(desk, "#decision button.btn--go")
    keys.press("Enter")
    desk.page.wait_for_url(f"**/{third.reference}/")
    assert Submission.objects.get(pk=second.pk).state == "rejected"
    desk.check_page()

    tab_to(desk, "[formaction$='/take/']")
    keys.press("Enter")
    desk.sees("You hold this until")
    assert Hold.objects.get().submission == third
    switch_off(desk)
    keys.press("j")
    assert desk.page.evaluate("document.activeElement === document.body")
    assert Submission.objects.get(pk=first.pk).state == "waiting"


def switch_off(desk: Visitor) -> None:
    desk.page.keyboard.press("?")
    tab_to(desk, "[name=keys]")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/admin/")
    desk.sees("Keys: off")
    desk.check_page()


def write_over(desk: Visitor, text: str) -> None:
    """In place of what the field holds."""
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type(text)
