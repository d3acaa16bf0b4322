"""For whoever develops: the demo people with their codes, and the mails that were written to a folder.

These pages exist in DEBUG only: without it there is no route, and the views answer 404 themselves as well.
"""

import base64
import hashlib
import re
import time
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Any

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import User
from directory.views.policies import Policy, View, declare

DEMO_ADDRESS = "@demo.test"
MOST_SHOWN = 200
BETWEEN_MAILS = b"-" * 79  # written after each mail by Django's filebased backend
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def development(view: View) -> View:
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return declare(never_cache(wrapper), Policy.DEVELOPMENT)


@dataclass(frozen=True)
class Mail:
    name: str
    at: datetime
    message: EmailMessage

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


@development
def people(request: HttpRequest) -> HttpResponse:
    """The demo people, what each is for, and the code that the second factor asks for now."""
    users = User.objects.filter(email__endswith=DEMO_ADDRESS).order_by("email")
    rows = [{"user": user, "role": user.email.split("@")[0], "code": totp_code(user)} for user in users]
    return render(request, "dev/people.html", {"rows": rows})


@development
def mails(request: HttpRequest) -> HttpResponse:
    newest = sorted(mail_files(), key=lambda path: path.stat().st_mtime, reverse=True)[:MOST_SHOWN]
    return render(request, "dev/mails.html", {"mails": [read(path) for path in newest]})


@development
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "dev/mail.html", {"mail": find(name)})


@development
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as a mail program shows it: nothing runs, nothing loads, only its own style applies."""
    html = find(name).html.replace("\r\n", "\n")
    if not html:
        raise Http404
    response = HttpResponse(html)
    hashes = " ".join(f"'sha256-{digest(style)}'" for style in STYLE.findall(html)) or "'none'"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response


def digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def mail_files() -> list[Path]:
    folder = Path(settings.MAIL_DIR)
    return [path for path in folder.glob("*.log") if path.is_file()] if folder.is_dir() else []


def find(name: str) -> Mail:
    """By comparing names, never by building a path from one."""
    path = next((path for path in mail_files() if path.name == name), None)
    if path is None:
        raise Http404
    return read(path)


def read(path: Path) -> Mail:
    content = path.read_bytes().rstrip().removesuffix(BETWEEN_MAILS)
    message = message_from_bytes(content, policy=policy.default)
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    return Mail(path.name, at, message)


def totp_code(user: User) -> str:
    """What this person's authenticator app would show now; '' without second factor."""
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        return ""
    secret = decrypt(authenticator.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // mfa_settings.TOTP_PERIOD)))
