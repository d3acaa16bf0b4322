"""Which columns exist once a language (django-modeltranslation reads this module)."""

from modeltranslation.translator import TranslationOptions, register

from directory import models


@register([models.Sector, models.Technology, models.RevenueStage, models.Region, models.Partner, models.Territory])
class NameOptions(TranslationOptions):
    fields = ("name",)
    required_languages = ("en", "fr", "nl", "de")


@register(models.Municipality)
class MunicipalityOptions(TranslationOptions):
    fields = ("name",)


@register(models.Startup)
class StartupOptions(TranslationOptions):
    fields = ("tagline", "description")


@register(models.SupportOrganisation)
class SupportOrganisationOptions(TranslationOptions):
    fields = ("description",)
