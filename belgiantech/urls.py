"""Every address of the site. Those with a language come from directory.urls."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from directory.admin.site import desk
from directory.urls import machines

urlpatterns = [
    *machines.urlpatterns,
    path("admin/", desk.urls),
    *i18n_patterns(
        path("accounts/", include("accounts.urls")),
        path("", include("directory.urls")),
    ),
]

handler400 = "directory.views.errors.bad_request"
handler403 = "directory.views.errors.forbidden"
handler404 = "directory.views.errors.not_found"
handler500 = "directory.views.errors.server_error"
