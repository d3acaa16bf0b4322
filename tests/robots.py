"""What gets a form through that robots do not: as the widget of altcha does it, and as a reader without script."""

import re
from html import unescape

from altcha import Challenge, Payload, solve_challenge
from django.test import Client

TOKEN = re.compile(r'name="question"\s+value="([^"]+)"')
LABEL = re.compile(r'<label for="id_answer">([^<]+)')
NUMBERS = {
    "en": ["two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "fr": ["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
}


def not_a_robot(client: Client) -> dict[str, str]:
    """The field that the widget adds to the form, with a fresh challenge solved."""
    challenge = Challenge.from_dict(client.get("/en/accounts/challenge/").json())
    solution = solve_challenge(challenge)
    assert solution
    return {"altcha": Payload(challenge, solution).to_base64()}


def in_words(page: str) -> dict[str, str]:
    """The fields of the question on this page, answered. It is not taken in the first seconds."""
    token, label = TOKEN.search(page), LABEL.search(page)
    assert token, page
    assert label, page
    words = unescape(label[1]).lower()
    for names in NUMBERS.values():
        found = re.findall(rf"\b({'|'.join(names)})\b", words)
        if len(found) == 2:
            return {"question": token[1], "answer": str(sum(names.index(name) + 2 for name in found))}
    raise AssertionError(words)
