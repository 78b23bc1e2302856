from modeltranslation.translator import TranslationOptions, register

from hyte.planning.plans import models


@register(models.PlanFamily)
class FamilyTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.Plan)
class PlanTranslation(TranslationOptions):
    fields = ("name", "summary", "plain_summary")


@register([models.Objective, models.Action])
class DescribedTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.SharedText)
class TextTranslation(TranslationOptions):
    fields = ("title", "text", "plain_text")


@register([models.PlanObjective, models.PlanText])
class PlacingTranslation(TranslationOptions):
    fields = ("local_words",)


@register(models.Measure)
class MeasureTranslation(TranslationOptions):
    fields = ("name", "unit")
