"""The back office at /admin/: its index is the moderation desk."""

from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    """One place, one login, one navigation (architecture.md, Back office)."""


desk = DeskSite(name="admin")
