from modeltranslation.translator import TranslationOptions, register

from hyte.knowledge.indicators import models


@register([models.Dataset])
class DatasetTranslation(TranslationOptions):
    fields = ("name",)


@register([models.Indicator])
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "unit", "definition", "limits")


@register([models.IndicatorSet])
class SetTranslation(TranslationOptions):
    fields = ("name", "description")
