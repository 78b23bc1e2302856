from modeltranslation.translator import TranslationOptions, register

from hyte.planning.budgets import models


@register([models.Budget, models.ServiceClass])
class NamedTranslation(TranslationOptions):
    fields = ("name",)


@register(models.Phenomenon)
class PhenomenonTranslation(TranslationOptions):
    fields = ("name", "description", "principal_means", "significant_means")
