"""Collections and contacts abroad at the desk: written, filled, put in order, published."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import collections as collecting
from directory.actions.errors import CollectionFull, Gone, NoFirm, NoReviewDate, NoRule, NotAllowed
from directory.choices import EntryState, Verb
from directory.models import Collection, Event, EventDetail, MarketContact, Partner, Startup
from directory.models.startup import StartupQuerySet
from tests.factories import Make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST, NEW = "/admin/collections/", "/admin/collections/new/"
GIVEN = {
    "kind": "collection",
    "original_language": "fr",
    "title_fr": "Vieux renards",
    "rule_fr": "Fondées avant 2000.",
    "review_on": "2030-01-31",
}
MISSION = {"kind": "mission", "place": "Munich", "country": "DE", "starts_on": "2030-02-01", "ends_on": "2030-02-02"}
REASONS = {"reason_en": "Old.", "reason_fr": "", "reason_nl": "", "reason_de": ""}


def page(name: str, collection: Collection, *firm: Startup) -> str:
    return reverse(f"admin:{name}", args=[collection.pk, *(each.pk for each in firm)])


def firms_of(collection: Collection) -> list[str]:
    return list(collection.entries.order_by("position").values_list("startup__name", flat=True))


def test_it_works(wallonia: User, as_user: SignIn, client: Client) -> None:
    desk = as_user(wallonia)
    for name in ("Andesite", "Basalte"):
        Make.unclaimed(name=name)  # in Flanders: it is one Belgium
    assert desk.get(NEW).status_code == 200
    desk.post(NEW, GIVEN)
    made = Collection.objects.get()
    assert (made.slug, made.is_published, str(made.partners.get().slug)) == ("vieux-renards", False, "walloon-partner")
    assert client.get(made.get_absolute_url()).status_code == 404
    for name in ("Andesite", "Basalte"):
        found = desk.get(page("collection", made), {"q": name.lower()})
        (startup,) = found.context["candidates"]
        assert page("collect", made, startup) in found.content.decode()
        assert desk.post(page("collect", made, startup), {"reason_fr": ""}).status_code == 422
        assert desk.post(page("collect", made, startup), {"reason_fr": f"Raison {name}."}).status_code == 302
    assert firms_of(made) == ["Andesite", "Basalte"]
    assert desk.post(page("move_firm", made, startup), {"to": "up"})["Location"].endswith(f"#firm-{startup.pk}")
    assert firms_of(made) == ["Basalte", "Andesite"]
    desk.post(page("show_collection", made), {"is_published": "yes"})
    public = client.get(made.get_absolute_url()).content.decode()
    assert public.index("Raison Basalte.") < public.index("Raison Andesite.")
    desk.post(page("describe_collection", made), GIVEN | {"title_en": "Old foxes"})
    desk.post(page("describe_collection", made), GIVEN | {"title_en": "Old foxes"})  # the same again
    assert "Old foxes" in client.get(made.get_absolute_url()).content.decode()
    desk.post(page("drop_firm", made, startup))
    assert firms_of(made) == ["Andesite"]
    desk.post(page("show_collection", made), {"is_published": "no"})
    assert client.get(made.get_absolute_url()).status_code == 404
    written = [event.verb for event in Event.objects.filter(verb__startswith="collection").order_by("position")]
    firm, shown, changed = Verb.COLLECTION_FIRMS, Verb.COLLECTION_SHOWN, Verb.COLLECTION_CHANGED
    assert written == [changed, firm, firm, firm, shown, changed, firm, shown]
    log = desk.get(reverse("admin:events")).content.decode()
    for words in ("put a firm into", "took a firm out of", "moved a firm within", "wrote a collection", "published a"):
        assert words in log
    assert "Old foxes" in log
    event = Event.objects.filter(verb=changed).latest("position")
    assert event.after == {"collection": made.slug, "partners": ["walloon-partner"], "changed": ["title_en"]}
    told = EventDetail.objects.get(position=event.position).personal
    assert told == {"before": {"title_en": ""}, "after": {"title_en": "Old foxes"}}


@pytest.mark.parametrize(
    ("changed", "faulty"),
    [
        ({"kind": "tour"}, "kind"),
        ({"original_language": ""}, "original_language"),
        ({"title_fr": "x" * 101}, "title_fr"),
        ({"title_fr": "a\x00b"}, "title_fr"),
        ({"original_language": "nl"}, "title_nl"),
        ({"introduction_en": "Only in English"}, "introduction_fr"),
        ({"rule_fr": "mot " * 151}, "rule_fr"),
        ({"review_on": "2030-02-31"}, "review_on"),
        ({"place": "Munich"}, "kind"),
        (MISSION | {"country": ""}, "country"),
        (MISSION | {"ends_on": "2030-01-31"}, "ends_on"),
    ],
)
def test_bad_answers_are_refused_and_kept(
    wallonia: User, as_user: SignIn, changed: dict[str, str], faulty: str
) -> None:
    answer = as_user(wallonia).post(NEW, GIVEN | changed)
    assert answer.status_code == 422
    assert faulty in answer.context["form"].errors
    assert "2030" in answer.content.decode()
    assert not Collection.objects.exists()


def test_what_a_public_one_needs(wallonia: User, as_user: SignIn) -> None:
    firm = Make.unclaimed()
    bare = Make.collection(rule_en="")
    with pytest.raises(NoRule):
        actions.show_collection(collection=bare, is_published=True, by=wallonia)
    Collection.objects.update(rule_en="Old.", review_on=None)
    with pytest.raises(NoReviewDate):
        actions.show_collection(collection=bare, is_published=True, by=wallonia)
    empty = Make.collection()
    with pytest.raises(NoFirm):
        actions.show_collection(collection=empty, is_published=True, by=wallonia)
    desk = as_user(wallonia)
    assert (
        "one public firm at least"
        in desk.post(page("show_collection", empty), {"is_published": "yes"}, follow=True).content.decode()
    )
    public = Make.collection("walloon-partner", firm)
    with pytest.raises(NoFirm):
        actions.drop_firm(collection=public, startup=firm, by=wallonia)
    answer = desk.post(
        page("describe_collection", public), {"kind": "collection", "original_language": "en", "title_en": "T"}
    )
    assert set(answer.context["form"].errors) == {"rule_en", "review_on"}
    Startup.objects.filter(pk=firm.pk).update(state=EntryState.UNPUBLISHED)
    assert "Not public any more" in desk.get(page("collection", public)).content.decode()


def test_whose_they_are(wallonia: User, flanders: User, operator: User, auditor: User, as_user: SignIn) -> None:
    own = Make.collection()
    for user, sees in ((wallonia, True), (flanders, False), (operator, True), (auditor, False)):
        desk = as_user(user)
        assert list(desk.get(LIST).context["page"]) == ([own] if sees else [])
        assert desk.get(page("collection", own)).status_code == (200 if sees else 404)
        assert desk.get(NEW).status_code == (404 if user == auditor else 200)
    firm = Make.unclaimed()
    for act in (
        lambda: actions.show_collection(collection=own, is_published=True, by=flanders),
        lambda: actions.collect_firm(collection=own, startup=firm, reasons=REASONS, by=flanders),
        lambda: actions.drop_firm(collection=own, startup=firm, by=flanders),
        lambda: actions.move_firm(collection=own, startup=firm, up=True, by=flanders),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(Gone):
        actions.drop_firm(collection=own, startup=firm, by=wallonia)


def test_the_operator_joins_partners(operator: User, wallonia: User, flanders: User, as_user: SignIn) -> None:
    """A moderator names no other partner as an owner, and loses none by saving."""
    both = list(Partner.objects.filter(slug__in=("walloon-partner", "flemish-partner")).order_by("slug"))
    given = GIVEN | {"partners": [each.pk for each in both]}
    as_user(wallonia).post(NEW, given)
    made = Collection.objects.get()
    assert made.partners.get().slug == "walloon-partner"
    assert as_user(operator).post(page("describe_collection", made), given).status_code == 302
    assert as_user(flanders).post(page("describe_collection", made), GIVEN | {"title_fr": "Autre"}).status_code == 302
    assert list(made.partners.order_by("slug")) == both
    facts = {"original_language": "fr", "title_en": "", "title_fr": "Vol", "review_on": None}
    with pytest.raises(NotAllowed):
        actions.keep_collection(facts=facts, owners=both, by=wallonia)
    assert as_user(operator).post(NEW, GIVEN).context["form"].errors.keys() == {"partners"}
    read = as_user(flanders).get(reverse("admin:events")).content.decode()
    assert "wrote a collection" in read


def test_not_the_own_company_nor_what_is_not_public(
    wallonia: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other, stub = Make.unclaimed(name="Propre"), Make.unclaimed(), Startup.objects.create(slug="s", name="Stub")
    own.team.create(user=wallonia, role="editor")
    found = Make.collection("walloon-partner", own, other)
    for startup in (own, stub):
        with pytest.raises(NotAllowed):
            actions.collect_firm(collection=found, startup=startup, reasons=REASONS, by=wallonia)
        assert as_user(wallonia).get(page("collect", found, startup)).status_code == 404
    with pytest.raises(NotAllowed):
        actions.move_firm(collection=found, startup=other, up=True, by=wallonia)  # that would move the own one, too
    with pytest.raises(NotAllowed):
        actions.drop_firm(collection=found, startup=own, by=wallonia)
    shown = as_user(wallonia).get(page("collection", found)).content.decode()
    assert page("drop_firm", found, own) not in shown
    assert page("drop_firm", found, other) in shown
    empty = Make.collection()
    answer = as_user(wallonia).get(page("collection", empty), {"q": "propre"})
    assert "a colleague puts it in" in answer.content.decode()
    monkeypatch.setattr(collecting, "MOST_FIRMS", 0)
    with pytest.raises(CollectionFull):
        actions.collect_firm(collection=empty, startup=other, reasons=REASONS, by=wallonia)


def test_a_firm_that_is_removed_while_it_is_moved(wallonia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Make.unclaimed(), Make.unclaimed()
    found = Make.collection("walloon-partner", first, second)
    lock_firms = collecting._lock_firms

    def late(*pks: int) -> StartupQuerySet:
        found.entries.filter(startup=first).delete()
        return lock_firms(*pks)

    monkeypatch.setattr(collecting, "_lock_firms", late)
    with pytest.raises(Gone):
        actions.move_firm(collection=found, startup=second, up=True, by=wallonia)


def test_a_removed_firm_leaves_nothing_behind(founder: User, wallonia: User) -> None:
    """What partners said of it goes as well, from the collection and from the side of the trail."""
    firm = Make.published(founder, wallonia)
    found = Make.collection("walloon-partner")
    actions.collect_firm(collection=found, startup=firm, reasons=REASONS, by=wallonia)
    said = EventDetail.objects.filter(position__in=Event.objects.filter(verb=Verb.COLLECTION_FIRMS).values("position"))
    assert said.get().personal["after"]["reason_en"] == "Old."
    Make.approve_both(Make.removal(firm, founder), wallonia)
    assert not said.exists()
    assert not found.entries.exists()


def test_what_is_overdue_is_marked_and_queries_stay_constant(wallonia: User, as_user: SignIn) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
            desk.get(page("collection", late))
        return len(queries)

    desk = as_user(wallonia)
    first, second, third = (Make.unclaimed() for _three in range(3))
    late = Make.collection("walloon-partner", first, review_on=timezone.localdate() - timedelta(days=1))
    assert "Review is overdue" in desk.get(LIST).content.decode()
    few = asked()
    for position, firm in enumerate((second, third), 2):
        late.entries.create(startup=firm, position=position, reason_en="Old.")
    Make.collection("walloon-partner", first)
    assert asked() == few


CONTACT = {"country": "DE", "name": "Trade office", "help_en": "Meetings", "website": "office.example.com", "email": ""}


def test_contacts_abroad(operator: User, wallonia: User, as_user: SignIn, client: Client) -> None:
    desk, market = as_user(operator), "/en/markets/de/"
    assert "Who helps here" not in client.get(market).content.decode()
    for changed in ({}, {"name": "Embassy", "website": "", "email": "berlin@embassy.example"}):
        assert desk.post(reverse("admin:new_market_contact"), CONTACT | changed).status_code == 302
    office, embassy = MarketContact.objects.order_by("position")
    for changed in ({"website": ""}, {"help_en": ""}, {"email": "no"}, {"country": "BE"}, {"name": "…"}):
        answer = desk.post(reverse("admin:new_market_contact"), CONTACT | changed)
        assert (answer.status_code, MarketContact.objects.count()) == (422, 2), changed
    desk.post(reverse("admin:move_market_contact", args=[embassy.pk]), {"to": "up"})
    content = client.get(market).content.decode()
    assert content.index("Embassy") < content.index("Trade office")
    assert "office.example.com</a>" in content
    desk.post(reverse("admin:market_contact", args=[office.pk]), CONTACT | {"country": "AT"})
    assert "Trade office" in client.get("/en/markets/at/").content.decode()
    assert "Trade office" in desk.get(reverse("admin:market_contacts")).content.decode()
    desk.post(reverse("admin:remove_market_contact", args=[embassy.pk]))
    assert "Who helps here" not in client.get(market).content.decode()
    log = desk.get(reverse("admin:events")).content.decode()
    assert "changed who helps firms abroad" in log
    assert "Germany" in log
    events = Event.objects.filter(verb=Verb.MARKET_CONTACT_CHANGED).order_by("position")
    assert {key for event in events for key in event.before | event.after} == {"country", "position"}
    last = EventDetail.objects.get(position=events.latest("position").position).personal
    assert (last["before"]["email"], last["after"]) == ("berlin@embassy.example", {})
    for act in (actions.remove_market_contact, lambda **given: actions.move_market_contact(up=True, **given)):
        with pytest.raises(NotAllowed):
            act(contact=office, by=wallonia)
        with pytest.raises(Gone):
            act(contact=embassy, by=operator)
