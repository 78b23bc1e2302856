from modeltranslation.translator import TranslationOptions, register

from hyte.knowledge.incentive import models


@register([models.IncentiveSet])
class SetTranslation(TranslationOptions):
    fields = ("name",)


@register([models.SetIndicator])
class IndicatorTranslation(TranslationOptions):
    fields = ("name",)


@register([models.PublishedFigure])
class FigureTranslation(TranslationOptions):
    fields = ("name", "unit")
