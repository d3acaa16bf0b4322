"""The topics in which a founder is asked about a firm, one page each (ux.md, Forms)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Language


class Topic(TextChoices):
    """In the order of the task list. The values stand in addresses and in drafts."""

    COMPANY = "company", _("The firm")
    WHAT = "what", _("What it does")
    WHERE = "where", _("Where it is")
    CLASSIFICATION = "classification", _("Sector and technology")
    SIZE = "size", _("How large it is")
    ABROAD = "abroad", pgettext_lazy("topic", "Abroad")
    TRUST = "trust", pgettext_lazy("topic", "Trust")
    CONTACT = "contact", _("Contact and logo")

    @property
    def following(self) -> "Topic | None":
        """The topic after this one; none after the last."""
        topics = list(Topic)
        return next(iter(topics[topics.index(self) + 1 :]), None)


# Which topic asks for which field of the profile (rules.profile.FIELDS). `status` is asked on a page of its own.
FIELDS_OF: dict[Topic, tuple[str, ...]] = {
    Topic.COMPANY: ("enterprise_number", "name", "website", "founded"),
    Topic.WHAT: (
        "original_language",
        *(f"{name}_{code}" for code in Language.values for name in ("tagline", "description")),
    ),
    Topic.WHERE: ("postal_code", "municipality", "offices"),
    Topic.CLASSIFICATION: ("sectors", "technologies", "client_focus", "business_model"),
    Topic.SIZE: ("stage", "people", "funding"),
    Topic.ABROAD: ("markets", "export", "support_languages", "references", "asks"),
    Topic.TRUST: ("certifications", "hosting_country", "owner_country"),
    Topic.CONTACT: ("public_contact", "logo"),
}
