"""The people who sign in. What they may do in the directory stands in directory.rules.permissions."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.session_store import SessionStore

CLOSED_DOMAIN = "closed.invalid"  # of the addresses that closed accounts get; no mail ever goes there


class Language(models.TextChoices):
    """The four languages, each named in itself."""

    EN = "en", "English"
    FR = "fr", "Français"
    NL = "nl", "Nederlands"
    DE = "de", "Deutsch"


def language_name(code: str) -> str:
    """The name of a language in the language of the page ("Dutch", "néerlandais"); the code if it is none of ours."""
    return str(dict(settings.LANGUAGES).get(code, code))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The operator: Django's command asks for a superuser, product.md calls it the operator."""
        return self.create_confirmed(email, password, is_operator=True, **fields)

    def create_confirmed(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Somebody whose address we know from elsewhere: the first login asks for its code and no more."""
        from allauth.account.models import EmailAddress  # which imports this model

        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, **fields)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person, known by e-mail address. The random id is what audit events show (product.md, Rules)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    is_active = models.BooleanField(_("active"), default=True)
    is_operator = models.BooleanField(_("operator"), default=False)
    is_auditor = models.BooleanField(_("auditor"), default=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Somebody already uses this e-mail address."),
            ),
        )

    def __str__(self) -> str:
        return str(_("Closed account")) if self.is_closed else self.name or self.email

    @property
    def is_closed(self) -> bool:
        """Whether the account was erased (accounts.closing). Somebody who is only barred keeps the address."""
        return not self.is_active and self.email.endswith(f"@{CLOSED_DOMAIN}")

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used; directory.rules.permissions decides."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Session(AbstractBaseSession):
    """What a browser holds the key of. Signed in, it is somebody's: since when, and with what ("Firefox, Windows").

    No address and nothing else of the browser is kept. The row ends with the session.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(_("signed in"), null=True)
    device = models.CharField(_("device"), max_length=60, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore
