"""Which columns exist once a language (django-modeltranslation reads this module)."""

from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from directory import models


@register([models.Sector, models.Technology, models.RevenueStage, models.Region, models.Territory])
class NameOptions(TranslationOptions):
    fields = ("name",)
    required_languages = ("en", "fr", "nl", "de")


@register(models.Partner)
class PartnerOptions(TranslationOptions):
    fields = ("name", "signature")
    required_languages: ClassVar = dict.fromkeys(("en", "fr", "nl", "de"), ("name",))


@register(models.Municipality)
class MunicipalityOptions(TranslationOptions):
    fields = ("name",)


@register(models.Startup)
class StartupOptions(TranslationOptions):
    fields = ("tagline", "description")


@register(models.SupportOrganisation)
class SupportOrganisationOptions(TranslationOptions):
    fields = ("description",)


@register(models.Collection)
class CollectionOptions(TranslationOptions):
    fields = ("title", "introduction", "rule")


@register(models.CollectionEntry)
class CollectionEntryOptions(TranslationOptions):
    fields = ("reason",)


@register(models.MarketContact)
class MarketContactOptions(TranslationOptions):
    fields = ("help",)
