"""All routes, with those of DEBUG."""

from belgiantech import urls
from directory.urls import development

urlpatterns = [*development.urlpatterns, *urls.urlpatterns]
