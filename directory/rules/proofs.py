"""What counts as proof that somebody speaks for a company, and at which domain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from publicsuffixlist import PublicSuffixList

from belgiantech import fetching
from belgiantech.fetching import public_name
from directory.choices import ProofMethod, SubmissionKind
from directory.models import Proof, Startup, Submission
from directory.rules.identifiers import clean_website, domain_of
from directory.rules.topics import Topic

PROVED = (SubmissionKind.CLAIM, SubmissionKind.REMOVAL)  # the kinds that somebody from outside sends
RECORD = "belgiantech-verification="
FILE = "/.well-known/belgiantech.txt"
CODE_DIGITS = 8
CODE_LASTS = timedelta(minutes=15)
LOOKED_AT = (ProofMethod.DNS, ProofMethod.FILE)  # stay where they are, so that one can look again

# Names under which many people have a mailbox or a page: whoever has one of them is not the firm.
SHARED_NAMES = """
    about.me angel.co aol.com apps.apple.com base.be behance.net belgacom.net bit.ly bitbucket.org brutele.be
    carrd.co chello.be crunchbase.com cutt.ly discord.gg edpnet.be euronet.be f6s.com facebook.com
    fastmail.com fb.com free.fr fulladsl.be github.com gitlab.com gmail.com gmx.at gmx.ch gmx.com gmx.de
    gmx.net goo.gl google.com googlemail.com hetnet.nl hotmail.be hotmail.com hotmail.fr hotmail.nl
    hushmail.com icloud.com instagram.com itunes.apple.com kpnmail.nl laposte.net linkedin.com linktr.ee
    live.be live.com live.fr live.nl mac.com mail.com mail.ru me.com medium.com meetup.com mobistar.be msn.com
    notion.site notion.so online.be orange.be orange.fr outlook.be outlook.com outlook.fr pandora.be planet.nl
    play.google.com producthunt.com proton.me protonmail.ch protonmail.com proximus.be scarlet.be sfr.fr
    skynet.be substack.com swing.be t-online.de t.co t.me telenet.be tiktok.com tinyurl.com tumblr.com
    tuta.com tutanota.com tvcablenet.be twitter.com vimeo.com voo.be wa.me wanadoo.fr web.de wellfound.com
    wix.com wordpress.com x.com xing.com xs4all.nl yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com
    yandex.ru ymail.com youtu.be youtube.com ziggo.nl zoho.com zoho.eu
"""
SHARED = frozenset(SHARED_NAMES.split())
SUFFIXES = PublicSuffixList()

NOT_THERE = "not-there"
OTHER_WORDS = "other-words"
# Why a look found nothing, for the person who placed it.
PROBLEMS: dict[str, str | Promise] = {
    NOT_THERE: _("It is not there yet. A new record can take an hour until everybody sees it."),
    OTHER_WORDS: _("Something is there, but not these characters. Please compare them."),
    fetching.NO_ANSWER: _("The domain did not answer."),
    fetching.TOO_SLOW: _("The domain did not answer within ten seconds."),
    fetching.TOO_LARGE: _("There is far more than these characters."),
    fetching.TOO_MANY_REDIRECTS: _("The address leads on too often."),
    fetching.BAD_CERTIFICATE: _("The certificate of the website is not valid for this domain."),
    fetching.NOT_PUBLIC: _("The address leads away from the domain, or to no public website."),
}


@dataclass(frozen=True)
class Place:
    """The domain at which somebody may prove to be the firm.

    Independent where the entry named it before anything was asked; else the claim itself brings it, and it proves
    nothing until the moderator has found it elsewhere.
    """

    domain: str
    is_independent: bool


def firm_domain(address: str) -> str:
    """The domain of a web address in ASCII, or '' where it is none of one firm alone."""
    domain = public_name(domain_of(address))
    if not domain or SUFFIXES.is_public(domain):
        return ""
    return "" if domain in SHARED or SUFFIXES.privatesuffix(domain) in SHARED else domain


def registered_domain(name: str) -> str:
    """The part of a name that somebody registered: without what stands before it; '' for none."""
    name = name.lower()
    return str(SUFFIXES.privatesuffix(name) or name)


def listed_domain(startup: Startup) -> str:
    """The domain that the public entry names as the firm's own; '' where it names a page on somebody else's site."""
    domain = firm_domain(startup.website)
    return domain if domain and urlsplit(startup.website).path in ("", "/") else ""


def place_of_proof(submission: Submission) -> Place | None:
    """The domain that the public entry names; if it names none, the one that the claim proposes."""
    listed = listed_domain(submission.startup) if submission.startup else ""
    if listed:
        return Place(listed, is_independent=True)
    proposed = firm_domain(proposed_website(submission))
    return Place(proposed, is_independent=False) if proposed else None


def proposed_website(submission: Submission) -> str:
    """As it stands in the draft, else in what was sent last."""
    typed = submission.draft_of(Topic.COMPANY)
    if typed is not None:
        return _website(typed.get("website"))
    latest = submission.latest_revision()
    return _website(latest.profile.get("website")) if latest else ""


def _website(text: Any) -> str:
    try:
        return clean_website(text[:2000]) if isinstance(text, str) else ""
    except ValidationError:
        return ""


def token_of(submission: Submission, domain: str) -> str:
    """What is to stand in the record or in the file: of this submission and domain alone, and nobody's to guess."""
    return salted_hmac("directory.proof", f"{submission.reference} {domain}", algorithm="sha256").hexdigest()[:32]


def placed_at(proof: Proof) -> str:
    """Where the record or the file is looked for."""
    return proof.domain if proof.method == ProofMethod.DNS else f"https://{proof.domain}{FILE}"


def text_of(proof: Proof) -> str:
    """What is to stand there."""
    return RECORD + proof.token if proof.method == ProofMethod.DNS else proof.token


def code_of(proof: Proof) -> str:
    """The digits that are mailed. They follow from our key and the proof's own salt, so that no table holds them."""
    digest = salted_hmac("directory.proof.code", f"{proof.pk} {proof.token}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def digest_of_code(proof: Proof, code: str) -> str:
    typed = f"{proof.token} {code}".encode(errors="backslashreplace")
    return salted_hmac("directory.proof.digest", typed, algorithm="sha256").hexdigest()


def is_enough(proofs: Iterable[Proof]) -> bool:
    """Whether one of these proofs, which all stand, lets a moderator hand the entry over."""
    return any(proof.is_independent for proof in proofs)


def unproven_domain(proofs: Iterable[Proof], website: str) -> str:
    """The proposed domain that was proved and that nobody has found independently yet; '' where there is none."""
    proposed = firm_domain(website)
    return proposed if any(one.domain == proposed and not one.is_independent for one in proofs) else ""
