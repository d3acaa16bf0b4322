"""What is looked up before a moderator looks: the number, duplicates, the address, texts, website, own interest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Language, User
from directory.choices import ProofMethod, SubmissionKind
from directory.models import Municipality, Proof, Startup, Submission, Territory, TerritoryCode
from directory.rules.duplicates import Duplicate, Likeness, at_desk_of, duplicates_of, likenesses
from directory.rules.entitlement import is_proven, needs_proof
from directory.rules.findings import Check, Outcome, Proposal
from directory.rules.identifiers import clean_enterprise_number
from directory.rules.permissions import has_interest
from directory.rules.places import most_specific
from directory.rules.profile import Profile
from directory.rules.proofs import PROVED
from directory.rules.text_checks import text_checks
from directory.rules.website_checks import website_checks

# What is asked in one step proposes no texts: those of the entry were looked at when they came.
WRITTEN = (SubmissionKind.NEW, SubmissionKind.CHANGE, SubmissionKind.CLAIM)


@dataclass
class Known:
    """What the checks compare with, loaded for many proposals in as many statements as for one."""

    listed: dict[str, Startup]
    municipalities: dict[str, Municipality]
    codes: dict[str, Territory]

    @classmethod
    def for_proposals(cls, proposals: Sequence[Proposal]) -> "Known":
        profiles = [proposal.profile for proposal in proposals]
        numbers = {profile["enterprise_number"] for profile in profiles} - {""}
        listed = Startup.objects.published().filter(enterprise_number__in=numbers)
        return cls(
            listed={startup.enterprise_number: startup for startup in listed},
            municipalities=Municipality.objects.select_related("area__parent")
            .prefetch_related("postal_codes")
            .in_bulk({profile["municipality"] for profile in profiles}, field_name="nis_code"),
            codes={row.code: row.territory for row in TerritoryCode.objects.select_related("territory")},
        )


def quick_checks(proposals: Sequence[Proposal]) -> dict[int, list[Check]]:
    """The four checks that the queue shows, by submission: number, duplicates, address, languages."""
    known = Known.for_proposals(proposals)
    alike = likenesses([(one.submission.pk, one.profile, one.submission.startup_id) for one in proposals])
    return {
        one.submission.pk: [check_asker(one.submission)]
        if one.submission.kind == SubmissionKind.REMOVAL
        else [
            check_number(one, known.listed),
            _check_likeness(alike.get(one.submission.pk, [])),
            check_place(one, known),
            check_languages(one.profile),
        ]
        for one in proposals
    }


def all_checks(
    proposal: Proposal, by: User, *, duplicates: list[Duplicate] | None = None, is_own_company: bool | None = None
) -> list[Check]:
    """What the review page shows: the four of the queue, possible duplicates each by name, what was found at the
    website and in the texts, proofs, and own interest.

    A caller that has the duplicates (duplicates_of) or the interest (has_interest) already gives them.
    """
    if is_own_company is None:
        is_own_company = has_interest(by, proposal.submission)
    if proposal.submission.kind == SubmissionKind.REMOVAL:
        proofs = check_proofs(proposal) if needs_proof(proposal.submission) else []
        return [check_asker(proposal.submission), *proofs, check_interest(is_own_company)]
    known = Known.for_proposals([proposal])
    if duplicates is None:
        duplicates = duplicates_of(proposal.profile, without=proposal.submission.startup)
    return [
        check_number(proposal, known.listed),
        check_duplicates(at_desk_of(by, duplicates)),
        check_place(proposal, known),
        check_languages(proposal.profile),
        *(website_checks(proposal) + text_checks(proposal.profile) if proposal.submission.kind in WRITTEN else []),
        *check_proofs(proposal),
        check_interest(is_own_company),
    ]


def check_number(proposal: Proposal, listed: dict[str, Startup]) -> Check:
    label = _("Enterprise number")
    number = proposal.profile["enterprise_number"]
    try:
        if not clean_enterprise_number(number):
            return Check(label, Outcome.LOOK, _("None is given."))
    except ValidationError as error:
        return Check(label, Outcome.WRONG, " ".join(error.messages))
    other = listed.get(number)
    if other and other.pk != proposal.submission.startup_id:
        if other.claimed_at is None:
            found = _("Valid. The unclaimed entry %(name)s has it.")
            return Check(label, Outcome.LOOK, found % {"name": other.name})
        return Check(label, Outcome.WRONG, _("Valid, but listed already: %(name)s.") % {"name": other.name})
    return Check(label, Outcome.FINE, _("Valid, and no other entry has it."))


def check_duplicates(found: list[Duplicate]) -> Check:
    certain = any(one.same_number or one.same_domain for one in found)
    return Check(*_likeness(certain, bool(found)), duplicates=found)


def _check_likeness(found: Iterable[Likeness]) -> Check:
    found = list(found)
    return Check(*_likeness(any(one.same_number or one.same_domain for one in found), bool(found)))


def _likeness(certain: bool, similar: bool) -> tuple[str, Outcome, str]:
    label = _("Duplicates")
    if certain:
        return label, Outcome.WRONG, _("An entry has the same number or the same website.")
    if similar:
        return label, Outcome.LOOK, _("Resembles an entry.")
    return label, Outcome.FINE, _("No entry with the same number or website, or a similar name.")


def check_place(proposal: Proposal, known: Known) -> Check:
    """The address exists, and lies in the territory that decides; a move says where to."""
    label, profile = _("Address"), proposal.profile
    municipality = known.municipalities.get(profile["municipality"])
    if municipality is None:
        return Check(label, Outcome.WRONG, _("The municipality is not known."))
    place = {"code": profile["postal_code"], "municipality": str(municipality)}
    if profile["postal_code"] not in {row.code for row in municipality.postal_codes.all()}:
        return Check(label, Outcome.WRONG, _("Postal code %(code)s does not belong to %(municipality)s.") % place)
    target = most_specific(known.codes, profile["postal_code"], municipality)
    if target is None:
        return Check(label, Outcome.WRONG, _("%(code)s %(municipality)s lies in no territory.") % place)
    outcome, words = _move(proposal, target)
    return Check(label, outcome, words % (place | {"territory": str(target)}))


def _move(proposal: Proposal, target: Territory) -> tuple[Outcome, str]:
    """Whether an address in this territory moves the entry, and the sentence that says so."""
    submission, before = proposal.submission, proposal.submission.base.get("municipality")
    if submission.kind == SubmissionKind.TRANSFER:
        return Outcome.LOOK, _("Moves to %(code)s %(municipality)s. New territory: %(territory)s.")
    if target.pk != submission.territory_id and submission.kind == SubmissionKind.NEW:
        return Outcome.LOOK, _("%(code)s %(municipality)s lies in %(territory)s, and was handed on from there.")
    if target.pk != submission.territory_id:
        return Outcome.LOOK, _(
            "%(code)s %(municipality)s. Territory: %(territory)s, which has to accept the new address."
        )
    if before and before != proposal.profile["municipality"]:
        return Outcome.LOOK, _("Moves to %(code)s %(municipality)s. The territory stays: %(territory)s.")
    return Outcome.FINE, _("%(code)s %(municipality)s. Territory: %(territory)s.")


def check_languages(profile: Profile) -> Check:
    """Which languages have texts, and whether each has both of them."""
    label, original = _("Languages"), profile["original_language"]
    texts = {code: (profile[f"tagline_{code}"], profile[f"description_{code}"]) for code in Language.values}
    names = {code: str(name) for code, name in settings.LANGUAGES}
    whole = " · ".join(names[code] for code, both in texts.items() if all(both))
    half = " · ".join(names[code] for code, both in texts.items() if any(both) and not all(both))
    if not original or not all(texts[original]):
        return Check(label, Outcome.WRONG, _("The texts in the original language are not complete."))
    if half:
        found = _("Complete: %(whole)s. Only one of two texts: %(half)s.")
        return Check(label, Outcome.LOOK, found % {"whole": whole, "half": half})
    if len(whole.split(" · ")) == len(names):
        return Check(label, Outcome.FINE, _("Texts in all four languages."))
    found = _("Texts in: %(whole)s. The other languages show the original.")
    return Check(label, Outcome.FINE, found % {"whole": whole})


def check_proofs(proposal: Proposal) -> list[Check]:
    """Of a claim and the like: what shows that the sender speaks for the company, and how much that is worth."""
    if proposal.submission.kind not in PROVED:
        return []
    label = _("Proof")
    standing = list(Proof.objects.standing().filter(submission=proposal.submission).order_by("pk"))
    if not standing:
        return [Check(label, Outcome.WRONG, _("Nothing shows yet that the sender speaks for the company."))]
    found = " · ".join(_proof_in_words(proof) for proof in standing)
    known = [proof for proof in standing if proof.is_independent]
    if not known:
        text = _("%(found)s. The claim itself brings this website: it proves nothing until you find it independently.")
        return [Check(label, Outcome.LOOK, text % {"found": found})]
    if all(proof.method == ProofMethod.EMAIL for proof in known):
        text = _("%(found)s. The sender can be reached there, no more.")
        return [Check(label, Outcome.LOOK, text % {"found": found})]
    return [Check(label, Outcome.FINE, _("%(found)s.") % {"found": found})]


def _proof_in_words(proof: Proof) -> str:
    where = proof.email or proof.domain
    return (
        _("%(method)s (%(where)s)") % {"method": proof.get_method_display(), "where": where}
        if where
        else str(proof.get_method_display())
    )


def check_asker(submission: Submission) -> Check:
    """Whether who asks for the removal of an entry speaks for the company."""
    label = _("Who asks")
    if not needs_proof(submission):
        return Check(label, Outcome.FINE, _("An owner of the entry."))
    if is_proven(submission):
        return Check(label, Outcome.FINE, _("Somebody outside the team, with a proof that stands."))
    return Check(label, Outcome.WRONG, _("Somebody outside the team, and nothing proves yet that it is the company."))


def check_interest(is_own_company: bool) -> Check:
    label = _("Own interest")
    if is_own_company:
        return Check(label, Outcome.WRONG, _("You belong to this company: a colleague decides."))
    return Check(label, Outcome.FINE, _("You are not on the team of this company."))
