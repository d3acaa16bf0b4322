"""Every address an entry ever had: a changed one redirects for ever."""

from django.db import models

from directory.models.startup import Startup


class Slug(models.Model):
    """A slug once given is never given to another entry; `Startup.slug` is the one in use."""

    slug = models.SlugField(max_length=80, unique=True)
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="slugs")
    given_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug
