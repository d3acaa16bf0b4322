"""All addresses under a language (product.md, Addresses), a module a way in."""

from directory.urls import founder, public

urlpatterns = [*public.urlpatterns, *founder.urlpatterns]
