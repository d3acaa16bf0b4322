"""Whether a form open to the public was filled in by a robot; without third parties, cookies or pictures.

A browser with script solves a small calculation (altcha): a challenge is signed and kept nowhere; only the signatures
of used ones are, until they expire, so that each counts once. Without script, or where the calculation fails, there is
a question in words that may be answered after a few seconds, and not often. And a field that only robots fill in.
"""

import json
import secrets
import time
from typing import Any

from allauth.core import context as current
from altcha import Payload, create_challenge, verify_solution
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.limits import within_limit

ALGORITHM = "PBKDF2/SHA-256"
LASTS = 20 * 60  # seconds in which a challenge is solved and sent, and a question answered
SOONEST = 3  # seconds that a person needs at least, from the question to sending
LONGEST_PAYLOAD = 4000  # characters; a real one has some 700
SALT = "accounts.robots"

NUMBERS = (
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
)


def new_challenge() -> dict[str, Any]:
    """What the widget asks for at account_challenge."""
    challenge = create_challenge(
        ALGORITHM, settings.ROBOTS_COST, expires_at=int(time.time()) + LASTS, hmac_secret=_secret()
    )
    return challenge.to_dict()


def is_solved(payload: str) -> bool:
    """Whether this is a challenge of ours with its solution. It may have been used before."""
    try:
        return bool(payload) and bool(verify_solution(payload, _secret()).verified)
    except (ValueError, TypeError, AttributeError, OverflowError):  # not even shaped like one
        return False


def use(payload: str) -> bool:
    """Marks a solved challenge as used. False: it was before."""
    signature = Payload.from_base64(payload).challenge.signature
    return _once(str(signature))


def widget_texts() -> str:
    """What the widget says, in the language of the page."""
    return json.dumps(
        {
            "ariaLinkLabel": "ALTCHA",
            "error": _("This did not work. Please try again, or answer the question instead."),
            "expired": _("That took too long. Please try again."),
            "footer": "",
            "label": _("I am not a robot"),
            "loading": _("One moment …"),
            "verificationRequired": _("Please confirm that you are not a robot."),
            "verified": _("Done, thank you"),
            "verifying": _("Calculating …"),
            "waitAlert": _("One moment, please: your browser is still calculating."),
        }
    )


class Question:
    """ "How much is two plus seven?": the answer is in the token, but not readable."""

    def __init__(self) -> None:
        first, second = secrets.randbelow(len(NUMBERS)), secrets.randbelow(len(NUMBERS))
        nonce = secrets.token_hex(8)
        self.text = _("How much is %(first)s plus %(second)s?") % {"first": NUMBERS[first], "second": NUMBERS[second]}
        self.token = signing.dumps([nonce, _sealed(nonce, first + second + 4), self.text], salt=SALT)


class NoRobots(forms.Form):
    """Makes a form one that robots do not get through. Put it first among the bases, and draw it in the template with
    {% include "_components/no_robots.html" %}, before the button; `form.asked` are the other fields.

    The request is the current one; a form of its own address says so with `request=`.
    """

    # A robot fills in whatever looks like a field. The name is one that no browser completes by itself.
    leave_empty = forms.CharField(required=False, label=gettext_lazy("Leave this empty"))
    altcha = forms.CharField(required=False, widget=forms.HiddenInput)
    question = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.CharField(
        required=False,
        max_length=20,
        help_text=gettext_lazy("This keeps robots out. Write the number in digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input--xs"}),
    )
    widget_texts = staticmethod(widget_texts)
    robot_fields = ("leave_empty", "altcha", "question", "answer")

    def __init__(self, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request: HttpRequest = request or current.request
        self.fields["leave_empty"].widget.attrs.update({"tabindex": "-1", "autocomplete": "off"})
        self._asked_again = ""  # the token of a question that keeps standing
        self.question_token = ""

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a person sees, but for ours."""
        return [field for field in self.visible_fields() if field.name not in self.robot_fields]

    @property
    def asks_in_words(self) -> bool:
        """The question stands on the page: somebody asked for it, or answered it just now."""
        return self._request.GET.get("check") == "question" or bool(self.data.get("question"))

    @property
    def is_caught(self) -> bool:
        return "leave_empty" in self.errors

    @property
    def question_address(self) -> str:
        """This page with the question instead of the calculation, and whatever else stands in its address."""
        query = self._request.GET.copy()
        query["check"] = "question"
        return "?" + query.urlencode()

    def asked_in_words(self) -> forms.BoundField:
        """The field of the answer, with a fresh question. What was answered wrongly is not asked again."""
        if self._asked_again:
            token, text = self._asked_again, _opened(self._asked_again)[2]
        else:
            fresh = Question()
            token, text = fresh.token, fresh.text
        self.question_token = token
        self.fields["answer"].required = True  # as the page says it; clean() asks for it itself
        field = self["answer"]
        field.label = text
        return field

    def clean(self) -> dict[str, Any]:
        """Counts and uses up nothing while another answer needs another look."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("leave_empty"):
            self.add_error("leave_empty", _("Please leave this field empty: it is there for robots."))
        elif self.errors:
            self._keep_question(cleaned)
        elif cleaned.get("question"):
            self._clean_answer(cleaned)
        else:
            self._clean_altcha(cleaned.get("altcha", ""))
        return cleaned

    def _keep_question(self, cleaned: dict[str, Any]) -> None:
        token = cleaned.get("question", "")
        if token and "answer" not in self.errors and _opened(token):
            self._asked_again = token

    def _clean_altcha(self, payload: str) -> None:
        if len(payload) > LONGEST_PAYLOAD or not is_solved(payload) or not use(payload):
            self.add_error(None, _("Please confirm that you are not a robot, and send again."))

    def _clean_answer(self, cleaned: dict[str, Any]) -> None:
        token, answer = cleaned["question"], cleaned.get("answer", "").strip()
        opened = _opened(token)
        if not opened:
            self.add_error("answer", _("That took too long. Please answer the new question."))
        elif _age(token) < SOONEST:
            self._asked_again = token
            self.add_error("answer", _("That was very fast. Please wait a few seconds and send again."))
        elif not within_limit(self._request, "question"):
            self.add_error("answer", _("That was tried too often in a short time. Please try again in an hour."))
        elif not answer.isdecimal() or not constant_time_compare(_sealed(opened[0], int(answer)), opened[1]):
            self.add_error("answer", _("This is not the answer. Please try the new question."))
        elif not _once(opened[0]):
            self.add_error("answer", _("This question was answered already. Please answer the new one."))


def _secret() -> str:
    return salted_hmac(SALT, "altcha").hexdigest()


def _once(mark: str) -> bool:
    """Whether this is the first time, for all processes."""
    return cache.add(f"robots:{salted_hmac(SALT, mark).hexdigest()}", 1, timeout=LASTS + 60)


def _sealed(nonce: str, answer: int) -> str:
    return salted_hmac(SALT, f"{nonce}:{answer}").hexdigest()


def _opened(token: str) -> list[str]:
    """Nonce, sealed answer and text of a question of ours that is not too old; [] otherwise."""
    try:
        opened = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return list(opened)


def _age(token: str) -> float:
    """Seconds since a question of ours was asked."""
    signed_at = signing.b62_decode(token.rsplit(":", 2)[1])
    return time.time() - signed_at
