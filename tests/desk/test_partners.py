"""Partners: names are the operator's, signature, prepared words and own lists the lead's."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.actions.errors import NotAllowed
from directory.choices import PartnerRole, Reason, Verb
from directory.models import Event, Membership, Partner, PreparedWords
from directory.templatetags.trail import lines

SignIn = Callable[[User], Client]
LIST = "/admin/partners/"
WALLOON = LIST + "walloon-partner/"
WORDS = WALLOON + "words/duplicate/"
NAMES = {f"name_{code}": f"Libellule {code}" for code in ("en", "fr", "nl", "de")}


@pytest.fixture
def partner(db: None) -> Partner:
    return Partner.objects.get(slug="walloon-partner")


@pytest.fixture
def lead(wallonia: User) -> User:
    Membership.objects.filter(user=wallonia).update(role=PartnerRole.LEAD)
    return wallonia


def test_a_lead_sets_up_the_own_partner(lead: User, partner: Partner, as_user: SignIn) -> None:
    client = as_user(lead)
    given = {"signature_fr": "Bien à vous,\r\nla Wallonie", "import_setting": "queue"}
    assert client.post(WALLOON + "settings/", given)["Location"] == WALLOON
    partner.refresh_from_db()
    assert (partner.signature_fr, partner.import_setting) == ("Bien à vous,\nla Wallonie", "queue")
    client.post(WALLOON + "settings/", given)  # the same again
    event = Event.objects.get(verb=Verb.PARTNER_CHANGED)
    (line,) = lines([event], lead)
    assert line.why == "Changed: Signature (French), Own lists."
    assert "la Wallonie" in client.get(WALLOON).content.decode()


def test_prepared_words(lead: User, partner: Partner, as_user: SignIn) -> None:
    client = as_user(lead)
    client.post(WORDS, {"fr": "Déjà dans l’annuaire.", "nl": " "})
    assert list(PreparedWords.objects.values_list("reason", "language", "text")) == [
        ("duplicate", "fr", "Déjà dans l’annuaire.")
    ]
    assert "Déjà dans l’annuaire." in client.get(WORDS).content.decode()
    client.post(WORDS, {"fr": ""})
    assert not PreparedWords.objects.exists()
    assert Event.objects.filter(verb=Verb.PARTNER_CHANGED).count() == 2
    for reason in ("meets-criteria", "nonsense"):
        assert client.get(f"{WALLOON}words/{reason}/").status_code == 404


@pytest.mark.parametrize("wrong", [{"signature_fr": "a\x00b"}, {"signature_fr": "x" * 501}, {"import_setting": "x"}])
def test_bad_answers_keep_what_was_typed(lead: User, as_user: SignIn, wrong: dict[str, str]) -> None:
    given = {"signature_nl": "Met vriendelijke groet", "import_setting": "queue"}
    response = as_user(lead).post(WALLOON + "settings/", given | wrong)
    assert response.status_code == 422
    assert "Met vriendelijke groet" in response.content.decode()
    assert not Event.objects.exists()


def test_the_operator_names_partners_and_adds_one(operator: User, partner: Partner, as_user: SignIn) -> None:
    client = as_user(operator)
    client.post(WALLOON + "names/", NAMES | {"website": "example.com"})
    partner.refresh_from_db()
    assert (partner.name_de, partner.website) == ("Libellule de", "https://example.com")
    new = NAMES | {"slug": "fireflies", "website": ""}
    assert client.post(LIST + "new/", new)["Location"] == LIST + "fireflies/"
    for slug in ("fireflies", "new", "Fire Flies", "²", "a\x00b", "x" * 61):
        assert client.post(LIST + "new/", new | {"slug": slug}).status_code == 422, slug
    assert "Libellule en" in client.get(LIST).content.decode()


def test_what_is_not_theirs(lead: User, flanders: User, auditor: User, partner: Partner, as_user: SignIn) -> None:
    values = NAMES | {"website": ""}
    settings = {f"signature_{code}": "" for code in ("en", "fr", "nl", "de")} | {"import_setting": "queue"}
    for person in (lead, flanders, auditor):
        for address in (WALLOON + "names/", LIST + "new/", "/admin/territories/new/", "/admin/territories/refile/"):
            assert as_user(person).post(address, values).status_code == 404
        with pytest.raises(NotAllowed):
            actions.describe_partner(partner=partner, values=values, by=person)
    for person in (flanders, auditor):
        assert as_user(person).post(WORDS, {"fr": "Non."}).status_code == 404
        with pytest.raises(NotAllowed):
            actions.set_up_partner(partner=partner, values=settings, by=person)
        with pytest.raises(NotAllowed):
            actions.prepare_words(partner=partner, reason=Reason.DUPLICATE, texts={"fr": "Non."}, by=person)
    assert as_user(auditor).get(WALLOON).status_code == 200
    assert not Event.objects.exists()
