"""The pages of a team and of an invitation: what they show to whom, and what stays on the screen when refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import TeamRole
from directory.models import Invitation, Startup, TeamMember
from directory.rules.invitations import token_of
from tests.accounts.test_signing_in import code_from_mail
from tests.factories import Make
from tests.robots import not_a_robot

SignIn = Callable[[User], Client]
ADDRESS = "ada@example.com"
BAD = ["", "x", "a@b", "a\x00@example.com", "a\ud800@example.com", "a@example.com\r\nBcc: b@example.com", "x" * 20_000]


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    mail.outbox.clear()
    return startup


@pytest.fixture
def editor(startup: Startup) -> User:
    user = User.objects.create_user("editor@example.com", name="Emil Editor")
    TeamMember.objects.create(startup=startup, user=user, role=TeamRole.EDITOR)
    return user


@pytest.fixture
def invitation(startup: Startup, founder: User) -> Invitation:
    return actions.invite(startup=startup, email=ADDRESS, role=TeamRole.EDITOR, by=founder)


def address(startup: Startup, step: str = "") -> str:
    return f"/en/my/startups/{startup.slug}/team/{step}"


def link(invitation: Invitation, step: str = "") -> str:
    return f"/en/my/invitations/{token_of(invitation)}/{step}"


def html_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def said(response: Any, client: Client) -> str:
    """The page that one lands on."""
    return html_of(client, response.headers["Location"])


class TestPage:
    def test_it_works(self, startup: Startup, founder: User, editor: User, as_user: SignIn) -> None:
        page = html_of(as_user(founder), address(startup))
        for words in ("Emil Editor", editor.email, founder.email, "Owner", "Editor", "Invite somebody"):
            assert words in page
        firm = f"/en/my/startups/{startup.slug}/"
        assert firm in html_of(as_user(founder), "/en/my/")
        assert address(startup) in html_of(as_user(founder), firm)

    def test_an_editor_reads_only(
        self, startup: Startup, editor: User, invitation: Invitation, as_user: SignIn
    ) -> None:
        page = html_of(as_user(editor), address(startup))
        assert ADDRESS in page
        assert "/team/invite/" not in page
        assert "/revoke/" not in page
        assert address(startup, "leave/") in page

    def test_names_stand_on_no_public_page(self, startup: Startup, editor: User, client: Client) -> None:
        page = html_of(client, startup.get_absolute_url())
        assert "Emil Editor" not in page
        assert editor.email not in page

    def test_switching_between_two_firms(
        self, startup: Startup, founder: User, wallonia: User, as_user: SignIn
    ) -> None:
        client = as_user(founder)
        assert 'aria-label="My firms"' not in html_of(client, address(startup))
        other = Make.published(founder, wallonia, name="Autre Firme")
        page = html_of(client, address(startup))
        assert re.search(rf'href="{address(startup)}" aria-current="page">\s*Eau Vive', page)
        assert re.search(rf'href="{address(other)}">\s*Autre Firme', page)

    def test_two_statements_more_for_no_further_member(
        self, startup: Startup, founder: User, as_user: SignIn, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(12):
            user = User.objects.create_user(f"n{number}@example.com")
            TeamMember.objects.create(startup=startup, user=user, role=TeamRole.EDITOR)
        client = as_user(founder)
        client.get(address(startup))
        with django_assert_max_num_queries(12):
            client.get(address(startup))


class TestInviting:
    def test_it_works(self, startup: Startup, founder: User, as_user: SignIn) -> None:
        client = as_user(founder)
        answer = client.post(address(startup, "invite/"), {"email": f" {ADDRESS} ", "role": "owner"})
        assert ADDRESS in said(answer, client)
        assert Invitation.objects.get().role == TeamRole.OWNER

    @pytest.mark.parametrize("typed", BAD)
    def test_bad_addresses(self, startup: Startup, founder: User, as_user: SignIn, typed: str) -> None:
        data = {"email": typed.encode("utf-8", "surrogatepass").decode("latin-1"), "role": "owner"}
        answer = as_user(founder).post(address(startup, "invite/"), data)
        assert answer.status_code == 200
        assert "needs another look" in answer.content.decode()
        assert re.search(r'value="owner"[^>]*checked', answer.content.decode())  # what was chosen is kept
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("role", ["", "x", "²", "moderator", "x" * 9000])
    def test_bad_roles(self, startup: Startup, founder: User, as_user: SignIn, role: str) -> None:
        answer = as_user(founder).post(address(startup, "invite/"), {"email": ADDRESS, "role": role})
        assert answer.status_code == 200
        assert f'value="{ADDRESS}"' in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_who_is_a_member_already(self, startup: Startup, founder: User, editor: User, as_user: SignIn) -> None:
        answer = as_user(founder).post(address(startup, "invite/"), {"email": editor.email, "role": "owner"})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "belongs to the team already" in page
        assert f'value="{editor.email}"' in page

    def test_sending_again_and_taking_back(
        self, startup: Startup, founder: User, invitation: Invitation, as_user: SignIn
    ) -> None:
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=Now(), invited_at=Now() - timedelta(days=14))
        client = as_user(founder)
        assert "lapsed on" in html_of(client, address(startup))
        client.get(address(startup, f"invitations/{invitation.pk}/resend/"))
        assert Invitation.objects.count() == 1
        client.post(address(startup, f"invitations/{invitation.pk}/resend/"))
        newer = Invitation.objects.open().get()
        client.get(address(startup, f"invitations/{newer.pk}/revoke/"))
        assert Invitation.objects.open().exists()
        client.post(address(startup, f"invitations/{newer.pk}/revoke/"))
        assert not Invitation.objects.open().exists()
        again = client.post(address(startup, f"invitations/{newer.pk}/revoke/"))
        assert "no longer open" in said(again, client)

    def test_an_invitation_of_another_firm(
        self, startup: Startup, founder: User, invitation: Invitation, wallonia: User, as_user: SignIn
    ) -> None:
        other = Make.published(founder, wallonia)
        answer = as_user(founder).post(address(other, f"invitations/{invitation.pk}/revoke/"))
        assert answer.status_code == 404
        assert Invitation.objects.open().exists()


class TestMembers:
    def test_roles(self, startup: Startup, founder: User, editor: User, as_user: SignIn) -> None:
        member = TeamMember.objects.get(user=editor)
        client = as_user(founder)
        assert "Emil Editor" in html_of(client, address(startup, f"{member.pk}/"))
        client.post(address(startup, f"{member.pk}/role/"), {"role": "owner"})
        member.refresh_from_db()
        assert member.role == TeamRole.OWNER
        for role in ("", "x", "²"):
            answer = client.post(address(startup, f"{member.pk}/role/"), {"role": role})
            assert "needs another look" in answer.content.decode()

    def test_handing_over_and_leaving(self, startup: Startup, founder: User, editor: User, as_user: SignIn) -> None:
        member = TeamMember.objects.get(user=editor)
        client = as_user(founder)
        refused = client.post(address(startup, f"{member.pk}/hand-over/"), {"then": "x"})
        assert "needs another look" in refused.content.decode()
        answer = client.post(address(startup, f"{member.pk}/hand-over/"), {"then": "leave"})
        assert answer.headers["Location"] == "/en/my/"
        assert "Handed over to Emil Editor" in said(answer, client)
        assert client.get(address(startup)).status_code == 404
        member.refresh_from_db()
        assert member.role == TeamRole.OWNER

    def test_taking_somebody_out(self, startup: Startup, founder: User, editor: User, as_user: SignIn) -> None:
        member = TeamMember.objects.get(user=editor)
        client, theirs = as_user(founder), as_user(editor)
        assert theirs.get(address(startup)).status_code == 200
        client.get(address(startup, f"{member.pk}/remove/"))
        assert theirs.get(address(startup)).status_code == 200
        client.post(address(startup, f"{member.pk}/remove/"))
        assert theirs.get(address(startup)).status_code == 404
        assert client.post(address(startup, f"{member.pk}/remove/")).status_code == 404

    def test_leaving(self, startup: Startup, editor: User, as_user: SignIn) -> None:
        client = as_user(editor)
        assert "Leave the team of Eau Vive?" in html_of(client, address(startup, "leave/"))
        answer = client.post(address(startup, "leave/"))
        assert "no longer belong to the team of Eau Vive" in said(answer, client)
        assert client.post(address(startup, "leave/")).status_code == 404

    def test_the_last_owner_is_told_what_to_do(self, startup: Startup, founder: User, as_user: SignIn) -> None:
        client = as_user(founder)
        page = html_of(client, address(startup, "leave/"))
        for words in ("You are the only owner", "hand the entry over", "invite another owner", "removal of the entry"):
            assert words in page
        assert 'class="btn btn--care"' not in page
        assert "First hand the entry over" in said(client.post(address(startup, "leave/")), client)
        own = TeamMember.objects.get(user=founder)
        answer = client.post(address(startup, f"{own.pk}/role/"), {"role": "editor"})
        assert "First hand the entry over" in said(answer, client)

    @pytest.mark.parametrize("pk", ["0", str(2**63), "9" * 6000, "²", "x"])
    def test_unknown_ones(self, startup: Startup, founder: User, as_user: SignIn, pk: str) -> None:
        client = as_user(founder)
        for step in (f"{pk}/", f"{pk}/role/", f"{pk}/remove/", f"invitations/{pk}/revoke/"):
            assert client.post(address(startup, step)).status_code == 404, step


class TestLink:
    def test_it_works(self, invitation: Invitation, client: Client, founder: User) -> None:
        response = client.get(link(invitation))
        page = response.content.decode()
        for words in ("Eau Vive", founder.email, ADDRESS, "Editor", "Open an account", "Decline"):
            assert words in page
        assert "/en/accounts/signup/?next=%2Fen%2Fmy%2Finvitations%2F" in page
        assert Invitation.objects.open().exists()

    def test_it_is_a_secret(self, invitation: Invitation, client: Client) -> None:
        for path in (link(invitation), "/en/my/invitations/unknown/accept/"):
            response = client.get(path)
            assert "no-store" in response.headers["Cache-Control"]
        response = client.get(link(invitation))
        assert response.headers["Referrer-Policy"] == "strict-origin"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()

    def test_accepting(self, startup: Startup, invitation: Invitation, as_user: SignIn) -> None:
        ada = User.objects.create_user(ADDRESS)
        client = as_user(ada)
        assert "The account that joins is yours" in html_of(client, link(invitation))
        assert client.get(link(invitation, "accept/")).headers["Location"] == link(invitation)
        assert Invitation.objects.open().exists()
        for _ in range(2):
            answer = client.post(link(invitation, "accept/"))
            assert answer.headers["Location"] == address(startup)
        assert client.get(link(invitation)).headers["Location"] == address(startup)
        assert TeamMember.objects.filter(user=ada).count() == 1

    def test_another_account_is_told_which_one_joins(
        self, startup: Startup, invitation: Invitation, other_founder: User, as_user: SignIn
    ) -> None:
        client = as_user(other_founder)
        page = html_of(client, link(invitation))
        assert "You are signed in with another address" in page
        assert f"the account that joins is {other_founder.email}" in page
        client.post(link(invitation, "accept/"))
        assert TeamMember.objects.of(other_founder).filter(startup=startup).exists()

    def test_who_belongs_to_the_team_already(self, invitation: Invitation, founder: User, as_user: SignIn) -> None:
        client = as_user(founder)
        assert "belongs to the team already" in said(client.post(link(invitation, "accept/")), client)

    def test_signing_up_leads_back(self, startup: Startup, invitation: Invitation, client: Client) -> None:
        to_login = client.post(link(invitation, "accept/")).headers["Location"]
        assert to_login.startswith("/en/accounts/login/?next=/en/my/invitations/")
        client.post("/en/accounts/signup/", {"email": ADDRESS, "next": link(invitation)} | not_a_robot(client))
        answer = client.post("/en/accounts/signup/code/", {"code": code_from_mail()})
        assert answer.headers["Location"] == link(invitation)
        assert "Eau Vive" in said(client.post(link(invitation, "accept/")), client)
        assert startup.team.active().count() == 2

    def test_declining_needs_no_account(self, invitation: Invitation, client: Client) -> None:
        assert client.get(link(invitation, "decline/")).headers["Location"] == link(invitation)
        assert Invitation.objects.open().exists()
        assert "You have declined" in client.post(link(invitation, "decline/")).content.decode()
        assert client.post(link(invitation, "decline/")).status_code == 410
        assert client.get(link(invitation)).status_code == 410

    def test_one_that_is_over(
        self, startup: Startup, founder: User, other_founder: User, client: Client, as_user: SignIn
    ) -> None:
        lapsed, revoked, used = (
            actions.invite(startup=startup, email=f"{name}@example.com", role=TeamRole.EDITOR, by=founder)
            for name in ("lapsed", "revoked", "used")
        )
        Invitation.objects.filter(pk=lapsed.pk).update(expires_at=timezone.now())
        actions.revoke_invitation(invitation=revoked, by=founder)
        actions.accept_invitation(invitation=used, by=other_founder)
        somebody = as_user(User.objects.create_user(ADDRESS))
        for invitation in (lapsed, revoked, used):
            for answer in (client.get(link(invitation)), somebody.post(link(invitation, "accept/"))):
                assert answer.status_code == 410
                assert "no longer open" in answer.content.decode()
                assert "Eau Vive" not in answer.content.decode()
                assert founder.email not in answer.content.decode()

    @pytest.mark.parametrize("token", ["x", "unknown", "A" * 43, "9" * 6000, "²", "%ED%A0%80"])
    def test_an_unknown_one(self, invitation: Invitation, client: Client, token: str) -> None:
        assert client.get(f"/en/my/invitations/{token}/").status_code == 404
        assert client.post(f"/en/my/invitations/{token}/decline/").status_code == 404

    def test_of_a_rescue_the_partner_is_named(self, startup: Startup, wallonia: User, client: Client) -> None:
        startup.team.update(left_at=Now())
        invitation = actions.rescue(startup=startup, email=ADDRESS, words="Signed.", by=wallonia)
        page = html_of(client, link(invitation))
        assert str(startup.territory.partner if startup.territory else "?") in page
        assert wallonia.email not in page
