from modeltranslation.translator import TranslationOptions, register

from hyte.planning.assessments import models


@register(models.AssessmentTemplate)
class TemplateTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.Perspective)
class PerspectiveTranslation(TranslationOptions):
    fields = ("name", "questions")


@register(models.Assessment)
class AssessmentTranslation(TranslationOptions):
    fields = ("title", "subject", "recommendation")


@register(models.Alternative)
class AlternativeTranslation(TranslationOptions):
    fields = ("name", "description")
